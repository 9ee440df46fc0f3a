internal import HeddleEngine
internal import HeddlePresentation

/// What the letters and signs of a drawn schedule mean, as far as they occur in it: for those who read an export without
/// the program.
extension ExportSubject {
    /// `R read`, `W write`, `→ a value that comes out`.
    var letterLegend: [String] {
        let letters = letters
        let events = trace.steps.map(\.event)
        if events.isEmpty { return [] }
        let texts = events.map(letters.text)
        var legend = LetterMeanings.legend(of: Set(events.map(letters.letter)))
        if texts.contains(where: { $0.contains(" \(marks.out) ") }) {
            legend.append("\(marks.out) \(LetterMeanings.comesOut)")
        }
        if texts.contains(where: { $0.contains(" \(marks.into) ") }) {
            legend.append("\(marks.into) \(LetterMeanings.goesIn)")
        }
        return legend
    }

    /// The legend in lines of about this width. Unit: cells.
    func letterLegendLines(width: Int) -> [String] {
        var lines: [String] = []
        for entry in letterLegend {
            if let last = lines.last, CellWidth.of(last) + CellWidth.of(entry) + 3 <= width {
                lines[lines.count - 1] = last + marks.separator + entry
            } else {
                lines.append(entry)
            }
        }
        return lines
    }

    /// `sw synchronizes-with`: the words on the edges that there are; a message bears its channel's name.
    var edgeLegend: [String] {
        PictureStyle.legend(edges).map { kind, name in
            let word = kind == .message ? "a channel" : EdgeMarks.word(Edge(source: 0, target: 0, kind: kind))
            return word == name ? word : "\(word) \(name)"
        }
    }

    /// Lines of a comment that says what the drawing says beside it; plain text, for a form's own comment signs.
    var legendComment: [String] {
        var lines = letterLegendLines(width: 96).map { "Letters: " + $0 }
        if !edgeLegend.isEmpty { lines.append("Edges: " + edgeLegend.joined(separator: marks.separator)) }
        return lines
    }
}
