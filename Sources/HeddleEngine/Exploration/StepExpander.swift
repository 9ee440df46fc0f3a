internal import HeddleProgram

/// Fires every enabled transition of states and holds what comes out, ordered by thread, then choice.
///
/// The only place where explorers run steps. Shape: successors lie back to back in one buffer, each as long as it needs.
/// States of one length are made right there; others are made in the workspace and copied without their zeros.
final class StepExpander {
    let machine: Machine
    private let workspace: Workspace
    private let image: Image
    private let wordCount: Int
    private let isFixed: Bool
    /// By thread and resting place: whether the step there is a `yield`.
    private let yieldPlaces: Table<Bool>
    private var room: UnsafeMutablePointer<FiredStep>
    private var roomCapacity: Int
    @exclusivity(unchecked) private(set) var stepCount = 0
    @exclusivity(unchecked) private(set) var words: UnsafeMutablePointer<UInt64>
    @exclusivity(unchecked) private var capacity: Int
    @exclusivity(unchecked) private var used = 0
    /// Room that the successors take. Unit: words.
    var usedWords: Int { @inline(__always) get { used } }

    /// Leaves out steps that need not be followed; nil: all are.
    let reducer: StateReducer?

    init(machine: Machine, reducer: StateReducer? = nil) {
        self.machine = machine
        self.reducer = reducer
        workspace = machine.makeWorkspace()
        image = machine.image
        wordCount = machine.wordCount
        isFixed = machine.image.isFixed
        capacity = max(256, 64 * machine.wordCount)
        words = .allocate(capacity: capacity)
        roomCapacity = 256
        room = .allocate(capacity: roomCapacity)
        yieldPlaces = Table(
            machine.image.rests.map { rest in
                // Place 0 is that of threads that are over.
                guard machine.program.routines.indices.contains(rest.site.routine) else { return false }
                let code = machine.program.routines[rest.site.routine].code
                guard code.indices.contains(rest.site.instruction + 1) else { return false }
                if case .yield = code[rest.site.instruction + 1].kind { return true }
                return false
            })
    }

    deinit {
        words.deallocate()
        room.deallocate()
        yieldPlaces.free()
    }

    /// The steps fired since `clear`.
    var steps: UnsafeBufferPointer<FiredStep> {
        @inline(__always) get { UnsafeBufferPointer(start: room, count: stepCount) }
    }

    @inline(__always)
    func clear() {
        stepCount = 0
        used = 0
    }

    /// Forgets the steps from the given one on.
    func drop(from index: Int) { stepCount = index }

    /// Appends the successors of a state, of which the first `count` words may be other than zero; tells how an
    /// execution that stands there is over. Moves of the environment don't keep it from being over.
    func expand(_ state: UnsafePointer<UInt64>, count: Int) -> Ending {
        let workspace = workspace
        workspace.setSource(state, count: count)
        if workspace.isFaulted { return .violated }
        workspace.timeoutHolds = false
        let first = stepCount
        var moves = expandThreads()
        if moves == 0, image.usesTimeout {
            // Nothing moves: what waits for just that may.
            workspace.timeoutHolds = true
            moves = expandThreads()
        }
        if let reducer { reducer.reduce(state, count: count, in: self, from: first) }
        if moves > 0 { return .running }
        return workspace.isOver ? .ended : .deadlock
    }

    @inline(__always)
    private func expandThreads() -> Int {
        let workspace = workspace
        workspace.beginRun()
        var moves = 0
        let limit = workspace.threadCount
        var thread = 0
        while thread < limit {
            defer { thread &+= 1 }
            workspace.aim(at: thread)
            let place = workspace.place(of: thread)
            if place == 0 {
                if image.hasBuffers { moves &+= expandFlush(of: thread) }
                continue
            }
            let rest = Int(image.restBase[thread]) &+ place
            if image.hasOneWay[rest] {
                if image.restGuard[rest].blocks(workspace.origin) { continue }
                lend()
                workspace.runOnlyWay(Int(image.restEntry[rest]))
                if workspace.result == .blocked { continue }
                moves &+= 1
                append(rest)
                if workspace.result != .rested { workspace.beginRun() }
            } else if image.wayStart[rest] < image.wayStart[rest &+ 1] {
                moves &+= expandWays(rest)
            } else {
                moves &+= expandChoices(of: thread, rest)
                workspace.beginRun()
            }
        }
        return moves
    }

    /// The alternatives of a process's place one by one, each with its number as its choice.
    private func expandWays(_ rest: Int) -> Int {
        let first = Int(image.wayStart[rest])
        let end = Int(image.wayStart[rest &+ 1])
        let before = stepCount
        var escape: Int32 = 0
        var number = first
        while number < end {
            let way = image.ways[number]
            defer { number &+= 1 }
            if way.guardTest.blocks(workspace.origin) { continue }
            if stepCount > before, way.isOtherwise || (escape > 0 && way.escape != escape) { continue }
            lend()
            workspace.aim()
            workspace.runOnlyWay(Int(way.entry))
            if workspace.result == .blocked { continue }
            escape = way.escape
            workspace.choiceNumber = number &- first
            append(rest)
            if workspace.result != .rested { workspace.beginRun() }
        }
        workspace.choiceNumber = 0
        return stepCount &- before
    }

    /// What a finished thread has left in its store buffer still goes to memory.
    private func expandFlush(of thread: Int) -> Int {
        lend()
        workspace.restart(thread)
        workspace.flush(thread)
        defer { workspace.beginRun() }
        guard workspace.result != .blocked else { return 0 }
        append(Int(image.restBase[thread]))
        return 1
    }

    /// Every way through a step that may choose; returns how many are moves of the thread's own.
    private func expandChoices(of thread: Int, _ rest: Int) -> Int {
        let first = stepCount
        var moves = 0
        workspace.restart(thread)
        while true {
            lend()
            guard workspace.nextOfThread() else { break }
            if !workspace.isEnvironment { moves += 1 }
            append(rest)
        }
        sort(from: first)
        return moves
    }

    // MARK: - For the reducer

    /// Puts a step where an earlier one stood that is left out.
    func move(_ index: Int, to place: Int) { room[place] = room[index] }

    /// Gives a step another successor.
    func replace(_ index: Int, with state: UnsafePointer<UInt64>, count: Int) {
        if count > room[index].length {
            if used &+ count > capacity { grow(used &+ count) }
            room[index].start = used
            used &+= count
        }
        copyWords(state, to: words + room[index].start, count)
        room[index].length = count
        room[index].hash = stateHash(words + room[index].start, count)
    }

    /// A step's successor was changed where it lies.
    func rehash(_ index: Int) { room[index].hash = stateHash(words + room[index].start, room[index].length) }

    /// Where all states have one length, the next successor is made where it will lie.
    @inline(__always)
    private func lend() {
        guard isFixed else { return }
        if used &+ wordCount > capacity { grow(used &+ wordCount) }
        workspace.successor = words + used
    }

    @inline(__always)
    private func append(_ rest: Int) {
        let result = workspace.result
        if stepCount == roomCapacity { growRoom() }
        var step = FiredStep(
            thread: workspace.thread, choice: workspace.choice, result: result, start: used,
            yields: yieldPlaces[rest], fault: workspace.faultCode)
        if let memory = workspace.memory { step.weakChoices = UInt8(clamping: memory.weakChoices) }
        if step.hasState {
            if isFixed {
                step.length = wordCount
            } else {
                let length = workspace.successorCount
                step.length = length
                if used &+ length > capacity { grow(used &+ length) }
                copyWords(workspace.successor, to: words + used, length)
            }
            step.hash = stateHash(words + used, step.length)
            used &+= step.length
        }
        (room + stepCount).initialize(to: step)
        stepCount &+= 1
    }

    /// As many are sorted where they lie, without the library's help and memory.
    private static let fewWays = 32

    /// Ways through a step are tried in another order than that of their numbers if it chooses more than once.
    private func sort(from first: Int) {
        guard stepCount - first > 1 else { return }
        if stepCount - first > Self.fewWays {
            var steps = UnsafeMutableBufferPointer(start: room + first, count: stepCount - first)
            return steps.sort { $0.comesBefore($1) }
        }
        for index in (first + 1)..<stepCount {
            var place = index
            while place > first, room[place].comesBefore(room[place - 1]) {
                swap(&room[place], &room[place - 1])
                place -= 1
            }
        }
    }

    @inline(never)
    private func grow(_ needed: Int) {
        let larger = max(capacity * 2, needed)
        let fresh = UnsafeMutablePointer<UInt64>.allocate(capacity: larger)
        fresh.update(from: words, count: used)
        words.deallocate()
        words = fresh
        capacity = larger
    }

    @inline(never)
    private func growRoom() {
        let fresh = UnsafeMutablePointer<FiredStep>.allocate(capacity: roomCapacity * 2)
        fresh.update(from: room, count: stepCount)
        room.deallocate()
        room = fresh
        roomCapacity *= 2
    }
}
