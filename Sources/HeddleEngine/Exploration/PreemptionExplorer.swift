internal import HeddleProgram

/// A complete search by preemptions: all executions without one, then those with one, and so on.
///
/// Idea: breadth first over places (state, thread that moved last); a step that leaves a thread which can still move and
/// did not just yield belongs to the next level. Places of a level are visited by length, so a state is judged on its
/// cheapest way: fewest preemptions, then shortest. A failed step waits in the queue like any other place.
/// Invariant: when a place of level `p` is visited, everything that fewer preemptions reach has been visited.
/// A flush leaves nobody (`PreemptionSearch`).
/// Not covered: reductions; the last thread is not forgotten where it is blocked, which costs places, not answers.
/// Source: iterative context bounding (Musuvathi, Qadeer 2007).
package final class PreemptionExplorer: Explorer {
    private struct Place {
        var state: UInt32
        /// The thread whose leaving would be a preemption, -1 if there is none.
        var last: Int32
        var parent: Int32
        var length: Int32
        var step: FiredStep?
    }

    let store: StateStore
    private let ledger: SearchLedger
    private let expander: StepExpander
    private var places: [Place] = []
    /// Length at which a place was visited, by state and last thread.
    private var visited: [UInt64: Int32] = [:]
    /// Places to visit by length: of this level of preemptions and of the next.
    private var level: [[Int32]] = []
    private var nextLevel: [[Int32]] = []
    private var shortest = 0
    private var preemptions = 0
    /// The place on which each state was first visited, -1 before.
    private var firstPlaces: [Int32] = []
    private var expandedStates = 0
    private var suppressed = 0

    package init(machine: Machine, options: SearchOptions) {
        ledger = SearchLedger(machine: machine, options: options.withoutReductions, search: "preemption")
        store = ledger.store
        expander = StepExpander(machine: machine)
    }

    package var report: SearchReport { ledger.report }
    package var isOver: Bool { ledger.isOver }
    package func stop() { ledger.stop() }
    /// States are not expanded in the order in which they are stored.
    var expanded: Int { ledger.report.phase == .complete ? store.count : 0 }

    @discardableResult
    package func advance(budget: Int) -> Int {
        guard !isOver else { return 0 }
        if ledger.report.phase == .idle {
            if ledger.begin() { enqueue(Place(state: 0, last: -1, parent: -1, length: 0, step: nil), isNext: false) }
            ledger.report.completePreemptions = -1
        }
        if !isOver { ledger.report.phase = .running }
        var spent = 0
        while spent < budget, !isOver {
            ledger.endIfAsked()
            if !isOver { spent += visitNext() }
        }
        ledger.update(
            frontier: store.count - expandedStates, extraBytes: places.count * MemoryLayout<Place>.stride * 2)
        return spent
    }

    // MARK: - The queue

    private func enqueue(_ place: Place, isNext: Bool) {
        let number = Int32(truncatingIfNeeded: places.count)
        places.append(place)
        let length = Int(place.length)
        if isNext {
            while nextLevel.count <= length { nextLevel.append([]) }
            nextLevel[length].append(number)
        } else {
            while level.count <= length { level.append([]) }
            level[length].append(number)
        }
    }

    /// The next place in order of preemptions, then length, then discovery; nil when there is none left.
    private func dequeue() -> (bucket: Int, numbers: [Int32])? {
        while true {
            while shortest < level.count {
                if !level[shortest].isEmpty {
                    let numbers = level[shortest]
                    level[shortest] = []
                    return (shortest, numbers)
                }
                shortest += 1
            }
            guard nextLevel.contains(where: { !$0.isEmpty }) else { return nil }
            ledger.report.completePreemptions = preemptions
            preemptions += 1
            level = nextLevel
            nextLevel = []
            shortest = 0
        }
    }

    /// Visits the places of one length; returns the transitions fired.
    private func visitNext() -> Int {
        guard let (_, numbers) = dequeue() else {
            if suppressed > 0, let bound = ledger.options.depth { ledger.end(by: .depth(bound)) }
            ledger.report.phase = ledger.report.limits.isEmpty ? .complete : .limited
            return 0
        }
        var spent = 0
        for (position, number) in numbers.enumerated() {
            spent += visit(number) + 1
            if isOver { return spent }
            if spent & 0x3fff == 0x3fff { ledger.endIfAsked() }
            if places.count * MemoryLayout<Place>.stride * 2 + store.memoryBytes > ledger.options.memory {
                level[shortest] = Array(numbers[(position + 1)...])
                ledger.endFull()
                return spent
            }
        }
        return spent
    }

    private func visit(_ number: Int32) -> Int {
        let place = places[Int(number)]
        if let step = place.step, step.check != nil {
            ledger.violated(step) {
                schedule(of: place.parent) + [Transition(thread: step.thread, choice: step.choice)]
            }
            if step.result == .violated { return 0 }
        }
        let key = UInt64(place.state) << 32 | UInt64(UInt32(bitPattern: place.last))
        if let length = visited[key], length <= place.length || ledger.options.depth == nil { return 0 }
        visited[key] = place.length
        let index = Int(place.state)
        while firstPlaces.count <= index { firstPlaces.append(-1) }
        let isFirst = firstPlaces[index] < 0
        if isFirst {
            firstPlaces[index] = number
            ledger.report.depth = max(ledger.report.depth, Int(place.length))
            if index > 0 { ledger.examine(index) { schedule(of: number) } }
            if isOver { return 0 }
        }
        return leave(place, number, isFirst: isFirst)
    }

    /// Fires the steps of a visited place.
    private func leave(_ place: Place, _ number: Int32, isFirst: Bool) -> Int {
        let (words, count) = store.words(Int(place.state))
        expander.clear()
        let ending = expander.expand(words, count: count)
        if isFirst {
            expandedStates += 1
            if ending != .running { ledger.examineEnd(Int(place.state), ending) { schedule(of: number) } }
        }
        if let depth = ledger.options.depth, Int(place.length) >= depth {
            if !expander.steps.isEmpty, isFirst { suppressed += 1 }
            return 0
        }
        let canStay =
            place.last >= 0 && expander.steps.contains { $0.thread == Int(place.last) && !$0.isFlush }
        for step in expander.steps {
            guard step.hasState else {
                if case .bound(let bound) = StepOutcome(step.result) { ledger.noteBound(bound) }
                continue
            }
            let isPreemption = canStay && step.thread != Int(place.last) && !step.isFlush
            let last = step.isFlush ? (canStay ? place.last : -1) : step.yields ? -1 : Int32(step.thread)
            guard enter(step, last, from: place, number, isFirst: isFirst, isPreemption: isPreemption) else { break }
        }
        return expander.steps.count
    }

    private func enter(
        _ step: FiredStep, _ last: Int32, from place: Place, _ number: Int32, isFirst: Bool, isPreemption: Bool
    ) -> Bool {
        let words = UnsafePointer(expander.words + step.start)
        let hash = store.hash(words, count: step.length)
        if ledger.meetsStateBound(words, count: step.length, hash: hash) { return false }
        if isFirst { ledger.report.transitions += 1 }
        let target: Int
        switch store.insert(words, count: step.length, hash: hash, parent: place.state) {
        case .full:
            ledger.endFull()
            return false
        case .known(let index), .new(let index): target = index
        }
        let next = Place(
            state: UInt32(truncatingIfNeeded: target), last: last, parent: number, length: place.length + 1, step: step)
        let key = UInt64(next.state) << 32 | UInt64(UInt32(bitPattern: next.last))
        // A step that failed an assertion is told even where it leads to what is known.
        if step.check == nil, let length = visited[key], length <= next.length || ledger.options.depth == nil {
            return true
        }
        enqueue(next, isNext: isPreemption)
        return true
    }

    // MARK: - Ways

    private func schedule(of number: Int32) -> [Transition] {
        var result: [Transition] = []
        var current = number
        while current >= 0, let step = places[Int(current)].step {
            result.append(Transition(thread: step.thread, choice: step.choice))
            current = places[Int(current)].parent
        }
        return result.reversed()
    }

    /// The cheapest way to a visited state.
    func schedule(to index: Int) -> [Transition] {
        guard firstPlaces.indices.contains(index), firstPlaces[index] >= 0 else { return [] }
        return schedule(of: firstPlaces[index])
    }
}
