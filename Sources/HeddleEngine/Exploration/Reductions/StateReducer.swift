internal import HeddleProgram

/// Applies a plan to one expanded state: which of its steps are followed, and how far each goes at once.
///
/// Persistent sets after Godefroid (1996): starting from one thread that can move, every thread is added whose future a
/// chosen step may depend on; for one that can't move, every thread that may let it go. The smallest set without a
/// barred step is followed, else everything. A set of one thread with one way needs no state of its own: the step is
/// made at once with the one before it (fusion).
///
/// Confined to the explorer that owns it.
final class StateReducer {
    let plan: ReductionPlan
    private let image: Image
    private let workspace: Workspace
    let sorter: ReplicaSorter?
    private let buffer: UnsafeMutablePointer<UInt64>
    /// By thread: the node at which it stands in the state at hand, -1 if it is over or not there yet.
    private let nodes: UnsafeMutablePointer<Int>
    private let live: UnsafeMutablePointer<Int>
    @exclusivity(unchecked) private var liveCount = 0
    private let masks: UnsafeMutablePointer<UInt64>
    private let stepCounts: UnsafeMutablePointer<Int>
    /// With `isRecording`: the transitions of each kept step, in order, and the thread renaming at its end.
    var isRecording = false
    private(set) var chains: [[Transition]] = []
    private(set) var renamings: [[UInt8]] = []

    init(machine: Machine, plan: ReductionPlan) {
        self.plan = plan
        image = machine.image
        workspace = machine.makeWorkspace()
        sorter = plan.symmetry.map { ReplicaSorter($0, machine) }
        let threads = max(1, machine.image.threadCount)
        buffer = .allocate(capacity: machine.wordCount)
        nodes = .allocate(capacity: threads)
        live = .allocate(capacity: threads)
        masks = .allocate(capacity: threads)
        stepCounts = .allocate(capacity: threads)
        masks.initialize(repeating: 0, count: threads)
        stepCounts.initialize(repeating: 0, count: threads)
    }

    deinit {
        buffer.deallocate()
        nodes.deallocate()
        live.deallocate()
        masks.deallocate()
        stepCounts.deallocate()
    }

    /// Reduces the steps of a state from index `first` of the expander on.
    func reduce(_ state: UnsafePointer<UInt64>, count: Int, in expander: StepExpander, from first: Int) {
        if isRecording {
            chains = []
            renamings = []
        }
        if !plan.uses.isDisjoint(with: [.fusion, .stubborn, .spin]) {
            findNodes(state, count: count)
            choose(state, count: count, expander, first)
        }
        for index in first..<expander.stepCount { finish(index, expander) }
    }

    /// How far a kept step goes at once, and under which names its end is stored.
    func finish(_ index: Int, _ expander: StepExpander) {
        let step = expander.steps[index]
        if isRecording { chains.append([Transition(thread: step.thread, choice: step.choice)]) }
        guard step.result == .rested else {
            if isRecording { renamings.append([]) }
            return
        }
        if plan.uses.contains(.fusion) {
            let length = goOn(UnsafePointer(expander.words + step.start), count: step.length)
            if length > 0 { expander.replace(index, with: UnsafePointer(buffer), count: length) }
        }
        guard let sorter else {
            if isRecording { renamings.append([]) }
            return
        }
        let kept = expander.steps[index]
        let isRenamed = sorter.canonicalize(expander.words + kept.start, count: kept.length)
        if isRenamed { expander.rehash(index) }
        if isRecording { renamings.append(isRenamed ? sorter.renaming : []) }
    }

    // MARK: - Places

    @inline(__always) private func node(_ state: UnsafePointer<UInt64>, count: Int, _ thread: Int) -> Int {
        let offset = Int(image.place[thread])
        guard offset >> 3 < count else { return -1 }
        let bytes = UnsafeRawPointer(state)
        let place: Int
        switch image.placeWidth {
        case 1: place = Int(bytes.load(fromByteOffset: offset, as: UInt8.self))
        case 2: place = Int(bytes.loadUnaligned(fromByteOffset: offset, as: UInt16.self))
        default: place = Int(bytes.loadUnaligned(fromByteOffset: offset, as: UInt32.self))
        }
        return place == 0 ? -1 : Int(plan.nodeOfRest[Int(image.restBase[thread]) + place])
    }

    private func findNodes(_ state: UnsafePointer<UInt64>, count: Int) {
        liveCount = 0
        for thread in 0..<image.threadCount {
            let found = node(state, count: count, thread)
            nodes[thread] = found
            if found >= 0 {
                live[liveCount] = thread
                liveCount += 1
            }
        }
    }

    // MARK: - Which steps

    private func choose(
        _ state: UnsafePointer<UInt64>, count: Int, _ expander: StepExpander, _ first: Int
    ) {
        var enabled: UInt64 = 0
        var barred: UInt64 = 0
        var idle: UInt64 = 0
        for index in 0..<liveCount { stepCounts[live[index]] = 0 }
        let dropsSpins = plan.uses.contains(.spin)
        var kept = first
        for index in first..<expander.stepCount {
            let step = expander.steps[index]
            let bit: UInt64 = step.thread < 64 ? 1 << UInt64(step.thread) : 0
            if step.result == .rested {
                let words = UnsafePointer(expander.words + step.start)
                let target = node(words, count: step.length, step.thread)
                if dropsSpins, isIdle(step, target, words, state, count) {
                    idle |= bit
                    continue
                }
                let source = nodes[step.thread]
                if plan.isBarred[source] || plan.bit(plan.barredEdges, source, target < 0 ? plan.endNode : target) {
                    barred |= bit
                }
            } else {
                barred |= bit
            }
            enabled |= bit
            stepCounts[step.thread] += 1
            if kept != index { expander.move(index, to: kept) }
            kept += 1
        }
        expander.drop(from: kept)
        guard plan.uses.contains(.stubborn), enabled & (enabled &- 1) != 0, enabled & ~barred != 0 else { return }
        let set = smallestSet(enabled: enabled, barred: barred, idle: idle)
        guard enabled & ~set != 0 else { return }
        kept = first
        for index in first..<expander.stepCount where set >> UInt64(expander.steps[index].thread) & 1 != 0 {
            if kept != index { expander.move(index, to: kept) }
            kept += 1
        }
        expander.drop(from: kept)
    }

    /// Whether a step changes nothing, or completes a round of a loop that only looks.
    private func isIdle(
        _ step: FiredStep, _ target: Int, _ words: UnsafePointer<UInt64>, _ state: UnsafePointer<UInt64>, _ count: Int
    ) -> Bool {
        guard target >= 0 else { return false }
        let source = nodes[step.thread]
        if plan.bit(plan.returning, source, target) { return true }
        guard source == target else { return false }
        return Self.areEqual(words, step.length, state, count)
    }

    /// Whether two states are the same; words left out are zero.
    private static func areEqual(
        _ a: UnsafePointer<UInt64>, _ aCount: Int, _ b: UnsafePointer<UInt64>, _ bCount: Int
    ) -> Bool {
        let common = min(aCount, bCount)
        for index in 0..<common where a[index] != b[index] { return false }
        for index in common..<max(aCount, common) where a[index] != 0 { return false }
        for index in common..<max(bCount, common) where b[index] != 0 { return false }
        return true
    }

    /// The threads of the set that is followed; everything where no smaller one will do.
    private func smallestSet(enabled: UInt64, barred: UInt64, idle: UInt64) -> UInt64 {
        for index in 0..<liveCount {
            let thread = live[index]
            let bit: UInt64 = 1 << UInt64(thread)
            masks[thread] = needed(thread, isEnabled: enabled & bit != 0, idle & bit != 0)
        }
        var best = enabled
        var bestCount = Int.max
        var seeds = enabled & ~barred
        while seeds != 0 {
            let seed = seeds.trailingZeroBitCount
            seeds &= seeds &- 1
            var set: UInt64 = 1 << UInt64(seed)
            var fresh = set
            while fresh != 0 {
                var next: UInt64 = 0
                while fresh != 0 {
                    next |= masks[fresh.trailingZeroBitCount]
                    fresh &= fresh &- 1
                }
                fresh = next & ~set
                set |= fresh
                if set & barred != 0 { break }
            }
            if set & barred != 0 { continue }
            var size = 0
            var members = set & enabled
            while members != 0 {
                size += stepCounts[members.trailingZeroBitCount]
                members &= members &- 1
            }
            if size < bestCount {
                bestCount = size
                best = set
                if size == 1 { break }
            }
        }
        return best
    }

    /// Threads that must be in a set with this one.
    private func needed(_ thread: Int, isEnabled: Bool, _ isIdle: Bool) -> UInt64 {
        var mask: UInt64 = 0
        let row = nodes[thread]
        for index in 0..<liveCount {
            let other = live[index]
            if other == thread { continue }
            let column = nodes[other]
            let depends =
                isEnabled
                ? plan.bit(plan.conflicts, row, column)
                : plan.bit(plan.enablers, row, column) || (isIdle && plan.bit(plan.conflicts, row, column))
            if depends { mask |= 1 << UInt64(other) }
        }
        return mask
    }

    // MARK: - Fusion

    /// Makes steps that nobody can notice, one after another, into `buffer`; 0 if there is none.
    private func goOn(_ start: UnsafePointer<UInt64>, count: Int) -> Int {
        findNodes(start, count: count)
        var length = 0
        while true {
            let words = length == 0 ? start : UnsafePointer(buffer)
            guard let thread = nextAlone(words, count: length == 0 ? count : length) else { return length }
            length = workspace.successorCount
            buffer.update(from: workspace.successor, count: length)
            if isRecording {
                chains[chains.count - 1].append(Transition(thread: thread, choice: workspace.choice))
            }
            findNodes(UnsafePointer(buffer), count: length)
        }
    }

    /// The first thread whose next step depends on nothing that others can still do; the step is made.
    private func nextAlone(_ words: UnsafePointer<UInt64>, count: Int) -> Int? {
        var isLoaded = false
        for index in 0..<liveCount {
            let thread = live[index]
            let source = nodes[thread]
            guard plan.mayFuse[source], isAlone(thread) else { continue }
            if !isLoaded {
                workspace.begin(words, count: count)
                isLoaded = true
            }
            workspace.restart(thread)
            guard workspace.nextOfThread(), workspace.result == .rested else { continue }
            let length = workspace.successorCount
            let target = node(UnsafePointer(workspace.successor), count: length, thread)
            if plan.bit(plan.barredEdges, source, target < 0 ? plan.endNode : target) { continue }
            if target >= 0, plan.bit(plan.returning, source, target) { continue }
            return thread
        }
        return nil
    }

    private func isAlone(_ thread: Int) -> Bool {
        let row = nodes[thread]
        for index in 0..<liveCount where live[index] != thread {
            if plan.bit(plan.conflicts, row, nodes[live[index]]) { return false }
        }
        return true
    }
}
