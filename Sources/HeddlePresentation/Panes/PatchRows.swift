package import HeddleLibrary

/// The lines that turn a model into its solution, old and new, as a page shows them.
package enum PatchRows {
    /// `-   9     let seen = balance`, `+         balance.fetchAdd(1)`; the numbers are those of the old text.
    package static func rows(_ patch: ModelPatch, marks: Marks) -> [StyledLine] {
        patch.lines.map { line in
            switch line {
            case .same(let number, let text): row(" ", number, text, .plain, marks)
            case .gone(let number, let text): row("-", number, text, .quiet, marks)
            case .new(let text): row("+", nil, text, .changed, marks)
            case .skipped: StyledLine("      " + marks.ellipsis, .quiet)
            }
        }
    }

    private static func row(_ sign: String, _ number: Int?, _ text: String, _ role: Role, _ marks: Marks) -> StyledLine
    {
        var line = StyledLine(sign, role)
        line.append(CellWidth.leftPadded(number.map(String.init) ?? "", 5) + "    ", .quiet)
        line.append(marks.plain(VisibleText.ofSource(text)), role)
        return line
    }
}
