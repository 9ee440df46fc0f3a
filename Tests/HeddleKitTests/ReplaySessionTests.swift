import HeddleEngine
import HeddleKit
import HeddleLibrary
import Synchronization
import TestSupport
import Testing

/// A folder with the model of the lost update and one schedule of it, by status.
struct SavedBug {
    let folder: TemporaryFolder
    var trace: String { folder.file("traces/one.trace") }

    static let model = """
        model "Lost update"
        var balance: int = 0
        thread teller * 2 {
          let seen = balance
          balance = seen + 1
        }
        final everyDepositKept "every deposit is kept": balance == 2

        """
    /// The same property holds, and the recorded steps still run.
    static let mended = model.replacing("balance == 2", with: "balance <= 2")

    init(status: SavedSchedule.Status = .open) throws {
        folder = try TemporaryFolder()
        let path = try folder.write(Self.model, to: "m.heddle")
        let loaded = try ModelLoader.load(path: path)
        let machine = try #require(loaded.machine)
        let exploration = Exploration(machine: machine)
        exploration.finish()
        let finding = try #require(exploration.report.findings.first)
        var schedule = SavedSchedule(
            machine: machine, schedule: finding.schedule, subject: finding.subject, detail: "",
            modelPath: "../m.heddle",
            modelDigest: loaded.file.digest, settings: [], preemptions: finding.preemptions)
        schedule.status = status
        try folder.write(ScheduleCodec.print(schedule), to: "traces/one.trace")
    }

    func edit(_ text: String) throws { try folder.write(text, to: "m.heddle") }
}

/// A clock that goes on by a step each time it is asked.
final class SteppingClock: Sendable {
    private let asked = Mutex(0)
    let step: Double
    init(step: Double) { self.step = step }

    func now() -> Double {
        asked.withLock {
            $0 += 1
            return Double($0) * step
        }
    }
}

/// A clock that shows these times in turn, and then the last one.
final class ScriptedClock: Sendable {
    private let times: Mutex<[Double]>
    init(_ times: [Double]) { self.times = Mutex(times) }

    func now() -> Double {
        times.withLock { $0.count > 1 ? $0.removeFirst() : $0[0] }
    }
}

@Suite("A run of replays within a budget")
struct ReplaySessionTests {
    @Test("Each entry gets an equal share of the time that is left, and what it doesn't use goes to the later ones")
    func fairShares() throws {
        var share = FairShare(seconds: 60, from: 100, entries: 4)
        #expect(share.nextEnd(now: 100) == 115)
        #expect(share.nextEnd(now: 101) == 101 + 59.0 / 3)
        #expect(share.nextEnd(now: 140) == 150)
        #expect(share.nextEnd(now: 159) == 160)
        var over = FairShare(seconds: 60, from: 0, entries: 2)
        #expect(over.nextEnd(now: 61) == 61, "no share is left")
        var endless = FairShare(seconds: nil, from: 0, entries: 2)
        #expect(endless.nextEnd(now: 1e9) == nil)
    }

    @Test("Without a bound on time no clock is asked")
    func noClock() throws {
        let bug = try SavedBug(status: .fixed)
        try bug.edit(SavedBug.mended)
        let clock = SteppingClock(step: 1)
        let results = ReplaySession(ReplayBounds(), clock: { clock.now() }).results([bug.trace])
        #expect(clock.now() == 1, "this is the first question")
        #expect(results.map(\.word) == ["passes"])
    }

    @Test("A bug that is gone is looked for in all states, and they are counted")
    func states() throws {
        let bug = try SavedBug(status: .fixed)
        try bug.edit(SavedBug.mended)
        let result = ReplaySession().results([bug.trace])[0]
        #expect(result.outcome == .passes(allStates: true))
        #expect(result.asExpected == true)
        let machine = try #require(try ModelLoader.load(path: bug.folder.file("m.heddle")).machine)
        let exploration = Exploration(machine: machine)
        exploration.finish()
        #expect(result.effort.states == exploration.report.states)
        #expect(result.effort.limits.isEmpty)
    }

    @Test("A bound on states leaves a repaired bug inconclusive, and is named")
    func boundOnStates() throws {
        let bug = try SavedBug(status: .fixed)
        try bug.edit(SavedBug.mended)
        let result = ReplaySession(ReplayBounds(states: 3)).results([bug.trace])[0]
        #expect(result.asExpected == nil)
        #expect(result.effort.limits == [.states(3)])
        #expect(result.effort.states == 3)
    }

    @Test(
        "With replaying alone nothing is searched: a repaired bug that passes is inconclusive, a bug that is there is not"
    )
    func replayOnly() throws {
        let bug = try SavedBug(status: .fixed)
        try bug.edit(SavedBug.mended)
        let result = ReplaySession(ReplayBounds(mode: .replay)).results([bug.trace])[0]
        #expect(result.asExpected == nil)
        #expect(result.effort.leftOutSearch)
        #expect(result.effort.states == 0)
        let open = try SavedBug()
        let reproduced = ReplaySession(ReplayBounds(mode: .replay)).results([open.trace])[0]
        #expect(reproduced.asExpected == true)
        #expect(!reproduced.effort.isBounded)
    }

    @Test("What the time doesn't reach is not replayed, and the bound of the whole run is named")
    func timeIsOver() throws {
        let bug = try SavedBug()
        // The clock is asked once for the run and once for each entry: 10 s each.
        let clock = SteppingClock(step: 10)
        let session = ReplaySession(ReplayBounds(seconds: 25), clock: { clock.now() })
        let results = session.results(Array(repeating: bug.trace, count: 4))
        #expect(results.map(\.effort.isUndone) == [false, false, true, true])
        #expect(results.map(\.asExpected) == [true, true, nil, nil])
        #expect(results[3].effort.limits == [.time(25)])
        #expect(results[3].schedule == nil)
    }

    @Test("A search that a share of the time ends is called by the whole run's bound")
    func timeInASearch() throws {
        let bug = try SavedBug(status: .fixed)
        try bug.edit(SavedBug.mended)
        let clock = SteppingClock(step: 10)
        let session = ReplaySession(ReplayBounds(seconds: 25), clock: { clock.now() })
        // 10: the run begins; 20: the entry's turn, 15 are left for two; 30: its search would begin.
        let results = session.results([bug.trace, bug.trace])
        #expect(results[0].asExpected == nil)
        #expect(results[0].effort.limits == [.time(25)])
    }

    @Test("What is left of the time in the end goes to the entry that its share cut short")
    func leftOver() throws {
        let (fixed, open) = (try SavedBug(status: .fixed), try SavedBug())
        try fixed.edit(SavedBug.mended)
        let files = [fixed.trace, open.trace, open.trace]
        // The run and its first entry begin at 0, whose share ends at 1; that is when its search would begin.
        let clock = ScriptedClock([0, 0, 1])
        let session = ReplaySession(ReplayBounds(seconds: 3), clock: { clock.now() })
        #expect(session.results(files).map(\.asExpected) == [true, true, true])
        // The same with a run that is over when all had their turn.
        let late = ScriptedClock([0, 0, 1, 1, 1, 3])
        let cut = ReplaySession(ReplayBounds(seconds: 3), clock: { late.now() }).results(files)
        #expect(cut.map(\.asExpected) == [nil, true, true])
        #expect(cut[0].effort.limits == [.time(3)])
    }

    @Test("A run that is stopped leaves the rest undone")
    func stopped() throws {
        let bug = try SavedBug()
        let results = ReplaySession(isStopped: { true }).results([bug.trace])
        #expect(results[0].effort.isUndone)
        #expect(results[0].effort.limits == [.stopped])
        #expect(results[0].asExpected == nil)
    }

    @Test("What isn't as expected points to the model: where it left its record, where the property or the error is")
    func places() throws {
        func place(_ text: String?, status: SavedSchedule.Status = .open) throws -> (line: Int?, file: String?) {
            let bug = try SavedBug(status: status)
            if let text { try bug.edit(text) }
            let place = ReplaySession(ReplayBounds(states: 2)).results([bug.trace])[0].effort.place
            return (place?.line, place.map { FilePath.lastComponent($0.path) })
        }
        #expect(try place(nil) == (nil, nil))
        #expect(try place(SavedBug.mended) == (7, "m.heddle"), "the property")
        let body = "  let seen = balance\n  balance = seen + 1\n"
        let atomic = SavedBug.model.replacing(body, with: "  atomic { balance = balance + 1 }\n")
        #expect(try place(atomic) == (4, "m.heddle"), "the statement that stands there now")
        let locked = SavedBug.model.replacing(body, with: "  m.lock()\n\(body)  m.unlock()\n").replacing(
            "var", with: "mutex m\nvar")
        #expect(try place(locked) == (6, "m.heddle"), "the statement that was expected")
        #expect(try place(SavedBug.model.replacing("int = 0", with: "int = ")) == (2, "m.heddle"), "the error")
        let gone = SavedBug.model.replacing("everyDepositKept", with: "kept")
        #expect(try place(gone).file == "m.heddle")
    }
}
