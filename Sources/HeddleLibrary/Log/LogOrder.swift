/// The order of a log's records: which came before which, by their parents.
///
/// Idea: records are put into chains greedily (a record joins the chain of a parent that is its chain's last). For each
/// record the last place in every other chain that is before it is kept, so that `isBefore` is one look. A log has as many
/// chains as branches were merged, few in practice.
package struct LogOrder: Sendable {
    /// Digests, each behind its parents; ties by time and digest, so the order is the same on every machine. Records in a
    /// circle (which no honest log can have) are left out.
    package let digests: [String]
    private let places: [String: Place]

    private struct Place: Sendable {
        var chain: Int
        var position: Int
        /// For each chain the number of its records that are before this one, or are it.
        var reach: [Int]
    }

    package init(_ log: LibraryLog) {
        var children: [String: [String]] = [:]
        var open: [String: Int] = [:]
        for (digest, record) in log.records {
            let parents = record.parents.filter { log.records[$0] != nil }
            open[digest] = parents.count
            for parent in parents { children[parent, default: []].append(digest) }
        }
        func precedes(_ first: String, _ second: String) -> Bool {
            let (a, b) = (log.records[first]?.stamp.time ?? "", log.records[second]?.stamp.time ?? "")
            return a == b ? first < second : a < b
        }
        // Ready ones, the next at the end.
        var ready = open.filter { $0.value == 0 }.map(\.key).sorted { precedes($1, $0) }
        var digests: [String] = []
        var places: [String: Place] = [:]
        var lengths: [Int] = []
        while let digest = ready.popLast() {
            let parents = (log.records[digest]?.parents ?? []).compactMap { places[$0] }
            places[digest] = Self.place(after: parents, &lengths)
            digests.append(digest)
            for child in children[digest] ?? [] {
                open[child, default: 1] -= 1
                guard open[child] == 0 else { continue }
                let index = ready.firstIndex { precedes($0, child) } ?? ready.count
                ready.insert(child, at: index)
            }
        }
        self.digests = digests
        self.places = places
    }

    private static func place(after parents: [Place], _ lengths: inout [Int]) -> Place {
        var reach: [Int] = parents.first?.reach ?? []
        for parent in parents.dropFirst() {
            if reach.count < parent.reach.count {
                reach += Array(repeating: 0, count: parent.reach.count - reach.count)
            }
            for (chain, count) in parent.reach.enumerated() { reach[chain] = max(reach[chain], count) }
        }
        let chain: Int
        if let last = parents.first(where: { $0.position == lengths[$0.chain] - 1 }) {
            chain = last.chain
        } else {
            chain = lengths.count
            lengths.append(0)
        }
        if reach.count <= chain { reach += Array(repeating: 0, count: chain + 1 - reach.count) }
        reach[chain] = lengths[chain] + 1
        lengths[chain] += 1
        return Place(chain: chain, position: lengths[chain] - 1, reach: reach)
    }

    /// Whether one record is another one, or is reached from it over parents.
    package func isBefore(_ first: String, orIs second: String) -> Bool {
        guard let first = places[first], let second = places[second], first.chain < second.reach.count else {
            return false
        }
        return second.reach[first.chain] > first.position
    }
}
