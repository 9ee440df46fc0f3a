package import HeddleProgram

/// Diagnostics as rows of the Errors view: place, message, id, the line with carets, a hint.
package struct DiagnosticText: Sendable {
    package let source: SourceText
    package let marks: Marks

    package init(source: SourceText, marks: Marks) {
        self.source = source
        self.marks = marks
    }

    /// The line's text as it stands, and the carets below it. Units: cells from the text's beginning.
    private func quoted(_ diagnostic: Diagnostic) -> (text: String, carets: String) {
        let position = source.position(of: diagnostic.span.start)
        let raw = source.text(line: position.line)
        let start = CellWidth.of(VisibleText.ofSource(String(raw.prefix(max(0, position.column - 1)))))
        let spanned = source.text(diagnostic.span).prefix { $0 != "\n" && $0 != "\r" && $0 != "\r\n" }
        let length = max(1, CellWidth.of(VisibleText.ofSource(String(spanned))))
        return (
            VisibleText.ofSource(raw), String(repeating: " ", count: start) + String(repeating: "^", count: length)
        )
    }

    /// The window of a long line that shows its carets. Units: cells.
    private func window(_ diagnostic: Diagnostic, width: Int) -> (text: String, carets: String) {
        var (text, carets) = quoted(diagnostic)
        let caretStart = carets.prefix { $0 == " " }.count
        if CellWidth.of(text) > width, caretStart > width * 2 / 3 {
            let cut = caretStart - width / 2
            text = marks.cutOff + String(text.dropFirst(cut + 1))
            carets = String(carets.dropFirst(cut))
        }
        return (marks.cut(text, width), CellWidth.prefix(carets, max(1, width)))
    }

    /// `9:14    nothing here is called 'ballance'   H201`, the line, the carets, the hint.
    package func rows(_ diagnostic: Diagnostic, width: Int, isSelected: Bool) -> [StyledLine] {
        if let setting = diagnostic.setting {
            return rows(diagnostic, of: setting, width: width, isSelected: isSelected)
        }
        let included = source.included(at: diagnostic.span.start)
        let position = included?.position ?? source.position(of: diagnostic.span.start)
        var head = StyledLine(isSelected ? marks.selected : " ")
        head.append(" " + CellWidth.padded("\(position.line):\(position.column)", 8), .quiet)
        let id = "   \(diagnostic.id)"
        let message = (included.map { VisibleText.of($0.path) + ": " } ?? "") + VisibleText.of(diagnostic.message)
        head.append(marks.cut(message, max(8, width - 10 - id.count)), diagnostic.severity == .error ? .bad : .open)
        head.append(id, .quiet)
        let window = window(diagnostic, width: max(8, width - 10))
        return [head, StyledLine("          " + window.text), StyledLine("          " + window.carets, .bad)]
            + hint(diagnostic, width: width)
    }

    private func hint(_ diagnostic: Diagnostic, width: Int) -> [StyledLine] {
        guard let hint = diagnostic.hint else { return [] }
        return WrappedText.lines(marks.plain(VisibleText.of(hint)), width: max(10, width - 10))
            .map { StyledLine("          " + $0) }
    }

    /// Of what was set from outside: it stands nowhere in the text.
    private func rows(_ diagnostic: Diagnostic, of setting: Setting, width: Int, isSelected: Bool) -> [StyledLine] {
        var head = StyledLine(isSelected ? marks.selected : " ")
        head.append(" " + CellWidth.padded(":set", 8), .quiet)
        let id = "   \(diagnostic.id)"
        head.append(marks.cut(VisibleText.of(diagnostic.message), max(8, width - 10 - id.count)), .bad)
        head.append(id, .quiet)
        let typed = VisibleText.of("\(setting.name) \(setting.value)")
        return [head, StyledLine("          :set " + marks.cut(typed, max(8, width - 15)))]
            + hint(diagnostic, width: width)
    }

    /// As it is given on the command line: `tellers=x`.
    package static func option(_ setting: Setting) -> String { VisibleText.of("\(setting.name)=\(setting.value)") }

    /// `2 errors`, `1 error, 2 warnings`.
    package static func count(_ diagnostics: [Diagnostic]) -> String {
        let parts = [(Diagnostic.Severity.error, "error"), (.warning, "warning"), (.note, "note")]
        return parts.compactMap { severity, word in
            let number = diagnostics.filter { $0.severity == severity }.count
            return number == 0 ? nil : Figures.count(number, word)
        }.joined(separator: ", ")
    }
}
