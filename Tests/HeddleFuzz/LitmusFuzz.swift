import Foundation
import HeddleEngine
import HeddleLanguages
import HeddleProgram

/// `heddle-fuzz --litmus FOLDER --expected FILE.json`: litmus tests held against what a reference oracle says of them.
///
/// The file is the oracle's: `{test: {model: {outcomes, executions, race}}}`. Compared are, under each of its models, the
/// whole set of outcomes, under c11 and rc11 also the number of execution graphs, and under c11 whether there is a race.
struct LitmusFuzz {
    var folder: String
    var expected: String

    private struct Expected: Decodable {
        var outcomes: [[String: Int]]
        var executions: Int?
        var race: Bool?
    }

    private static let models: [(name: String, model: MemoryModel)] = [
        ("sc", .sc), ("tso", .tso), ("cpp20", .c11), ("rc11", .rc11),
    ]

    /// Whether nothing failed.
    func run() throws -> Bool {
        let data = try Data(contentsOf: URL(fileURLWithPath: expected))
        let answers = try JSONDecoder().decode([String: [String: Expected]].self, from: data)
        let files = try FileManager.default.contentsOfDirectory(atPath: folder).filter { $0.hasSuffix(".litmus") }
            .sorted()
        var (tests, comparisons, failed, unread) = (0, 0, 0, 0)
        for file in files {
            let bytes = [UInt8](try Data(contentsOf: URL(fileURLWithPath: folder + "/" + file)))
            let loaded = LitmusFrontEnd.load(SourceText(path: file, bytes: bytes))
            guard let program = loaded.program, let answer = answers[program.name] else {
                unread += 1
                print("\(file): \(loaded.diagnostics.first?.message ?? "no answer for it")")
                continue
            }
            tests += 1
            for (name, model) in Self.models {
                guard let wanted = answer[name] else { continue }
                comparisons += 1
                for line in differences(program, model, wanted) {
                    failed += 1
                    print("\(file) \(name): \(line)")
                }
            }
            if tests.isMultiple(of: 500) {
                print("\(tests) tests so far, \(failed) differences")
                fflush(nil)
            }
        }
        print("\(tests) tests, \(comparisons) comparisons, \(failed) differences, \(unread) not read")
        return failed == 0 && unread == 0
    }

    private func differences(_ program: Program, _ model: MemoryModel, _ wanted: Expected) -> [String] {
        var free = program
        free.allowed.insert(.race)
        guard let machine = try? Machine(free, memoryModel: model) else { return ["is refused"] }
        let exploration = Exploration(machine: machine)
        exploration.finish()
        let found = exploration.outcomes(countingClasses: wanted.executions != nil)
        var lines: [String] = []
        if !found.isComplete { lines.append("is incomplete") }
        let texts = Set(
            found.outcomes.map { outcome in
                Self.text(
                    outcome.values.map { value in
                        if case .integer(let number) = value.value {
                            (value.name, number)
                        } else {
                            (value.name, Int.min)
                        }
                    })
            })
        let expected = Set(wanted.outcomes.map { Self.text($0.map { ($0.key, $0.value) }) })
        for missing in expected.subtracting(texts).sorted() { lines.append("misses \(missing)") }
        for wrong in texts.subtracting(expected).sorted() { lines.append("has \(wrong)") }
        if let executions = wanted.executions {
            let counted = found.outcomes.reduce(0) { $0 + ($1.executions ?? 0) }
            if counted != executions { lines.append("has \(counted) executions, not \(executions)") }
        }
        if model == .c11, let race = wanted.race, let machine = try? Machine(program, memoryModel: model) {
            let search = Exploration(machine: machine)
            search.finish()
            let isFound = search.report.findings.contains { $0.subject == .check(.race) }
            if isFound != race { lines.append(race ? "misses the race" : "has a race") }
        }
        return lines
    }

    private static func text(_ values: [(String, Int)]) -> String {
        values.sorted { $0.0 < $1.0 }.map { "\($0.0)=\($0.1)" }.joined(separator: " ")
    }
}
