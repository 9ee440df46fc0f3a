extension CellGrid {
    /// The grid as text: every row, blanks at its end included, ends with a line break.
    package var text: String {
        var out = String.UnicodeScalarView()
        for row in 0..<rows {
            appendRow(row, to: &out)
            out.append("\n")
        }
        return String(out)
    }

    /// One row as text, without a line break.
    package func text(row: Int) -> String {
        var out = String.UnicodeScalarView()
        appendRow(row, to: &out)
        return String(out)
    }

    private func appendRow(_ row: Int, to out: inout String.UnicodeScalarView) {
        for column in 0..<columns {
            let cell = self[row, column]
            if cell.width == 0 { continue }
            if cell.cluster > 0 {
                out.append(contentsOf: clusters[Int(cell.cluster) - 1].unicodeScalars)
            } else {
                out.append(Unicode.Scalar(cell.scalar) ?? " ")
            }
        }
    }
}
