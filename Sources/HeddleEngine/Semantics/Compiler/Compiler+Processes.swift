internal import HeddleProgram

/// Processes: the alternatives of a place, and channels by identity.
///
/// A rendezvous is one step of both, listed under the sender. A process that rests before a receive leaves an *offer*
/// there: code that tells whether it would take a message, and code that takes it and goes on. The sender chooses an
/// offer, comes to rest, and the workspace then runs the receiver's code as the rest of the same step.
/// A channel is held in two registers: where it lies in the state, and which object it belongs to.
extension Compiler {
    func compileProcess(_ kind: InstructionKind, _ index: Int) {
        switch kind {
        case .alternatives(let all, let provided, let otherwise):
            alternatives(all, provided: provided, otherwise: otherwise)
        case .processSend(let channel, let values, let sorted, let handsOver, let type):
            sendMessage(channel, values, sorted: sorted, handsOver: handsOver, type)
        case .processReceive(let channel, let parts, let anywhere, let keeps, let type):
            receiveMessage(channel, parts, anywhere: anywhere, keeps: keeps, type)
        case .processEnd: endProcess()
        case .processStuck(let text):
            commit()
            emit(.fail, Int(FaultCode.assertion.rawValue), fault: .assertion(text: text, sentence: nil))
        default: preconditionFailure("Heddle bug: \(kind) cannot be compiled")
        }
    }

    /// A process's variables are there from its birth on, with zero in them.
    func noteZeros(_ activation: Activation, _ routine: Routine) {
        for (local, declared) in routine.locals.enumerated()
        where local >= routine.parameterCount && !declared.isHidden {
            let count = layouts.leafCount(declared.type)
            let zeros = constant(Array(repeating: 0, count: count))
            note(
                .local(
                    thread: self.thread, routine: activation.key.routine, local: local,
                    NotedValue(register: zeros, type: declared.type)))
        }
    }

    /// An assertion that is reported and doesn't end the run.
    func softAssertion(_ condition: Expression, _ sentence: String?, _ text: String) {
        note(.operation(self.operation(.await, name: [.text(text)])))
        noteCompared(condition, isNamed: sentence != nil)
        emit(.assertSoft, value(condition), fault: .assertion(text: text, sentence: sentence))
    }

    // MARK: Alternatives

    func alternatives(_ all: [StepAlternative], provided: Expression?, otherwise: Int?) {
        if !isCommitted { for alternative in all { offer(alternative, provided) } }
        let nothing = newLabel()
        if let provided { emit(.branchFalse, value(provided), 0, nothing) }
        if all.count == 1 {
            if let condition = all[0].condition { jump(unless: condition, to: nothing) }
            commit()
            take(all[0])
        } else if !all.isEmpty {
            if !isExclusive(all), !isCommitted, otherwise == nil, !annotates { offerWays(all, provided) }
            choose(among: all, nothing: otherwise == nil ? nil : nothing)
        }
        place(nothing)
        if let otherwise {
            emit(.jump, instructionLabels[otherwise])
        } else {
            emit(.stop, x: Int(RunResult.blocked.rawValue))
        }
        isCommitted = true
    }

    /// Beside the place's own code: each alternative by itself, so that a search need not ask all for each.
    private func offerWays(_ all: [StepAlternative], _ provided: Expression?) {
        let past = newLabel()
        emit(.jump, past)
        for alternative in all {
            let refused = newLabel()
            let mark = nextRegister
            rests[rests.count - 1].ways.append(
                StepWay(entry: placedLabel(), escape: alternative.escape, isOtherwise: alternative.isOtherwise))
            if let provided { jump(unless: provided, to: refused) }
            if let condition = alternative.condition { jump(unless: condition, to: refused) }
            commit()
            emit(.jump, instructionLabels[behindCondition(alternative)])
            place(refused)
            emit(.stop, x: Int(RunResult.blocked.rawValue))
            release(to: mark)
            isCommitted = false
        }
        place(past)
    }

    /// Where to go on with an alternative whose condition is known to hold: a block may begin by asking just that.
    private func behindCondition(_ alternative: StepAlternative) -> Int {
        let code = program.routines[current.key.routine].code
        guard let condition = alternative.condition, condition.span != .none, code.indices.contains(alternative.target),
            case .branch(let asked, let then, _) = code[alternative.target].kind, asked.span == condition.span
        else { return alternative.target }
        return then
    }

    private func take(_ alternative: StepAlternative, isChosen: Bool = false) {
        if isChosen { note(.choice(.alternative(self.program.statements[alternative.statement].text))) }
        note(.statement(alternative.statement))
        if alternative.isGuard {
            note(
                .operation(
                    self.operation(
                        .await, name: [.text(self.program.statements[alternative.statement].text)])))
        }
        emit(.jump, instructionLabels[alternative.target])
    }

    /// A condition and its `else`: one way at a time, without a choice.
    private func isExclusive(_ all: [StepAlternative]) -> Bool {
        all.count == 2 && all[1].isOtherwise && all[0].escape == 0 && all[0].condition != nil
    }

    private func choose(among all: [StepAlternative], nothing: Int?) {
        if isExclusive(all), let condition = all[0].condition {
            // One or the other: no choice at all.
            let other = newLabel()
            emit(.branchFalse, value(condition), 0, other)
            let wasCommitted = isCommitted
            commit()
            take(all[0])
            place(other)
            isCommitted = wasCommitted
            commit()
            take(all[1])
            return
        }
        let flags = register(all.count)
        let known = newLabel()
        emit(.zeroRange, flags, 0, all.count)
        // Whether an escape has been taken, whose other ways alone may follow. A message that nobody takes ends that, as
        // it does in the verifiers that Spin 6.5.2 makes.
        let taken = register()
        if all.contains(where: { $0.escape > 0 }) { emit(.move, taken, constant(0)) }
        for (index, alternative) in all.enumerated() {
            let mark = nextRegister
            if index > 0, alternative.escape != all[index - 1].escape, all[index - 1].escape > 0 {
                emit(.branchTrue, taken, 0, known)
            }
            if let condition = alternative.condition {
                emit(.move, flags + index, value(condition))
            } else if alternative.isOtherwise, index > 0 {
                emit(.not, flags + index, anyFlag(flags, 0..<index))
            } else {
                emit(.move, flags + index, constant(1))
            }
            if alternative.escape > 0 {
                if mayHandOver(alternative) {
                    emit(.move, taken, flags + index)
                } else {
                    emit(.bitOr, taken, taken, flags + index)
                }
            }
            release(to: mark)
        }
        place(known)
        if let nothing { emit(.branchFalse, anyFlag(flags, 0..<all.count), 0, nothing) }
        let digit = register()
        emit(.chooseAmong, digit, flags, all.count)
        commit()
        for (index, alternative) in all.enumerated() {
            let next = newLabel()
            if index + 1 < all.count { emit(.branchUnequal, digit, constant(index), next) }
            take(alternative, isChosen: true)
            place(next)
        }
    }

    private func mayHandOver(_ alternative: StepAlternative) -> Bool {
        guard case .process(.canSend(let channel, _))? = alternative.condition?.kind else { return false }
        return isRendezvous(channel) != false
    }

    private func anyFlag(_ flags: Int, _ range: Range<Int>) -> Int {
        if range.count == 1 { return flags + range.lowerBound }
        let result = register()
        emit(.bitOr, result, flags + range.lowerBound, flags + range.lowerBound + 1)
        for index in range.dropFirst(2) { emit(.bitOr, result, result, flags + index) }
        return result
    }

    // MARK: Channels

    /// The two registers of a channel.
    func channel(_ channel: ChannelPlace) -> Int {
        switch channel {
        case .known(let reference):
            if let known = knownOffset(of: reference) { return constant([known, reference.object]) }
            let pair = register(2)
            emit(.move, pair, offset(of: reference))
            emit(.move, pair + 1, constant(reference.object))
            return pair
        case .identity(let expression):
            let identity = value(expression)
            let pair = register(2)
            emit(
                .channelFind, pair, identity,
                fault: .index(name: [.text("channel")], register: identity, count: 255, countRegister: -1))
            return pair
        }
    }

    func channelName(_ channel: ChannelPlace, _ pair: Int) -> [NamePart] {
        if case .known(let reference) = channel, program.objects[reference.object].isOwn == false {
            return name(of: reference)
        }
        return [.channel(register: pair)]
    }

    func operation(_ kind: OperationKind, _ channel: ChannelPlace, _ pair: Int) -> OperationNote {
        var made = operation(
            kind, object: channel.object, name: channelName(channel, pair), location: 0, register: pair)
        if made.object == nil { made.objectRegister = pair + 1 }
        return made
    }

    func isRendezvous(_ channel: ChannelPlace) -> Bool? {
        guard let object = channel.object else { return nil }
        return layout.objects[object].capacity == 0
    }

    func question(_ question: ProcessQuestion) -> Int {
        let result = register()
        switch question {
        case .timeout: emit(.timeoutHolds, result)
        case .count: emit(.threadCount, result)
        case .isYoungest:
            emit(.threadCount, result)
            emit(.equal, result, result, constant(thread + 1))
        case .ownChannel(let index): emit(.channelIdentity, result, index, x: max(0, thread))
        case .length(let place):
            if let buffer = knownBuffer(place) {
                length(buffer, into: result)
            } else {
                emit(.channelFact, result, channel(place), 0)
            }
        case .isFull(let place):
            if let buffer = knownBuffer(place) {
                length(buffer, into: result)
                emit(.lessOrEqual, result, constant(buffer.part.capacity), result)
            } else {
                emit(.channelFact, result, channel(place), 1)
            }
        case .canSend(let place, let values):
            if let buffer = knownBuffer(place) {
                length(buffer, into: result)
                emit(.less, result, result, constant(buffer.part.capacity))
                break
            }
            let pair = channel(place)
            note(.intent(self.operation(.send, place, pair)))
            if isRendezvous(place) == false {
                emit(.channelFact, result, pair, 2)
            } else {
                let message = message(values)
                emit(.canHandOver, result, pair, message, x: values.count)
            }
        case .canReceive(let place, let parts, let anywhere):
            if !anywhere, let buffer = knownBuffer(place) {
                firstFits(buffer, parts, into: result)
                break
            }
            let pair = channel(place)
            note(.intent(self.operation(.receive, place, pair)))
            if isRendezvous(place) == true {
                emit(.move, result, constant(0))
            } else {
                find(pair, parts, anywhere: anywhere, into: result)
            }
        }
        return result
    }

    func message(_ values: [Expression]) -> Int {
        let first = register(max(1, values.count))
        for (index, expression) in values.enumerated() {
            let mark = nextRegister
            emit(.move, first + index, value(expression))
            release(to: mark)
        }
        return first
    }

    /// Into `result`: 1 + the position of the first message that fits, 0 if there is none.
    func find(_ pair: Int, _ parts: [MessagePart], anywhere: Bool, into result: Int) {
        let matched = (parts.lastIndex { $0.isMatch } ?? -1) + 1
        let patterns = register(max(1, 2 * matched))
        for (index, part) in parts.prefix(matched).enumerated() {
            let mark = nextRegister
            if case .match(let wanted) = part {
                emit(.move, patterns + 2 * index + 1, value(wanted))
                emit(.move, patterns + 2 * index, constant(1))
            } else {
                emit(.move, patterns + 2 * index, constant(0))
            }
            release(to: mark)
        }
        emit(.messageFind, result, pair, patterns, x: matched | (anywhere ? 0x100 : 0))
    }

    // MARK: Ends

    private func endProcess() {
        commit()
        guard let rules = program.processes, thread >= 0, thread < layout.slotRanges.count else { return }
        let routine = current.key.routine
        for (group, declared) in program.threadGroups.enumerated() where declared.routine == routine {
            guard rules.ownChannels.indices.contains(group) else { continue }
            for own in rules.ownChannels[group] {
                let part = layout.objects[own.object]
                let bytes = part.stride * own.perProcess
                if bytes > 0 { emit(.clear, part.offset + thread * bytes, bytes) }
            }
        }
        let range = layout.slotRanges[thread]
        emit(.processEnd, range.lowerBound, range.count)
    }
}
