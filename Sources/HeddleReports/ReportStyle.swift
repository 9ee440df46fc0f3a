package import HeddlePresentation

/// How a text report looks: marks, width, colour.
package struct ReportStyle: Sendable {
    package var marks: Marks
    /// Unit: cells. 80 where the output is no terminal.
    package var width: Int
    package var isColoured: Bool
    /// Whether values that are wider than their place are cut; not where the output is no terminal.
    package var isCut: Bool

    package init(
        marks: Marks = Marks(ascii: false), width: Int = 80, isColoured: Bool = false, isCut: Bool = false
    ) {
        self.marks = marks
        self.width = max(40, width)
        self.isColoured = isColoured
        self.isCut = isCut
    }

    /// Where texts on the right end: two cells before the margin.
    var rightEdge: Int { width - 2 }

    /// A line without blanks at its end and without a line break.
    package func render(_ line: StyledLine) -> String {
        var runs = line.runs
        while let last = runs.last {
            let trimmed = Self.trimmed(last.text)
            if trimmed.isEmpty {
                runs.removeLast()
                continue
            }
            runs[runs.count - 1].text = trimmed
            break
        }
        guard isColoured else { return runs.map(\.text).joined() }
        return runs.map { run in
            guard let code = Self.code(run.role) else { return run.text }
            return "\u{1B}[\(code)m\(run.text)\u{1B}[0m"
        }.joined()
    }

    package func text(_ lines: [StyledLine]) -> String {
        lines.map { render($0) + "\n" }.joined()
    }

    private static func trimmed(_ text: String) -> String {
        var end = text[...]
        while end.last == " " { end = end.dropLast() }
        return String(end)
    }

    /// The terminal's own colours and attributes (screens.md 5.4, dark).
    private static func code(_ role: Role) -> String? {
        switch role {
        case .plain: return nil
        case .strong: return "1"
        case .quiet: return "2"
        case .selected: return "7"
        case .here: return "1;7"
        case .good: return "32"
        case .bad: return "1;31"
        case .open: return "33"
        case .changed: return "1;36"
        case .order: return "94"
        case .match: return "4"
        case .thread(let number): return ["36", "35", "33", "34"][max(0, number) % 4]
        }
    }

    /// Text wrapped at the width; lines after the first are indented by two more than it.
    func wrapped(_ text: String, _ role: Role = .plain) -> [StyledLine] {
        let indent = String(text.prefix { $0 == " " })
        let room = rightEdge - indent.count
        let first = WrappedText.lines(text, width: room)
        guard first.count > 1 else { return [StyledLine(text, role)] }
        let rest = WrappedText.lines(first.dropFirst().joined(separator: " "), width: room - 2)
        return [StyledLine(indent + first[0], role)] + rest.map { StyledLine(indent + "  " + $0, role) }
    }
}
