import Foundation
import HeddleLanguages
import HeddleProgram
import Testing

@testable import HeddleEngine

/// A machine for a model given as text (without its first line).
func machine(_ text: String, constants: [Setting] = []) throws -> Machine {
    let source = SourceText(path: "test.heddle", text: "model \"Test\"\n" + text)
    let loaded = HeddleFrontEnd.load(source, settings: constants)
    let program = try #require(loaded.program, "\(loaded.diagnostics.map(\.message))")
    return try Machine(program)
}

@Suite struct MachineAgreementTests {
    private static let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        .deletingLastPathComponent().appendingPathComponent("Fixtures/examples")

    static var examples: [String] {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
        return names.filter { $0.hasSuffix(".heddle") }.sorted()
    }

    private func load(_ name: String) throws -> Program? {
        let bytes = Array(try Data(contentsOf: Self.folder.appendingPathComponent(name)))
        return HeddleFrontEnd.load(SourceText(path: name, bytes: bytes)).program
    }

    @Test("On every example the machine and the plain interpreter find the same graph", arguments: examples)
    func sameGraph(name: String) throws {
        guard let program = try load(name) else { return }
        let mine = MachineSearch(try Machine(program), limit: 3_000)
        let plain = PlainSearch(program: program, stateLimit: 3_000)
        guard plain.isComplete, mine.states < 3_000 else { return }
        #expect(mine.states == plain.states)
        #expect(mine.transitions == plain.transitions)
        let checks = Set(mine.violations.map(\.check.rawValue))
        #expect(checks.isSubset(of: Set(plain.failing.keys)))
    }

    @Test("Random walks: the code that records makes the same states as the code that does not", arguments: 0..<200)
    func recordingChangesNothing(seed: Int) throws {
        let loaded = HeddleFrontEnd.load(SourceText(path: "random", text: RandomModel.text(seed: seed)))
        guard let program = loaded.program else { return }
        let machine = try Machine(program)
        let workspace = machine.makeWorkspace()
        var random = SeededGenerator(seed: UInt64(seed))
        for _ in 0..<10 {
            var state = machine.start().state
            for _ in 0..<30 {
                let moves = machine.enabled(state)
                guard let move = moves.randomElement(using: &random) else { break }
                let recorded = try #require(machine.apply(move, to: state))
                #expect(successor(of: state, by: move, workspace) == recorded.state, "seed \(seed)")
                state = recorded.state
            }
        }
    }

    private func successor(of state: State, by move: Transition, _ workspace: Workspace) -> State? {
        state.words.withUnsafeBufferPointer { words in
            workspace.begin(words.baseAddress!, count: words.count)
            while workspace.next() {
                guard workspace.thread == move.thread, workspace.choice == move.choice else { continue }
                let count = workspace.successorCount
                var result = Array(UnsafeBufferPointer(start: workspace.successor, count: count))
                result += Array(repeating: 0, count: state.words.count - count)
                return State(words: result)
            }
            return nil
        }
    }

    @Test("A move that is not enabled is refused, whatever its numbers are")
    func refusal() throws {
        let machine = try Machine(lostUpdate(tellers: 2))
        let state = machine.start().state
        for thread in [-1, 2, 99] { #expect(machine.apply(Transition(thread: thread), to: state) == nil) }
        for choice in [-1, 1, 7] { #expect(machine.apply(Transition(thread: 0, choice: choice), to: state) == nil) }
    }

    @Test("A model that is too large is refused with a diagnostic, never with a crash")
    func limits() throws {
        for text in [
            "var a: int[100000]\nthread t { a[0] = 1 }",
            "var a: int[1000000000]\nthread t { a[0] = 1 }",
            "thread t * 300 { skip }",
            "channel c: int[1000] capacity 1000\nthread t { c.send([0; 1000]) }",
        ] {
            let loaded = HeddleFrontEnd.load(SourceText(path: "big", text: "model \"Big\"\n" + text))
            guard let program = loaded.program else { continue }
            #expect(throws: MachineError.self) { try Machine(program) }
        }
    }
}
