internal import HeddleProgram

/// Channels and `select`.
///
/// A rendezvous is one step of both threads: who receives leaves an offer before it rests, who sends puts the message into
/// it, and the receiver goes on from there as a part of the sender's step.
extension CWriter {
    private func facts(_ one: ObjectReference) -> (type: ValueType, capacity: ChannelCapacity) {
        guard case .channel(let type, let capacity, let unordered) = program.objects[one.object].kind else {
            return (.int, .rendezvous)
        }
        if unordered {
            refuse("channel '\(program.objects[one.object].name)' is unordered", program.objects[one.object].span)
        }
        return (type, capacity)
    }

    func isRendezvous(_ one: ObjectReference) -> Bool { facts(one).capacity == .rendezvous }

    private func state(_ one: ObjectReference) -> String { "\(object(one))->state".replacingAmpersand() }

    func channel(_ instruction: Instruction) {
        parts.insert(.channel)
        parts.insert(.choice)
        switch instruction.kind {
        case .send(let one, let value):
            line("h_wait_to_send(&\(state(one)));")
            put(one, value)
        case .trySend(let one, let value, let result):
            let ready = "h_can_send(&\(state(one)))"
            open("if (\(ready)) {")
            put(one, value)
            if let result { set(result, "1", .bool) }
            if let result {
                depth -= 1
                line("} else {")
                depth += 1
                set(result, "0", .bool)
            }
            close()
        case .receive(let one, let result):
            if isRendezvous(one) {
                line("h_wait_for_sender(&\(state(one)), 0);")
                took(one, result, isNext: false)
            } else {
                line("h_wait_to_receive(&\(state(one)), 0);")
                take(one, result, isNext: false)
            }
        case .next(let one, let result):
            if isRendezvous(one) {
                line("h_wait_for_sender(&\(state(one)), 1);")
                took(one, result, isNext: true)
            } else {
                line("h_wait_to_receive(&\(state(one)), 1);")
                nextOrNil(one, result)
            }
        case .tryReceive(let one, let result):
            if isRendezvous(one) { refuse("tryReceive on a rendezvous", instruction.span) }
            line("h_hold();")
            nextOrNil(one, result)
        case .close(let one): line("h_close(&\(state(one)));")
        case .channelCount(let one, let result):
            line("h_hold();")
            if let result { set(result, count(of: one), .int) }
        default: refuse("this operation", instruction.span)
        }
    }

    private func put(_ one: ObjectReference, _ value: Expression) {
        let (type, _) = facts(one)
        let text = fit(expression(value), from: value.type, to: type, name: program.objects[one.object].name)
        if isRendezvous(one) {
            open("{")
            line("h_offer *const offer = h_partner(&\(state(one)));")
            line("*(\(self.type(type)) *)offer->slot = \(text);")
            line("h_serve(offer);")
            close()
        } else {
            line("(\(object(one)))->messages[\(state(one)).count++] = \(text);".tidyPointer())
        }
    }

    private func take(_ one: ObjectReference, _ result: LocalID?, isNext: Bool) {
        let (type, _) = facts(one)
        let name = "take_\(typeName(type))"
        let c = self.type(type)
        helper(
            name,
            [
                "static inline \(c) \(name)(h_channel *c, \(c) *messages) {", "  const \(c) first = messages[0];",
                "  c->count--;", "  for (int64_t k = 0; k < c->count; k++) messages[k] = messages[k + 1];",
                "  return first;", "}", "",
            ])
        let text = "\(name)(&\(state(one)), (\(object(one)))->messages)".tidyPointer()
        if let result { set(result, text, isNext ? type : type) } else { line("(void)\(text);") }
    }

    /// The first message, or `nil` where there is none.
    private func nextOrNil(_ one: ObjectReference, _ result: LocalID?) {
        let (type, _) = facts(one)
        open("if (\(state(one)).count > 0) {")
        take(one, result, isNext: true)
        if let result {
            depth -= 1
            line("} else {")
            depth += 1
            let target = path(.local(result))
            line("\(target.text) = \(literal(.none, .optional(type)));")
        }
        close()
    }

    // MARK: - Offers

    /// Before a step that receives at a rendezvous: where its message may go.
    func offers(at index: Int) {
        guard let routine = scope.routine, program.routines[routine].code.indices.contains(index) else { return }
        switch program.routines[routine].code[index].kind {
        case .receive(let one, _) where isRendezvous(one), .next(let one, _) where isRendezvous(one):
            offer(one, number: 0, condition: nil)
        case .select(let alternatives):
            for (number, alternative) in alternatives.enumerated() {
                switch alternative.operation {
                case .receive(let one, _) where isRendezvous(one), .next(let one, _) where isRendezvous(one):
                    offer(one, number: number, condition: alternative.condition)
                default: break
                }
            }
        default: break
        }
    }

    private func offer(_ one: ObjectReference, number: Int, condition: Expression?) {
        let (type, _) = facts(one)
        parts.insert(.channel)
        let c = self.type(type)
        line("static _Thread_local \(c) message_\(number)_\(lines.count);")
        let slot = "message_\(number)_\(lines.count - 1)"
        slots[number] = slot
        let test = condition.map { "if (\(bare(expression($0)))) " } ?? ""
        line("\(test)h_offer_to_receive(&\(state(one)), \(number), &\(slot));")
    }

    /// What a sender has put into the offer, or `nil` from a closed channel.
    private func took(_ one: ObjectReference, _ result: LocalID?, isNext: Bool, number: Int = 0) {
        let (type, _) = facts(one)
        let slot = slots[number] ?? "message"
        guard let result else { return line("h_took();") }
        if isNext {
            open("if (h_me->served) {")
            set(result, slot, type)
            depth -= 1
            line("} else {")
            depth += 1
            let target = path(.local(result))
            line("\(target.text) = \(literal(.none, .optional(type)));")
            close()
        } else {
            set(result, slot, type)
        }
        line("h_took();")
    }

    // MARK: - Select

    /// Takes one alternative; its number goes into `h_taken`.
    func selectAlternatives(_ alternatives: [SelectAlternative]) {
        parts.insert(.choice)
        let hasOffers = alternatives.contains { receives($0) }
        line("h_taken = -1;")
        open("for (int64_t k = 0; h_taken < 0; k++) {")
        if hasOffers { line("if (h_me->served) { h_taken = h_me->served_number; break; }") }
        line("const int64_t option = h_option(\(alternatives.count), k);")
        line("if (option < 0) { h_blocked(); k = -1; continue; }")
        for (number, alternative) in alternatives.enumerated() {
            let ready = readiness(alternative, among: alternatives)
            line("if (option == \(number) && \(ready)) h_taken = \(number);")
        }
        close()
        open("switch (h_taken) {")
        for (number, alternative) in alternatives.enumerated() {
            line("case \(number): {")
            depth += 1
            perform(alternative, number)
            line("break;")
            close()
        }
        close()
        if hasOffers { line("h_took();") }
    }

    private func receives(_ alternative: SelectAlternative) -> Bool {
        switch alternative.operation {
        case .receive(let one, _), .next(let one, _): return isRendezvous(one)
        default: return false
        }
    }

    /// Whether an alternative can go now.
    private func readiness(_ alternative: SelectAlternative, among all: [SelectAlternative]) -> String {
        var test: String
        switch alternative.operation {
        case .await(let value): test = expression(value)
        case .send(let one, _): test = "h_may_send(&\(state(one)))"
        case .receive(let one, _), .next(let one, _):
            parts.insert(.channel)
            test = "h_may_receive(&\(state(one)))"
        case .lock(let one):
            use(.mutex)
            test = "h_may_lock(\(object(one)))"
        case .acquire(let one):
            use(.semaphore)
            test = "(\(object(one)))->permits > 0"
        case .eventWait(let one):
            use(.event)
            test = "(\(object(one)))->is_set"
        case .timeout: test = "1"
        case .default:
            if all.contains(where: { receives($0) }) {
                refuse("select with default beside a rendezvous that receives", alternative.span)
            }
            let others = all.compactMap { other -> String? in
                switch other.operation {
                case .default, .timeout: return nil
                default: return readiness(other, among: [])
                }
            }
            test = others.isEmpty ? "1" : "!(\(others.joined(separator: " || ")))"
        }
        if let condition = alternative.condition { test = "(\(expression(condition)) && \(test))" }
        return test
    }

    private func perform(_ alternative: SelectAlternative, _ number: Int) {
        let span = alternative.span
        switch alternative.operation {
        case .await, .timeout, .default: break
        case .send(let one, let value): channel(Instruction(.send(one, value), span))
        case .receive(let one, let result):
            if isRendezvous(one) {
                line("h_check_sender(&\(state(one)));")
                took(one, result, isNext: false, number: number)
            } else {
                channel(Instruction(.receive(one, result: result), span))
            }
        case .next(let one, let result):
            if isRendezvous(one) {
                took(one, result, isNext: true, number: number)
            } else {
                channel(Instruction(.next(one, result: result), span))
            }
        case .lock(let one): primitive(Instruction(.lock(one), span))
        case .acquire(let one): primitive(Instruction(.acquire(one), span))
        case .eventWait(let one): primitive(Instruction(.eventWait(one), span))
        }
    }
}

extension String {
    /// `&shared.c->state` as `shared.c.state`.
    fileprivate func replacingAmpersand() -> String {
        hasPrefix("&")
            ? String(dropFirst()).split(separator: "->", omittingEmptySubsequences: false).joined(separator: ".") : self
    }

    /// `(&shared.c)->messages` as `shared.c.messages`.
    fileprivate func tidyPointer() -> String {
        var text = self
        while let start = text.firstRange(of: "(&"), let end = text[start.upperBound...].firstRange(of: ")->") {
            let inner = text[start.upperBound..<end.lowerBound]
            if inner.contains("(") { break }
            text.replaceSubrange(start.lowerBound..<end.upperBound, with: "\(inner).")
        }
        return text
    }
}
