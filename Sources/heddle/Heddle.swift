internal import ArgumentParser
internal import Glibc

/// The command line: what `heddle` without a known word means, and how the process ends.
@main
struct Heddle: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "heddle",
        abstract: "An interactive explorer and debugger for the schedules of concurrent programs.",
        discussion: """
            heddle FILE opens a model on the screen; heddle check FILE explores it and reports as text.
            heddle help language is the reference of the modelling language.
            """,
        version: version,
        subcommands: [
            OpenCommand.self, ScreenCommand.self, CheckCommand.self, OutcomesCommand.self, ReplayCommand.self,
            LibraryCommand.self,
            HelpCommand.self,
        ],
        defaultSubcommand: OpenCommand.self)

    static let version = "0.1.0"

    static func main() {
        do {
            var command = try parseAsRoot(separated(Array(CommandLine.arguments.dropFirst())))
            try command.run()
        } catch let status as ExitStatus {
            Glibc.exit(status.rawValue)
        } catch let failure as Failure {
            Output.complain(failure.text)
            Glibc.exit(failure.status.rawValue)
        } catch {
            leave(error)
        }
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
        let message = fullMessage(for: error)
        let text = message.isEmpty ? "" : message + "\n"
        if code.isSuccess {
            Output.write(text)
            Glibc.exit(ExitStatus.asExpected.rawValue)
        }
        Output.complain(text)
        Glibc.exit(ExitStatus.badInput.rawValue)
    }
}
