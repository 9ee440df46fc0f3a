internal import HeddleProgram

/// Quantifiers, calls at one instant, and what only properties ask.
extension CWriter {
    func quantifier(_ quantifier: Quantifier, _ variable: LocalID, _ domain: Domain, _ body: Expression) -> String {
        quantifierCount += 1
        let name = "\(quantifier.rawValue)_\(quantifierCount)"
        let used = ExpressionLocals.of(domain).union(ExpressionLocals.of(body)).subtracting([variable])
        let captured = used.sorted().filter {
            !(scope.routine != nil && !scope.isInstant && scope.locals[$0].isObserved)
        }
        let parameters = captured.map { "\(type(scope.locals[$0].type)) \(scope.names[$0])" }
        let written = apart(scope) {
            let bound = scope.names[variable]
            let declared = type(scope.locals[variable].type)
            if quantifier == .count || quantifier == .sum { line("int64_t result = 0;") }
            each(domain, bound, declared) {
                line("(void)\(bound);")
                let value = expression(body)
                switch quantifier {
                case .forall: line("if (!\(value)) return 0;")
                case .exists: line("if (\(value)) return 1;")
                case .count: line("if (\(value)) result++;")
                case .sum:
                    parts.insert(.arithmetic)
                    line("result = h_add(result, \(value));")
                }
            }
            switch quantifier {
            case .forall: line("return 1;")
            case .exists: line("return 0;")
            case .count, .sum: line("return result;")
            }
        }
        let list = parameters.isEmpty ? "void" : parameters.joined(separator: ", ")
        helper(name, ["static int64_t \(name)(\(list)) {"] + written + ["}", ""])
        return "\(name)(\(captured.map { scope.names[$0] }.joined(separator: ", ")))"
    }

    /// A loop over a domain; the value is in `name`.
    private func each(_ domain: Domain, _ name: String, _ type: String, _ body: () -> Void) {
        switch domain {
        case .range(let lower, let upper, let inclusive):
            line("const int64_t end = \(expression(upper));")
            open("for (\(type) \(name) = \(expression(lower)); \(name) \(inclusive ? "<=" : "<") end; \(name)++) {")
        case .enumeration(let index):
            open("for (\(type) \(name) = 0; \(name) < \(program.enumerations[index].cases.count); \(name)++) {")
        case .threads(let group):
            let (first, count) = numbers(group)
            if program.threadGroups[group].copies == .spawned {
                open("for (\(type) \(name) = \(declaredThreads); \(name) < h_count; \(name)++) {")
                line("if (h_threads[\(name)].group != \(group)) continue;")
            } else {
                open("for (\(type) \(name) = \(first); \(name) < \(first + count); \(name)++) {")
            }
        case .elements(let whole):
            let count: String
            if case .array(_, let number) = whole.type { count = "\(number)" } else { count = "whole.count" }
            line("const \(self.type(whole.type)) whole = \(expression(whole));")
            open("for (int64_t k = 0; k < \(count); k++) {")
            line("const \(type) \(name) = whole.at[k];")
        }
        body()
        close()
    }

    // MARK: - Threads

    /// Threads that exist from the start.
    var declaredThreads: Int { program.threadGroups.reduce(0) { $0 + Self.copies($1) } }

    static func copies(_ group: ThreadGroup) -> Int {
        switch group.copies {
        case .single: return 1
        case .replicas(let count): return count
        case .parameter(let lower, let upper): return max(0, upper - lower + 1)
        case .spawned: return 0
        }
    }

    /// The first number of a group's threads, and how many there are.
    func numbers(_ group: GroupID) -> (first: Int, count: Int) {
        let before = program.threadGroups.prefix(group).reduce(0) { $0 + Self.copies($1) }
        return (before, Self.copies(program.threadGroups[group]))
    }

    private func thread(_ group: GroupID, _ index: Expression) -> String {
        let (first, count) = numbers(group)
        let words = NativeText.literal(program.threadGroups[group].name)
        let number = expression(index)
        switch program.threadGroups[group].copies {
        case .spawned:
            parts.insert(.spawned)
            return "h_spawned(\(group), \(number))"
        case .parameter(let lower, _):
            if let known = Int(number), known >= lower, known < lower + count { return String(first + known - lower) }
            return "(\(first - lower) + h_index_from(\(number), \(lower), \(count), \(words)))"
        default:
            if let known = Int(number), known >= 0, known < count { return String(first + known) }
            return "(\(first) + h_index_from(\(number), 0, \(count), \(words)))"
        }
    }

    func instantCall(_ routine: RoutineID, _ values: [Expression], _ span: SourceSpan) -> String {
        if !instantRoutines.contains(routine) { instantRoutines.append(routine) }
        let declared = program.routines[routine]
        let arguments = zip(values, declared.locals).map { fitted($0, $1.type) }
        return "\(instantName(routine))(\(arguments.joined(separator: ", ")))"
    }

    /// The function that does all of a routine at one instant.
    func instantName(_ routine: RoutineID) -> String {
        "now_" + routineNames[routine].drop { $0 != "_" }.dropFirst()
    }

    // MARK: - Observers

    func observer(_ expression: Expression) -> String {
        switch expression.kind {
        case .threadOf(let group, let index): return thread(group, index)
        case .atLabel(let thread, let labels):
            var mask: UInt64 = 0
            for label in labels {
                if labelBits[label] == nil { labelBits[label] = labelBits.count }
                let bit = labelBits[label] ?? 0
                if bit > 62 { refuse("more than 62 labels that properties ask for", expression.span) }
                mask |= 1 << UInt64(min(bit, 62))
            }
            return "h_stands_at(\(self.expression(thread)), UINT64_C(\(mask)))"
        case .finished(let thread): return "h_is_finished(\(self.expression(thread)))"
        case .crashed: return "0"
        case .blocked:
            refuse("blocked(…), which asks whether a step could be made", expression.span)
            return "0"
        case .holder(let reference):
            parts.insert(.mutex)
            return "h_holder(\(object(reference)))"
        case .channelCount(let reference): return "\(count(of: reference))"
        case .channelClosed(let reference): return "(\(object(reference)))->closed"
        case .semaphoreValue(let reference): return "(\(object(reference)))->permits"
        case .eventIsSet(let reference): return "(\(object(reference)))->is_set"
        case .waitingCount(let reference):
            parts.insert(.condition)
            return "h_waiting_at(\(object(reference)))"
        default:
            refuse("what only processes ask", expression.span)
            return "0"
        }
    }

    func count(of reference: ObjectReference) -> String {
        if case .channel(_, .rendezvous, _) = program.objects[reference.object].kind { return "0" }
        return "(\(object(reference)))->state.count"
    }
}
