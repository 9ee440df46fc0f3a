internal import ArgumentParser
internal import HeddleEngine
internal import HeddleLibrary
internal import HeddleProgram

/// `heddle check FILE…`: every run of every model, reported.
struct CheckCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "check",
        abstract: "Explores models and holds them against their expectations.",
        discussion: "Exit code: 0 all as expected, 1 a violation or an unmet expectation, 2 bad input, 3 inconclusive.")

    @Argument(
        help: ArgumentHelp("Models, or folders of them.", valueName: "file"), completion: .file(extensions: ["heddle"]))
    var files: [String]

    @OptionGroup var model: ModelOptions
    @OptionGroup var search: SearchArguments

    @Flag(help: "Explores every interleaving. (This version knows no reduction: it always does.)")
    var noReduction = false

    @Flag(help: "Ends each search at its first violation.")
    var first = false

    @Flag(help: "Reports every bug, not only the simplest of each property.")
    var all = false

    @Flag(help: "Prints one JSON document.")
    var json = false

    @Flag(help: "Takes warnings for errors.")
    var strict = false

    func validate() throws {
        if first && all { throw ValidationError("--first and --all exclude each other") }
    }

    func run() throws {
        let stop = StopFlag()
        var models: [CheckedModel] = []
        for path in files {
            for file in Self.expanded(path) {
                switch file {
                case .failure(let failure): models.append(failure)
                case .path(let path): models.append(checker(path, stop).check(path))
                }
                if stop.isRaised { break }
            }
        }
        throw ExitStatus.worst(models.map(\.status))
    }

    private func checker(_ path: String, _ stop: StopFlag) -> ModelChecker {
        ModelChecker(
            settings: model.modelSettings, memoryModel: model.memoryModel, isStrict: strict,
            search: ModelSearch(
                arguments: search, stopsAtFirst: first, collectsAll: all, stop: stop, name: path))
    }

    private enum File {
        case path(String)
        case failure(CheckedModel)
    }

    /// A file stands for itself, a folder for its models; one without models is named.
    private static func expanded(_ path: String) -> [File] {
        do {
            let models = try ModelLoader.models(at: path)
            if models.isEmpty { return [.failure(CheckedModel(path: path, failure: "there is no model in '\(path)'"))] }
            return models.map(File.path)
        } catch {
            return [.failure(CheckedModel(path: path, failure: error.message))]
        }
    }
}
