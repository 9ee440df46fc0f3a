import HeddleProgram

@testable import HeddleEngine

/// Hardness by the plainest means, on a graph in dictionaries: the yardstick for the measured figures.
struct PlainHardness {
    let graph: PlainGraph
    let subject: Subject
    private let failing: Set<Int>

    init(_ graph: PlainGraph, _ subject: Subject) {
        self.graph = graph
        self.subject = subject
        failing = Set(
            graph.states.indices.filter { index in
                Verdicts.all(machine: graph.machine, state: graph.states[index], looksForRaces: false)
                    .contains { $0.subject == subject }
            })
    }

    private func fails(_ way: PlainGraph.Way) -> Bool {
        failing.contains(way.target) || way.failed.map { .check($0) } == subject
    }

    /// The chance that a run of the uniform scheduler fails, by as many sweeps over all states.
    func chance(sweeps: Int) -> Double {
        var values = [Double](repeating: 0, count: graph.states.count)
        for index in failing { values[index] = 1 }
        for _ in 0..<sweeps {
            for index in graph.states.indices.reversed() where !failing.contains(index) {
                let threads = Dictionary(grouping: graph.ways[index]) { $0.transition.thread }
                guard !threads.isEmpty else { continue }
                values[index] =
                    threads.values.map { ways in
                        ways.map { fails($0) ? 1 : values[$0.target] }.reduce(0, +) / Double(ways.count)
                    }.reduce(0, +) / Double(threads.count)
            }
        }
        return values[0]
    }

    struct PlainRun {
        var fails: Bool
        var steps: [(step: StepOccurrence, choice: Int)]
    }

    /// Every run to its first failure or its end; nil: more than the limit, or one of them is longer than that.
    func runs(limit: Int) -> [PlainRun]? {
        if failing.contains(0) { return [PlainRun(fails: true, steps: [])] }
        var result: [PlainRun] = []
        func extend(_ index: Int, _ steps: [(step: StepOccurrence, choice: Int)]) -> Bool {
            guard steps.count < 40 else { return false }
            let ways = graph.ways[index]
            if ways.isEmpty { result.append(PlainRun(fails: false, steps: steps)) }
            for way in ways {
                let thread = way.transition.thread
                guard let site = graph.machine.site(ofThread: thread, in: graph.states[index]) else { return false }
                let before = steps.count { $0.step.thread == thread && $0.step.site == site }
                let step = StepOccurrence(thread: thread, site: site, repetition: before)
                let longer = steps + [(step, way.transition.choice)]
                if fails(way) {
                    result.append(PlainRun(fails: true, steps: longer))
                } else if !extend(way.target, longer) {
                    return false
                }
                if result.count > limit { return false }
            }
            return true
        }
        return extend(0, []) ? result : nil
    }

    /// The smallest number of orderings, up to `deepest`, that lead every run which makes the recorded choices to the
    /// failure, and leave none stuck; nil: there is none.
    static func depth(
        _ runs: [PlainRun], orderings: [StepOrdering], choices: [StepOccurrence: Int], deepest: Int
    ) -> Int? {
        let tree = RunTree(runs)
        func find(_ size: Int, _ from: Int, _ set: [StepOrdering]) -> Bool {
            if size == 0 { return tree.allFail(set, choices, after: []) }
            return (from..<max(from, orderings.count)).contains { find(size - 1, $0 + 1, set + [orderings[$0]]) }
        }
        return (0...deepest).first { find($0, 0, []) }
    }
}

/// Runs by their first steps.
private final class RunTree {
    private var next: [(step: StepOccurrence, choice: Int, tree: RunTree)] = []
    private var fails: Bool?

    init(_ runs: [PlainHardness.PlainRun]) {
        for run in runs {
            var tree = self
            for (step, choice) in run.steps {
                if let known = tree.next.first(where: { $0.step == step && $0.choice == choice }) {
                    tree = known.tree
                } else {
                    let fresh = RunTree([])
                    tree.next.append((step, choice, fresh))
                    tree = fresh
                }
            }
            tree.fails = run.fails
        }
    }

    func allFail(
        _ set: [StepOrdering], _ choices: [StepOccurrence: Int], after made: Set<StepOccurrence>
    ) -> Bool {
        if let fails { return fails }
        let allowed = next.filter { way in
            set.allSatisfy { $0.second != way.step || made.contains($0.first) }
                && choices[way.step].map { $0 == way.choice } ?? true
        }
        return !allowed.isEmpty
            && allowed.allSatisfy { $0.tree.allFail(set, choices, after: made.union([$0.step])) }
    }
}
