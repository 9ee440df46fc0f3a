/// A stateless search as its explorer sees it: executions run one by one, none kept.
protocol ExecutionSearch: AnyObject {
    /// Whether every execution has been run.
    var isOver: Bool { get }
    /// Executions run to their ends.
    var executions: Int { get }
    /// Steps made.
    var transitions: Int { get }
    /// Steps of the longest execution so far, and of the one under way.
    var longest: Int { get }
    var length: Int { get }
    /// Whether an execution has come back to a state: then nothing is proved.
    var hasCycle: Bool { get }
    var meetsDepthBound: Bool { get }
    /// Memory used, about. Unit: bytes.
    var byteCount: Int { get }
}

/// What is common to the searches that run executions: beginning, bounds, figures.
extension SearchLedger {
    /// Begins; the first state, where there is something to run from it.
    func beginExecutions() -> State? {
        guard begin() else { return nil }
        let first = machine.start()
        guard !isOver else { return nil }
        guard first.event.outcome == .completed else {
            if case .violated = first.event.outcome { report.executions = 1 }
            update(frontier: 0)
            report.phase = report.limits.isEmpty ? .complete : .limited
            return nil
        }
        return first.state
    }

    var executionDepth: Int { options.depth ?? SearchOptions.defaultExecutionDepth }

    func keepBounds(of search: some ExecutionSearch) {
        endIfAsked()
        if isOver { return }
        if search.hasCycle { return end(by: .cycle(search.length)) }
        if search.meetsDepthBound {
            let limit = SearchLimit.depth(executionDepth)
            if !report.limits.contains(limit) { report.limits.append(limit) }
        }
        if let states = options.states, search.transitions >= states { end(by: .states(states)) }
        if search.byteCount > options.searchMemory { end(by: .memory(options.memory)) }
    }

    /// Takes the figures over, and notes the end.
    func takeFigures(of search: some ExecutionSearch) {
        update(frontier: 0)
        report.states = search.transitions + 1
        report.transitions = search.transitions
        report.depth = search.longest
        report.completeDepth = search.isOver ? search.longest : 0
        report.executions = search.executions
        report.memoryBytes = search.byteCount
        report.bytesPerState = 0
        if search.isOver, !isOver { report.phase = report.limits.isEmpty ? .complete : .limited }
    }
}
