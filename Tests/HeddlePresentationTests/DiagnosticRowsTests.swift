import HeddlePresentation
import HeddleProgram
import HeddleReports
import TestSupport
import Testing

@Suite("Diagnostics as rows")
struct DiagnosticRowsTests {
    private let source = SourceText(
        path: "lost-update.heddle",
        text: """
            /// Two tellers deposit at once; one
            /// deposit can vanish.
            model "Lost update"

            const tellers = 2
            var balance: int = 0

            thread teller * tellers {
              let seen = ballance
              balance = seen + 1
            }

            // The sentence below lacks its condition.
            final everyDepositKept "every deposit is kept"
            """)

    private func diagnostic(
        _ id: String, line: Int, column: Int, length: Int, _ text: String, hint: String
    ) -> Diagnostic {
        let start = source.lineStarts[line - 1] + column - 1
        return Diagnostic(id, at: SourceSpan(start: start, end: start + length), text, hint: hint)
    }

    @Test("Place, message, id, line, carets and hint stand as on the golden screen")
    func rows() throws {
        let first = diagnostic(
            "H201", line: 9, column: 14, length: 8, "nothing here is called 'ballance'",
            hint: "did you mean 'balance', declared in line 6?")
        let rows = DiagnosticText(source: source, marks: Marks(ascii: false)).rows(first, width: 80, isSelected: true)
        let golden = try GoldenPart("diagnostics-80", rows: 2..<6, columns: 0..<80)
        #expect(golden.differences(rows).isEmpty, "\(golden.differences(rows))")
    }

    @Test("What was set from outside is shown as it was typed, and no line of the model")
    func setting() {
        var wrong = Diagnostic("H301", at: .none, "'tellers' is a number, and 'x' is not", hint: "set a number")
        wrong.setting = Setting(name: "tellers", value: "x")
        let rows = DiagnosticText(source: source, marks: Marks(ascii: false)).rows(wrong, width: 80, isSelected: false)
        #expect(
            rows.map(\.text) == [
                "  :set    'tellers' is a number, and 'x' is not   H301", "          :set tellers x",
                "          set a number",
            ])
        let report = DiagnosticReport(source: source, marks: Marks(ascii: false)).text(wrong)
        #expect(report == "--set tellers=x: error: 'tellers' is a number, and 'x' is not [H301]\n    set a number\n")
    }

    @Test("A caret far out on a long line stays in sight")
    func longLine() {
        let text = String(repeating: "x ", count: 500) + "wrong"
        let long = SourceText(path: "m", text: text)
        let diagnostic = Diagnostic("H201", at: SourceSpan(start: 1000, end: 1005), "nothing here is called 'wrong'")
        let rows = DiagnosticText(source: long, marks: Marks(ascii: false)).rows(
            diagnostic, width: 60, isSelected: false)
        #expect(rows.allSatisfy { $0.width <= 60 })
        let carets = Array(rows[2].text)
        let shown = Array(rows[1].text)
        let start = carets.firstIndex(of: "^") ?? 0
        #expect(String(shown[start..<start + 5]) == "wrong")
    }

    @Test("A span that reaches over lines marks the first alone, and control characters stay harmless")
    func harmless() {
        let text = SourceText(path: "m", text: "a\u{1B}[2Jb\ncd")
        let diagnostic = Diagnostic("H1", at: SourceSpan(start: 0, end: 8), "odd \u{7} thing")
        let rows = DiagnosticText(source: text, marks: Marks(ascii: false)).rows(
            diagnostic, width: 60, isSelected: false)
        #expect(
            rows.allSatisfy { line in line.text.unicodeScalars.allSatisfy { $0.value >= 0x20 && $0.value != 0x7F } })
        #expect(rows[2].text.contains("^"))
    }

    @Test("A place in an included file has that file's name and lines, in rows and in reports")
    func included() {
        let main = "#include \"a.h\"\nx = 1\n"
        let source = SourceText(
            path: "m.pml", bytes: Array((main + "byte y;\nbyte zz = 2;\n").utf8),
            parts: [SourceText.Part(path: "a.h", start: main.utf8.count)])
        let problem = unknown(source, of: "zz")
        let marks = Marks(ascii: false)
        let rows = DiagnosticText(source: source, marks: marks).rows(problem, width: 80, isSelected: false)
        #expect(rows.map(\.text)[0].contains("2:6"))
        #expect(rows.map(\.text)[0].contains("a.h: nothing here"))
        #expect(rows.map(\.text)[1].contains("byte zz = 2;"))
        let report = DiagnosticReport(source: source, marks: marks).text(problem)
        #expect(report == "a.h:2:6: error: nothing here is called 'zz' [P304]\n  byte zz = 2;\n       ^^\n")
        let own = DiagnosticReport(source: source, marks: marks).text(unknown(source, of: "x = 1"))
        #expect(own.hasPrefix("m.pml:2:1: error"))
    }

    private func unknown(_ source: SourceText, of text: String) -> Diagnostic {
        let bytes = Array(text.utf8)
        let start = source.bytes.indices.first { source.bytes[$0...].starts(with: bytes) } ?? 0
        return Diagnostic(
            "P304", at: SourceSpan(start: start, end: start + bytes.count), "nothing here is called '\(text)'")
    }
}
