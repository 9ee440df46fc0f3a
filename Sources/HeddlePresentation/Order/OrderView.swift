/// How the Happens-before pane shows a line of play.
package struct OrderView: Hashable, Sendable {
    package enum Layout: Hashable, Sendable {
        /// A row a step, in the order in which they were made.
        case lanes
        /// A step below all that led to it; steps that nothing orders share a row.
        case causal
    }

    package var layout = Layout.lanes
    /// All edges, also those that others imply.
    package var showsAllEdges = false
    /// Runs of one thread that no edge joins take one row.
    package var folds = true
    /// Nodes of the play tree: the runs that they stand in are shown in full.
    package var opened: Set<Int> = []
    package var filter = OrderFilter()

    package init() {}
}
