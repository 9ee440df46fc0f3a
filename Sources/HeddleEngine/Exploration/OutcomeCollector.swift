internal import HeddleProgram

/// Collects the distinct ways in which executions are over (design: an outcome is the end with its named values).
///
/// Named values are shared variables and atomics, and locals that a property names, or all variables of the processes
/// that are there still; ghost variables only if a property names them. Cells of pools and the states of locks are none,
/// but ends at which other properties are false are never one outcome.
package struct OutcomeCollector {
    let machine: Machine
    /// Variables and atomics that count, by object.
    private let objects: [ObjectID]

    private struct Group {
        var key: OutcomeKey
        /// The first state that ends so.
        var state: Int
    }

    package init(machine: Machine) {
        self.machine = machine
        let program = machine.program
        var named: Set<ObjectID> = []
        for property in program.properties {
            named.formUnion(ExpressionMentions(property.expression, in: program).objects)
        }
        objects = program.objects.indices.filter { index in
            switch program.objects[index].kind {
            case .variable, .atomic: return !program.objects[index].isGhost || named.contains(index)
            default: return false
            }
        }
    }

    /// With the simplest schedule of each.
    func outcomes(graph: StateGraph, runs: RandomRuns? = nil) -> [Outcome] {
        let violations = graph.subjects.indices.filter { graph.subjects[$0].isFailure(in: machine.program) }
        let chances = runs?.ends(violations: violations)
        var chanceOf: [Int: Chance] = [:]
        var groups: [Group] = []
        var groupOf: [Int: Int] = [:]
        var known: [OutcomeKey: Int] = [:]
        for entry in graph.ends {
            let state = Int(entry.state)
            let group = add(state, entry.ending, graph.store.state(state), &groups, &known)
            groupOf[state] = group
            if let chance = chances?[state] { chanceOf[group] = (chanceOf[group] ?? .zero) + chance }
        }
        var search = PreemptionSearch(graph: graph, targetCount: groups.count) {
            groupOf[graph.stored($0)].map { [$0] } ?? []
        }
        while !search.isOver { search.advance(budget: .max) }
        let results = search.results()
        let outcomes = groups.enumerated().compactMap { index, group -> Outcome? in
            guard let result = results[index] else { return nil }
            var outcome = Outcome(key: group.key, schedule: result.schedule, preemptions: result.preemptions)
            if chances != nil { outcome.chance = chanceOf[index] }
            return outcome
        }
        return sorted(outcomes)
    }

    /// With the shortest schedule of each, where the graph is too large.
    func outcomes(explorer: any Explorer) -> [Outcome] {
        var groups: [Group] = []
        var known: [OutcomeKey: Int] = [:]
        for index in 0..<explorer.expanded {
            let state = explorer.store.state(index)
            let ending = machine.ending(state)
            if ending != .running { _ = add(index, ending, state, &groups, &known) }
        }
        return sorted(
            groups.map { group in
                let schedule = explorer.schedule(to: group.state)
                return Outcome(
                    key: group.key, schedule: schedule, preemptions: Preemptions.count(schedule, machine: machine))
            })
    }

    private func add(
        _ index: Int, _ ending: Ending, _ state: State, _ groups: inout [Group], _ known: inout [OutcomeKey: Int]
    ) -> Int {
        let key = key(ending, state)
        if let place = known[key] { return place }
        known[key] = groups.count
        groups.append(Group(key: key, state: index))
        return groups.count - 1
    }

    /// The named values of a state.
    package func values(in state: State) -> [OutcomeValue] {
        var result: [OutcomeValue] = []
        for object in objects {
            let declared = machine.program.objects[object]
            guard case .value(let value) = machine.status(ofObject: object, index: 0, in: state) else { continue }
            switch declared.kind {
            case .variable(let type, _), .atomic(let type, _):
                result.append(OutcomeValue(name: declared.name, value: value, type: type))
            default: break
            }
        }
        let words = ValueWords(machine: machine, state: state)
        let locals =
            machine.program.processes == nil
            ? NamedValues.observedLocals(machine: machine, state: state, words: words)
            : NamedValues.processVariables(machine: machine, state: state, words: words)
        for local in locals {
            guard let value = local.value, let type = local.type else { continue }
            result.append(OutcomeValue(name: local.name, value: value, type: type))
        }
        return result
    }

    /// What tells the end of a run from others.
    func key(_ ending: Ending, _ state: State) -> OutcomeKey {
        let properties = machine.program.properties
        let untrue = properties.indices.filter { index in
            switch properties[index].kind {
            case .reachable: return false
            case .final, .outcome: guard ending == .ended else { return false }
            case .invariant: break
            }
            return machine.evaluate(property: index, in: state) != .value(true)
        }
        let leaks = LeakFinder.violation(at: ending, machine: machine, state: state) != nil
        // An `outcome` asks whether some execution ends so: one that doesn't fails nothing.
        var key = OutcomeKey(
            end: ending, values: values(in: state), failing: untrue.filter { properties[$0].kind.canFail }, leaks: leaks
        )
        key.missed = untrue.filter { !properties[$0].kind.canFail }
        return key
    }

    /// An outcome by the first schedule found to it.
    func outcome(_ count: ClassCounter.Count) -> Outcome {
        Outcome(
            key: count.key, schedule: count.schedule,
            preemptions: Preemptions.count(count.schedule, machine: machine))
    }

    func sorted(_ outcomes: [Outcome]) -> [Outcome] {
        outcomes.enumerated().sorted { a, b in
            if a.element.end != b.element.end { return rank(a.element.end) < rank(b.element.end) }
            for (mine, theirs) in zip(a.element.values, b.element.values) where mine.value != theirs.value {
                return mine.value.comesBefore(theirs.value)
            }
            if a.element.values.count != b.element.values.count {
                return a.element.values.count < b.element.values.count
            }
            if a.element.isGood != b.element.isGood { return a.element.isGood }
            return a.offset < b.offset
        }.map(\.element)
    }

    private func rank(_ end: Ending) -> Int {
        switch end {
        case .ended: return 0
        case .deadlock: return 1
        case .violated: return 2
        case .running: return 3
        }
    }
}

extension Value {
    /// A total order on values of one type: numbers by size, wholes part by part.
    func comesBefore(_ other: Value) -> Bool {
        switch (self, other) {
        case (.integer(let a), .integer(let b)): return a < b
        case (.boolean(let a), .boolean(let b)): return !a && b
        case (.enumeration(let a), .enumeration(let b)), (.thread(let a), .thread(let b)): return a < b
        case (.some(let a), .some(let b)): return a.comesBefore(b)
        case (.structure(let a), .structure(let b)), (.elements(let a), .elements(let b)):
            for (mine, theirs) in zip(a, b) where mine != theirs { return mine.comesBefore(theirs) }
            return a.count < b.count
        case (.reference(let a, let isOld), .reference(let b, let otherIsOld)):
            return a != b ? a < b : !isOld && otherIsOld
        default: return kindRank < other.kindRank
        }
    }

    private var kindRank: Int {
        switch self {
        case .uninitialized: return 0
        case .none: return 1
        default: return 2
        }
    }
}
