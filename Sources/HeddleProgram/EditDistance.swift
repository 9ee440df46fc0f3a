/// How far two words are apart: insertions, deletions, replacements and swaps of neighbours.
package enum EditDistance {
    package static func between<Letter: Equatable>(_ a: [Letter], _ b: [Letter]) -> Int {
        var before: [Int] = []
        var previous = Array(0...b.count)
        for i in a.indices {
            var row = [i + 1]
            row.reserveCapacity(b.count + 1)
            for j in b.indices {
                var cost = min(previous[j + 1] + 1, row[j] + 1, previous[j] + (a[i] == b[j] ? 0 : 1))
                if i > 0, j > 0, a[i] == b[j - 1], a[i - 1] == b[j] { cost = min(cost, before[j - 1] + 1) }
                row.append(cost)
            }
            before = previous
            previous = row
        }
        return previous[b.count]
    }

    /// How far a slip of the fingers leads from a word of so many letters.
    package static func slip(letters: Int) -> Int { letters <= 3 ? 1 : letters <= 7 ? 2 : 3 }
}
