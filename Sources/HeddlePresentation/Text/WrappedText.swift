/// Text broken into lines.
package enum WrappedText {
    /// Text in lines of at most `width` cells, broken at blanks where there are any.
    package static func lines(_ text: String, width: Int) -> [String] {
        // A wide character needs two cells: with fewer no line could hold it.
        let width = max(2, width)
        var lines: [String] = []
        var line = ""
        for word in text.split(separator: " ") {
            let next = line.isEmpty ? String(word) : line + " " + word
            if CellWidth.of(next) <= width {
                line = next
                continue
            }
            if !line.isEmpty { lines.append(line) }
            line = String(word)
            while CellWidth.of(line) > width {
                let head = CellWidth.prefix(line, width)
                // No room for even one letter: what can't be broken stays whole.
                if head.isEmpty { break }
                lines.append(head)
                line = String(line.unicodeScalars.dropFirst(head.unicodeScalars.count))
            }
        }
        if !line.isEmpty || lines.isEmpty { lines.append(line) }
        return lines
    }
}
