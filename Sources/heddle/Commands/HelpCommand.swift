internal import ArgumentParser
internal import HeddleLanguages
internal import HeddlePresentation

/// `heddle help`: the commands, or one topic as text.
struct HelpCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "help", abstract: "Shows help on a command or a topic (language, keys, lessons, ci).")

    @Argument(help: "A command, with its own command if wanted (library add), or a topic: language, keys, lessons, ci.")
    var topic: [String] = []

    func run() throws {
        if topic.count == 1, let text = HelpTopic.text(topic[0]) {
            Output.write(text)
            return
        }
        var command: any ParsableCommand.Type = Heddle.self
        for name in topic {
            guard let next = command.configuration.subcommands.first(where: { $0._commandName == name }) else {
                let wanted = VisibleText.of(topic.joined(separator: " "))
                throw ValidationError("there is no help on '\(wanted)'; topics are \(Figures.list(HelpTopic.names))")
            }
            command = next
        }
        Output.write((topic.isEmpty ? Heddle.helpMessage() : Heddle.helpMessage(for: command)) + "\n")
    }
}
