import HeddleEngine
import HeddlePresentation
import Testing

@Suite("Schedules in words")
struct ScheduleWordsTests {
    @Test("A word is a thread's number, a letter for the reader, and a way behind a dot")
    func words() {
        #expect(ScheduleWords.parse("0").map { [$0.thread, $0.way] } == [0, 0])
        #expect(ScheduleWords.parse("12R").map { [$0.thread, $0.way] } == [12, 0])
        #expect(ScheduleWords.parse("1R·b").map { [$0.thread, $0.way] } == [1, 1])
        #expect(ScheduleWords.parse("1?.aa").map { [$0.thread, $0.way] } == [1, 26])
        for word in ["", "R", "-1", "1·", "1·B", "1·b2", "·b", "99999999999999999999"] {
            #expect(ScheduleWords.parse(word) == nil, "\(word)")
        }
    }

    @Test("Marks that are written are read again", arguments: [false, true])
    func roundTrip(ascii: Bool) throws {
        let model = """
            model "Choices"
            var x: int = 0
            thread a { choose c in 0..<30
              x = c }
            thread b { choose d in 0..<3
              x = d }
            """
        var played = try PlayedModel(model, ascii: ascii)
        try played.step(0, choice: 28)
        try played.step(1, choice: 2)
        try played.step(0, choice: 0)
        let trace = played.situation.play.trace(through: played.situation.place)
        let words = ScheduleMarks(machine: played.machine, marks: played.situation.marks).marks(trace)
        let again = try ScheduleWords.trace(":play " + words.joined(separator: " "), on: played.machine)
        #expect(again.schedule == trace.schedule)
    }

    @Test("What is no step, can't move or has no such way is named with its step")
    func faults() throws {
        let machine = try PlayedModel("lost-update.heddle").machine
        func message(_ steps: String) -> String {
            do throws(ScheduleWords.Fault) {
                _ = try ScheduleWords.trace(steps, on: machine)
                return ""
            } catch {
                return error.message
            }
        }
        #expect(message("0 0 1R 1W") == "")
        #expect(message("0 x").contains("step 2: 'x' is no step"))
        #expect(message("0 0 0") == "step 3: thread 0 can't move there; can: 1")
        #expect(message("0 7") == "step 2: thread 7 can't move there; can: 0, 1")
        #expect(message("0·b") == "step 1: thread 0 has 1 way to go there: no letter is needed")
        #expect(message("0 \u{1B}[31m").contains("\\u{1b}"))
        #expect(message("0 0 1 1 1") == "step 5: thread 1 can't move there; no thread can")
    }
}
