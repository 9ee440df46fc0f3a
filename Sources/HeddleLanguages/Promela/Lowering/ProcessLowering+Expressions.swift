internal import HeddleProgram

/// A lowered number with what is known of its size.
struct Term {
    var expression: Expression
    var low: Int
    var high: Int
    var isBool: Bool { expression.type == .bool }
}

/// Expressions: 32-bit C ints. Where the operands' sizes show that nothing can overflow, plain numbers do.
extension ProcessLowering {
    private static let least = -0x8000_0000
    private static let most = 0x7FFF_FFFF

    func term(_ source: PromelaExpression) -> Term {
        if let known = PromelaConstants.value(of: source), !isSymbolic(source) {
            return Term(expression: Expression(.constant(.integer(known)), .int, source.span), low: known, high: known)
        }
        switch source.kind {
        case .number(let value): return plain(.constant(.integer(value)), source, value, value)
        case .mtype(let set, let value):
            return Term(
                expression: Expression(
                    .constant(.enumeration(value)), .enumeration(whole.enumerations[set]), source.span), low: value,
                high: value)
        case .place(let place): return term(of: place)
        case .unary(let op, let operand): return unary(op, operand, source)
        case .binary(let op, let left, let right): return binary(op, left, right, source)
        case .conditional(let condition, let then, let otherwise):
            let first = asNumber(term(then))
            let second = asNumber(term(otherwise))
            return plain(
                .conditional(truth(condition), then: first.expression, otherwise: second.expression), source,
                min(first.low, second.low), max(first.high, second.high))
        case .channel(let question, let place): return ask(question, place, source)
        case .poll(let receive):
            let parts = receive.arguments.map { argument -> MessagePart in
                if case .match(let value) = argument { return .match(term(value).expression) }
                return .ignore
            }
            return asked(
                .canReceive(channel(receive.channel), parts, anywhere: receive.anywhere), source, isCount: true)
        case .run:
            if let number = runResults[source.span] {
                let result = Expression(.convert(Expression(.read(.local(number)), .thread)), .int, source.span)
                return Term(expression: result, low: 0, high: 255)
            }
            whole.report(
                "P902", source.span, "'run' is supported as a statement and in what is assigned, not here",
                hint: "assign the new process's number to a variable first: p = run P()")
            return plain(.constant(.integer(0)), source, 0, 0)
        case .ownNumber:
            if proctype >= 0 { whole.rules.asksNumber.insert(proctype) }
            return Term(expression: selfNumber, low: 0, high: 255)
        case .processCount:
            return Term(expression: Expression(.process(.count), .int, source.span), low: 0, high: 255)
        case .lastMover:
            return plain(.read(.shared(whole.lastMover ?? 0)), source, 0, 255, .sized(bits: 8, signed: false))
        case .timeout: return asked(.timeout, source, isCount: false)
        case .remotePlace(let proctype, let instance, let place): return remote(proctype, instance, place, source)
        case .remoteLabel(let proctype, let instance, let label):
            let thread = self.instance(proctype, instance, source)
            return Term(
                expression: Expression(
                    .atLabel(thread: thread, [whole.labels[proctype][label]]), .bool, source.span), low: 0, high: 1)
        }
    }

    private func isSymbolic(_ source: PromelaExpression) -> Bool {
        if case .mtype = source.kind { return true }
        return false
    }

    private func plain(
        _ kind: Expression.Kind, _ source: PromelaExpression, _ low: Int, _ high: Int, _ type: ValueType = .int
    ) -> Term {
        Term(expression: Expression(kind, type, source.span), low: low, high: high)
    }

    func term(of source: PromelaPlace) -> Term {
        if let fixed = fixedChannel(source) {
            let first =
                fixed.isOwn
                ? Expression(.process(.ownChannel(fixed.identity)), .int, source.span)
                : Expression(.constant(.integer(fixed.identity)), .int, source.span)
            guard fixed.count > 1, let index = source.index else { return Term(expression: first, low: 0, high: 255) }
            if let known = PromelaConstants.value(of: index), !fixed.isOwn {
                return Term(expression: number(fixed.identity + known), low: 0, high: 255)
            }
            let sum = Expression(.binary(.add, first, term(index).expression), .int, source.span)
            return Term(expression: sum, low: 0, high: 255)
        }
        let (place, type) = place(source)
        let (low, high) = Self.range(type)
        return Term(expression: Expression(.read(place), type, source.span), low: low, high: high)
    }

    static func range(_ type: ValueType) -> (low: Int, high: Int) {
        switch type {
        case .bool: return (0, 1)
        case .enumeration: return (0, 255)
        case .sized(let bits, signed: false): return (0, min(most * 2 + 1, 1 << bits - 1))
        case .sized(let bits, signed: true): return (-1 << (bits - 1), 1 << (bits - 1) - 1)
        default: return (least, most)
        }
    }

    /// As a number where it is a truth value.
    private func asNumber(_ term: Term) -> Term {
        guard term.isBool else { return term }
        return Term(
            expression: Expression(.convert(term.expression), .int, term.expression.span), low: term.low,
            high: term.high)
    }

    /// Whether an expression is not zero.
    func truth(_ source: PromelaExpression) -> Expression {
        let term = term(source)
        if term.isBool { return term.expression }
        return Expression(.binary(.notEqual, term.expression, number(0)), .bool, source.span)
    }

    // MARK: Operators

    private func unary(_ op: PromelaUnary, _ operand: PromelaExpression, _ source: PromelaExpression) -> Term {
        switch op {
        case .not: return plain(.unary(.not, truth(operand)), source, 0, 1, .bool)
        case .complement:
            let inner = asNumber(term(operand))
            return plain(.unary(.complement, inner.expression), source, ~inner.high, ~inner.low)
        case .minus:
            let inner = asNumber(term(operand))
            return cut(.binary(.subtract, number(0), inner.expression), source, 0 - inner.high, 0 - inner.low)
        }
    }

    /// A number that may have left the range of an int, cut back into it.
    private func cut(_ kind: Expression.Kind, _ source: PromelaExpression, _ low: Int, _ high: Int) -> Term {
        if low >= Self.least, high <= Self.most { return plain(kind, source, low, high) }
        let wide = Expression(kind, .sized(bits: 64, signed: true), source.span)
        return plain(.convert(wide), source, Self.least, Self.most, .sized(bits: 32, signed: true))
    }

    private func binary(
        _ op: PromelaBinary, _ left: PromelaExpression, _ right: PromelaExpression, _ source: PromelaExpression
    ) -> Term {
        switch op {
        case .and: return plain(.and(truth(left), truth(right)), source, 0, 1, .bool)
        case .or: return plain(.or(truth(left), truth(right)), source, 0, 1, .bool)
        case .equal, .unequal, .less, .atMost, .greater, .atLeast:
            let a = asNumber(term(left))
            let b = asNumber(term(right))
            return plain(.binary(Self.comparison(op), a.expression, b.expression), source, 0, 1, .bool)
        default: return arithmetic(op, asNumber(term(left)), asNumber(term(right)), source)
        }
    }

    private static func comparison(_ op: PromelaBinary) -> BinaryOperator {
        switch op {
        case .equal: return .equal
        case .unequal: return .notEqual
        case .less: return .less
        case .atMost: return .lessOrEqual
        case .greater: return .greater
        default: return .greaterOrEqual
        }
    }

    private func arithmetic(_ op: PromelaBinary, _ a: Term, _ b: Term, _ source: PromelaExpression) -> Term {
        let (x, y) = (a.expression, b.expression)
        switch op {
        case .add: return cut(.binary(.add, x, y), source, a.low + b.low, a.high + b.high)
        case .subtract: return cut(.binary(.subtract, x, y), source, a.low - b.high, a.high - b.low)
        case .multiply:
            let corners = [a.low * b.low, a.low * b.high, a.high * b.low, a.high * b.high]
            return cut(.binary(.multiply, x, y), source, corners.min() ?? 0, corners.max() ?? 0)
        case .divide:
            let most = max(abs(a.low), abs(a.high))
            return cut(.binary(.divide, x, y), source, a.low >= 0 && b.low >= 0 ? 0 : -most, most)
        case .remainder:
            let most = max(abs(b.low), abs(b.high))
            return plain(.binary(.remainder, x, y), source, a.low >= 0 ? 0 : -most, most)
        case .bitAnd:
            let isPositive = a.low >= 0 || b.low >= 0
            let most = min(a.low >= 0 ? a.high : Self.most, b.low >= 0 ? b.high : Self.most)
            return plain(.binary(.bitAnd, x, y), source, isPositive ? 0 : Self.least, most)
        case .bitOr, .bitXor:
            let isPositive = a.low >= 0 && b.low >= 0
            var most = 1
            while most <= max(a.high, b.high) { most *= 2 }
            return plain(
                .binary(op == .bitOr ? .bitOr : .bitXor, x, y), source, isPositive ? 0 : Self.least,
                isPositive ? most - 1 : Self.most)
        case .shiftLeft:
            let places = Expression(.binary(.bitAnd, y, number(31)), .int, source.span)
            if a.low >= 0, b.low >= 0, b.high < 32 {
                return cut(.binary(.shiftLeft, x, places), source, 0, a.high << b.high)
            }
            return cut(.binary(.shiftLeft, x, places), source, Self.least * 2, Self.most * 2)
        default:
            let places = Expression(.binary(.bitAnd, y, number(31)), .int, source.span)
            return plain(.binary(.shiftRight, x, places), source, min(0, a.low), max(0, a.high))
        }
    }

    // MARK: Questions

    private func asked(_ question: ProcessQuestion, _ source: PromelaExpression, isCount: Bool) -> Term {
        let answer = Expression(.process(question), isCount ? .int : .bool, source.span)
        guard isCount else { return Term(expression: answer, low: 0, high: 1) }
        if case .canReceive = question {
            // The answer is a position from 1.
            return plain(.binary(.notEqual, answer, number(0)), source, 0, 1, .bool)
        }
        return Term(expression: answer, low: 0, high: 255)
    }

    private func ask(_ question: PromelaChannelQuestion, _ place: PromelaPlace, _ source: PromelaExpression) -> Term {
        let channel = channel(place)
        switch question {
        case .length: return asked(.length(channel), source, isCount: true)
        case .full: return asked(.isFull(channel), source, isCount: false)
        case .notFull:
            return plain(.unary(.not, asked(.isFull(channel), source, isCount: false).expression), source, 0, 1, .bool)
        case .empty, .notEmpty:
            let length = asked(.length(channel), source, isCount: true).expression
            return plain(
                .binary(question == .empty ? .equal : .notEqual, length, number(0)), source, 0, 1, .bool)
        }
    }

    // MARK: Other processes

    private func instance(
        _ proctype: Int, _ instance: PromelaExpression?, _ source: PromelaExpression
    ) -> Expression {
        if let instance {
            return Expression(.convert(term(instance).expression), .thread, source.span)
        }
        // Without a number: the first process of that proctype.
        return Expression(.threadOf(proctype, index: number(0)), .thread, source.span)
    }

    private func remote(
        _ proctype: Int, _ instance: PromelaExpression?, _ place: PromelaPlace, _ source: PromelaExpression
    ) -> Term {
        let thread = self.instance(proctype, instance, source)
        let kept = (localOwner, localInstance)
        (localOwner, localInstance) = (proctype, thread)
        defer { (localOwner, localInstance) = kept }
        return term(of: place)
    }

    // MARK: Storing

    /// An expression as a value for a place of a type, cut as C cuts it.
    func fitted(_ source: PromelaExpression, to type: ValueType) -> Expression {
        if let known = PromelaConstants.value(of: source), type.isScalar {
            return Expression(.constant(whole.constant(known, type)), type, source.span)
        }
        return fitted(term(source), to: type)
    }

    func fitted(_ term: Term, to type: ValueType) -> Expression {
        let (low, high) = Self.range(type)
        let span = term.expression.span
        // A value that is in range anyway needs no cutting.
        if term.low >= low, term.high <= high { return term.expression }
        if type == .bool {
            return Expression(
                .convert(Expression(.binary(.bitAnd, term.expression, number(1)), .int, span)), .bool, span)
        }
        if case .enumeration = type {
            let byte = Expression(.binary(.bitAnd, term.expression, number(0xFF)), .int, span)
            return Expression(.convert(byte), type, span)
        }
        return Expression(.convert(term.expression), type, span)
    }
}
