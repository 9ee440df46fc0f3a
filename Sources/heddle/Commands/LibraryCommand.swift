internal import ArgumentParser
internal import HeddleLibrary
internal import HeddlePresentation
internal import HeddleReports

/// `heddle library`: what is kept, and keeping more.
struct LibraryCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "library", abstract: "Lists, shows, adds, measures and changes saved schedules.",
        subcommands: [
            LibraryListCommand.self, LibraryShowCommand.self, LibraryAddCommand.self, LibraryMeasureCommand.self,
            LibraryChangeCommand.self, LibraryRetireCommand.self, LibraryLogCommand.self, LibraryVerifyCommand.self,
            LibraryAdoptCommand.self,
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

    /// Refuses a folder that isn't there, for it may be a slip; the usual one may be missing where nothing was saved yet.
    func requireFolder() throws {
        guard path == Self.usualPath || FileBytes.isFolder(path) else {
            throw Failure.badInput("there is no library '\(path)'")
        }
    }

    /// The file of an entry by its name in the list, or by its own path. Errors: there is none.
    func file(of entry: String) throws -> String {
        if FileBytes.exists(entry), !FileBytes.isFolder(entry) { return entry }
        var file = FilePath.joined(path, entry)
        if !file.hasSuffix(ScheduleFolder.suffix) { file += ScheduleFolder.suffix }
        guard FileBytes.exists(file) else {
            throw Failure.badInput("there is no entry '\(entry)' in '\(path)'; heddle library list names them")
        }
        return file
    }
}

struct LibraryListCommand: ParsableCommand {
    static let configuration = CommandConfiguration(commandName: "list", abstract: "Lists every saved schedule.")

    @OptionGroup var library: LibraryOptions

    @Option(
        help: ArgumentHelp(
            "The order: \(EntryOrder.allCases.map(\.rawValue).joined(separator: ", ")).", valueName: "order"))
    var sort = EntryOrder.hardness

    @Option(name: .customLong("status"), help: "Only entries of this status; may be repeated.")
    var statuses: [StatusArgument] = []

    @Option(
        name: .customLong("tag"), help: ArgumentHelp("Only entries with this tag; may be repeated.", valueName: "tag"))
    var tags: [String] = []

    @Option(
        help: ArgumentHelp(
            "Only entries with this text in name, title, model, property, source or cause.", valueName: "text"))
    var text: String?

    @Option(
        help: ArgumentHelp(
            "Only bugs that a random run meets at most so often, as 1/100 or 0.01.", valueName: "chance"))
    var atMost: ChanceArgument?

    @Option(help: ArgumentHelp("Only bugs of at least this PCT depth.", valueName: "number"))
    var minDepth: Int?

    @Option(help: ArgumentHelp("Only bugs that need at least so many preemptions.", valueName: "number"))
    var minPreemptions: Int?

    @Flag(help: "Shows how the entries are spread over decades of hardness instead of listing them.")
    var chart = false

    @Option(
        help: ArgumentHelp("Writes that chart as a picture; an existing file is replaced.", valueName: "file"),
        completion: .file(extensions: ["svg"]))
    var svg: String?

    @Flag(help: "Prints one JSON document.")
    var json = false

    private var filter: EntryFilter {
        var filter = EntryFilter()
        filter.statuses = Set(statuses.map(\.status))
        filter.tags = tags
        filter.text = text ?? ""
        filter.mostLikely = atMost?.chance
        filter.leastDepth = minDepth
        filter.leastPreemptions = minPreemptions
        return filter
    }

    func run() throws {
        try library.requireFolder()
        let entries: [ScheduleFolder.Entry]
        do {
            entries = try LibraryReading.entries(library.folder)
        } catch {
            throw Failure.badInput(error.message)
        }
        let report = LibraryReport(library.folder, marks: Output.marks)
        if json, chart {
            Output.write(report.chartJSON(entries, filter: filter, version: Heddle.version))
        } else if json {
            Output.write(report.json(entries, order: sort, filter: filter, version: Heddle.version))
        } else if chart {
            Output.write(report.chartText(entries, filter: filter))
        } else if svg == nil {
            Output.write(report.list(entries, order: sort, filter: filter))
        }
        if let svg { try write(report.chart(entries, filter: filter), to: svg) }
        for case .damaged(let path, let error) in entries {
            Output.complain("\(VisibleText.of(path)): \(VisibleText.of(error.message))\n")
        }
        let isDamaged = entries.contains { if case .damaged = $0 { true } else { false } }
        throw isDamaged ? ExitStatus.badInput : .asExpected
    }
}

extension LibraryListCommand {
    private func write(_ chart: HardnessChart, to path: String) throws {
        let title = "Hardness of \(VisibleText.of(library.path))"
        do {
            try FileBytes.write(Array(HardnessPicture.svg(chart, title: title).utf8), to: path, replacing: true)
        } catch {
            throw Failure.badInput(error.message)
        }
        Output.complain("Written to \(VisibleText.of(path)).\n")
    }
}

extension EntryOrder: ExpressibleByArgument {}

/// `1/100`, `0.01`
struct ChanceArgument: ExpressibleByArgument {
    var chance: Double

    init?(argument: String) {
        guard let chance = EntryFilter.chance(argument) else { return nil }
        self.chance = chance
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
