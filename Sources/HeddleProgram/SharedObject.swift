/// Index of a shared object in `Program.objects`.
package typealias ObjectID = Int
/// Index of a routine in `Program.routines`.
package typealias RoutineID = Int
/// Index of a local in its routine's `locals`.
package typealias LocalID = Int
/// Index of a thread group in `Program.threadGroups`.
package typealias GroupID = Int
/// Index of a label in `Program.labels`.
package typealias LabelID = Int
/// Index of a statement in `Program.statements`.
package typealias StatementID = Int

/// Something that stands at the top of a model and is shared by its threads.
package struct SharedObject: Sendable {
    package var name: String
    package var kind: ObjectKind
    /// Number of elements where the object is an array of primitives (`mutex fork[5]`); nil for a single one.
    /// Variables and atomics carry arrays in their type instead.
    package var count: Int?
    package var isGhost: Bool
    /// A channel that each process has of its own: the elements are those of process 0, then of 1 …
    package var isOwn = false
    package var span: SourceSpan
    package var documentation: String

    package init(
        name: String, kind: ObjectKind, count: Int? = nil, isGhost: Bool = false, span: SourceSpan = .none,
        documentation: String = ""
    ) {
        self.name = name
        self.kind = kind
        self.count = count
        self.isGhost = isGhost
        self.span = span
        self.documentation = documentation
    }
}

extension Program {
    /// Whether its threads share atomic variables and no plain memory: then no two accesses can race.
    ///
    /// Cells of a pool count as plain: taking and giving one back are plain accesses to all of it.
    package var sharesAtomicsOnly: Bool {
        let kinds = objects.filter { !$0.isGhost }.map(\.kind)
        return kinds.contains { if case .atomic = $0 { true } else { false } }
            && !kinds.contains {
                switch $0 {
                case .variable, .pool: true
                default: false
                }
            }
    }
}

package enum ObjectKind: Sendable {
    /// `var`; `initial` may hold `.uninitialized` (per leaf).
    case variable(ValueType, initial: Value)
    /// `atomic`. An array type means one atomic per element; a struct type is ONE atomic.
    case atomic(ValueType, initial: Value)
    case mutex(recursive: Bool)
    case rwlock(writersFirst: Bool)
    case condition(spurious: Bool)
    case semaphore(initial: Int, limit: Int?)
    case barrier(parties: Int)
    case once
    case event
    case channel(ValueType, capacity: ChannelCapacity, unordered: Bool)
    case pool(fields: [Field], capacity: Int, any: Bool, recycling: Bool)
}

package enum ChannelCapacity: Hashable, Sendable {
    case rendezvous
    case bounded(Int)
    /// Holds as many as the bound `messages` allows; going past it is inconclusive.
    case unbounded
}

/// Memory order of an atomic access (C++20); under `sc` it has no effect.
package enum MemoryOrder: String, Sendable, CaseIterable {
    case relaxed, acquire, release
    case acqRel = "acq_rel"
    case seqCst = "seq_cst"
}

package enum MemoryModel: String, Sendable, CaseIterable {
    case sc, tso
    /// C++20: release sequences after P0982, seq_cst after P0668.
    case c11
    /// As `c11`, with the release sequences and the order of seq_cst accesses of RC11 (Lahav et al. 2017). Chosen from
    /// outside only.
    case rc11

    /// Whether memory is messages and views, with races found by clocks.
    package var isC11: Bool { self == .c11 || self == .rc11 }

    /// Those that a model can name.
    package static let named: [MemoryModel] = [.sc, .tso, .c11]
}
