internal import ArgumentParser
internal import Glibc
internal import HeddleLibrary
internal import HeddlePresentation

/// The command line: what `heddle` without a known word means, and how the process ends.
@main
struct Heddle: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "heddle",
        abstract: "An interactive explorer and debugger for the schedules of concurrent programs.",
        usage: """
            heddle [<file>] [<options>]
            heddle <subcommand> [<options>]
            """,
        discussion: """
            heddle FILE opens a model on the screen; heddle check FILE explores it and reports as text.
            heddle learn is a course about famous bugs; heddle help language is the reference of the modelling \
            language, heddle help keys lists the keys of the screens.
            """,
        version: version,
        subcommands: [
            OpenCommand.self, ScreenCommand.self, CheckCommand.self, ExplainCommand.self, OutcomesCommand.self,
            ReachCommand.self, ReplayCommand.self,
            ExportCommand.self, LibraryCommand.self, LearnCommand.self,
            KeysCommand.self, InstallCommand.self, HelpCommand.self,
        ],
        defaultSubcommand: OpenCommand.self)

    static let version = "0.1.0"

    static func main() {
        let given = Array(CommandLine.arguments.dropFirst())
        if let answer = CompletionScript.answer(given) { return Output.write(answer) }
        do {
            let arguments = separated(given)
            if let plain = PlainCommand(arguments, commands: commandNames) {
                try plain.run()
            } else {
                if let slip = slip(arguments) { throw slip }
                var command = try direct(arguments) ?? parseAsRoot(arguments)
                try command.run()
            }
        } catch let status as ExitStatus {
            Glibc.exit(status.rawValue)
        } catch let failure as Failure {
            Output.complain(failure.text)
            Glibc.exit(failure.status.rawValue)
        } catch {
            leave(error)
        }
    }

    private static var commandNames: [String] { configuration.subcommands.map { $0._commandName } }

    /// A command called by its name, without a look at all the others: it takes a fair part of a small model's time. nil
    /// where something is amiss, or asked for that only the whole tree of commands can answer.
    private static func direct(_ arguments: [String]) -> (any ParsableCommand)? {
        guard let name = arguments.first else { return nil }
        let named = configuration.subcommands.first { $0 != OpenCommand.self && $0._commandName == name }
        guard let named, named.configuration.subcommands.isEmpty else { return nil }
        // The parser gives another command where help is asked for, and that one doesn't know what stands before.
        guard let command = try? named.parseAsRoot(Array(arguments.dropFirst())), type(of: command) == named else {
            return nil
        }
        return command
    }

    /// A word that is nearly a command's name, and no file.
    private static func slip(_ arguments: [String]) -> Failure? {
        let names = commandNames
        guard let word = arguments.first, !word.hasPrefix("-"), !names.contains(word), !FileBytes.exists(word),
            let nearest = NearestWord.nearest(to: word, among: names)
        else { return nil }
        return .badInput("there is no command '\(word)', and no file of that name; did you mean '\(nearest)'?")
    }

    /// `-DNAME=VALUE` as `-D NAME=VALUE`: the parser takes an equals sign for the end of an option's name.
    private static func separated(_ arguments: [String]) -> [String] {
        var result: [String] = []
        for (index, argument) in arguments.enumerated() {
            if argument == "--" { return result + arguments[index...] }
            if argument.hasPrefix("-D"), argument.utf8.count > 2 {
                result += ["-D", String(argument.dropFirst(2))]
            } else {
                result.append(argument)
            }
        }
        return result
    }

    /// Ends the process after the parser's own ways out: help, version, completions, and errors of usage.
    private static func leave(_ error: any Error) -> Never {
        let code = exitCode(for: error)
        // What was given stands in it.
        let message = fullMessage(for: error).split(separator: "\n", omittingEmptySubsequences: false)
            .map { VisibleText.of(String($0)) }.joined(separator: "\n")
        let text = message.isEmpty ? "" : message + "\n"
        if code.isSuccess {
            Output.write(text)
            Glibc.exit(ExitStatus.asExpected.rawValue)
        }
        Output.complain(text)
        Glibc.exit(ExitStatus.badInput.rawValue)
    }
}
