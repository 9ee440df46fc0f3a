/// A search with exact storage, pulled in portions; each strategy is one file.
///
/// Whoever drives it sees only this; nothing here is called once a step.
protocol Explorer: AnyObject {
    var store: StateStore { get }
    var report: SearchReport { get }
    /// Whether nothing is left to do.
    var isOver: Bool { get }
    /// As many of the store's first states as are known to be expanded.
    var expanded: Int { get }
    /// Goes on until about `budget` more transitions are fired or the search is over; returns how many were.
    @discardableResult
    func advance(budget: Int) -> Int
    /// Ends the search at the next portion; what was found stays.
    func stop()
    /// Set once, by a search that was asked to try its reductions and then goes on only if `advance` is called again: those
    /// that leave out next to nothing, and whether to go on by force is worth it.
    var idleReductions: (reductions: Reductions, forcesSteps: Bool)? { get }
    /// Why the search can't go on with the model; then another one takes its place.
    var refusal: GraphRefusal? { get }
    /// The way on which a stored state was found.
    func schedule(to index: Int) -> [Transition]
}

extension Explorer {
    var idleReductions: (reductions: Reductions, forcesSteps: Bool)? { nil }
    var refusal: GraphRefusal? { nil }
}
