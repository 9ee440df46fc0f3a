/// Which reductions a search uses. None of them changes what is found, only how many states it takes.
package struct Reductions: OptionSet, Hashable, Sendable {
    package let rawValue: Int
    package init(rawValue: Int) { self.rawValue = rawValue }

    /// A step that no other thread can notice is made at once with the one before it.
    package static let fusion = Reductions(rawValue: 1)
    /// In each state only a set of threads moves that the others can't get in the way of.
    package static let stubborn = Reductions(rawValue: 2)
    /// States that differ in which replica is which are one.
    package static let symmetry = Reductions(rawValue: 4)
    /// Rounds of a loop that only waits are not followed.
    package static let spin = Reductions(rawValue: 8)

    package static let all: Reductions = [.fusion, .stubborn, .symmetry, .spin]

    /// Names on the command line and in reports, in order.
    package static let names: [(name: String, reduction: Reductions)] = [
        ("fusion", .fusion), ("stubborn", .stubborn), ("symmetry", .symmetry), ("spin", .spin),
    ]
}

/// Why a reduction that was asked for is not used on a model.
package enum ReductionRefusal: Hashable, Sendable {
    /// Data races are looked for: they are about where threads stand.
    case races
    /// A bound on the depth, or every bug, was asked for: that needs every interleaving.
    case everyInterleaving
    /// A memory model that the analysis does not know.
    case memoryModel
    /// The analysis would not fit its tables.
    case tooLarge
    /// An instruction that the analysis does not know.
    case unknownInstruction
    /// Spurious wake-ups are moves that don't keep an execution going.
    case spuriousWakeUps
    /// A property that holds in every state asks whether a thread is blocked.
    case blockedIsObserved
    /// A property or ghost code names one of the replicas.
    case replicaIsNamed
    /// Replicas call functions that recurse, or ghost code tells threads apart.
    case replicasDiffer
    /// An unordered channel carries thread identities.
    case threadsInUnorderedChannel
    /// It left out next to nothing in the first states, as many as given, and takes time.
    case leavesNothingOut(Int)
}
