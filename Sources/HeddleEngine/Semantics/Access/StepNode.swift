internal import HeddleProgram

/// Code that threads run in the same way: one declared thread, the replicas of a group, or all that are spawned.
struct ThreadContext {
    /// The bodies that may be run.
    var roots: [RoutineID]
    /// The number that the body's parameter 0 holds.
    var parameter: Int?
}

/// A resting place as the static analysis sees it: a step of a routine, in one context, whoever called.
struct StepNode {
    var context: Int
    var routine: RoutineID
    /// The `beginStep`.
    var instruction: Int
    var labels: [LabelID]
    /// The step with the local work behind it.
    var access: CellAccess
    /// Nodes at which the thread may stand after the step, in order.
    var successors: [Int] = []
    var mayFinish = false
    /// Whether a call or a return may lie on the way to a node.
    var crossesCalls = false
    /// Everything that may happen from here on: this step, and whatever follows, spawned threads included.
    var future: CellAccess
}

/// Thread numbers to contexts.
struct ThreadContexts {
    private(set) var contexts: [ThreadContext] = []
    /// By thread number, spawn slots included.
    private(set) var ofThread: [Int] = []

    init(_ program: Program, _ layout: StateLayout) {
        var ofGroup: [GroupID: Int] = [:]
        for thread in 0..<layout.declaredThreads {
            let group = layout.groups[thread]
            let declared = program.threadGroups[group]
            if case .parameter(let lower, _) = declared.copies {
                ofThread.append(contexts.count)
                contexts.append(
                    ThreadContext(roots: [declared.routine], parameter: lower + layout.ordinals[thread]))
            } else if let known = ofGroup[group] {
                ofThread.append(known)
            } else {
                ofGroup[group] = contexts.count
                ofThread.append(contexts.count)
                contexts.append(ThreadContext(roots: [declared.routine]))
            }
        }
        guard layout.threadCount > layout.declaredThreads else { return }
        for _ in layout.declaredThreads..<layout.threadCount { ofThread.append(contexts.count) }
        contexts.append(
            ThreadContext(roots: layout.spawnedGroups.map { program.threadGroups[$0].routine }, parameter: nil))
    }
}
