import HeddleProgram
import Testing

@testable import HeddleEngine

private func access(_ thread: Int, _ kind: Operation.Kind, _ name: String, _ order: MemoryOrder? = nil) -> Event {
    var event = Event(thread: thread)
    var operation = Operation(kind, name: name)
    operation.order = order
    event.operations = [operation]
    return event
}

private func words(_ chain: CausalChain?) -> String {
    guard let chain, let first = chain.links.first else { return "none" }
    return chain.links.reduce("\(first.source + 1)") { text, link in
        let kind: String
        switch link.kind {
        case nil: kind = "po"
        case .synchronizesWith: kind = "sw"
        case .readsFrom: kind = "rf"
        case .modificationOrder: kind = "mo"
        case .message: kind = "msg"
        case .race: kind = "race"
        }
        return text + " \(kind) \(link.target + 1)"
    }
}

@Test("the chain of the relay is the one of the screens, and it breaks at the relaxed store")
func relayChain() {
    let order = CausalOrder(events: [
        access(0, .write, "data"), access(0, .write, "flag", .release), access(1, .read, "flag", .acquire),
        access(1, .write, "go", .relaxed), access(2, .read, "go", .acquire), access(2, .read, "other"),
    ])
    let chain = order.chain(from: 0, to: 5)
    #expect(words(chain) == "1 po 2 sw 3 po 4 rf 5 po 6")
    #expect(chain?.breach == CausalChain.Link(source: 3, target: 4, kind: .readsFrom))
    #expect(order.chain(from: 0, to: 2)?.breach == nil)
    #expect(order.chain(from: 5, to: 0) == nil)
    #expect(order.chain(from: 2, to: 2) == nil)
}

@Test("a chain through a lock is preferred to a shorter one that only carries a value")
func chainsPreferOrder() {
    let order = CausalOrder(events: [
        access(0, .lock, "m"), access(0, .write, "x"), access(0, .write, "y"), access(0, .unlock, "m"),
        access(1, .lock, "m"), access(1, .read, "x"),
    ])
    #expect(words(order.chain(from: 1, to: 5)) == "2 po 4 sw 5 po 6")
    #expect(order.happensBefore.edges(into: 5).contains(Edge(source: 1, target: 5, kind: .readsFrom)))
}

@Test("unordered steps have no chain")
func noChain() {
    let order = CausalOrder(events: [access(0, .write, "x"), access(1, .write, "y")])
    #expect(order.chain(from: 0, to: 1) == nil)
    #expect(order.relation(of: 0, to: 1) == .concurrent)
}

/// Fewest links that only carry a value, then fewest links, of any chain: by trying all.
private func cheapest(_ order: CausalOrder, from a: Int, to b: Int) -> [Int]? {
    let relation = order.happensBefore
    var best = [[Int]?](repeating: nil, count: order.count)
    best[a] = [0, 0]
    for step in (a + 1)..<max(a + 1, b + 1) {
        var costs: [[Int]] = []
        for source in a..<step {
            guard let cost = best[source] else { continue }
            if relation.threads(of: source).contains(where: relation.threads(of: step).contains) {
                costs.append([cost[0], cost[1] + 1])
            }
        }
        for edge in relation.edges(into: step) where edge.source >= a && edge.kind.orders {
            guard let cost = best[edge.source] else { continue }
            costs.append([cost[0] + (edge.kind.synchronizes ? 0 : 1), cost[1] + 1])
        }
        best[step] = costs.min { $0.lexicographicallyPrecedes($1) }
    }
    return best[b]
}

@Test("chains of random traces are chains, and the nearest to happens-before")
func chainsAreCheapest() throws {
    var random = SeededGenerator(seed: 8_000)
    var chains = 0
    for seed in 8_000..<8_120 {
        let order = CausalOrder(
            walk(try Machine(try RandomPrograms.program(seed: seed)), steps: 20, &random))
        let relation = order.happensBefore
        let hasRendezvous = (0..<order.count).contains { relation.threads(of: $0).count > 1 }
        for a in 0..<order.count {
            for b in a..<order.count {
                let chain = order.chain(from: a, to: b)
                #expect((chain != nil) == relation.causallyPrecedes(a, b), "seed \(seed) \(a) \(b)")
                guard let chain else { continue }
                var step = a
                for link in chain.links {
                    #expect(link.source == step && link.target > step, "seed \(seed)")
                    if let kind = link.kind {
                        let known = relation.edges(into: link.target).contains {
                            $0.source == link.source && $0.kind == kind
                        }
                        #expect(known, "seed \(seed)")
                    } else {
                        let mine = relation.threads(of: link.source)
                        #expect(relation.threads(of: link.target).contains(where: mine.contains), "seed \(seed)")
                    }
                    step = link.target
                }
                #expect(step == b, "seed \(seed)")
                #expect((chain.breach == nil) == relation.precedes(a, b), "seed \(seed)")
                let cost = [chain.links.count { $0.kind?.synchronizes == false }, chain.links.count]
                let best = try #require(cheapest(order, from: a, to: b), "seed \(seed)")
                #expect(cost[0] == best[0] && (hasRendezvous || cost == best), "seed \(seed) \(a + 1) \(b + 1)")
                chains += 1
            }
        }
    }
    #expect(chains > 2_000)
}
