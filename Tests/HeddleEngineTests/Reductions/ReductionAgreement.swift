import HeddleProgram
import Testing

@testable import HeddleEngine

/// What a search must find whatever it leaves out.
struct ReductionAgreement: Equatable, CustomStringConvertible {
    var failing: Set<Subject> = []
    var witnessed: Set<Int> = []
    var limits: Set<SearchLimit> = []
    var isComplete = false
    /// Whether anything ended: else finals were never judged.
    var hasEnded = false
    /// Every end with the program's values; empty where states stand for others that differ in names.
    var outcomes: Set<String> = []

    var description: String {
        "fails \(failing), witnessed \(witnessed.sorted()), limits \(limits), ended \(hasEnded), "
            + "outcomes \(outcomes.sorted())"
    }

    /// All combinations of reductions but none.
    static let combinations = (1..<16).map { Reductions(rawValue: $0) }

    /// The words of a combination.
    static func name(_ reductions: Reductions) -> String {
        Reductions.names.filter { reductions.contains($0.reduction) }.map(\.name).joined(separator: "+")
    }

    /// nil if there are more states than the limit.
    init?(machine: Machine, reductions: Reductions, stateLimit: Int = .max, wantsOutcomes: Bool = true) {
        let explorer = Self.explored(machine, reductions, stateLimit)
        let report = explorer.report
        if report.limits.contains(.states(stateLimit)) { return nil }
        failing = Set(report.findings.map(\.subject))
        witnessed = Set(report.witnesses.keys)
        limits = Set(report.limits)
        isComplete = report.complete
        hasEnded = report.endedStates > 0
        if wantsOutcomes { outcomes = Self.outcomes(explorer, machine) }
    }

    static func explored(
        _ machine: Machine, _ reductions: Reductions, _ stateLimit: Int = .max
    ) -> BreadthFirstExplorer {
        var options = SearchOptions()
        options.reductions = reductions
        if stateLimit < .max { options.states = stateLimit }
        let explorer = BreadthFirstExplorer(machine: machine, options: options)
        while !explorer.isOver { explorer.advance(budget: 1 << 20) }
        return explorer
    }

    private static func outcomes(_ explorer: BreadthFirstExplorer, _ machine: Machine) -> Set<String> {
        let collector = OutcomeCollector(machine: machine)
        var result: Set<String> = []
        for index in 0..<explorer.store.count {
            let state = explorer.store.state(index)
            let ending = machine.ending(state)
            guard ending == .ended || ending == .deadlock else { continue }
            result.insert("\(ending) \(collector.values(in: state).map { "\($0.name)=\($0.value)" })")
        }
        return result
    }

    /// Differences between the plain search and every combination of reductions; one line each.
    static func differences(
        _ program: Program, stateLimit: Int = .max, among combinations: [Reductions] = ReductionAgreement.combinations
    ) throws -> [String]? {
        try differences(Machine(program), stateLimit: stateLimit, among: combinations)
    }

    static func differences(
        _ machine: Machine, stateLimit: Int = .max, among combinations: [Reductions] = ReductionAgreement.combinations
    ) throws -> [String]? {
        guard let plain = ReductionAgreement(machine: machine, reductions: [], stateLimit: stateLimit) else {
            return nil
        }
        let states = explored(machine, []).report.states
        var result: [String] = []
        for reductions in combinations {
            let explorer = explored(machine, reductions)
            let uses = explorer.report.reductions
            let isSymmetric = uses.contains(.symmetry)
            var expected = plain
            if isSymmetric { expected.outcomes = [] }
            guard
                let found = ReductionAgreement(
                    machine: machine, reductions: reductions, wantsOutcomes: !isSymmetric)
            else { continue }
            if found != expected {
                result.append("\(name(reductions)) finds\n  \(found)\nnot\n  \(expected)")
            }
            if explorer.report.states > states { result.append("\(name(reductions)) makes more states") }
            result += replays(explorer.report, machine).map { "\(name(reductions)): \($0)" }
        }
        return result
    }

    /// Schedules that don't lead, step by step, to what they are said to lead to.
    static func replays(_ report: SearchReport, _ machine: Machine) -> [String] {
        var result: [String] = []
        let all = report.findings + report.witnesses.keys.sorted().compactMap { report.witnesses[$0] }
        for finding in all {
            let trace = Trace(machine: machine, schedule: finding.schedule)
            guard trace.steps.count == finding.schedule.count else {
                result.append("\(finding.subject): step \(trace.steps.count + 1) can't be made")
                continue
            }
            let last = trace.steps.last?.event ?? trace.startEvent
            if let violation = last.violation, finding.subject == .check(violation.check) { continue }
            let shown = Verdicts.all(machine: machine, state: trace.lastState, looksForRaces: false)
            if !shown.contains(where: { $0.subject == finding.subject }) {
                result.append("\(finding.subject) is not where its schedule ends")
            }
        }
        return result
    }
}
