internal import HeddleEngine

/// Who waits for whom in a state.
struct WaitGraph {
    struct Wait {
        var thread: Int
        /// What is waited for: `fork[1]`, `worker.2 to finish`.
        var label: String
        /// Threads of whom one must act. `isCertain`: it is the holder, and no one else can help.
        var others: [Int]
        var isCertain: Bool
        /// An `await`: others are those whose code may still write what it looks at.
        var isGuard = false
    }

    /// In order of the threads.
    private(set) var waits: [Wait] = []

    init(_ scene: Scene) {
        self.init(machine: scene.machine, state: scene.state)
        for index in waits.indices where waits[index].isGuard {
            waits[index].others = GuardHelp(scene, thread: waits[index].thread)?.writers ?? []
        }
    }

    init(machine: Machine, state: State) {
        for thread in 0..<machine.threadCount(in: state) {
            guard let reason = machine.blockReason(ofThread: thread, in: state) else { continue }
            waits.append(Self.wait(thread, reason))
        }
    }

    private static func wait(_ thread: Int, _ reason: BlockReason) -> Wait {
        func certain(_ label: String, _ others: [Int]) -> Wait {
            Wait(thread: thread, label: VisibleText.of(label), others: others, isCertain: others.count == 1)
        }
        func possible(_ label: String) -> Wait {
            Wait(thread: thread, label: VisibleText.of(label), others: reason.helpers, isCertain: false)
        }
        switch reason.cause {
        case .lock(let object, let holders): return holders.isEmpty ? possible(object) : certain(object, holders)
        case .wakingUp(let lock, let holder): return certain(lock, holder.map { [$0] } ?? [])
        case .join(let other, _): return certain("join", [other])
        case .once(let object, let runner): return certain(object, [runner])
        case .asleep(let name), .channelEmpty(let name), .channelFull(let name), .noReceiver(let name),
            .noSender(let name), .event(let name):
            return possible(name)
        case .await(let text):
            var wait = possible(text)
            wait.isGuard = true
            return wait
        case .atomic(let text): return possible(text)
        case .barrier(let object, _, _): return possible(object)
        case .select: return possible("select")
        case .choose: return possible("choose")
        case .outlived(let other): return certain("end", [other])
        case .options: return possible("options")
        }
    }

    /// Whether some threads wait for one another for ever, whatever the others do.
    static func hasCycle(machine: Machine, state: State) -> Bool {
        !WaitGraph(machine: machine, state: state).cycles.isEmpty
    }

    /// Cycles of certain waits, each from its lowest thread on, in order.
    var cycles: [[Wait]] {
        var byThread: [Int: Wait] = [:]
        for wait in waits where wait.isCertain { byThread[wait.thread] = wait }
        var result: [[Wait]] = []
        var seen: Set<Int> = []
        for start in waits where !seen.contains(start.thread) {
            var chain: [Wait] = []
            var current: Int? = start.thread
            while let thread = current, let wait = byThread[thread], !seen.contains(thread) {
                seen.insert(thread)
                chain.append(wait)
                current = wait.others[0]
            }
            if let end = current, let first = chain.firstIndex(where: { $0.thread == end }) {
                let cycle = Array(chain[first...])
                let lowest = cycle.indices.min { cycle[$0].thread < cycle[$1].thread } ?? 0
                result.append(Array(cycle[lowest...] + cycle[..<lowest]))
            }
        }
        return result
    }
}
