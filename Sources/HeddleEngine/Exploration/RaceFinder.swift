internal import HeddleProgram

/// Data races that a state shows under `sc` and `tso`: two threads that stand before conflicting accesses of one plain variable.
///
/// Both can move, at least one writes, and they are not both in atomic blocks (language.md section 11).
enum RaceFinder {
    private struct Access {
        var thread: Int
        var name: String
        var writes: Bool
        var isAtomicBlock: Bool
        var span: SourceSpan
    }

    /// The first race of a state, by thread, with its evidence.
    static func race(machine: Machine, state: State) -> Violation? {
        var seen: [Access] = []
        // A thread whose store is on its way to memory may have its own next step as well, or none.
        for step in machine.enabled(state, waysPerThread: 1) where !step.isFlush {
            let thread = step.thread
            let mine = accesses(machine, thread, state)
            for access in mine {
                for other in seen where conflicts(access, other) {
                    return Violation(
                        check: .race, thread: other.thread, span: other.span,
                        evidence: .race(
                            object: access.writes ? access.name : other.name, otherThread: thread,
                            otherSpan: access.span, writes: other.writes, otherWrites: access.writes))
                }
            }
            seen += mine
        }
        return nil
    }

    private static func conflicts(_ a: Access, _ b: Access) -> Bool {
        (a.writes || b.writes) && !(a.isAtomicBlock && b.isAtomicBlock) && Footprint.overlap(a.name, b.name)
    }

    private static func accesses(_ machine: Machine, _ thread: Int, _ state: State) -> [Access] {
        guard case .standing(let reference, _) = machine.status(ofThread: thread, in: state) else { return [] }
        let site = machine.site(reference)
        return machine.nextOperations(ofThread: thread, in: state).compactMap { operation in
            guard operation.kind == .read || operation.kind == .write, operation.order == nil,
                isPlain(machine.program, operation)
            else { return nil }
            return Access(
                thread: thread, name: operation.name, writes: operation.kind == .write,
                isAtomicBlock: site.kind == .atomic, span: site.span)
        }
    }

    /// Whether an operation touches a plain variable or a plain field of a cell.
    private static func isPlain(_ program: Program, _ operation: Operation) -> Bool {
        guard let object = operation.object, program.objects.indices.contains(object) else { return false }
        switch program.objects[object].kind {
        case .variable: return true
        case .pool(let fields, _, _, _):
            let field = operation.name.split(separator: ".").dropFirst().first.map { $0.prefix { $0 != "[" } }
            return field.map { name in fields.contains { $0.name == name && !$0.isAtomic } } ?? false
        default: return false
        }
    }
}
