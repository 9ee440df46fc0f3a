/// A set of small numbers, one bit each, that grows with its members.
struct BitSet: Sendable {
    private var words: [UInt64]

    /// Room for members below `count`.
    init(count: Int = 0) { words = [UInt64](repeating: 0, count: (count + 63) / 64) }

    @inline(__always)
    func contains(_ member: Int) -> Bool {
        member >> 6 < words.count && words[member >> 6] & (1 << UInt64(member & 63)) != 0
    }

    mutating func insert(_ member: Int) {
        while words.count <= member >> 6 { words.append(0) }
        words[member >> 6] |= 1 << UInt64(member & 63)
    }

    /// Members in order.
    var members: [Int] {
        var result: [Int] = []
        for (index, word) in words.enumerated() where word != 0 {
            var rest = word
            while rest != 0 {
                result.append(index * 64 + rest.trailingZeroBitCount)
                rest &= rest - 1
            }
        }
        return result
    }

    var isEmpty: Bool { !words.contains { $0 != 0 } }
}
