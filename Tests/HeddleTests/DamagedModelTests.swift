import Foundation
import HeddleEngine
import HeddleLanguages
import HeddleProgram
import TestSupport
import Testing

/// Models that are odd but right: examples with lines left out, doubled, swapped, and numbers changed. Whatever still
/// loads must run, to a verdict or to a violation, without a trap.
@Suite struct DamagedModelTests {
    static var rounds: Int { Int(ProcessInfo.processInfo.environment["HEDDLE_ROUNDS"] ?? "") ?? 300 }
    static var seed: UInt64 { UInt64(ProcessInfo.processInfo.environment["HEDDLE_SEED"] ?? "") ?? 20_261_122 }

    @Test("odd models run as well as ordinary ones")
    func oddModels() throws {
        var random = SeededGenerator(seed: Self.seed)
        let originals = ContentModel.examples + ContentModel.demos + ContentModel.reference
        var ran = 0
        for round in 0..<Self.rounds {
            var lines = originals[Int(random.next() % UInt64(originals.count))].text.split(
                separator: "\n", omittingEmptySubsequences: false
            ).map(String.init)
            for _ in 0...Int(random.next() % 3) { Self.change(&lines, &random) }
            let text = lines.joined(separator: "\n")
            Self.note(text, round)
            guard let program = HeddleFrontEnd.load(SourceText(path: "odd.heddle", text: text)).program,
                let machine = try? Machine(program, memoryModel: program.memoryModel)
            else { continue }
            let run = Judge.run(of: program, memoryModel: program.memoryModel)
            var options = SearchOptions(program: program, run: run, memory: 1 << 28)
            options.states = 3_000
            options.collectsAll = true
            let exploration = Exploration(machine: machine, options: options)
            while !exploration.isOver { exploration.advance(budget: 10_000) }
            _ = exploration.judgement(run: run)
            #expect(exploration.report.states > 0, "seed \(Self.seed), round \(round)")
            ran += 1
        }
        #expect(ran > Self.rounds / 10)
    }

    /// Where HEDDLE_NOTE names a file, the model under test is written there: what stands in it after a trap is the case.
    private static func note(_ text: String, _ round: Int) {
        guard let path = ProcessInfo.processInfo.environment["HEDDLE_NOTE"] else { return }
        try? text.write(toFile: path, atomically: false, encoding: .utf8)
    }

    static func change(_ lines: inout [String], _ random: inout SeededGenerator) {
        let place = Int(random.next() % UInt64(lines.count))
        switch random.next() % 5 {
        case 0: if lines.count > 3 { lines.remove(at: place) }
        case 1: lines.insert(lines[place], at: place)
        case 2: lines.swapAt(place, min(place + 1, lines.count - 1))
        case 3:
            let digit = Character("\(random.next() % 10)")
            lines[place] = String(lines[place].map { $0.isNumber ? digit : $0 })
        default:
            let pairs = [
                ("lock", "unlock"), ("if ", "while "), ("<", ">="), ("+", "-"), ("==", "!="), ("true", "false"),
                ("send", "trySend"), ("receive", "next"), ("acquire", "release"), ("notify", "notifyAll"),
                ("[0]", "[1]"), ("0..<", "1..."), ("&&", "||"), ("var", "atomic"), ("atomic", "var"), ("free", "join"),
                ("capacity 2", ""), ("new", "spawn"), ("loop", "atomic"), ("thread", "daemon thread"),
                ("skip", "yield"),
                ("int", "u8"), ("int", "0..<3"), ("!", ""), ("nil", "self"), ("await", "assert"), ("await", "assume"),
            ]
            let (old, new) = pairs[Int(random.next() % UInt64(pairs.count))]
            lines[place] = lines[place].replacingOccurrences(of: old, with: new)
        }
    }
}
