import HeddleEngine
import HeddlePresentation
import Testing

@Suite("Schedules in words")
struct ScheduleSketchTests {
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
        let again = try SketchReader(machine: played.machine, marks: played.situation.marks)
            .trace(":play " + words.joined(separator: " "))
        #expect(again.schedule == trace.schedule)
    }

    @Test("What is no step, can't move or has no such way is named with its step")
    func faults() throws {
        let machine = try PlayedModel("lost-update.heddle").machine
        func message(_ steps: String) -> String {
            do {
                _ = try SketchReader(machine: machine, marks: Marks(ascii: false)).trace(steps)
                return ""
            } catch {
                return error.message
            }
        }
        #expect(message("0 0 1R 1W") == "")
        #expect(message("0 x").contains("Step 2 (x): there is no thread x here"))
        #expect(message("0 0 0").hasPrefix("Step 3 (0) can't run: teller.0 is done. What can: 1R"))
        #expect(message("0 7").contains("Step 2 (7): there is no thread 7 here"))
        #expect(message("0·b") == "Step 1 (0·b): teller.0 has 1 way to go.")
        #expect(message("0 \u{1B}[31m").contains("\\u{1b}"))
        #expect(message("0 0 1 1 1").hasSuffix("No thread can run."))
        #expect(message("0 then anything").contains("Steps only"))
    }
}
