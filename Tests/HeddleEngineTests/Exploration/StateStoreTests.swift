import Testing

@testable import HeddleEngine

private func insert(
    _ store: StateStore, _ words: [UInt64], parent: UInt32 = StateStore.noParent
) -> StateStore.Insertion {
    words.withUnsafeBufferPointer { buffer in
        guard let base = buffer.baseAddress else { return .full }
        return store.insert(base, count: words.count, hash: store.hash(base, count: words.count), parent: parent)
    }
}

@Test("the store knows exactly what was put in, in order, through many growths", arguments: [1, 3])
func storeIsExact(fixedWords: Int) {
    let store = StateStore(wordCount: 3, fixedWords: fixedWords, memoryLimit: 1 << 26)
    var random = SeededGenerator(seed: 11)
    var known: [[UInt64]: Int] = [:]
    var order: [[UInt64]] = []
    for _ in 0..<40_000 {
        let words = (0..<3).map { _ in UInt64.random(in: 0..<30, using: &random) }
        let result = insert(store, words)
        if let index = known[words] {
            #expect(result == .known(index))
        } else {
            #expect(result == .new(order.count))
            known[words] = order.count
            order.append(words)
        }
    }
    #expect(store.count == order.count)
    for (index, words) in order.enumerated() {
        #expect(store.state(index) == State(words: words))
        #expect(store.find(State(words: words)) == index)
    }
    #expect(store.find(State(words: [31, 0, 0])) == nil)
}

@Test("a store that may take no more memory says so and keeps what it has")
func storeStopsAtItsLimit() {
    let store = StateStore(wordCount: 4, fixedWords: 4, memoryLimit: 1 << 16)
    var stored = 0
    var number: UInt64 = 0
    while true {
        number += 1
        guard case .new = insert(store, [number, 0, 0, number]) else { break }
        stored += 1
    }
    #expect(insert(store, [number, 0, 0, number]) == .full)
    #expect(insert(store, [1, 0, 0, 1]) == .known(0))
    #expect(store.count == stored && stored > 500)
    #expect(store.memoryBytes <= 1 << 16)
}

@Test("parents lead back to the first state")
func storeKeepsParents() {
    let store = StateStore(wordCount: 1, fixedWords: 1, memoryLimit: 1 << 20)
    _ = insert(store, [5])
    _ = insert(store, [6], parent: 0)
    #expect(store.parent(of: 0) == nil)
    #expect(store.parent(of: 1) == 0)
}

@Test("states of many lengths are told apart, whether runs or offsets keep them", arguments: [1, 40])
func storeTellsLengthsApart(longest: Int) {
    let store = StateStore(wordCount: 64, fixedWords: 2, memoryLimit: 1 << 28)
    var random = SeededGenerator(seed: 5)
    var known: [[UInt64]: Int] = [:]
    var order: [[UInt64]] = []
    for round in 0..<60_000 {
        // Lengths grow first and then come mixed.
        let length = round < 5_000 ? 2 + round / 1_000 : 2 + Int.random(in: 0...longest, using: &random)
        var words = (0..<length).map { _ in UInt64.random(in: 0..<8, using: &random) }
        words += [UInt64](repeating: 0, count: 64 - length)
        let result = insert(store, words)
        if let index = known[words] {
            #expect(result == .known(index))
        } else {
            #expect(result == .new(order.count))
            known[words] = order.count
            order.append(words)
        }
    }
    for (index, words) in order.enumerated() { #expect(store.state(index) == State(words: words)) }
}
