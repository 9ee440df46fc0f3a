internal import HeddleProgram

/// A failure that runs are counted by: a subject that fails in a situation (`FindingGroups`), however a run came there.
///
/// Where a graph is known, what counts is the state in which the failure ends: two ways into it that differ only in the
/// thread that came last are the same failure.
struct FailureTarget {
    let machine: Machine
    let subject: Subject
    let looksForRaces: Bool
    private let situation: String
    private var graph: StateGraph?
    /// Marked states of the graph in which this failure ends.
    private var ends: Set<Int> = []

    /// The failure that a trace shows at its end.
    init(machine: Machine, subject: Subject, trace: Trace) {
        self.machine = machine
        self.subject = subject
        looksForRaces = subject == .check(.race)
        situation = FindingGroups.situation(
            machine: machine, subject: subject, state: trace.lastState, last: trace.steps.last?.event)
    }

    /// Looks for the states in which it ends. The graph is whole, and this subject its only one.
    mutating func learn(_ graph: StateGraph) {
        self.graph = graph
        let marks = graph.marks[0]
        if marks.contains(0) { ends = [0] }
        let isOfState = FindingGroups.isOfState(subject, in: machine.program)
        if isOfState {
            for state in marks.members where isOwn(graph.store.state(graph.stored(state)), nil) { ends.insert(state) }
            return
        }
        for source in 0..<graph.store.count where !marks.contains(source) {
            for edge in graph.edges(of: source) where graph.targets[edge] != StateGraph.none {
                let target = Int(graph.targets[edge])
                guard marks.contains(target), !ends.contains(target) else { continue }
                let moved = machine.apply(graph.transition(edge, of: source), to: graph.store.state(source))
                if let moved, isOwn(moved.state, moved.event) { ends.insert(target) }
            }
        }
    }

    private func isOwn(_ state: State, _ last: Event?) -> Bool {
        FindingGroups.situation(machine: machine, subject: subject, state: state, last: last) == situation
    }

    /// Whether a marked state of the graph is one in which this failure ends.
    func endsIn(_ state: Int) -> Bool { ends.contains(state) }

    /// Whether a step that fails the subject does so in this way.
    func isMet(by move: Transition, from before: State) -> Bool {
        guard let moved = machine.apply(move, to: before) else { return false }
        if let graph, let index = graph.index(of: moved.state) {
            guard let check = moved.event.violation?.check, moved.event.outcome == .completed else {
                return ends.contains(index)
            }
            return ends.contains(graph.double(of: index, failing: check))
        }
        return isOwn(moved.state, moved.event)
    }
}
