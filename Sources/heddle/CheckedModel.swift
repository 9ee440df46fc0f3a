internal import HeddleEngine
internal import HeddleLibrary
internal import HeddlePresentation
internal import HeddleProgram
internal import HeddleReports

/// A model's file with all its runs, or why there are none.
struct CheckedModel {
    var path: String
    /// nil where the file can't be read.
    var file: ModelFile?
    /// Why, in words.
    var failure: String?
    /// Errors, warnings and notes, ordered by place.
    var diagnostics: [Diagnostic] = []
    /// Warnings that only exploring can give; they don't keep the model from being checked.
    var late: [Diagnostic] = []
    var runs: [RunReport] = []
    /// Runs that an expectation names and that this version can't check.
    var notChecked: [Run] = []
    var isStrict = false

    /// Whether a diagnostic keeps the model from being checked.
    func stops(_ diagnostic: Diagnostic) -> Bool {
        diagnostic.severity == .error || (isStrict && diagnostic.severity == .warning)
    }

    var hasErrors: Bool { diagnostics.contains(where: stops) }

    /// Errors and warnings; notes are for the screens.
    var shownDiagnostics: [Diagnostic] { diagnostics.filter { $0.severity != .note } + late }

    /// How the file counts in a total.
    var outcome: CheckTotal.File {
        let isChecked = failure == nil && !hasErrors
        return CheckTotal.File(verdicts: isChecked ? runs.map(\.judgement.verdict) : [], isUnmet: status == .finding)
    }

    var status: ExitStatus {
        if failure != nil || hasErrors { return .badInput }
        if isStrict, !late.isEmpty { return .badInput }
        return ExitStatus.worst(runs.map { ExitStatus(asExpected: $0.judgement.asExpected) })
    }
}

/// Checks models run by run.
struct ModelChecker {
    var settings: [Setting]
    var memoryModel: MemoryModel?
    var isStrict = false
    /// Whether it is reported how likely a random run is to fail.
    var countsChances = false
    var search: ModelSearch

    func check(_ path: String) -> CheckedModel {
        var model = CheckedModel(path: path, isStrict: isStrict)
        do {
            let file = try ModelLoader.read(path)
            model.file = file
            check(file, into: &model)
        } catch {
            model.failure = error.message(about: path)
        }
        return model
    }

    private func check(_ file: ModelFile, into model: inout CheckedModel) {
        let first = ModelLoader.load(file, settings: settings, memoryModel: memoryModel)
        model.diagnostics = first.diagnostics
        model.file = first.file
        guard !model.hasErrors, let machine = first.machine else { return }
        for (run, known) in wantedRuns(machine) {
            guard Judge.isChecked(run) else {
                model.notChecked.append(run)
                continue
            }
            let loaded =
                known.map { LoadedMachine(file: file, machine: $0, diagnostics: [], settings: settings) }
                ?? ModelLoader.load(file, settings: run.settings, memoryModel: run.memoryModel)
            guard let machine = loaded.machine else {
                // Constants of an expectation under which the model has errors that it doesn't have as declared.
                model.diagnostics += loaded.errors
                continue
            }
            model.runs.append(checked(run, machine))
            if search.stop?.isRaised == true { return }
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
        let exploration = search.explore(machine, run: run)
        var report = exploration.report
        report.coverage = exploration.coverage()
        if countsChances { exploration.addChances(to: &report) }
        var checked = RunReport(
            machine: machine, run: run, report: report, judgement: exploration.judgement(run: run))
        let left = TimeLeft(after: exploration)
        checked.hasTime = { left.hasTime }
        return checked
    }
}
