internal import HeddleProgram

/// Conditions on the last values: `~`, then `/\`, then `\/`; `=>` with parentheses only.
extension LitmusParser {
    mutating func parseCondition() throws(Abandon) -> LitmusCondition {
        try deeper()
        let left = try parseDisjunction()
        if isAt("=>") {
            let sign = token.span
            advance()
            let right = try parseDisjunction()
            try needParentheses(left, right, sign)
            if isAt("=>") { throw refuse("'=>' behind '=>' without parentheses is", token.span) }
            shallower()
            return LitmusCondition(kind: .implies(left, right), span: left.span.union(right.span))
        }
        shallower()
        return left
    }

    /// herd7 binds `=>` closer than `/\`, which nobody expects.
    private mutating func needParentheses(
        _ left: LitmusCondition, _ right: LitmusCondition, _ sign: SourceSpan
    ) throws(Abandon) {
        for side in [left, right] {
            switch side.kind {
            case .all where isOpen(side), .any where isOpen(side):
                throw refuse(
                    "'=>' beside '/\\' or '\\/' without parentheses is", sign, hint: "write '(a /\\ b) => c'")
            default: break
            }
        }
    }

    private func isOpen(_ condition: LitmusCondition) -> Bool {
        source.bytes[condition.span.start] != UInt8(ascii: "(")
    }

    private mutating func parseDisjunction() throws(Abandon) -> LitmusCondition {
        let first = try parseConjunction()
        var parts = [first]
        while take("\\/") { parts.append(try parseConjunction()) }
        return parts.count == 1 ? first : LitmusCondition(kind: .any(parts), span: span(from: first.span))
    }

    private mutating func parseConjunction() throws(Abandon) -> LitmusCondition {
        let first = try parseNegation()
        var parts = [first]
        while take("/\\") { parts.append(try parseNegation()) }
        return parts.count == 1 ? first : LitmusCondition(kind: .all(parts), span: span(from: first.span))
    }

    private mutating func parseNegation() throws(Abandon) -> LitmusCondition {
        let start = token.span
        if isAt("~") || token.isWord("not") {
            try deeper()
            advance()
            let inner = try parseNegation()
            shallower()
            return LitmusCondition(kind: .not(inner), span: span(from: start))
        }
        if take("(") {
            var inner = try parseCondition()
            guard take(")") else { throw expected("')', '/\\' or '\\/'") }
            inner.span = span(from: start)
            return inner
        }
        if token.isWord("true") || token.isWord("false") {
            let isTrue = token.isWord("true")
            advance()
            return LitmusCondition(kind: .truth(isTrue), span: start)
        }
        return try parseComparison()
    }

    private mutating func parseComparison() throws(Abandon) -> LitmusCondition {
        let start = token.span
        if isAt("*") { throw refuse("'*' before a location is", start, hint: "write 'x' or '[x]'") }
        guard token.kind == .name || token.kind == .number || isAt("[") else {
            throw expected("a condition as in '0:r=1' or 'x=1'")
        }
        if token.kind == .number, !peek().isSymbol(":") {
            throw expected("a location or a register", hint: "the value stands behind the '='")
        }
        let place = try parsePlace()
        if isAt("[") { throw refuse("an array is", token.span) }
        let isEqual: Bool
        if take("=") || take("==") {
            isEqual = true
        } else if take("!=") || take("<>") {
            isEqual = false
        } else {
            throw expected("'=' or '!='")
        }
        let operand: LitmusOperand
        if isAt("*") { throw refuse("'*' before a location is", token.span, hint: "write 'x' or '[x]'") }
        if isAt("&") || isAt("{") { throw refuse("an address or an array as a value is", token.span) }
        if isAt("-") || token.kind == .number && !peek().isSymbol(":") {
            operand = .number(try parseNumber())
        } else {
            operand = .place(try parsePlace())
        }
        return LitmusCondition(kind: .compare(place, isEqual: isEqual, operand), span: span(from: start))
    }

    /// A condition or a value and nothing else: what a user asks beside the test. A value is compared with itself.
    mutating func parseQuestion(isValue: Bool) -> LitmusCondition? {
        do throws(Abandon) {
            let result: LitmusCondition
            if isValue {
                let place = try parsePlace()
                result = LitmusCondition(kind: .compare(place, isEqual: true, .place(place)), span: place.span)
            } else {
                result = try parseCondition()
            }
            if !isAtEnd { throw expected("'/\\', '\\/' or the end of the condition") }
            return result
        } catch {
            return nil
        }
    }
}
