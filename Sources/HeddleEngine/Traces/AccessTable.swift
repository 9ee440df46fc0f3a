/// What steps touch, each set of locations once, and which of them are dependent.
///
/// Two steps are *dependent* if one writes a location that the other reads or writes. What decides whether a step can
/// be made is read, and a thread's place is read and written by all its steps; so steps of one thread are dependent, and
/// so are a step and another that enables, disables or changes it. Swapping independent neighbours gives the same state,
/// and both still touch the same.
/// Shape: entries are numbered from 0 in order of appearance; an entry is a set of reads, then a set of writes.
package final class AccessTable {
    private static let largestMatrix = 2048

    private let wordCount: Int
    private var words: UnsafeMutablePointer<UInt64>
    private var capacity = 64
    package private(set) var count = 0
    /// Open addressing; -1 is free.
    private var slots: [Int32]
    /// Answers known: 0 none yet, 1 independent, 2 dependent. Row-major, `matrixSide` a row.
    private var matrix: [UInt8] = []
    private var matrixSide = 0

    /// `wordCount`: length of a set of locations in 8-byte words.
    package init(wordCount: Int) {
        self.wordCount = wordCount
        words = .allocate(capacity: capacity * wordCount * 2)
        slots = Array(repeating: -1, count: 256)
    }

    deinit {
        words.deallocate()
    }

    /// Bytes in use, about.
    package var byteCount: Int { capacity * wordCount * 16 + slots.count * 4 + matrix.count }

    private func entry(_ index: Int) -> UnsafeMutablePointer<UInt64> { words + index * wordCount * 2 }

    /// The number of what lies at `reads` and, right behind it, the writes.
    package func number(of reads: UnsafePointer<UInt64>) -> Int32 {
        let length = wordCount * 2
        var place = Int(truncatingIfNeeded: hash(reads)) & (slots.count - 1)
        while slots[place] >= 0 {
            let known = entry(Int(slots[place]))
            var index = 0
            while index < length, known[index] == reads[index] { index += 1 }
            if index == length { return slots[place] }
            place = (place + 1) & (slots.count - 1)
        }
        if count == capacity { grow() }
        entry(count).update(from: reads, count: length)
        slots[place] = Int32(count)
        count += 1
        if count * 2 > slots.count { rehash() }
        return Int32(count - 1)
    }

    /// The set of locations that an entry reads, and the one that it writes.
    package func reads(of number: Int32) -> UnsafePointer<UInt64> { UnsafePointer(entry(Int(number))) }
    package func writes(of number: Int32) -> UnsafePointer<UInt64> {
        UnsafePointer(entry(Int(number)) + wordCount)
    }

    private func hash(_ words: UnsafePointer<UInt64>) -> UInt64 {
        var mixed: UInt64 = 0x9e37_79b9_7f4a_7c15
        for index in 0..<(wordCount * 2) {
            mixed = (mixed ^ words[index]) &* 0xff51_afd7_ed55_8ccd
            mixed ^= mixed >> 32
        }
        return mixed
    }

    private func grow() {
        let larger = UnsafeMutablePointer<UInt64>.allocate(capacity: capacity * 2 * wordCount * 2)
        larger.update(from: words, count: count * wordCount * 2)
        words.deallocate()
        words = larger
        capacity *= 2
    }

    private func rehash() {
        var fresh = [Int32](repeating: -1, count: slots.count * 2)
        for index in 0..<count {
            var place = Int(truncatingIfNeeded: hash(entry(index))) & (fresh.count - 1)
            while fresh[place] >= 0 { place = (place + 1) & (fresh.count - 1) }
            fresh[place] = Int32(index)
        }
        slots = fresh
    }

    /// Whether steps that touch this and that are dependent.
    package func areDependent(_ first: Int32, _ second: Int32) -> Bool {
        let a = Int(first)
        let b = Int(second)
        if max(a, b) >= Self.largestMatrix { return compare(a, b) }
        if max(a, b) >= matrixSide { growMatrix(max(a, b) + 1) }
        let known = matrix[a * matrixSide + b]
        if known != 0 { return known == 2 }
        let answer = compare(a, b)
        matrix[a * matrixSide + b] = answer ? 2 : 1
        matrix[b * matrixSide + a] = answer ? 2 : 1
        return answer
    }

    private func compare(_ a: Int, _ b: Int) -> Bool {
        let mine = entry(a)
        let theirs = entry(b)
        for index in 0..<wordCount {
            let written = mine[wordCount + index]
            let othersWritten = theirs[wordCount + index]
            if written & (theirs[index] | othersWritten) != 0 || mine[index] & othersWritten != 0 { return true }
        }
        return false
    }

    private func growMatrix(_ needed: Int) {
        var side = max(64, matrixSide)
        while side < needed { side *= 2 }
        var larger = [UInt8](repeating: 0, count: side * side)
        for row in 0..<matrixSide {
            for column in 0..<matrixSide { larger[row * side + column] = matrix[row * matrixSide + column] }
        }
        matrix = larger
        matrixSide = side
    }
}
