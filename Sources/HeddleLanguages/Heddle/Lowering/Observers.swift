internal import HeddleProgram

/// Looking at threads and objects from outside: labels, locals of threads, holders, counts.
extension RoutineLowering {
    /// The thread of a group that is but one; a diagnostic otherwise.
    func single(_ group: GroupID, _ span: SourceSpan, member: String?) -> Expression? {
        let declared = context.program.threadGroups[group]
        let name = declared.name
        let count: Int
        switch declared.copies {
        case .single:
            return Expression(.constant(.thread(context.firstThread[group])), .thread, span)
        case .replicas(let number): count = number
        case .parameter(let lower, let upper): count = upper - lower + 1
        case .spawned:
            error(
                "H702", span, "'\(name)' is any number of threads: which one?",
                hint: "'\(name)[0]\(member.map { ".\($0)" } ?? "")', or 'forall(t in \(name): …)'")
            return nil
        }
        error(
            "H702", span, "'\(name)' is \(count) thread\(count == 1 ? "" : "s"): which one?",
            hint: "'\(name)[0]\(member.map { ".\($0)" } ?? "")', or 'forall(t in \(name): …)'")
        return nil
    }

    func observersOnly(_ what: String, _ span: SourceSpan) {
        error(
            "H418", span, "'\(what)' is for properties and ghost code",
            hint: "the program may not look at where others are")
    }

    /// The identity of a thread, and its group where that is known.
    func lowerThread(_ expression: SyntaxExpression) -> (thread: Expression, group: GroupID?)? {
        guard let access = resolve(expression).map(asThreads) else { return nil }
        switch access {
        case .threads(let group, let span): return single(group, span, member: nil).map { ($0, group) }
        case .thread(let thread, let group): return (thread, group)
        default:
            guard let value = read(access, expression.span) else { return nil }
            guard value.type == .thread else {
                mismatch(value, wanted: .thread)
                return nil
            }
            return (value, nil)
        }
    }

    func lowerAt(_ thread: SyntaxExpression, _ label: Identifier, _ span: SourceSpan) -> Expression? {
        guard mode.mayObserve else {
            observersOnly(context.text(span), span)
            return nil
        }
        guard let (value, group) = lowerThread(thread) else { return nil }
        let groups = group.map { [$0] } ?? Array(context.program.threadGroups.indices)
        var routines: [RoutineID] = []
        var known: [String] = []
        for group in groups {
            for (routine, facts) in context.bodiesWithin(group) {
                known += facts.labels.map(\.text)
                if facts.labels.contains(where: { $0.text == label.text }), !routines.contains(routine) {
                    routines.append(routine)
                }
            }
        }
        guard !routines.isEmpty else {
            let name = group.map { "'\(context.program.threadGroups[$0].name)'" } ?? "any thread"
            error(
                "H704", label.span, "no label '\(label.text)' in \(name) or in what it calls",
                hint: Suggestions.hint(for: label.text, among: known))
            return nil
        }
        if context.deadDepth > 0 { return Expression(.constant(.boolean(false)), .bool, span) }
        let labels = routines.map { context.label(label.text, in: $0) }
        return Expression(.atLabel(thread: value, labels), .bool, span)
    }

    /// `teller[0].seen`
    func threadLocal(_ thread: Expression, _ group: GroupID, _ name: Identifier, span: SourceSpan) -> Access? {
        guard mode.mayObserve else {
            observersOnly(context.text(span), span)
            return nil
        }
        guard case .property = mode.base else {
            error("H907", span, "a thread's local in ghost code or in a function comes with a later version of Heddle")
            return nil
        }
        let bodies = context.bodiesWithin(group)
        context.lowerPending()
        for (routine, _) in bodies {
            let found = context.namedLocals[routine, default: []].filter { $0.name.text == name.text }
            guard let first = found.first else { continue }
            if found.count > 1 {
                let body = context.program.routines[routine].name
                error(
                    "H705", name.span, "two blocks of '\(body)' declare '\(name.text)'",
                    hint: "give them different names")
                return nil
            }
            context.program.routines[routine].locals[first.id].isObserved = true
            let place = Place.threadLocal(thread: thread, routine: routine, local: first.id)
            return .place(LoweredPlace(place: place, type: first.type, storage: .otherThread, span: span))
        }
        let known = bodies.flatMap { context.namedLocals[$0.routine, default: []].map(\.name.text) }
        let threadName = context.program.threadGroups[group].name
        if context.hasSyntaxErrors { return nil }
        error(
            "H703", name.span, "thread '\(threadName)' has no local '\(name.text)'",
            hint: Suggestions.hint(for: name.text, among: known))
        return nil
    }

    func threadLocalOfUnknown(_ thread: Expression, _ name: Identifier, span: SourceSpan) -> Access? {
        error(
            "H702", thread.span, "'\(context.text(thread.span))' may be any thread: whose '\(name.text)'?",
            hint: "name the thread: 'teller[0].\(name.text)'")
        return nil
    }

    /// `finished(t)`, `crashed(t)`, `blocked(t)`
    func lowerThreadQuestion(_ name: String, _ arguments: [SyntaxArgument], _ span: SourceSpan) -> Expression? {
        guard mode.mayObserve else {
            observersOnly(context.text(span), span)
            return nil
        }
        guard checkCount(name, arguments.count, 1, span), let (thread, _) = lowerThread(arguments[0].value) else {
            return nil
        }
        switch name {
        case "finished": return Expression(.finished(thread: thread), .bool, span)
        case "crashed": return Expression(.crashed(thread: thread), .bool, span)
        default: return Expression(.blocked(thread: thread), .bool, span)
        }
    }

    /// `m.holder`, `c.count`, `c.closed`, `s.value`, `e.isSet`, `cond.waiting`
    func observe(_ reference: ObjectReference, _ name: Identifier, span: SourceSpan) -> Expression? {
        let object = context.program.objects[reference.object]
        if object.count != nil, reference.index == nil {
            arrayOfObjects(reference.object, span, method: name.text)
            return nil
        }
        if !mentioned.contains(reference.object) { mentioned.append(reference.object) }
        if case .choice(let word) = mode.base {
            error(
                "H412", span, "'\(word)' may not look at the shared '\(object.name)'",
                hint: "read it into a local before, or use 'case await'")
            return nil
        }
        switch (object.kind, name.text) {
        case (.channel, "count"):
            guard mode.isThread else { return Expression(.channelCount(reference), .int, span) }
            let result = temporary(.int)
            operation(.channelCount(reference, result: result), span)
            return Expression(.read(.local(result)), .int, span)
        case (.event, "isSet"):
            guard mode.isThread else { return Expression(.eventIsSet(reference), .bool, span) }
            let result = temporary(.bool)
            operation(.eventIsSet(reference, result: result), span)
            return Expression(.read(.local(result)), .bool, span)
        case (.mutex, "holder"):
            return onlyObserved(.holder(reference), .optional(.thread), span)
        case (.channel, "closed"): return onlyObserved(.channelClosed(reference), .bool, span)
        case (.semaphore, "value"): return onlyObserved(.semaphoreValue(reference), .int, span)
        case (.condition, "waiting"): return onlyObserved(.waitingCount(reference), .int, span)
        case (_, let method) where methods(of: reference.object).contains(method):
            error("H206", name.span, "'\(method)' is a method", hint: "write '\(method)(…)'")
            return nil
        default:
            let known: [String]
            switch object.kind {
            case .channel: known = ["count", "closed"]
            case .event: known = ["isSet"]
            case .mutex: known = ["holder"]
            case .semaphore: known = ["value"]
            case .condition: known = ["waiting"]
            default: known = []
            }
            noMethod(name, of: objectWord(reference.object), among: known + methods(of: reference.object))
            return nil
        }
    }

    private func onlyObserved(_ kind: Expression.Kind, _ type: ValueType, _ span: SourceSpan) -> Expression? {
        guard mode.mayObserve else {
            observersOnly(context.text(span), span)
            return nil
        }
        return Expression(kind, type, span)
    }
}

extension ModelContext {
    /// The bodies that a thread of a group can be in: its own, then the functions that it calls, as written.
    func bodiesWithin(_ group: GroupID) -> [(routine: RoutineID, facts: BodyFacts)] {
        var found: [(routine: RoutineID, facts: BodyFacts)] = []
        var queue = [program.threadGroups[group].routine]
        var seen: Set<RoutineID> = Set(queue)
        var next = 0
        while next < queue.count {
            let routine = queue[next]
            next += 1
            let facts = facts(of: routine)
            found.append((routine, facts))
            for call in facts.calls {
                guard case .function(let index)? = names[call]?.entity else { continue }
                guard
                    let callee = functions[index].threadRoutine
                        ?? (deadDepth > 0 ? nil : self.routine(of: index, instant: false))
                else { continue }
                if seen.insert(callee).inserted { queue.append(callee) }
            }
        }
        return found
    }

    private func facts(of routine: RoutineID) -> BodyFacts {
        if let known = bodies[routine] { return known }
        let block: SyntaxBlock
        if let function = functionOfRoutine[routine] {
            block = functions[function].syntax.body
        } else {
            block = threadSyntax[routine].body
        }
        let facts = BodyFacts(block)
        bodies[routine] = facts
        return facts
    }
}
