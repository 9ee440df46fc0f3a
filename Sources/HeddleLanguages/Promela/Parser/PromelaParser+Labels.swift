internal import HeddleProgram

extension PromelaParser {
    func declareLabel(_ name: PromelaToken) -> Int {
        checkLabelName(name)
        let scope = body?.scope ?? []
        let namesakes = body?.labelNumbers[name.text] ?? []
        if namesakes.contains(where: { body?.labels[$0].scope == scope }) {
            complain("P348", place(of: name), "the label '\(name.text)' stands here twice")
        }
        let label = PromelaBody.Label(name: name, scope: scope, step: body?.step ?? 0)
        let number = body?.labels.count ?? 0
        body?.labelNumbers[name.text, default: []].append(number)
        body?.labels.append(label)
        return number
    }

    private func checkLabelName(_ name: PromelaToken) {
        if body?.local(name.text) != nil {
            complain("P349", place(of: name), "'\(name.text)' is a variable and cannot be a label")
        } else if let known = globals[name.text] {
            complain("P349", place(of: name), "'\(name.text)' is \(known.words) and cannot be a label")
        }
    }

    func jump(_ name: PromelaToken) -> PromelaStatement.Kind {
        checkLabelName(name)
        let jump = PromelaBody.Jump(name: name, scope: body?.scope ?? [], step: body?.step ?? 0)
        let number = body?.jumps.count ?? 0
        body?.jumps.append(jump)
        return .goto(label: number)
    }

    func leave() -> PromelaStatement.Kind {
        let word = advance()
        guard let body, let loop = body.loops.last else {
            complain("P350", place(of: word), "'break' stands outside of any 'do' or 'for'")
            return .skip
        }
        if loop != body.step {
            complain(
                "P351", place(of: word), "this 'break' leaves a 'd_step', which cannot be left",
                hint: "set a variable and break behind the 'd_step'")
        }
        return .break
    }

    // MARK: Resolving

    /// The body with each `goto`'s label in place of its number in the table of jumps.
    func resolved(_ sequence: PromelaSequence, _ body: PromelaBody) -> PromelaSequence {
        let targets = body.jumps.map { target(of: $0, body) }
        return PromelaMapper { statement in
            if case .goto(let jump) = statement.kind {
                var result = statement
                result.kind = .goto(label: jump < targets.count ? targets[jump] : 0)
                return [result]
            }
            return [statement]
        }.sequence(sequence)
    }

    /// The label of the jump's own block, else of a block around it, else any of that name in the process.
    private func target(of jump: PromelaBody.Jump, _ body: PromelaBody) -> Int {
        var best: Int?
        for index in (body.labelNumbers[jump.name.text] ?? []).reversed() {
            let label = body.labels[index]
            if label.scope == jump.scope {
                best = index
                break
            }
            if jump.scope.starts(with: label.scope) || best == nil { best = index }
        }
        guard let best else {
            complain(
                "P352", place(of: jump.name), "there is no label '\(jump.name.text)' in this process",
                hint: Suggestions.hint(for: jump.name.text, among: body.labels.map(\.name.text)))
            return 0
        }
        if body.labels[best].step != jump.step {
            complain(
                "P351", place(of: jump.name),
                jump.step != 0
                    ? "this 'goto' leaves a 'd_step', which cannot be left"
                    : "this 'goto' leads into a 'd_step', which begins only at its beginning")
        }
        return best
    }

    /// A jump with a label that another process asks for gets a `skip` before it, which has the label.
    func labelJumps() {
        for (number, wanted) in remoteLabels {
            model.proctypes[number].body = PromelaMapper { statement in
                guard !wanted.isDisjoint(with: statement.labels) else { return [statement] }
                switch statement.kind {
                case .goto, .break: break
                default: return [statement]
                }
                var jump = statement
                var skip = statement
                skip.kind = .skip
                jump.labels = []
                return [skip, jump]
            }.sequence(model.proctypes[number].body)
        }
    }
}

/// Replaces each statement of a tree that has no statements in it by others.
struct PromelaMapper {
    let replace: (PromelaStatement) -> [PromelaStatement]

    init(_ replace: @escaping (PromelaStatement) -> [PromelaStatement]) {
        self.replace = replace
    }

    func sequence(_ sequence: PromelaSequence) -> PromelaSequence {
        PromelaSequence(statements: sequence.statements.flatMap(statement), span: sequence.span)
    }

    private func statement(_ statement: PromelaStatement) -> [PromelaStatement] {
        var result = statement
        switch statement.kind {
        case .choice(let options, let repeats):
            result.kind = .choice(options.map { sequence($0) }, repeats: repeats)
        case .block(let inner): result.kind = .block(sequence(inner))
        case .atomic(let inner): result.kind = .atomic(sequence(inner))
        case .deterministic(let inner): result.kind = .deterministic(sequence(inner))
        case .unless(let main, let escape): result.kind = .unless(sequence(main), escape: sequence(escape))
        default: return replace(statement)
        }
        return [result]
    }
}
