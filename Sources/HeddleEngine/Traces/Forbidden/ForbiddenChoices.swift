internal import HeddleProgram

/// Finds what a weak memory (`c11`, `rc11`) doesn't leave to threads at the end of a line of play, and why.
///
/// Idea: what is left is what the machine enables; what there might be is every write that the line made. Of each one
/// that is missing the reason is worked out from the line alone, in the order of the rules: coherence (something of the
/// same thread, or something that happens before, read or made a later write), a place that an update has taken, a cycle
/// in the order of seq_cst operations (`SeqCstCycle`).
///
/// Off the hot path: made when someone looks. Complexity: one pass over the line, and for each cycle the square of its
/// atomic operations.
/// Not covered: accesses that a step has beside others (atomic blocks, `await`), and plain data. In the form `latest` of
/// the memory a write that is neither left nor forbidden is not named: an interleaving in which it is the newest says the
/// same. Under `tso` nothing is forbidden in this sense.
package struct ForbiddenChoices {
    let machine: Machine
    let trace: Trace
    let plan: MemoryPlan
    /// Of the line, and perhaps of what follows.
    private let order: HappensBefore

    /// `order`: of a line that begins with the steps of `trace`, where it is known. Nil if the memory isn't of this kind.
    package init?(machine: Machine, trace: Trace, order: HappensBefore? = nil) {
        guard machine.memoryModel.isC11, let plan = machine.memory, trace.lastState.names != nil else { return nil }
        self.machine = machine
        self.trace = trace
        self.plan = plan
        self.order = order ?? HappensBefore(trace)
    }

    /// Of the thread's next step; nil where that is no single access to an atomic location, or can't be made. `moves`: all
    /// that the thread can do.
    package func choices(ofThread thread: Int, moves: [Transition]) -> MemoryChoices? {
        guard !moves.isEmpty, moves.count < Machine.shownWays else { return nil }
        let state = trace.lastState
        var open: [Event] = []
        for move in moves {
            guard let event = machine.preview(move, in: state), event.operations.count == 1,
                let site = event.site, machine.site(site).kind == .operation,
                let operation = event.operations.first, let memory = operation.memory,
                memory.readsFrom != nil || memory.made != nil
            else { return nil }
            open.append(event)
        }
        guard let first = open.first?.operations.first, let location = plan.location(at: first.location),
            plan.locations[location].isAtomic, open.allSatisfy({ $0.operations[0].location == first.location })
        else { return nil }
        let line = WriteLines(trace, plan, only: location)[location]
        let isPlacement = first.kind == .write
        let known = coherence(line, thread)
        let left = Set(open.map(\.memoryChoice))
        var forbidden: [ForbiddenChoice] = []
        var cycles: SeqCstCycle?
        for place in candidates(line, location, isPlacement: isPlacement).reversed()
        where !left.contains(line.writes[place].name) {
            let event = event(line, place, location, like: open)
            let bar = isPlacement ? place : place + 1
            var reason = (bar < known.count ? known[bar]?.reason : nil) ?? glue(line, place, event)
            if reason == nil {
                let finder = cycles ?? SeqCstCycle(trace, plan, order)
                cycles = finder
                reason = finder.links(closedBy: event).map { .cycle($0) }
            }
            // What only another interleaving could bring about is not forbidden.
            if reason == nil, plan.form == .latest { continue }
            forbidden.append(
                ForbiddenChoice(
                    write: line.writes[place].name, isPlacement: isPlacement, event: event,
                    reason: reason ?? .other))
        }
        return MemoryChoices(open: open, forbidden: forbidden)
    }

    /// Places of the writes that an access might choose: all of them, in a cell of a pool those since it was made. Nothing
    /// can stand before the start.
    private func candidates(_ line: WriteLine, _ location: Int, isPlacement: Bool) -> Range<Int> {
        var first = isPlacement ? 1 : 0
        if case .pool = machine.program.objects[plan.locations[location].object].kind {
            let born = line.writes.lastIndex { $0.type == nil && $0.name != .start } ?? 0
            first = born + (isPlacement ? 1 : 0)
        }
        return first..<max(first, line.writes.count)
    }

    // MARK: - What the choice would be

    private func event(_ line: WriteLine, _ place: Int, _ location: Int, like open: [Event]) -> Event {
        // An update that would succeed is like one that does, else like a read.
        let write = line.writes[place]
        var event = open[0]
        event.choiceText = nil
        event.localChanges = []
        event.violation = nil
        var operation = event.operations[0]
        if operation.kind == .write {
            operation.memory?.placedBefore = write.name
            operation.memory?.placedAfter = place > 0 ? line.writes[place - 1].name : nil
        } else {
            let value = value(of: write, location, operation.type)
            let made = WriteName(thread: event.thread, number: line.count(by: event.thread) + 1)
            operation.read(write.name, value, made: made)
            operation.memory?.passesOver = line.writes.count - 1 - place
            operation.memory?.placedBefore = nil
        }
        event.operations = [operation]
        return event
    }

    /// What a write gave its location; nil where that is of another type than what is read.
    private func value(of write: WriteLine.Write, _ location: Int, _ type: ValueType?) -> Value? {
        if let value = write.value { return write.type == type ? value : nil }
        let picture = machine.memoryPicture(of: trace.state(after: write.step + 1))
        let found = picture?.locations.first { $0.offset == plan.locations[location].offset }
        guard found?.type == type else { return nil }
        return found?.writes.first { $0.name == write.name }?.value
    }

    // MARK: - Reasons

    /// By place in modification order: by which step, at the earliest, the thread can't read anything before it any more,
    /// nor write at it or before it.
    private func coherence(_ line: WriteLine, _ thread: Int) -> [Knowledge.Evidence?] {
        let places = line.places
        let knowledge = Knowledge(thread: thread, trace, order)
        var found = [Knowledge.Evidence?](repeating: nil, count: line.writes.count)
        for access in line.accesses {
            for (name, isRead) in [(access.made, false), (access.read, true)] {
                guard let name, let place = places[name] else { continue }
                let evidence: Knowledge.Evidence
                if access.thread == thread {
                    evidence = Knowledge.Evidence(
                        step: access.step, rank: isRead ? 1 : 0,
                        reason: isRead ? .alreadyRead(name, in: access.step) : .alreadyWrote(name, in: access.step))
                } else {
                    guard let by = knowledge.step(thatLearnt: access.step) else { continue }
                    evidence = Knowledge.Evidence(
                        step: by, rank: isRead ? 3 : 2,
                        reason: .known(name, madeIn: line.writes[place].step, through: access.step, by: by))
                }
                if found[place].map({ (evidence.step, evidence.rank) < ($0.step, $0.rank) }) ?? true {
                    found[place] = evidence
                }
            }
        }
        // What is known of a later write holds for all before it; of equals the newest write counts.
        for place in found.indices.dropLast().reversed() {
            guard let later = found[place + 1] else { continue }
            if found[place].map({ !$0.isBetter(than: later) }) ?? true { found[place] = later }
        }
        return found
    }

    private func glue(_ line: WriteLine, _ place: Int, _ event: Event) -> ForbiddenChoice.Reason? {
        let update: WriteLine.Write
        let read: WriteLine.Write
        if event.operations[0].kind == .write {
            (read, update) = (line.writes[place - 1], line.writes[place])
        } else {
            guard event.operations[0].kind.isUpdate, place + 1 < line.writes.count else { return nil }
            (read, update) = (line.writes[place], line.writes[place + 1])
        }
        return update.isUpdate ? .glued(read.name, update: update.name, in: update.step) : nil
    }
}

/// By which of its steps a thread got to know of what others did.
private struct Knowledge {
    /// Why a thread can't go back behind a write.
    struct Evidence {
        var step: Int
        /// Of several at once: the thread's own access first, of these a write, then the write before a read of it.
        var rank: Int
        var reason: ForbiddenChoice.Reason

        func isBetter(than other: Evidence) -> Bool { (step, rank / 2) < (other.step, other.rank / 2) }
    }

    private let order: HappensBefore
    private let own: [Int]
    /// Of a thread that has made no step: the one that spawned it.
    private let spawn: Int?

    init(thread: Int, _ trace: Trace, _ order: HappensBefore) {
        self.order = order
        let steps = trace.steps.indices
        own = steps.filter { order.threads(of: $0).contains(thread) }
        spawn =
            own.isEmpty
            ? steps.last { step in
                trace.steps[step].event.operations.contains { $0.kind == .spawn && $0.otherThreads.contains(thread) }
            } : nil
    }

    /// The thread's first step that a step of another one happens before; the spawning step where it knew from the start.
    func step(thatLearnt step: Int) -> Int? {
        if let spawn { return step == spawn || order.precedes(step, spawn) ? spawn : nil }
        // What happens before a step happens before all later ones of its thread.
        var (low, high) = (0, own.count)
        while low < high {
            let middle = (low + high) / 2
            if order.precedes(step, own[middle]) { high = middle } else { low = middle + 1 }
        }
        return low < own.count ? own[low] : nil
    }
}

extension WriteLine {
    fileprivate func count(by thread: Int) -> Int { writes.count { $0.name.thread == thread } }
}

extension Operation.Kind {
    /// Whether it reads a write and makes the one right behind it.
    var isUpdate: Bool { self == .readModifyWrite || self == .compareExchange }
}

extension Operation {
    /// Makes a read, or an update, one of another write. `made`: what an update would make.
    fileprivate mutating func read(_ write: WriteName, _ value: Value?, made: WriteName) {
        switch kind {
        case .readModifyWrite:
            previous = value
            self.value = value.flatMap { old in operand.flatMap { rmw?.result(old, $0) } }
        case .compareExchange, .compareExchangeFailed, .compareExchangeSpurious:
            self.value = value
            kind = value == previous ? .compareExchange : .compareExchangeFailed
        default: self.value = value
        }
        guard var record = memory else { return }
        record.readsFrom = write
        record.made = kind.isUpdate ? made : nil
        record.placedAfter = kind.isUpdate ? write : nil
        memory = record
    }
}

extension RMWOperator {
    /// What it makes of integers; nil where it doesn't fit them.
    fileprivate func result(_ old: Value, _ operand: Value) -> Value? {
        if self == .exchange { return operand }
        guard case .integer(let a) = old, case .integer(let b) = operand else { return nil }
        switch self {
        case .exchange: return operand
        case .add:
            let (sum, overflow) = a.addingReportingOverflow(b)
            return overflow ? nil : .integer(sum)
        case .subtract:
            let (difference, overflow) = a.subtractingReportingOverflow(b)
            return overflow ? nil : .integer(difference)
        case .and: return .integer(a & b)
        case .or: return .integer(a | b)
        case .xor: return .integer(a ^ b)
        case .minimum: return .integer(min(a, b))
        case .maximum: return .integer(max(a, b))
        }
    }
}
