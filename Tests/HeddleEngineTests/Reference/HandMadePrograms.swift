import HeddleProgram

/// Programs written directly as instructions, for tests below the front end.
enum HandMadePrograms {
    private static func constant(_ number: Int) -> Expression { Expression(.constant(.integer(number)), .int) }
    private static func local(_ index: LocalID) -> Expression { Expression(.read(.local(index)), .int) }
    private static func sum(_ a: Expression, _ b: Expression) -> Expression {
        Expression(.binary(.add, a, b), .int)
    }

    private static func step(_ kind: InstructionKind, statement: StatementID) -> [Instruction] {
        let site = StepSite(kind: .operation, statement: statement, operation: 0, span: .none)
        return [Instruction(.beginStep(site)), Instruction(kind), Instruction(.endStep)]
    }

    private static func statement(_ text: String) -> Statement {
        Statement(span: .none, routine: 0, text: text, occurrence: 0)
    }

    /// Lost update with so many tellers.
    static func lostUpdate(tellers: Int) -> Program {
        var program = Program(source: SourceText(path: "lost-update.heddle", text: ""), name: "Lost update")
        program.objects = [SharedObject(name: "balance", kind: .variable(.int, initial: .integer(0)))]
        program.statements = [statement("let seen = balance"), statement("balance = seen + 1")]
        let code =
            step(.read(.shared(0), result: 0, order: nil), statement: 0)
            + step(.write(.shared(0), sum(local(0), constant(1)), order: nil), statement: 1)
        program.routines = [Routine(name: "teller", locals: [Local(name: "seen", type: .int)], code: code)]
        program.threadGroups = [ThreadGroup(name: "teller", copies: .replicas(tellers), routine: 0)]
        let all = Expression(
            .binary(.equal, Expression(.read(.shared(0)), .int), constant(tellers)), .bool)
        program.properties = [
            Property(
                name: "everyDepositKept", sentence: "every deposit is kept", kind: .final, expression: all,
                text: "balance == tellers")
        ]
        program.expectations = [Expectation(target: .property(0), wanted: .fails)]
        return program
    }

    /// Dining philosophers, left fork first, each step a statement.
    static func philosophers(seats: Int) -> Program {
        var program = Program(source: SourceText(path: "philosophers.heddle", text: ""), name: "Dining philosophers")
        program.objects = [SharedObject(name: "fork", kind: .mutex(recursive: false), count: seats)]
        let left = ObjectReference(0, index: local(0))
        let next = Expression(.binary(.remainder, sum(local(0), constant(1)), constant(seats)), .int)
        let right = ObjectReference(0, index: next)
        let kinds: [(InstructionKind, String)] = [
            (.lock(left), "fork[left].lock()"), (.lock(right), "fork[right].lock()"),
            (.unlock(right), "fork[right].unlock()"), (.unlock(left), "fork[left].unlock()"),
        ]
        program.statements = kinds.map { statement($0.1) }
        let code = kinds.enumerated().flatMap { step($1.0, statement: $0) }
        program.routines = [
            Routine(name: "phil", parameterCount: 1, locals: [Local(name: "i", type: .int)], code: code)
        ]
        program.threadGroups = [
            ThreadGroup(name: "phil", copies: .parameter(lower: 0, upper: seats - 1), routine: 0)
        ]
        program.expectations = [Expectation(target: .check(.deadlock), wanted: .found)]
        return program
    }
}
