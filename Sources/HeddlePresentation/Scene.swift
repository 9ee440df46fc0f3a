package import HeddleEngine
package import HeddleProgram

/// A situation with what all its panes derive from it, made once a frame.
///
/// Every pane's rows are functions of a scene and of a size in cells.
package struct Scene: Sendable {
    package let situation: Situation
    /// Nodes of `play` from the first step to the place; empty at the start.
    package let path: ArraySlice<Int>
    /// Nodes of the whole current line.
    package let line: [Int]
    package let state: State
    /// The record of the last step; the start's at the start.
    package let event: Event
    package let moves: [Transition]
    package let ending: Ending
    /// The step (from 1) of the current line after which every run fails; nil: none, or not known.
    package let wall: Int?
    /// Every run fails, whatever is done from the start on.
    package let isLostFromStart: Bool
    package let words: StepLetters
    package let threadCount: Int
    private let followed: FollowedLine

    package init(_ situation: Situation) {
        // Followed already, where a session keeps it from key to key.
        var situation = situation
        situation.followLine()
        self.situation = situation
        let play = situation.play
        let node = play.nodes[situation.place]
        followed = situation.followed
        line = followed.nodes
        path = line.prefix(Int(play.links[situation.place].depth))
        wall = followed.wall.step
        isLostFromStart = followed.wall.isAtStart
        state = node.state
        event = node.event
        let machine = situation.machine
        moves = machine.shownMoves(node.state)
        ending =
            node.event.violation.map { $0.check == .deadlock ? .deadlock : .violated } ?? machine.ending(node.state)
        threadCount = machine.threadCount(in: node.state)
        words = StepLetters(machine: machine, state: node.state, marks: situation.marks)
    }

    /// The causal order of the current line.
    package var order: CausalOrder { followed.causal }
    /// Whether a node lies on the current line.
    func isOnLine(_ node: Int) -> Bool {
        followed.isOnLine(node, depth: Int(situation.play.links[node].depth))
    }
    /// What the steps of the current line did.
    var history: LineHistory { followed.history }

    package var machine: Machine { situation.machine }
    package var program: Program { situation.machine.program }
    package var marks: Marks { situation.marks }
    /// Steps made to come here.
    package var depth: Int { path.count }
    package var values: ValueText { words.values }
    /// Whether no run from here passes, as far as it is known.
    package var isLost: Bool { isLostFromStart || wall.map { depth >= $0 } ?? false }

    package func node(atStep step: Int) -> PlayTree.Node {
        situation.play.nodes[step == 0 ? 0 : line[step - 1]]
    }

    package func name(ofThread thread: Int) -> String { values.name(ofThread: thread) }

    /// The name of a thread that may be spawned only later on the line.
    func shownName(ofThread thread: Int) -> String {
        let state = line.last.map { situation.play.nodes[$0].state } ?? state
        guard thread < machine.threadCount(in: state) else { return name(ofThread: thread) }
        return VisibleText.of(machine.threadName(thread, in: state))
    }

    /// Threads that exist at the end of some steps.
    func threadCount(onSteps steps: [PlayTree.Node]) -> Int {
        steps.last.map { max(threadCount, machine.threadCount(in: $0.state)) } ?? threadCount
    }

    package func moves(ofThread thread: Int) -> [Transition] { moves.filter { $0.thread == thread } }

    /// The outcomes that are still possible from here; nil where that isn't known.
    package var outcomesLeft: Set<OutcomeKey>? { situation.prospects[situation.place]?.outcomes }

    /// Whether some threads wait for one another for ever here, whatever the others do.
    package var hasWaitCycle: Bool { WaitGraph.hasCycle(machine: machine, state: state) }

    /// The finding that is walked.
    package var walkedFinding: Finding? {
        if case .finding(let index) = situation.walk, index < situation.report.findings.count {
            return situation.report.findings[index]
        }
        return nil
    }

    /// Whether the rest of the line belongs to what is walked and is shown as still to come.
    package var showsRest: Bool { situation.walk != .byHand && line.count > path.count }

    /// The transition under the cursor of Threads: the chosen way, or the thread's first.
    package var selectedMove: Transition? {
        let ways = moves(ofThread: situation.selectedThread)
        if let choice = situation.selectedChoice, choice < ways.count { return ways[choice] }
        return ways.first
    }

    /// The line of source of a thread's next step; nil where it has none.
    package func sourceLine(ofThread thread: Int) -> Int? {
        guard case .standing(at: let site, frames: _) = machine.status(ofThread: thread, in: state) else { return nil }
        return program.source.line(of: machine.site(site).span.start)
    }
}

extension Operation.Kind {
    /// Whether the operation leaves its object other than it was.
    package var changesObject: Bool {
        switch self {
        case .read, .fence, .choose, .compareExchangeFailed, .compareExchangeSpurious, .tryLockFailed,
            .tryReadLockFailed, .tryWriteLockFailed, .tryAcquireFailed, .onceDone, .eventWait, .eventIsSet,
            .trySendFailed, .receiveNothing, .nextClosed, .channelCount, .join, .skip, .yield, .timeout,
            .selectDefault, .await:
            return false
        default: return true
        }
    }

    /// Whether the operation gives a variable or an atomic a value.
    package var writesValue: Bool {
        switch self {
        case .write, .readModifyWrite, .compareExchange: return true
        default: return false
        }
    }
}
