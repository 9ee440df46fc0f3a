internal import HeddleProgram

/// A graph of states, with what each state shows of the subjects asked about.
///
/// The edges of a state, its *row*, are made when they are first asked for, by expanding the state. A *closed* graph is that
/// of a finished search: what the search did not store is no part of it. An *open* one has a store of its own, which
/// takes every state that an edge leads to, up to a limit.
/// Shape: the edges of state `s` are `edges(of: s)`, in the machine's order, so that an edge's rank in its row is that of its
/// transition among the enabled ones. An edge whose step was discarded, met a bound of the model, or leads out of the
/// graph has no target (`none`). A step whose assertion failed without ending the run leads to a *double* of its state:
/// numbered apart (`doubleBit`), marked, with the same ways on; so the failure belongs to the step and not to the state.
/// About 7 bytes an edge and 8 a state, and a bit for each subject.
final class StateGraph {
    static let none = UInt32.max
    /// In the number of a double; the rest of it counts them.
    static let doubleBit: UInt32 = 1 << 31

    /// Where the states come from.
    enum Extent {
        /// As many of the store's first states as a search expanded.
        case closed(expandedStates: Int)
        /// At most so many states.
        case open(limit: Int)
    }

    let machine: Machine
    let store: StateStore
    /// Subjects that are marked, in order.
    let subjects: [Subject]
    /// For each subject the states that violate (or witness) it.
    @exclusivity(unchecked) private(set) var marks: [StateMarks]
    /// States in which an execution is over, and how.
    @exclusivity(unchecked) private(set) var ends: [(state: UInt32, ending: Ending)] = []
    @exclusivity(unchecked) private(set) var targets: [UInt32] = []
    @exclusivity(unchecked) private(set) var threads: [UInt16] = []
    @exclusivity(unchecked) private(set) var yields: [Bool] = []
    /// Under a weak memory, by edge: reads that pass over a newer write, and writes put before an older one. Else empty.
    @exclusivity(unchecked) private(set) var weakChoices: [UInt8] = []
    /// Under `tso`, by edge: whether a write goes from a store buffer to memory. Else empty.
    @exclusivity(unchecked) private var flushes: [Bool] = []
    /// First edge of each row, `none` where it is not made yet, and how many there are.
    @exclusivity(unchecked) private var rowStarts: [UInt32] = []
    @exclusivity(unchecked) private var rowLengths: [UInt32] = []
    /// The stored state of each double.
    @exclusivity(unchecked) private(set) var doubles: [UInt32] = []
    private var doubleOf: [UInt64: Int] = [:]
    /// Whether an edge that was made leads out of the graph, or over a bound of the model.
    @exclusivity(unchecked) private(set) var isCut = false
    /// Whether an open graph takes no more states.
    @exclusivity(unchecked) private(set) var isFull = false
    /// The limit that stopped an open graph from taking more.
    var bound: SearchLimit? {
        guard isFull, case .open(let limit) = extent else { return nil }
        return store.count >= limit ? .states(limit) : .memory(memory)
    }
    /// Rows that are made.
    @exclusivity(unchecked) private(set) var rowCount = 0
    /// States with an edge that leads out of the graph, or over a bound of the model.
    private var cutStates = BitSet()
    private var built = 0
    private var extent: Extent
    /// What an open graph's store may take. Unit: bytes.
    private let memory: Int
    private let judge: StateJudge
    private let expander: StepExpander

    init(
        machine: Machine, store: StateStore, extent: Extent, subjects: [Subject], looksForRaces: Bool, memory: Int = 0
    ) {
        self.machine = machine
        self.store = store
        self.subjects = subjects
        self.extent = extent
        self.memory = memory
        marks = subjects.map { _ in StateMarks() }
        let properties = subjects.compactMap { subject -> Int? in
            if case .property(let index) = subject { return index }
            return nil
        }
        judge = StateJudge(
            machine: machine, looksForRaces: looksForRaces && subjects.contains(.check(.race)), only: Set(properties))
        expander = StepExpander(machine: machine)
    }

    /// An open graph that holds the first state.
    convenience init(machine: Machine, subjects: [Subject], looksForRaces: Bool, limit: Int, memory: Int) {
        let store = StateStore(
            wordCount: machine.wordCount, fixedWords: machine.fixedWordCount, memoryLimit: memory,
            stateLength: machine.stateLength)
        self.init(
            machine: machine, store: store, extent: .open(limit: limit), subjects: subjects,
            looksForRaces: looksForRaces, memory: memory)
        if index(of: machine.start().state) == nil { isFull = true }
    }

    /// Lowers the limit of an open graph.
    func restrict(to states: Int) {
        if case .open(let limit) = extent { extent = .open(limit: min(limit, states)) }
    }

    /// Stored states, and doubles.
    var stateCount: Int { store.count + doubles.count }

    /// The stored state that a number stands for.
    @inline(__always)
    func stored(_ state: Int) -> Int {
        let bit = Int(Self.doubleBit)
        return state < bit ? state : Int(doubles[state - bit])
    }

    /// The stored states and behind them the doubles, counted through: the place of a state by its number, and back.
    func place(of state: Int) -> Int {
        let bit = Int(Self.doubleBit)
        return state < bit ? state : store.count + state - bit
    }

    func state(at place: Int) -> Int { place < store.count ? place : place - store.count + Int(Self.doubleBit) }

    /// The number of a state; an open graph takes it in. nil: it is no part of the graph.
    func index(of state: State) -> Int? {
        state.words.withUnsafeBufferPointer { buffer in
            guard let base = buffer.baseAddress else { return nil }
            let count = buffer.count
            return find(base, count, store.hash(base, count: count), parent: StateStore.noParent)
        }
    }

    /// The double of a state behind a step that failed a check.
    func double(of state: Int, failing check: Check) -> Int {
        guard let place = subjects.firstIndex(of: .check(check)) else { return state }
        let key = UInt64(state) << 16 | UInt64(place)
        if let known = doubleOf[key] { return known }
        let made = doubles.count + Int(Self.doubleBit)
        doubleOf[key] = made
        doubles.append(UInt32(truncatingIfNeeded: state))
        marks[place].insert(made)
        return made
    }

    /// Memory that the graph of so many edges will take. Unit: bytes.
    static func estimate(states: Int, edges: Int) -> Int { states * 16 + edges * 16 }

    /// Memory that the rows take. Unit: bytes.
    var rowBytes: Int { targets.capacity * 7 + rowStarts.capacity * 8 }

    var isBuilt: Bool { built == store.count }

    /// Makes rows that nobody has asked for yet until about `budget` transitions are fired; returns how many were.
    @discardableResult
    func advance(budget: Int) -> Int {
        var spent = 0
        while spent < budget, built < store.count {
            spent += edges(of: built).count + 1
            built += 1
        }
        return spent
    }

    // MARK: - Rows

    /// Edges of a state.
    @inline(__always)
    func edges(of state: Int) -> Range<Int> {
        let index = stored(state)
        if index >= rowStarts.count || rowStarts[index] == Self.none { makeRow(index) }
        let start = Int(rowStarts[index])
        return start..<start + Int(rowLengths[index])
    }

    /// Whether the edges of a state are made.
    func hasRow(_ state: Int) -> Bool {
        let index = stored(state)
        return index < rowStarts.count && rowStarts[index] != Self.none
    }

    /// Whether an edge is a write's way from a store buffer to memory.
    func isFlush(_ edge: Int) -> Bool { !flushes.isEmpty && flushes[edge] }

    /// Whether something is left out of a state's row.
    func leadsOut(_ state: Int) -> Bool { cutStates.contains(stored(state)) }

    private func cut(_ index: Int) {
        isCut = true
        cutStates.insert(index)
    }

    @inline(never)
    private func makeRow(_ index: Int) {
        while rowStarts.count <= index {
            rowStarts.append(Self.none)
            rowLengths.append(0)
        }
        rowStarts[index] = UInt32(truncatingIfNeeded: targets.count)
        rowCount += 1
        let (words, count) = store.words(index)
        expander.clear()
        let ending = expander.expand(words, count: count)
        if index == 0, let violation = machine.start().event.violation { mark(0, .check(violation.check)) }
        if ending != .violated { judge.judge(words, count: count) { take($0, index) } }
        if case .closed(let expandedStates) = extent, index >= expandedStates { return cut(index) }
        if ending != .running {
            ends.append((UInt32(truncatingIfNeeded: index), ending))
            judge.judgeEnd(ending, words, count: count) { take($0, index) }
        }
        for step in expander.steps {
            targets.append(target(of: step, from: index))
            threads.append(UInt16(truncatingIfNeeded: step.thread))
            yields.append(step.yields)
            if machine.memoryModel != .sc { weakChoices.append(step.weakChoices) }
            if machine.memoryModel == .tso { flushes.append(step.isFlush) }
        }
        rowLengths[index] = UInt32(truncatingIfNeeded: targets.count) - rowStarts[index]
    }

    private func target(of step: FiredStep, from index: Int) -> UInt32 {
        guard step.hasState else {
            if case .bound = StepOutcome(step.result) { cut(index) }
            return Self.none
        }
        let words = UnsafePointer(expander.words + step.start)
        let parent = UInt32(truncatingIfNeeded: index)
        guard let target = find(words, step.length, step.hash, parent: parent) else {
            cut(index)
            return Self.none
        }
        guard let check = step.check else { return UInt32(truncatingIfNeeded: target) }
        if step.result == .failed { return UInt32(truncatingIfNeeded: double(of: target, failing: check)) }
        mark(target, .check(check))
        return UInt32(truncatingIfNeeded: target)
    }

    private func find(_ words: UnsafePointer<UInt64>, _ count: Int, _ hash: UInt64, parent: UInt32) -> Int? {
        guard case .open(let limit) = extent else {
            return store.find(words, count: count, hash: hash)
        }
        if store.count >= limit {
            if let known = store.find(words, count: count, hash: hash) { return known }
        } else {
            store.otherBytes = rowBytes
            switch store.insert(words, count: count, hash: hash, parent: parent) {
            case .known(let index), .new(let index): return index
            case .full: break
            }
        }
        isFull = true
        return nil
    }

    private func take(_ verdict: StateVerdict, _ index: Int) {
        switch verdict {
        case .violated(let subject, _): mark(index, subject)
        case .witnessed(let property): mark(index, .property(property))
        }
    }

    private func mark(_ index: Int, _ subject: Subject) {
        if let place = subjects.firstIndex(of: subject) { marks[place].insert(index) }
    }

    /// The transition of an edge: thread and choice, from the machine.
    func transition(_ edge: Int, of state: Int) -> Transition {
        let enabled = machine.enabled(store.state(stored(state)))
        return enabled[edge - edges(of: state).lowerBound]
    }
}

/// Some states of a graph, stored ones and doubles.
struct StateMarks {
    private var stored = BitSet(count: 0)
    private var doubles = BitSet(count: 0)

    @inline(__always)
    func contains(_ state: Int) -> Bool {
        let bit = Int(StateGraph.doubleBit)
        return state < bit ? stored.contains(state) : doubles.contains(state - bit)
    }

    mutating func insert(_ state: Int) {
        let bit = Int(StateGraph.doubleBit)
        if state < bit { stored.insert(state) } else { doubles.insert(state - bit) }
    }

    /// The stored ones in order, then the doubles.
    var members: [Int] { stored.members + doubles.members.map { $0 + Int(StateGraph.doubleBit) } }
}
