/// Why one step is ordered before another, beyond its own thread's program order.
///
/// Strength for drawing: race, synchronizes-with, message, reads-from, modification order.
package enum EdgeKind: Int, Hashable, Sendable, Comparable {
    case race, synchronizesWith, message, readsFrom, modificationOrder
    package static func < (a: EdgeKind, b: EdgeKind) -> Bool { a.rawValue < b.rawValue }
}

/// An edge between two steps of a trace. Steps count from 0.
package struct Edge: Hashable, Sendable {
    package var source: Int
    package var target: Int
    package var kind: EdgeKind
    /// Channel name of a message edge.
    package var label: String?
    package init(source: Int, target: Int, kind: EdgeKind, label: String? = nil) {
        self.source = source
        self.target = target
        self.kind = kind
        self.label = label
    }
}
