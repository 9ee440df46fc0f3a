import HeddleEngine
import HeddlePresentation
import HeddleProgram
import TestSupport
import Testing

@Suite("Words of moving")
struct MovingWordsTests {
    private func parsed(_ text: String) -> WayRequest? { try? WayRequest.parse(text).get() }

    @Test("A request is read by its words; where its free text begins is known")
    func requests() throws {
        #expect(parsed("balance == 1")?.goal == .condition("balance == 1"))
        #expect(parsed("until  balance == 1 ")?.goal == .condition("balance == 1"))
        #expect(parsed("until  balance == 1 ")?.offset == 7)
        #expect(parsed("anything")?.goal == .violation && parsed("until-violation")?.goal == .violation)
        #expect(parsed("until-line 10")?.goal == .line(10))
        #expect(parsed("until-change a[2].b")?.goal == .change("a[2].b"))
        #expect(parsed("until-blocked phil.1")?.goal == .blocked("phil.1"))
        #expect(parsed("x == 1 from start")?.isFromStart == true)
        #expect(parsed("x == 1 from start")?.goal == .condition("x == 1"))
        #expect(parsed("from")?.goal == .condition("from"))
        for wrong in [
            "", "  ", "until", "until-line x", "until-line 0", "until-change", "until-blocked", "until-lien 3",
            "anything else",
        ] {
            guard case .failure(let refusal) = WayRequest.parse(wrong) else {
                Issue.record("'\(wrong)' was read")
                continue
            }
            #expect(refusal.message.hasSuffix(".") || refusal.message.hasSuffix("?"))
        }
    }

    @Test("A sketch is words, repetitions, and what follows")
    func sketches() {
        #expect(ScheduleSketch("0 0 1R").steps == ["0", "0", "1R"])
        #expect(ScheduleSketch("0×3 1x2").steps == ["0", "0", "0", "1", "1"])
        #expect(
            ScheduleSketch(" start ── 0R ─┃[1R]── 1W ").steps == ["0R", "1R", "1W"]
                || ScheduleSketch("start ── 0R").steps == ["0R"])
        #expect(ScheduleSketch("0 then x == 1").then == "x == 1")
        #expect(ScheduleSketch("then anything").steps.isEmpty && ScheduleSketch("then anything").then == "anything")
        #expect(ScheduleSketch("").then == nil)
        #expect(ScheduleSketch("0×99999999999").steps.count <= ScheduleSketch.limit)
        #expect(ScheduleSketch("0×-3").steps.isEmpty)
    }

    @Test("What Play marks as a step leads back to that step, whatever the model chooses")
    func marks() throws {
        let model = try PlayedModel(
            """
            model "Coins"
            var a: int = 0
            channel c: int capacity 1
            thread tosser { choose up in 1...30
              select {
                case c.send(up) { a = 1 }
                timeout { a = 2 }
              } }
            thread taker { let got = c.receive()
              a = got }
            """)
        let reader = SketchReader(machine: model.machine, marks: Marks(ascii: false))
        var random = SeededGenerator(seed: 5)
        for _ in 0..<40 {
            var state = model.machine.start().state
            var schedule: [Transition] = []
            while let move = model.machine.enabled(state).randomElement(using: &random),
                let next = model.machine.apply(move, to: state)
            {
                schedule.append(move)
                state = next.state
            }
            let words = ScheduleMarks(machine: model.machine, marks: Marks(ascii: false))
                .marks(Trace(machine: model.machine, schedule: schedule))
            state = model.machine.start().state
            for (index, word) in words.enumerated() {
                let move = try reader.move(word, step: index + 1, in: state).get()
                #expect(move == schedule[index], "\(words) at \(index)")
                state = try #require(model.machine.apply(move, to: state)).state
            }
        }
    }

    @Test("The nearest word is a slip away, never a different word")
    func nearest() {
        let words = ["step", "set", "save", "reach", "bookmark"]
        #expect(NearestWord.nearest(to: "stpe", among: words) == "step")
        #expect(NearestWord.nearest(to: "rech", among: words) == "reach")
        #expect(NearestWord.nearest(to: "bokmakr", among: words) == "bookmark")
        #expect(NearestWord.nearest(to: "q", among: words) == nil)
        #expect(NearestWord.nearest(to: "xyzzy", among: words) == nil)
    }
}
