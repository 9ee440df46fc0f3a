import HeddleProgram
import Testing

@testable import HeddleEngine

/// Burckhardt, Kothari, Musuvathi, Nagarakatti 2010, theorem 9: of n threads that make k steps at most, a run of PCT with
/// depth d meets a bug of that depth with a chance of at least 1/(n·k^(d−1)).
@Suite("PCT's guarantee")
struct PctGuaranteeTests {
    struct Case: Sendable, CustomTestStringConvertible {
        var name: String
        var text: String
        var threads: Int
        var steps: Int
        var depth: Int
        /// The exact chance by counting priorities and change points by hand.
        var chance: Double
        var testDescription: String { name }
    }

    static let cases = [
        // Fails if the one that moves first falls behind at its first step: 1 of 4 places, for either of them.
        Case(
            name: "a lost update",
            text: """
                var balance = 0
                thread teller * 2 {
                  let seen = balance
                  balance = seen + 1
                }
                final kept: balance == 2
                """, threads: 2, steps: 4, depth: 2, chance: 1.0 / 4),
        // The writer has to be first (1/2), fall behind at its first step and the reader at the next (1/4 each), and the
        // reader's new priority has to be the lower one, which is so if its change point was drawn second.
        Case(
            name: "two reads with a write before, between and behind them",
            text: """
                var phase = 0
                ghost var first = 0
                ghost var second = 0
                thread writer {
                  phase = 1
                  phase = 2
                }
                thread reader {
                  let a = phase
                  let b = phase
                  ghost first = a
                  ghost second = b
                }
                invariant never: !(first == 1 && second == 2)
                """, threads: 2, steps: 4, depth: 3, chance: 1.0 / 32),
    ]

    @Test("the hits are as many as the guarantee wants, and as the exact chance says", arguments: cases, 1...3)
    func guarantee(_ given: Case, seed: Int) throws {
        let machine = try machine(given.text)
        let exploration = Exploration(machine: machine, options: SearchOptions(states: 1_000))
        exploration.finish()
        let finding = try #require(exploration.report.findings.first)
        let trace = Trace(machine: machine, schedule: finding.schedule)
        let measured = HardnessMeasure(machine: machine, trace: trace, subject: finding.subject)
        guard case .orderings(let orderings, true) = measured.depth else {
            Issue.record("the depth is not known: \(measured.depth)")
            return
        }
        #expect(orderings.count == given.depth)

        let runs = 20_000
        var sampler = RandomSampler(
            FailureTarget(machine: machine, subject: finding.subject, trace: trace), longest: 100)
        let hits = try #require(
            sampler.hits(.pct(depth: given.depth, length: given.steps), runs: runs, seed: seed) { true })
        #expect(sampler.longestSeen == given.steps)
        let places = (1..<given.depth).reduce(1) { places, _ in places * given.steps }
        let guaranteed = 1 / Double(given.threads * places)
        // By the binomial distribution, one seed in a million is further off than this.
        let (low, high) = ClopperPearson.interval(hits: hits, runs: runs, confidence: 0.999_999)
        #expect(high >= guaranteed, "\(hits) hits of \(runs)")
        #expect(low <= given.chance && given.chance <= high, "\(hits) hits of \(runs)")
        // A depth too small by one can't meet it.
        let shallow = sampler.hits(.pct(depth: given.depth - 1, length: given.steps), runs: 2_000, seed: seed) { true }
        #expect(shallow == 0)
    }
}
