internal import HeddlePresentation

/// Prose broken at blanks into rows of a width.
enum TextWrap {
    /// Words longer than a row are cut into pieces.
    static func lines(_ text: String, width: Int) -> [String] {
        guard width > 0 else { return [] }
        var lines: [String] = []
        var line = ""
        var used = 0
        for word in text.split(separator: " ") {
            var rest = String(word)
            var cells = CellWidth.of(rest)
            if used > 0, used + 1 + cells <= width {
                line += " " + rest
                used += 1 + cells
                continue
            }
            if used > 0 { lines.append(line) }
            while cells > width {
                let piece = CellWidth.prefix(rest, width)
                if piece.isEmpty { break }
                lines.append(piece)
                rest = String(rest.unicodeScalars.dropFirst(piece.unicodeScalars.count))
                cells = CellWidth.of(rest)
            }
            line = rest
            used = cells
        }
        if used > 0 { lines.append(line) }
        return lines
    }
}
