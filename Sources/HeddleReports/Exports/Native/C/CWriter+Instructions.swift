internal import HeddleEngine
internal import HeddleProgram

/// Instructions, one after the other.
extension CWriter {
    private var code: [Instruction] { program.routines[scope.routine ?? 0].code }

    func instruction(_ index: Int) {
        let instruction = code[index]
        scope.step = scope.steps[index]
        switch instruction.kind {
        case .beginStep(let site): beginStep(site, index)
        case .endStep: break
        case .guard(let value):
            comment(instruction.span)
            wait(until: value, at: index)
        default:
            comment(instruction.span)
            if scope.isInstant, isWaiting(instruction.kind) {
                refuse("waiting or choosing inside a function that an atomic block calls", instruction.span)
            }
            simple(instruction)
        }
    }

    private func beginStep(_ site: StepSite, _ index: Int) {
        if scope.isInstant { return }
        comment(site.span)
        offers(at: index + 1)
        let number = sites.number(.init(routine: scope.routine ?? 0, instruction: index))
        line("h_step(\(number));")
        if site.kind == .atomic { checkAtomic(index, site) }
        guard needsRetry(index) else { return }
        depth -= 1
        line("again_\(index):;")
        depth += 1
    }

    /// Whether some wait of the step does not stand at its very beginning.
    private func needsRetry(_ index: Int) -> Bool {
        stepCode(index).dropFirst().contains { if case .guard = code[$0].kind { return true } else { return false } }
    }

    /// The instructions of a step, without its borders.
    private func stepCode(_ start: Int) -> [Int] { Self.stepCode(start, in: code) }

    /// By instruction inside a step: where the step begins.
    static func steps(in code: [Instruction]) -> [Int: Int] {
        var result: [Int: Int] = [:]
        for (index, instruction) in code.enumerated() {
            guard case .beginStep = instruction.kind else { continue }
            for inside in stepCode(index, in: code) { result[inside] = index }
        }
        return result
    }

    private static func stepCode(_ start: Int, in code: [Instruction]) -> [Int] {
        var found: [Int] = []
        var seen: Set<Int> = []
        var pending = [start + 1]
        while let index = pending.popLast() {
            guard index < code.count, seen.insert(index).inserted else { continue }
            switch code[index].kind {
            case .endStep: continue
            case .jump(let target): pending.append(target)
            case .branch(_, let then, let otherwise): pending += [otherwise, then]
            case .select, .return: break
            default: pending.append(index + 1)
            }
            found.append(index)
        }
        return found.sorted()
    }

    private func wait(until value: Expression, at index: Int) {
        if scope.isInstant {
            refuse("waiting inside a function that an atomic block calls", value.span)
            return
        }
        let condition = bare(expression(value))
        guard let start = scope.step else { return refuse("waiting outside of a step", value.span) }
        if index == start + 1 {
            line("while (!(\(condition))) h_blocked();")
        } else {
            line("if (!(\(condition))) { h_blocked(); goto again_\(start); }")
        }
    }

    /// An atomic block that waits is made from its start again: nothing may have been done in it before.
    private func checkAtomic(_ start: Int, _ site: StepSite) {
        let inside = stepCode(start)
        var mentioned: Set<LocalID> = []
        var effect: String?
        for (place, index) in inside.enumerated() {
            let kind = code[index].kind
            let parts = InstructionParts(kind)
            if place > 0, isWaiting(kind) {
                if let effect { refuse("an atomic block that waits after \(effect)", code[index].span) }
                if !isGuard(kind) {
                    let what = if case .choose = kind { "chooses" } else { "waits for an object" }
                    refuse("an atomic block that \(what) after other work", code[index].span)
                }
            }
            mentioned.formUnion(readLocals(kind, parts))
            switch kind {
            case .assign(.local(let local), _), .read(_, let local, _):
                if mentioned.contains(local) { effect = "it has changed a local" }
            case .branch, .jump, .guard, .assert, .beginStep, .endStep: break
            case .choose: effect = "it has chosen"
            case .return: break
            case .call(let routine, _, let result):
                if let result, mentioned.contains(result) { effect = "it has changed a local" }
                if hasEffects(routine, []) { effect = "it has changed something" }
            default: effect = "it has changed something"
            }
            if case .branch(_, let then, let otherwise) = kind, then <= index || otherwise <= index {
                effect = effect ?? "a loop"
            }
            if case .jump(let target) = kind, target <= index { effect = effect ?? "a loop" }
        }
    }

    private func readLocals(_ kind: InstructionKind, _ parts: InstructionParts) -> Set<LocalID> {
        switch kind {
        case .assign(.local, let value): return ExpressionLocals.of(value)
        default:
            var parts = parts
            parts.results = []
            return parts.locals
        }
    }

    private func isGuard(_ kind: InstructionKind) -> Bool {
        if case .guard = kind { return true } else { return false }
    }

    func isWaiting(_ kind: InstructionKind) -> Bool {
        switch kind {
        case .guard, .choose, .lock, .readLock, .writeLock, .conditionResume, .acquire, .barrierLeave, .onceEnter,
            .eventWait,
            .send, .receive, .next, .join:
            return true
        default: return false
        }
    }

    /// Whether a function that is run at one instant does more than give a value.
    private func hasEffects(_ routine: RoutineID, _ above: Set<RoutineID>) -> Bool {
        if above.contains(routine) { return true }
        return program.routines[routine].code.contains { instruction in
            switch instruction.kind {
            case .assign(.local, _), .read, .branch, .jump, .guard, .assert, .beginStep, .endStep, .return: return false
            case .call(let inner, _, _): return hasEffects(inner, above.union([routine]))
            default: return true
            }
        }
    }

    // MARK: - One by one

    private func simple(_ instruction: Instruction) {
        switch instruction.kind {
        case .assign(let place, let value):
            let target = path(place)
            line(
                "\(target.text) = \(bare(fit(expression(value), from: value.type, to: target.type, name: target.words)));"
            )
        case .jump, .branch, .select, .beginStep, .endStep, .guard: break
        case .call(let routine, let values, let result): call(routine, values, result, instruction)
        case .return(let value): leave(value)
        case .assert(let value, let sentence, let text):
            let told = sentence ?? text
            line("h_assert(\(bare(expression(value))), \(NativeText.literal(told)), \(position(instruction.span)));")
        case .assume(let value): line("if (!\(expression(value))) h_discard();")
        case .listAppend, .listRemoveFirst, .listRemoveLast, .listClear: list(instruction.kind)
        case .read(let place, let result, let order):
            let source = path(place)
            set(result, load(source, order), source.type)
        case .write(let place, let value, let order):
            let target = path(place)
            store(target, bare(fit(expression(value), from: value.type, to: target.type, name: target.words)), order)
        case .readModifyWrite(let op, let place, let value, let result, let order):
            readModifyWrite(op, place, value, result, order)
        case .compareExchange: compareExchange(instruction.kind)
        case .fence(let order): line("atomic_thread_fence(\(self.order(order)));")
        case .skip: line("/* skip: a step that does nothing */")
        case .yield: line("sched_yield();")
        case .choose(let local, let domain, let condition): choose(local, domain, condition)
        case .new(let pool, let initial, let result): new(pool, initial, result)
        case .free(let pool, let value):
            parts.insert(.pool)
            line("h_free_cell(&shared.\(objectNames[pool])_cells, \(expression(value)));")
        case .spawn(let group, let values, let result): spawn(group, values, result, instruction.span)
        case .join(let thread):
            parts.insert(.join)
            line("h_join(\(expression(thread)));")
        case .alternatives, .processSend, .processReceive, .processEnd, .processStuck:
            refuse("processes of Promela", instruction.span)
        default: primitive(instruction)
        }
    }

    private func position(_ span: SourceSpan) -> String {
        span == .none ? "0" : "\(program.source.line(of: span.start))"
    }

    private func call(_ routine: RoutineID, _ values: [Expression], _ result: LocalID?, _ instruction: Instruction) {
        let declared = program.routines[routine]
        let arguments = zip(values, declared.locals).map { fitted($0, $1.type) }.joined(separator: ", ")
        let isInstant = scope.isInstant || scope.step != nil
        if isInstant, !instantRoutines.contains(routine) { instantRoutines.append(routine) }
        let text = "\(isInstant ? instantName(routine) : routineNames[routine])(\(arguments))"
        let mask = isInstant ? 0 : labelMask(instruction.labels)
        if mask != 0 {
            open("{")
            line("const uint64_t kept = h_me->calls;")
            line("h_me->calls |= UINT64_C(\(mask));")
        }
        if let result, let type = declared.resultType { set(result, text, type) } else { line("\(text);") }
        if mask != 0 {
            line("h_me->calls = kept;")
            close()
        }
    }

    /// The bits of those labels that properties ask for.
    func labelMask(_ labels: [LabelID]) -> UInt64 {
        labels.reduce(0) { $0 | (labelBits[$1].map { 1 << UInt64($0) } ?? 0) }
    }

    private func leave(_ value: Expression?) {
        guard let value, let type = scope.routine.flatMap({ program.routines[$0].resultType }) else {
            return line("return;")
        }
        line("return \(bare(fit(expression(value), from: value.type, to: type, name: words(value))));")
    }

    private func readModifyWrite(
        _ op: RMWOperator, _ place: Place, _ value: Expression, _ result: LocalID?, _ order: MemoryOrder
    ) {
        let target = path(place)
        let old = result.map { path(.local($0)).text }
        if op == .exchange {
            let new = fit(expression(value), from: value.type, to: target.type, name: target.words)
            if target.isAtomic {
                let text = "atomic_exchange_explicit(&\(target.text), \(new), \(self.order(order)))"
                return line(old.map { "\($0) = \(text);" } ?? "(void)\(text);")
            }
            // The new value may stand where the old one goes.
            open("{")
            line("const \(type(target.type)) new_value = \(new);")
            if let old { line("\(old) = \(self.value(target));") }
            line("\(target.text) = new_value;")
            return close()
        }
        open("{")
        let new = changed(op, "old", expression(value), target)
        if target.isAtomic {
            line("int64_t old = atomic_load(&\(target.text));")
            line(
                "while (!atomic_compare_exchange_weak_explicit(&\(target.text), &old, \(new), \(self.order(order)), "
                    + "memory_order_relaxed)) {}")
        } else {
            line("const int64_t old = \(self.value(target));")
            line("\(target.text) = \(new);")
        }
        if let old { line("\(old) = old; /* \(op.rawValue) */") }
        close()
    }

    private func changed(_ op: RMWOperator, _ old: String, _ operand: String, _ target: Path) -> String {
        var type = target.type
        if case .range = type { type = .int }
        let text: String
        switch op {
        case .add: text = arithmetic(.add, old, operand, type)
        case .subtract: text = arithmetic(.subtract, old, operand, type)
        case .and: text = arithmetic(.bitAnd, old, operand, type)
        case .or: text = arithmetic(.bitOr, old, operand, type)
        case .xor: text = arithmetic(.bitXor, old, operand, type)
        case .minimum: text = "(\(old) < \(operand) ? \(old) : \(operand))"
        case .maximum: text = "(\(old) > \(operand) ? \(old) : \(operand))"
        case .exchange: text = operand
        }
        return bare(fit(text, from: type, to: target.type, name: target.words))
    }

    private func compareExchange(_ kind: InstructionKind) {
        guard
            case .compareExchange(
                let place, let expected, let desired, let weak, let swap, let result, let order, let failure) = kind
        else { return }
        let target = path(place)
        let wanted =
            expected.type.isScalar && target.type.isScalar
            ? expression(expected) : fit(expression(expected), from: expected.type, to: target.type, name: target.words)
        let new = fit(expression(desired), from: desired.type, to: target.type, name: target.words)
        let c = type(target.type)
        open("{")
        line("\(target.isAtomic ? "" : "const ")\(c) expected = \(wanted);")
        line("const \(c) desired = \(new);")
        if target.isAtomic {
            let spurious = weak ? "!h_fails_for_no_reason(atomic_load(&\(target.text)) == expected) && " : ""
            if weak { parts.insert(.choice) }
            line(
                "const int64_t done = \(spurious)atomic_compare_exchange_strong_explicit(&\(target.text), &expected, desired, "
                    + "\(self.order(order)), \(self.order(failure)));")
            line("(void)done;")
            if let result { set(result, swap ? "expected" : "done", swap ? target.type : .bool) }
        } else {
            line("const \(c) old = \(value(target));")
            let same = equal("old", "expected", target.type)
            if weak { parts.insert(.choice) }
            line("const int64_t done = \(weak ? "\(same) && !h_fails_for_no_reason(\(same))" : same);")
            line("if (done) \(target.text) = desired;")
            if let result { set(result, swap ? "old" : "done", swap ? target.type : .bool) }
        }
        close()
    }
}
