internal import HeddlePresentation
internal import HeddleReports
internal import HeddleScreen

/// `heddle.1`, made of the tables that the program works with: the argument parser's commands, the key table, the
/// exporters.
enum ManualPage {
    /// Of the last change to what no table holds.
    private static let date = "2026-11-26"

    static func text(keys: KeyMap) -> String {
        let tree = CommandTree.program()
        var page = RoffText(title: "HEDDLE", section: 1, date: date, version: "heddle \(Heddle.version)")
        page.section("NAME")
        page.paragraphs("heddle - " + lowered(tree.abstract ?? ""))
        synopsis(tree, &page)
        page.section("DESCRIPTION")
        page.paragraphs(tree.discussion ?? "")
        page.section("COMMANDS")
        for command in tree.subcommands ?? [] where command.commandName != "help" { self.command(command, [], &page) }
        exports(&page)
        keyTable(keys, &page)
        surroundings(&page)
        return page.text
    }

    /// The name line of a manual is a clause: without a capital and a full stop.
    private static func lowered(_ text: String) -> String {
        let text = text.hasSuffix(".") ? String(text.dropLast()) : text
        return text.prefix(1).lowercased() + text.dropFirst()
    }

    private static func synopsis(_ tree: CommandTree, _ page: inout RoffText) {
        page.section("SYNOPSIS")
        var lines = ["heddle [FILE]"]
        for command in tree.subcommands ?? [] where command.commandName != "open" {
            // The parser lists a help of its own beside ours.
            let usage = usage(command, ["heddle"])
            if command.commandName != "help" || !lines.contains(where: { $0.hasPrefix("heddle help") }) {
                lines.append(usage)
            }
        }
        page.example(lines)
    }

    private static func usage(_ command: CommandTree, _ above: [String]) -> String {
        var words = above + [command.commandName]
        if command.subcommands?.isEmpty == false { words.append("COMMAND") }
        for argument in command.shownArguments where argument.kind == "positional" {
            let name = (argument.valueName ?? "value").uppercased() + (argument.isRepeating ? "..." : "")
            words.append(argument.isOptional ? "[\(name)]" : name)
        }
        if command.shownArguments.contains(where: { $0.kind != "positional" }) { words.append("[OPTIONS]") }
        return words.joined(separator: " ")
    }

    private static func command(_ command: CommandTree, _ above: [String], _ page: inout RoffText) {
        page.subsection(usage(command, ["heddle"] + above))
        page.paragraphs([command.abstract, command.discussion].compactMap { $0 }.joined(separator: "\n\n"))
        for argument in command.shownArguments {
            let value = argument.valueName.map { argument.kind == "flag" ? "" : $0.uppercased() } ?? ""
            let names = (argument.names ?? []).map(\.text).joined(separator: ", ")
            var words = argument.abstract ?? ""
            if let values = argument.allValues, !values.isEmpty {
                words += " One of: \(values.joined(separator: ", "))."
            }
            if let usual = argument.defaultValue, argument.kind != "flag" { words += " Default: \(usual)." }
            if names.isEmpty { page.entry(value, "", words) } else { page.entry(names, value, words) }
        }
        for below in command.subcommands ?? [] { self.command(below, above + [command.commandName], &page) }
    }

    private static func exports(_ page: inout RoffText) {
        page.section("FORMS OF EXPORT")
        for exporter in Exporters.all {
            page.entry(exporter.format, "", exporter.about + "; files end in " + exporter.suffix)
        }
    }

    private static func keyTable(_ keys: KeyMap, _ page: inout RoffText) {
        page.section("KEYS")
        page.paragraphs("On the screens: ? shows the keys of the place, : finds every command by its name.")
        for section in HelpSection.allCases {
            let rows = keys.rows.filter { $0.section == section && !$0.isHidden }
            if rows.isEmpty { continue }
            page.subsection(section.rawValue)
            for row in rows {
                let label = row.keyLabel(ascii: true)
                page.entry(label.isEmpty ? ":" + row.line : label, ":" + row.usage, row.does)
            }
        }
    }

    private static func surroundings(_ page: inout RoffText) {
        page.section("EXIT STATUS")
        for (code, words) in [
            ("0", "all as expected"), ("1", "a violation, or an expectation that isn't met"),
            ("2", "bad input or usage"), ("3", "inconclusive: a bound was reached"), ("70", "a fault of Heddle's own"),
        ] {
            page.entry(code, "", words)
        }
        page.section("ENVIRONMENT")
        for (name, words) in [
            ("EDITOR, VISUAL", "the editor that v opens"), ("NO_COLOR", "no colours, whatever its value is"),
            ("LC_ALL, LANG", "marks in Unicode where the locale is UTF-8, else in ASCII"),
        ] {
            page.entry(name, "", words)
        }
        page.section("FILES")
        for (name, words) in [
            ("$XDG_CONFIG_HOME/heddle/keys, ~/.config/heddle/keys", "your own keys; heddle keys prints the form"),
            ("$XDG_STATE_HOME/heddle/, ~/.local/state/heddle/", "lines of play of earlier sessions, for :restore"),
            ("traces/", "the library of saved schedules"),
        ] {
            page.entry(name, "", words)
        }
        page.section("EXAMPLES")
        page.example([
            "heddle check model.heddle", "heddle export model.heddle --as html -o model.html", "heddle replay traces",
        ])
    }
}
