/// A choice that a weak memory doesn't leave to a thread's next access, with the evidence for that; the wording lives in
/// HeddlePresentation.
///
/// Shape: steps count from 0; the access itself would be step `count` of the line.
package struct ForbiddenChoice: Hashable, Sendable {
    /// The write that can't be read; of a store the write that it can't be put right before.
    package var write: WriteName
    /// Whether the access is a store, which is about its place in modification order.
    package var isPlacement: Bool
    /// What the step would record, had it this choice. A value that nobody can know is missing.
    package var event: Event
    package var reason: Reason

    package enum Reason: Hashable, Sendable {
        /// Coherence: the thread itself read a write that stands behind it (of a store: that one or one behind it).
        case alreadyRead(WriteName, in: Int)
        /// Coherence: the thread itself made such a write.
        case alreadyWrote(WriteName, in: Int)
        /// Coherence with happens-before: step `by` let the thread know of such a write, which step `madeIn` made. What
        /// happens before step `by` is the access `through`: that write, or a read of it.
        case known(WriteName, madeIn: Int, through: Int, by: Int)
        /// The place right behind `write` was taken by an update, which read it and made `update`.
        case glued(WriteName, update: WriteName, in: Int)
        /// The order of seq_cst operations would be a cycle; each link ends where the next one begins.
        case cycle([Link])
        /// The memory refuses it, and none of these says why.
        case other
    }

    /// One order between two steps, as a link of a cycle.
    package struct Link: Hashable, Sendable {
        package enum Kind: Hashable, Sendable {
            case programOrder, synchronizesWith, happensBefore, readsFrom, modificationOrder
            /// From a read to a write that stands behind the one it read.
            case fromRead
        }
        package var source: Int
        package var target: Int
        package var kind: Kind

        package init(source: Int, target: Int, kind: Kind) {
            self.source = source
            self.target = target
            self.kind = kind
        }
    }
}

/// The next access of a thread to an atomic location, and what the memory leaves and doesn't leave to it.
package struct MemoryChoices: Sendable {
    /// What its open choices would record, in the order of the moves.
    package var open: [Event]
    /// The newest write first.
    package var forbidden: [ForbiddenChoice]

    /// Writes that the location has, or places for a store: those that are left and those that are not.
    package var total: Int { Set(open.map(\.memoryChoice)).count + forbidden.count }
    /// Of these the ones that are left.
    package var openCount: Int { total - forbidden.count }
}

extension Event {
    /// The write that the one access of the step reads, or that a store is put right before; nil: behind all.
    var memoryChoice: WriteName? {
        guard let memory = operations.first?.memory else { return nil }
        return operations[0].kind == .write ? memory.placedBefore : memory.readsFrom
    }
}
