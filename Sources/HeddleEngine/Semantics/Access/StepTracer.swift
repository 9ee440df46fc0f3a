package import HeddleProgram

/// Tries single moves of single states and tells what they read and write.
///
/// A move that is not enabled, that an `assume` discards or that a bound of the model stops leads nowhere: the first two
/// are alike to a search that asks which steps can be made. Confined to the thread that uses it.
package final class StepTracer {
    package struct Move {
        package var choice: Int
        package var result: RunResult
        /// Nobody's duty: a spurious wake-up.
        package var isEnvironment: Bool
        package var leadsOn: Bool { result == .rested || result == .failed || result == .violated }
    }

    package let machine: Machine
    package let log: AccessLog
    /// Moves found by the last `tryMoves`.
    package private(set) var moves: [Move] = []
    /// Whether some thread may wake for no reason.
    package let hasEnvironment: Bool
    private let workspace: Workspace
    private let kinds: [StepSiteKind]

    package init(_ machine: Machine, map: AccessMap) {
        self.machine = machine
        log = AccessLog(map)
        workspace = Workspace(machine.tracing)
        workspace.accesses = log
        let sites = StepSiteKinds(machine.program, memory: machine.memory)
        let image = machine.tracing
        kinds = image.rests.enumerated().map { index, rest in
            let kind = sites.kind(of: rest.site)
            return kind == .open && !image.hasOneWay[index] ? .choosing : kind
        }
        hasEnvironment = machine.program.objects.contains {
            if case .condition(spurious: true) = $0.kind { return true } else { return false }
        }
    }

    /// The state to move from, and how many messages had been received from each queue on the way to it.
    package func setSource(_ words: UnsafePointer<UInt64>, count: Int, received: [Int]) {
        workspace.setSource(words, count: count)
        log.receivedBefore = received
    }

    package var source: UnsafePointer<UInt64> { workspace.origin }
    package var sourceCount: Int { workspace.sourceCount }

    package var threadCount: Int { workspace.threadCountOfSource }
    package var isFaulted: Bool { workspace.isFaulted }
    package var isOver: Bool { workspace.isOver }

    /// The number of the place at which a thread of the source rests, among those of all threads.
    package func rest(of thread: Int) -> Int { workspace.restIndex(of: thread) }

    /// The place of a thread before the last move, and behind it; also of threads that don't exist yet.
    package func restBefore(of thread: Int) -> Int { workspace.restIndex(of: thread) }
    package func restBehind(of thread: Int) -> Int { workspace.restIndexBehind(thread) }

    /// Whether a thread of the source has a next step, or stores on their way to memory.
    package func stands(_ thread: Int) -> Bool {
        guard thread < threadCount else { return false }
        return rest(of: thread) != Int(machine.tracing.restBase[thread]) || workspace.hasBuffered(thread)
    }

    /// What the next step of a standing thread of the source is.
    package func kind(of thread: Int) -> StepSiteKind { kinds[rest(of: thread)] }

    /// Finds all moves of a thread of the source; the log then holds what all these trials have touched.
    package func tryMoves(of thread: Int) {
        moves.removeAll(keepingCapacity: true)
        log.clear()
        guard !workspace.isFaulted, stands(thread) else { return }
        workspace.settleTimeout()
        log.clear()
        logThread(thread)
        workspace.restart(thread)
        while workspace.nextOfThread() {
            moves.append(
                Move(choice: workspace.choice, result: workspace.result, isEnvironment: workspace.isEnvironment))
        }
        if machine.tracing.usesTimeout { log.changeAll() }
    }

    /// The first move of a thread that leads on, in its own order of choices; nil if there is none.
    package func firstMove(of thread: Int, where suits: (Move) -> Bool) -> Move? {
        tryMoves(of: thread)
        return moves.filter { $0.leadsOn && suits($0) }.min { $0.choice < $1.choice }
    }

    /// Makes a move; the log then holds what it has touched, and `successor` the state behind it.
    package func perform(thread: Int, choice: Int) -> RunResult {
        log.clear()
        workspace.perform(thread: thread, choice: choice)
        logThread(thread)
        if workspace.result == .violated { log.write(0, 1) }
        // Whether nothing else can move rests on everything, and anything may change it.
        if machine.tracing.usesTimeout { log.changeAll() }
        return workspace.result
    }

    /// A step needs that no check has failed, and belongs to its thread.
    private func logThread(_ thread: Int) {
        log.read(0, 1)
        log.change(Int(machine.tracing.place[thread]), machine.tracing.placeWidth)
    }

    /// The bound of the model that kept the last move from being made.
    var bound: ModelBound? {
        if case .bound(let bound) = StepOutcome(workspace.result) { return bound }
        return nil
    }

    package var successor: UnsafePointer<UInt64> { UnsafePointer(workspace.successor) }
    package var successorCount: Int { max(workspace.successorCount, machine.fixedWordCount) }
    /// The receiver of the rendezvous just made, -1 without one.
    package var partner: Int { workspace.lastPartner }
    /// The check that failed in the last move, also where it did not end the execution.
    package var failedCheck: Check? {
        workspace.result == .violated || workspace.result == .failed ? workspace.failedCheck : nil
    }
}

extension Workspace {
    /// The number of the place at which a thread of the state to move from rests.
    func restIndex(of thread: Int) -> Int {
        state = UnsafeMutableRawPointer(mutating: UnsafeRawPointer(origin))
        return Int(image.restBase[thread]) + place(of: thread)
    }

    /// The number of the place at which a thread of the successor rests.
    func restIndexBehind(_ thread: Int) -> Int {
        state = UnsafeMutableRawPointer(successor)
        return Int(image.restBase[thread]) + place(of: thread)
    }

    /// Threads of the state to move from.
    var threadCountOfSource: Int {
        state = UnsafeMutableRawPointer(mutating: UnsafeRawPointer(origin))
        return threadCount
    }
}
