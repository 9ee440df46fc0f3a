package import HeddleProgram

/// Why a step is not known to a thread: where, on the way from one to the other, happens-before was lost, and which
/// stronger orders would have kept it.
///
/// Idea: the chain of reads and program order that comes nearest to happens-before shows the places where a value was
/// handed on without knowledge. What is missing there is not guessed from the orders written down but tried: the line
/// is ordered once more with the access on one side made stronger, so that release sequences, updates and fences count
/// as the rules of edges have it.
/// Not covered: what a fence at another place would do; it orders no more than the stronger access that is tried.
package struct KnowledgeGap: Hashable, Sendable {
    /// What a read lacks to take over what the thread knew that wrote.
    package enum Cause: Hashable, Sendable {
        /// The write releases nothing, though the read would take it.
        case unreleased
        /// The read takes nothing of what the write releases.
        case unacquired
        /// Neither.
        case neither
        /// No atomic: nothing that is read from it orders anything.
        case plain
        /// The link is no read: one write lies behind another in modification order.
        case modificationOrder
    }

    /// A link of the chain that orders nothing. Steps count from 0.
    package struct Break: Hashable, Sendable {
        package var source: Int
        package var target: Int
        package var cause: Cause
        /// What was written and read.
        package var write: Operation
        package var read: Operation
    }

    /// An access made stronger: a release where it writes, an acquire where it reads.
    package struct Remedy: Hashable, Sendable {
        package var step: Int
        package var isRelease: Bool
        package var operation: Operation
    }

    /// The step that isn't known, and the thread that doesn't know it.
    package let step: Int
    package let thread: Int
    /// Whether the thread has made a step yet.
    package let hasMoved: Bool
    /// nil: no chain of reads leads from the one to the other.
    package let chain: CausalChain?
    package let breaks: [Break]
    /// The fewest accesses whose strengthening would order the step before the thread; empty: none are known.
    package let remedies: [Remedy]
    /// The synchronizes-with edges that there would be then and are not now.
    package let edges: [Edge]

    /// Lines longer than this aren't ordered anew. Unit: steps.
    private static let longest = 400
    /// Accesses that may be made stronger, at most.
    private static let mostRemedies = 6

    /// nil: the step happens before what the thread does next. `order`: that of `events`.
    package init?(step: Int, thread: Int, events: [Event], order: CausalOrder) {
        let last = events.lastIndex { $0.thread == thread || $0.partner == thread }
        if let last, last == step || order.happensBefore.precedes(step, last) { return nil }
        self.step = step
        self.thread = thread
        hasMoved = last != nil
        let chain = last.flatMap { order.chain(from: step, to: $0) }
        self.chain = chain
        guard let chain, let last else {
            (breaks, remedies, edges) = ([], [], [])
            return
        }
        let trial = Trial(events: events, before: order.happensBefore)
        let breaks = chain.links.indices.compactMap { Self.lost(at: $0, of: chain, trial) }
        self.breaks = breaks
        (remedies, edges) = Self.remedies(breaks, from: step, to: last, trial)
    }

    /// What is missing at one link; nil: it orders.
    private static func lost(at index: Int, of chain: CausalChain, _ trial: Trial) -> Break? {
        let link = chain.links[index]
        guard let kind = link.kind, !kind.synchronizes,
            let pair = trial.pair(from: link.source, to: link.target)
        else { return nil }
        var found = Break(
            source: link.source, target: link.target, cause: .neither, write: pair.write, read: pair.read)
        if kind == .modificationOrder {
            found.cause = .modificationOrder
        } else if pair.write.order == nil || pair.read.order == nil {
            found.cause = .plain
        } else {
            // A fence behind the read would order only from there on: where the chain goes on.
            let next = index + 1 < chain.links.count ? chain.links[index + 1] : nil
            let end = next.map { $0.kind == nil ? $0.target : link.target } ?? link.target
            let release = Remedy(step: link.source, isRelease: true, operation: pair.write)
            let acquire = Remedy(step: link.target, isRelease: false, operation: pair.read)
            if trial.synchronizes(link.target, with: [acquire]) {
                found.cause = .unacquired
            } else if trial.order(with: [release]).precedes(link.source, end) {
                found.cause = .unreleased
            }
        }
        return found
    }

    /// The smallest set of stronger accesses by which `step` would happen before `last`.
    private static func remedies(
        _ breaks: [Break], from step: Int, to last: Int, _ trial: Trial
    ) -> ([Remedy], [Edge]) {
        var known: [Remedy] = []
        for lost in breaks where lost.cause != .plain && lost.cause != .modificationOrder {
            if lost.cause != .unacquired {
                known.append(Remedy(step: lost.source, isRelease: true, operation: lost.write))
            }
            if lost.cause != .unreleased {
                known.append(Remedy(step: lost.target, isRelease: false, operation: lost.read))
            }
        }
        guard !known.isEmpty, known.count <= mostRemedies, trial.events.count <= longest else { return ([], []) }
        let sets = (1..<(1 << known.count)).sorted { ($0.nonzeroBitCount, $0) < ($1.nonzeroBitCount, $1) }
        for set in sets {
            let chosen = known.indices.filter { set >> $0 & 1 == 1 }.map { known[$0] }
            let order = trial.order(with: chosen)
            guard order.precedes(step, last) else { continue }
            let before = Set(trial.before.edges.filter { $0.kind == .synchronizesWith })
            return (chosen, order.essentialEdges.filter { $0.kind == .synchronizesWith && !before.contains($0) })
        }
        return ([], [])
    }
}

/// A line of steps that is ordered anew with some of its accesses made stronger.
private struct Trial {
    let events: [Event]
    let before: HappensBefore

    /// What one step wrote and another read of it, or overwrote.
    func pair(from source: Int, to target: Int) -> (write: Operation, read: Operation)? {
        for write in events[source].operations.reversed() where write.kind.putsValue {
            if let read = events[target].operations.first(where: { Footprint.overlap($0.name, write.name) }) {
                return (write, read)
            }
        }
        return nil
    }

    /// Whether a step would synchronize with another one, with which it does not now.
    func synchronizes(_ step: Int, with remedies: [KnowledgeGap.Remedy]) -> Bool {
        let now = before.edges(into: step)
        return order(with: remedies).edges(into: step).contains {
            $0.kind == .synchronizesWith && !now.contains($0)
        }
    }

    func order(with remedies: [KnowledgeGap.Remedy]) -> HappensBefore {
        var stronger = events
        for remedy in remedies {
            for index in stronger[remedy.step].operations.indices
            where stronger[remedy.step].operations[index].name == remedy.operation.name {
                stronger[remedy.step].operations[index].strengthen(isRelease: remedy.isRelease)
            }
        }
        return HappensBefore(events: stronger)
    }
}

extension Operation {
    /// Makes it a release, or an acquire, besides what it is.
    package mutating func strengthen(isRelease: Bool) {
        guard let old = order else { return }
        switch (old, isRelease) {
        case (.relaxed, true): order = .release
        case (.relaxed, false): order = .acquire
        case (.acquire, true), (.release, false): order = .acqRel
        default: break
        }
    }
}

extension Operation.Kind {
    fileprivate var putsValue: Bool {
        switch self {
        case .write, .readModifyWrite, .compareExchange: return true
        default: return false
        }
    }
}

extension MemoryOrder {
    /// Whether an access so ordered passes on what its thread knows.
    package var releases: Bool { self == .release || self == .acqRel || self == .seqCst }
    /// Whether a read so ordered takes over what the write passed on.
    package var acquires: Bool { self == .acquire || self == .acqRel || self == .seqCst }
}
