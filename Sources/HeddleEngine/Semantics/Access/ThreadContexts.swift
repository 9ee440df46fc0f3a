internal import HeddleProgram

/// Code that threads run in the same way: one declared thread, the replicas of a group, one process, or all that are
/// or can still be spawned.
struct ThreadContext {
    /// The bodies that may be run.
    var roots: [RoutineID]
    /// Numbers that the body's parameters hold, as far as they are known.
    var parameters: [Int?] = []
    /// The thread's own number, where it is known.
    var number: Int?
}

/// Thread numbers to contexts.
struct ThreadContexts {
    private(set) var contexts: [ThreadContext] = []
    /// By thread number, spawn slots included; nil for a slot in which nothing lives.
    private(set) var ofThread: [Int?] = []
    /// The context of whatever can still be spawned; nil where nothing is.
    private(set) var ofSpawned: Int?

    init(_ program: Program, _ layout: StateLayout, living: LivingProcesses?) {
        var ofGroup: [GroupID: Int] = [:]
        for thread in 0..<layout.declaredThreads {
            let group = layout.groups[thread]
            let declared = program.threadGroups[group]
            if case .parameter(let lower, _) = declared.copies {
                ofThread.append(contexts.count)
                contexts.append(
                    ThreadContext(roots: [declared.routine], parameters: [lower + layout.ordinals[thread]]))
            } else if let known = ofGroup[group] {
                ofThread.append(known)
            } else {
                ofGroup[group] = contexts.count
                ofThread.append(contexts.count)
                contexts.append(ThreadContext(roots: [declared.routine]))
            }
        }
        guard layout.threadCount > layout.declaredThreads else { return }
        for thread in layout.declaredThreads..<layout.threadCount {
            guard let living else {
                ofThread.append(contexts.count)
                continue
            }
            guard let process = living.processes[thread] else {
                ofThread.append(nil)
                continue
            }
            ofThread.append(contexts.count)
            contexts.append(
                ThreadContext(
                    roots: [program.threadGroups[process.group].routine], parameters: process.parameters,
                    number: thread))
        }
        ofSpawned = contexts.count
        contexts.append(ThreadContext(roots: layout.spawnedGroups.map { program.threadGroups[$0].routine }))
    }
}

/// Which processes live in a state, with the parameters that stay as they are: what the analysis of a program of
/// processes goes by. Processes that are started later are not among them.
struct LivingProcesses: Hashable {
    struct Process: Hashable {
        var group: GroupID
        /// By parameter; nil where the process assigns it, or it is no number.
        var parameters: [Int?]
    }

    /// By thread number.
    var processes: [Process?]
}
