package import HeddleEngine
internal import HeddleLibrary
internal import HeddlePresentation
package import HeddleProgram
package import HeddleReports

/// A model's file with all its runs, or why there are none.
package struct CheckedModel {
    package var path: String
    /// nil where the file can't be read.
    package var file: ModelFile?
    /// Why, in words.
    package var failure: String?
    /// Errors, warnings and notes, ordered by place.
    package var diagnostics: [Diagnostic] = []
    /// Warnings that only exploring can give; they don't keep the model from being checked.
    package var late: [Diagnostic] = []
    package var runs: [RunReport] = []
    package var isStrict = false

    package init(path: String, failure: String? = nil, isStrict: Bool = false) {
        self.path = path
        self.failure = failure
        self.isStrict = isStrict
    }

    /// Whether a diagnostic keeps the model from being checked.
    package func stops(_ diagnostic: Diagnostic) -> Bool {
        diagnostic.severity == .error || (isStrict && diagnostic.severity == .warning)
    }

    package var hasErrors: Bool { diagnostics.contains(where: stops) }

    /// Errors and warnings; notes are for the screens.
    package var shownDiagnostics: [Diagnostic] { diagnostics.filter { $0.severity != .note } + late }

}

/// Checks models run by run.
package struct ModelChecker {
    var settings: [Setting]
    var memoryModel: MemoryModel?
    var isStrict: Bool
    /// Whether it is reported how likely a random run is to fail.
    var countsChances: Bool
    /// Whether the user wants no further runs.
    var isStopped: () -> Bool
    /// The search of a run, ended.
    var explore: (Machine, Run) -> Exploration

    package init(
        settings: [Setting] = [], memoryModel: MemoryModel? = nil, isStrict: Bool = false, countsChances: Bool = false,
        isStopped: @escaping () -> Bool = { false }, explore: @escaping (Machine, Run) -> Exploration
    ) {
        self.settings = settings
        self.memoryModel = memoryModel
        self.isStrict = isStrict
        self.countsChances = countsChances
        self.isStopped = isStopped
        self.explore = explore
    }

    package func check(_ path: String) -> CheckedModel {
        do {
            return check(try ModelLoader.read(path))
        } catch {
            return CheckedModel(path: path, failure: error.message(about: path), isStrict: isStrict)
        }
    }

    package func check(_ file: ModelFile) -> CheckedModel {
        var model = CheckedModel(path: file.source.path, isStrict: isStrict)
        model.file = file
        check(file, into: &model)
        return model
    }

    private func check(_ file: ModelFile, into model: inout CheckedModel) {
        let first = ModelLoader.load(file, settings: settings, memoryModel: memoryModel)
        model.diagnostics = first.diagnostics
        model.file = first.file
        guard !model.hasErrors, let machine = first.machine else { return }
        for (run, known) in wantedRuns(machine) {
            let loaded =
                known.map { LoadedMachine(file: file, machine: $0, diagnostics: [], settings: settings) }
                ?? ModelLoader.load(file, settings: run.settings, memoryModel: run.memoryModel)
            guard let machine = loaded.machine else {
                // Constants of an expectation under which the model has errors that it doesn't have as declared.
                model.diagnostics += loaded.errors
                continue
            }
            model.runs.append(checked(run, machine))
            if isStopped() { return }
        }
        model.late = CoverageWords.warnings(model.runs.map { ($0.program, $0.report) })
    }

    /// The runs to make, with the machine where there is one already. With constants or a memory model from outside it
    /// is the one run that they pick.
    private func wantedRuns(_ machine: Machine) -> [(run: Run, machine: Machine?)] {
        if !settings.isEmpty || memoryModel != nil {
            return [(Judge.run(of: machine.program, memoryModel: machine.memoryModel), machine)]
        }
        return Judge.runs(of: machine.program).enumerated().map { ($0.element, $0.offset == 0 ? machine : nil) }
    }

    private func checked(_ run: Run, _ machine: Machine) -> RunReport {
        let exploration = explore(machine, run)
        var report = exploration.report
        report.coverage = exploration.coverage()
        report.staleAwaits = exploration.staleAwaits()
        if countsChances { exploration.addChances(to: &report) }
        var checked = RunReport(
            machine: machine, run: run, report: report, judgement: exploration.judgement(run: run))
        let left = TimeLeft(after: exploration)
        checked.hasTime = { left.hasTime }
        return checked
    }
}
