internal import HeddleProgram

/// Other orders of an execution that has been run to its end.
///
/// Idea: for a step `b` and the steps behind it that don't depend on it, look for a *configuration* (the prefix before
/// `b`, with some of those steps, closed under their pasts) in which another step `q` can be made that depends on `b`. Each
/// gives a beginning without `b` to the wakeup tree at `b`'s place.
/// - `q` always enabled: its race with `b` is immediate, and the largest configuration does (the paper's rule).
/// - `q` may be disabled: in the largest configuration it may be, and enabled in a smaller one. From the largest,
///   configurations are tried that lack a last step on which `q` depends, and those behind it, until none is left:
///   every configuration in which `q` sees other values is among them. So locks (the race is with the step that took
///   them, not with the one that freed them), conditions over several variables, and choices that appear and vanish
///   are alike.
/// - A step that only waits on a primitive touches the same places everywhere, so one that doesn't depend on `b` never
///   will.
/// A failed check ends an execution: it disables everybody, and so is every step's rival.
extension DporSearch {
    /// A thread's next step at the end of the path: of what kind, and what its trials touch.
    private struct Attempt {
        var kind: StepSiteKind
        var access: Int32
    }

    func reverseRaces() {
        let count = path.count
        guard count > 0 else { return }
        let attempts = attemptsAtEnd()
        let threads = attempts.count
        for step in 0..<count {
            let later = ((step + 1)..<count).filter { !path.isPast(step, of: $0) }
            let event = path.events[step]
            var firstDependent = [Int](repeating: -1, count: threads)
            for other in (step + 1)..<max(step + 1, count) where path.isPast(step, of: other) {
                for thread in [Int(path.events[other].thread), Int(path.events[other].partner)]
                where thread >= 0 && thread < threads && firstDependent[thread] < 0 {
                    firstDependent[thread] = other
                }
            }
            if event.isLast {
                // Its own thread's too, where that may choose something else.
                for thread in 0..<threads where thread != Int(event.thread) || event.kind == .choosing {
                    search(step, thread, [])
                }
                continue
            }
            if event.kind == .choosing { search(step, Int(event.thread), later) }
            for thread in 0..<threads where thread != Int(event.thread) {
                if thread == Int(event.partner) {
                    search(step, thread, later)
                } else {
                    reverse(step, thread, later, firstDependent[thread], attempts[thread])
                }
            }
            reverseOpenSteps(step, later)
            if tracer.hasEnvironment { search(step, Int(DporEvent.stopThread), later) }
        }
    }

    /// The thread's first step that depends on `step`, or the one that it stands before at the end.
    private func reverse(_ step: Int, _ thread: Int, _ later: [Int], _ first: Int, _ attempt: Attempt?) {
        if first >= 0 {
            let rival = path.events[first]
            switch rival.kind {
            case .plain:
                guard table.areDependent(path.events[step], rival), path.isImmediate(step, first) else { return }
                reversePlain(step, thread, later)
            case .waiting: if table.areDependent(path.events[step], rival) { search(step, thread, later) }
            case .open, .choosing: search(step, thread, later)
            }
        } else if let attempt {
            switch attempt.kind {
            case .plain: break
            case .waiting:
                if table.areDependent(path.events[step].access, attempt.access) { search(step, thread, later) }
            case .open, .choosing: search(step, thread, later)
            }
        }
    }

    /// Steps that don't depend on `step` as they were made, and would if they were made elsewhere.
    private func reverseOpenSteps(_ step: Int, _ later: [Int]) {
        for (position, open) in later.enumerated() where path.events[open].kind.isOpen && !path.events[open].isStop {
            let before = later.enumerated().filter { $0.offset < position || !path.isPast(open, of: $0.element) }
            let members = before.map(\.element).filter { $0 != open }
            search(step, Int(path.events[open].thread), members)
            if path.events[open].partner >= 0 { search(step, Int(path.events[open].partner), members) }
        }
    }

    /// Steps at the end of the path, by thread; where a failed check has ended it, before that.
    private func attemptsAtEnd() -> [Attempt?] {
        let last = path.events[path.count - 1]
        setSource(last.isLast ? path.count - 1 : path.count)
        // Processes may have ended: then they have steps, and nothing that they stand before.
        return (0..<machine.layout.threadCount).map { thread in
            guard tracer.stands(thread) else { return nil }
            let kind = tracer.kind(of: thread)
            if kind == .waiting { tracer.tryMoves(of: thread) } else { tracer.log.clear() }
            return Attempt(kind: kind, access: table.number(of: UnsafePointer(tracer.log.reads)))
        }
    }

    // MARK: - Configurations

    /// Makes the state behind the first `step` steps and then `members` the tracer's source; false where a bound of the
    /// model bites in this order alone, as on the writes that a weak memory keeps.
    private func enter(_ step: Int, _ members: [Int]) -> Bool {
        setSource(step)
        var received = path.received[step]
        for member in members {
            let event = path.events[member]
            let result = tracer.perform(thread: Int(event.thread), choice: event.choice)
            if case .bound(let bound) = StepOutcome(result) {
                observer.bounded(bound)
                return false
            }
            guard result == .rested || result == .failed else {
                preconditionFailure("Heddle bug: independent steps don't commute")
            }
            trialSteps += 1
            let count = tracer.successorCount
            scratch.update(from: tracer.successor, count: count)
            received = tracer.log.received
            tracer.setSource(UnsafePointer(scratch), count: count, received: received)
        }
        if !members.isEmpty, observer.looksBeside {
            observer.visitedBeside(tracer, schedule: { schedule(step, members) })
        }
        return true
    }

    private func schedule(_ step: Int, _ members: [Int]) -> [Transition] {
        path.events[..<step].map(\.transition) + members.map { path.events[$0].transition }
    }

    /// Whether the thread's step is tried in this configuration for the first time. What it gives doesn't depend on the
    /// execution that is being reversed, and stays covered.
    private func isNew(_ step: Int, _ thread: Int, _ members: [Int]) -> Bool {
        var key = [thread]
        key.reserveCapacity(members.count * 2 + 1)
        for member in members {
            key.append(Int(path.events[member].thread))
            key.append(path.events[member].choice)
        }
        guard nodes[step].tried.insert(key).inserted else { return false }
        triedBytes += Self.bytes(key)
        return true
    }

    private func reversePlain(_ step: Int, _ thread: Int, _ later: [Int]) {
        guard isNew(step, thread, later) else { return }
        if !observer.looksBeside, isCovered(step, later) { return }
        // A thread that `step` itself has spawned has nothing to do before it.
        guard enter(step, later), tracer.stands(thread) else { return }
        plan(step, later, event(thread, 0, kind: tracer.kind(of: thread)))
    }

    /// Whether a beginning with these steps is covered whatever follows them.
    private func isCovered(_ step: Int, _ members: [Int]) -> Bool {
        nodes[step].sleep.contains { move in
            for member in members {
                let event = path.events[member]
                if event.isSameMove(as: move) { return true }
                if table.areDependent(event, move) { return false }
            }
            return false
        }
    }

    /// Tries the thread's next step in the configuration of all `members`, and in all smaller ones where it may differ.
    private func search(_ step: Int, _ thread: Int, _ members: [Int]) {
        var work = [members.filter { !path.events[$0].isLast }]
        while let configuration = work.popLast() {
            guard isNew(step, thread, configuration) else { continue }
            let touched = tryMoves(step, thread, configuration)
            var followed: Set<Int> = []
            for member in configuration where isOwn(member, thread) {
                followed.insert(member)
                for earlier in configuration where path.isPast(earlier, of: member) { followed.insert(earlier) }
            }
            for member in configuration.reversed() where !followed.contains(member) {
                guard touched.contains(where: { table.areDependent($0, path.events[member].access) }) else { continue }
                // The last ones only: nothing behind them, in the configuration, is touched by the step.
                for earlier in configuration where path.isPast(earlier, of: member) { followed.insert(earlier) }
                let smaller = configuration.filter { $0 != member && !($0 > member && path.isPast(member, of: $0)) }
                work.append(smaller)
            }
        }
    }

    /// Whether the thread stands elsewhere without this step.
    private func isOwn(_ member: Int, _ thread: Int) -> Bool {
        Int(path.events[member].thread) == thread || Int(path.events[member].partner) == thread
    }

    /// Plans the thread's moves in a configuration; what they, and trials of others, touch.
    private func tryMoves(_ step: Int, _ thread: Int, _ members: [Int]) -> [Int32] {
        guard enter(step, members) else { return [] }
        if thread == Int(DporEvent.stopThread) {
            if let stop = stopEvent() {
                plan(step, members, stop)
                return [stop.access]
            }
            return [table.number(of: UnsafePointer(tracer.log.reads))]
        }
        guard tracer.stands(thread) else { return [] }
        let kind = tracer.kind(of: thread)
        tracer.tryMoves(of: thread)
        var touched = [table.number(of: UnsafePointer(tracer.log.reads))]
        for move in tracer.moves where move.leadsOn {
            let made = event(thread, move.choice, kind: kind)
            touched.append(made.access)
            plan(step, members, made)
        }
        return touched
    }

    /// Adds the members and then the step to what is to be explored in place of `step`, unless that is covered.
    private func plan(_ step: Int, _ members: [Int], _ last: DporEvent) {
        var sequence = members.map { path.events[$0] }
        sequence.append(last)
        if table.isWeakInitial(path.events[step], of: sequence) { return }
        if nodes[step].sleep.contains(where: { table.isWeakInitial($0, of: sequence) }) { return }
        _ = tree.insert(sequence, at: nodes[step].tree, table)
    }
}
