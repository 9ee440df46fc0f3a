package import HeddleEngine
internal import HeddlePresentation
package import HeddleProgram

/// One run of a model as it was checked: what every exporter reports of it.
package struct RunReport: Sendable {
    package var machine: Machine
    package var run: Run
    package var report: SearchReport
    package var judgement: Judgement
    /// Whether there is time to look for schedules that pass.
    package var hasTime: @Sendable () -> Bool = { true }

    package init(machine: Machine, run: Run, report: SearchReport, judgement: Judgement) {
        self.machine = machine
        self.run = run
        self.report = report
        self.judgement = judgement
    }

    package var program: Program { machine.program }

    /// What would have made a finding pass, as far as there is time to look for it.
    func passWords(_ finding: Finding, _ marks: Marks) -> PassWords {
        PassWords(
            machine: machine, finding: finding, looksForRaces: Judge.looksForRaces(program, run: run), marks: marks,
            hasTime: hasTime)
    }

    /// `lost-update.heddle · Lost update · sc · tellers = 3`
    func heading(_ marks: Marks) -> String { run.heading(of: program, marks) }

    /// The arguments that open this run again: `lost-update.heddle --set tellers=3`.
    var arguments: String {
        var text = VisibleText.of(program.source.path)
        if run.memoryModel != program.memoryModel { text += " --memory \(run.memoryModel.rawValue)" }
        for setting in run.settings {
            text += " --set \(VisibleText.of(setting.name))=\(VisibleText.of(setting.value))"
        }
        return text
    }
}

extension Run {
    /// `lost-update.heddle · Lost update · sc · tellers = 3`
    func heading(of program: Program, _ marks: Marks) -> String {
        var parts = [VisibleText.of(program.source.fileName)]
        if let language = program.languageName {
            parts.append(language)
        } else {
            parts += [VisibleText.of(program.name), memoryModel.rawValue]
        }
        parts += settings.map { VisibleText.of("\($0.name) = \($0.value)") }
        return parts.joined(separator: marks.separator)
    }
}
