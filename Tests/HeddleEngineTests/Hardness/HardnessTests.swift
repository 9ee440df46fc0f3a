import HeddleProgram
import Testing

@testable import HeddleEngine

@Suite struct HardnessTests {
    private func findings(_ machine: Machine, states: Int = 20_000) -> [Finding] {
        let exploration = Exploration(machine: machine, options: SearchOptions(states: states))
        exploration.finish()
        return exploration.report.phase == .complete ? exploration.report.findings : []
    }

    private func measure(_ machine: Machine, _ finding: Finding, runs: Int = 200) -> HardnessMeasure {
        var options = HardnessMeasure.Options()
        options.runs = runs
        let trace = Trace(machine: machine, schedule: finding.schedule)
        return HardnessMeasure(machine: machine, trace: trace, subject: finding.subject, options: options)
    }

    private func graph(_ machine: Machine, _ subject: Subject) -> StateGraph? {
        let graph = StateGraph(
            machine: machine, subjects: [subject], looksForRaces: false, limit: 20_000,
            memory: SearchOptions.defaultMemory)
        graph.advance(budget: .max)
        return graph.isBuilt && !graph.isCut && !graph.isFull ? graph : nil
    }

    private func depth(_ measure: HardnessMeasure) -> Int? {
        if case .orderings(let orderings, true) = measure.depth { return orderings.count }
        return nil
    }

    private func exact(_ measure: HardnessMeasure) -> Chance? {
        if case .computed(let chance) = measure.chance { return chance.exact }
        return nil
    }

    @Test("a lost update: one run in two, two orderings")
    func lostUpdate() throws {
        let machine = try Machine(HandMadePrograms.lostUpdate(tellers: 2))
        let finding = try #require(findings(machine).first)
        let measure = self.measure(machine, finding, runs: 1_000)
        #expect(fraction(exact(measure)) == "1/2")
        #expect(depth(measure) == 2)
        #expect(measure.variables == 1)
        let hits = try #require(measure.uniformHits)
        #expect((430...570).contains(hits))
        #expect(measure.pctHits ?? 0 > 0 && measure.posHits ?? 0 > 0)
    }

    /// Lowest terms, so that rounding of the value beside it doesn't count.
    private func fraction(_ chance: Chance?) -> String? {
        chance.flatMap { $0.isExact ? "\($0.numerator)/\($0.denominator)" : nil }
    }

    @Test("three tellers: one run in three keeps one deposit, five in six lose some")
    func threeTellers() throws {
        let machine = try machine(
            """
            const tellers = 3
            var balance = 0
            thread teller * tellers {
              let seen = balance
              balance = seen + 1
            }
            final everyDepositKept: balance == tellers
            """)
        let subject = try #require(findings(machine).first).subject
        func chance(_ threads: [Int]) -> String? {
            let trace = Trace(machine: machine, schedule: threads.map { Transition(thread: $0) })
            return fraction(exact(HardnessMeasure(machine: machine, trace: trace, subject: subject)))
        }
        #expect(chance([0, 1, 2, 0, 1, 2]) == "1/3")
        #expect(chance([0, 1, 0, 1, 2, 2]) == "1/2")
        let graph = try #require(self.graph(machine, subject))
        #expect(fraction(FailureChance.chance(graph) { _ in true }.exact) == "5/6")
    }

    @Test("five philosophers: 19 runs in 120, and each has to take the first fork before a neighbour takes it")
    func philosophers() throws {
        let machine = try machine(
            """
            const seats = 5
            mutex fork[seats]
            thread phil(i: 0..<seats) {
              let left = i
              let right = (i + 1) % seats
              fork[left].lock()
              fork[right].lock()
              fork[right].unlock()
              fork[left].unlock()
            }
            """)
        let finding = try #require(findings(machine).first)
        let measure = self.measure(machine, finding)
        #expect(fraction(exact(measure)) == "19/120")
        #expect(depth(measure) == 5)
    }

    @Test("a loop that waits actively is left some time: its chance is a fraction all the same")
    func loops() throws {
        let machine = try machine(
            """
            var flag = 0
            var seen = 0
            thread waiter {
              while flag == 0 { skip }
              seen = flag
            }
            thread first { flag = 1 }
            thread second { flag = 2 }
            final firstIsSeen: seen == 1
            """)
        let finding = try #require(findings(machine).first)
        let measured = measure(machine, finding)
        let plain = PlainHardness(try #require(PlainGraph(machine: machine, limit: 1_000)), finding.subject)
        let chance = try #require(exact(measured))
        #expect(chance.isExact)
        #expect(abs(chance.value - plain.chance(sweeps: 2_000)) < 1e-9)
    }

    @Test("the chance is that of plain sweeps over the graph, with cycles and without")
    func chanceAgrees() throws {
        var (compared, cyclic) = (0, 0)
        for seed in 40_000..<40_200 {
            let machine = try Machine(try RandomPrograms.program(seed: seed))
            guard let plain = PlainGraph(machine: machine, limit: 500) else { continue }
            for finding in findings(machine, states: 500) where finding.subject != .check(.race) {
                guard let graph = self.graph(machine, finding.subject) else { continue }
                let chance = FailureChance.chance(graph) { _ in true }
                let wanted = PlainHardness(plain, finding.subject).chance(sweeps: 200)
                #expect(chance.low <= chance.high)
                #expect(
                    chance.low - 1e-7 <= wanted && wanted <= chance.high + 1e-9, "seed \(seed) \(finding.subject)")
                #expect(chance.high - chance.low < 1e-6, "seed \(seed) \(finding.subject)")
                if let exact = chance.exact { #expect(chance.low <= exact.value && exact.value <= chance.high) }
                compared += 1
                if (try? RandomRuns(graph: graph)) == nil { cyclic += 1 }
            }
        }
        #expect(compared > 60 && cyclic > 0, "\(compared) compared, \(cyclic) with cycles")
    }

    @Test("bounds that are iterated enclose the fraction")
    func boundsEnclose() throws {
        // Two random walks on a ring of counters: a large component without short fractions.
        let machine = try machine(
            """
            var a = 0
            var isOver = false
            thread up { while !isOver { if a < 9 { a = a + 1 } else { isOver = true } } }
            thread down { while !isOver { if a > 0 { a = a - 1 } else { isOver = true } } }
            final high: a > 4
            """)
        let subject = try #require(findings(machine).first).subject
        let graph = try #require(self.graph(machine, subject))
        let chance = FailureChance.chance(graph) { _ in true }
        let plain = PlainHardness(try #require(PlainGraph(machine: machine, limit: 5_000)), subject)
        let wanted = plain.chance(sweeps: 4_000)
        #expect(chance.low - 1e-9 <= wanted && wanted <= chance.high + 1e-9)
        #expect(chance.high - chance.low < 1e-8)
    }

    @Test("no smaller set of orderings does, by enumeration of all runs")
    func depthAgrees() throws {
        var compared: [Int: Int] = [:]
        var none = 0
        for seed in 50_000..<50_300 {
            let machine = try Machine(try RandomPrograms.program(seed: seed))
            guard let plain = PlainGraph(machine: machine, limit: 300) else { continue }
            for finding in findings(machine, states: 300).prefix(2) where finding.subject != .check(.race) {
                guard let graph = self.graph(machine, finding.subject),
                    let runs = PlainHardness(plain, finding.subject).runs(limit: 600)
                else { continue }
                let trace = Trace(machine: machine, schedule: finding.schedule)
                let candidates = try #require(Candidates(graph, trace))
                guard candidates.orderings.count <= 40 else { continue }
                let wanted = PlainHardness.depth(
                    runs, orderings: candidates.orderings, choices: candidates.choices, deepest: 2)
                switch OrderingDepth.find(graph, trace: trace, budget: 10_000_000) {
                case .found(let orderings, let isExact):
                    #expect(isExact, "seed \(seed)")
                    #expect(orderings.count == wanted ?? max(3, orderings.count), "seed \(seed) \(finding.subject)")
                    compared[orderings.count, default: 0] += 1
                case .none:
                    #expect(wanted == nil, "seed \(seed) \(finding.subject)")
                    none += 1
                case .notKnown: Issue.record("seed \(seed): not known")
                }
            }
        }
        #expect((compared[0] ?? 0) > 10 && (compared[1] ?? 0) > 10 && (compared[2] ?? 0) > 10, "\(compared) \(none)")
    }

    @Test("runs of the random walk fail about as often as computed, and the same seed fails as often again")
    func samplesAgree() throws {
        var compared = 0
        for seed in 60_000..<60_050 {
            let machine = try Machine(try RandomPrograms.program(seed: seed))
            guard let finding = findings(machine, states: 500).first else { continue }
            let first = measure(machine, finding, runs: 300)
            let again = measure(machine, finding, runs: 300)
            #expect(first.uniformHits == again.uniformHits && first.posHits == again.posHits)
            #expect(first.pctHits == again.pctHits)
            guard case .computed(let chance) = first.chance, let hits = first.uniformHits else { continue }
            let (low, high) = ClopperPearson.interval(hits: hits, runs: 300, confidence: 0.999_999)
            #expect(low <= chance.high && chance.low <= high, "seed \(seed): \(hits) hits, \(chance)")
            compared += 1
        }
        #expect(compared > 12)
    }

    @Test(
        "intervals of Clopper and Pearson as tables have them",
        arguments: [
            (0, 10, 0.0, 0.308_498), (5, 10, 0.187_086, 0.812_914), (10, 10, 0.691_502, 1.0),
            (1, 100, 0.000_253, 0.054_459),
            (83, 10_000, 0.006_616, 0.010_279),
        ])
    func clopperPearson(hits: Int, runs: Int, low: Double, high: Double) {
        let interval = ClopperPearson.interval(hits: hits, runs: runs)
        #expect(abs(interval.low - low) < 2e-6 && abs(interval.high - high) < 2e-6, "\(interval)")
    }
}
