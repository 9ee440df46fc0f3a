internal import CPlatform
internal import HeddleProgram

/// The successors of a batch that are claimed but not stored, found by their numbers.
struct PendingStates {
    let first: Int
    let length: Int
    let block: UnsafePointer<TeamBatch.Block>
    /// By member.
    let steps: UnsafePointer<UnsafePointer<FiredStep>>
    let words: UnsafePointer<UnsafePointer<UInt64>>

    @inline(__always)
    func isEqual(_ number: Int, _ mine: UnsafePointer<UInt64>) -> Bool {
        let offset = number &- first
        let home = block[offset / TeamBatch.numbers]
        let theirs = words[home.member] + steps[home.member][home.firstStep &+ offset % TeamBatch.numbers].start
        var word = 0
        while word < length {
            if mine[word] != theirs[word] { return false }
            word &+= 1
        }
        return true
    }
}

/// A batch of a breadth-first search done by several OS threads, with the very result that one would give.
///
/// Idea: blocks of parents are expanded by whoever is free; every successor has a number, in the order in which one
/// thread would come to it. All are claimed in the store's table at once, where of equal ones the lowest number stays.
/// Who stayed is new; how many are new in each block gives each its final index, and they are copied there. So the
/// store, the parents, the counts and the findings are those of the search by one thread, whatever the timing.
/// Invariant: nothing grows while more than one thread works; where something would have to (table, length of states,
/// a limit), the batch's steps are entered by one thread in order.
final class TeamBatch {
    /// Parents that are expanded together, and the blocks that hold them.
    static let blockParents = 16
    static let blocks = 64
    /// Numbers that a block has.
    static let numbers = 1 << 14

    struct Block {
        var firstParent = 0
        var parentCount = 0
        var member = 0
        /// Steps of the block in its member's expander.
        var firstStep = 0
        var endStep = 0
        var newCount = 0
    }

    /// What one thread works with.
    final class Member {
        let expander: StepExpander
        let judge: StateJudge
        fileprivate(set) var endings: [(parent: Int, ending: Ending)] = []
        fileprivate(set) var verdicts: [(state: Int, verdict: StateVerdict)] = []
        fileprivate(set) var stepsWithState = 0
        fileprivate(set) var needsOrder = false
        fileprivate var slots: UnsafeMutablePointer<Int>
        fileprivate var slotRoom = 1 << 12

        init(machine: Machine, expander: StepExpander, looksForRaces: Bool) {
            self.expander = expander
            judge = StateJudge(machine: machine, looksForRaces: looksForRaces)
            slots = .allocate(capacity: slotRoom)
        }

        deinit {
            slots.deallocate()
        }

        fileprivate func clear() {
            expander.clear()
            endings.removeAll(keepingCapacity: true)
            verdicts.removeAll(keepingCapacity: true)
            stepsWithState = 0
            needsOrder = false
        }

        fileprivate func reserveSlots() {
            guard slotRoom < expander.stepCount else { return }
            slots.deallocate()
            slotRoom = expander.stepCount * 2
            slots = .allocate(capacity: slotRoom)
        }
    }

    let members: [Member]
    let team: WorkerTeam
    private let store: StateStore
    private let block: UnsafeMutablePointer<Block>
    /// Behind each parent of a block: its steps end here in the member's expander.
    private let stepEnds: UnsafeMutablePointer<Int>
    private let nextBlock: UnsafeMutablePointer<UInt64>
    /// By member, while nothing is expanded: its successors and its steps.
    private let memberWords: UnsafeMutablePointer<UnsafePointer<UInt64>>
    private let memberSteps: UnsafeMutablePointer<UnsafePointer<FiredStep>>
    private(set) var blockCount = 0
    private var parents = 0..<0
    private var phase = Phase.expanding

    private enum Phase {
        case expanding, entering
    }

    init(ledger: SearchLedger, workers: Int, looksForRaces: Bool) {
        store = ledger.store
        team = WorkerTeam(count: workers)
        members = (0..<team.count).map { _ in
            Member(machine: ledger.machine, expander: ledger.makeExpander(), looksForRaces: looksForRaces)
        }
        block = .allocate(capacity: Self.blocks)
        block.initialize(repeating: Block(), count: Self.blocks)
        stepEnds = .allocate(capacity: Self.blocks * Self.blockParents)
        stepEnds.initialize(repeating: 0, count: Self.blocks * Self.blockParents)
        nextBlock = .allocate(capacity: 1)
        nextBlock.initialize(to: 0)
        memberWords = .allocate(capacity: team.count)
        memberSteps = .allocate(capacity: team.count)
        team.body = { [unowned self] in work($0) }
    }

    deinit {
        block.deallocate()
        stepEnds.deallocate()
        nextBlock.deallocate()
        memberWords.deallocate()
        memberSteps.deallocate()
    }

    /// Fires the moves of the states in a range, at most `blocks * blockParents`.
    func expand(_ parents: Range<Int>) {
        self.parents = parents
        blockCount = (parents.count + Self.blockParents - 1) / Self.blockParents
        nextBlock.pointee = 0
        for member in members { member.clear() }
        run(.expanding)
    }

    private func run(_ phase: Phase) {
        self.phase = phase
        team.run()
    }

    /// A member's part of a job: blocks are taken as they come, and stay with who took them.
    private func work(_ number: Int) {
        let member = members[number]
        if phase == .entering { return enter(number, member) }
        while true {
            let taken = Int(heddle_next(nextBlock))
            if taken >= blockCount { return }
            let first = parents.lowerBound + taken * Self.blockParents
            expand(taken, first, min(first + Self.blockParents, parents.upperBound), number, member)
        }
    }

    private func expand(_ number: Int, _ first: Int, _ last: Int, _ memberNumber: Int, _ member: Member) {
        let expander = member.expander
        let firstStep = expander.stepCount
        for parent in first..<last {
            let (words, count) = store.words(parent)
            let ending = expander.expand(words, count: count)
            if ending != .running { member.endings.append((parent, ending)) }
            stepEnds[number * Self.blockParents + parent - first] = expander.stepCount
        }
        let length = store.commonLength
        let steps = expander.steps
        var index = firstStep
        while index < steps.count {
            let step = steps[index]
            if step.hasState { member.stepsWithState &+= 1 }
            // Bounds, failed checks and other lengths are rare: one thread sees to them.
            if step.result != .rested || step.length != length { member.needsOrder = true }
            index &+= 1
        }
        if expander.stepCount - firstStep > Self.numbers { member.needsOrder = true }
        block[number] = Block(
            firstParent: first, parentCount: last - first, member: memberNumber, firstStep: firstStep,
            endStep: expander.stepCount)
    }

    /// Whether the steps have to be entered by one thread.
    var needsOrder: Bool {
        let total = members.reduce(0) { $0 + $1.stepsWithState }
        return members.contains { $0.needsOrder }
            || !store.canTake(total, numbersBelow: Self.blocks * Self.numbers)
    }

    var stepsWithState: Int { members.reduce(0) { $0 + $1.stepsWithState } }

    /// Stores what is new among the successors, and judges it.
    func enter() {
        for (number, member) in members.enumerated() {
            member.reserveSlots()
            memberWords[number] = UnsafePointer(member.expander.words)
            memberSteps[number] = member.expander.steps.baseAddress!
        }
        run(.entering)
        store.extend(by: (0..<blockCount).reduce(0) { $0 + block[$1].newCount })
    }

    /// A member's part of `enter`. Nobody counts before all have claimed, nobody settles before all have counted.
    private func enter(_ number: Int, _ member: Member) {
        for index in 0..<blockCount where block[index].member == number { claim(index, member) }
        team.meet()
        for index in 0..<blockCount where block[index].member == number { count(index, member) }
        team.meet()
        var next = store.count
        for index in 0..<blockCount {
            let found = block[index].newCount
            if block[index].member == number { settle(index, member, firstNew: next) }
            next += found
        }
    }

    private func claim(_ index: Int, _ member: Member) {
        let range = block[index]
        let steps = memberSteps[range.member]
        let words = memberWords[range.member]
        let slots = member.slots
        let store = store
        let pending = PendingStates(
            first: store.count, length: store.commonLength, block: UnsafePointer(block), steps: memberSteps,
            words: memberWords)
        let firstNumber = pending.first + index * Self.numbers - range.firstStep
        for step in range.firstStep..<range.endStep { store.prefetchSlot(steps[step].hash) }
        for step in range.firstStep..<range.endStep { store.prefetchState(steps[step].hash) }
        var number = range.firstStep
        while number < range.endStep {
            let step = steps[number]
            slots[number] = store.claim(
                words + step.start, hash: step.hash, number: firstNumber &+ number, among: pending)
            number &+= 1
        }
    }

    private func count(_ index: Int, _ member: Member) {
        let steps = member.expander.steps
        let range = block[index]
        let firstNumber = store.count + index * Self.numbers - range.firstStep
        var found = 0
        for number in range.firstStep..<range.endStep where member.slots[number] >= 0 {
            if store.holds(member.slots[number], hash: steps[number].hash, number: firstNumber &+ number) {
                found += 1
            } else {
                member.slots[number] = -1
            }
        }
        block[index].newCount = found
    }

    private func settle(_ index: Int, _ member: Member, firstNew: Int) {
        let steps = member.expander.steps
        let words = UnsafePointer(member.expander.words)
        let range = block[index]
        var state = firstNew
        var parent = 0
        for number in range.firstStep..<range.endStep where member.slots[number] >= 0 {
            while stepEnds[index * Self.blockParents + parent] <= number { parent += 1 }
            let step = steps[number]
            store.settle(
                member.slots[number], words + step.start, hash: step.hash, index: state,
                parent: UInt32(truncatingIfNeeded: range.firstParent + parent))
            if member.judge.looksAtStates {
                member.judge.judge(words + step.start, count: step.length) { member.verdicts.append((state, $0)) }
            }
            state += 1
        }
    }

    // MARK: - For whoever goes through a batch in order

    /// Each parent with its steps, in order.
    func forEachParent(_ body: (_ parent: Int, _ expander: StepExpander, _ steps: Range<Int>) -> Bool) {
        for index in 0..<blockCount {
            let range = block[index]
            var first = range.firstStep
            for position in 0..<range.parentCount {
                let end = stepEnds[index * Self.blockParents + position]
                if !body(range.firstParent + position, members[range.member].expander, first..<end) { return }
                first = end
            }
        }
    }

    /// How executions are over that end in one of the parents, in order.
    var endings: [(parent: Int, ending: Ending)] {
        members.flatMap(\.endings).sorted { $0.parent < $1.parent }
    }

    /// What the new states show, in order; `enter` was called.
    var verdicts: [(state: Int, verdict: StateVerdict)] {
        let found = members.flatMap(\.verdicts).enumerated()
        return found.sorted { ($0.element.state, $0.offset) < ($1.element.state, $1.offset) }.map(\.element)
    }
}
