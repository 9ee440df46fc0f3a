import EngineReference
import HeddleLanguages
import HeddleProgram
import Testing

@testable import HeddleEngine

private func insert(_ store: StateStore, _ words: [UInt64]) -> StateStore.Insertion {
    words.withUnsafeBufferPointer { buffer in
        guard let base = buffer.baseAddress else { return .full }
        return store.insert(
            base, count: words.count, hash: store.hash(base, count: words.count), parent: StateStore.noParent)
    }
}

@Test("a store that is compressed on the way keeps every state under its index", arguments: [1, 3, 9], [2, 20_000])
func compressionKeepsIndices(fixedWords: Int, turn: Int) {
    let store = StateStore(wordCount: 9, fixedWords: fixedWords, memoryLimit: 1 << 28)
    var random = SeededGenerator(seed: 3)
    var known: [[UInt64]: Int] = [:]
    var order: [[UInt64]] = []
    for round in 0..<40_000 {
        if round == turn { store.compress() }
        // Short ones first, so that the tree has to become larger.
        let length = round < 30_000 ? 3 : 9
        let words = (0..<9).map { $0 < length ? UInt64.random(in: 0..<14, using: &random) << 33 : 0 }
        let result = insert(store, words)
        if let index = known[words] {
            #expect(result == .known(index))
        } else {
            #expect(result == .new(order.count))
            known[words] = order.count
            order.append(words)
        }
    }
    #expect(store.isCompressed && store.count == order.count)
    for (index, words) in order.enumerated() {
        #expect(store.state(index) == State(words: words))
        #expect(store.find(State(words: words)) == index)
    }
    #expect(store.find(State(words: [99, 0, 0, 0, 0, 0, 0, 0, 0])) == nil)
}

@Test("a store compresses its states before it is full, and holds more of them then")
func compressionComesBeforeTheLimit() {
    let limit = 1 << 21
    let store = StateStore(wordCount: 8, fixedWords: 8, memoryLimit: limit)
    var stored = 0
    // Many states of few parts, as a model's are.
    search: for a in 0..<UInt64(60) {
        for b in 0..<UInt64(60) {
            for c in 0..<UInt64(60) {
                guard case .new = insert(store, [a, a, b, b, c, c, 7, 7]) else { break search }
                stored += 1
            }
        }
    }
    #expect(store.isCompressed)
    #expect(stored > limit / 64)
    #expect(store.memoryBytes <= limit)
    #expect(store.state(1) == State(words: [0, 0, 0, 0, 1, 1, 7, 7]))
}

private func search(_ explorer: some Explorer) -> SearchReport {
    while !explorer.isOver { explorer.advance(budget: 1 << 16) }
    return explorer.report
}

@Test("searches over compressed states come to the same", arguments: 0..<10)
func compressedSearchesAgree(part: Int) throws {
    for seed in part * 20..<part * 20 + 20 {
        let machine = try Machine(try RandomPrograms.program(seed: seed))
        var compressed = SearchOptions(memory: 1 << 28)
        compressed.compresses = true
        let plain = search(BreadthFirstExplorer(machine: machine, options: SearchOptions(memory: 1 << 28)))
        for other in [
            search(BreadthFirstExplorer(machine: machine, options: compressed)),
            search(DepthFirstExplorer(machine: machine, options: compressed)),
        ] {
            #expect(other.states == plain.states, "seed \(seed)")
            #expect(other.transitions == plain.transitions, "seed \(seed)")
            #expect(Set(other.findings.map(\.subject)) == Set(plain.findings.map(\.subject)), "seed \(seed)")
            #expect(Set(other.witnesses.keys) == Set(plain.witnesses.keys), "seed \(seed)")
        }
    }
}

@Test("a table that there is no time to enlarge ends the search by time")
func growthKeepsTheTime() {
    let store = StateStore(wordCount: 1, fixedWords: 1, memoryLimit: 1 << 28)
    var asked: [Double] = []
    store.hasTime = { seconds in
        asked.append(seconds)
        return false
    }
    var stored: UInt64 = 0
    while case .new = insert(store, [stored]) { stored += 1 }
    #expect(store.isOutOfTime && !asked.isEmpty)
    #expect(stored > 1 << 16 && store.count == Int(stored))
    #expect(insert(store, [0]) == .known(0))
}
