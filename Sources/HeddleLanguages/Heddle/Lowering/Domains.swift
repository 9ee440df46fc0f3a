internal import HeddleProgram

/// What a loop, a quantifier or `choose` goes through, with its parts evaluated.
enum LoweredDomain {
    case range(Expression, Expression, inclusive: Bool)
    case elements(Expression, ValueType)
    /// A shared array in a thread: each element is read when its turn comes.
    case sharedArray(LoweredPlace, ValueType, count: Int)
    case enumeration(Int)
    case threads(GroupID)
    case channel(ObjectReference, ValueType)

    /// As instant code and `choose` want it.
    var plain: Domain? {
        switch self {
        case .range(let lower, let upper, let inclusive): return .range(lower, upper, inclusive: inclusive)
        case .elements(let value, _): return .elements(value)
        case .enumeration(let index): return .enumeration(index)
        case .threads(let group): return .threads(group)
        case .sharedArray, .channel: return nil
        }
    }

    /// The type of a loop's variable: over a constant range it counts one further, and has room for that.
    var counterType: ValueType {
        guard case .range(_, let upper, _) = self, case .range(let low, let high) = elementType,
            case .integer(let limit)? = upper.constant, limit < Int.max
        else { return elementType }
        return .range(lower: low, upper: high + 1)
    }

    var elementType: ValueType {
        switch self {
        case .range(let lower, let upper, let inclusive):
            if case .integer(let low)? = lower.constant, case .integer(let high)? = upper.constant, low < high {
                return .range(lower: low, upper: inclusive ? high : high - 1)
            }
            return .int
        case .elements(_, let type), .sharedArray(_, let type, _), .channel(_, let type): return type
        case .enumeration(let index): return .enumeration(index)
        case .threads: return .thread
        }
    }
}

extension RoutineLowering {
    func lowerDomain(_ domain: SyntaxDomain) -> LoweredDomain? {
        switch domain {
        case .range(let lower, let upper, let inclusive, _):
            let values = lowerAll([(lower, .int), (upper, .int)])
            guard let low = values[0], let high = values[1] else { return nil }
            return .range(low, high, inclusive: inclusive)
        case .expression(let expression):
            if case .array = expression.kind {
                guard let value = lower(expression) else { return nil }
                guard case .array(let element, _) = value.type else { return nil }
                return .elements(value, element)
            }
            guard let access = resolve(expression).map(asThreads) else { return nil }
            return lowerDomain(access, expression.span)
        }
    }

    private func lowerDomain(_ access: Access, _ span: SourceSpan) -> LoweredDomain? {
        switch access {
        case .enumeration(let index, _): return .enumeration(index)
        case .threads(let group, _): return .threads(group)
        case .object(let reference, _):
            guard case .channel(let type, _, _) = context.program.objects[reference.object].kind else {
                noValue(access)
                return nil
            }
            if context.program.objects[reference.object].count != nil, reference.index == nil {
                arrayOfObjects(reference.object, span, method: "next")
                return nil
            }
            return .channel(reference, type)
        case .place(let place):
            if case .array(let element, let count) = place.type, place.isShared, mode.isThread {
                var part = place
                part.type = element
                guard isOneAccess(part) else {
                    wholeAccess(place, reading: true)
                    return nil
                }
                return .sharedArray(place, element, count: count)
            }
        default: break
        }
        guard let value = read(access, span) else { return nil }
        switch value.type {
        case .array(let element, _), .list(let element, _): return .elements(value, element)
        default:
            error(
                "H301", span, "expected a range, an array, a list or an enum, found '\(context.describe(value.type))'")
            return nil
        }
    }

    func lowerQuantifier(
        _ quantifier: Quantifier, _ name: Identifier, _ domain: SyntaxDomain, _ body: SyntaxExpression,
        _ span: SourceSpan
    ) -> Expression? {
        guard let lowered = lowerDomain(domain) else { return nil }
        if case .channel = lowered {
            error("H301", domain.span, "expected a range, an array, a list or an enum, found a channel")
            return nil
        }
        var result: Expression?
        inScope { result = lowerQuantifier(quantifier, name, lowered, body, span) }
        return result
    }

    private func lowerQuantifier(
        _ quantifier: Quantifier, _ name: Identifier, _ domain: LoweredDomain, _ body: SyntaxExpression,
        _ span: SourceSpan
    ) -> Expression? {
        let type: ValueType = quantifier == .count || quantifier == .sum ? .int : .bool
        let variable = declare(name, mode.isThread ? domain.counterType : domain.elementType, isConstant: true)
        locals[variable].isBinder = true
        if case .threads(let group) = domain { groups[variable] = group }
        defer { groups[variable] = nil }
        let wanted: ValueType = quantifier == .sum ? .int : .bool
        if !mode.isThread {
            let inner = mode.allowsCode ? EvaluationMode.expression(mode) : mode
            let value = inMode(inner) { lowerValue(body, to: wanted) }
            guard let value, let plain = domain.plain else { return nil }
            return Expression(.quantifier(quantifier, variable: variable, plain, body: value), type, span)
        }
        let mark = code.count
        let value = lowerValue(body, to: wanted)
        guard let value else { return nil }
        if code.count == mark, let plain = domain.plain {
            return Expression(.quantifier(quantifier, variable: variable, plain, body: value), type, span)
        }
        return loop(quantifier, variable, domain, around: mark, value, type, span)
    }

    /// A quantifier in a thread whose body has steps: the loop that it is, built around the body's code.
    private func loop(
        _ quantifier: Quantifier, _ variable: LocalID, _ domain: LoweredDomain, around mark: Int, _ value: Expression,
        _ type: ValueType, _ span: SourceSpan
    ) -> Expression? {
        let body = Array(code[mark...])
        let inside = positions.indices.filter { positions[$0] > mark }
        let offsets = inside.map { positions[$0] - mark }
        code.removeSubrange(mark...)
        let result = temporary(type)
        let end = newLabel()
        let start: Value
        switch quantifier {
        case .forall: start = .boolean(true)
        case .exists: start = .boolean(false)
        case .count, .sum: start = .integer(0)
        }
        emit(.assign(.local(result), Expression(.constant(start), type, span)), span)
        let total = Expression(.read(.local(result)), type, span)
        iterate(domain, variable, end: end, next: newLabel(), span: span) {
            let base = code.count
            code += body
            for (label, offset) in zip(inside, offsets) { positions[label] = base + offset }
            let (hit, next) = (newLabel(), newLabel())
            switch quantifier {
            case .forall: emit(.branch(value, then: next, otherwise: hit), span)
            case .exists, .count: emit(.branch(value, then: hit, otherwise: next), span)
            case .sum: emit(.jump(hit), span)
            }
            bind(hit)
            switch quantifier {
            case .forall, .exists:
                let found = Expression(.constant(.boolean(quantifier == .exists)), .bool, span)
                emit(.assign(.local(result), found), span)
                emit(.jump(end), span)
            case .count:
                let one = Expression(.constant(.integer(1)), .int, span)
                emit(.assign(.local(result), Expression(.binary(.add, total, one), .int, span)), span)
            case .sum:
                emit(.assign(.local(result), Expression(.binary(.add, total, value), .int, span)), span)
            }
            bind(next)
        }
        return total
    }

    /// A loop over a domain: sets `variable` for each element and runs the body.
    ///
    /// Binds `next` before the advance and `end` behind the loop.
    func iterate(
        _ domain: LoweredDomain, _ variable: LocalID, end: CodeLabel, next: CodeLabel, span: SourceSpan,
        body: () -> Void
    ) {
        let head = newLabel()
        let inside = newLabel()
        let number = { (value: Int) in Expression(.constant(.integer(value)), .int, span) }
        switch domain {
        case .channel(let channel, let type):
            let message = newLocal(Local(name: "", type: .optional(type), isHidden: true))
            bind(head)
            operation(.next(channel, result: message), span)
            let value = Expression(.read(.local(message)), .optional(type), span)
            emit(.branch(Expression(.isNil(value), .bool, span), then: end, otherwise: inside), span)
            bind(inside)
            emit(.assign(.local(variable), Expression(.unwrap(value), type, span)), span)
            body()
            bind(next)
            emit(.jump(head), span)
            bind(end)
            return
        case .range(let lower, let upper, let inclusive):
            let limit = kept(upper)
            emit(.assign(.local(variable), lower), span)
            count(
                variable, below: limit, inclusive: inclusive, nil, end: end, next: next, span: span, body: body
            ) { lower }
        case .enumeration(let index):
            let counter = newLocal(Local(name: "", type: .int, isHidden: true))
            emit(.assign(.local(counter), number(0)), span)
            let cases = context.program.enumerations[index].cases.indices.map { Value.enumeration($0) }
            let type = ValueType.array(.enumeration(index), count: cases.count)
            let all = Expression(.constant(.elements(cases)), type, span)
            count(
                counter, below: number(cases.count), inclusive: false, variable, end: end, next: next, span: span,
                body: body
            ) {
                Expression(
                    .elementOf(all, index: Expression(.read(.local(counter)), .int, span)), .enumeration(index), span)
            }
        case .threads(let group):
            let (first, threads) = threadNumbers(group)
            let counter = newLocal(Local(name: "", type: .int, isHidden: true))
            emit(.assign(.local(counter), number(first)), span)
            count(
                counter, below: number(first + threads), inclusive: false, variable, end: end, next: next, span: span,
                body: body
            ) {
                Expression(.threadOf(group, index: Expression(.read(.local(counter)), .int, span)), .thread, span)
            }
        case .elements(let value, let element):
            let counter = newLocal(Local(name: "", type: .int, isHidden: true))
            let sequence = kept(value)
            emit(.assign(.local(counter), number(0)), span)
            count(
                counter, below: length(of: sequence, span), inclusive: false, variable, end: end,
                next: next, span: span, body: body
            ) {
                Expression(.elementOf(sequence, index: Expression(.read(.local(counter)), .int, span)), element, span)
            }
        case .sharedArray(let place, let element, let size):
            let counter = newLocal(Local(name: "", type: .int, isHidden: true))
            emit(.assign(.local(counter), number(0)), span)
            count(
                counter, below: number(size), inclusive: false, variable, end: end, next: next, span: span, body: body
            ) {
                var part = place
                part.place = .element(place.place, index: Expression(.read(.local(counter)), .int, span))
                part.type = element
                return read(.place(part), span) ?? number(0)
            }
        }
    }

    private func length(of sequence: Expression, _ span: SourceSpan) -> Expression {
        if case .array(_, let count) = sequence.type { return Expression(.constant(.integer(count)), .int, span) }
        return Expression(.count(sequence), .int, span)
    }

    private func threadNumbers(_ group: GroupID) -> (first: Int, count: Int) {
        switch context.program.threadGroups[group].copies {
        case .single: return (0, 1)
        case .replicas(let count): return (0, count)
        case .parameter(let lower, let upper): return (lower, upper - lower + 1)
        case .spawned: return (0, 0)
        }
    }

    /// A value that stays the same while a loop runs: saved unless nothing can change it.
    func kept(_ value: Expression) -> Expression {
        if value.constant != nil { return value }
        if case .read(.local(let local)) = value.kind, named.contains(where: { $0.id == local && $0.isConstant }) {
            return value
        }
        let local = newLocal(Local(name: "", type: value.type, isHidden: true))
        emit(.assign(.local(local), value), value.span)
        return Expression(.read(.local(local)), value.type, value.span)
    }

    private func count(
        _ counter: LocalID, below limit: Expression, inclusive: Bool, _ variable: LocalID?, end: CodeLabel,
        next: CodeLabel, span: SourceSpan, body: () -> Void, element: () -> Expression
    ) {
        let (head, inside) = (newLabel(), newLabel())
        let value = Expression(.read(.local(counter)), .int, span)
        let one = Expression(.constant(.integer(1)), .int, span)
        bind(head)
        let test = Expression(.binary(inclusive ? .lessOrEqual : .less, value, limit), .bool, span)
        emit(.branch(test, then: inside, otherwise: end), span)
        bind(inside)
        if let variable { emit(.assign(.local(variable), element()), span) }
        body()
        bind(next)
        emit(.assign(.local(counter), Expression(.binary(.add, value, one), .int, span)), span)
        emit(.jump(head), span)
        bind(end)
    }
}
