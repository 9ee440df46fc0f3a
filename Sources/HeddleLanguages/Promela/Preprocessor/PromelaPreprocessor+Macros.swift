internal import HeddleProgram

/// Putting macros' bodies in place of their names.
///
/// Idea: a stack of token lists to read from; a macro's body is pushed on it and read like any text, and while it is
/// there its own name is no macro (C11 6.10.3.4), so that expansion ends.
extension PromelaPreprocessor {
    private struct Frame {
        var tokens: [PromelaToken]
        var index = 0
        var macro: String?
    }

    /// Reads from a stack of frames.
    private struct Reader {
        var frames: [Frame]
        var disabled: Set<String>

        mutating func dropFinished() {
            while let top = frames.last, top.index >= top.tokens.count {
                if let name = top.macro { disabled.remove(name) }
                frames.removeLast()
            }
        }

        var peek: PromelaToken? {
            for frame in frames.reversed() where frame.index < frame.tokens.count { return frame.tokens[frame.index] }
            return nil
        }

        mutating func next() -> PromelaToken? {
            dropFinished()
            guard let top = frames.indices.last else { return nil }
            defer { frames[top].index += 1 }
            return frames[top].tokens[frames[top].index]
        }
    }

    func expand(_ text: [PromelaToken], disabled: Set<String>, depth: Int) -> [PromelaToken] {
        var reader = Reader(frames: [Frame(tokens: text)], disabled: disabled)
        var result: [PromelaToken] = []
        while var token = reader.next() {
            steps += 1
            if steps > Self.tokenLimit * 4 { exhaust(at: token.span) }
            if isExhausted { return result }
            guard token.kind == .name, !token.isPainted, let macro = macros[token.text] else {
                result.append(token)
                continue
            }
            used.insert(token.text)
            if reader.disabled.contains(token.text) {
                token.isPainted = true
                result.append(token)
                continue
            }
            guard let body = body(of: macro, at: token, &reader, depth: depth) else {
                result.append(token)
                continue
            }
            reader.frames.append(Frame(tokens: body, macro: token.text))
            reader.disabled.insert(token.text)
        }
        return result
    }

    /// What stands in place of a macro's use; nil where a macro with parameters stands without parentheses.
    private func body(
        of macro: Macro, at name: PromelaToken, _ reader: inout Reader, depth: Int
    ) -> [PromelaToken]? {
        guard let parameters = macro.parameters else {
            return placed(macro.body, at: name.span, like: name)
        }
        guard reader.peek?.isSymbol("(") == true else { return nil }
        let isOutermost = reader.frames.count == 1
        let outerNames = reader.disabled
        guard let (arguments, close) = arguments(of: name, &reader) else { return [] }
        guard arguments.count == parameters.count || (parameters.isEmpty && arguments == [[]]) else {
            complain(
                "P117", name.span,
                "the macro '\(name.text)' has \(Self.count(parameters.count, "parameter")), but here are "
                    + "\(arguments.count)")
            return []
        }
        guard depth < Self.nestingLimit else {
            complain("P118", name.span, "macro calls are nested more than \(Self.nestingLimit) deep here")
            return []
        }
        var expanded: [String: [PromelaToken]] = [:]
        for (parameter, argument) in zip(parameters, arguments) {
            expanded[parameter] = expand(argument, disabled: outerNames, depth: depth + 1)
        }
        let span = isOutermost ? name.span.union(close) : name.span
        var result: [PromelaToken] = []
        for part in macro.body {
            if part.kind == .name, let argument = expanded[part.text] {
                result += argument.map { token in
                    var token = token
                    token.startsLine = false
                    return token
                }
            } else {
                result += placed([part], at: span, like: nil)
            }
            if result.count > Self.tokenLimit {
                exhaust(at: name.span)
                return []
            }
        }
        if !result.isEmpty { result[0].startsLine = name.startsLine }
        return result
    }

    private func placed(_ body: [PromelaToken], at span: SourceSpan, like name: PromelaToken?) -> [PromelaToken] {
        var body = body
        for index in body.indices {
            body[index].span = span
            body[index].startsLine = false
        }
        if let name, !body.isEmpty { body[0].startsLine = name.startsLine }
        return body
    }

    /// The arguments of a macro call, its `(` being next, and where the `)` stands.
    private func arguments(
        of name: PromelaToken, _ reader: inout Reader
    ) -> (arguments: [[PromelaToken]], close: SourceSpan)? {
        _ = reader.next()
        var arguments: [[PromelaToken]] = [[]]
        var open = 0
        while let token = reader.next() {
            steps += 1
            if token.isSymbol(")"), open == 0 { return (arguments, token.span) }
            if token.isSymbol(",") && open == 0 {
                arguments.append([])
                continue
            }
            if token.isSymbol("(") { open += 1 }
            if token.isSymbol(")") { open -= 1 }
            arguments[arguments.count - 1].append(token)
        }
        complain("P119", name.span, "the call of the macro '\(name.text)' has no ')' at its end")
        return nil
    }

    static func count(_ number: Int, _ noun: String) -> String { "\(number) \(noun)\(number == 1 ? "" : "s")" }
}

extension PromelaToken: Equatable {
    /// The same word: the place does not count.
    static func == (left: PromelaToken, right: PromelaToken) -> Bool {
        left.kind == right.kind && left.text == right.text
    }
}
