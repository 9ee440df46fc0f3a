internal import HeddleProgram

/// Schedulers that choose at random, by which the hardness of a bug is measured.
package enum RandomScheduler: Hashable, Sendable {
    /// Each thread that can move is as likely as any other, then each of its choices.
    case uniform
    /// Threads have random priorities, and the one that moves falls behind all others at `depth - 1` random steps out of
    /// the first `length` (Burckhardt et al. 2010, section 3).
    case pct(depth: Int, length: Int)
    /// Every step that waits has a random priority of its own, drawn anew when a step that it depends on was made
    /// (Yuan, Yang, Gu 2018, algorithm POS).
    case pos
}

/// Runs of random schedulers, and those that show a failure.
///
/// The same seed gives the same runs: each has a generator of its own, so that the first hundred of a thousand are those of
/// a hundred.
struct RandomSampler {
    private let target: FailureTarget
    private let machine: Machine
    private let judge: StateJudge
    private let expander: StepExpander
    /// Steps after which a run counts as one that doesn't fail.
    private let longest: Int
    /// Steps of the longest run so far.
    private(set) var longestSeen = 0

    init(_ target: FailureTarget, longest: Int) {
        self.target = target
        self.longest = longest
        machine = target.machine
        var properties: Set<Int> = []
        if case .property(let index) = target.subject { properties = [index] }
        judge = StateJudge(machine: machine, looksForRaces: target.looksForRaces, only: properties)
        expander = StepExpander(machine: machine)
    }

    /// How many of so many runs fail in this way; nil: there was no time. `hasTime` is asked between runs.
    mutating func hits(_ scheduler: RandomScheduler, runs: Int, seed: Int, hasTime: () -> Bool) -> Int? {
        var hits = 0
        for number in 0..<runs {
            guard hasTime() else { return nil }
            var random = SplitMix(seed: UInt64(bitPattern: Int64(seed)) &* 0x9E37_79B9 &+ UInt64(number))
            if run(scheduler, &random) { hits += 1 }
        }
        return hits
    }

    private mutating func run(_ scheduler: RandomScheduler, _ random: inout SplitMix) -> Bool {
        var state = machine.start().state
        if fails(state) { return true }
        var chooser = Chooser(scheduler, &random)
        for count in 0..<longest {
            expander.clear()
            let ending = state.words.withUnsafeBufferPointer {
                expander.expand($0.baseAddress!, count: $0.count)
            }
            guard ending != .violated else { return false }
            let steps = (0..<expander.stepCount).filter { expander.steps[$0].hasState }
            guard !steps.isEmpty else { return false }
            longestSeen = max(longestSeen, count + 1)
            let chosen = expander.steps[steps[chooser.choose(steps, expander, machine, state, number: count, &random)]]
            let move = Transition(thread: chosen.thread, choice: chosen.choice)
            let next = State(
                UnsafePointer(expander.words + chosen.start), count: chosen.length, of: machine.stateLength)
            if let check = chosen.check {
                if target.subject == .check(check) { return target.isMet(by: move, from: state) }
                if chosen.result == .violated { return false }
            }
            if fails(next) { return target.isMet(by: move, from: state) }
            state = next
        }
        return false
    }

    /// Whether a state shows the subject, in whatever situation.
    private func fails(_ state: State) -> Bool {
        var isFound = false
        judge.judgeAll(state) { verdict in
            switch verdict {
            case .violated(let subject, _): if subject == target.subject { isFound = true }
            case .witnessed(let index): if target.subject == .property(index) { isFound = true }
            }
        }
        return isFound
    }
}

/// What a scheduler remembers within one run.
private struct Chooser {
    private let scheduler: RandomScheduler
    /// Of threads; higher runs first. Those of PCT's change points are below all others.
    private var priorities: [Double] = []
    /// Steps at which PCT changes priorities, and the priority of each.
    private var changes: [Int: Int] = [:]

    init(_ scheduler: RandomScheduler, _ random: inout SplitMix) {
        self.scheduler = scheduler
        guard case .pct(let depth, let length) = scheduler, depth > 1 else { return }
        for point in 1..<depth { changes[random.below(max(1, length))] = depth - point }
    }

    /// The place in `steps` of the one to make; `number`: of the step in its run, from 0.
    mutating func choose(
        _ steps: [Int], _ expander: StepExpander, _ machine: Machine, _ state: State, number: Int,
        _ random: inout SplitMix
    ) -> Int {
        var threads: [Int] = []
        for step in steps where threads.last != expander.steps[step].thread {
            threads.append(expander.steps[step].thread)
        }
        let thread: Int
        switch scheduler {
        case .uniform: thread = threads[random.below(threads.count)]
        case .pct:
            drawMissing(threads, &random)
            thread = highest(threads)
            if let priority = changes[number] {
                priorities[thread] = -Double(1000 - priority)
            } else if expander.steps[steps.first { expander.steps[$0].thread == thread } ?? steps[0]].yields {
                // A thread that waits actively would keep all others out for ever.
                priorities[thread] = (priorities.min() ?? 0) - 1
            }
        case .pos:
            drawMissing(threads, &random)
            thread = highest(threads)
        }
        let own = steps.indices.filter { expander.steps[steps[$0]].thread == thread }
        let chosen = own[own.count == 1 ? 0 : random.below(own.count)]
        if scheduler == .pos { redraw(expander.steps[steps[chosen]], machine, state, threads, &random) }
        return chosen
    }

    private mutating func drawMissing(_ threads: [Int], _ random: inout SplitMix) {
        while priorities.count <= threads.last ?? 0 { priorities.append(random.unit()) }
    }

    /// The first of those with the highest priority.
    private func highest(_ threads: [Int]) -> Int {
        threads.reduce(threads[0]) { priorities[$1] > priorities[$0] ? $1 : $0 }
    }

    /// Behind a step, it and those that wait and depend on it get other priorities.
    private mutating func redraw(
        _ step: FiredStep, _ machine: Machine, _ state: State, _ threads: [Int], _ random: inout SplitMix
    ) {
        if threads.count > 1,
            let made = machine.preview(Transition(thread: step.thread, choice: step.choice), in: state)
        {
            let footprint = Footprint(of: made)
            for other in machine.enabled(state, waysPerThread: 1) where other.thread != step.thread {
                guard let event = machine.preview(other, in: state) else { continue }
                if Footprint(of: event).sharesPlace(with: footprint) { priorities[other.thread] = random.unit() }
            }
        }
        priorities[step.thread] = random.unit()
    }
}

/// A generator of random bits: SplitMix64 (Steele, Lea, Flood 2014).
struct SplitMix {
    private var state: UInt64

    init(seed: UInt64) {
        state = seed
        _ = next()
    }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var bits = state
        bits = (bits ^ (bits >> 30)) &* 0xBF58_476D_1CE4_E5B9
        bits = (bits ^ (bits >> 27)) &* 0x94D0_49BB_1331_11EB
        return bits ^ (bits >> 31)
    }

    /// From 0 to `count - 1`, each as likely.
    mutating func below(_ count: Int) -> Int {
        let bound = UInt64(count)
        while true {
            let (high, low) = next().multipliedFullWidth(by: bound)
            // Lemire 2019: the few low values that would be too likely are thrown away.
            if low >= bound || low >= (0 &- bound) % bound { return Int(high) }
        }
    }

    /// From 0 to 1, with 1 left out.
    mutating func unit() -> Double { Double(next() >> 11) * 0x1p-53 }
}
