import HeddleProgram
import Testing

@testable import HeddleEngine

/// An event of one operation, as the machine records them.
private func event(
    _ thread: Int, _ kind: Operation.Kind, _ name: String, order: MemoryOrder? = nil, value: Value? = nil,
    others: [Int] = [], second: String? = nil, total: Int? = nil
) -> Event {
    var event = Event(thread: thread)
    var operation = Operation(kind, name: name)
    operation.order = order
    operation.value = value
    operation.otherThreads = others
    operation.secondName = second
    operation.total = total
    event.operations = [operation]
    return event
}

@Test("two overwritten deposits are joined by one modification-order edge")
func lostUpdateEdges() {
    let relation = HappensBefore(events: [
        event(0, .read, "balance"), event(1, .read, "balance"), event(1, .write, "balance"),
        event(0, .write, "balance"),
    ])
    #expect(relation.edges == [Edge(source: 2, target: 3, kind: .modificationOrder)])
    #expect(relation.essentialEdges == relation.edges)
    #expect(!relation.precedes(2, 3))
    #expect(relation.causallyPrecedes(2, 3))
    #expect(relation.precedes(0, 3))
}

@Test("a modification-order edge that reads-from and program order imply is not drawn")
func impliedEdgesAreDropped() {
    let relation = HappensBefore(events: [
        event(0, .read, "balance"), event(1, .read, "balance"), event(1, .write, "balance"),
        event(0, .write, "balance"), event(2, .read, "balance"), event(2, .write, "balance"),
    ])
    #expect(
        relation.essentialEdges == [
            Edge(source: 2, target: 3, kind: .modificationOrder), Edge(source: 3, target: 4, kind: .readsFrom),
        ])
    #expect(relation.edges.contains(Edge(source: 3, target: 5, kind: .modificationOrder)))
}

@Test("unlocking synchronizes with the next lock, also through a wait")
func lockEdges() {
    let relation = HappensBefore(events: [
        event(0, .lock, "m"), event(0, .conditionWait, "c", second: "m"), event(1, .lock, "m"),
        event(1, .notify, "c", others: [0]), event(1, .unlock, "m"), event(0, .conditionResume, "c", second: "m"),
    ])
    #expect(
        relation.edges == [
            Edge(source: 1, target: 2, kind: .synchronizesWith), Edge(source: 4, target: 5, kind: .synchronizesWith),
        ])
    #expect(relation.precedes(0, 5))
}

@Test("an acquiring load synchronizes with the releasing store that it reads, a relaxed one only reads from it")
func releaseAcquire() {
    let steps = [
        event(0, .write, "data"), event(0, .write, "flag", order: .release), event(1, .read, "flag", order: .acquire),
        event(2, .read, "flag", order: .relaxed),
    ]
    let relation = HappensBefore(events: steps)
    #expect(
        relation.edges == [
            Edge(source: 1, target: 2, kind: .synchronizesWith), Edge(source: 1, target: 3, kind: .readsFrom),
        ])
    #expect(relation.precedes(0, 2))
    #expect(!relation.precedes(0, 3))
    #expect(relation.causallyPrecedes(0, 3))
}

@Test("a read-modify-write carries a release on, another thread's relaxed store ends it")
func releaseSequences() {
    let through = HappensBefore(events: [
        event(0, .write, "x", order: .release), event(1, .readModifyWrite, "x", order: .relaxed),
        event(2, .read, "x", order: .acquire),
    ])
    #expect(through.edges(into: 2).contains(Edge(source: 0, target: 2, kind: .synchronizesWith)))
    let broken = HappensBefore(events: [
        event(0, .write, "x", order: .release), event(1, .write, "x", order: .relaxed),
        event(2, .read, "x", order: .acquire),
    ])
    #expect(broken.edges(into: 2) == [Edge(source: 1, target: 2, kind: .readsFrom)])
}

@Test("messages join a send with its receive, and a receive with the send that it made room for")
func messages() {
    let relation = HappensBefore(events: [
        event(0, .send, "wire", value: .integer(5), total: 1), event(1, .receive, "wire", value: .integer(5)),
        event(0, .send, "wire", value: .integer(6), total: 1),
    ])
    #expect(
        relation.edges == [
            Edge(source: 0, target: 1, kind: .message, label: "wire"),
            Edge(source: 1, target: 2, kind: .synchronizesWith),
        ])
}

@Test("every arrival at a barrier happens before every departure")
func barriers() {
    let relation = HappensBefore(events: [
        event(0, .barrierArrive, "b"), event(1, .barrierArrive, "b"), event(2, .barrierLast, "b"),
        event(0, .barrierLeave, "b"), event(1, .barrierLeave, "b"),
    ])
    for arrival in 0...2 {
        for departure in 3...4 { #expect(relation.precedes(arrival, departure)) }
    }
    #expect(!relation.precedes(3, 4))
}

@Test("spawning, joining, a once block and an event order what they join")
func spawnJoinOnceEvent() {
    let relation = HappensBefore(events: [
        event(0, .spawn, "half", others: [1]), event(1, .onceRun, "o"), event(1, .onceFinish, "o"),
        event(1, .eventSet, "go"), event(0, .eventWait, "go"), event(0, .onceDone, "o"),
        event(0, .join, "half", others: [1]),
    ])
    #expect(relation.edges.allSatisfy { $0.kind == .synchronizesWith })
    #expect(relation.edges.map { [$0.source, $0.target] } == [[0, 1], [3, 4], [2, 5], [3, 6]])
    #expect(relation.essentialEdges.map { [$0.source, $0.target] } == [[0, 1], [3, 4]])
}

@Test("happens-before and causal order are strict partial orders on random traces")
func strictPartialOrders() {
    var random = SeededGenerator(seed: 7)
    for _ in 0..<60 {
        let events = (0..<24).map { _ -> Event in
            let thread = Int.random(in: 0..<4, using: &random)
            let kinds: [Operation.Kind] = [.read, .write, .readModifyWrite, .lock, .unlock, .send, .receive]
            let kind = kinds[Int.random(in: 0..<kinds.count, using: &random)]
            let name = ["x", "y"][Int.random(in: 0..<2, using: &random)]
            let orders: [MemoryOrder?] = [nil, .relaxed, .acquire, .release, .seqCst]
            return event(
                thread, kind, "\(kind == .lock || kind == .unlock ? "m" : "")\(name)",
                order: orders[Int.random(in: 0..<orders.count, using: &random)])
        }
        let relation = HappensBefore(events: events)
        for a in events.indices {
            #expect(!relation.precedes(a, a))
            for b in events.indices where relation.precedes(a, b) {
                #expect(a < b && relation.causallyPrecedes(a, b))
                for c in events.indices where relation.precedes(b, c) { #expect(relation.precedes(a, c)) }
            }
        }
        let reachable = closure(relation.essentialEdges, events)
        for edge in relation.edges { #expect(reachable[edge.source][edge.target]) }
    }
}

/// Which step leads to which by the edges given and program order.
private func closure(_ edges: [Edge], _ events: [Event]) -> [[Bool]] {
    var reach = events.indices.map { a in events.indices.map { b in a < b && events[a].thread == events[b].thread } }
    for edge in edges { reach[edge.source][edge.target] = true }
    for middle in events.indices {
        for a in events.indices where reach[a][middle] {
            for b in events.indices where reach[middle][b] { reach[a][b] = true }
        }
    }
    return reach
}
