package import HeddleProgram

/// What a search by classes meets on its way.
package protocol DporObserver: AnyObject {
    /// A state of the current execution, seen for the first time on it.
    func visited(_ words: UnsafePointer<UInt64>, count: Int, schedule: () -> [Transition])
    /// Whether nothing more is wanted.
    var isOver: Bool { get }
    /// Whether states off the current execution are wanted too.
    var looksBeside: Bool { get }
    /// A state off the current execution, which another one will reach: the tracer's source.
    func visitedBeside(_ tracer: StepTracer, schedule: () -> [Transition])
    /// A step that failed a check has been made.
    func violated(_ check: Check?, schedule: () -> [Transition])
    /// An execution is over; each class is met once.
    func ended(_ ending: Ending, _ words: UnsafePointer<UInt64>, count: Int, path: ExecutionPath)
    /// A bound of the model keeps a step from being made.
    func bounded(_ bound: ModelBound)
}

/// One execution of each class: stateless search with optimal dynamic partial-order reduction.
///
/// Idea: an execution is run to its end; for each two dependent steps of it that could be made the other way round, a
/// beginning in which they are is added to the wakeup tree, unless an execution that is planned or done covers it.
/// Invariant: what is added leads to a class not met before, so no run is cut short by its sleep set (`redundantRuns`
/// stays 0). Steps may be disabled by others and enabled again (locks, `await`, channels): see `RaceReversal`.
/// A step that an `assume` discards counts as not enabled; an execution that ends beside such a step doesn't count.
/// Not covered: programs with loops without end; a state that repeats is told (`hasCycle`), and the search is no proof.
/// Source: Abdulla, Aronis, Jonsson, Sagonas, Optimal dynamic partial order reduction (POPL 2014).
package final class DporSearch<Observer: DporObserver>: ExecutionSearch {
    struct Node {
        var tree: Int32
        /// Moves whose executions from here are covered.
        var sleep: [DporEvent]
        var isOpened = false
        /// Steps that were tried in configurations from here: a thread, then thread and choice of each member.
        var tried: Set<[Int]> = []
    }

    let machine: Machine
    let tracer: StepTracer
    let table: AccessTable
    let path: ExecutionPath
    let observer: Observer
    private let visible: VisibleSteps
    private let depthBound: Int
    @exclusivity(unchecked) var tree = WakeupTree()
    @exclusivity(unchecked) var nodes: [Node] = []
    /// Bytes that the nodes' sets of what was tried take, about.
    @exclusivity(unchecked) var triedBytes = 0
    /// States of configurations beside the path, made by `RaceReversal`.
    let scratch: UnsafeMutablePointer<UInt64>

    /// Classes met: executions run to their end.
    @exclusivity(unchecked) package private(set) var executions = 0
    /// Runs that ended beside a discarded step.
    @exclusivity(unchecked) package private(set) var discardedRuns = 0
    /// Runs cut short because others cover them: none, unless the search is wrong.
    @exclusivity(unchecked) package private(set) var redundantRuns = 0
    @exclusivity(unchecked) package private(set) var transitions = 0
    /// Steps made beside the path, to see what another order would do.
    @exclusivity(unchecked) package internal(set) var trialSteps = 0
    @exclusivity(unchecked) private(set) var longest = 0
    @exclusivity(unchecked) package private(set) var hasCycle = false
    @exclusivity(unchecked) private(set) var meetsDepthBound = false
    @exclusivity(unchecked) package private(set) var isOver = false

    /// `seesProperties`: whether steps that invariants can tell apart are dependent.
    package init(machine: Machine, observer: Observer, seesProperties: Bool, depthBound: Int) {
        self.machine = machine
        self.observer = observer
        self.depthBound = depthBound
        let map = AccessMap(machine)
        tracer = StepTracer(machine, map: map)
        table = AccessTable(wordCount: map.wordCount)
        path = ExecutionPath(table: table)
        visible = seesProperties ? VisibleSteps(machine: machine, map: map) : VisibleSteps(map: map)
        scratch = .allocate(capacity: machine.wordCount)
    }

    deinit {
        scratch.deallocate()
    }

    var length: Int { path.count }
    var byteCount: Int {
        path.byteCount + tree.byteCount + table.byteCount + nodes.capacity * MemoryLayout<Node>.stride + triedBytes
    }

    /// Begins with the first state, which has not failed.
    package func begin(_ start: State) {
        start.words.withUnsafeBufferPointer { words in
            guard let base = words.baseAddress else { return }
            var count = words.count
            while count > machine.fixedWordCount, base[count - 1] == 0 { count -= 1 }
            path.append(base, count: count, received: tracer.log.receivedBefore)
        }
        nodes = [Node(tree: WakeupTree.root, sleep: [])]
    }

    /// Makes about `budget` steps; returns how many.
    @discardableResult
    package func advance(budget: Int) -> Int {
        let before = transitions + trialSteps
        while transitions + trialSteps - before < budget, !isOver, !hasCycle, !observer.isOver {
            let top = nodes.count - 1
            if !nodes[top].isOpened { open(top) }
            if let child = tree.firstChild(of: nodes[top].tree) {
                descend(child)
            } else if top == 0 {
                isOver = true
            } else {
                leave(top)
            }
        }
        return transitions + trialSteps - before
    }

    // MARK: - The path

    func setSource(_ index: Int) {
        let state = path.state(index)
        tracer.setSource(state.words, count: state.count, received: path.received[index])
    }

    /// Plans a first move at a state that no planned beginning leads on from, or ends the execution there.
    private func open(_ top: Int) {
        nodes[top].isOpened = true
        if tree.firstChild(of: nodes[top].tree) != nil { return }
        setSource(top)
        var isOnlyAsleep = false
        if let last = path.events.last, last.isLast { return finish(last.isStop ? ending : .violated) }
        var isHeldUp = false
        for thread in 0..<tracer.threadCount where tracer.stands(thread) {
            tracer.tryMoves(of: thread)
            let moves = tracer.moves
            for move in moves {
                if !move.isEnvironment, !move.leadsOn { isHeldUp = true }
                if case .bound(let bound) = StepOutcome(move.result) { observer.bounded(bound) }
            }
            for move in moves.sorted(by: { $0.choice < $1.choice }) where move.leadsOn && !move.isEnvironment {
                if isAsleep(thread, move.choice, top) {
                    isOnlyAsleep = true
                } else {
                    return plan(event(thread, move.choice, kind: tracer.kind(of: thread)), top)
                }
            }
        }
        if isOnlyAsleep {
            redundantRuns += 1
        } else if isHeldUp {
            discardedRuns += 1
            if tracer.hasEnvironment { planEnvironment(top) }
            if tree.firstChild(of: nodes[top].tree) == nil { reverseRaces() }
        } else if let stop = stopEvent(), !nodes[top].sleep.contains(where: { $0.isStop }) {
            plan(stop, top)
        } else {
            finish(ending)
        }
    }

    private func isAsleep(_ thread: Int, _ choice: Int, _ top: Int) -> Bool {
        nodes[top].sleep.contains { Int($0.thread) == thread && $0.choice == choice }
    }

    private var ending: Ending { tracer.isOver ? .ended : .deadlock }

    /// A spurious wake-up, where nothing else but discarded steps is left.
    private func planEnvironment(_ top: Int) {
        for thread in 0..<tracer.threadCount where tracer.stands(thread) {
            tracer.tryMoves(of: thread)
            for move in tracer.moves where move.isEnvironment && !isAsleep(thread, move.choice, top) {
                return plan(event(thread, move.choice, kind: tracer.kind(of: thread)), top)
            }
        }
    }

    private func plan(_ event: DporEvent, _ top: Int) {
        if top >= depthBound {
            meetsDepthBound = true
            reverseRaces()
        } else {
            tree.add(event, at: nodes[top].tree)
        }
    }

    /// A move of the tracer's source with what it touches. It is enabled.
    func event(_ thread: Int, _ choice: Int, kind: StepSiteKind) -> DporEvent {
        let result = tracer.perform(thread: thread, choice: choice)
        if visible.isVisible(tracer) { tracer.log.write(location: tracer.log.map.visible) }
        return DporEvent(
            thread: Int32(thread), choice: choice, access: table.number(of: UnsafePointer(tracer.log.reads)),
            kind: kind, isLast: result == .violated, partner: Int32(tracer.partner))
    }

    private func descend(_ child: Int32) {
        let top = nodes.count - 1
        let planned = tree.event(child)
        setSource(top)
        let sleep = nodes[top].sleep.filter { !table.areDependent($0, planned) }
        transitions += 1
        if planned.isStop {
            let state = path.state(top)
            path.append(planned)
            let words = Array(UnsafeBufferPointer(start: state.words, count: state.count))
            words.withUnsafeBufferPointer { buffer in
                if let base = buffer.baseAddress {
                    path.append(base, count: buffer.count, received: path.received[top])
                }
            }
        } else {
            let made = event(Int(planned.thread), planned.choice, kind: planned.kind)
            if let bound = tracer.bound {
                // It is made behind the same steps as when it was planned, in another order.
                observer.bounded(bound)
                nodes[top].sleep.append(planned)
                return tree.removeFirstChild(of: nodes[top].tree)
            }
            guard made.access == planned.access, made.isLast == planned.isLast else {
                preconditionFailure("Heddle bug: a planned step is not what it was when it was planned")
            }
            path.append(made)
            path.append(tracer.successor, count: tracer.successorCount, received: tracer.log.received)
            look(made)
        }
        nodes.append(Node(tree: child, sleep: sleep))
    }

    private func look(_ event: DporEvent) {
        longest = max(longest, path.count)
        if event.isLast || tracer.failedCheck != nil { observer.violated(tracer.failedCheck) { path.schedule } }
        if event.isLast { return }
        if path.hasRepeatedState { hasCycle = true }
        let state = path.state(path.count)
        observer.visited(state.words, count: state.count) { path.schedule }
    }

    private func leave(_ top: Int) {
        let explored = path.events[path.count - 1]
        for key in nodes[top].tried { triedBytes -= Self.bytes(key) }
        nodes.removeLast()
        path.removeLast()
        nodes[top - 1].sleep.append(explored)
        tree.removeFirstChild(of: nodes[top - 1].tree)
    }

    /// A set's entry with its array, about.
    static func bytes(_ key: [Int]) -> Int { 64 + key.count * 8 }

    private func finish(_ ending: Ending) {
        executions += 1
        let state = path.state(path.count)
        observer.ended(ending, state.words, count: state.count, path: path)
        reverseRaces()
    }

    // MARK: - The end as a step

    /// Where only spurious wake-ups are left, an execution may end: the end as a step of nobody, which disables all.
    /// The tracer's log holds what it rests on, also where it is nil.
    func stopEvent() -> DporEvent? {
        guard tracer.hasEnvironment else { return nil }
        let length = tracer.log.map.wordCount
        var seen = [UInt64](repeating: 0, count: length * 2)
        var canWake = false
        var canMove = false
        for thread in 0..<tracer.threadCount where !canMove && tracer.stands(thread) {
            tracer.tryMoves(of: thread)
            for word in 0..<length { seen[word] |= tracer.log.reads[word] }
            canMove = tracer.moves.contains { !$0.isEnvironment }
            canWake = canWake || tracer.moves.contains { $0.isEnvironment }
        }
        for word in 0..<length {
            tracer.log.reads[word] = seen[word]
            tracer.log.writes[word] = 0
        }
        guard canWake, !canMove else { return nil }
        tracer.log.write(location: 0)
        return DporEvent(
            thread: DporEvent.stopThread, choice: 0, access: table.number(of: UnsafePointer(tracer.log.reads)),
            kind: .open, isLast: true)
    }
}
