internal import HeddleProgram

/// Operations on objects: one call of the runtime each, which waits where the model waits.
extension CWriter {
    func primitive(_ instruction: Instruction) {
        switch instruction.kind {
        case .lock(let one): call("h_lock", one, .mutex)
        case .tryLock(let one, let result): ask("h_try_lock", one, .mutex, result)
        case .unlock(let one): call("h_unlock", one, .mutex)
        case .readLock(let one): call("h_read_lock", one, .rwlock)
        case .tryReadLock(let one, let result): ask("h_try_read_lock", one, .rwlock, result)
        case .readUnlock(let one): call("h_read_unlock", one, .rwlock)
        case .writeQueue(let one): call("h_write_queue", one, .rwlock)
        case .writeLock(let one): call("h_write_lock", one, .rwlock)
        case .tryWriteLock(let one, let result): ask("h_try_write_lock", one, .rwlock, result)
        case .writeUnlock(let one): call("h_write_unlock", one, .rwlock)
        case .conditionWait(let one, let mutex):
            use(.condition)
            line("h_wait_begin(\(object(one)), \(object(mutex)));")
        case .conditionResume(let one, let mutex):
            use(.condition)
            line("h_wait_end(\(object(one)), \(object(mutex)));")
        case .notify(let one, let all): call(all ? "h_notify_all" : "h_notify", one, .condition)
        case .acquire(let one): call("h_acquire", one, .semaphore)
        case .tryAcquire(let one, let result): ask("h_try_acquire", one, .semaphore, result)
        case .release(let one): call("h_release_permit", one, .semaphore)
        case .barrierArrive(let one, let last): ask("h_arrive", one, .barrier, last)
        case .barrierLeave(let one): call("h_leave_barrier", one, .barrier)
        case .onceEnter(let one, let entered): ask("h_enter_once", one, .once, entered)
        case .onceFinish(let one): call("h_finish_once", one, .once)
        case .eventSet(let one): call("h_set_event", one, .event)
        case .eventReset(let one): call("h_reset_event", one, .event)
        case .eventWait(let one): call("h_wait_event", one, .event)
        case .eventIsSet(let one, let result): ask("h_is_set", one, .event, result)
        default: channel(instruction)
        }
    }

    func use(_ part: CRuntimePart) {
        parts.insert(part)
        if part == .condition { parts.insert(.mutex) }
        if part == .condition || part == .channel || part == .pool { parts.insert(.choice) }
    }

    private func call(_ name: String, _ one: ObjectReference, _ part: CRuntimePart) {
        use(part)
        line("\(name)(\(object(one)));")
    }

    private func ask(_ name: String, _ one: ObjectReference, _ part: CRuntimePart, _ result: LocalID?) {
        use(part)
        let text = "\(name)(\(object(one)))"
        if let result { set(result, text, .bool) } else { line("(void)\(text);") }
    }

    // MARK: - Lists, cells, threads

    func list(_ kind: InstructionKind) {
        switch kind {
        case .listAppend(let place, let value):
            let target = path(place)
            guard case .list(let element, let capacity) = target.type else { return }
            let name = "append_\(typeName(target.type))"
            helper(
                name,
                [
                    "static inline void \(name)(\(type(target.type)) *list, \(type(element)) value, const char *words) {",
                    "  if (list->count >= \(capacity)) h_fail(H_OVERFLOW, \"%s is full: it holds %d\", words, \(capacity));",
                    "  list->at[list->count++] = value;", "}", "",
                ])
            let new = fit(expression(value), from: value.type, to: element, name: target.words)
            line("\(name)(&\(target.text), \(new), \(NativeText.literal(target.words)));")
        case .listRemoveFirst(let place, let result): remove(place, result, isLast: false)
        case .listRemoveLast(let place, let result): remove(place, result, isLast: true)
        case .listClear(let place): line("\(path(place).text).count = 0;")
        default: break
        }
    }

    private func remove(_ place: Place, _ result: LocalID?, isLast: Bool) {
        let target = path(place)
        guard case .list(let element, _) = target.type else { return }
        let name = "remove_\(isLast ? "last" : "first")_\(typeName(target.type))"
        let c = type(element)
        var body = ["static inline \(c) \(name)(\(type(target.type)) *list) {", "  h_not_empty(list->count);"]
        if isLast {
            body += ["  return list->at[--list->count];"]
        } else {
            body += ["  const \(c) first = list->at[0];", "  list->count--;"]
            body += ["  for (int64_t k = 0; k < list->count; k++) list->at[k] = list->at[k + 1];", "  return first;"]
        }
        helper(name, body + ["}", ""])
        let text = "\(name)(&\(target.text))"
        if let result { set(result, text, element) } else { line("(void)\(text);") }
    }

    func new(_ pool: ObjectID, _ initial: [Expression], _ result: LocalID?) {
        parts.insert(.pool)
        parts.insert(.choice)
        guard case .pool(let fields, let capacity, let any, _) = program.objects[pool].kind else { return }
        let name = objectNames[pool]
        let words = NativeText.literal(program.objects[pool].name)
        open("{")
        for (index, value) in initial.enumerated() where index < fields.count {
            line("const \(type(fields[index].type)) value_\(index) = \(fitted(value, fields[index].type));")
        }
        line("const int64_t cell = h_new_cell(&shared.\(name)_cells, \(capacity), \(any ? 1 : 0), \(words));")
        for index in initial.indices where index < fields.count {
            line("shared.\(name)[cell].\(fieldNames[pool][index]) = value_\(index);")
        }
        if let result { set(result, "h_reference(&shared.\(name)_cells, cell)", .reference(pool: pool)) }
        close()
    }

    func spawn(_ group: GroupID, _ values: [Expression], _ result: LocalID?, _ span: SourceSpan) {
        parts.insert(.spawned)
        let declared = program.threadGroups[group]
        let routine = program.routines[declared.routine]
        open("{")
        line("h_thread *const child = h_spawn(\(group), start_\(group), \(NativeText.literal(declared.name)));")
        for (index, value) in values.enumerated() where index < routine.parameterCount {
            let text = fitted(value, routine.locals[index].type)
            line("arguments_\(group)[child->number].a\(index) = \(text);")
        }
        if let result { set(result, "child->number", .thread) }
        line("h_start(child);")
        close()
    }

    // MARK: - Choice

    func choose(_ local: LocalID, _ domain: Domain, _ condition: Expression?) {
        parts.insert(.choice)
        let target = path(.local(local))
        open("{")
        let (count, value, type) = options(domain)
        line("const int64_t count = \(count);")
        open("for (int64_t k = 0;; k++) {")
        line("const int64_t option = h_option(count, k);")
        line("if (option < 0) { h_blocked(); k = -1; continue; }")
        line("\(target.text) = \(fit(value, from: type, to: target.type, name: target.words));")
        line(condition.map { "if (\(bare(expression($0)))) break;" } ?? "break;")
        close()
        close()
    }

    /// How many values there are, and the one with the number `option`.
    private func options(_ domain: Domain) -> (count: String, value: String, type: ValueType) {
        switch domain {
        case .range(let lower, let upper, let inclusive):
            parts.insert(.arithmetic)
            let first = expression(lower)
            let count = "h_sub(\(expression(upper)), \(first))"
            return (inclusive ? "h_add(\(count), 1)" : count, "\(first) + option", .int)
        case .enumeration(let index):
            return ("\(program.enumerations[index].cases.count)", "option", .enumeration(index))
        case .elements(let whole):
            line("const \(type(whole.type)) whole = \(expression(whole));")
            switch whole.type {
            case .array(let element, let count): return ("\(count)", "whole.at[option]", element)
            case .list(let element, _): return ("whole.count", "whole.at[option]", element)
            default: return ("0", "0", .int)
            }
        case .threads(let group):
            let (first, count) = numbers(group)
            if program.threadGroups[group].copies == .spawned { refuse("a choice among spawned threads", .none) }
            return ("\(count)", "\(first) + option", .thread)
        }
    }
}
