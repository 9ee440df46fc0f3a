package import HeddleEngine
internal import HeddleProgram

/// Why a thread can't move, and who could help (screens.md section 6).
package struct BlockWords: Sendable {
    let scene: Scene

    package init(_ scene: Scene) { self.scene = scene }

    private func names(_ threads: [Int]) -> String {
        Figures.list(threads.map(scene.name(ofThread:)))
    }

    /// What stands in the step's place: `blocked: lock fork[1]`.
    package func left(_ reason: BlockReason, thread: Int) -> String {
        switch reason.cause {
        case .lock(let object, _): return "blocked: \(verb(ofThread: thread)) \(VisibleText.of(object))"
        case .asleep(let condition):
            let since = scene.history.lastStep(ofThread: thread, atStep: scene.depth).map { " since step \($0)" } ?? ""
            return "asleep: \(VisibleText.of(condition))\(since)"
        case .wakingUp(let lock, _): return "blocked: lock \(VisibleText.of(lock))"
        case .channelEmpty(let name): return "blocked: ? \(VisibleText.of(name)), empty"
        case .channelFull(let name): return "blocked: ! \(VisibleText.of(name)), full"
        case .noReceiver(let name): return "blocked: ! \(VisibleText.of(name)), nobody receives"
        case .noSender(let name): return "blocked: ? \(VisibleText.of(name)), nobody sends"
        case .await(let text): return "blocked: await \(VisibleText.of(text))"
        case .join(let other, _): return "blocked: join \(scene.name(ofThread: other))"
        case .barrier(let object, _, _): return "blocked: \(VisibleText.of(object))"
        case .once(let object, _): return "blocked: once \(VisibleText.of(object))"
        case .event(let name): return "blocked: wait \(VisibleText.of(name))"
        case .select: return "blocked: select"
        case .atomic(let text): return "blocked: atomic \(VisibleText.of(text))"
        case .choose: return "blocked: nothing to choose"
        case .outlived: return "over, younger ones live"
        case .options(let count): return "blocked: none of \(Figures.count(count, "option"))"
        }
    }

    /// Who could help: `held by phil.1, who waits too`. Empty where nothing can be said.
    package func right(_ reason: BlockReason, thread: Int) -> String {
        switch reason.cause {
        case .lock(_, let holders): return heldBy(holders, reason, thread: thread)
        case .wakingUp(_, let holder): return heldBy(holder.map { [$0] } ?? [], reason, thread: thread)
        case .asleep: return helped(reason, nobody: "nobody left who notifies")
        case .join(let other, let stores):
            guard stores > 0 else { return place(of: other) }
            return "\(scene.name(ofThread: other)) has \(Figures.count(stores, "store")) to flush"
        case .outlived(let other): return "after \(scene.name(ofThread: other))"
        case .barrier(_, let arrived, let parties): return "\(arrived) of \(parties) there"
        case .once(_, let runner): return "\(scene.name(ofThread: runner)) runs it"
        case .await: return GuardHelp(scene, thread: thread).map { guardHelp($0, reason) } ?? ""
        case .select, .atomic, .options: return helped(reason, nobody: "")
        case .event, .channelEmpty, .channelFull, .noReceiver, .noSender, .choose: return helped(reason)
        }
    }

    /// `writer could set it`; where nobody can run any more those who could wait as well. `helpers`: in place of the
    /// reason's own.
    private func helped(_ reason: BlockReason, helpers: [Int]? = nil, nobody: String? = nil) -> String {
        let helpers = helpers ?? reason.helpers
        let what = Self.help(reason, isShort: true)
        if helpers.isEmpty { return nobody ?? "nobody could \(what)" }
        let waits = scene.ending == .deadlock ? (helpers.count == 1 ? ", but waits too" : ", but wait too") : ""
        return "\(either(helpers)) could \(what)\(waits)"
    }

    /// What somebody would have to do for a thread that waits so; `isShort`: beside the thread, where there is little
    /// room.
    static func help(_ reason: BlockReason, isShort: Bool = false) -> String {
        switch reason.cause {
        case .await: isShort ? "set it" : "make it true"
        case .event: "set it"
        case .asleep: isShort ? "notify" : "notify it"
        case .channelEmpty, .noSender: isShort ? "free it" : "send to it"
        case .channelFull, .noReceiver: isShort ? "free it" : "receive from it"
        default: "free it"
        }
    }

    /// `flag is 0; writer could set it`
    private func guardHelp(_ help: GuardHelp, _ reason: BlockReason) -> String {
        let isStuck =
            !help.writers.isEmpty
            && help.writers.allSatisfy { scene.machine.blockReason(ofThread: $0, in: scene.state) != nil }
        if isStuck, scene.ending == .deadlock { return helped(reason, helpers: help.writers) }
        let what = Self.help(reason, isShort: true)
        let who = "\(help.writers.isEmpty ? "nobody" : either(help.writers)) could \(what)"
        return help.values.isEmpty ? who : "\(help.values); \(who)"
    }

    /// At most two by name, else their number.
    private func either(_ threads: [Int]) -> String {
        if threads.count <= 2 { return threads.map(scene.name(ofThread:)).joined(separator: " or ") }
        return Figures.count(threads.count, "thread")
    }

    private func heldBy(_ holders: [Int], _ reason: BlockReason, thread: Int) -> String {
        if holders.isEmpty { return helped(reason) }
        if holders == [thread] { return "held by itself" }
        let waits = holders.count == 1 && scene.machine.blockReason(ofThread: holders[0], in: scene.state) != nil
        return "held by \(names(holders))" + (waits ? ", who waits too" : "")
    }

    private func place(of thread: Int) -> String {
        let name = scene.name(ofThread: thread)
        guard let line = scene.sourceLine(ofThread: thread) else { return name }
        return "\(name) is at :\(line)"
    }

    /// `blocked: fence, 2 stores to flush`
    func left(_ wait: BufferWait, thread: Int) -> String {
        let step: String
        switch wait.step {
        case .fence: step = "fence"
        case .store: step = "seq_cst store"
        case .update: step = "update"
        case .block: step = "atomic block"
        case .other: step = "its next step"
        }
        return "blocked: \(step), \(Figures.count(wait.stores, "store")) to flush"
    }

    private func verb(ofThread thread: Int) -> String {
        switch scene.machine.nextOperations(ofThread: thread, in: scene.state).first?.kind {
        case .acquire: return "acquire"
        case .readLock: return "read lock"
        case .writeLock, .writeQueue: return "write lock"
        default: return "lock"
        }
    }
}
