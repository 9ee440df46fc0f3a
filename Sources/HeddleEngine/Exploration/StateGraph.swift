internal import HeddleProgram

/// The graph of a search's states, with what each state shows of the subjects asked about.
///
/// Built after a search, by expanding its states once more, in portions. Shape: compressed rows; the edges of state `s`
/// are `edgeStarts[s] ..< edgeStarts[s + 1]`, in the machine's order, so that an edge's rank among its state's edges is
/// that of its transition among the enabled ones. An edge whose step was discarded, met a bound of the model, or leads
/// out of what was stored has no target (`Edge.none`). A step whose assertion failed without ending the run leads to a
/// *double* of its state: numbered behind the stored ones, marked, with the same ways on; so the failure belongs to
/// the step and not to the state.
///  About 7 bytes an edge and 8 a state, and a bit for each subject.
final class StateGraph {
    static let none = UInt32.max

    let machine: Machine
    let store: StateStore
    /// Subjects that are marked, in order.
    let subjects: [Subject]
    /// For each subject the states that violate (or witness) it.
    @exclusivity(unchecked) private(set) var marks: [BitSet]
    /// States in which an execution is over, and how.
    @exclusivity(unchecked) private(set) var ends: [(state: UInt32, ending: Ending)] = []
    @exclusivity(unchecked) private(set) var edgeStarts: [Int] = [0]
    @exclusivity(unchecked) private(set) var targets: [UInt32] = []
    @exclusivity(unchecked) private(set) var threads: [UInt16] = []
    @exclusivity(unchecked) private(set) var yields: [Bool] = []
    /// The stored state of each double.
    @exclusivity(unchecked) private(set) var doubles: [UInt32] = []
    private var doubleOf: [UInt64: Int] = [:]
    /// States that were expanded here; the rest were not expanded by the search either.
    @exclusivity(unchecked) private(set) var expanded = 0
    private let limit: Int
    private let judge: StateJudge
    private let expander: StepExpander

    /// `expandedStates`: as many of the store's first states as the search expanded.
    init(machine: Machine, store: StateStore, expandedStates: Int, subjects: [Subject], looksForRaces: Bool) {
        self.machine = machine
        self.store = store
        self.subjects = subjects
        limit = expandedStates
        marks = subjects.map { _ in BitSet(count: store.count) }
        let properties = subjects.compactMap { subject -> Int? in
            if case .property(let index) = subject { return index }
            return nil
        }
        judge = StateJudge(
            machine: machine, looksForRaces: looksForRaces && subjects.contains(.check(.race)), only: Set(properties))
        expander = StepExpander(machine: machine)
        edgeStarts.reserveCapacity(store.count + 1)
    }

    /// Stored states, and doubles.
    var stateCount: Int { store.count + doubles.count }

    /// The stored state that a number stands for.
    @inline(__always)
    func stored(_ state: Int) -> Int { state < store.count ? state : Int(doubles[state - store.count]) }

    /// The double of a state behind a step that failed a check; nil if there is none.
    func double(of state: Int, failing check: Check) -> Int? {
        subjects.firstIndex(of: .check(check)).flatMap { doubleOf[key(state, $0)] }
    }

    private func key(_ state: Int, _ place: Int) -> UInt64 { UInt64(state) << 16 | UInt64(place) }

    private func makeDouble(of state: Int, failing check: Check) -> Int {
        guard let place = subjects.firstIndex(of: .check(check)) else { return state }
        if let known = doubleOf[key(state, place)] { return known }
        let made = stateCount
        doubleOf[key(state, place)] = made
        doubles.append(UInt32(truncatingIfNeeded: state))
        for index in marks.indices { marks[index].grow(to: made + 1) }
        marks[place].insert(made)
        return made
    }

    var isBuilt: Bool { expanded == store.count }

    /// Memory that the graph of so many edges will take. Unit: bytes.
    static func estimate(states: Int, edges: Int) -> Int { states * 16 + edges * 16 }

    /// Expands more states until about `budget` transitions are fired; returns how many were.
    func advance(budget: Int) -> Int {
        var spent = 0
        while spent < budget, expanded < store.count {
            spent += expand(expanded) + 1
            edgeStarts.append(targets.count)
            expanded += 1
        }
        return spent
    }

    private func expand(_ index: Int) -> Int {
        let (words, count) = store.words(index)
        expander.clear()
        let ending = expander.expand(words, count: count)
        if index == 0, let violation = machine.start().event.violation { mark(0, .check(violation.check)) }
        if ending != .violated { judge.judge(words, count: count) { take($0, index) } }
        guard index < limit else { return expander.steps.count }
        if ending != .running {
            ends.append((UInt32(truncatingIfNeeded: index), ending))
            judge.judgeEnd(ending, words, count: count) { take($0, index) }
        }
        for step in expander.steps {
            var target = Self.none
            if step.hasState {
                let words = UnsafePointer(expander.words + step.start)
                if let known = store.find(words, count: step.length, hash: step.hash) {
                    target = UInt32(truncatingIfNeeded: known)
                    if let check = step.check {
                        if step.result == .failed {
                            target = UInt32(truncatingIfNeeded: makeDouble(of: known, failing: check))
                        } else {
                            mark(known, .check(check))
                        }
                    }
                }
            }
            targets.append(target)
            threads.append(UInt16(truncatingIfNeeded: step.thread))
            yields.append(step.yields)
        }
        return expander.steps.count
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

    /// Edges of a state.
    func edges(of state: Int) -> Range<Int> {
        let state = stored(state)
        return edgeStarts[state]..<edgeStarts[state + 1]
    }

    /// The transition of an edge: thread and choice, from the machine.
    func transition(_ edge: Int, of state: Int) -> Transition {
        let state = stored(state)
        let enabled = machine.enabled(store.state(state))
        return enabled[edge - edgeStarts[state]]
    }
}
