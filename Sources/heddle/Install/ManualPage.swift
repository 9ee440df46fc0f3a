internal import HeddlePresentation
internal import HeddleReports
internal import HeddleScreen

/// `heddle.1`, made of the tables that the program works with: the argument parser's commands, the key table, the
/// exporters. The same version gives the same bytes, whoever installs it.
enum ManualPage {
    /// Of the last change to what no table holds.
    private static let date = "2026-11-26"

    static func text() -> String {
        let tree = CommandTree.program()
        var page = RoffText(title: "HEDDLE", section: 1, date: date, version: "heddle \(Heddle.version)")
        page.section("NAME")
        page.paragraphs("heddle - " + lowered(tree.abstract ?? ""))
        synopsis(tree, &page)
        page.section("DESCRIPTION")
        page.paragraphs(tree.discussion ?? "")
        page.section("COMMANDS")
        page.paragraphs(
            "Every command takes --help, and heddle takes --version. The shell completes commands, options and their "
                + "values once heddle install has put its completions in place.")
        for command in tree.subcommands ?? [] { self.command(command, [], &page) }
        exports(&page)
        keyTable(&page)
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
        var lines = ["heddle [FILE] [OPTIONS]"]
        for command in tree.subcommands ?? [] where command.commandName != "open" {
            lines.append(usage(command, ["heddle"]))
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
            if let values = argument.allValues, values.count > 1 {
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

    private static func keyTable(_ page: inout RoffText) {
        page.section("KEYS")
        page.paragraphs(
            "On the screens: ? shows the keys of the place, : finds every command by its name. A file of your own changes "
                + "them (see FILES).")
        for section in HelpSection.allCases {
            let entries = KeyMap.standard.manual(section)
            if entries.isEmpty { continue }
            page.subsection(section.rawValue)
            for entry in entries {
                if entry.keys.isEmpty {
                    page.entry(entry.commands, "", entry.does)
                } else {
                    page.entry(entry.keys, entry.commands, entry.does)
                }
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
            ("EDITOR, VISUAL", "the editor that v opens"), ("NO_COLOR", "no colours, where it holds anything"),
            ("COLORFGBG", "whether the ground is light or dark, where the terminal says so"),
            ("LC_ALL, LANG", "marks in Unicode where the locale is UTF-8, else in ASCII"),
        ] {
            page.entry(name, "", words)
        }
        page.section("FILES")
        for (name, words) in [
            ("$XDG_CONFIG_HOME/heddle/keys, ~/.config/heddle/keys", "your own keys; heddle keys prints the form"),
            (
                "$XDG_STATE_HOME/heddle/, ~/.local/state/heddle/",
                "lines of play of earlier sessions, for :restore; the commands of earlier sessions, for ctrl-r"
            ),
            (
                "$XDG_STATE_HOME/heddle/lessons/, ~/.local/state/heddle/lessons/",
                "what is done of the course, and your copies of the models that lessons let you mend; a course of your own "
                    + "has a folder of its own there"
            ),
            ("share/heddle/installed", "below the prefix: what heddle install wrote, for --remove"),
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
