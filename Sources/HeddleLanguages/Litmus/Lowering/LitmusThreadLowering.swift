internal import HeddleProgram

/// One thread's statements to instructions: each access to memory is a step, everything between is local work.
final class LitmusThreadLowering {
    private let source: SourceText
    private let routine: RoutineID
    private let scope: LitmusScope
    var code: [Instruction] = []
    /// The registers in order of declaration, then hidden ones.
    private(set) var locals: [Local] = []
    private(set) var statements: [Statement]
    /// How often each text stood there as a statement.
    private var occurrences: [String: Int] = [:]
    private let thread: LitmusThreadScope
    /// Hidden locals by type, and how many of them the statement has in use.
    private var temporaries: [ValueType: [LocalID]] = [:]
    private var used: [ValueType: Int] = [:]

    private struct CurrentStatement {
        var span: SourceSpan
        var text: String
        var occurrence: Int
        /// Known once it has a step.
        var id: StatementID?
        var operations = 0
    }
    private var current = CurrentStatement(span: .none, text: "", occurrence: 0)

    init(
        _ source: SourceText, routine: RoutineID, scope: LitmusScope, thread: LitmusThreadScope, statements: [Statement]
    ) {
        self.source = source
        self.routine = routine
        self.scope = scope
        self.thread = thread
        self.statements = statements
        locals = thread.registers.map { Local(name: $0.text, type: .int, isObserved: true, span: $0.span) }
        for (index, register) in thread.registers.enumerated() {
            guard let value = thread.initial[register.text], value != 0 else { continue }
            emit(.assign(.local(index), Self.number(value, register.span)), register.span)
        }
    }

    // MARK: - Code

    func emit(_ kind: InstructionKind, _ span: SourceSpan) { code.append(Instruction(kind, span)) }

    /// The index of a jump that isn't known yet.
    func reserve(_ span: SourceSpan) -> Int {
        emit(.jump(0), span)
        return code.count - 1
    }

    func beginStep(_ kind: StepSite.Kind, _ span: SourceSpan) {
        if current.id == nil {
            current.id = statements.count
            statements.append(
                Statement(
                    span: current.span, routine: routine, text: current.text, occurrence: current.occurrence))
        }
        emit(
            .beginStep(
                StepSite(
                    kind: kind, statement: current.id ?? 0, operation: current.operations, span: span,
                    text: kind == .atomic ? source.normalizedText(span) : "")), span)
        current.operations += 1
    }

    /// One operation as a step of its own.
    func step(_ kind: InstructionKind, _ span: SourceSpan) {
        beginStep(.operation, span)
        emit(kind, span)
        emit(.endStep, span)
    }

    /// A hidden local for the length of a statement.
    func temporary(_ type: ValueType) -> LocalID {
        let taken = used[type, default: 0]
        used[type] = taken + 1
        if let known = temporaries[type], taken < known.count { return known[taken] }
        locals.append(Local(name: "", type: type, isHidden: true))
        temporaries[type, default: []].append(locals.count - 1)
        return locals.count - 1
    }

    func location(_ name: LitmusName) -> Place {
        guard let index = scope.location(name.text) else {
            preconditionFailure("Heddle bug: a location that was checked is gone")
        }
        return .shared(index)
    }

    func register(_ name: LitmusName) -> LocalID {
        guard let index = thread.register(name.text) else {
            preconditionFailure("Heddle bug: a register that was checked is gone")
        }
        return index
    }

    // MARK: - Statements

    func lower(_ body: [LitmusStatement]) {
        for statement in body { lower(statement) }
    }

    private func enter(_ span: SourceSpan) {
        let text = source.normalizedText(span)
        let occurrence = occurrences[text, default: 0]
        occurrences[text] = occurrence + 1
        current = CurrentStatement(span: span, text: text, occurrence: occurrence)
        used = [:]
    }

    private func lower(_ statement: LitmusStatement) {
        let span = statement.span
        switch statement.kind {
        case .empty, .declare(_, nil): break
        case .block(let body): lower(body)
        case .declare(let name, let value?), .assign(let name, let value):
            enter(span)
            assign(value, to: register(name), span)
        case .store(let name, let value):
            enter(span)
            let stored = number(self.value(value))
            step(.write(location(name), stored, order: nil), span)
        case .evaluate(let operation):
            enter(span)
            perform(operation)
        case .if(let condition, let then, let otherwise):
            enter(span)
            let truth = truth(value(condition))
            let branch = reserve(span)
            lower(then)
            let over = otherwise.isEmpty ? nil : reserve(span)
            let second = code.count
            lower(otherwise)
            if let over { code[over].kind = .jump(code.count) }
            code[branch].kind = .branch(truth, then: branch + 1, otherwise: second)
        case .while(let condition, let body):
            enter(span)
            let start = code.count
            let truth = truth(value(condition))
            let branch = reserve(span)
            lower(body)
            emit(.jump(start), span)
            code[branch].kind = .branch(truth, then: branch + 1, otherwise: code.count)
        }
    }

    private func assign(_ expression: LitmusExpression, to register: LocalID, _ span: SourceSpan) {
        let value = number(self.value(expression, into: register))
        if case .read(.local(let local)) = value.kind, local == register { return }
        emit(.assign(.local(register), value), span)
    }

    // MARK: - Values

    static func number(_ value: Int, _ span: SourceSpan) -> Expression {
        Expression(.constant(.integer(value)), .int, span)
    }

    func read(_ local: LocalID, _ span: SourceSpan) -> Expression {
        Expression(.read(.local(local)), locals[local].type, span)
    }

    /// C's number for a truth.
    func number(_ value: Expression) -> Expression {
        guard value.type == .bool else { return value }
        return Expression(
            .conditional(value, then: Self.number(1, value.span), otherwise: Self.number(0, value.span)), .int,
            value.span)
    }

    /// Any number but 0 is true.
    func truth(_ value: Expression) -> Expression {
        guard value.type != .bool else { return value }
        return Expression(.binary(.notEqual, value, Self.number(0, value.span)), .bool, value.span)
    }
}
