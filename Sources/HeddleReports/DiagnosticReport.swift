package import HeddlePresentation
package import HeddleProgram

/// Diagnostics as text: place, message, the line with its carets, the hint (screens.md section 9).
package struct DiagnosticReport {
    private let source: SourceText
    private let marks: Marks

    /// Widest part of a source line that is shown. Unit: columns.
    private static let lineWidth = 160

    package init(source: SourceText, marks: Marks) {
        self.source = source
        self.marks = marks
    }

    /// All of them in order, each with a line break at its end.
    package func text(_ diagnostics: [Diagnostic]) -> String {
        diagnostics.map(text).joined()
    }

    /// `file:line:column: error: message [H201]`, the line, its carets, the hint; `--set name=value: error: …` of what was
    /// set from outside.
    package func text(_ diagnostic: Diagnostic) -> String {
        let words = "\(diagnostic.severity.rawValue): \(VisibleText.of(diagnostic.message)) [\(diagnostic.id)]\n"
        let hint = diagnostic.hint.map { "    \(VisibleText.of($0))\n" } ?? ""
        if let setting = diagnostic.setting { return "--set \(DiagnosticText.option(setting)): \(words)\(hint)" }
        let position = source.position(of: diagnostic.span.start)
        let included = source.included(at: diagnostic.span.start)
        let place = included?.position ?? position
        let result = "\(VisibleText.of(included?.path ?? source.path)):\(place.line):\(place.column): "
        return result + words + excerpt(diagnostic.span, line: position.line) + hint
    }

    private func excerpt(_ span: SourceSpan, line: Int) -> String {
        let start = source.lineStarts[line - 1]
        let whole = source.text(line: line)
        let lineEnd = start + whole.utf8.count
        let from = min(max(span.start, start), lineEnd)
        let to = min(max(span.end, from), lineEnd)
        let before = VisibleText.ofSource(source.text(SourceSpan(start: start, end: from)))
        let through = VisibleText.ofSource(source.text(SourceSpan(start: start, end: to)))
        let column = CellWidth.of(before)
        let count = max(1, CellWidth.of(through) - column)
        let shown = VisibleText.ofSource(whole)
        if CellWidth.of(shown) <= Self.lineWidth {
            return "  \(shown)\n  \(blanks(column))\(carets(count))\n"
        }
        return cut(shown, column: column, count: count)
    }

    /// The part of a very long line around its carets.
    private func cut(_ shown: String, column: Int, count: Int) -> String {
        let ellipsis = marks.isASCII ? "..." : "…"
        let first = max(0, column - Self.lineWidth / 2)
        var position = 0
        var part = ""
        for character in shown {
            let width = CellWidth.of(String(character))
            if position >= first, position + width <= first + Self.lineWidth { part.append(character) }
            position += width
            if position > first + Self.lineWidth { break }
        }
        let lead = first > 0 ? ellipsis : ""
        let offset = column - first + CellWidth.of(lead)
        return "  \(lead)\(part)\(ellipsis)\n  \(blanks(offset))\(carets(min(count, Self.lineWidth / 2)))\n"
    }

    private func blanks(_ count: Int) -> String { String(repeating: " ", count: count) }
    private func carets(_ count: Int) -> String { String(repeating: "^", count: count) }

    /// `2 errors; nothing was checked.`
    package static func summary(_ diagnostics: [Diagnostic], isStrict: Bool) -> String {
        let errors = diagnostics.filter { $0.severity == .error }.count
        let warnings = diagnostics.filter { $0.severity == .warning }.count
        var parts: [String] = []
        if errors > 0 { parts.append(Figures.count(errors, "error")) }
        if isStrict, warnings > 0 { parts.append(Figures.count(warnings, "warning")) }
        return Figures.list(parts) + "; nothing was checked.\n"
    }
}
