internal import HeddleProgram

/// What lies behind the places of a line of play: looked ahead from each, as far as the limit allows.
///
/// Idea: one open graph of every interleaving that grows breadth first from whatever place is asked about; so the nearest
/// violation is known as soon as it is met, and where all that can come fits the graph, everything about the place is.
/// Pulled: `advance` makes rows for a while and returns. Confined to the thread that uses it.
/// Not covered: more than `limit` states in all; places behind which more lies stay open.
package final class LookAhead {
    private let machine: Machine
    private let graph: StateGraph
    private let collector: OutcomeCollector
    /// Places in the graph's list of what is a violation.
    private let violations: [Int]
    private var root = -1
    private var queue: [Int] = []
    private var next = 0
    private var seen = BitSet()
    // Ends that were given an outcome so far, and the outcomes met.
    private var endCount = 0
    private var ends: [(state: Int, outcome: Int)] = []
    private var outcomes: [OutcomeKey: Int] = [:]
    private var outcomeKeys: [OutcomeKey] = []
    /// The answers for the graph as it was with so many rows.
    private var table: (rows: Int, answers: OutlookTable)?

    package static let defaultLimit = 1_000_000
    /// More outcomes of a place than this are counted and not named.
    private static let outcomeLimit = 1_000
    /// The same behind one of its moves.
    private static let behindLimit = 64

    package init(
        machine: Machine, looksForRaces: Bool, limit: Int = LookAhead.defaultLimit,
        memory: Int = SearchOptions.defaultMemory / 4
    ) {
        self.machine = machine
        var subjects: [Subject] = []
        for (index, property) in machine.program.properties.enumerated()
        where property.kind.canFail {
            subjects.append(.property(index))
        }
        for check in Check.allCases
        where !machine.program.allowed.contains(check)
            && (check != .race || looksForRaces || machine.memoryModel.isC11)
        {
            subjects.append(.check(check))
        }
        violations = Array(subjects.indices)
        graph = StateGraph(
            machine: machine, subjects: subjects, looksForRaces: looksForRaces, limit: limit, memory: memory)
        collector = OutcomeCollector(machine: machine)
    }

    /// States that were looked at.
    package var states: Int { graph.store.count }

    /// Asks about a place; what was seen before is known already.
    package func look(at state: State) {
        guard let index = graph.index(of: state) else {
            root = -1
            return
        }
        if index == root { return }
        root = index
        queue = [index]
        next = 0
        // Where every row is made already there is nothing to look for.
        if graph.rowCount == graph.store.count { next = 1 }
        seen = BitSet(count: graph.store.count)
        seen.insert(index)
    }

    /// Whether no more will be known of the place asked about.
    package var isFinal: Bool { root < 0 || next == queue.count || graph.isFull }

    /// Looks further until about `budget` transitions are made; returns how many were.
    @discardableResult
    package func advance(budget: Int) -> Int {
        var spent = 0
        while spent < budget, !isFinal {
            let state = queue[next]
            next += 1
            let edges = graph.edges(of: state)
            spent += edges.count + 1
            for edge in edges where graph.targets[edge] != StateGraph.none {
                let target = graph.stored(Int(graph.targets[edge]))
                if !seen.contains(target) {
                    seen.insert(target)
                    queue.append(target)
                }
            }
        }
        return spent
    }

    /// What is known of the place asked about; nil where it is no part of the graph any more.
    package func prospects() -> Prospects? {
        guard root >= 0, graph.hasRow(root) else { return nil }
        let answers = currentAnswers()
        let row = graph.edges(of: root)
        let enabled = machine.enabled(graph.store.state(root))
        var moves: [Transition: Outlook] = [:]
        for (edge, move) in zip(row, enabled) {
            guard graph.targets[edge] != StateGraph.none else {
                var nothing = Outlook()
                nothing.isDiscarded = machine.apply(move, to: graph.store.state(root))?.event.outcome == .discarded
                moves[move] = nothing
                continue
            }
            var outlook = answers.outlook(of: Int(graph.targets[edge]))
            outlook.nearest = outlook.nearest.map { $0 + 1 }
            moves[move] = outlook
        }
        var prospects = Prospects(state: answers.outlook(of: root), moves: moves, states: states, isFinal: isFinal)
        if !prospects.state.isWhole { prospects.bound = graph.bound }
        if prospects.state.isWhole, let reached = answers.outcomes(of: root), reached.count <= Self.outcomeLimit {
            prospects.outcomes = Set(reached.map { outcomeKeys[$0] })
            for (edge, move) in zip(row, enabled) where graph.targets[edge] != StateGraph.none {
                guard let behind = answers.outcomes(of: Int(graph.targets[edge])), behind.count <= Self.behindLimit
                else { continue }
                prospects.outcomesBehind[move] = Set(behind.map { outcomeKeys[$0] })
            }
        }
        return prospects
    }

    private func currentAnswers() -> OutlookTable {
        if let table, table.rows == graph.rowCount { return table.answers }
        while endCount < graph.ends.count {
            let end = graph.ends[endCount]
            endCount += 1
            if end.ending != .ended && end.ending != .deadlock { continue }
            let state = graph.store.state(Int(end.state))
            let key = collector.key(end.ending, state)
            let outcome = outcomes[key] ?? outcomes.count
            if outcome == outcomes.count { outcomeKeys.append(key) }
            outcomes[key] = outcome
            ends.append((Int(end.state), outcome))
        }
        let answers = OutlookTable(
            graph: graph, violations: violations, outcomes: ends, outcomeCount: outcomes.count)
        table = (graph.rowCount, answers)
        return answers
    }
}
