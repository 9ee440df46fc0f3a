import HeddleLanguages
import HeddleProgram
import Testing

@testable import HeddleEngine

/// The plain way: which step leads to which, by a matrix.
struct PlainOrder {
    private(set) var reaches: [[Bool]]

    /// `edges` and program order, closed.
    init(_ order: CausalOrder, edges: [Edge]) {
        let steps = 0..<order.count
        var reaches = steps.map { _ in steps.map { _ in false } }
        for b in steps {
            for a in 0..<b {
                let shared = order.happensBefore.threads(of: a).contains {
                    order.happensBefore.threads(of: b).contains($0)
                }
                if shared { reaches[a][b] = true }
            }
        }
        for edge in edges { reaches[edge.source][edge.target] = true }
        for middle in steps {
            for a in steps where reaches[a][middle] {
                for b in steps where reaches[middle][b] { reaches[a][b] = true }
            }
        }
        self.reaches = reaches
    }

    /// The length of the longest way to each step.
    var depths: [Int] {
        var depths = reaches.map { _ in 0 }
        for b in reaches.indices {
            for a in 0..<b where reaches[a][b] { depths[b] = max(depths[b], depths[a] + 1) }
        }
        return depths
    }
}

private func randomOrders(_ seeds: Range<Int>, steps: Int = 24) throws -> [(seed: Int, trace: Trace)] {
    var random = SeededGenerator(seed: UInt64(seeds.lowerBound))
    return try seeds.map { seed in
        (seed, walk(try Machine(try RandomPrograms.program(seed: seed)), steps: steps, &random))
    }
}

@Test("both orders are what a plain closure of program order and edges gives, and strict")
func ordersAreClosures() throws {
    for (seed, trace) in try randomOrders(7_000..<7_120) {
        let order = CausalOrder(trace)
        let edges = order.happensBefore.edges
        let causal = PlainOrder(order, edges: edges.filter(\.kind.orders))
        let before = PlainOrder(order, edges: edges.filter(\.kind.synchronizes))
        for a in 0..<order.count {
            for b in 0..<order.count {
                #expect(order.happensBefore.causallyPrecedes(a, b) == causal.reaches[a][b], "seed \(seed) \(a) \(b)")
                #expect(order.happensBefore.precedes(a, b) == before.reaches[a][b], "seed \(seed) \(a) \(b)")
                #expect(!causal.reaches[a][b] || !causal.reaches[b][a], "seed \(seed)")
            }
        }
    }
}

@Test("a step's level is the longest way that leads to it, and rows hold unordered steps only")
func levelsAreLongestWays() throws {
    for (seed, trace) in try randomOrders(7_200..<7_320) {
        let order = CausalOrder(trace)
        let plain = PlainOrder(order, edges: order.happensBefore.edges.filter(\.kind.orders))
        #expect((0..<order.count).map(order.level) == plain.depths, "seed \(seed)")
        #expect(order.rows.flatMap { $0 }.sorted() == Array(0..<order.count), "seed \(seed)")
        for row in order.rows {
            for a in row { for b in row where a != b { #expect(order.relation(of: a, to: b) == .concurrent) } }
        }
    }
}

@Test("the edges that matter keep both orders, and none of them can be left out")
func reductionIsMinimal() throws {
    var edgesSeen = 0
    for (seed, trace) in try randomOrders(7_400..<7_520) {
        let order = CausalOrder(trace)
        let all = order.happensBefore.edges
        let needed = order.happensBefore.essentialEdges
        #expect((0..<order.count).flatMap(order.happensBefore.essentialEdges(into:)) == needed, "seed \(seed)")
        func closures(_ edges: [Edge]) -> [[[Bool]]] {
            [edges.filter(\.kind.orders), edges.filter(\.kind.synchronizes)].map {
                PlainOrder(order, edges: $0).reaches
            }
        }
        let wanted = closures(all)
        #expect(closures(needed) == wanted, "seed \(seed)")
        for left in needed.indices {
            var fewer = needed
            fewer.remove(at: left)
            #expect(closures(fewer) != wanted, "seed \(seed): \(needed[left]) isn't needed")
        }
        edgesSeen += needed.count
    }
    #expect(edgesSeen > 300)
}

@Test("swapping independent neighbours keeps levels, orders and edges")
func swapsKeepTheOrder() throws {
    var random = SeededGenerator(seed: 7_600)
    var swaps = 0
    for (seed, program) in try RandomPrograms.withoutGhosts(7_600..<7_700) {
        let machine = try Machine(program)
        let trace = walk(machine, steps: 18, &random)
        let footprints = trace.events.map(Footprint.init)
        let order = CausalOrder(trace)
        for place in trace.steps.indices.dropLast() where !footprints[place].depends(on: footprints[place + 1]) {
            var schedule = trace.schedule
            schedule.swapAt(place, place + 1)
            let swapped = CausalOrder(Trace(machine: machine, schedule: schedule))
            guard swapped.count == order.count else { continue }
            func moved(_ step: Int) -> Int { step == place ? place + 1 : step == place + 1 ? place : step }
            for step in 0..<order.count {
                #expect(swapped.level(of: moved(step)) == order.level(of: step), "seed \(seed) swap \(place + 1)")
                for other in 0..<order.count {
                    #expect(
                        swapped.relation(of: moved(step), to: moved(other)) == order.relation(of: step, to: other),
                        "seed \(seed) swap \(place + 1)")
                }
            }
            func ends(_ edges: [Edge], _ name: (Int) -> Int) -> Set<[Int]> {
                Set(edges.map { [name($0.source), name($0.target), $0.kind.rawValue] })
            }
            #expect(
                ends(swapped.happensBefore.essentialEdges, { $0 }) == ends(order.happensBefore.essentialEdges, moved),
                "seed \(seed) swap \(place + 1)")
            swaps += 1
        }
    }
    #expect(swaps > 150)
}

@Test("a cone and what is concurrent share out all other steps")
func conesPartition() throws {
    for (seed, trace) in try randomOrders(7_800..<7_840) {
        let order = CausalOrder(trace)
        for step in 0..<order.count {
            let parts = order.past(of: step) + [step] + order.future(of: step) + order.concurrent(with: step)
            #expect(parts.sorted() == Array(0..<order.count), "seed \(seed) step \(step + 1)")
            #expect(order.past(of: step).allSatisfy { order.relation(of: $0, to: step) == .before })
            #expect(order.future(of: step).allSatisfy { order.relation(of: $0, to: step) == .after })
        }
    }
}

@Test("cut back and grown again, an order is the same as made at once")
func cutAndGrow() throws {
    var random = SeededGenerator(seed: 7_900)
    let text = """
        model "Long"
        var a: int = 0
        atomic flag: int = 0
        mutex m
        channel wire: int capacity 2
        thread sender {
          for i in 0..<90 { wire.send(i % 3); m.lock(); a = i; m.unlock() }
        }
        thread receiver {
          for i in 0..<90 { let got = wire.receive(); flag.store(got, release); m.lock(); a = got; m.unlock() }
        }
        thread watcher { for i in 0..<90 { let seen = flag.load(acquire); flag.fetchAdd(1, relaxed) } }
        """
    let loaded = HeddleFrontEnd.load(SourceText(path: "long.heddle", text: text))
    let machine = try Machine(try #require(loaded.program, "\(loaded.diagnostics.map(\.message))"))
    let trace = walk(machine, steps: 1_200, &random)
    #expect(trace.steps.count > 700)
    let whole = CausalOrder(trace)
    var order = whole
    for count in [700, 513, 512, 511, 257, 256, 255, 100, 1, 0] {
        order.cut(to: count) { trace.steps[$0].event }
        #expect(order.count == count)
        var grown = order
        for step in trace.steps[count...] { grown.append(step.event) }
        #expect(grown.happensBefore.edges == whole.happensBefore.edges, "cut to \(count)")
        #expect(grown.happensBefore.essentialEdges == whole.happensBefore.essentialEdges, "cut to \(count)")
        #expect((0..<grown.count).map(grown.level) == (0..<whole.count).map(whole.level), "cut to \(count)")
        for _ in 0..<2_000 {
            let (a, b) = (
                Int.random(in: 0..<whole.count, using: &random), Int.random(in: 0..<whole.count, using: &random)
            )
            #expect(grown.relation(of: a, to: b) == whole.relation(of: a, to: b), "cut to \(count)")
        }
    }
}

@Test("long chains of updates keep their edges few")
func updatesInARow() {
    func update(_ thread: Int, _ order: MemoryOrder) -> Event {
        var event = Event(thread: thread)
        var operation = Operation(.readModifyWrite, name: "x")
        operation.order = order
        event.operations = [operation]
        return event
    }
    for order in [MemoryOrder.seqCst, .release, .relaxed] {
        let relation = HappensBefore(events: (0..<900).map { update($0 % 3, order) })
        #expect(relation.edges.count < 900 * 3)
        #expect(relation.causallyPrecedes(0, 899))
        #expect(relation.precedes(0, 898) == (order == .seqCst))
    }
}
