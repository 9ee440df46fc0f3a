import HeddleLibrary
import HeddleProgram
import TestSupport
import Testing

@Suite struct ScheduleCodecTests {
    @Test("what is printed is read back exactly, whatever its texts hold", arguments: [1, 2, 3] as [UInt64])
    func roundTrip(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        for number in 0..<700 {
            let schedule = RandomSchedules.schedule(&random)
            let text = ScheduleCodec.print(schedule)
            let back = try ScheduleCodec.parse(text)
            // Strings are equal for Swift where they look the same; exact means the same bytes.
            #expect(back == schedule, "seed \(seed), schedule \(number)")
            #expect(Array(ScheduleCodec.print(back).utf8) == Array(text.utf8), "seed \(seed), schedule \(number)")
            #expect(Array(back.title.utf8) == Array(schedule.title.utf8), "seed \(seed), schedule \(number)")
        }
    }

    @Test("what is printed shows no control character and no change of writing direction")
    func printedTextIsPlain() {
        var random = SeededGenerator(seed: 7)
        for _ in 0..<300 {
            let text = ScheduleCodec.print(RandomSchedules.schedule(&random))
            let plain = text.unicodeScalars.allSatisfy {
                $0 == "\n" || ($0.value >= 0x20 && !(0x7F...0x9F).contains($0.value) && $0.value != 0x202E)
            }
            #expect(plain)
        }
    }

    @Test("a schedule as text")
    func golden() {
        #expect(
            ScheduleCodec.print(.lostUpdate) == """
                heddle-trace 2
                title       teller.1:9 before teller.0:10
                status      open
                tags        lost-update, lecture-2
                cause       Both read before either writes.
                cause       A lock around both statements repairs it.
                model       ../../demos/lost-update.heddle
                model-name  Lost update
                digest      3f9a
                memory      sc
                claim       violated final everyDepositKept
                sentence    every deposit is kept
                text        balance == tellers
                text-digest 77b0
                detail      balance == tellers: 1 == 2
                preemptions 1
                bug         b0
                order       c1

                steps
                teller.0      read balance → 0                  -   teller #1.1       let seen = balance                d1
                teller.1      read balance → 0                  -   teller #1.1       let seen = balance                d2
                teller.1      write balance ← 1                 -   teller #1.1       balance = seen + 1                d3
                teller.0      write balance ← 1                 -   teller #1.1       balance = seen + 1                d4
                end

                """)
    }

    @Test("one more step, or another one, is a change of one line")
    func oneStepIsOneLine() {
        let before = ScheduleCodec.print(.lostUpdate).split(separator: "\n")
        var changed = SavedSchedule.lostUpdate
        changed.steps[2].action = "write a very long name that goes beyond its column ← 1"
        let after = ScheduleCodec.print(changed).split(separator: "\n")
        #expect(zip(before, after).filter { $0 != $1 }.count == 1)
        var longer = SavedSchedule.lostUpdate
        longer.steps.insert(longer.steps[0], at: 2)
        let inserted = ScheduleCodec.print(longer).split(separator: "\n").difference(from: before)
        #expect(inserted.count == 1)
    }

    @Test("a newer version is refused by its number")
    func newerVersion() {
        let text = ScheduleCodec.print(.lostUpdate).replacing(
            "heddle-trace 2", with: "heddle-trace 3", maxReplacements: 1)
        #expect(throws: ScheduleError.newerVersion(3, supported: 2)) { try ScheduleCodec.parse(text) }
    }

    @Test("the first version, which had no hardness, is read")
    func olderVersion() throws {
        let text = ScheduleCodec.print(.lostUpdate).replacing(
            "heddle-trace 2", with: "heddle-trace 1", maxReplacements: 1)
        let old = try ScheduleCodec.parse(text)
        #expect(old.formatVersion == 1)
        #expect(old.hardness.isEmpty)
        #expect(old.steps == SavedSchedule.lostUpdate.steps)
        #expect(ScheduleCodec.print(old) == ScheduleCodec.print(.lostUpdate))
    }

    @Test("figures of hardness and constraints as text")
    func hardness() throws {
        var schedule = SavedSchedule.lostUpdate
        schedule.hardness.depth = .init(3, isExact: false)
        schedule.hardness.chance = .exact(numerator: "1", denominator: "2")
        schedule.hardness.samples = [.init(.random, hits: 512, runs: 1000, seed: 1)]
        func key(_ step: Int) -> SavedSchedule.StepKey {
            .init(thread: schedule.steps[step].thread, place: schedule.steps[step].place)
        }
        schedule.constraints = [.init(first: key(1), second: key(3))]
        let lines = ScheduleCodec.print(schedule).split(separator: "\n").filter {
            $0.hasPrefix("hardness") || $0.hasPrefix("constraint")
        }
        #expect(
            lines == [
                "hardness    depth = at most 3", "hardness    chance = 1/2", "hardness    random = 512 of 1000, seed 1",
                "constraint  teller.1  teller #1.1  let seen = balance  1  before  "
                    + "teller.0  teller #1.1  balance = seen + 1  1",
            ])
    }

    @Test(
        "figures that can't be are refused",
        arguments: [
            "chance = 1/0", "chance = 5/2", "chance = 0.5 to 0.4", "pct = 5 of 4, seed 1", "depth = many", "luck = 3",
        ])
    func wrongFigures(figure: String) {
        let text = ScheduleCodec.print(.lostUpdate).replacing(
            "preemptions 1", with: "preemptions 1\nhardness    \(figure)", maxReplacements: 1)
        #expect(throws: ScheduleError.self) { try ScheduleCodec.parse(text) }
    }

    @Test(
        "a damaged file is named by its line and by what was expected",
        arguments: [
            ("heddle-trace 2", "heddle trace 2", 1, "'heddle-trace 2'"),
            ("status      open", "status      lost", 3, "open, fixed, expected, retired"),
            ("memory      sc", "memory      arm", 10, "a memory model (sc, tso, c11, rc11)"),
            ("digest      3f9a\n", "", 19, "a line 'digest' before 'steps'"),
            ("preemptions 1", "preemptions many", 16, "a number"),
            ("title       teller.1:9 before teller.0:10", "title       \"teller", 2, "a text"),
            ("detail ", "status      open\ndetail ", 15, "'status' only once (it stands in line 3)"),
            ("end\n", "", 25, "a step or 'end'"),
            ("end\n", "end\nmore\n", 26, "nothing after 'end'"),
            (
                "teller #1.1 ", "teller 1 1 ", 21,
                "a function with the numbers of statement and operation, as 'teller #1.1'"
            ),
        ])
    func damaged(original: String, replacement: String, line: Int, expected: String) throws {
        let text = ScheduleCodec.print(.lostUpdate).replacing(original, with: replacement, maxReplacements: 1)
        let error = #expect(throws: ScheduleError.self) { try ScheduleCodec.parse(text) }
        guard case .damaged(let foundLine, let foundExpected, _) = error else {
            Issue.record("expected damage, got \(String(describing: error))")
            return
        }
        #expect(foundLine == line)
        #expect(foundExpected == expected)
    }

    @Test("a file with Windows line ends is read")
    func carriageReturns() throws {
        let text = ScheduleCodec.print(.lostUpdate).replacing("\n", with: "\r\n")
        #expect(try ScheduleCodec.parse(text) == .lostUpdate)
    }

    @Test("text that isn't UTF-8, and more than the limit, are refused")
    func notText() {
        let bytes = Array("heddle-trace 2\ntitle       ".utf8) + [0xFF, 0xFE, 0x0A]
        #expect(throws: ScheduleError.notText(line: 2)) { try ScheduleCodec.parse(bytes) }
        let large = [UInt8](repeating: 0x20, count: ScheduleCodec.sizeLimit + 1)
        #expect(throws: ScheduleError.tooLarge(large.count, limit: ScheduleCodec.sizeLimit)) {
            try ScheduleCodec.parse(large)
        }
    }

    @Test("no damage crashes the reader", arguments: [11, 12] as [UInt64])
    func mutations(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        for number in 0..<2_000 {
            var bytes = Array(ScheduleCodec.print(RandomSchedules.schedule(&random)).utf8)
            for _ in 0..<Int.random(in: 1...6, using: &random) where !bytes.isEmpty {
                let place = Int.random(in: 0..<bytes.count, using: &random)
                switch Int.random(in: 0..<3, using: &random) {
                case 0: bytes[place] = UInt8.random(in: 0...255, using: &random)
                case 1: bytes.remove(at: place)
                default: bytes.removeSubrange(place..<min(bytes.count, place + 9))
                }
            }
            do {
                let schedule = try ScheduleCodec.parse(bytes)
                let again = try ScheduleCodec.parse(ScheduleCodec.print(schedule))
                #expect(again == schedule, "seed \(seed), mutation \(number)")
            } catch {
                #expect(!error.message.isEmpty)
            }
        }
    }
}
