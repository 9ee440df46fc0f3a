package import HeddleEngine
internal import HeddleProgram

/// Counts classes of executions without any race reversal or wakeup tree: the yardstick for the search by classes.
///
/// Every enabled move is tried at every state; sleep sets alone keep a second execution of a class from being run to its
/// end. Uses the same dependence and nothing else of the search. With `withSleepSets` off, all interleavings are run and
/// told apart by their Foata normal form.
package struct PlainClasses {
    package private(set) var classes = 0
    package private(set) var discarded = 0
    package private(set) var isComplete = true
    package private(set) var outcomes: [String: Int] = [:]
    /// Normal forms of the executions, where all interleavings are run.
    package private(set) var forms: Set<[[String]]> = []
    package private(set) var interleavings = 0

    private struct Asleep {
        var thread: Int
        var choice: Int
        var access: Int32
    }

    private struct Step {
        var thread: Int
        var choice: Int
        var access: Int32
    }

    private struct Place {
        var state: State
        var received: [Int]
    }

    private let machine: Machine
    private let tracer: StepTracer
    private let table: AccessTable
    private let visible: VisibleSteps
    private let collector: OutcomeCollector
    private let withSleepSets: Bool
    private var budget: Int

    package init(machine: Machine, seesProperties: Bool, withSleepSets: Bool, limit: Int) {
        self.machine = machine
        self.withSleepSets = withSleepSets
        budget = limit
        let map = AccessMap(machine)
        tracer = StepTracer(machine, map: map)
        table = AccessTable(wordCount: map.wordCount)
        visible = seesProperties ? VisibleSteps(machine: machine, map: map) : VisibleSteps(map: map)
        collector = OutcomeCollector(machine: machine)
        let start = machine.start()
        guard start.event.outcome == .completed else {
            if start.event.outcome == .violated { end(.violated, start.state, []) }
            return
        }
        var steps: [Step] = []
        explore(Place(state: start.state, received: tracer.log.receivedBefore), [], &steps)
    }

    private func enter(_ place: Place, _ body: () -> Void) {
        place.state.words.withUnsafeBufferPointer { words in
            tracer.setSource(words.baseAddress!, count: words.count, received: place.received)
            body()
        }
    }

    private mutating func explore(_ place: Place, _ sleep: [Asleep], _ steps: inout [Step]) {
        budget -= 1
        guard budget > 0 else {
            isComplete = false
            return
        }
        var moves: [(thread: Int, move: StepTracer.Move)] = []
        var isFaulted = false
        enter(place) {
            isFaulted = tracer.isFaulted
            for thread in 0..<tracer.threadCount where !isFaulted && tracer.stands(thread) {
                tracer.tryMoves(of: thread)
                moves += tracer.moves.map { (thread, $0) }
            }
        }
        if isFaulted { return end(.violated, place.state, steps) }
        let isHeldUp = moves.contains { !$0.move.isEnvironment && !$0.move.leadsOn }
        let open = moves.filter(\.move.leadsOn)
        if !moves.contains(where: { !$0.move.isEnvironment }) {
            // Over, though a spurious wake-up may follow.
            end(machine.ending(place.state), place.state, steps)
        } else if open.isEmpty && isHeldUp {
            discarded += 1
        }
        var asleep = sleep
        for (thread, move) in open {
            if withSleepSets, asleep.contains(where: { $0.thread == thread && $0.choice == move.choice }) { continue }
            var next = place
            var access: Int32 = 0
            enter(place) {
                let result = tracer.perform(thread: thread, choice: move.choice)
                precondition(result == move.result)
                if visible.isVisible(tracer) { tracer.log.write(location: tracer.log.map.visible) }
                access = table.number(of: UnsafePointer(tracer.log.reads))
                next.state = State(words: machine.words(tracer.successor, tracer.successorCount))
                next.received = tracer.log.received
            }
            steps.append(Step(thread: thread, choice: move.choice, access: access))
            explore(next, asleep.filter { !table.areDependent($0.access, access) }, &steps)
            steps.removeLast()
            asleep.append(Asleep(thread: thread, choice: move.choice, access: access))
        }
    }

    private mutating func end(_ ending: Ending, _ state: State, _ steps: [Step]) {
        interleavings += 1
        if !withSleepSets, !forms.insert(form(steps)).inserted { return }
        classes += 1
        outcomes["\(ending): \(collector.values(in: state).map { "\($0.name)=\($0.value)" })", default: 0] += 1
    }

    private func form(_ steps: [Step]) -> [[String]] {
        var levels: [[String]] = []
        var levelOf: [Int] = []
        for (position, step) in steps.enumerated() {
            var level = 0
            for earlier in 0..<position where table.areDependent(steps[earlier].access, step.access) {
                level = max(level, levelOf[earlier] + 1)
            }
            levelOf.append(level)
            if level == levels.count { levels.append([]) }
            levels[level].append("\(step.thread)/\(step.choice)")
        }
        return levels.map { $0.sorted() }
    }
}

extension Machine {
    /// A whole state from its first words.
    package func words(_ words: UnsafePointer<UInt64>, _ count: Int) -> [UInt64] {
        Array(UnsafeBufferPointer(start: words, count: count)) + [UInt64](repeating: 0, count: wordCount - count)
    }
}
