internal import HeddleProgram

/// Expressions: from syntax to a pure expression, with instructions for whatever is a step.
extension RoutineLowering {
    /// Lowers an expression. `expecting` is what its place would like (for literals), `into` a local that may take
    /// the result of an operation directly. Nil: wrong, and said so.
    func lower(_ expression: SyntaxExpression, expecting: ValueType? = nil, into: LocalID? = nil) -> Expression? {
        let span = expression.span
        switch expression.kind {
        case .integer(let number): return Expression(.constant(.integer(number)), .int, span)
        case .boolean(let value): return Expression(.constant(.boolean(value)), .bool, span)
        case .nil:
            guard case .optional? = expecting else {
                let wanted = expecting.map { "expected '\(context.describe($0))', found 'nil'" }
                error(
                    "H301", span, wanted ?? "the type of this 'nil' is not known",
                    hint: expecting == nil ? "give the local a type" : nil)
                return nil
            }
            return Expression(.constant(.none), expecting ?? .int, span)
        case .selfThread: return lowerSelf(span)
        case .name, .member, .index, .number:
            guard let access = resolve(expression) else { return nil }
            return read(access, span, into: into)
        case .parenthesized(let inner):
            guard var value = lower(inner, expecting: expecting, into: into) else { return nil }
            value.span = span
            return value
        case .array(let elements): return lowerArray(elements, expecting, span)
        case .repeated(let element, let count): return lowerRepeated(element, count, expecting, span)
        case .new(let name, let arguments): return lowerNew(name, arguments, span, into: into)
        case .spawn(let name, let arguments): return lowerSpawn(name, arguments, span, into: into)
        case .quantifier(let quantifier, let name, let domain, let body):
            return lowerQuantifier(quantifier, name, domain, body, span)
        case .call(let callee, let arguments):
            return lowerCall(callee, arguments, expecting, span, into: into, isStatement: false)
        case .unwrap(let inner):
            guard let value = lower(inner) else { return nil }
            guard case .optional(let type) = value.type else {
                error("H301", span, "'\(context.describe(value.type))' is never nil", hint: "leave out the '!'")
                return nil
            }
            return Expression(.unwrap(value), type, span)
        case .unary(let symbol, let operand): return lowerUnary(symbol, operand, expecting, span)
        case .binary(let symbol, let left, let right, let place):
            return lowerBinary(symbol, left, right, place, expecting, span)
        case .conditional(let condition, let then, let otherwise):
            return lowerConditional(condition, then, otherwise, expecting, span, into: into)
        case .at(let thread, let label): return lowerAt(thread, label, span)
        case .error: return nil
        }
    }

    private func lowerSelf(_ span: SourceSpan) -> Expression? {
        switch mode.base {
        case .property, .setup, .constant:
            error("H319", span, "no thread runs here: 'self' is nobody")
            return nil
        default: return Expression(.selfThread, .thread, span)
        }
    }

    /// A condition: of type `bool`.
    func lowerBool(_ expression: SyntaxExpression) -> Expression? { lowerValue(expression, to: .bool) }

    private func lowerUnary(
        _ symbol: String, _ operand: SyntaxExpression, _ expecting: ValueType?, _ span: SourceSpan
    )
        -> Expression?
    {
        if symbol == "!" {
            guard let value = lowerBool(operand) else { return nil }
            return Folding.simplified(Expression(.unary(.not, value), .bool, span))
        }
        guard let value = lower(operand, expecting: expecting) else { return nil }
        guard value.type.isInteger else {
            mismatch(value, wanted: .int)
            return nil
        }
        let type = context.widened(value.type)
        return Folding.simplified(Expression(.unary(symbol == "-" ? .negate : .complement, value), type, span))
    }

    func lowerBinary(
        _ symbol: String, _ left: SyntaxExpression, _ right: SyntaxExpression, _ place: SourceSpan,
        _ expecting: ValueType?, _ span: SourceSpan
    ) -> Expression? {
        switch symbol {
        case "&&", "||", "implies": return lowerShortCircuit(symbol, left, right, span)
        case "??": return lowerCoalesce(left, right, expecting, span)
        case "==", "!=": return lowerEquality(symbol, left, right, place, span)
        case "leadsTo":
            error("H707", place, "'leadsTo' stands only in 'eventually'")
            return nil
        default: break
        }
        guard let (a, b) = operands(left, right, expecting) else { return nil }
        return arithmetic(symbol, a, b, place, span)
    }

    /// `a symbol b` for values that are there already.
    func arithmetic(
        _ symbol: String, _ a: Expression, _ b: Expression, _ place: SourceSpan, _ span: SourceSpan
    )
        -> Expression?
    {
        guard let binary = BinaryOperator(rawValue: symbol) else { return nil }
        if a.type == .thread || b.type == .thread {
            error("H311", place, "threads can be compared with '==' and '!=' only")
            return nil
        }
        if binary == .shiftLeft || binary == .shiftRight { return shift(binary, a, b, span) }
        guard let (x, y) = unifyIntegers(a, b, place) else { return nil }
        let isComparison = [.less, .lessOrEqual, .greater, .greaterOrEqual].contains(binary)
        return Folding.simplified(
            Expression(.binary(binary, x, y), isComparison ? .bool : context.widened(x.type), span))
    }

    private func shift(_ binary: BinaryOperator, _ a: Expression, _ b: Expression, _ span: SourceSpan) -> Expression? {
        guard a.type.isInteger else {
            mismatch(a, wanted: .int)
            return nil
        }
        guard let (x, y) = unifyIntegers(a, b, span) else { return nil }
        return Folding.simplified(Expression(.binary(binary, x, y), context.widened(x.type), span))
    }

    private func operands(
        _ left: SyntaxExpression, _ right: SyntaxExpression, _ expecting: ValueType?
    )
        -> (Expression, Expression)?
    {
        let first = lower(left, expecting: expecting)
        let mark = code.count
        let second = lower(right, expecting: first?.type ?? expecting)
        guard var a = first, let b = second else { return nil }
        stabilise(&a, since: mark)
        return (a, b)
    }

    private func lowerEquality(
        _ symbol: String, _ left: SyntaxExpression, _ right: SyntaxExpression, _ place: SourceSpan, _ span: SourceSpan
    ) -> Expression? {
        if case .nil = right.kind { return lowerIsNil(left, symbol, span) }
        if case .nil = left.kind { return lowerIsNil(right, symbol, span) }
        guard let (a, b) = operands(left, right, nil), let (x, y) = unify(a, b, place) else { return nil }
        let binary: BinaryOperator = symbol == "==" ? .equal : .notEqual
        return Folding.simplified(Expression(.binary(binary, x, y), .bool, span))
    }

    private func lowerIsNil(_ operand: SyntaxExpression, _ symbol: String, _ span: SourceSpan) -> Expression? {
        guard let value = lower(operand) else { return nil }
        guard case .optional = value.type else {
            error("H301", operand.span, "'\(context.describe(value.type))' is never nil")
            return nil
        }
        let isNil = Folding.simplified(Expression(.isNil(value), .bool, span))
        return symbol == "==" ? isNil : Folding.simplified(Expression(.unary(.not, isNil), .bool, span))
    }

    // MARK: - What is skipped where it is not needed

    private func lowerShortCircuit(
        _ symbol: String, _ left: SyntaxExpression, _ right: SyntaxExpression, _ span: SourceSpan
    ) -> Expression? {
        let first = lowerBool(left)
        // The value of the left side that decides alone, and what the whole is then.
        let decider = symbol == "||"
        let decided = symbol != "&&"
        if case .boolean(let value)? = first?.constant {
            if value == decider || symbol == "implies" && !value {
                dead { _ = lowerBool(right) }
                return Expression(.constant(.boolean(decided)), .bool, span)
            }
            return lowerBool(right)
        }
        let mark = code.count
        let second = lowerBool(right)
        guard let a = first, let b = second else { return nil }
        if code.count == mark {
            let kind: Expression.Kind = symbol == "&&" ? .and(a, b) : symbol == "||" ? .or(a, b) : .implies(a, b)
            return Folding.simplified(Expression(kind, .bool, span))
        }
        let result = temporary(.bool)
        let (needed, end) = (newLabel(), newLabel())
        let early = symbol == "implies" ? Expression(.unary(.not, a), .bool, a.span) : a
        let test = Expression(.read(.local(result)), .bool, a.span)
        let branch: InstructionKind =
            symbol == "&&" ? .branch(test, then: needed, otherwise: end) : .branch(test, then: end, otherwise: needed)
        let start: [Instruction] = [
            Instruction(.assign(.local(result), early), a.span), Instruction(branch, a.span),
        ]
        insert(start, at: mark)
        bind(needed, at: mark + start.count)
        emit(.assign(.local(result), b), b.span)
        bind(end)
        return Expression(.read(.local(result)), .bool, span)
    }

    private func lowerCoalesce(
        _ left: SyntaxExpression, _ right: SyntaxExpression, _ expecting: ValueType?, _ span: SourceSpan
    ) -> Expression? {
        let first = lower(left, expecting: expecting.map { Self.optional($0) })
        let mark = code.count
        var inner = expecting
        if case .optional(let type)? = first?.type { inner = type }
        let second = lower(right, expecting: inner)
        guard let a = first, let other = second else { return nil }
        guard case .optional(let type) = a.type else {
            error("H301", left.span, "'\(context.describe(a.type))' is never nil", hint: "leave out '??'")
            return nil
        }
        var wanted = type
        if case .optional = other.type { wanted = a.type }
        guard let b = coerce(other, to: wanted, nested: true) else { return nil }
        let taken = wanted == a.type ? a : Expression(.unwrap(a), wanted, a.span)
        if code.count == mark {
            if wanted == type { return Folding.simplified(Expression(.coalesce(a, b), type, span)) }
            let isNil = Expression(.isNil(a), .bool, a.span)
            return Folding.simplified(Expression(.conditional(isNil, then: b, otherwise: a), wanted, span))
        }
        let result = temporary(wanted)
        let (some, none, end) = (newLabel(), newLabel(), newLabel())
        let start: [Instruction] = [
            Instruction(.branch(Expression(.isNil(a), .bool, a.span), then: none, otherwise: some), a.span),
            Instruction(.assign(.local(result), taken), a.span), Instruction(.jump(end), a.span),
        ]
        insert(start, at: mark)
        bind(some, at: mark + 1)
        bind(none, at: mark + 3)
        emit(.assign(.local(result), b), b.span)
        bind(end)
        return Expression(.read(.local(result)), wanted, span)
    }

    private static func optional(_ type: ValueType) -> ValueType {
        if case .optional = type { return type }
        return .optional(type)
    }

    private func lowerConditional(
        _ condition: SyntaxExpression, _ then: SyntaxExpression, _ otherwise: SyntaxExpression,
        _ expecting: ValueType?, _ span: SourceSpan, into: LocalID?
    ) -> Expression? {
        let test = lowerBool(condition)
        if case .boolean(let value)? = test?.constant {
            dead { _ = lower(value ? otherwise : then, expecting: expecting) }
            return lower(value ? then : otherwise, expecting: expecting, into: into)
        }
        let first = code.count
        let left = lower(then, expecting: expecting)
        let second = code.count
        let right = lower(otherwise, expecting: expecting ?? left?.type)
        guard let test, let left, let right else { return nil }
        var (a, b) = (left, right)
        if let expecting, let x = expecting.isInteger ? left : coerce(left, to: expecting, nested: true),
            let y = expecting.isInteger ? right : coerce(right, to: expecting, nested: true)
        {
            (a, b) = (x, y)
        }
        guard let (x, y) = unify(a, b, otherwise.span) else { return nil }
        let type = x.type == y.type ? x.type : context.widened(x.type)
        if code.count == first {
            return Folding.simplified(Expression(.conditional(test, then: x, otherwise: y), type, span))
        }
        let result = taker(of: type, into)
        let (yes, no, end) = (newLabel(), newLabel(), newLabel())
        emit(.assign(.local(result), y), y.span)
        bind(end)
        insert([Instruction(.assign(.local(result), x), x.span), Instruction(.jump(end), x.span)], at: second)
        bind(no, at: second + 2)
        insert([Instruction(.branch(test, then: yes, otherwise: no), test.span)], at: first)
        bind(yes, at: first + 1)
        return Expression(.read(.local(result)), locals[result].type, span)
    }
}
