import HeddleEngine
import HeddleLanguages
import HeddleLibrary
import HeddleProgram
import Testing

/// Models held in memory, as the loader of a replay; the search is the program's own.
struct ReplayedModels: Sendable {
    var texts: [String: String]

    static func machine(
        _ text: String, settings: [Setting] = [], memoryModel: MemoryModel = .sc
    ) throws -> Machine {
        let model = HeddleFrontEnd.load(SourceText(path: "m.heddle", text: text), settings: settings)
        let program = try #require(model.program, "\(model.diagnostics)")
        return try Machine(program, memoryModel: memoryModel)
    }

    func run(budget: Int = 100_000) -> ReplayRun {
        let texts = texts
        let search = BugSearch(states: budget)
        return ReplayRun(
            load: { path, settings, memoryModel in
                guard let text = texts[path] else { return .missing }
                let model = HeddleFrontEnd.load(SourceText(path: path, text: text), settings: settings)
                guard let program = model.program, let machine = try? Machine(program, memoryModel: memoryModel)
                else {
                    return .invalid(model.diagnostics.first?.message ?? "")
                }
                return .ready(machine, digest: Digest.hex(text))
            },
            recheck: { search.look(for: $1, at: $2, on: $0) })
    }

    /// The first finding of a model that `wanted` accepts, saved.
    static func saved(
        _ text: String, settings: [Setting] = [], status: SavedSchedule.Status = .open,
        where wanted: (Finding, Program) -> Bool = { _, _ in true }
    ) throws -> SavedSchedule {
        let machine = try machine(text, settings: settings)
        let exploration = Exploration(machine: machine, options: SearchOptions(collectsAll: true))
        exploration.finish()
        let finding = try #require(exploration.report.findings.first { wanted($0, machine.program) })
        return saved(finding, of: machine, text: text, settings: settings, status: status)
    }

    static func saved(
        _ finding: Finding, of machine: Machine, text: String, settings: [Setting] = [],
        status: SavedSchedule.Status = .open
    ) -> SavedSchedule {
        var schedule = SavedSchedule(
            machine: machine, schedule: finding.schedule, subject: finding.subject, detail: "", modelPath: "m.heddle",
            modelDigest: Digest.hex(text), settings: settings, preemptions: finding.preemptions,
            pointOfNoReturn: finding.pointOfNoReturn)
        schedule.status = status
        return schedule
    }
}
