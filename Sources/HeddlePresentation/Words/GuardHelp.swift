internal import HeddleEngine
internal import HeddleProgram

/// What an `await` looks at, what stands there now, and which threads may still write it.
struct GuardHelp {
    /// `flag is 0`; empty where it looks at more than one thing, or at none that has a value.
    let values: String
    let writers: [Int]

    private let scene: Scene
    private let objects: Set<ObjectID>

    /// nil where the thread doesn't stand before a guard over shared objects.
    init?(_ scene: Scene, thread: Int) {
        // What its locals are doesn't matter: it is about the objects alone.
        let parts = GuardParts(machine: scene.machine, state: scene.state, thread: thread) { _, _ in nil }
        let objects = Set(parts?.conditions.joined().flatMap(\.objects) ?? [])
        if objects.isEmpty { return nil }
        self.scene = scene
        self.objects = objects
        values = Self.values(objects, scene)
        writers = (0..<scene.threadCount).filter { $0 != thread && Self.mayWrite($0, objects, scene) }
    }

    private static func values(_ objects: Set<ObjectID>, _ scene: Scene) -> String {
        guard objects.count == 1, let object = objects.first, scene.program.objects[object].count == nil else {
            return ""
        }
        let status = scene.machine.status(ofObject: object, index: 0, in: scene.state)
        guard case .value = status else { return "" }
        let text = ObjectText(scene).text(status, object: object)
        return "\(VisibleText.of(scene.program.objects[object].name)) is \(scene.marks.cut(text, 12))"
    }

    /// Whether a thread's code from its place on, its callers' and its callees' code write one of the objects.
    private static func mayWrite(_ thread: Int, _ objects: Set<ObjectID>, _ scene: Scene) -> Bool {
        guard case .standing(at: let site, frames: let frames) = scene.machine.status(ofThread: thread, in: scene.state)
        else { return false }
        let group = scene.program.threadGroups[scene.machine.threadGroup(thread, in: scene.state)]
        var seen: Set<RoutineID> = []
        if writes(site.routine, from: site.instruction, objects, scene, &seen) { return true }
        return !frames.isEmpty && writes(group.routine, from: 0, objects, scene, &seen)
    }

    private static func writes(
        _ routine: RoutineID, from start: Int, _ objects: Set<ObjectID>, _ scene: Scene, _ seen: inout Set<RoutineID>
    ) -> Bool {
        if start == 0, !seen.insert(routine).inserted { return false }
        let code = scene.program.routines[routine].code
        // Where a jump leads back, everything behind its target may come again.
        let first = code.indices.filter { $0 >= start }.compactMap { backward(code[$0].kind, at: $0) }.min() ?? start
        for instruction in code[min(first, start)...] {
            if instruction.kind.written.map(objects.contains) ?? false { return true }
            if case .call(let callee, _, _) = instruction.kind, writes(callee, from: 0, objects, scene, &seen) {
                return true
            }
        }
        return false
    }

    private static func backward(_ kind: InstructionKind, at index: Int) -> Int? {
        switch kind {
        case .jump(let target): return target < index ? target : nil
        case .branch(_, then: let a, otherwise: let b): return min(a, b) < index ? min(a, b) : nil
        case .select(let alternatives): return alternatives.map(\.target).min().flatMap { $0 < index ? $0 : nil }
        default: return nil
        }
    }
}

extension InstructionKind {
    /// The shared object that an instruction changes.
    fileprivate var written: ObjectID? {
        switch self {
        case .assign(let place, _), .write(let place, _, order: _), .listAppend(let place, _), .listClear(let place),
            .listRemoveFirst(let place, result: _), .listRemoveLast(let place, result: _),
            .readModifyWrite(_, let place, _, result: _, order: _):
            return place.sharedRoot
        case .compareExchange(let place, _, _, _, _, _, _, _): return place.sharedRoot
        case .lock(let it), .unlock(let it), .release(let it), .acquire(let it), .eventSet(let it), .eventReset(let it),
            .send(let it, _), .receive(let it, _), .close(let it), .readLock(let it), .readUnlock(let it),
            .writeLock(let it), .writeUnlock(let it), .notify(let it, _), .conditionWait(let it, _):
            return it.object
        default: return nil
        }
    }
}

extension Place {
    /// The shared object that the place lies in.
    fileprivate var sharedRoot: ObjectID? {
        switch self {
        case .shared(let object): return object
        case .element(let place, index: _): return place.sharedRoot
        case .field(let place, _): return place.sharedRoot
        case .cellField(let pool, reference: _, field: _): return pool
        default: return nil
        }
    }
}
