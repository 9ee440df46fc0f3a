internal import HeddleProgram

/// "Did you mean …?": the nearest of several names by edit distance.
enum Suggestions {
    /// Most names that are looked through.
    static let candidateLimit = 500

    /// The candidate nearest to `name`, if it is near enough to be a slip. The first of several equally near ones.
    static func nearest(to name: String, among candidates: [String]) -> String? {
        let limit = name.utf8.count <= 3 ? 1 : name.utf8.count <= 7 ? 2 : 3
        var best: (name: String, distance: Int)?
        for candidate in candidates.prefix(candidateLimit) where candidate != name {
            let distance = distance(Array(name.utf8), Array(candidate.utf8))
            if distance <= limit, distance < candidate.utf8.count, distance < best?.distance ?? Int.max {
                best = (candidate, distance)
            }
        }
        return best?.name
    }

    static func hint(for name: String, among candidates: [String]) -> String? {
        nearest(to: name, among: candidates).map { "did you mean '\($0)'?" }
    }

    /// Insertions, deletions, replacements and swaps of neighbours.
    private static func distance(_ a: [UInt8], _ b: [UInt8]) -> Int {
        var before: [Int] = []
        var previous = Array(0...b.count)
        for i in 0..<a.count {
            var row = [i + 1]
            row.reserveCapacity(b.count + 1)
            for j in 0..<b.count {
                var cost = min(previous[j + 1] + 1, row[j] + 1, previous[j] + (a[i] == b[j] ? 0 : 1))
                if i > 0, j > 0, a[i] == b[j - 1], a[i - 1] == b[j] { cost = min(cost, before[j - 1] + 1) }
                row.append(cost)
            }
            before = previous
            previous = row
        }
        return previous[b.count]
    }
}
