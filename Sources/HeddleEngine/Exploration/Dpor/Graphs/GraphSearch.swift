internal import HeddleProgram

/// What a search of execution graphs meets on its way.
protocol GraphObserver: AnyObject {
    /// Whether nothing more is wanted.
    var isOver: Bool { get }
    /// A thread's step behind a graph fails a check.
    func failed(_ graph: ExecutionGraph, _ move: GraphMove)
    /// An `assume` discards a thread's step behind a graph.
    func discarded(_ graph: ExecutionGraph, _ move: GraphMove)
    /// No thread can go on; each graph is met once.
    func ended(_ graph: ExecutionGraph, _ end: GraphEnd)
    /// A bound of the model keeps a step from being made.
    func bounded(_ bound: ModelBound)
}

/// How a graph is over.
enum GraphEnd {
    /// As an execution is: all threads are done, or what is left waits for ever.
    case whole
    /// A thread has stopped at a failed check.
    case failed
    /// An `assume` was false.
    case discarded
    /// An `await` could still go on by another write: that is another graph.
    case blocked
}

/// One execution of each execution graph under `c11` or `tso`: stateless search with optimal partial-order reduction.
///
/// Idea: a graph grows step by step, always by the first thread that can go on; a read takes each write that it can see, a
/// write each place in modification order. A write that comes late is offered to the reads that are there already: the
/// graph is cut back to what was added before such a read and to the past of the write, and goes on from there. So that
/// each graph is met once, that is done only where what is cut off would be added again just so (`isMaximal`).
/// The machine says what is consistent. It goes on from the states of a graph; of one that was cut back the steps are made
/// anew, by the names of the writes.
/// Under `tso` a machine of `c11` makes the graphs, and those without a run on store buffers are dropped as they come
/// (`StoreOrder`); what is cut back, or goes on by the newest, has a run if the graph had one.
/// Invariant: an execution graph never comes twice, and none that is met is given up half-way but for those that end at an
/// `assume`, or whose `await` has read too early (`blockedRuns`).
/// - An `await` is a read, and so is a loop that does nothing but read one variable. What it doesn't wait for it takes only
///   where that is the newest write: the thread then stands still until a later write is offered. Older ones need not be
///   tried, for what has read past the newest is never cut off again.
/// - A failed check ends its thread and not the execution, without what the step would have written: others still have to
///   come to the writes that earlier reads may take. For the same reason races don't end anything here.
/// - An update whose write can't be placed, as another one has taken its place, still offers that write to the other.
/// Not covered: what `GraphScope` refuses, and programs without an end: a state that repeats is told (`hasCycle`).
/// Source: Kokologiannakis, Marmanis, Gladstein, Vafeiadis, Truly stateless, optimal dynamic partial order reduction
/// (POPL 2022). Here an update is one step, whose read and write have stamps of their own.
final class GraphSearch<Observer: GraphObserver>: ExecutionSearch {
    let machine: Machine
    let observer: Observer
    private let depthBound: Int
    private let locationCount: Int
    /// Which graphs the model's own memory allows, if not all that the machine makes.
    private let order: StoreOrder?
    /// An `await` reads what was written last, so that one which that can't satisfy waits for good.
    private let seesNewest: Bool
    /// Graphs that are still to go on, the next one last.
    private var stack: [ExecutionGraph] = []
    /// What was found of the graph being extended, in the order in which it is to be explored.
    var found: [ExecutionGraph] = []
    /// Whose step was the first spawn.
    private var spawner = -1

    /// Graphs run to their ends.
    private(set) var executions = 0
    /// Graphs at whose end an `await` could still go on by another write.
    private(set) var blockedRuns = 0
    /// Graphs that ended at an `assume`.
    private(set) var discardedRuns = 0
    /// Steps added to graphs, those made anew included.
    private(set) var transitions = 0
    private(set) var longest = 0
    private(set) var hasCycle = false
    private(set) var meetsDepthBound = false
    /// Something that this search can't go on with.
    private(set) var refusal: GraphRefusal?
    /// A bound of the model has kept some step from being made.
    private(set) var isBounded = false
    private var bytes = 0

    /// `searched`: a machine of the model that reads may choose in and that no race ends (`GraphScope.machine`).
    init(model: Machine, searched: Machine, observer: Observer, depthBound: Int) {
        machine = searched
        order = StoreOrder(model)
        seesNewest = model.memory?.form == .buffers || model.memory?.form == .latest
        self.observer = observer
        self.depthBound = depthBound
        locationCount = machine.memory?.locations.count ?? 0
    }

    var isOver: Bool { stack.isEmpty }
    var length: Int { longest }
    /// Of the graphs that wait, about.
    var byteCount: Int { bytes }

    /// Begins with the first state, which has not failed.
    func begin() { push(ExecutionGraph(start: machine.start().state, locations: locationCount)) }

    /// Makes about `budget` steps; returns how many.
    @discardableResult
    func advance(budget: Int) -> Int {
        let before = transitions
        while transitions - before < budget, !hasCycle, refusal == nil, !observer.isOver, let graph = stack.popLast() {
            bytes -= graph.byteCount
            expand(graph)
            for next in found.reversed() { push(next) }
            found.removeAll(keepingCapacity: true)
        }
        return transitions - before
    }

    private func push(_ graph: ExecutionGraph) {
        bytes += graph.byteCount
        stack.append(graph)
    }

    // MARK: - Going on

    private func expand(_ graph: ExecutionGraph) {
        longest = max(longest, graph.steps.count)
        for thread in 0..<machine.threadCount(in: graph.state) where !graph.isHalted(thread) {
            guard let found = moves(of: thread, in: graph.state) else { return }
            if found.moves.isEmpty, !found.isAwait || found.location < 0 { continue }
            if graph.steps.count >= depthBound {
                meetsDepthBound = true
                return
            }
            return extend(graph, thread, found)
        }
        end(graph)
    }

    /// nil where the search can't go on.
    func moves(of thread: Int, in state: State) -> GraphMoves? {
        var found = machine.graphMoves(of: thread, in: state)
        if refusal == nil { refusal = found.refusal }
        if let bound = found.bound {
            isBounded = true
            observer.bounded(bound)
        }
        for move in found.moves where move.step.spawned >= 0 {
            if spawner >= 0, spawner != thread { refusal = .severalSpawners }
            spawner = thread
        }
        found.moves.removeAll { if case .bound = $0.outcome { return true } else { return false } }
        return refusal == nil ? found : nil
    }

    private func extend(_ graph: ExecutionGraph, _ thread: Int, _ found: GraphMoves) {
        let reads = found.isAwait || found.moves.contains { $0.step.reads != nil }
        guard reads else { return extendWithoutReading(graph, thread, found) }
        for move in found.moves { takeRead(graph, move) }
        let newest = graph.order[found.location].last
        if found.isAwait, let newest, found.reading(newest).isEmpty { wait(graph, thread, found.location, newest) }
        guard found.mayUpdate else { return }
        for name in graph.order[found.location] where !found.onlyReads(name) {
            offer(graph, GraphOffer(thread: thread, location: found.location, reads: name))
        }
    }

    private func extendWithoutReading(_ graph: ExecutionGraph, _ thread: Int, _ found: GraphMoves) {
        let live = found.moves.filter { $0.outcome != .discarded }
        guard let first = live.first ?? found.moves.first else { return }
        // What a write fails doesn't depend on its place.
        if first.outcome == .discarded || found.location >= 0 && first.outcome != .completed {
            return take(graph, first)
        }
        for var move in live {
            move.step.isCanonical = found.location >= 0 || move.step.choice == first.step.choice
            take(graph, move)
        }
        if found.location >= 0 {
            offer(graph, GraphOffer(thread: thread, location: found.location, reads: nil))
        }
    }

    /// Adds a step that reads. `stamp`: of a read that was there before.
    func takeRead(_ graph: ExecutionGraph, _ move: GraphMove, stamp: Int? = nil) {
        let isNewest = move.step.reads == graph.order[move.step.location].last
        // What an assume discards counts for nothing; the newest is kept, as a later write may be offered to it.
        if move.outcome == .discarded, !isNewest { return }
        var move = move
        move.step.isCanonical = !move.step.isSpurious
        if isRound(move, graph.state) {
            guard isNewest, !move.step.isSpurious, let name = move.step.reads else { return }
            return wait(graph, move.step.thread, move.step.location, name, stamp: stamp)
        }
        take(graph, move, stamp: stamp)
    }

    /// Whether a read has brought its thread back to where it was: a round of a loop that only waits. Without it all else
    /// stays as it is, so the loop is an `await`.
    private func isRound(_ move: GraphMove, _ before: State) -> Bool {
        guard move.outcome == .completed, move.step.writes == nil else { return false }
        return machine.isFixed(move.step.thread, before) && move.state.hasSameFixedPart(as: before, machine)
    }

    private func take(_ graph: ExecutionGraph, _ move: GraphMove, stamp: Int? = nil) {
        var next = graph
        var step = move.step
        switch move.outcome {
        case .completed: break
        case .violated: step.halt = .failed
        case .discarded: step.halt = .discarded
        case .bound: return
        }
        next.add(step, placedAfter: move.placedAfter, move.state, stamp: stamp)
        guard isAllowed(next) else { return }
        transitions += 1
        switch step.halt {
        case .failed: observer.failed(graph, move)
        case .discarded: observer.discarded(graph, move)
        default: if graph.contains(move.state) { hasCycle = true }
        }
        found.append(next)
    }

    /// Whether the model's memory allows a graph that the machine has made.
    func isAllowed(_ graph: ExecutionGraph) -> Bool { order?.isConsistent(graph) ?? true }

    /// Adds an `await` that stands still at a write.
    func wait(_ graph: ExecutionGraph, _ thread: Int, _ location: Int, _ name: WriteName, stamp: Int? = nil) {
        transitions += 1
        var next = graph
        var step = GraphStep(thread: thread, choice: 0)
        step.location = location
        step.reads = name
        step.halt = .waits
        next.add(step, placedAfter: nil, graph.state, stamp: stamp)
        found.append(next)
    }

    func countStep() { transitions += 1 }

    // MARK: - The end

    private func end(_ graph: ExecutionGraph) {
        let end = howItEnds(graph)
        switch end {
        case .whole, .failed: executions += 1
        case .discarded: discardedRuns += 1
        case .blocked: blockedRuns += 1
        }
        observer.ended(graph, end)
    }

    private func howItEnds(_ graph: ExecutionGraph) -> GraphEnd {
        var end = GraphEnd.whole
        for step in graph.steps {
            switch step.halt {
            case nil: break
            case .failed: end = .failed
            case .discarded: return .discarded
            case .waits:
                let isNewest = step.reads == graph.order[step.location].last
                let found = machine.graphMoves(of: step.thread, in: graph.state)
                let waits = seesNewest ? step.reads.map(found.reading)?.isEmpty != false : found.moves.isEmpty
                guard isNewest, waits else { return .blocked }
            }
        }
        return end
    }
}

extension Machine {
    /// Whether all that a thread knows of its own lies in the part of the state that every state has.
    fileprivate func isFixed(_ thread: Int, _ state: State) -> Bool {
        let place = place(thread, state)
        return place != 0 && Int(image.restWords[Int(image.restBase[thread]) + place]) <= image.fixedWords
    }
}

extension State {
    fileprivate func hasSameFixedPart(as other: State, _ machine: Machine) -> Bool {
        words.prefix(machine.fixedWordCount) == other.words.prefix(machine.fixedWordCount)
    }
}
