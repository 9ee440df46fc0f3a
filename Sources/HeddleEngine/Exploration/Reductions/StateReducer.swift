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
    /// Those for the processes of the state at hand.
    private var tables: StepTables
    private let image: Image
    private let workspace: Workspace
    /// Every step of a state that is passed through.
    private let inner: StepExpander
    let sorter: ReplicaSorter?
    /// Where the search keeps the ends of steps.
    private let store: StateStore?
    private let buffer: UnsafeMutablePointer<UInt64>
    private let candidate: UnsafeMutablePointer<UInt64>
    /// By thread: the node at which it stands in the state at hand, -1 if it is over or not there yet.
    private let nodes: UnsafeMutablePointer<Int>
    private let live: UnsafeMutablePointer<Int>
    @exclusivity(unchecked) private var liveCount = 0
    /// Stores on their way to memory in the state at hand; nil where nothing is buffered.
    private let buffered: BufferedWrites?
    private let masks: UnsafeMutablePointer<UInt64>
    private let stepCounts: UnsafeMutablePointer<Int>
    /// With `isRecording`: the transitions of each kept step, in order, and the thread renaming at its end.
    var isRecording = false
    private(set) var chains: [[Transition]] = []
    /// What the reductions have left out so far.
    @exclusivity(unchecked) private(set) var gain = ReductionGain()
    private(set) var renamings: [[UInt8]] = []

    init(machine: Machine, plan: ReductionPlan, store: StateStore? = nil) {
        self.plan = plan
        self.store = store
        tables = plan.tables
        image = machine.image
        workspace = machine.makeWorkspace()
        inner = StepExpander(machine: machine)
        sorter = plan.symmetry.map { ReplicaSorter($0, machine) }
        buffered = BufferedWrites(machine)
        let threads = max(1, machine.image.threadCount)
        buffer = .allocate(capacity: machine.wordCount)
        candidate = .allocate(capacity: machine.wordCount)
        nodes = .allocate(capacity: threads)
        live = .allocate(capacity: threads)
        masks = .allocate(capacity: threads)
        stepCounts = .allocate(capacity: threads)
        masks.initialize(repeating: 0, count: threads)
        stepCounts.initialize(repeating: 0, count: threads)
    }

    deinit {
        buffer.deallocate()
        candidate.deallocate()
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
            let before = expander.stepCount
            choose(state, count: count, expander, first)
            gain.steps &+= before &- first
            gain.kept &+= expander.stepCount &- first
        }
        for index in first..<expander.stepCount { finish(index, expander) }
    }

    /// How far a kept step goes at once, and under which names its end is stored.
    private func finish(_ index: Int, _ expander: StepExpander) {
        let step = expander.steps[index]
        if isRecording { chains.append([Transition(thread: step.thread, choice: step.choice)]) }
        guard step.result == .rested || step.result == .failed else {
            if isRecording { renamings.append([]) }
            return
        }
        if plan.uses.contains(.fusion), !isKnownEnd(step, expander) {
            gain.ends &+= 1
            let length = goOn(UnsafePointer(expander.words + step.start), count: step.length)
            if length > 0 { expander.replace(index, with: UnsafePointer(buffer), count: length) }
        }
        guard let sorter else {
            if isRecording { renamings.append([]) }
            return
        }
        let kept = expander.steps[index]
        var isRenamed = false
        if sorter.mayGrow {
            buffer.update(from: expander.words + kept.start, count: kept.length)
            if let length = sorter.canonicalize(buffer, count: kept.length) {
                expander.replace(index, with: UnsafePointer(buffer), count: length)
                isRenamed = true
            }
        } else if sorter.canonicalize(expander.words + kept.start, count: kept.length) != nil {
            expander.rehash(index)
            isRenamed = true
        }
        if isRecording { renamings.append(isRenamed ? sorter.renaming : []) }
    }

    /// Whether a step's successor is stored: then it is the end of a step that went as far as it could, and nothing more
    /// can be made from there. Only the first state is no such end. To look it up costs less than to expand it.
    private func isKnownEnd(_ step: FiredStep, _ expander: StepExpander) -> Bool {
        guard let store else { return false }
        let words = UnsafePointer(expander.words + step.start)
        guard let known = store.find(words, count: step.length, hash: step.hash) else { return false }
        return known > 0
    }

    // MARK: - Places

    @inline(__always) private func place(_ state: UnsafePointer<UInt64>, count: Int, _ thread: Int) -> Int {
        let offset = Int(image.place[thread])
        guard offset >> 3 < count else { return 0 }
        let bytes = UnsafeRawPointer(state)
        switch image.placeWidth {
        case 1: return Int(bytes.load(fromByteOffset: offset, as: UInt8.self))
        case 2: return Int(bytes.loadUnaligned(fromByteOffset: offset, as: UInt16.self))
        default: return Int(bytes.loadUnaligned(fromByteOffset: offset, as: UInt32.self))
        }
    }

    @inline(__always) private func node(_ state: UnsafePointer<UInt64>, count: Int, _ thread: Int) -> Int {
        let place = place(state, count: count, thread)
        return place == 0 ? -1 : Int(tables.nodeOfRest[Int(image.restBase[thread]) + place])
    }

    private func findNodes(_ state: UnsafePointer<UInt64>, count: Int) {
        liveCount = 0
        buffered?.read(state, count: count)
        for thread in 0..<image.threadCount {
            var found = node(state, count: count, thread)
            if let buffered, found < 0, buffered.isWaiting(thread) { found = tables.doneNode }
            if tables.needsCheck, !tables.knows(thread, state, count: count) {
                changeTables(state, count: count)
                found = node(state, count: count, thread)
                // What was found for other threads is of no use.
                for earlier in 0..<thread { nodes[earlier] = node(state, count: count, earlier) }
            }
            nodes[thread] = found
            if found >= 0 {
                live[liveCount] = thread
                liveCount += 1
            }
        }
    }

    /// Other processes live here than the tables were made for.
    @inline(never)
    private func changeTables(_ state: UnsafePointer<UInt64>, count: Int) {
        tables = plan.tables(state, count: count)
    }

    // MARK: - Which steps

    /// Leaves the steps that are followed; returns the threads of which one must not be in a reduced set.
    @discardableResult
    private func choose(
        _ state: UnsafePointer<UInt64>, count: Int, _ expander: StepExpander, _ first: Int
    ) -> UInt64 {
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
                    gain.idle &+= 1
                    idle |= bit
                    continue
                }
                if isBarred(step, target, words) || (buffered?.isSeen(step.thread, tables) ?? false) { barred |= bit }
            } else {
                barred |= bit
            }
            enabled |= bit
            stepCounts[step.thread] += 1
            if kept != index { expander.move(index, to: kept) }
            kept += 1
        }
        expander.drop(from: kept)
        guard plan.uses.contains(.stubborn), enabled & (enabled &- 1) != 0, enabled & ~barred != 0 else {
            return barred
        }
        let set = smallestSet(enabled: enabled, barred: barred, idle: idle)
        guard enabled & ~set != 0 else { return barred }
        kept = first
        for index in first..<expander.stepCount where set >> UInt64(expander.steps[index].thread) & 1 != 0 {
            if kept != index { expander.move(index, to: kept) }
            kept += 1
        }
        expander.drop(from: kept)
        return 0
    }

    /// Whether a step may not be in a reduced set. A rendezvous goes along an edge of either thread.
    private func isBarred(_ step: FiredStep, _ target: Int, _ words: UnsafePointer<UInt64>) -> Bool {
        let source = nodes[step.thread]
        if tables.isBarred[source] { return true }
        if tables.bit(tables.barredEdges, source, target < 0 ? tables.endNode : target) { return true }
        guard tables.meets[source] else { return false }
        for index in 0..<liveCount where live[index] != step.thread {
            let before = nodes[live[index]]
            let after = node(words, count: step.length, live[index])
            if after != before, tables.bit(tables.barredEdges, before, after < 0 ? tables.endNode : after) {
                return true
            }
        }
        return false
    }

    /// Whether a step changes nothing, or completes a round of a loop that only looks.
    private func isIdle(
        _ step: FiredStep, _ target: Int, _ words: UnsafePointer<UInt64>, _ state: UnsafePointer<UInt64>, _ count: Int
    ) -> Bool {
        guard target >= 0 else { return false }
        let source = nodes[step.thread]
        if tables.bit(tables.returning, source, target) { return true }
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
                ? tables.bit(tables.conflicts, row, column)
                    || (buffered != nil && tables.bit(tables.enablers, row, column))
                : tables.bit(tables.enablers, row, column) || (isIdle && tables.bit(tables.conflicts, row, column))
            if depends || (buffered?.areDependent(thread, row, other, column, tables) ?? false) {
                mask |= 1 << UInt64(other)
            }
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
            let here = length == 0 ? count : length
            let alone = nextAlone(words, count: here)
            guard let made = alone ?? nextForced(words, count: here) else { return length }
            if alone == nil { gain.forced &+= 1 } else { gain.alone &+= 1 }
            length = made.length
            buffer.update(from: candidate, count: length)
            if isRecording { chains[chains.count - 1].append(made.transition) }
            findNodes(UnsafePointer(buffer), count: length)
        }
    }

    /// The step of a persistent set that holds no other; it is made into `candidate`.
    private func nextForced(
        _ words: UnsafePointer<UInt64>, count: Int
    ) -> (length: Int, transition: Transition)? {
        guard plan.forcesSteps else { return nil }
        inner.clear()
        _ = inner.expand(words, count: count)
        let barred = choose(words, count: count, inner, 0)
        guard inner.stepCount == 1 else { return nil }
        let step = inner.steps[0]
        guard step.result == .rested, barred >> UInt64(step.thread) & 1 == 0 else { return nil }
        candidate.update(from: UnsafePointer(inner.words + step.start), count: step.length)
        return (step.length, Transition(thread: step.thread, choice: step.choice))
    }

    /// The first thread whose next step has one way and depends on nothing that others can still do; it is made into
    /// `candidate`.
    private func nextAlone(
        _ words: UnsafePointer<UInt64>, count: Int
    ) -> (length: Int, transition: Transition)? {
        var isLoaded = false
        for index in 0..<liveCount {
            let thread = live[index]
            let source = nodes[thread]
            guard source != tables.doneNode, !tables.isBarred[source], isAlone(thread),
                !(buffered?.isSeen(thread, tables) ?? false)
            else {
                continue
            }
            if !isLoaded {
                workspace.begin(words, count: count)
                isLoaded = true
            }
            workspace.restart(thread)
            guard workspace.nextOfThread(), workspace.result == .rested else { continue }
            let length = workspace.successorCount
            candidate.update(from: workspace.successor, count: length)
            let made = Transition(thread: thread, choice: workspace.choice)
            let target = node(UnsafePointer(candidate), count: length, thread)
            if tables.bit(tables.barredEdges, source, target < 0 ? tables.endNode : target) { continue }
            if target >= 0, tables.bit(tables.returning, source, target) { continue }
            let hasOneWay = image.hasOneWay[Int(image.restBase[thread]) + place(words, count: count, thread)]
            if !hasOneWay, workspace.nextOfThread() { continue }
            return (length, made)
        }
        return nil
    }

    private func isAlone(_ thread: Int) -> Bool {
        let row = nodes[thread]
        for index in 0..<liveCount where live[index] != thread {
            let (other, column) = (live[index], nodes[live[index]])
            if tables.bit(tables.conflicts, row, column) { return false }
            if let buffered, buffered.areDependent(thread, row, other, column, tables) { return false }
        }
        return true
    }
}
