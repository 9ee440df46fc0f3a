import Foundation
import HeddleLanguages
import HeddleProgram
import TestSupport
import Testing

@testable import HeddleEngine

func program(_ text: String, _ name: String = "test.heddle") throws -> Program {
    let loaded = HeddleFrontEnd.load(SourceText(path: name, text: text))
    return try #require(loaded.program, "\(loaded.diagnostics.map(\.message))")
}

@Suite("The search by classes")
struct ClassCountTests {
    private func executions(_ text: String) throws -> Int {
        let found = ClassesFound(machine: try Machine(program(text)), seesProperties: true, limit: 10_000_000)
        #expect(found.isOver)
        #expect(found.redundant == 0)
        return found.executions
    }

    @Test("N readers of one write make 2^N classes", arguments: [(1, 2), (2, 4), (3, 8), (4, 16)])
    func readers(count: Int, expected: Int) throws {
        let text = """
            model "Readers"
            var x: int = 0
            thread writer { x = 1 }
            thread reader * \(count) { let r = x }
            """
        #expect(try executions(text) == expected)
    }

    @Test("The last zero of an array has its known counts", arguments: [(1, 2), (2, 5), (3, 12), (4, 28)])
    func lastZero(count: Int, expected: Int) throws {
        let text = """
            model "Last zero"
            var a: int[\(count + 1)]
            thread finder {
              var i = \(count)
              while a[i] != 0 { i -= 1 }
            }
            thread adder(k: 1...\(count)) { a[k] = a[k - 1] + 1 }
            """
        #expect(try executions(text) == expected)
    }

    /// Loads that are joined with their branches in faster code touch no more for that.
    @Test(
        "A branch on a flag touches that flag alone",
        arguments: ["if a { skip }", "if !a { skip }", "if a == b { skip }"])
    func flags(branch: String) throws {
        let text = """
            model "Flags"
            var a: bool = false
            var b: bool = false
            var c: bool = false
            thread p { \(branch) }
            thread q { c = true }
            """
        #expect(try executions(text) == 1)
    }

    @Test("Two tellers have 4 classes, three threads that read and write 36", arguments: [(2, 4), (3, 36)])
    func lostUpdate(tellers: Int, expected: Int) throws {
        let text = """
            model "Lost update"
            var balance: int = 0
            thread teller * \(tellers) {
              let seen = balance
              balance = seen + 1
            }
            final kept: balance == \(tellers)
            """
        #expect(try executions(text) == expected)
    }
}

@Suite("The search by classes against counting without it")
struct ClassAgreementTests {
    /// Compares where both come to an end; whether they did.
    private func compare(_ program: Program, _ name: String, limit: Int = 1_500) throws -> Bool {
        let machine = try Machine(program)
        guard machine.start().event.outcome == .completed else { return false }
        for seesProperties in [false, true] {
            let found = ClassesFound(machine: machine, seesProperties: seesProperties, limit: limit * 20)
            if found.hasCycle || !found.isOver { return false }
            let plain = PlainClasses(
                machine: machine, seesProperties: seesProperties, withSleepSets: true, limit: limit)
            guard plain.isComplete else { return false }
            #expect(found.redundant == 0, "\(name): runs that others make needless")
            #expect(found.executions == plain.classes, "\(name), properties \(seesProperties)")
            #expect(found.outcomes == plain.outcomes, "\(name), properties \(seesProperties)")
        }
        return true
    }

    @Test("Demos and examples have as many executions as classes")
    func corpus() throws {
        var compared: [String] = []
        for folder in [Fixtures.package + "/demos", Fixtures.path("examples")] {
            guard let names = try? FileManager.default.contentsOfDirectory(atPath: folder) else { continue }
            for name in names.sorted() where name.hasSuffix(".heddle") {
                let text = try String(contentsOfFile: "\(folder)/\(name)", encoding: .utf8)
                guard let program = HeddleFrontEnd.load(SourceText(path: name, text: text)).program,
                    (try? Machine(program)) != nil
                else { continue }
                if try compare(program, name) { compared.append(name) }
            }
        }
        #expect(compared.count >= 8)
    }

    @Test("Running all interleavings and telling them apart by normal form counts the same", arguments: 0..<60)
    func interleavings(seed: Int) throws {
        let machine = try Machine(RandomPrograms.program(seed: seed))
        guard machine.start().event.outcome == .completed else { return }
        let all = PlainClasses(machine: machine, seesProperties: false, withSleepSets: false, limit: 2_000)
        guard all.isComplete else { return }
        let found = ClassesFound(machine: machine, seesProperties: false, limit: 20_000)
        guard found.isOver, !found.hasCycle else { return }
        #expect(all.forms.count == all.classes)
        #expect(found.executions == all.forms.count, "seed \(seed)")
        #expect(found.outcomes == all.outcomes, "seed \(seed)")
    }
}
