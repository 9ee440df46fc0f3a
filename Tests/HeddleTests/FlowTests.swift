import Foundation
import HeddleEngine
import HeddleLibrary
import HeddlePresentation
import HeddleScreen
import TestSupport
import Testing

@testable import heddle

/// The flows of the specification of the screens, each with exactly the number of keys that it gives; without a
/// terminal.
@Suite("Flows, key by key")
struct FlowTests {
    /// A session in which every key is counted.
    private final class Flow {
        let folder: TemporaryFolder
        let session: HeadlessSession
        private(set) var count = 0

        init(_ file: String, _ text: String, columns: Int = 80, rows: Int = 24) throws {
            folder = try TemporaryFolder()
            try folder.write(text, to: file)
            session = try HeadlessSession(
                ScreenRequest(file: folder.file(file), library: ScheduleFolder(path: folder.file("traces"))),
                size: GridSize(columns: columns, rows: rows), appearance: Appearance())
        }

        /// Opens what an earlier flow has left in its folder.
        init(_ file: String, in earlier: Flow) throws {
            folder = earlier.folder
            session = try HeadlessSession(
                ScreenRequest(file: folder.file(file), library: ScheduleFolder(path: folder.file("traces"))),
                size: GridSize(columns: 80, rows: 24), appearance: Appearance())
        }

        func press(_ keys: String) throws {
            for name in keys.split(separator: " ") {
                session.take(.input(.key(try #require(Key(name: String(name)), "no key \(name)"))))
                count += 1
            }
        }

        /// The text of a field: the flows count it apart.
        func type(_ text: String) {
            for character in text { session.take(.input(.key(.character(character)))) }
        }

        var state: AppState { session.current }
        var lines: [String] { (0..<state.size.rows).map { session.frame.text(row: $0) } }
        var screen: String { lines.joined(separator: "\n") }
        var title: String { lines[0] }
        var sentence: String { lines[state.size.rows - 2] }
        /// The current line by thread numbers, the place in brackets.
        var line: String {
            guard let situation = state.model?.situation else { return "" }
            return situation.play.line(through: situation.place).map { node in
                let thread = situation.play.nodes[node].transition.thread
                return node == situation.place ? "[\(thread)]" : "\(thread)"
            }.joined(separator: " ")
        }
    }

    private func lostUpdate() throws -> Flow {
        try Flow("lost-update.heddle", Fixtures.text("models/lost-update.heddle"))
    }

    @Test("The first minute: six keys to the run that would have passed")
    func firstMinute() throws {
        let flow = try lostUpdate()
        #expect(flow.lines[2].contains("✗ in 4"))
        #expect(flow.lines[3].contains("✗ in 4"))
        try flow.press("space")
        #expect(!flow.screen.contains("┃ point of no return"))
        try flow.press("space")
        #expect(flow.screen.contains("┃ point of no return: step 2"))
        try flow.press("space space")
        #expect(flow.screen.contains("✗ balance = 1, not 2") || flow.screen.contains("✗ every deposit is kept"))
        try flow.press("w")
        #expect(flow.screen.contains("It passes if"))
        try flow.press("p")
        #expect(flow.count == 6)
        #expect(flow.sentence.contains("The nearest schedule that passes"))
        try flow.press("G")
        #expect(flow.sentence.contains("the run passes."))
    }

    @Test("Find and understand a counterexample: two keys")
    func counterexample() throws {
        let flow = try lostUpdate()
        try flow.press("f")
        #expect(flow.title.contains("step 1 of 4 of finding 1"))
        // The fatal move is selected, its analysis beside that of the other.
        #expect(flow.lines[3].hasPrefix("▸ 1 teller.1"))
        #expect(flow.lines[3].contains("✗ always, in 3"))
        #expect(flow.lines[2].contains("✓ safe"))
        try flow.press("w")
        #expect(flow.count == 2)
        for text in ["1       == 2", "Deciding pair", "This schedule fails", "Nearest passing one"] {
            #expect(flow.screen.contains(text), "\(text)")
        }
    }

    @Test("A choice of one thread: its digit, again, enter; back takes it back")
    func choice() throws {
        let flow = try Flow(
            "coin.heddle", "model \"Coin\"\nvar a: int = 0\nthread t { a = 1 }\nthread u { choose x in 0..<2 }\n")
        try flow.press("1")
        #expect(flow.state.model?.situation.selectedChoice == 0)
        try flow.press("1")
        #expect(flow.state.model?.situation.selectedChoice == 1)
        #expect(flow.state.model?.node.depth == 0)
        try flow.press("enter")
        #expect(flow.count == 3)
        #expect(flow.sentence.contains("u chose x = 1."), "\(flow.sentence)")
        try flow.press("left")
        #expect(flow.state.model?.situation.place == 0)
    }

    @Test("What if: two keys open a branch; undo returns in one go, from any jump")
    func whatIf() throws {
        let flow = try lostUpdate()
        try flow.press("f space")
        let before = flow.count
        try flow.press("left 0")
        #expect(flow.count - before == 2)
        #expect(flow.line == "0 [0]")
        #expect(flow.screen.contains("1  finding 1"))
        try flow.press("G")
        let place = flow.line
        try flow.press("f")
        #expect(flow.line != place)
        try flow.press("u")
        #expect(flow.line == place)
    }

    @Test("Save: two keys, with a root cause two and the text; a note the same")
    func save() throws {
        let flow = try lostUpdate()
        try flow.press("f")
        let before = flow.count
        try flow.press("s enter")
        #expect(flow.count - before == 2)
        #expect(flow.sentence.contains("Saved as"), "\(flow.sentence)")

        let other = try lostUpdate()
        try other.press("f")
        let start = other.count
        try other.press("s")
        other.type("two steps")
        try other.press("enter")
        #expect(other.count - start == 2)
        let file = try #require(try ScheduleFolder(path: other.folder.file("traces")).files().first)
        #expect(try String(contentsOfFile: file, encoding: .utf8).contains("two steps"))

        try other.press("a")
        other.type("from here on")
        try other.press("enter")
        #expect(other.count - start == 4)
        #expect(other.state.model?.node.note == "from here on")
    }

    /// A library with one entry that no longer runs.
    private func diverged() throws -> (flow: Flow, entry: String) {
        let first = try lostUpdate()
        try first.press("f s enter")
        let entry = try #require(try ScheduleFolder(path: first.folder.file("traces")).files().first)
        try first.folder.write(
            Fixtures.text("models/lost-update.heddle").replacing(
                "  let seen = balance\n  balance = seen + 1", with: "  atomic { balance += 1 }"),
            to: "lost-update.heddle")
        return (first, entry)
    }

    @Test("An entry that can't run any more: the cursor is on it, and the list knows whether the bug is gone")
    func entryDiverged() throws {
        let earlier = try diverged()
        let flow = try Flow("lost-update.heddle", in: earlier.flow)
        try flow.press("b")
        #expect(flow.lines.contains { $0.hasPrefix("▸ ") && $0.contains("passes") }, "\(flow.screen)")
        try flow.press("enter")
        #expect(flow.count == 2)
        #expect(flow.screen.contains("No longer fails: all states were visited."), "\(flow.screen)")
    }

    @Test("From CI to the screen: the command opens the entry at the step that diverged")
    func fromCI() throws {
        let earlier = try diverged()
        let session = try HeadlessSession(
            ScreenRequest(file: earlier.entry, library: ScheduleFolder(path: earlier.flow.folder.file("traces"))),
            size: GridSize(columns: 80, rows: 24), appearance: Appearance())
        #expect(session.frame.text(row: 22).contains("can't run any more: go on from here by hand."))
    }

    @Test("A lesson: enter, the goal's keys, enter on the next goal")
    func lesson() throws {
        let run = try LessonRun(columns: 80, rows: 24)
        try run.press("enter")
        #expect(run.title.contains("Lesson 1"))
        try run.press("0 1 1")
        #expect(try !run.isDone(1))
        try run.press("0")
        #expect(try run.isDone(1))
        try run.press("enter")
        #expect(run.title.contains("goal 2 of 3"))
    }

    @Test("Ask: three keys and the text; what can't be is said so")
    func ask() throws {
        let flow = try lostUpdate()
        try flow.press(":")
        flow.type("reach balance == 2")
        try flow.press("enter")
        #expect(flow.count == 2)
        #expect(flow.line.split(separator: " ").count == 4, "\(flow.line)")
        try flow.press(":")
        flow.type("reach balance == 3")
        try flow.press("enter")
        #expect(flow.sentence.contains("Can't be reached: all 12 states were visited."), "\(flow.sentence)")
    }
}
