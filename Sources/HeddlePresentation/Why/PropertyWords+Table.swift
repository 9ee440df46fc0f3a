extension PropertyWords {
    /// A comparison and its values below it, side below side; where it is none, or doesn't fit, the text and then the
    /// values.
    package func table(property: Int, conjunct: Int, limit: Int) -> [StyledLine] {
        let text = text(property: property, conjunct: conjunct)
        func plain(_ lines: [String]) -> [StyledLine] {
            lines.flatMap { WrappedText.lines($0, width: limit - 4) }.map { StyledLine("    " + $0) }
        }
        guard let values = operands(property: property, conjunct: conjunct),
            let sides = sides(property: property, conjunct: conjunct)
        else { return plain([detail(property: property)]) }
        let width = max(CellWidth.of(sides.left), CellWidth.of(values.left))
        let first = "    " + CellWidth.padded(sides.left, width) + " \(values.sign) \(sides.right)"
        let second = "    " + CellWidth.padded(values.left, width) + " \(values.sign) \(values.right)"
        if CellWidth.of(first) > limit || CellWidth.of(second) > limit {
            return plain([text, valueText(property: property, conjunct: conjunct)])
        }
        return [StyledLine(first), StyledLine(second)]
    }
}
