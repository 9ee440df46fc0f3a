package import HeddleEngine
internal import HeddleProgram

/// What the memory leaves and doesn't leave to the threads at one place of a line of play, kept from key to key.
package struct KeptMemoryChoices: Sendable {
    fileprivate var place = -1
    fileprivate var byThread: [Int: MemoryChoices] = [:]

    package init() {}
}

/// A forbidden choice whose reason the user asked to see.
package struct AskedReason: Hashable, Sendable {
    package var place: Int
    package var thread: Int
    package var write: WriteName

    package init(place: Int, thread: Int, write: WriteName) {
        self.place = place
        self.thread = thread
        self.write = write
    }
}

extension Situation {
    /// Keeps what the memory leaves at the place.
    package mutating func followMemory() {
        guard machine.memoryModel.isC11, keptMemory.place != place else { return }
        keptMemory = memoryChoices(moves: machine.shownMoves(play.nodes[place].state))
    }

    /// Of a situation whose line was followed.
    private func memoryChoices(moves: [Transition]) -> KeptMemoryChoices {
        var kept = KeptMemoryChoices()
        kept.place = place
        let trace = play.trace(of: play.path(to: place))
        guard
            let finder = ForbiddenChoices(
                machine: machine, trace: trace, order: followed.causal.happensBefore)
        else { return kept }
        for thread in Set(moves.map(\.thread)).sorted() {
            kept.byThread[thread] = finder.choices(ofThread: thread, moves: moves.filter { $0.thread == thread })
        }
        return kept
    }

    /// By thread, where its next step is an access that the memory has a say in.
    func memoryChoices(_ moves: [Transition]) -> [Int: MemoryChoices] {
        guard machine.memoryModel.isC11 else { return [:] }
        return keptMemory.place == place ? keptMemory.byThread : memoryChoices(moves: moves).byThread
    }
}

extension Scene {
    /// Rows that forbidden choices of one thread take: the newest writes first. Unit: rows.
    package static let shownForbidden = 8

    /// What the memory leaves and doesn't leave to a thread here; nil where it has no say.
    func memoryChoices(ofThread thread: Int) -> MemoryChoices? { situation.memoryChoices(moves)[thread] }

    /// What is forbidden to a thread here, as far as it has rows.
    package func forbidden(ofThread thread: Int) -> [ForbiddenChoice] {
        Array((memoryChoices(ofThread: thread)?.forbidden ?? []).prefix(Self.shownForbidden))
    }

    /// The forbidden choice under the cursor of Threads: it stands behind the open ones.
    package var selectedForbidden: ForbiddenChoice? {
        guard let choice = situation.selectedChoice else { return nil }
        let index = choice - moves(ofThread: situation.selectedThread).count
        guard index >= 0 else { return nil }
        let forbidden = forbidden(ofThread: situation.selectedThread)
        return index < forbidden.count ? forbidden[index] : nil
    }

    /// The forbidden choice under the cursor, if its reason was asked for.
    var shownReason: ForbiddenChoice? {
        guard let asked = situation.askedReason, asked.place == situation.place,
            asked.thread == situation.selectedThread, let choice = selectedForbidden, choice.write == asked.write
        else { return nil }
        return choice
    }
}
