internal import HeddleProgram

/// Loops whose rounds may do nothing but look: `while !flag {}`, `while !take() {}`.
///
/// Loom has to be told that such a thread waits: it takes one that never gives way for one that never ends. A round that
/// has written something does not give way, and a loop that counts its own rounds never does: the orders of steps in
/// which others come in between must not get lost. Not covered: loops that wait and count.
enum WaitingLoops {
    static func isWaiting(_ body: [NativeNode], _ routine: RoutineID, _ program: Program) -> Bool {
        let code = program.routines[routine].code
        let kinds = instructions(of: body).map { code[$0].kind }
        return kinds.contains { looks($0, program, []) } && !kinds.contains(where: counts)
    }

    /// Whether an instruction does something that others may see, so that its round is no idle one. A compare-exchange
    /// does if it succeeds, and then the loop is left as a rule.
    static func isProgress(_ kind: InstructionKind, _ program: Program) -> Bool { changes(kind, program, []) }

    private static func instructions(of nodes: [NativeNode]) -> [Int] {
        nodes.flatMap { node -> [Int] in
            switch node {
            case .instruction(let place): return [place]
            case .block(_, let body), .loop(_, let body): return instructions(of: body)
            case .branch(let place, let then, let otherwise):
                return [place] + instructions(of: then) + instructions(of: otherwise)
            case .select(let place, let ways): return [place] + ways.flatMap(instructions)
            case .leave, .again, .finish: return []
            }
        }
    }

    private static func looks(_ kind: InstructionKind, _ program: Program, _ above: Set<RoutineID>) -> Bool {
        switch kind {
        case .read, .compareExchange: return true
        case .call(let routine, _, _):
            guard !above.contains(routine) else { return false }
            return program.routines[routine].code.contains { looks($0.kind, program, above.union([routine])) }
        default: return false
        }
    }

    private static func changes(_ kind: InstructionKind, _ program: Program, _ above: Set<RoutineID>) -> Bool {
        switch kind {
        case .read, .compareExchange, .branch, .jump, .beginStep, .endStep, .return, .guard, .assert, .skip, .yield,
            .assign(.local, _):
            return false
        case .call(let routine, _, _):
            guard !above.contains(routine) else { return true }
            return program.routines[routine].code.contains { changes($0.kind, program, above.union([routine])) }
        default: return true
        }
    }

    private static func counts(_ kind: InstructionKind) -> Bool {
        guard case .assign(.local(let local), let value) = kind else { return false }
        return ExpressionLocals.of(value).contains(local)
    }
}
