package import HeddleEngine
internal import HeddleProgram

/// What the last step did, as a sentence (screens.md section 6). The thread is the subject.
package struct StepSentences: Sendable {
    let scene: Scene
    let values: ValueText

    package init(_ scene: Scene) {
        self.scene = scene
        values = scene.values
    }

    /// The sentence of the place, longest form first.
    package var texts: [String] {
        guard scene.depth > 0 else { return [start] }
        let event = scene.event
        if let violation = event.violation, violation.check != .deadlock {
            // Under c11 it is the later access that fails.
            if let race = Self.race(violation) { return [race] }
            let words = ViolationWords(
                machine: scene.machine, state: scene.state, marks: scene.marks,
                earlier: scene.path.map { [play = scene.situation.play] in play.nodes[$0].event })
            if let falsehood = words.falsehood(violation) {
                // An assertion that is a step of its own did nothing else.
                let isAlone = event.operations.last?.kind == .await
                let who = scene.name(ofThread: event.thread)
                let long = isAlone ? "\(who) asserts what is false" : "\(plain(event)). False"
                return ["\(long): \(falsehood).", "False: \(falsehood)."]
            }
            return [scene.asSentence(words.sentence(violation)), scene.asSentence(words.brief(violation))]
        }
        if scene.ending == .deadlock { return [deadlock] }
        if let race { return [race] }
        let short = plain(event)
        let over = scene.ending == .ended ? over : broken
        if scene.wall == scene.depth, over.isEmpty { return [short + ". From here on every run fails.", short + "."] }
        if let lost = partialDeadlock { return [short + ". " + lost, lost] }
        let long = short + origin(event) + "."
        // What is false here says more than who moved.
        let least = scene.ending == .ended || over.isEmpty ? short + "." : String(over.dropFirst())
        let known = acquired(event)
        let learnt = known.isEmpty ? [] : [short + "." + known + over]
        return learnt + [long + over, short + "." + over, least]
    }

    private var start: String {
        guard let violation = scene.event.violation, violation.check != .deadlock else {
            return scene.ending == .deadlock ? deadlock : race ?? "Nothing has moved yet."
        }
        return scene.asSentence(
            ViolationWords(machine: scene.machine, state: scene.state, marks: scene.marks).sentence(violation))
    }

    private var race: String? {
        scene.situation.race(at: scene.situation.place).flatMap(Self.race)
    }

    private static func race(_ violation: Violation) -> String? {
        guard case .race(let object, _, _, let writes, let otherWrites) = violation.evidence else { return nil }
        let who = writes && otherWrites ? "both write" : "one writes"
        return "Two accesses to \(VisibleText.of(object)) race: \(who), and nothing orders them."
    }

    private var deadlock: String {
        if scene.program.processes != nil { return "Invalid end state: no process can ever run again." }
        let cycles = WaitGraph(scene).cycles
        if let cycle = cycles.first, cycle.count > 1 {
            return "Deadlock: each of \(Figures.count(cycle.count, "thread")) holds what another one wants."
        }
        return "Deadlock: no thread can ever run again."
    }

    /// Threads that have come to wait for one another in this step while others still run.
    private var partialDeadlock: String? {
        guard let cycle = WaitGraph(scene).cycles.first, cycle.count > 1 else { return nil }
        let before = scene.situation.play.nodes[scene.node(atStep: scene.depth).parent].state
        if WaitGraph.hasCycle(machine: scene.machine, state: before) { return nil }
        let who = cycle.count <= 3 ? names(cycle.map(\.thread)) : Figures.count(cycle.count, "thread")
        return "\(who) now wait for one another for ever."
    }

    /// An invariant that is false here.
    private var broken: String {
        let words = EndWords(machine: scene.machine, marks: scene.marks)
        guard let end = words.end(state: scene.state, event: scene.event), !end.isGood else { return "" }
        return " False now: \(end.sentence)."
    }

    private var over: String {
        let words = EndWords(machine: scene.machine, marks: scene.marks)
        guard let end = words.end(state: scene.state, event: scene.event) else { return "" }
        return end.isGood ? " All threads are done: the run passes." : " All threads are done: the run fails."
    }

    // MARK: - One step

    /// Without a full stop and without where a value came from.
    package func plain(_ event: Event) -> String {
        let who = scene.name(ofThread: event.thread)
        switch scene.words.siteKind(event) {
        case .atomic: return "\(who) ran an atomic block: \(VisibleText.of(siteText(event)))"
        case .await: return "\(who) found \(VisibleText.of(siteText(event))) true"
        case .process: return process(event, who)
        default:
            guard let operation = event.operations.first else { return "\(who) made a step" }
            let label = scene.words.label(event)
            if operation.kind == .skip, !label.isEmpty { return "\(who) passed \(label)" }
            return sentence(operation, event, who)
        }
    }

    /// A process's step: what it sent, took, wrote or found true.
    private func process(_ event: Event, _ who: String) -> String {
        let text = event.statements.first.map { VisibleText.of(scene.program.statements[$0].text) } ?? ""
        if event.statements.count > 1, event.partner == nil { return "\(who) ran an atomic sequence: \(text)" }
        guard let operation = event.processOperation else { return "\(who) made \(text)" }
        if operation.kind == .await { return "\(who) found \(VisibleText.of(operation.name)) true" }
        return sentence(operation, event, who)
    }

    private func siteText(_ event: Event) -> String { event.site.map { scene.machine.site($0).text } ?? "" }

    private func value(_ operation: Operation) -> String {
        operation.value.map { values.text($0, operation.type) } ?? "nothing"
    }

    private func names(_ threads: [Int]) -> String { Figures.list(threads.map(scene.name(ofThread:))) }

    private func sentence(_ operation: Operation, _ event: Event, _ who: String) -> String {
        let object = VisibleText.of(operation.name)
        switch operation.kind {
        case .read: return "\(who) read \(object) and got \(value(operation))" + stale(operation)
        case .write: return "\(who) wrote \(value(operation)) to \(object)"
        case .readModifyWrite, .compareExchange:
            let old = operation.oldValue.map { values.text($0, operation.type) } ?? "?"
            let new = operation.newValue.map { values.text($0, operation.type) } ?? "?"
            return "\(who) changed \(object) from \(old) to \(new) in one step"
        case .compareExchangeFailed:
            let expected = operation.previous.map { values.text($0, operation.type) } ?? "?"
            return "\(who) expected \(expected) in \(object), found \(value(operation)), and left it"
        case .compareExchangeSpurious: return "\(who)'s compare-exchange of \(object) failed for no reason"
        case .fence: return "\(who) passed a fence"
        case .flush: return "\(who)'s store of \(value(operation)) to \(object) reached memory"
        case .choose: return "\(who) chose \(event.choiceText.map(VisibleText.of) ?? value(operation))"
        case .lock, .tryLock, .readLock, .tryReadLock, .writeLock, .tryWriteLock: return "\(who) took \(object)"
        case .acquire, .tryAcquire: return "\(who) took one of \(object)" + left(operation)
        case .tryLockFailed, .tryReadLockFailed, .tryWriteLockFailed, .tryAcquireFailed:
            return "\(who) tried \(object) and did not get it"
        case .writeQueue: return "\(who) queues up for \(object)"
        case .unlock, .readUnlock, .writeUnlock: return "\(who) freed \(object)" + mayGoOn(object)
        case .release: return "\(who) gave one of \(object) back" + left(operation)
        case .conditionWait:
            return "\(who) sleeps on \(object) and freed \(VisibleText.of(operation.secondName ?? "its lock"))"
        case .conditionResume: return "\(who) woke up and took \(VisibleText.of(operation.secondName ?? object))"
        case .conditionSpurious: return "\(who) woke up for no reason"
        case .notify, .notifyAll:
            if operation.otherThreads.isEmpty { return "\(who) notified \(object), but nobody waited" }
            return "\(who) woke \(names(operation.otherThreads))"
        default: return other(operation, who, object)
        }
    }

    private func other(_ operation: Operation, _ who: String, _ object: String) -> String {
        switch operation.kind {
        case .send:
            let fill = operation.count.flatMap { count in operation.total.map { " (\(count) of \($0))" } } ?? ""
            return "\(who) sent \(value(operation)) to \(object)\(fill)"
        case .handOver: return "\(who) handed \(value(operation)) to \(names(operation.otherThreads)) on \(object)"
        case .receive: return "\(who) received \(value(operation)) from \(object)"
        case .trySendFailed: return "\(who) could not send \(value(operation)): \(object) is full"
        case .receiveNothing: return "\(who) found \(object) empty"
        case .nextClosed: return "\(who) found \(object) closed and empty"
        case .close: return "\(who) closed \(object)"
        case .channelCount: return "\(who) counted \(object): \(operation.count.map(String.init) ?? value(operation))"
        case .barrierArrive: return "\(who) arrived at \(object)" + fill(operation)
        case .barrierLast: return "\(who) arrived at \(object), the last one"
        case .barrierLeave: return "\(who) left \(object)"
        case .onceRun: return "\(who) runs \(object)"
        case .onceFinish: return "\(who) finished \(object)"
        case .onceDone: return "\(who) found \(object) done"
        case .eventSet: return "\(who) set \(object)"
        case .eventReset: return "\(who) reset \(object)"
        case .eventWait: return "\(who) went on: \(object) is set"
        case .eventIsSet: return "\(who) asked whether \(object) is set: \(value(operation))"
        case .new: return "\(who) took the new cell \(object)"
        case .free: return "\(who) freed the cell \(object)"
        case .spawn: return "\(who) started \(names(operation.otherThreads))"
        case .join: return "\(who) saw \(names(operation.otherThreads)) finished"
        case .skip: return "\(who) went on"
        case .yield: return "\(who) yielded"
        case .timeout: return "\(who) timed out"
        case .selectDefault: return "\(who) took the default, for no case could go"
        case .await: return "\(who) went on"
        default: return "\(who) made a step"
        }
    }

    private func left(_ operation: Operation) -> String { operation.count.map { ": \($0) left" } ?? "" }

    private func fill(_ operation: Operation) -> String {
        guard let count = operation.count, let total = operation.total else { return "" }
        return ", \(count) of \(total)"
    }

    private func mayGoOn(_ object: String) -> String {
        let next = (0..<scene.threadCount).filter { thread in
            scene.moves.contains { $0.thread == thread }
                && scene.machine.nextOperations(ofThread: thread, in: scene.state).contains {
                    [.lock, .readLock, .writeLock, .conditionResume].contains($0.kind)
                        && ($0.name == object || $0.secondName == object)
                }
        }.filter { $0 != scene.event.thread }
        if next.isEmpty { return "" }
        return "; \(names(next)) may go on"
    }
}
