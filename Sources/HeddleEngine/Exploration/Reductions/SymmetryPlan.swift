internal import HeddleProgram

/// The replicas of a machine, and everything in its states that names a thread. Refused wherever the model tells
/// replicas apart.
struct SymmetryPlan {
    enum Answer {
        case plan(SymmetryPlan)
        case refused(ReductionRefusal)
        /// There are no replicas.
        case none
    }

    /// A byte that holds the number of a thread, plus something: 1 for holders of locks, 2 for who runs a `once`.
    struct Slot {
        var offset: Int
        /// What the byte holds for thread 0; less means nobody.
        var base: Int
        /// Bytes that must be at least so large, else the slot is dead.
        var conditions: Conditions = []

        /// Whether it is in use among bytes that its offset is counted from.
        func isLive(_ bytes: UnsafeMutablePointer<UInt8>) -> Bool {
            for condition in conditions {
                var value = 0
                for index in 0..<min(4, condition.width.size) {
                    value |= Int(bytes[condition.offset + index]) << (8 * index)
                }
                if value < condition.atLeast { return false }
            }
            return true
        }
    }

    private let machine: Machine
    private let layout: StateLayout
    private(set) var groups: [Range<Int>] = []
    private(set) var lengths: [Int] = []
    private(set) var shared: [Slot] = []
    private(set) var own: [[Slot]] = []
    private(set) var everySlot: [Slot] = []
    private(set) var masks: [Int] = []
    private(set) var counters: [Int] = []
    /// Those in the value of each location of a weak memory, counted from its start.
    private(set) var inMemory: [[Slot]] = []
    private var isRefused = false

    typealias Conditions = [(offset: Int, width: Width, atLeast: Int)]

    /// A thread's number is a byte.
    private static let largestThreadCount = 250

    static func make(_ machine: Machine) -> Answer {
        var plan = SymmetryPlan(machine)
        guard !plan.groups.isEmpty else { return .none }
        if let refusal = plan.build() { return .refused(refusal) }
        return .plan(plan)
    }

    private init(_ machine: Machine) {
        self.machine = machine
        layout = machine.layout
        var first = 0
        while first < layout.declaredThreads {
            let group = layout.groups[first]
            let end = (first..<layout.declaredThreads).first { layout.groups[$0] != group } ?? layout.declaredThreads
            if case .replicas = machine.program.threadGroups[group].copies, end - first > 1 {
                groups.append(first..<end)
            }
            first = end
        }
    }

    /// Collects everything; says why if it can't.
    private mutating func build() -> ReductionRefusal? {
        let program = machine.program
        if program.processes != nil { return .unknownInstruction }
        if layout.threadCount > Self.largestThreadCount { return .tooLarge }
        if namesReplicas(program) { return .replicaIsNamed }
        guard groups.allSatisfy({ areAlike($0) }) else { return .replicasDiffer }
        for (object, declared) in program.objects.enumerated() {
            if case .channel(let type, _, true) = declared.kind, holdsThreads(type) {
                return .threadsInUnorderedChannel
            }
            add(object, declared)
        }
        for location in machine.memory?.locations.indices ?? 0..<0 {
            inMemory.append(slots(machine.type(ofLocation: location), 0, []))
        }
        everySlot = shared
        for thread in 0..<layout.threadCount { addOwn(thread) }
        return isRefused ? .replicasDiffer : nil
    }

    // MARK: - Telling threads apart

    private func namesReplicas(_ program: Program) -> Bool {
        let replicated = Set(groups.map { layout.groups[$0.lowerBound] })
        var isNamed = false
        let take: (ExpressionParts.Part) -> Void = { part in
            guard case .expression(let expression) = part else { return }
            switch expression.kind {
            case .threadOf(let group, _): if replicated.contains(group) { isNamed = true }
            case .constant(let value): if Self.namesThread(value) { isNamed = true }
            default: break
            }
        }
        for property in program.properties { ExpressionParts.visit(property.expression, in: program, take) }
        for routine in program.routines {
            for instruction in routine.code { ExpressionParts.visit(instruction.kind, in: program, take) }
        }
        for object in program.objects {
            switch object.kind {
            case .variable(_, let initial), .atomic(_, let initial): if Self.namesThread(initial) { isNamed = true }
            case .pool(let fields, _, _, _):
                if fields.contains(where: { $0.initial.map(Self.namesThread) ?? false }) { isNamed = true }
            default: break
            }
        }
        return isNamed
    }

    private static func namesThread(_ value: Value) -> Bool {
        switch value {
        case .thread: return true
        case .some(let inner): return namesThread(inner)
        case .structure(let parts), .elements(let parts): return parts.contains(where: namesThread)
        default: return false
        }
    }

    /// Whether the replicas' states look the same, byte by byte.
    private mutating func areAlike(_ members: Range<Int>) -> Bool {
        let image = machine.image
        let first = members.lowerBound
        let keys = layout.activations.filter { $0.thread == first }
        guard keys.allSatisfy({ $0.level == 0 }) else { return false }
        let start = layout.place[first]
        var length = layout.placeWidth.size
        for key in keys {
            guard let frame = layout.frames[key] else { continue }
            let locals = machine.program.routines[key.routine].locals
            for (local, offset) in frame.locals.enumerated() where offset >= 0 {
                length = max(length, offset + machine.layouts.size(locals[local].type) - start)
            }
            if frame.returnSlot >= 0 { length = max(length, frame.returnSlot + frame.returnWidth.size - start) }
        }
        for thread in members {
            for key in keys {
                var other = key
                other.thread = thread
                guard let mine = layout.frames[key], let theirs = layout.frames[other],
                    mine.locals.map({ $0 < 0 ? -1 : $0 - start })
                        == theirs.locals.map({ $0 < 0 ? -1 : $0 - layout.place[thread] }),
                    mine.returnSlot < 0
                        ? theirs.returnSlot < 0
                        : mine.returnSlot - start == theirs.returnSlot - layout.place[thread]
                else { return false }
            }
            if thread > first, layout.place[thread] < layout.place[thread - 1] + length { return false }
            guard sites(of: thread, image) == sites(of: first, image) else { return false }
        }
        lengths.append(length)
        return true
    }

    private func sites(of thread: Int, _ image: Image) -> [SiteReference] {
        let base = Int(image.restBase[thread])
        let end = thread + 1 < image.threadCount ? Int(image.restBase[thread + 1]) : image.rests.count
        return image.rests[(base + 1)..<max(base + 1, end)].map(\.site)
    }

    // MARK: - Names of threads in the state

    private mutating func add(_ object: ObjectID, _ declared: SharedObject) {
        let part = layout.objects[object]
        for element in 0..<part.elements {
            let offset = part.offset + element * part.stride
            switch declared.kind {
            case .mutex: shared.append(.init(offset: offset, base: 1))
            case .once: shared.append(.init(offset: offset, base: 2))
            case .rwlock(let writersFirst):
                shared.append(.init(offset: offset, base: 1))
                counters.append(offset + part.second)
                if writersFirst { masks.append(offset + part.third) }
            case .condition, .barrier: masks.append(offset)
            case .semaphore, .event: break
            case .channel(let type, _, _):
                for place in 0..<part.capacity where holdsThreads(type) {
                    let count = (offset + part.second, part.countWidth, place + 1)
                    shared += slots(type, offset + part.third + place * part.messageSize, [count])
                }
            case .pool(let fields, _, _, _):
                for (field, start) in zip(fields, part.fieldOffsets) where holdsThreads(field.type) {
                    shared += slots(field.type, offset + start, [(offset, Width.u8, 1)])
                }
            case .variable(let type, _), .atomic(let type, _):
                // One that is not optional starts as thread 0, which tells that one apart.
                if holdsPlainThread(type) { isRefused = true }
                shared += slots(type, offset, [])
            }
        }
    }

    private mutating func addOwn(_ thread: Int) {
        var found: [Slot] = []
        for key in layout.activations where key.thread == thread {
            guard let frame = layout.frames[key] else { continue }
            for (local, declared) in machine.program.routines[key.routine].locals.enumerated() {
                guard frame.locals[local] >= 0, holdsThreads(declared.type) else { continue }
                // A dead one is zero, which also stands for thread 0.
                if holdsPlainThread(declared.type) { isRefused = true }
                found += slots(declared.type, frame.locals[local], [])
            }
        }
        everySlot += found
        guard let group = groups.firstIndex(where: { $0.contains(thread) }) else {
            shared += found
            return
        }
        guard groups[group].lowerBound == thread else { return }
        while own.count <= group { own.append([]) }
        own[group] = found.map { .init(offset: $0.offset - layout.place[thread], base: $0.base) }
    }

    /// The slots of a value that lies at an offset.
    private func slots(_ type: ValueType, _ offset: Int, _ conditions: Conditions) -> [Slot] {
        let layouts = machine.layouts
        switch type {
        case .thread: return [.init(offset: offset, base: 0, conditions: conditions)]
        case .optional(let wrapped):
            return slots(wrapped, offset + 1, conditions + [(offset, Width.u8, 1)])
        case .array(let element, let count):
            guard holdsThreads(element) else { return [] }
            return (0..<count).flatMap { slots(element, offset + $0 * layouts.size(element), conditions) }
        case .list(let element, let capacity):
            guard holdsThreads(element) else { return [] }
            let width = Width.unsigned(max(0, capacity))
            return (0..<capacity).flatMap { place in
                slots(
                    element, offset + width.size + place * layouts.size(element),
                    conditions + [(offset, width, place + 1)])
            }
        case .structure(let table):
            var start = offset
            var result: [Slot] = []
            for field in machine.program.structures[table].fields {
                result += slots(field.type, start, conditions)
                start += layouts.size(field.type)
            }
            return result
        default: return []
        }
    }

    private func holdsThreads(_ type: ValueType) -> Bool {
        switch type {
        case .thread: return true
        case .optional(let inner), .array(let inner, _), .list(let inner, _): return holdsThreads(inner)
        case .structure(let table): return machine.program.structures[table].fields.contains { holdsThreads($0.type) }
        default: return false
        }
    }

    /// Whether a thread identity lies in it that is there from the start.
    private func holdsPlainThread(_ type: ValueType) -> Bool {
        switch type {
        case .thread: return true
        case .array(let inner, _): return holdsPlainThread(inner)
        case .structure(let table):
            return machine.program.structures[table].fields.contains { holdsPlainThread($0.type) }
        default: return false
        }
    }
}
