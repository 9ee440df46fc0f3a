internal import HeddleProgram

/// Braces: where a block begins, and where it should have ended.
extension Parser {
    /// `{ … }` after a header such as `the condition`; H106 where the brace is missing.
    mutating func parseBlock(after what: String) -> SyntaxBlock {
        if at("{") { return parseBlock() }
        let place = found
        let bracketsWere = openBrackets
        openBrackets = 0
        defer { openBrackets = bracketsWere }
        let wasPanicking = isPanicking
        let onNextLine = isAtLineEnd && token.isText("{")
        fail(
            "H106", place.span, "expected '{' after \(what), found \(place.words)",
            hint: onNextLine ? "put it on the same line" : "blocks need braces, also around one statement")
        if onNextLine || (!isAtLineEnd && hasBraceOnLine) {
            while !token.isText("{") { advance() }
            isPanicking = false
            return parseBlock()
        }
        if fillsMissingBrace() { return parseBlock() }
        return wasPanicking ? SyntaxBlock([], SourceSpan(start: previousEnd, end: previousEnd)) : parseUnbraced()
    }

    /// Whether a block begins here whose `{` was forgotten and whose `}` is there.
    mutating func fillsMissingBrace() -> Bool {
        guard spareBraces > 0, index > 0, !isAtEndOfFile else { return false }
        var isBlock = token.startsLine && token.indentation > tokens[index - 1].indentation
        if !token.startsLine {
            var ahead = index
            while ahead < min(index + 50, tokens.count), !tokens[ahead].startsLine {
                if tokens[ahead].isText("}") { isBlock = true }
                ahead += 1
            }
        }
        if isBlock {
            spareBraces -= 1
            isPanicking = false
        }
        return isBlock
    }

    /// The one statement that stands where a block should.
    private mutating func parseUnbraced() -> SyntaxBlock {
        let empty = SyntaxBlock([], SourceSpan(start: previousEnd, end: previousEnd))
        if isAtEndOfFile || token.isText("}") || token.isText(";") { return empty }
        let header = tokens[max(0, index - 1)].indentation
        if token.startsLine, tokens[index].indentation <= header { return empty }
        isPanicking = false
        if isAtLineEnd { consumedLineEnd = index }
        let before = index
        let statement = parseStatement()
        if index == before { isPanicking = true }
        return SyntaxBlock([statement], statement.span)
    }

    /// A block; the current token is its `{`, or the first in it where that is missing.
    mutating func parseBlock() -> SyntaxBlock {
        let start = token.span.start
        var statements: [SyntaxStatement] = []
        parseBraces { parser in
            let before = parser.index
            if parser.token.kind == .word, ReservedWords.startsOnlyDeclaration.contains(parser.token.text),
                !parser.startsStatementDespiteItsWord
            {
                parser.misplacedDeclaration()
            } else {
                statements.append(parser.parseStatement())
                parser.expectEnd(of: "statement")
            }
            if parser.index == before { parser.advance() }
        }
        return SyntaxBlock(statements, span(from: start))
    }

    /// A word that starts only declarations, used as a label, or as a name that was refused already.
    private var startsStatementDespiteItsWord: Bool {
        misnamed.contains(token.text) || peek(1).isText(":")
    }

    /// A declaration within a block: its names are kept from causing more errors by being read and dropped.
    private mutating func misplacedDeclaration() {
        complain(
            "H121", token.span, "expected a statement, found '\(token.text)'",
            hint: "declarations stand at the top of the file")
        if let declaration = parseDeclaration() { misplaced.append(declaration) }
        expectEnd(of: "declaration")
    }

    /// `{`, then `item` until the `}` that belongs to it; H105 where the indentation or the file says it is missing.
    mutating func parseBraces(_ item: (inout Parser) -> Void) {
        guard depth < Parser.nestingLimit else {
            failNesting()
            return skipBraces()
        }
        depth += 1
        let bracketsWere = openBrackets
        let boundsWere = inTypeBounds
        let temporalWas = allowsLeadsTo
        openBrackets = 0
        inTypeBounds = false
        allowsLeadsTo = false
        defer {
            depth -= 1
            openBrackets = bracketsWere
            inTypeBounds = boundsWere
            allowsLeadsTo = temporalWas
        }
        let open = token.isText("{") ? index : index - 1
        let outer = tokens[open].indentation
        if token.isText("{") { advance() }
        let isIndented = !token.startsLine || token.indentation > outer
        takeEnd()
        while true {
            if isAtEndOfFile { return reportUnclosed(open, outer) }
            if missingBraces > 0, isIndented, token.startsLine {
                let indentation = tokens[index].indentation
                if indentation < outer || (indentation == outer && !token.isText("}")) {
                    return reportUnclosed(open, outer)
                }
            }
            if token.isText("}") { break }
            item(&self)
            takeEnd()
        }
        advance()
    }

    private mutating func reportUnclosed(_ open: Int, _ outer: Int) {
        missingBraces = max(0, missingBraces - 1)
        openEnd = index
        isPanicking = false
        var hint: String?
        var ahead = open + 1
        while tokens[ahead].kind != .end {
            if tokens[ahead].startsLine, tokens[ahead].indentation <= outer {
                hint = "the indentation suggests line \(source.line(of: tokens[ahead].span.start))"
                break
            }
            ahead += 1
        }
        complain("H105", tokens[open].span, "'{' is never closed", hint: hint)
    }
}
