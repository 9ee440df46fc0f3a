import EngineReference
import HeddleEngine
import HeddleLanguages
import HeddleLibrary
import HeddleProgram
import TestSupport
import Testing

@Suite("Replays of edited random models")
struct ReplayLawTests {
    private static let limit = 1_500

    /// nil where the text is no model, or too large to be searched to its end.
    private static func searched(_ text: String) -> (machine: Machine, report: SearchReport)? {
        let model = HeddleFrontEnd.load(SourceText(path: "m.heddle", text: text), settings: [])
        guard let program = model.program, let machine = try? Machine(program) else { return nil }
        let run = Judge.run(of: program, memoryModel: machine.memoryModel)
        var options = SearchOptions(program: program, run: run)
        options.states = limit
        options.collectsAll = true
        let exploration = Exploration(machine: machine, options: options)
        exploration.finish()
        return exploration.report.complete ? (machine, exploration.report) : nil
    }

    /// What makes two failures the same bug to a replay.
    private struct Key: Hashable {
        var name: String
        var statement: String?
    }

    private static func key(_ finding: Finding, _ program: Program) -> Key {
        switch finding.subject {
        case .property(let index): return Key(name: program.properties[index].name)
        case .check(let check):
            let place = finding.violation.flatMap { SavedSchedule.Place(of: $0.span, in: program) }
            return Key(name: check.rawValue, statement: place.map { "\($0.function) \($0.statement)" })
        }
    }

    /// The first failures of each subject: many of one are much alike.
    private static func some(_ findings: [Finding]) -> [Finding] {
        var counts: [Subject: Int] = [:]
        return findings.filter { finding in
            counts[finding.subject, default: 0] += 1
            return counts[finding.subject, default: 0] <= 2
        }
    }

    /// Ways to edit, and whether they leave the names in which a failed check's place is written.
    enum Edit: String, CaseIterable {
        case comment, reorder, insert, delete, rename

        func edited(_ text: String, seed: Int) -> String {
            var edits = RandomEdits(text, random: SeededGenerator(seed: UInt64(seed)))
            switch self {
            case .comment: edits.comment()
            case .reorder: edits.reorder()
            case .insert:
                edits.insert()
                edits.comment()
            case .delete: edits.delete()
            case .rename:
                edits.reorder()
                edits.rename()
            }
            return edits.text
        }
    }

    @Test(
        "what a complete search still finds is reproduced or repaired, what it doesn't find is not",
        arguments: Edit.allCases)
    func agreesWithTheSearch(_ edit: Edit) throws {
        var (found, gone, strict) = (0, 0, 0)
        for seed in 0..<40 {
            let text = RandomModel.text(seed: seed)
            let now = edit.edited(text, seed: seed)
            guard let old = Self.searched(text), let new = Self.searched(now) else { continue }
            let keys = Set(new.report.findings.map { Self.key($0, new.machine.program) })
            for finding in Self.some(old.report.findings) {
                let key = Self.key(finding, old.machine.program)
                if edit == .rename, key.statement != nil { continue }
                let schedule = ReplayedModels.saved(finding, of: old.machine, text: text)
                let result = ReplayedModels(texts: ["m.heddle": now]).run(budget: 10_000)
                    .replay(schedule, file: "one.trace")
                let isShown = result.word == "reproduced" || result.word == "repaired"
                let isStillThere = keys.contains(key)
                #expect(
                    isShown == isStillThere,
                    "seed \(seed), \(edit): \(key) is \(result.word), found by the search: \(isStillThere)")
                if isShown { Self.expectShown(result, schedule, on: new.machine, "seed \(seed), \(edit)") }
                if isStillThere { found += 1 } else { gone += 1 }
                if result.word == "reproduced" { strict += 1 }
            }
        }
        // The law was put to the test.
        #expect(found > 25, "\(edit): \(found)")
        #expect(edit != .delete || gone > 5, "\(gone)")
        #expect(edit == .comment || edit == .reorder || found - strict > 5, "\(edit): \(strict) of \(found)")
    }

    /// The schedule of a result, step by step on the machine, shows the claim.
    private static func expectShown(
        _ result: ReplayResult, _ schedule: SavedSchedule, on machine: Machine, _ comment: String
    ) {
        guard let way = result.way, let subject = schedule.claim.subject(in: machine.program) else {
            Issue.record("\(comment): no schedule")
            return
        }
        let trace = Trace(machine: machine, schedule: way)
        #expect(trace.steps.count == way.count, "\(comment)")
        let shown = Verdicts.all(
            machine: machine, state: trace.lastState, looksForRaces: subject == .check(.race)
        ).map(\.subject)
        let failed = (trace.steps.last?.event ?? trace.startEvent).violation.map { Subject.check($0.check) }
        #expect(shown.contains(subject) || failed == subject, "\(comment)")
    }
}
