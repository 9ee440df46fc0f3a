internal import HeddleEngine
internal import HeddleKit
internal import HeddleLibrary
internal import HeddlePresentation
internal import HeddleProgram
internal import HeddleReports

/// What `heddle check` is asked for, and its doing.
struct CheckRequest {
    /// What a search leaves out where the command line says nothing.
    static let usualReductions = Reductions.all

    /// Models, or folders of them.
    var files: [String]
    var settings: [Setting] = []
    var memoryModel: MemoryModel?
    var bounds = SearchBounds()
    var reductions = Self.usualReductions
    var stopsAtFirst = false
    var collectsAll = false
    var isJSON = false
    /// Warnings count as errors.
    var isStrict = false

    func run() throws {
        let stop = StopFlag()
        var models: [CheckedModel] = []
        for file in files.flatMap(Self.expanded) {
            switch file {
            case .failure(let failure): models.append(failure)
            case .path(let path): models.append(checker(path, stop).check(path))
            }
            report(models[models.count - 1], isFirst: models.count == 1)
            if stop.isRaised { break }
        }
        if isJSON {
            Output.write(document(models))
        } else if models.count > 1 {
            Output.write("\n" + CheckTotal(models.map(\.outcome)).text + "\n")
        }
        throw ExitStatus.worst(models.map(\.status))
    }

    /// What is known at once: diagnostics, and the text of the runs.
    private func report(_ model: CheckedModel, isFirst: Bool) {
        if let failure = model.failure { Output.complain("heddle: \(VisibleText.of(failure))\n") }
        if let file = model.file {
            Output.complain(DiagnosticReport(source: file.source, marks: Output.marks).text(model.shownDiagnostics))
        }
        if model.hasErrors {
            Output.complain(DiagnosticReport.summary(model.diagnostics, isStrict: isStrict))
        } else if !isJSON, !model.runs.isEmpty {
            let text = CheckText(style: Output.style).text(model.runs)
            Output.write((isFirst ? "" : "\n") + text)
        }
    }

    private func document(_ models: [CheckedModel]) -> String {
        var failures: [CheckJSON.Failure] = []
        for model in models {
            if let failure = model.failure { failures.append(.init(file: model.path, message: failure)) }
            guard model.hasErrors, let source = model.file?.source else { continue }
            failures += model.diagnostics.filter { model.stops($0) }.map { .init($0, in: source) }
        }
        return CheckJSON.text(
            version: Heddle.version, runs: models.flatMap(\.runs), failures: failures,
            total: CheckTotal(models.map(\.outcome)))
    }

    private func checker(_ path: String, _ stop: StopFlag) -> ModelChecker {
        ModelChecker(
            settings: settings, memoryModel: memoryModel, isStrict: isStrict, countsChances: isJSON,
            isStopped: { stop.isRaised }, explore: search(path, stop).explore)
    }

    private func search(_ path: String, _ stop: StopFlag) -> ModelSearch {
        ModelSearch(
            bounds: bounds, reductions: reductions, stopsAtFirst: stopsAtFirst, collectsAll: collectsAll, stop: stop,
            name: path)
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
            return [.failure(CheckedModel(path: path, failure: error.message(about: path)))]
        }
    }
}
