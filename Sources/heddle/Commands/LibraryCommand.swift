internal import ArgumentParser
internal import HeddleLibrary
internal import HeddlePresentation
internal import HeddleReports

/// `heddle library`: what is kept, and keeping more.
struct LibraryCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "library", abstract: "Lists, shows, adds and changes saved schedules.",
        subcommands: [
            LibraryListCommand.self, LibraryShowCommand.self, LibraryAddCommand.self, LibraryChangeCommand.self,
            LibraryRetireCommand.self, LibraryLogCommand.self, LibraryVerifyCommand.self, LibraryAdoptCommand.self,
        ],
        defaultSubcommand: LibraryListCommand.self)
}

/// Where the library is.
struct LibraryOptions: ParsableArguments {
    @Option(
        name: .customLong("library"), help: ArgumentHelp("The library's folder.", valueName: "folder"),
        completion: .directory)
    var path = LibraryOptions.usualPath

    static let usualPath = "traces"

    var folder: ScheduleFolder { ScheduleFolder(path: path) }
}

struct LibraryListCommand: ParsableCommand {
    static let configuration = CommandConfiguration(commandName: "list", abstract: "Lists every saved schedule.")

    @OptionGroup var library: LibraryOptions

    @Flag(help: "Prints one JSON document.")
    var json = false

    func run() throws {
        let entries: [ScheduleFolder.Entry]
        do {
            entries = try LibraryReading.entries(library.folder)
        } catch {
            throw Failure.badInput(error.message)
        }
        let report = LibraryReport(library.folder, marks: Output.marks)
        Output.write(json ? report.json(entries, version: Heddle.version) : report.list(entries))
        for case .damaged(let path, let error) in entries {
            Output.complain("\(VisibleText.of(path)): \(VisibleText.of(error.message))\n")
        }
        let isDamaged = entries.contains { if case .damaged = $0 { true } else { false } }
        throw isDamaged ? ExitStatus.badInput : .asExpected
    }
}

struct LibraryShowCommand: ParsableCommand {
    static let configuration = CommandConfiguration(commandName: "show", abstract: "Shows one saved schedule.")

    @OptionGroup var library: LibraryOptions

    @Argument(
        help: "The entry's name as in the list, or its file.", completion: .file(extensions: ["trace"]))
    var entry: String

    func run() throws {
        let path = try library.file(of: entry)
        switch ScheduleFolder.read(path) {
        case .damaged(_, let error): throw Failure.badInput("\(path): \(error.message)")
        case .schedule(_, let schedule):
            Output.write(LibraryReport(library.folder, marks: Output.marks).entry(schedule, path: path))
        }
    }
}
