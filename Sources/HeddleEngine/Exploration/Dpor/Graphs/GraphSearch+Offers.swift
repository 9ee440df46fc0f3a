/// A write that is about to be added: its thread, its location and, of an update, the write that it reads.
struct GraphOffer {
    var thread: Int
    var location: Int
    var reads: WriteName?
    /// Of the read of an update that was there before.
    var stamp: Int?
}

/// Writes that are offered to earlier reads.
extension GraphSearch {
    /// Lets each read that could be made behind a new write read that write.
    func offer(_ graph: ExecutionGraph, _ offer: GraphOffer) {
        let past = graph.past(of: offer.thread, offer.location, reading: offer.reads)
        for (index, step) in graph.steps.enumerated()
        where !past[index] && step.location == offer.location && step.reads != nil {
            if graph.isMaximal(behind: index, past) { revisit(graph, index, past, offer) }
        }
    }

    private func revisit(_ graph: ExecutionGraph, _ read: Int, _ past: [Bool], _ offer: GraphOffer) {
        guard let cut = cut(graph, read, past), let writes = moves(of: offer.thread, in: cut.state) else { return }
        let reader = graph.steps[read]
        for write in writes.moves where write.outcome == .completed && write.step.reads == offer.reads {
            guard let name = write.step.writes else { continue }
            countStep()
            var next = cut
            next.add(write.step, placedAfter: write.placedAfter, write.state, stamp: offer.stamp)
            guard isAllowed(next) else { continue }
            guard let reads = moves(of: reader.thread, in: next.state) else { return }
            let own = reads.reading(name)
            for move in own { takeRead(next, move, stamp: reader.stamp) }
            if reads.isAwait, own.isEmpty, next.order[offer.location].last == name {
                wait(next, reader.thread, offer.location, name, stamp: reader.stamp)
            }
            if reads.mayUpdate, !reads.onlyReads(name) {
                self.offer(
                    next,
                    GraphOffer(thread: reader.thread, location: offer.location, reads: name, stamp: reader.stamp))
            }
        }
    }

    /// The graph without a read and without what was added behind it, but for a past. nil where the search can't go on.
    private func cut(_ graph: ExecutionGraph, _ read: Int, _ past: [Bool]) -> ExecutionGraph? {
        let line = graph.steps[read].stamp
        func isKept(_ index: Int) -> Bool { past[index] || (index != read && graph.steps[index].stamp <= line) }
        guard let first = graph.steps.indices.first(where: { !isKept($0) }) else { return graph }
        var result = graph.prefix(first)
        for index in first..<graph.steps.count where isKept(index) {
            let step = graph.steps[index]
            guard step.halt == nil else {
                result.put(step, nil, result.state)
                continue
            }
            guard let found = moves(of: step.thread, in: result.state) else { return nil }
            countStep()
            let place = step.writes.flatMap { result.place(of: $0, step.location, in: graph) }
            let same = found.moves.filter { $0.outcome == .completed && $0.isSame(as: step, placedAfter: place) }
            guard let move = same.first, same.count == 1 else {
                // In another order of the same steps more may have to be kept.
                if isBounded { return nil }
                preconditionFailure("Heddle bug: a part of an execution graph can't be made again")
            }
            var again = step
            again.choice = move.step.choice
            result.put(again, move.placedAfter, move.state)
        }
        return result
    }
}

extension ExecutionGraph {
    /// The write that comes right before another one here, if it stands as in a larger graph.
    func place(of name: WriteName, _ location: Int, in whole: ExecutionGraph) -> WriteName? {
        let known = Set(order[location])
        var last: WriteName?
        for other in whole.order[location] {
            if other == name { break }
            if known.contains(other) { last = other }
        }
        return last
    }

    /// Whether a state was met on the way.
    func contains(_ state: State) -> Bool { states.contains(state) }

    /// About.
    var byteCount: Int {
        steps.count * (MemoryLayout<GraphStep>.stride + 16) + state.words.count * 8
            + order.reduce(0) { $0 + $1.count * MemoryLayout<WriteName>.stride }
    }
}
