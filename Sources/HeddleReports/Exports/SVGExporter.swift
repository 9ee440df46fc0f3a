internal import HeddleEngine
internal import HeddlePresentation

/// A schedule as one SVG picture that needs nothing else: lanes, edges, the verdict, what the arrows mean.
///
/// Texts can be selected and are read aloud (title and description, and a title for each step); it is legible on a light
/// and on a dark ground.
package enum SVGExporter: Exporter {
    package static let format = "svg"
    package static let suffix = ".svg"
    package static let about = "the happens-before picture"

    package static func export(_ subject: ExportSubject) -> String {
        let picture = LanePicture(subject)
        let verdict = subject.verdict.mark(subject.marks) + " " + subject.verdict.text
        let legend = PictureStyle.legend(subject.edges)
        let least = max(picture.width / LanePicture.cell, 60)
        let texts =
            [subject.heading, verdict] + (subject.wallSentence.map { [$0] } ?? [])
            + subject.letterLegendLines(width: least)
        let head = 30
        let bottom = head + picture.height + 12
        let width =
            max(picture.width, texts.map { CellWidth.of($0) * LanePicture.cell }.max() ?? 0, legendWidth(legend)) + 32
        let height = bottom + 22 * (texts.count - 1) + (legend.isEmpty ? 0 : 26) + 8
        var out = """
            <svg xmlns="http://www.w3.org/2000/svg" class="picture" width="\(width)" height="\(height)" \
            viewBox="0 0 \(width) \(height)" role="graphics-document document" aria-labelledby="title description">
            <title id="title">\(TextEscape.markup(subject.title))</title>
            <desc id="description">\(TextEscape.markup(description(subject)))</desc>
            <style>
            \(PictureStyle.css)
            </style>
            \(PictureStyle.heads)<rect class="ground" width="100%" height="100%"/>
            <text class="head" x="16" y="24">\(TextEscape.markup(texts[0]))</text>
            <g transform="translate(16 \(head))">
            \(picture.elements(sentences: subject.sentences))</g>

            """
        for (index, text) in texts.dropFirst().enumerated() {
            let style = index > 0 ? "quiet" : subject.verdict.kind == .fails ? "head bad" : "head"
            out +=
                "<text class=\"\(style)\" x=\"16\" y=\"\(bottom + 6 + index * 22)\">\(TextEscape.markup(text))</text>\n"
        }
        return out + self.legend(legend, y: height - 16) + "</svg>\n"
    }

    private static func legendWidth(_ legend: [(kind: EdgeKind, name: String)]) -> Int {
        legend.reduce(0) { $0 + 64 + CellWidth.of($1.name) * LanePicture.cell } + 24 * LanePicture.cell
    }

    private static func legend(_ legend: [(kind: EdgeKind, name: String)], y: Int) -> String {
        var x = 16
        var out = ""
        for entry in legend {
            let kind = PictureStyle.name(entry.kind)
            let tail = entry.kind == .race ? " marker-start=\"url(#head-\(kind))\"" : ""
            out +=
                "<g class=\"edge \(kind)\"><path class=\"line\" d=\"M\(x) \(y - 4)H\(x + 34)\"\(tail) "
                + "marker-end=\"url(#head-\(kind))\"/><text x=\"\(x + 42)\" y=\"\(y)\">\(entry.name)</text></g>\n"
            x += 64 + CellWidth.of(entry.name) * LanePicture.cell
        }
        if !legend.isEmpty { out += "<text class=\"quiet\" x=\"\(x)\" y=\"\(y)\">lane = program order</text>\n" }
        return out
    }

    /// The schedule in words, for those who can't see it.
    static func description(_ subject: ExportSubject) -> String {
        let letters = subject.letters
        let steps = subject.trace.steps.enumerated().map { index, step in
            "\(index + 1) \(letters.values.name(ofThread: step.event.thread)): \(letters.text(step.event))"
        }
        let names = Figures.count(subject.threadNames.count, "thread")
        let count = "\(Figures.count(steps.count, "step")) of \(names). "
        return count + "\(subject.verdict.kind.rawValue): \(subject.verdict.text). " + steps.joined(separator: "; ")
    }
}

extension ExportSubject {
    /// What each step did, as a sentence.
    var sentences: [String] {
        let walk = ScheduleWalk(machine: machine, trace: trace, pointOfNoReturn: pointOfNoReturn, marks: marks)
        return (0..<walk.stepCount).map { StepSentences(walk.scene(at: $0 + 1)).texts.first ?? "" }
    }
}
