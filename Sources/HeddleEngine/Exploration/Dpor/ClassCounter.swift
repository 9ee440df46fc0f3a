internal import HeddleProgram

/// How many ways lead to each outcome of a program that comes to an end.
///
/// *Classes* differ by the order of some two dependent steps; properties are not looked at. *Executions* differ by which
/// write some read sees, or by the order of writes to one variable: what an axiomatic memory model tells apart. Where
/// order counts without a value (two threads that take a lock and touch nothing common), several classes are one
/// execution.
/// Executions are told apart by 128 bits of a hash.
final class ClassCounter: DporObserver {
    struct Count {
        var classes = 0
        /// nil: not known, as of orders of steps under weak memory.
        var executions: Int?
        /// The first schedule found.
        var schedule: [Transition] = []
        var key: OutcomeKey

        /// One more where each class is an execution.
        mutating func addGraph() {
            classes += 1
            executions = (executions ?? 0) + 1
        }
    }

    private let machine: Machine
    private let collector: OutcomeCollector
    private let variables: [UInt64]
    private(set) var counts: [Count] = []
    private var places: [OutcomeKey: Int] = [:]
    private var graphs: Set<Fingerprint> = []
    /// The last writer of each location: the identity of the step, 0 for the start.
    private var writers: [UInt64]

    private struct Fingerprint: Hashable {
        var place: Int
        var low: UInt64
        var high: UInt64
    }

    init(machine: Machine) {
        self.machine = machine
        collector = OutcomeCollector(machine: machine)
        let map = AccessMap(machine)
        var words = [UInt64](repeating: 0, count: map.wordCount)
        for (object, declared) in machine.program.objects.enumerated() where !declared.isGhost {
            switch declared.kind {
            case .variable, .atomic, .pool: break
            default: continue
            }
            let part = machine.layout.objects[object]
            map.locations(part.offset, part.stride * part.elements) { words[$0 >> 6] |= 1 << UInt64($0 & 63) }
        }
        variables = words
        writers = Array(repeating: 0, count: map.wordCount * 64)
    }

    /// Steps of executions after which counting beside another search is given up.
    static let patience = 200_000

    /// Counts all classes; nil if executions can go on for ever or reach a bound, or if there are too many.
    static func count(machine: Machine) -> [Count]? {
        let result = run(machine: machine, steps: patience)
        return result.isComplete ? result.counter.counts : nil
    }

    /// Runs one execution of each class, trials included for about eight times as many steps as given.
    static func run(
        machine: Machine, steps: Int, options: SearchOptions = SearchOptions()
    ) -> (counter: ClassCounter, isComplete: Bool) {
        let counter = ClassCounter(machine: machine)
        let start = machine.start()
        guard start.event.outcome == .completed else {
            if case .violated = start.event.outcome { counter.add(.violated, start.state, [], events: [], table: nil) }
            if case .bound = start.event.outcome { return (counter, false) }
            return (counter, true)
        }
        let search = DporSearch(
            machine: machine, observer: counter, seesProperties: false, depthBound: SearchOptions.defaultExecutionDepth)
        search.begin(start.state)
        var deadline = Double.infinity
        if let clock = options.clock, let seconds = options.time { deadline = clock() + seconds }
        while !search.isOver {
            search.advance(budget: 1 << 14)
            if search.hasCycle || search.meetsDepthBound || counter.isBounded || search.transitions > steps
                || search.trialSteps / 8 > steps
                || search.byteCount + counter.graphs.capacity * MemoryLayout<Fingerprint>.stride > options.searchMemory
            {
                return (counter, false)
            }
            if let clock = options.clock, clock() >= deadline { return (counter, false) }
        }
        return (counter, true)
    }

    /// Outcomes with the counts that belong to them.
    static func counted(_ outcomes: [Outcome], _ counts: [Count]) -> [Outcome] {
        var known: [OutcomeKey: Count] = [:]
        for count in counts { known[count.key] = count }
        return outcomes.map { outcome in
            var counted = outcome
            let count = known[outcome.key]
            counted.classes = count?.classes
            counted.executions = count?.executions
            return counted
        }
    }

    private var isBounded = false

    var isOver: Bool { false }
    var looksBeside: Bool { false }
    func visited(_ words: UnsafePointer<UInt64>, count: Int, schedule: () -> [Transition]) {}
    func visitedBeside(_ tracer: StepTracer, schedule: () -> [Transition]) {}
    func violated(_ check: Check?, schedule: () -> [Transition]) {}
    func bounded(_ bound: ModelBound) { isBounded = true }

    func ended(_ ending: Ending, _ words: UnsafePointer<UInt64>, count: Int, path: ExecutionPath) {
        let state = State(words, count: count, of: machine.stateLength)
        add(ending, state, path.schedule, events: path.events, table: path.table)
    }

    private func add(
        _ ending: Ending, _ state: State, _ schedule: [Transition], events: [DporEvent], table: AccessTable?
    ) {
        let key = collector.key(ending, state)
        let place = places[key] ?? counts.count
        if place == counts.count {
            places[key] = place
            counts.append(Count(schedule: schedule, key: key))
        }
        counts[place].classes += 1
        if machine.memory == nil, graphs.insert(fingerprint(place, events, table)).inserted {
            counts[place].executions = (counts[place].executions ?? 0) + 1
        }
    }

    // MARK: - Graphs

    private func fingerprint(_ place: Int, _ events: [DporEvent], _ table: AccessTable?) -> Fingerprint {
        var result = Fingerprint(place: place, low: 0, high: 0)
        for index in writers.indices { writers[index] = 0 }
        var ordinals: [Int32: UInt64] = [:]
        for event in events where !event.isStop {
            let ordinal = ordinals[event.thread, default: 0]
            ordinals[event.thread] = ordinal + 1
            let name = Self.mix(
                Self.mix(UInt64(event.thread) + 1, ordinal + 1), UInt64(bitPattern: Int64(event.choice)))
            add(name, 0, 0, &result)
            guard let table else { continue }
            let reads = table.reads(of: event.access)
            let writes = table.writes(of: event.access)
            forEach(reads) { add(name, UInt64($0) * 2 + 1, writers[$0], &result) }
            forEach(writes) {
                add(name, UInt64($0) * 2 + 2, writers[$0], &result)
                writers[$0] = name
            }
        }
        return result
    }

    /// Sums, so that the order of independent steps doesn't matter.
    private func add(_ name: UInt64, _ location: UInt64, _ writer: UInt64, _ result: inout Fingerprint) {
        let mixed = Self.mix(Self.mix(name, location), writer)
        result.low &+= mixed
        result.high &+= Self.mix(mixed, 0x2545_f491_4f6c_dd1d)
    }

    private func forEach(_ words: UnsafePointer<UInt64>, _ body: (Int) -> Void) {
        for word in variables.indices {
            var bits = words[word] & variables[word]
            while bits != 0 {
                body(word * 64 + bits.trailingZeroBitCount)
                bits &= bits - 1
            }
        }
    }

    private static func mix(_ a: UInt64, _ b: UInt64) -> UInt64 {
        var mixed = (a ^ (b &* 0x9e37_79b9_7f4a_7c15)) &* 0xbf58_476d_1ce4_e5b9
        mixed ^= mixed >> 31
        mixed = mixed &* 0x94d0_49bb_1331_11eb
        return mixed ^ (mixed >> 29) &+ b
    }
}
