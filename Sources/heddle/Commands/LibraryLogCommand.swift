internal import ArgumentParser
internal import HeddleLibrary
internal import HeddlePresentation
internal import HeddleReports

/// `heddle library log`: who did what to the library, when and why.
struct LibraryLogCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "log", abstract: "Lists who did what to the library, when and why, newest first.")

    @OptionGroup var library: LibraryOptions

    @Argument(help: "Only records of this entry, by its name as in the list.")
    var entry: String?

    @Flag(help: "Prints one JSON document.")
    var json = false

    func run() throws {
        try library.requireFolder()
        let log: LibraryLog
        do {
            log = try LibraryLog.read(library.folder)
        } catch {
            throw Failure.badInput(error.message)
        }
        let wanted = try entry.map(path)
        if let entry, let wanted, !FileBytes.exists(library.folder.file(of: wanted)),
            !log.records.values.contains(where: { $0.changes.contains { $0.entry == wanted } })
        {
            throw Failure.badInput("neither the log nor '\(library.path)' has an entry '\(entry)'")
        }
        let report = LogReport(log, entry: wanted)
        Output.write(json ? report.json(version: Heddle.version) : report.text)
        for damage in log.damages { Output.complain("\(AuditReport.words(damage))\n") }
        throw log.damages.isEmpty ? ExitStatus.asExpected : .badInput
    }

    /// An entry as the log names it, by its name in the list or its file; it need not be there any more.
    private func path(_ entry: String) throws -> String {
        let suffix = ScheduleFolder.suffix
        return library.folder.name(of: entry.hasSuffix(suffix) ? entry : entry + suffix) + suffix
    }
}

/// `heddle library verify`: whether log and entries are what they were.
struct LibraryVerifyCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "verify", abstract: "Holds the library's log against itself, a kept head, and the entries.",
        discussion: """
            Every write prints the head: the digest of the newest record. Given a head that was kept elsewhere, any \
            record before it that was edited, removed, reordered or inserted is found; without one, all but newest \
            records that were cut off, and a log that was written anew as a whole. Entries that were edited, removed or \
            added without a record are named too.

            Exit code: 0 nothing is wrong, 1 something is, 2 the library can't be read.
            """)

    @OptionGroup var library: LibraryOptions

    @Option(
        name: .customLong("head"),
        help: ArgumentHelp(
            "A head that was kept: 64 digits, or the first 16 of them at least; may be repeated, after a merge.",
            valueName: "digest"))
    var heads: [String] = []

    @Flag(help: "Prints one JSON document.")
    var json = false

    func validate() throws {
        for head in heads where !Self.isDigest(head) {
            throw ValidationError("--head takes 16 to 64 hexadecimal digits, not '\(VisibleText.of(head))'")
        }
    }

    private static func isDigest(_ text: String) -> Bool {
        (16...64).contains(text.utf8.count) && text.allSatisfy { $0.isHexDigit && $0.isASCII }
    }

    func run() throws {
        guard FileBytes.isFolder(library.path) else {
            throw Failure.badInput("there is no library '\(library.path)'")
        }
        let audit: LogAudit
        do {
            audit = try LogAudit(library.folder, given: heads.map { $0.lowercased() })
        } catch {
            throw Failure.badInput(error.message)
        }
        let report = AuditReport(audit, library: library.path, given: heads.count, marks: Output.marks)
        Output.write(json ? report.json(version: Heddle.version) : report.text)
        throw audit.problems.isEmpty ? ExitStatus.asExpected : .finding
    }
}

/// `heddle library adopt`: takes the entries into the log as they are.
struct LibraryAdoptCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "adopt",
        abstract: "Records entries that the log doesn't know, or knows otherwise, as they are.",
        discussion: """
            For a library that is older than its log, and after entries were added, edited or removed by hand. After a \
            merge it joins the heads of both branches.
            """)

    @OptionGroup var library: LibraryOptions
    @OptionGroup var record: RecordOptions

    func run() throws {
        do {
            guard let adopted = try library.folder.adopt(by: record.stamp) else {
                Output.write("The log knows every entry as it is. Nothing was written.\n")
                return
            }
            for entry in adopted.entries {
                let file = library.folder.file(of: entry)
                Output.write("\(VisibleText.of(file))\(FileBytes.exists(file) ? "" : " (removed)")\n")
            }
            let count = Figures.count(adopted.entries.count, "entry", plural: "entries")
            Output.write(adopted.entries.isEmpty ? "The heads of two branches were joined.\n" : "\(count) recorded.\n")
            Output.write("Head: \(adopted.head)\n")
        } catch {
            throw Failure.badInput(error.message)
        }
    }
}
