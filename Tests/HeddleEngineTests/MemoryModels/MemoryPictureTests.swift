import HeddleEngine
import HeddleLanguages
import HeddleProgram
import Testing

/// What a weak memory holds at a state, and the words of its steps.
@Suite("Picture of a weak memory")
struct MemoryPictureTests {
    private func machine(_ text: String, _ model: MemoryModel) throws -> Machine {
        let loaded = HeddleFrontEnd.load(SourceText(path: "m.heddle", text: "model \"M\"\n" + text))
        return try Machine(try #require(loaded.program, "\(loaded.diagnostics)"), memoryModel: model)
    }

    private static let messagePassing = """
        atomic data: int = 0
        atomic flag: int = 0
        thread writer {
          data.store(42, relaxed)
          flag.store(1, relaxed)
        }
        thread reader {
          let up = flag.load(relaxed)
          let got = data.load(relaxed)
        }
        """

    /// `start`, `0#1`: thread and number.
    private func name(_ write: WriteName?) -> String {
        guard let write else { return "?" }
        return write == .start ? "start" : "\(write.thread)#\(write.number)"
    }

    private func names(_ writes: [MemoryPicture.Write]) -> [String] { writes.map { name($0.name) } }

    private func words(_ machine: Machine, _ trace: Trace, step: Int) -> String {
        let names = (0..<machine.threadCount(in: trace.lastState)).map { machine.threadName($0, in: trace.lastState) }
        return StepWords(ValueWords(program: machine.program, threadNames: names)).action(of: trace.steps[step].event)
    }

    @Test("Under sc there is none")
    func strong() throws {
        let machine = try machine(Self.messagePassing, .sc)
        #expect(machine.memoryPicture(of: machine.start().state) == nil)
    }

    @Test("Writes stand in modification order, with the oldest that each thread may read")
    func views() throws {
        let machine = try machine(Self.messagePassing, .c11)
        let trace = Trace(
            machine: machine, schedule: [Transition(thread: 0), Transition(thread: 0), Transition(thread: 1)])
        try #require(trace.steps.count == 3)
        let picture = try #require(machine.memoryPicture(of: trace.lastState))
        #expect(picture.locations.map(\.name) == ["data", "flag"])
        #expect(names(picture.locations[0].writes) == ["start", "0#1"])
        #expect(picture.locations[0].writes.map(\.value) == [.integer(0), .integer(42)])
        #expect(picture.locations[0].oldest == [1: 0])
        // Nobody can read the first value of the flag any more.
        #expect(names(picture.locations[1].writes) == ["0#1"])
        #expect(picture.locations[1].oldest == [1: 0])
        #expect(picture.known.mapValues { $0.map(name) } == [0: ["0#1", "0#1"]])
        #expect(!picture.hasBuffers)
    }

    @Test("Under tso stores wait in the buffers of their threads until they are flushed")
    func buffers() throws {
        let machine = try machine("var x: int = 0\nthread P0 {\n  x = 1\n  x = 2\n}", .tso)
        let step = Transition(thread: 0)
        let flush = Transition(thread: 0, choice: Transition.flush)
        let trace = Trace(machine: machine, schedule: [step, step, flush])
        try #require(trace.steps.count == 3)
        let waiting = try #require(machine.memoryPicture(of: trace.state(after: 2)))
        #expect(waiting.hasBuffers)
        #expect(waiting.locations.map { $0.writes.map(\.value) } == [[.integer(0)]])
        #expect(waiting.buffers.map { $0.map(\.write.value) } == [[.integer(1), .integer(2)]])
        #expect(names(waiting.buffers[0].map(\.write)) == ["0#1", "0#2"])
        let flushed = try #require(machine.memoryPicture(of: trace.lastState))
        #expect(flushed.locations.map { $0.writes.map(\.value) } == [[.integer(1)]])
        #expect(flushed.buffers.map { $0.map(\.write.value) } == [[.integer(2)]])
        #expect(words(machine, trace, step: 2) == "flush x ← 1 to memory")
    }

    @Test("The words of a load say which write it read, and how many it passed over")
    func loadWords() throws {
        let machine = try machine(Self.messagePassing, .c11)
        let start = [Transition(thread: 0), Transition(thread: 0), Transition(thread: 1)]
        let state = Trace(machine: machine, schedule: start).lastState
        let ways = machine.enabled(state).filter { $0.thread == 1 }
        try #require(ways.count == 2)
        let all = ways.map { Trace(machine: machine, schedule: start + [$0]) }
        #expect(
            all.map { words(machine, $0, step: 3) } == [
                "load data → 42 (relaxed, from writer#1)", "load data → 0 (relaxed, from start, passes over 1)",
            ])
    }

    @Test("The words of a store say which write it was put before")
    func storeWords() throws {
        let machine = try machine(
            "atomic x: int = 0\nthread left {\n  x.store(1, relaxed)\n}\nthread right {\n  x.store(2, relaxed)\n}", .c11
        )
        let start = [Transition(thread: 1)]
        let state = Trace(machine: machine, schedule: start).lastState
        let ways = machine.enabled(state).filter { $0.thread == 0 }
        let all = ways.map { Trace(machine: machine, schedule: start + [$0]) }
        #expect(
            all.map { words(machine, $0, step: 1) } == [
                "store x ← 1 (relaxed)", "store x ← 1 (relaxed, before right#1)",
            ])
    }
}
