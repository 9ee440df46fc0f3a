internal import HeddleProgram

/// The code of a proctype's places.
///
/// Shape: for each place its step (`beginStep`, its alternatives); for one that is entered within a step the same
/// alternatives again, which come to rest where none can go; for each way what it does, shared by all places that have it.
extension ProcessLowering {
    func lower() {
        guard let declared else { return }
        var builder = ControlBuilder()
        let (body, end) = builder.build(declared.body)
        let links = ControlLinks(builder, body, end) { declared.labels[$0].isEnd }
        labelNodes = builder.labels
        initialise(declared)
        jump(to: .rest(links.start.number))
        var pending = [links.start]
        var known: Set<Int> = [links.start.number]
        while let node = pending.popLast() {
            emitPlace(node, links)
            for link in links.links[node.number] ?? [] {
                if let target = link.target, known.insert(target.number).inserted { pending.append(target) }
            }
        }
        patch()
        whole.program.routines[proctype].locals += hidden
        whole.program.routines[proctype].code = code
    }

    // MARK: Emission

    @discardableResult
    func emit(_ kind: InstructionKind, _ span: SourceSpan) -> Int {
        code.append(Instruction(kind, span))
        return code.count - 1
    }

    func jump(to goal: Goal, _ span: SourceSpan = .none) {
        fixups.append((emit(.jump(0), span), goal))
    }

    func newLabel() -> Int {
        localLabels.append(-1)
        return localLabels.count - 1
    }

    func mark(_ label: Int) { localLabels[label] = code.count }

    private func address(_ goal: Goal) -> Int {
        let found: Int?
        switch goal {
        case .rest(let node): found = restStarts[node]
        case .inside(let node): found = insideStarts[node]
        case .action(let node): found = actionStarts[node]
        case .local(let label): found = localLabels[label]
        }
        guard let found, found >= 0 else { preconditionFailure("Heddle bug: a jump leads nowhere") }
        return found
    }

    private func patch() {
        for (instruction, goal) in fixups {
            switch code[instruction].kind {
            case .jump: code[instruction].kind = .jump(address(goal))
            case .branch(let condition, _, _):
                // A branch leads to the next instruction where it is true.
                code[instruction].kind = .branch(condition, then: instruction + 1, otherwise: address(goal))
            case .processSend(let channel, let values, let sorted, _, let type):
                code[instruction].kind = .processSend(
                    channel, values, sorted: sorted, handsOver: address(goal), type: type)
            case .alternatives(var all, let provided, let otherwise):
                if case .action(let node) = goal {
                    for index in all.indices where all[index].target == -node { all[index].target = address(goal) }
                    let start = address(goal)
                    for index in all.indices where all[index].offer == -node {
                        all[index].offer = (start..<code.count).first {
                            if case .processReceive = code[$0].kind { return true } else { return false }
                        }
                    }
                    code[instruction].kind = .alternatives(all, provided: provided, otherwise: otherwise)
                } else {
                    code[instruction].kind = .alternatives(all, provided: provided, otherwise: address(goal))
                }
            default: preconditionFailure("Heddle bug: an instruction that leads nowhere is patched")
            }
        }
    }

    private func initialise(_ declared: PromelaProctype) {
        for (local, variable) in declared.locals.enumerated() where local >= declared.parameterCount {
            let element = whole.type(variable.type)
            func assign(_ place: Place, _ value: Expression) { emit(.assign(place, value), variable.name.span) }
            switch variable.initial {
            case .value(let expression):
                guard element.isScalar else { continue }
                let value = fitted(expression, to: element)
                if let count = variable.count {
                    for index in 0..<count { assign(.element(.local(local), index: number(index)), value) }
                } else {
                    assign(.local(local), value)
                }
            case .list(let expressions):
                for (index, expression) in expressions.enumerated() where index < (variable.count ?? 0) {
                    assign(.element(.local(local), index: number(index)), fitted(expression, to: element))
                }
            case .channel:
                guard let own = whole.ownVariables[.init(proctype: proctype, variable: local)] else { continue }
                for index in 0..<own.count {
                    let value = Expression(.process(.ownChannel(own.identity + index)), .int, variable.name.span)
                    assign(variable.count == nil ? .local(local) : .element(.local(local), index: number(index)), value)
                }
            case nil:
                guard case .structure = variable.type else { continue }
                initialiseStructure(.local(local), variable)
                for own in whole.ownFieldChannels[proctype] ?? [] where own.local == local {
                    let value = Expression(.process(.ownChannel(own.identity)), .int, variable.name.span)
                    assign(own.place, value)
                }
            }
        }
    }

    private func initialiseStructure(_ place: Place, _ variable: PromelaVariable) {
        let value = whole.defaultValue(variable.type, variable.name)
        let type = whole.type(variable.type)
        guard value != whole.zero(type) || whole.ownFieldChannels[proctype] != nil else { return }
        let expression = Expression(.constant(value), type, variable.name.span)
        for index in 0..<(variable.count ?? 1) {
            emit(
                .assign(variable.count == nil ? place : .element(place, index: number(index)), expression),
                variable.name.span)
        }
    }

    // MARK: Places

    private func emitPlace(_ node: ControlNode, _ links: ControlLinks) {
        let ways = links.links[node.number] ?? []
        let first = ways.first?.action
        let span = first?.statement?.span ?? node.statement?.span ?? declared?.body.span.endPoint ?? .none
        restStarts[node.number] = code.count
        emit(.beginStep(site(node, ways, span, links)), span)
        alternatives(ways, span, otherwise: nil)
        if links.isEnteredWithin(node) {
            insideStarts[node.number] = code.count
            let rest = newLabel()
            alternatives(ways, span, otherwise: .local(rest))
            mark(rest)
            emit(.endStep, span)
            jump(to: .rest(node.number), span)
        }
        for way in ways where actionStarts[way.action.number] == nil { emitAction(way) }
    }

    private func site(_ node: ControlNode, _ ways: [ControlLink], _ span: SourceSpan, _ links: ControlLinks) -> StepSite
    {
        let labels = node.labels.map { whole.labels[proctype][$0] }
        let name = node.labels.last.flatMap { declared?.labels[$0].name.text }
        var site = StepSite(
            kind: .process,
            statement: whole.statement(
                span, proctype, label: name, text: ways.first?.action.kind == .end ? Self.endText : nil), operation: 0,
            span: span,
            text: whole.model.source.normalizedText(span), labels: labels)
        site.isEnd = links.ends.contains(node.number)
        return site
    }

    private func alternatives(_ ways: [ControlLink], _ span: SourceSpan, otherwise: Goal?) {
        var all: [StepAlternative] = []
        for way in ways {
            let span = way.action.statement?.span ?? declared?.body.span.endPoint ?? span
            var alternative = StepAlternative(
                escape: way.escape, target: -way.action.number,
                statement: whole.statement(span, proctype, text: way.action.kind == .end ? Self.endText : nil))
            if let statement = way.action.statement, way.action.kind != .jump {
                prepare(&alternative, statement, way.action)
            } else if way.action.kind == .end {
                alternative.condition = Expression(.process(.isYoungest), .bool, span)
            }
            all.append(alternative)
        }
        let provided = declared?.provided.map(truth)
        let index = emit(.alternatives(all, provided: provided, otherwise: nil), span)
        for way in ways { fixups.append((index, .action(way.action.number))) }
        if let otherwise { fixups.append((index, otherwise)) }
    }

    /// When a statement can be made.
    private func prepare(_ alternative: inout StepAlternative, _ statement: PromelaStatement, _ action: ControlNode) {
        switch statement.kind {
        case .deterministic:
            if let inner = action.inner { (alternative.condition, alternative.isOtherwise) = sequenceGuard(inner) }
        case .condition(let expression):
            if case .run = expression.kind { return }
            alternative.isGuard = PromelaConstants.value(of: expression) != 1
            if alternative.isGuard { alternative.condition = truth(expression) }
        case .otherwise: alternative.isOtherwise = true
        case .send(let channel, _, let values):
            alternative.condition = Expression(
                .process(.canSend(self.channel(channel), values.map { term($0).expression })), .bool, statement.span)
        case .receive(let receive):
            alternative.condition = Expression(
                .process(.canReceive(channel(receive.channel), parts(receive), anywhere: receive.anywhere)), .bool,
                statement.span)
            alternative.offer = -action.number
        default: break
        }
    }

    func parts(_ receive: PromelaReceive) -> [MessagePart] {
        receive.arguments.map { argument in
            switch argument {
            case .store(let place): return .store(self.place(place).place)
            case .match(let expression): return .match(term(expression).expression)
            case .ignore: return .ignore
            }
        }
    }

    /// How Spin calls the step with which a process is gone.
    private static let endText = "-end-"

    // MARK: Actions

    private func emitAction(_ way: ControlLink) {
        let action = way.action
        let span = action.statement?.span ?? declared?.body.span.endPoint ?? .none
        actionStarts[action.number] = code.count
        if action.kind == .end {
            noteMover(span)
            emit(.processEnd, span)
            return
        }
        if action.kind == .deterministic, let inner = action.inner {
            emitSequence(inner, leaving: action)
        } else if action.kind == .step, let statement = action.statement {
            emitEffect(statement, handsOver: way.target)
        }
        noteMover(span)
        guard let target = way.target else {
            emit(.processEnd, span)
            return
        }
        if way.staysAtomic {
            jump(to: .inside(target.number), span)
        } else {
            emit(.endStep, span)
            jump(to: .rest(target.number), span)
        }
    }

    private func noteMover(_ span: SourceSpan) {
        guard let last = whole.lastMover else { return }
        emit(.assign(.shared(last), selfNumber), span)
    }

    /// What a statement does once it goes. Behind a hand-over the sender comes to rest at `handsOver`.
    func emitEffect(_ statement: PromelaStatement, handsOver: ControlNode?) {
        let span = statement.span
        switch statement.kind {
        case .assign(let place, let value): assign(place, value, span)
        case .discard(let value), .condition(let value):
            if case .run(let target, let arguments) = value.kind { run(target, arguments, into: nil, span) }
        case .increment(let place, let change):
            let (target, type) = self.place(place)
            let (low, high) = Self.range(type)
            let sum = Expression(
                .binary(
                    change < 0 ? .subtract : .add, Expression(.read(target), type, place.span), number(abs(change))),
                .int, span)
            let term = Term(expression: sum, low: low + change, high: high + change)
            emit(.assign(target, fitted(term, to: type)), span)
        case .send(let channel, let sorted, let values): send(channel, values, sorted: sorted, span, handsOver)
        case .receive(let receive):
            let channel = channel(receive.channel)
            emit(
                .processReceive(
                    channel, parts(receive), anywhere: receive.anywhere, keeps: receive.keeps,
                    type: messageType(channel, components: receive.arguments.count)), span)
        case .assert(let expression):
            emit(.assert(truth(expression), sentence: nil, text: text(of: expression)), span)
        default: break
        }
    }

    /// An expression as it is written, without brackets around the whole.
    private func text(of expression: PromelaExpression) -> String {
        let text = whole.model.source.normalizedText(expression.span)
        guard text.hasPrefix("("), text.hasSuffix(")") else { return text }
        var depth = 0
        for (index, character) in text.enumerated() {
            if character == "(" { depth += 1 }
            if character == ")" { depth -= 1 }
            if depth == 0, index < text.count - 1 { return text }
        }
        return String(text.dropFirst().dropLast())
    }

    private func assign(_ place: PromelaPlace, _ value: PromelaExpression, _ span: SourceSpan) {
        let (target, type) = self.place(place)
        PromelaWalk.visit(value) { inner in
            guard case .run(let proctype, let arguments) = inner.kind else { return }
            let number = hiddenLocal(.thread)
            run(proctype, arguments, into: number, span)
            runResults[inner.span] = number
        }
        defer { runResults = [:] }
        emit(.assign(target, type.isScalar ? fitted(value, to: type) : term(value).expression), span)
    }

    private func run(_ target: Int, _ arguments: [PromelaExpression], into result: LocalID?, _ span: SourceSpan) {
        let callee = whole.model.proctypes[target]
        var values: [Expression] = []
        for (parameter, variable) in callee.locals.prefix(callee.parameterCount).enumerated() {
            let type = whole.type(of: variable)
            values.append(
                arguments.indices.contains(parameter)
                    ? fitted(arguments[parameter], to: type)
                    : Expression(.constant(whole.zero(type)), type, span))
        }
        emit(.spawn(target, values, result: result), span)
    }

    private func send(
        _ place: PromelaPlace, _ values: [PromelaExpression], sorted: Bool, _ span: SourceSpan, _ target: ControlNode?
    ) {
        let channel = channel(place)
        let type = messageType(channel, components: values.count)
        let index = emit(
            .processSend(
                channel, values.map { term($0).expression }, sorted: sorted, handsOver: code.count, type: type), span)
        // The hand-over: to rest, whatever sequence the sender is in.
        let past = newLabel()
        jump(to: .local(past), span)
        code[index].kind = .processSend(
            channel, values.map { term($0).expression }, sorted: sorted, handsOver: code.count, type: type)
        noteMover(span)
        emit(.endStep, span)
        if let target { jump(to: .rest(target.number), span) } else { emit(.processEnd, span) }
        mark(past)
    }
}

extension ControlLinks {
    /// Whether a process can come to a place within a step.
    func isEnteredWithin(_ node: ControlNode) -> Bool {
        links.values.contains { ways in ways.contains { $0.staysAtomic && $0.target === node } }
    }
}

extension SourceSpan {
    /// The last character of a span.
    var endPoint: SourceSpan { SourceSpan(start: max(start, end - 1), end: end) }
}

extension ModelLowering {
    func lowerProctype(_ index: Int) { ProcessLowering(self, proctype: index).lower() }
}
