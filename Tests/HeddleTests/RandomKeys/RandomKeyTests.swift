import Foundation
import HeddleLibrary
import HeddleScreen
import TestSupport
import Testing

@testable import heddle

/// A share of the keys in every run of the tests; a million with HEDDLE_RANDOM_KEYS=1000000, then every frame is looked at.
/// HEDDLE_SEED gives other keys; HEDDLE_NOTE see `RandomKeyRun`.
@Suite("Random keys")
struct RandomKeyTests {
    private static let environment = ProcessInfo.processInfo.environment
    private static let wanted = Int(environment["HEDDLE_RANDOM_KEYS"] ?? "")
    private static let seed = UInt64(environment["HEDDLE_SEED"] ?? "") ?? 20_261_126
    /// Of one subject.
    private static let keys = wanted.map { ($0 - 1) / RandomKeySubject.all.count + 1 } ?? 20
    /// Each third, where no number of keys is given: what a subject costs is to open it.
    private static let slice =
        wanted == nil ? RandomKeySubject.all.filter { $0.index.isMultiple(of: 3) } : RandomKeySubject.all
    private static let terminalKeys = 1_000
    private static let terminalRuns: [UInt64] = [101, 102]

    @Test("No key ends the screens without being asked, and every frame is whole", arguments: slice)
    func pure(subject: RandomKeySubject) throws {
        let run = RandomKeyRun(
            subject: subject, seed: Self.seed &+ UInt64(subject.index), stride: Self.wanted == nil ? 4 : 1)
        let fault = try run.play(Self.keys)
        #expect(fault == nil, "\(fault ?? "")")
    }

    @Test("Every model of demos/ is among them, Promela, litmus tests and weak memory, lessons and their repairs too")
    func subjects() {
        let names = RandomKeySubject.all.map(\.testDescription)
        for name in [
            "demos/lost-update.heddle", "demos/ring_election.pml", "demos/ring_election.pml, damaged",
            "demos/litmus/IRIW.litmus", "demos/litmus/IRIW.litmus, damaged", "demos/weak/peterson.heddle",
            "demos/lessons/raft.repaired.heddle", "lesson write-skew", "nothing open",
        ] {
            #expect(names.contains(name))
        }
        #expect(names.count { $0.hasPrefix("traces/") } >= 10)
    }

    @Test("On a terminal too, and what stands there is what a redraw would put", arguments: terminalRuns)
    func terminal(seed: UInt64) throws {
        var keys = RandomKeys(seed: seed)
        var run = try ScreenRun(environment: ["EDITOR": "true"]).waitForSearch()
        var pressed = 0
        while pressed < Self.terminalKeys {
            for _ in 0..<50 {
                for event in keys.next() {
                    pressed += 1
                    if case .resize(let size) = event {
                        run.session.resize(rows: size.rows, columns: size.columns)
                    } else if let bytes = RandomKeys.bytes(event), bytes != TestKeys.control("z") {
                        run.session.send(bytes)
                        run.session.pump(waiting: 0)
                    }
                }
            }
            run.session.settle(quiet: 100)
            if let ending = run.session.program.pollEnding() {
                // Left by q or two ctrl-c, and never otherwise.
                // What it wrote last may still be on its way when it is gone.
                run.session.settle(quiet: 100)
                #expect(ending == .exited(0), "seed \(seed), within \(pressed) keys")
                #expect(run.session.unrestored == [], "seed \(seed), within \(pressed) keys")
                run = try ScreenRun(environment: ["EDITOR": "true"]).waitForSearch()
                continue
            }
            let differing = Self.differences(after: run)
            #expect(differing.isEmpty, "seed \(seed), within \(pressed) keys: \(differing)")
        }
    }

    /// Rows that a redraw changes. A search in the background changes some too, but not for ever.
    private static func differences(after run: ScreenRun) -> [String] {
        var differing: [String] = []
        for _ in 0..<20 {
            let before = run.screen.lines
            run.session.send(TestKeys.control("l"))
            run.session.settle(quiet: 100)
            differing = zip(before, run.screen.lines).filter { $0 != $1 }.map { "\($0) | \($1)" }
            if differing.isEmpty { break }
        }
        return differing
    }
}
