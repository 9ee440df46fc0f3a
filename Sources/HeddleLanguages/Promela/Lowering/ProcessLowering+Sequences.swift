internal import HeddleProgram

/// `d_step`: one step without choices: the first option that can go is taken, and waiting in the middle is an error.
///
/// Source: what the verifiers that Spin 6.5.2 makes do; which first statements count as the guard is theirs too.
extension ProcessLowering {
    /// When a sequence can begin: nil for always. The flag says that it begins with `else`.
    func sequenceGuard(_ sequence: ControlSequence) -> (condition: Expression?, isOtherwise: Bool) {
        guard let first = sequence.first else { return (nil, false) }
        switch first.kind {
        case .block: return first.inner.map(sequenceGuard) ?? (nil, false)
        case .unless: return first.options.first.map(sequenceGuard) ?? (nil, false)
        case .choice: return (anyGuard(first), false)
        case .target:
            if let next = first.next, next.kind == .choice { return (anyGuard(next), false) }
            return (nil, false)
        case .step:
            guard let statement = first.statement else { return (nil, false) }
            if case .otherwise = statement.kind { return (nil, true) }
            return (statementGuard(statement), false)
        default: return (nil, false)
        }
    }

    private func statementGuard(_ statement: PromelaStatement) -> Expression? {
        switch statement.kind {
        case .condition(let expression): return truth(expression)
        case .send(let channel, _, let values):
            return Expression(
                .process(.canSend(self.channel(channel), values.map { term($0).expression })), .bool, statement.span)
        case .receive(let receive):
            return Expression(
                .process(.canReceive(channel(receive.channel), parts(receive), anywhere: receive.anywhere)), .bool,
                statement.span)
        default: return nil
        }
    }

    /// Whether some option's first statement can go, of those that count: an option that begins with an assignment
    /// does not, unless none does.
    private func anyGuard(_ choice: ControlNode) -> Expression? {
        let found = guards(choice)
        guard var result = found.first else { return nil }
        // Several together stand nowhere in the text.
        for next in found.dropFirst() { result = Expression(.or(result, next), .bool) }
        return result
    }

    private func guards(_ choice: ControlNode) -> [Expression] {
        var found: [Expression] = []
        let sequences = choice.kind == .choice ? choice.options : choice.inner.map { [$0] } ?? []
        for option in sequences {
            guard let first = option.first else { continue }
            switch first.kind {
            case .block, .choice: found += guards(first)
            case .target: if let next = first.next, next.kind == .choice { found += guards(next) }
            case .step:
                guard let statement = first.statement else { continue }
                if case .otherwise = statement.kind {
                    found.append(Expression(.constant(.boolean(true)), .bool, statement.span))
                } else if let condition = statementGuard(statement) {
                    found.append(condition)
                }
            default: break
            }
        }
        return found
    }

    /// The body of a sequence, up to where it leaves.
    func emitSequence(_ sequence: ControlSequence, leaving node: ControlNode) {
        let exit = newLabel()
        var emitter = SequenceEmitter(process: self, exit: exit, node: node)
        if let first = sequence.first { emitter.emit(first, failure: nil) }
        emitter.emitPending()
        mark(exit)
    }
}

/// Emits the nodes of a deterministic sequence, each once.
private struct SequenceEmitter {
    let process: ProcessLowering
    let exit: Int
    let node: ControlNode
    private var labels: [Int: Int] = [:]
    private var emitted: Set<Int> = []
    private var pending: [ControlNode] = []

    init(process: ProcessLowering, exit: Int, node: ControlNode) {
        self.process = process
        self.exit = exit
        self.node = node
    }

    private mutating func label(of node: ControlNode) -> Int {
        if let known = labels[node.number] { return known }
        let made = process.newLabel()
        labels[node.number] = made
        return made
    }

    private func isInside(_ node: ControlNode) -> Bool { node.isDeterministic }

    mutating func emitPending() {
        while let next = pending.popLast() {
            if !emitted.contains(next.number) { emit(next, failure: nil) }
        }
    }

    private mutating func leave(to node: ControlNode?) {
        guard let node, isInside(node) else { return process.jump(to: .local(exit)) }
        process.jump(to: .local(label(of: node)))
        pending.append(node)
    }

    /// Emits a node and what follows it; where its first statement can't go, on to `failure` (nil: stuck).
    mutating func emit(_ start: ControlNode, failure: Int?) {
        var current: ControlNode? = start
        var failure = failure
        while let node = current {
            if !isInside(node) || emitted.contains(node.number) { return leave(to: node) }
            emitted.insert(node.number)
            process.mark(label(of: node))
            switch node.kind {
            case .jump: return leave(to: jumpGoal(node))
            case .block, .atomic, .deterministic: current = node.inner?.first ?? node.next
            case .unless: current = node.options.first?.first ?? node.next
            case .choice: return emitChoice(node)
            case .target, .exit, .end: current = node.next
            case .step:
                if let statement = node.statement { emitStep(statement, failure: failure) }
                failure = nil
                current = node.next
            }
            if current == nil { process.jump(to: .local(exit)) }
        }
    }

    private func jumpGoal(_ jump: ControlNode) -> ControlNode? { jump.exit ?? process.goalOfLabel(jump.label) }

    private mutating func emitChoice(_ node: ControlNode) {
        for option in node.options {
            let next = process.newLabel()
            if let first = option.first { emit(first, failure: next) }
            process.mark(next)
        }
        process.emit(.processStuck(text: "some option of a d_step can go"), node.statement?.span ?? .none)
    }

    private func emitStep(_ statement: PromelaStatement, failure: Int?) {
        if let condition = process.stepCondition(statement) {
            let index = process.emit(.branch(condition, then: 0, otherwise: 0), statement.span)
            if let failure {
                process.fixups.append((index, .local(failure)))
            } else {
                let stuck = process.newLabel()
                process.fixups.append((index, .local(stuck)))
                let past = process.newLabel()
                process.jump(to: .local(past))
                process.mark(stuck)
                process.emit(.processStuck(text: "a d_step does not wait"), statement.span)
                process.mark(past)
            }
        }
        process.emitEffect(statement, handsOver: nil)
    }
}

extension ProcessLowering {
    func goalOfLabel(_ label: Int?) -> ControlNode? { label.flatMap { labelNodes[$0] } }

    func stepCondition(_ statement: PromelaStatement) -> Expression? {
        if case .condition(let expression) = statement.kind, PromelaConstants.value(of: expression) == 1 { return nil }
        return statementGuard(statement)
    }
}
