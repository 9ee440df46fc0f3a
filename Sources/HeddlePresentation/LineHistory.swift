internal import HeddleEngine
internal import HeddleProgram

/// What the steps of a line of play did to each object and local, to be asked for any step of it.
///
/// Idea: for each thing the steps that changed it, in order, so that what was last before a step is a binary search;
/// the lists grow and are cut with the line.
struct LineHistory: Sendable {
    struct LocalKey: Hashable, Sendable {
        var thread: Int
        var routine: RoutineID
        var local: LocalID
    }
    struct LocalRecord: Sendable {
        var value: Value
        /// From 1; 0 is the start.
        var step: Int
    }

    /// Steps in ascending order.
    private typealias Steps = [Int32]

    /// Recorded events, the start's among them.
    private var count = 0
    private var locals: [LocalKey: [LocalRecord]] = [:]
    /// By an object's name as a person reads it, and by its number.
    private var changesByName: [String: Steps] = [:]
    private var changesByObject: [ObjectID: Steps] = [:]
    /// By memory location: operations that give it a value, and all of them.
    private var writes: [Int: Steps] = [:]
    private var accesses: [Int: Steps] = [:]
    private var stepsByThread: [Int: Steps] = [:]

    /// The next event: the start's first.
    mutating func record(_ event: Event) {
        let step = Int32(count)
        count += 1
        for change in event.localChanges {
            let key = LocalKey(thread: change.thread, routine: change.routine, local: change.local)
            locals[key, default: []].append(LocalRecord(value: change.value, step: Int(step)))
        }
        for operation in event.operations {
            if operation.location >= 0 {
                Self.add(step, to: &accesses[operation.location, default: []])
                if operation.kind.writesValue { Self.add(step, to: &writes[operation.location, default: []]) }
            }
            guard operation.kind.changesObject else { continue }
            Self.add(step, to: &changesByName[operation.name, default: []])
            // A field's change is its cell's, too.
            if let dot = operation.name.utf8.firstIndex(of: UInt8(ascii: ".")) {
                Self.add(step, to: &changesByName[String(operation.name[..<dot]), default: []])
            }
            if let second = operation.secondName { Self.add(step, to: &changesByName[second, default: []]) }
            if let object = operation.object { Self.add(step, to: &changesByObject[object, default: []]) }
        }
        if event.thread >= 0 { Self.add(step, to: &stepsByThread[event.thread, default: []]) }
    }

    /// Forgets all steps behind the first `steps`.
    mutating func cut(to steps: Int) {
        count = min(count, steps + 1)
        for key in Array(locals.keys) {
            while let last = locals[key]?.last, last.step > steps { locals[key]?.removeLast() }
        }
        Self.cut(&changesByName, to: steps)
        Self.cut(&changesByObject, to: steps)
        Self.cut(&writes, to: steps)
        Self.cut(&accesses, to: steps)
        Self.cut(&stepsByThread, to: steps)
    }

    /// What a local was last given up to a step.
    func local(_ key: LocalKey, atStep step: Int) -> LocalRecord? {
        guard let records = locals[key] else { return nil }
        let end = records.partitioningIndex { $0.step > step }
        return end == 0 ? nil : records[end - 1]
    }

    /// The last step up to `step` that changed an object of this name.
    func lastChange(ofName name: String, atStep step: Int) -> Int? { Self.last(changesByName[name], upTo: step) }

    func lastChange(ofObject object: ObjectID, atStep step: Int) -> Int? {
        Self.last(changesByObject[object], upTo: step)
    }

    /// The last step up to `step` that gave a location a value.
    func lastWrite(to location: Int, atStep step: Int) -> Int? { Self.last(writes[location], upTo: step) }

    func lastAccess(to location: Int, atStep step: Int) -> Int? { Self.last(accesses[location], upTo: step) }

    func lastStep(ofThread thread: Int, atStep step: Int) -> Int? { Self.last(stepsByThread[thread], upTo: step) }

    private static func add(_ step: Int32, to steps: inout Steps) { if steps.last != step { steps.append(step) } }

    private static func cut<Key>(_ lists: inout [Key: Steps], to steps: Int) {
        for key in Array(lists.keys) {
            while let last = lists[key]?.last, last > steps { lists[key]?.removeLast() }
        }
    }

    private static func last(_ steps: Steps?, upTo step: Int) -> Int? {
        steps?.last(upTo: .init(step)).map { Int($0) }
    }
}
