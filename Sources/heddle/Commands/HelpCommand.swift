internal import ArgumentParser
internal import HeddleLanguages
internal import HeddlePresentation

/// `heddle help`: the commands, or one topic as text.
struct HelpCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "help", abstract: "Shows help on a command or a topic (language, keys).")

    @Argument(help: "A command, or one of the topics: language, keys.")
    var topic: String?

    func run() throws {
        guard let topic else {
            Output.write(Heddle.helpMessage() + "\n")
            return
        }
        if let text = HelpTopic.text(topic) {
            Output.write(text)
            return
        }
        guard let command = Heddle.configuration.subcommands.first(where: { $0._commandName == topic }) else {
            throw ValidationError("there is no help on '\(VisibleText.of(topic))'; topics are language and keys")
        }
        Output.write(Heddle.helpMessage(for: command) + "\n")
    }
}
