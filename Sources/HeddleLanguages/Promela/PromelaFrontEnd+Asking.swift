package import HeddleProgram

extension PromelaFrontEnd {
    /// Reads a question in Promela's own words (`client[0]:got == 1`), macros included; beside them the screens' names
    /// of processes: `client.0.got`.
    ///
    /// `source`: a model that lowers without errors under these settings, the files that it includes behind it.
    package static func ask(_ question: Question, of source: SourceText, settings: [Setting] = []) -> AskedModel {
        if let refused = AskedModel.tooLong(question, id: "P115") { return refused }
        let defines = settings.map { PromelaDefine(name: $0.name, text: $0.value) }
        let main = SourceText(
            path: source.path, bytes: Array(source.bytes[..<(source.parts.first?.start ?? source.bytes.count)]))
        let (text, asked, base) = PromelaPreprocessor.run(
            main, defines: defines, loader: { source.bytes(ofPart: $0) }, question: question)
        var parser = PromelaParser(text)
        parser.parseModel()
        if !parser.foundWideArrays.isEmpty {
            parser = PromelaParser(text, wideArrays: parser.foundWideArrays)
            parser.parseModel()
        }
        let before = parser.diagnostics
        let expression = parser.parseQuestion(asked)
        guard let expression, !parser.hasErrors, !parser.isBroken else {
            let told = parser.diagnostics.filter { !before.contains($0) }
            return .refused(question, told.isEmpty ? text.diagnostics + parser.diagnostics : told, base: base)
        }
        let lowering = ModelLowering(parser.model)
        lowering.declareSettings(settings)
        lowering.lower()
        lowering.lowerQuestion(expression, question)
        guard lowering.diagnostics.isEmpty else { return .refused(question, lowering.diagnostics, base: base) }
        return AskedModel(question, program: lowering.program, diagnostics: [])
    }
}

extension SourceText {
    /// The file that the text was read with, by its path.
    fileprivate func bytes(ofPart path: String) -> PromelaInclude {
        guard let index = parts.firstIndex(where: { $0.path == path }) else { return .missing }
        let end = index + 1 < parts.count ? parts[index + 1].start : bytes.count
        return .bytes(Array(bytes[parts[index].start..<end]))
    }
}

extension PromelaParser {
    /// One expression and nothing else; nil where it is wrong, and said so.
    func parseQuestion(_ tokens: [PromelaToken]) -> PromelaExpression? {
        stream = Stream(tokens: withScreenNames(tokens))
        isInSequence = false
        openParentheses = 0
        consumedBreak = -1
        previous = nil
        body = nil
        endWords = "the end of the condition"
        let asked = remoteLabels
        do throws(Abandon) {
            let expression = try fullExpression()
            if !isAtEndOfFile { throw expected("the end of the condition") }
            check(expression, asked)
            return hasErrors ? nil : expression
        } catch {
            return nil
        }
    }

    /// `client.1.got`, as the screens name it, is `client[1]:got`; the number of a process is known where it is there
    /// from the start.
    private func withScreenNames(_ tokens: [PromelaToken]) -> [PromelaToken] {
        var result: [PromelaToken] = []
        var index = 0
        func symbol(_ text: String, _ span: SourceSpan) -> PromelaToken {
            PromelaToken(kind: .symbol, text: text, span: span)
        }
        while index < tokens.count {
            let name = tokens[index]
            result.append(name)
            index += 1
            guard name.kind == .name, case .proctype(let number)? = globals[name.text],
                model.proctypes.indices.contains(number), index + 1 < tokens.count, tokens[index].isSymbol(".")
            else { continue }
            if tokens[index + 1].kind == .name {
                result.append(symbol(":", tokens[index].span))
                index += 1
                continue
            }
            guard tokens[index + 1].kind == .number, let ordinal = Int(tokens[index + 1].text),
                ordinal < model.proctypes[number].activeCount, index + 2 < tokens.count,
                tokens[index + 2].isSymbol(".") || tokens[index + 2].isSymbol("@")
            else { continue }
            let first = model.proctypes[..<number].reduce(0) { $0 + $1.activeCount }
            var process = tokens[index + 1]
            process.text = String(first + ordinal)
            result += [symbol("[", tokens[index].span), process, symbol("]", tokens[index + 1].span)]
            if tokens[index + 2].isSymbol(".") {
                result.append(symbol(":", tokens[index + 2].span))
                index += 1
            }
            index += 2
        }
        return result
    }

    /// What only a model's own text may ask: the machine keeps it, or rests there, for those who ask from the start.
    private func check(_ expression: PromelaExpression, _ asked: [Int: Set<Int>]) {
        PromelaWalk.visit(expression) { part in
            switch part.kind {
            case .run: refuse(part.span, "'run' in a condition", hint: "a condition changes nothing")
            case .ownNumber: refuse(part.span, "'_pid' in a condition", hint: "no process asks it: write P[number]:x")
            case .timeout, .lastMover:
                refuse(part.span, "'\(source.text(part.span))' in a condition", hint: "ask for variables and labels")
            case .remoteLabel(let number, _, let label):
                guard asked[number]?.contains(label) != true else { return }
                let isAtJump = PromelaWalk.contains(model.proctypes[number].body) { statement in
                    guard statement.labels.contains(label) else { return false }
                    switch statement.kind {
                    case .goto, .break: return true
                    default: return false
                    }
                }
                if isAtJump {
                    refuse(part.span, "a label at a jump, where no process rests,", hint: "ask for where it leads")
                }
            default: break
            }
        }
    }
}

extension ModelLowering {
    /// The question as the only property.
    func lowerQuestion(_ expression: PromelaExpression, _ question: Question) {
        let process = ProcessLowering(self, proctype: -1)
        let asked: Expression
        switch question.kind {
        case .condition: asked = process.truth(expression)
        case .value:
            let value = process.term(expression).expression
            asked = Expression(.binary(.equal, value, value), .bool, expression.span)
        }
        program.properties.append(
            Property(
                name: "", sentence: nil, kind: .reachable, expression: asked, text: question.text,
                conjuncts: [Conjunct(expression: asked, text: question.text)], span: expression.span))
    }
}
