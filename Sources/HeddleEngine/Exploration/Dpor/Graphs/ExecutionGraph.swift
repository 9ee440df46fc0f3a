/// One step of an execution graph: an event, or both of an update (what it reads, what it writes).
struct GraphStep {
    /// Why a thread makes no step behind this one.
    enum Halt {
        /// An `await` has read a value that it doesn't wait for.
        case waits
        /// An `assume` was false.
        case discarded
        /// A check failed. What the step would have written is not there.
        case failed
    }

    var thread: Int
    /// Of the machine; it tells steps apart that make no access.
    var choice: Int
    /// Where it stands in the program; nil of an `await` that stands still.
    var site: SiteReference?
    /// Index into the plan's locations, -1 without an access.
    var location = -1
    var reads: WriteName?
    var writes: WriteName?
    /// A compare-exchange that failed for no reason.
    var isSpurious = false
    /// Of several ways that differ in no write read, the first.
    var isCanonical = true
    var halt: Halt?
    var joined = -1
    var spawned = -1
    /// When the step was added to the graph; of an update, its read. A read keeps it when it comes to read another write.
    var stamp = 0
    /// When its write was added.
    var writeStamp = 0
}

/// A part of an execution, or all of it: steps with reads-from and modification order.
///
/// Shape: steps in an order in which the machine has made them, so that program order and reads-from only lead on;
/// stamps tell in which order the search has added them, which is another one. `states[i]` lies before step `i`.
struct ExecutionGraph {
    private(set) var steps: [GraphStep] = []
    private(set) var states: [State]
    /// By location: its writes in modification order.
    private(set) var order: [[WriteName]]
    private(set) var nextStamp = 1

    init(start: State, locations: Int) {
        states = [start]
        order = Array(repeating: [.start], count: locations)
    }

    var state: State { states[states.count - 1] }

    /// Steps of the machine: all but the halted ones.
    var schedule: [Transition] {
        steps.filter { $0.halt == nil }.map { Transition(thread: $0.thread, choice: $0.choice) }
    }

    func isHalted(_ thread: Int) -> Bool { steps.contains { $0.thread == thread && $0.halt != nil } }

    func writer(_ location: Int, _ name: WriteName) -> Int? {
        if name == .start { return nil }
        return steps.firstIndex { $0.location == location && $0.writes == name }
    }

    /// Adds a step; `placedAfter`: the write right before its own in modification order. Without a stamp it is new.
    mutating func add(_ step: GraphStep, placedAfter: WriteName?, _ state: State, stamp: Int? = nil) {
        var step = step
        step.stamp = stamp ?? nextStamp
        step.writeStamp = step.reads == nil ? step.stamp : nextStamp + 1
        nextStamp += 2
        put(step, placedAfter, state)
    }

    /// Adds a step that keeps its stamps.
    mutating func put(_ step: GraphStep, _ placedAfter: WriteName?, _ state: State) {
        steps.append(step)
        states.append(state)
        guard let name = step.writes else { return }
        let place = placedAfter.flatMap { order[step.location].firstIndex(of: $0) } ?? order[step.location].count - 1
        order[step.location].insert(name, at: place + 1)
    }

    /// The first steps alone.
    func prefix(_ count: Int) -> ExecutionGraph {
        var result = self
        result.steps.removeLast(steps.count - count)
        result.states.removeLast(states.count - count - 1)
        for step in steps[count...] {
            if let name = step.writes { result.order[step.location].removeAll { $0 == name } }
        }
        return result
    }

    /// Steps that come before a thread's next step by program order, reads-from, spawn and join, where it reads a write
    /// of a location (nil: none).
    func past(of thread: Int, _ location: Int, reading name: WriteName?) -> [Bool] {
        var result = Array(repeating: false, count: steps.count)
        if let name, let writer = writer(location, name) { result[writer] = true }
        /// Threads all of whose earlier steps belong to it.
        var whole: Set<Int> = [thread]
        for index in steps.indices.reversed() {
            let step = steps[index]
            if whole.contains(step.thread) || step.spawned >= 0 && whole.contains(step.spawned) { result[index] = true }
            guard result[index] else { continue }
            whole.insert(step.thread)
            if step.joined >= 0 { whole.insert(step.joined) }
            if let name = step.reads, let writer = writer(step.location, name) { result[writer] = true }
        }
        return result
    }

    /// Steps that come before a step of the graph, if its own read doesn't count.
    func past(before index: Int) -> [Bool] {
        let made = prefix(index).past(of: steps[index].thread, -1, reading: nil)
        return made + Array(repeating: false, count: steps.count - index)
    }

    // MARK: - What could be added again

    /// Whether a write was there already when something with a stamp was added, or lies in a past.
    private func isPrevious(_ location: Int, _ name: WriteName, _ stamp: Int, _ past: [Bool]) -> Bool {
        guard let writer = writer(location, name) else { return true }
        return past[writer] || steps[writer].writeStamp <= stamp
    }

    /// Whether the steps added behind a read, but for those of a past, could be dropped and would be added again just
    /// so by a search that always reads the newest write and puts writes at the end; and the read itself too.
    ///
    /// Source: Kokologiannakis, Marmanis, Gladstein, Vafeiadis, Truly stateless, optimal dynamic partial order reduction
    /// (POPL 2022): maximal extensions. Choices without a write count as reads of an oracle whose first answer is the
    /// newest.
    func isMaximal(behind read: Int, _ past: [Bool]) -> Bool {
        let line = steps[read].stamp
        for (index, step) in steps.enumerated() where !past[index] {
            if index == read || step.stamp > line {
                guard step.isCanonical else { return false }
                if let name = step.reads, !isNewest(step.location, name, step.stamp, past) { return false }
            }
            guard let name = step.writes, step.writeStamp > line else { continue }
            guard isNewest(step.location, name, step.writeStamp, past) else { return false }
            for (other, reader) in steps.enumerated() where reader.location == step.location && reader.reads == name {
                if past[other] || reader.stamp <= step.writeStamp { return false }
            }
        }
        return true
    }

    /// Whether a write was there at a stamp, and none behind it in modification order.
    private func isNewest(_ location: Int, _ name: WriteName, _ stamp: Int, _ past: [Bool]) -> Bool {
        guard isPrevious(location, name, stamp, past), let place = order[location].firstIndex(of: name) else {
            return false
        }
        return !order[location][(place + 1)...].contains { isPrevious(location, $0, stamp, past) }
    }
}
