internal import HeddleEngine

/// The sentence line: what the last key did, and on the right that key and its command.
package enum SentenceLine {
    /// `texts`: the same sentence, longest form first; the first that fits is taken, the last is cut.
    package static func line(
        _ texts: [String], key: String?, command: String?, width: Int, marks: Marks
    ) -> StyledLine {
        var right = ""
        if width >= 70, let key, let command {
            right = marks.plain(key) + marks.separator + command
        }
        let size = CellWidth.of(right)
        let room = width - 2 - (size == 0 ? 0 : size + 2)
        let wholeRoom = width - 2
        if let text = texts.first(where: { CellWidth.of($0) <= room }) { return line(text, right, width, marks) }
        // A sentence that needs the whole line outranks the key.
        let text = texts.first { CellWidth.of($0) <= wholeRoom } ?? texts.last ?? ""
        return line(marks.cut(text, max(1, wholeRoom)), "", width, marks)
    }

    private static func line(_ text: String, _ right: String, _ width: Int, _ marks: Marks) -> StyledLine {
        var line = StyledLine(" " + text)
        if !right.isEmpty {
            line.pad(to: width - 1 - CellWidth.of(right))
            line.append(right, .quiet)
        }
        return line.fitted(to: width, marks: marks)
    }
}
