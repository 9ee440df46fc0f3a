package import HeddleProgram

/// A local whose value went into what a step wrote, with the step that gave it.
package struct ValueSource: Hashable, Sendable {
    package var name: String
    package var value: Value
    package var type: ValueType
    /// From 1.
    package var step: Int
    /// Whether it was read from a shared object there.
    package var isRead: Bool

    /// The locals that the step (from 0) of a trace computed its values from, in order of name.
    package static func sources(ofStep step: Int, in trace: Trace, machine: Machine) -> [ValueSource] {
        let event = trace.events[step]
        guard let site = event.site, machine.program.routines.indices.contains(site.routine) else { return [] }
        let routine = machine.program.routines[site.routine]
        var locals: Set<LocalID> = []
        for instruction in routine.code[(site.instruction + 1)...] {
            if case .endStep = instruction.kind { break }
            if case .beginStep = instruction.kind { break }
            ExpressionParts.visit(instruction.kind, in: machine.program) { part in
                if case .place(.local(let local)) = part { locals.insert(local) }
            }
        }
        var result: [ValueSource] = []
        for local in locals.sorted() where routine.locals.indices.contains(local) && !routine.locals[local].isHidden {
            let given = (0..<step).last { index in
                trace.events[index].localChanges.contains {
                    $0.thread == event.thread && $0.routine == site.routine && $0.local == local
                }
            }
            guard let given,
                let change = trace.events[given].localChanges.last(where: {
                    $0.thread == event.thread && $0.routine == site.routine && $0.local == local
                })
            else { continue }
            let isRead = trace.events[given].operations.contains { $0.kind == .read || $0.kind == .readModifyWrite }
            result.append(
                ValueSource(
                    name: routine.locals[local].name, value: change.value, type: routine.locals[local].type,
                    step: given + 1, isRead: isRead))
        }
        return result.sorted { $0.name < $1.name }
    }
}
