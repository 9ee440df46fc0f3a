import HeddleEngine
import HeddleLanguages
import HeddleProgram
import TestSupport
import Testing

/// With a question a model makes the same steps as without.
@Suite("Questions change no step")
struct AskedStepsTests {
    private func agrees(_ plain: Machine, _ asked: Machine, seed: UInt64, _ name: String) {
        var random = SeededGenerator(seed: seed)
        var (mine, theirs) = (plain.start().state, asked.start().state)
        for step in 0..<60 {
            let moves = plain.enabled(mine)
            #expect(moves == asked.enabled(theirs), "\(name), seed \(seed), step \(step)")
            guard let move = moves.randomElement(using: &random), let next = plain.apply(move, to: mine),
                let other = asked.apply(move, to: theirs)
            else { return }
            let (made, again) = (next.event.operations, other.event.operations)
            #expect(made.map(\.name) == again.map(\.name) && made.map(\.value) == again.map(\.value))
            (mine, theirs) = (next.state, other.state)
        }
    }

    @Test("Random walks of every example, with every local of the first thread asked for")
    func examples() throws {
        var count = 0
        for file in try Fixtures.names(in: "examples", withExtension: "heddle") {
            let source = SourceText(path: file, text: try Fixtures.text("examples/" + file))
            guard let program = HeddleFrontEnd.load(source).program, let plain = try? Machine(program) else { continue }
            let group = try #require(program.threadGroups.first)
            let locals = program.routines[group.routine].locals.filter { !$0.isHidden }
            let name = plain.threadName(0, in: plain.start().state)
            let terms = locals.map { "\(name).\($0.name) == \(name).\($0.name)" }
            let question = Question(.condition, (terms + ["true"]).joined(separator: " && "))
            let result = HeddleFrontEnd.ask(question, of: source)
            guard let asked = result.program else {
                // Two blocks may declare one name: that can't be asked for, and is said so.
                #expect(
                    result.diagnostics.allSatisfy { ["H705", "H301", "H703"].contains($0.id) },
                    "\(file) \(result.diagnostics)")
                continue
            }
            count += 1
            for seed in 1...3 { agrees(plain, try Machine(asked), seed: UInt64(seed), file) }
        }
        #expect(count > 20)
    }

    @Test("Random walks of Promela models")
    func promela() throws {
        var count = 0
        for file in try Fixtures.names(in: "promela", withExtension: "pml") {
            let source = SourceText(path: file, text: try Fixtures.text("promela/" + file))
            guard let program = PromelaFrontEnd.load(source).program, let plain = try? Machine(program) else {
                continue
            }
            let asked = PromelaFrontEnd.ask(Question(.condition, "_nr_pr > 0"), of: source)
            count += 1
            for seed in 1...3 {
                agrees(plain, try Machine(try #require(asked.program)), seed: UInt64(seed), file)
            }
        }
        #expect(count > 8)
    }

    @Test("A value of any kind can be watched")
    func values() throws {
        let text = """
            model "Values"
            enum Colour { red, green }
            struct Pair { a: int = 0, b: bool = false }
            var balance: int = 0
            var light: Colour = red
            var slots: int[3] = [0; 3]
            thread teller * 2 {
              let seen = balance
              balance = seen + 1
            }
            final kept "nothing is lost": balance == 2
            """
        for watched in ["balance", "slots", "slots[1]", "light", "teller.0.seen", "balance + 1", "kept"] {
            let asked = HeddleFrontEnd.ask(Question(.value, watched), of: SourceText(path: "m.heddle", text: text))
            let machine = try Machine(try #require(asked.program, "\(watched) \(asked.diagnostics)"))
            let start = machine.start().state
            #expect(machine.operands(property: asked.property, conjunct: 0, in: start) != nil, "\(watched)")
        }
    }
}
