internal import HeddleProgram

/// One step of an execution, as far as the order of steps is concerned.
struct DporEvent {
    /// The end of an execution that could still go on by a spurious wake-up counts as a step of this thread.
    static let stopThread = Int32.max

    var thread: Int32
    var choice: Int
    /// What it touches, in the search's table.
    var access: Int32
    var kind: StepSiteKind
    /// Ends the execution: the step failed a check, or is the end itself.
    var isLast: Bool
    /// The receiver of a rendezvous, whose step this is too; -1 without one.
    var partner: Int32 = -1

    var isStop: Bool { thread == Self.stopThread }
    var transition: Transition { Transition(thread: Int(thread), choice: choice) }

    func isSameMove(as other: DporEvent) -> Bool { thread == other.thread && choice == other.choice }
}

extension AccessTable {
    func areDependent(_ a: DporEvent, _ b: DporEvent) -> Bool { areDependent(a.access, b.access) }

    /// Whether a move can come first in some execution that begins with the sequence, up to swaps of independent
    /// neighbours: it is a first step of the sequence, or independent of all of it.
    func isWeakInitial(_ move: DporEvent, of sequence: [DporEvent]) -> Bool {
        for event in sequence {
            if event.isSameMove(as: move) { return true }
            if areDependent(event, move) { return false }
        }
        return true
    }
}
