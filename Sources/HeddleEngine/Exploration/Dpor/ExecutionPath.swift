internal import HeddleProgram

/// The execution being explored: its steps, the states between them, and which step lies in whose past.
///
/// Shape: step `i` leads from state `i` to state `i + 1`; states lie back to back, each as long as it needs. The past of a
/// step is a row of bits, one for each step before it that it depends on, directly or not.
package final class ExecutionPath {
    let table: AccessTable
    @exclusivity(unchecked) private(set) var events: [DporEvent] = []
    private var words: UnsafeMutablePointer<UInt64>
    private var wordCapacity = 1 << 12
    @exclusivity(unchecked) private var starts: [Int] = []
    @exclusivity(unchecked) private var counts: [Int] = []
    @exclusivity(unchecked) private var hashes: [UInt64] = []
    /// Messages received from each queue before each state; none where there are no queues.
    @exclusivity(unchecked) private(set) var received: [[Int]] = []
    private var rows: UnsafeMutablePointer<UInt64>
    /// Words of a row, and rows.
    private var rowWords = 2
    private var rowCapacity: Int { rowWords * 64 }

    init(table: AccessTable) {
        self.table = table
        words = .allocate(capacity: wordCapacity)
        rows = .allocate(capacity: 2 * 128)
    }

    deinit {
        words.deallocate()
        rows.deallocate()
    }

    var count: Int { events.count }
    var byteCount: Int { wordCapacity * 8 + rowWords * rowCapacity * 8 + starts.capacity * 64 }

    func state(_ index: Int) -> (words: UnsafePointer<UInt64>, count: Int) {
        (UnsafePointer(words + starts[index]), counts[index])
    }

    var schedule: [Transition] { events.filter { !$0.isStop }.map(\.transition) }

    /// Appends the state behind the last step (or the start).
    func append(_ state: UnsafePointer<UInt64>, count: Int, received: [Int]) {
        let start = starts.isEmpty ? 0 : starts[starts.count - 1] + counts[counts.count - 1]
        if start + count > wordCapacity { growWords(start, start + count) }
        (words + start).update(from: state, count: count)
        starts.append(start)
        counts.append(count)
        hashes.append(stateHash(state, count))
        self.received.append(received)
    }

    /// Appends a step to the last state; its own state is to follow.
    func append(_ event: DporEvent) {
        let step = events.count
        if step >= rowCapacity { growRows() }
        let row = rows + step * rowWords
        row.update(repeating: 0, count: rowWords)
        var index = step - 1
        while index >= 0 {
            if row[index >> 6] >> UInt64(index & 63) & 1 == 0, table.areDependent(events[index], event) {
                let other = rows + index * rowWords
                for word in 0...(index >> 6) { row[word] |= other[word] }
                row[index >> 6] |= 1 << UInt64(index & 63)
            }
            index -= 1
        }
        events.append(event)
    }

    func removeLast() {
        events.removeLast()
        starts.removeLast()
        counts.removeLast()
        hashes.removeLast()
        received.removeLast()
    }

    /// Whether step `earlier` lies in the past of step `later`.
    @inline(__always)
    func isPast(_ earlier: Int, of later: Int) -> Bool {
        rows[later * rowWords + earlier >> 6] >> UInt64(earlier & 63) & 1 != 0
    }

    /// Whether no step lies between two of which one is in the other's past.
    func isImmediate(_ earlier: Int, _ later: Int) -> Bool {
        var between = earlier + 1
        while between < later {
            if isPast(between, of: later), isPast(earlier, of: between) { return false }
            between += 1
        }
        return true
    }

    /// Whether the last state was met before on this execution.
    var hasRepeatedState: Bool {
        let last = hashes.count - 1
        for index in 0..<last where hashes[index] == hashes[last] && counts[index] == counts[last] {
            let mine = words + starts[last]
            let other = words + starts[index]
            if (0..<counts[last]).allSatisfy({ mine[$0] == other[$0] }) { return true }
        }
        return false
    }

    private func growWords(_ used: Int, _ needed: Int) {
        let larger = max(wordCapacity * 2, needed)
        let fresh = UnsafeMutablePointer<UInt64>.allocate(capacity: larger)
        fresh.update(from: words, count: used)
        words.deallocate()
        words = fresh
        wordCapacity = larger
    }

    private func growRows() {
        let old = rowWords
        let count = events.count
        rowWords *= 2
        let fresh = UnsafeMutablePointer<UInt64>.allocate(capacity: rowWords * rowCapacity)
        for row in 0..<count {
            (fresh + row * rowWords).update(from: rows + row * old, count: old)
            (fresh + row * rowWords + old).update(repeating: 0, count: rowWords - old)
        }
        rows.deallocate()
        rows = fresh
    }
}
