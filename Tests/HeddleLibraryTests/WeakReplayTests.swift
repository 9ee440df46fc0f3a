import HeddleEngine
import HeddleLanguages
import HeddleLibrary
import HeddleProgram
import TestSupport
import Testing

@Suite("Saving and replaying under weak memory")
struct WeakReplayTests {
    /// What a model fails and shows under one memory model, each saved.
    private static func saved(
        _ text: String, _ memoryModel: MemoryModel, settings: [Setting] = []
    ) throws -> [SavedSchedule] {
        let machine = try ReplayedModels.machine(text, settings: settings, memoryModel: memoryModel)
        let exploration = Exploration(machine: machine, options: SearchOptions(collectsAll: true, looksForRaces: true))
        exploration.finish()
        let report = exploration.report
        return (report.findings + report.witnesses.sorted { $0.key < $1.key }.map(\.value)).map {
            ReplayedModels.saved($0, of: machine, text: text, settings: settings)
        }
    }

    /// Few runs of the random schedulers: their figures are not the point here.
    private static var quick: HardnessMeasure.Options {
        var options = HardnessMeasure.Options()
        options.runs = 10
        options.depthBudget = 100_000
        return options
    }

    private static func replayed(_ schedule: SavedSchedule, on text: String, budget: Int = 100_000) -> ReplayResult {
        ReplayedModels(texts: ["m.heddle": text]).run(budget: budget).replay(schedule, file: "one.trace")
    }

    @Test(
        "whatever an example fails or shows under a weak memory is written, read again, reproduced and measured",
        arguments: ["store-buffering", "peterson-relaxed", "reference-count", "double-checked", "seqlock"])
    func roundTrip(_ name: String) throws {
        let text = try Fixtures.text("examples/\(name).heddle")
        let program = try #require(
            HeddleFrontEnd.load(SourceText(path: "m.heddle", text: text)).program)
        var count = 0
        for run in Judge.runs(of: program) where run.memoryModel != .sc {
            for schedule in try Self.saved(text, run.memoryModel, settings: run.settings) {
                #expect(schedule.memoryModel == run.memoryModel)
                let read = try ScheduleCodec.parse(ScheduleCodec.print(schedule))
                #expect(read == schedule)
                #expect(Self.replayed(read, on: text).outcome == .reproduced, "\(run) \(schedule.title)")
                let machine = try ReplayedModels.machine(
                    text, settings: run.settings, memoryModel: run.memoryModel)
                #expect(try read.measured(on: machine, options: Self.quick).hardness.weakChoices != nil)
                count += 1
            }
        }
        #expect(count > 0)
    }

    static let passing = """
        model "Message passing"
        memory c11
        atomic data: int = 0
        atomic flag: int = 0
        thread writer {
          data.store(1, relaxed)
          flag.store(1, relaxed)
        }
        thread reader {
          let ready = flag.load(relaxed)
          let seen = data.load(relaxed)
          assert ready == 0 || seen == 1
        }
        expect failedAssertion

        """

    @Test("a schedule that a weak choice decides has it for a title, any other the steps that decide")
    func titles() throws {
        #expect(try Self.saved(Self.passing, .c11).map(\.title).contains("reader:11 reads start"))
        #expect(try Self.saved(Self.passing, .tso).allSatisfy { !$0.title.contains("reads") })
    }

    @Test("a read is found again by the write that it read, not by its number")
    func byWriteName() throws {
        let schedule = try #require(try Self.saved(Self.passing, .c11).first)
        #expect(schedule.steps.compactMap(\.choice) == ["from writer#1", "from start"])
        #expect(
            try schedule.measured(on: ReplayedModels.machine(Self.passing, memoryModel: .c11), options: Self.quick)
                .hardness.weakChoices == 1
        )
        // One more write of the data: the value from the start is one further down among the choices.
        let more = Self.passing.replacing(
            "  data.store(1, relaxed)\n", with: "  data.store(1, relaxed)\n  data.store(1, relaxed)\n")
        let result = Self.replayed(schedule, on: more)
        guard case .repaired(let repair) = result.outcome else {
            Issue.record("expected a repair, got \(result.outcome)")
            return
        }
        #expect(repair.level == .tolerant)
        #expect(repair.steps.compactMap(\.choice) == ["from writer#1", "from start"])
        #expect(repair.way.last?.choice == 2)
    }

    @Test("with a release and an acquire the recorded read can't be made; every state is looked at, and it passes")
    func repairedModel() throws {
        var schedule = try #require(try Self.saved(Self.passing, .c11).first)
        schedule.status = .fixed
        let text = Self.passing.replacing("flag.store(1, relaxed)", with: "flag.store(1, release)").replacing(
            "flag.load(relaxed)", with: "flag.load(acquire)")
        let result = Self.replayed(schedule, on: text)
        #expect(result.outcome == .passes(allStates: true))
        #expect(result.asExpected == true)
    }

    @Test("under tso the flushes stand in the record")
    func flushes() throws {
        let text = try Fixtures.text("examples/store-buffering.heddle")
        let schedule = try #require(try Self.saved(text, .tso).first)
        let choices = schedule.steps.compactMap(\.choice)
        #expect(Set(choices).isSubset(of: ["flushes x", "flushes y"]))
        #expect(Self.replayed(schedule, on: text).outcome == .reproduced)
    }

    @Test("a data race under c11 is saved and reproduced")
    func race() throws {
        let text = """
            model "Race"
            memory c11
            var data: int = 0
            atomic flag: int = 0
            thread writer {
              data = 1
              flag.store(1, relaxed)
            }
            thread reader {
              let ready = flag.load(acquire)
              if ready == 1 { let seen = data }
            }
            expect race

            """
        let schedule = try #require(try Self.saved(text, .c11).first { $0.claim.name == "race" })
        let read = try ScheduleCodec.parse(ScheduleCodec.print(schedule))
        #expect(Self.replayed(read, on: text).outcome == .reproduced)
    }
}
