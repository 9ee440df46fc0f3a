internal import HeddleEngine

/// From a thread that waits to the one that can end it: who waits for whom, up to a thread that can run.
///
/// Of several threads that could help the nearest to one that can run is followed; where none of them comes to one, the
/// first, until it comes back to a thread of the chain or nobody is left.
struct WaitChain {
    enum End: Equatable {
        case canRun(Int)
        /// Back at a thread of the chain.
        case circle(Int)
        case nobody
    }

    /// From the thread asked about on; each waits for the next one's thread.
    private(set) var links: [WaitGraph.Wait] = []
    private(set) var end = End.nobody

    /// nil: the thread does not wait.
    init?(_ scene: Scene, thread: Int) {
        var waits: [Int: WaitGraph.Wait] = [:]
        for wait in WaitGraph(scene).waits { waits[wait.thread] = wait }
        guard waits[thread] != nil else { return nil }
        func canRun(_ other: Int) -> Bool { !scene.moves(ofThread: other).isEmpty }
        if let way = Self.nearest(from: thread, waits, canRun) {
            links = way.dropLast().compactMap { waits[$0] }
            end = .canRun(way[way.count - 1])
            return
        }
        var current = thread
        while let wait = waits[current] {
            links.append(wait)
            guard let next = wait.others.first(where: { waits[$0] != nil }) else { return }
            if links.contains(where: { $0.thread == next }) {
                end = .circle(next)
                return
            }
            current = next
        }
    }

    /// The shortest way to a thread that can run, both ends included.
    private static func nearest(
        from thread: Int, _ waits: [Int: WaitGraph.Wait], _ canRun: (Int) -> Bool
    ) -> [Int]? {
        var before: [Int: Int] = [thread: thread]
        var queue = [thread]
        var next = 0
        while next < queue.count {
            let current = queue[next]
            next += 1
            if canRun(current) {
                var way = [current]
                while let last = way.first, let previous = before[last], previous != last {
                    way.insert(previous, at: 0)
                }
                return way
            }
            for other in waits[current]?.others ?? [] where before[other] == nil {
                before[other] = current
                queue.append(other)
            }
        }
        return nil
    }

    /// A row for each link, and how it ends: `b.0 waits for c.0: lock m`. Nothing where it has one link and that can run:
    /// then there is no chain.
    func rows(_ scene: Scene) -> [StyledLine] {
        if links.count == 1, case .canRun = end { return [] }
        if links.count == 1, links[0].others.isEmpty { return [] }
        var rows: [StyledLine] = []
        for (index, wait) in links.enumerated() {
            var row = StyledLine("  ")
            row.append(scene.name(ofThread: wait.thread), .thread(wait.thread))
            row.append(" waits for ")
            let next = index + 1 < links.count ? links[index + 1].thread : last
            if let next { row.append(scene.name(ofThread: next), .thread(next)) } else { row.append("nobody", .bad) }
            row.append(": \(wait.label)")
            rows.append(row)
        }
        var row = StyledLine("  ")
        switch end {
        case .canRun(let thread):
            row.append(scene.name(ofThread: thread), .thread(thread))
            if let line = scene.sourceLine(ofThread: thread) { row.append(" :\(line)", .quiet) }
            row.append(" can run: it has to move first.", .good)
        case .circle(let thread): row.append("That is a circle through \(scene.name(ofThread: thread)).", .bad)
        case .nobody: row.append("Nobody at its end can run.", .bad)
        }
        return rows + [row]
    }

    private var last: Int? {
        switch end {
        case .canRun(let thread), .circle(let thread): return thread
        case .nobody: return nil
        }
    }
}
