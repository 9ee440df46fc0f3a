import HeddleProgram

@testable import HeddleEngine

/// A state graph in dictionaries, made through the machine's convenience operations: the yardstick for graph questions.
struct PlainGraph {
    struct Way {
        var transition: Transition
        var target: Int
        var yields: Bool
        var failed: Check?
    }

    let machine: Machine
    private(set) var states: [State] = []
    private(set) var ways: [[Way]] = []
    /// Threads that can move, those included whose step is discarded.
    private(set) var movers: [Set<Int>] = []

    /// nil if there are more states than the limit.
    init?(machine: Machine, limit: Int) {
        self.machine = machine
        states = [machine.start().state]
        var numbers = [states[0]: 0]
        var next = 0
        while next < states.count {
            let state = states[next]
            next += 1
            var found: [Way] = []
            let enabled = machine.enabled(state)
            movers.append(Set(enabled.map(\.thread)))
            for transition in enabled {
                guard let step = machine.apply(transition, to: state),
                    step.event.outcome == .completed || step.event.outcome == .violated
                else { continue }
                if numbers[step.state] == nil {
                    if states.count >= limit { return nil }
                    numbers[step.state] = states.count
                    states.append(step.state)
                }
                found.append(
                    Way(
                        transition: transition, target: numbers[step.state] ?? 0,
                        yields: step.event.operations.contains { $0.kind == .yield },
                        failed: step.event.violation?.check))
            }
            ways.append(found)
        }
    }

    /// States that violate a subject, or witness it.
    func marked(_ subject: Subject) -> Set<Int> {
        var result: Set<Int> = []
        for (index, state) in states.enumerated() {
            for way in ways[index] where way.failed.map({ .check($0) }) == subject { result.insert(way.target) }
            let shown = Verdicts.all(machine: machine, state: state, looksForRaces: false)
            if shown.contains(where: { $0.subject == subject }) { result.insert(index) }
        }
        return result
    }

    /// States with a passing run: without a bad state on it, to an end or round for ever. Shrinks until nothing changes.
    func passing(avoiding bad: Set<Int>) -> Set<Int> {
        var result = Set(states.indices).subtracting(bad)
        while true {
            let kept = result.filter { index in
                (movers[index].isEmpty || isOver(index)) || ways[index].contains { result.contains($0.target) }
            }
            if kept.count == result.count { return result }
            result = kept
        }
    }

    private func isOver(_ index: Int) -> Bool { ways[index].isEmpty && machine.ending(states[index]) != .running }

    /// Fewest preemptions, then fewest steps, to one of the targets; by trying all costs in order.
    func cheapest(to targets: Set<Int>) -> (preemptions: Int, length: Int)? {
        struct Place: Hashable {
            var state: Int
            var last: Int?
        }
        var best: [Place: (Int, Int)] = [Place(state: 0, last: nil): (0, 0)]
        var open: Set<Place> = [Place(state: 0, last: nil)]
        var closed: Set<Place> = []
        while let place = open.min(by: { best[$0] ?? (0, 0) < best[$1] ?? (0, 0) }), let cost = best[place] {
            open.remove(place)
            closed.insert(place)
            if targets.contains(place.state) { return cost }
            for way in ways[place.state] {
                let leaves =
                    place.last.map { $0 != way.transition.thread && movers[place.state].contains($0) } ?? false
                let next = Place(state: way.target, last: way.yields ? nil : way.transition.thread)
                let new = (cost.0 + (leaves ? 1 : 0), cost.1 + 1)
                if closed.contains(next) { continue }
                if let known = best[next], known <= new { continue }
                best[next] = new
                open.insert(next)
            }
        }
        return nil
    }
}
