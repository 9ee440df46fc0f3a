internal import HeddleLanguages
internal import HeddlePresentation
internal import HeddleScreen

/// Texts that `heddle help TOPIC` shows.
enum HelpTopic {
    static let names = AppState.helpTopics

    /// nil where there is no such topic.
    static func text(_ name: String) -> String? {
        switch name {
        case "language": return LanguageReference.text(width: 80)
        case "keys": return keys
        case "lessons": return Output.marks.plain(LessonHelp.text)
        case "ci": return WorkflowHelp.text
        default: return nil
        }
    }

    /// The key table by section, as the screens' help has it.
    private static var keys: String {
        let isASCII = Output.marks.isASCII
        let map = UserKeys.forHelp
        var text = """
            Keys, the command that each runs, and what it does. On the screen ? shows the
            keys of the place, and : opens a line in which every command can be typed, also
            those that have no key here.

            """
        for section in HelpSection.allCases {
            let rows = map.rows.filter { $0.section == section && !$0.isHidden }
            if rows.isEmpty { continue }
            text += "\n\(section.rawValue)\n"
            for row in rows {
                text += entry(row.keyLabel(ascii: isASCII), row.usage, Output.marks.plain(row.does))
            }
        }
        return text
    }

    /// A row in three columns, no wider than a terminal; a long command has a row of its own.
    private static func entry(_ keys: String, _ usage: String, _ does: String) -> String {
        let column = 41
        let head = "  \(padded(keys, to: 13)) \(usage)"
        let lines = WrappedText.lines(does, width: 80 - column)
        let isLong = CellWidth.of(head) >= column
        let first = isLong ? head + "\n" : padded(head, to: column)
        let indent = String(repeating: " ", count: column)
        return first + lines.enumerated().map { ($0 == 0 && !isLong ? "" : indent) + $1 + "\n" }.joined()
    }

    private static func padded(_ text: String, to width: Int) -> String {
        text + String(repeating: " ", count: max(0, width - CellWidth.of(text)))
    }
}
