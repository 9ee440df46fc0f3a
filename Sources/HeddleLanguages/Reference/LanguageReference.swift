/// The reference of Heddle's own language, as `heddle help language` shows it.
///
/// To add a construct: say in its chapter what it does and how many steps it is, and give it a place in a model
/// there; the tests load and check every model, and look for every construct of the grammar in them.
package enum LanguageReference {
    /// In reading order.
    package static let chapters: [ReferenceChapter] = [
        firstMinute, writing, types, arraysAndOptionals, declarations, steps, controlFlow, indivisible, threads, locks,
        signals, atomics, channels, pools, ghosts, properties, checks, runs, notYet,
    ]

    /// The whole reference as plain text. Unit of `width`: columns; models are never broken, and are at most 80 wide.
    package static func text(width: Int) -> String {
        let measure = max(40, width)
        var lines = ["The Heddle modelling language", "", "Chapters"]
        for (number, chapter) in chapters.enumerated() { lines.append("  \(number + 1). \(chapter.title)") }
        for (number, chapter) in chapters.enumerated() {
            let heading = "\(number + 1). \(chapter.title)"
            lines += ["", "", heading, String(repeating: "-", count: heading.count), ""]
            lines += wrapped(chapter.text, measure)
            for example in chapter.examples {
                lines += ["", "Example: \(example.title)", ""]
                lines += example.source.split(separator: "\n", omittingEmptySubsequences: false).map {
                    $0.isEmpty ? "" : "    \($0)"
                }
            }
        }
        return lines.joined(separator: "\n") + "\n"
    }

    private static func wrapped(_ text: String, _ width: Int) -> [String] {
        var lines: [String] = []
        var paragraph: [Substring] = []
        func flush() {
            guard !paragraph.isEmpty else { return }
            let isItem = paragraph[0].hasPrefix("- ")
            lines += filled(paragraph.joined(separator: " "), width, indentation: isItem ? "  " : "")
            paragraph = []
        }
        for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
            if line.isEmpty || line.hasPrefix("  ") {
                flush()
                lines.append(String(line))
            } else {
                if line.hasPrefix("- ") { flush() }
                paragraph.append(line)
            }
        }
        flush()
        return lines
    }

    private static func filled(_ text: String, _ width: Int, indentation: String) -> [String] {
        var lines: [String] = []
        var line = ""
        for word in text.split(separator: " ") {
            if !line.isEmpty, line.count + 1 + word.count > width {
                lines.append(line)
                line = indentation + word
            } else {
                line += (line.isEmpty ? "" : " ") + word
            }
        }
        if !line.isEmpty { lines.append(line) }
        return lines
    }
}
