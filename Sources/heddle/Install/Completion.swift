internal import HeddleEngine
internal import HeddleKit
internal import HeddleLibrary
internal import HeddlePresentation
internal import HeddleProgram

/// What may stand at a place of the command line, for a shell that asks: commands, options and values from the parser's
/// own tables, names from the model, the course and the library that the line names.
struct Completion {
    struct Candidate: Hashable {
        var value: String
        /// A few words beside it; may be empty.
        var about = ""
    }

    /// Paths that the shell itself lists.
    enum Paths: Hashable {
        /// Of these kinds, without dots, and folders; none: any file.
        case files([String])
        case folders
    }

    private(set) var candidates: [Candidate] = []
    private(set) var paths: Paths?

    /// The first argument of the call by which the scripts ask; no command and no model is called so.
    static let request = "---complete"

    /// - Parameter words: those behind the program's name; the last one is being written, and may be empty.
    init(_ words: [String]) {
        let words = Self.joined(words)
        let line = CommandLineReading(CommandTree.program(), Array(words.dropLast()))
        let word = words.last ?? ""
        if let option = line.openOption {
            offer(option, at: word, line)
        } else if word.hasPrefix("-"), !line.isBehindTerminator {
            if let equals = word.firstIndex(of: "="), let option = line.option(named: String(word[..<equals])) {
                offer(option, at: String(word[word.index(after: equals)...]), line)
                let name = word[...equals]
                candidates = candidates.map { Candidate(value: name + $0.value, about: $0.about) }
            } else {
                offerOptions(line)
            }
        } else {
            for command in line.commands {
                candidates.append(Candidate(value: command.commandName, about: Self.clause(command.abstract)))
            }
            if let argument = line.nextPositional {
                offer(argument, at: word, line)
            } else if line.commands.isEmpty {
                offerOptions(line)
            }
        }
        candidates = candidates.filter { $0.value.hasPrefix(word) }
    }

    /// The line that is answered: a candidate on each, a tab before what is said of it; then, behind a tab, the paths.
    var text: String {
        var text = candidates.map { candidate in
            VisibleText.of(candidate.value) + (candidate.about.isEmpty ? "" : "\t" + VisibleText.of(candidate.about))
                + "\n"
        }.joined()
        switch paths {
        case .files(let kinds)?: text += "\t" + (["files"] + kinds).joined(separator: " ") + "\n"
        case .folders?: text += "\tfolders\n"
        case nil: break
        }
        return text
    }

    /// bash takes `--as=svg` for three words.
    private static func joined(_ words: [String]) -> [String] {
        var result: [String] = []
        var isOpen = false
        for word in words {
            if let last = result.indices.last, isOpen || word == "=" {
                result[last] += word
            } else {
                result.append(word)
            }
            isOpen = word == "="
        }
        return result
    }

    /// The first sentence, without its full stop.
    private static func clause(_ text: String?) -> String {
        let text = text ?? ""
        var end = text.startIndex
        while end < text.endIndex {
            let next = text.index(after: end)
            if text[end] == ".", next == text.endIndex || text[next] == " " { return String(text[..<end]) }
            end = next
        }
        return text
    }

    // MARK: - Options and values

    private mutating func offerOptions(_ line: CommandLineReading) {
        for option in line.options where !line.used.contains(option.names?.first?.text ?? "") || option.isRepeating {
            let name = option.names?.first { $0.kind == "long" } ?? option.names?.first
            if let name { candidates.append(Candidate(value: name.text, about: Self.clause(option.abstract))) }
        }
    }

    private mutating func offer(_ argument: CommandTree.Option, at word: String, _ line: CommandLineReading) {
        let values = argument.allValues ?? []
        if argument.valueName == "list" {
            let given = word.split(separator: ",", omittingEmptySubsequences: false).dropLast().map(String.init)
            let before = given.map { $0 + "," }.joined()
            candidates += values.filter { !given.contains($0) }.map { Candidate(value: before + $0) }
        } else {
            candidates += values.map { Candidate(value: $0, about: argument.allValueDescriptions?[$0] ?? "") }
        }
        if let files = argument.completionKind?.file { paths = .files(files.extensions) }
        if argument.completionKind?.directory != nil { paths = .folders }
        offerNames(argument, line)
    }

    /// Names that no table of the parser's holds.
    private mutating func offerNames(_ argument: CommandTree.Option, _ line: CommandLineReading) {
        switch (line.command.commandName, argument.valueName) {
        case ("help", _): offerTopics(line)
        case ("learn", "what"), ("screen", "lesson"): candidates += Self.lessons(.shipped)
        case ("learn", "lesson"):
            if let folder = line.positionals.first { candidates += Self.lessons(.folder(folder)) }
        case ("reach", "wanted"):
            if line.positionals.count == 1 {
                candidates += (WayRequest.goalWords + ["anything"]).map { Candidate(value: $0) }
            }
        case ("show", "entry"), ("change", "entry"), ("retire", "entry"), ("log", "entry"):
            candidates += Self.entries(line.value(of: "--library") ?? "traces")
        case (_, "name=value") where argument.names?.contains { $0.name == "set" } == true:
            if let file = line.positionals.first { candidates += Self.constants(file) }
        default: break
        }
    }

    private mutating func offerTopics(_ line: CommandLineReading) {
        var node = CommandTree.program()
        for name in line.positionals {
            guard let next = node.subcommands?.first(where: { $0.commandName == name }) else { return }
            node = next
        }
        candidates += (node.subcommands ?? []).map {
            Candidate(value: $0.commandName, about: Self.clause($0.abstract))
        }
        if line.positionals.isEmpty { candidates += HelpTopic.names.map { Candidate(value: $0) } }
    }

    private static func lessons(_ place: LessonShelf.Place) -> [Candidate] {
        let course = try? LessonShelf(place: place).course().course
        return (course?.lessons ?? []).map { Candidate(value: $0.name, about: $0.title) }
    }

    private static func constants(_ file: String) -> [Candidate] {
        guard let program = (try? ModelLoader.load(path: file))?.machine?.program else { return [] }
        return program.constants.map { Candidate(value: $0.name + "=") }
    }

    private static func entries(_ library: String) -> [Candidate] {
        let folder = ScheduleFolder(path: library)
        return ((try? folder.files()) ?? []).map { Candidate(value: folder.name(of: $0)) }
    }
}
