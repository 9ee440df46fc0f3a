internal import ArgumentParser
internal import HeddleLibrary
internal import HeddlePresentation

/// `heddle install`: the program, its manual page and shell completions in their places below a prefix.
struct InstallCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "install",
        abstract: "Installs this program with its manual page and completions for bash, zsh and fish.",
        discussion: """
            Files that it didn't write are never replaced without --force. --remove takes away what was installed, and \
            the folders made for it that are empty then. heddle --generate-completion-script zsh (or bash, fish) prints \
            the completions alone.
            """)

    @Option(
        help: ArgumentHelp("Where bin and share are (default: ~/.local).", valueName: "folder"), completion: .directory)
    var prefix: String?

    @Flag(help: "Says what would be written, and writes nothing.")
    var dryRun = false

    @Flag(help: "Replaces files of others.")
    var force = false

    @Flag(help: "Removes what was installed there.")
    var remove = false

    func run() throws {
        let installation = Installation(prefix: try folder())
        do {
            if remove { try self.remove(installation) } else { try install(installation) }
        } catch let error as ScheduleError {
            throw Failure.badInput(error.message)
        }
    }

    private func folder() throws -> String {
        if let prefix { return prefix.isEmpty ? "." : prefix }
        guard let home = Output.environment("HOME"), home.hasPrefix("/") else {
            throw Failure.badInput("there is no home folder to install in; --prefix names one")
        }
        return home + "/.local"
    }

    private func install(_ installation: Installation) throws {
        let items = try Installation.items()
        let changes = items.map { ($0, installation.change($0)) }
        let foreign = changes.filter { $0.1 == .foreign }
        guard foreign.isEmpty || force else {
            for (item, _) in foreign {
                Output.complain("heddle: '\(VisibleText.of(installation.path(item.path)))' is not ours\n")
            }
            throw Failure.badInput(
                "nothing was written; --force replaces what is not ours, --prefix names another place")
        }
        if !dryRun { try installation.write(items) }
        for (item, change) in changes {
            let path = VisibleText.of(installation.path(item.path))
            switch change {
            case .unchanged: Output.write("unchanged      \(path)\n")
            case .new: Output.write((dryRun ? "would write    " : "written        ") + path + "\n")
            case .replaced, .foreign: Output.write((dryRun ? "would replace  " : "replaced       ") + path + "\n")
            }
        }
        if !dryRun { hints(installation) }
    }

    /// What a shell still has to be told.
    private func hints(_ installation: Installation) {
        let bin = installation.path("bin")
        let folders = (Output.environment("PATH") ?? "").split(separator: ":").map(String.init)
        if !folders.contains(bin) { Output.write("\nThe program is found once PATH holds \(VisibleText.of(bin)).\n") }
        Output.write(
            "zsh completes once fpath holds \(VisibleText.of(installation.path("share/zsh/site-functions"))).\n")
    }

    private func remove(_ installation: Installation) throws {
        let known = installation.installed
        guard !known.isEmpty else {
            throw Failure.badInput("nothing was installed in '\(installation.prefix)' by heddle install")
        }
        if dryRun {
            for item in known { Output.write("would remove  \(VisibleText.of(installation.path(item.path)))\n") }
            return
        }
        let result = try installation.remove()
        for path in result.removed { Output.write("removed  \(VisibleText.of(path))\n") }
        for path in result.left { Output.write("left     \(VisibleText.of(path)), which was changed since\n") }
    }
}
