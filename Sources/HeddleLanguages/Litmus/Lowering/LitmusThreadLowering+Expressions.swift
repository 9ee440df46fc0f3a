internal import HeddleProgram

/// Expressions: their accesses become steps in the order in which C makes them; what is left is a value over locals.
extension LitmusThreadLowering {
    /// `into`: where a value that is read may go at once.
    func value(_ expression: LitmusExpression, into: LocalID? = nil) -> Expression {
        let span = expression.span
        switch expression.kind {
        case .number(let value): return Self.number(value, span)
        case .register(let name): return read(register(name), span)
        case .plain(let name):
            let result = into ?? temporary(.int)
            step(.read(location(name), result: result, order: nil), span)
            return read(result, span)
        case .operation(let operation): return result(of: operation, into: into)
        case .unary(.not, let operand):
            return Expression(.unary(.not, truth(value(operand))), .bool, span)
        case .unary(let unary, let operand):
            return Expression(.unary(unary, number(value(operand))), .int, span)
        case .binary(let binary, let left, let right):
            let first = number(value(left))
            let second = number(value(right))
            return Expression(.binary(binary, first, second), Self.type(of: binary), span)
        case .and(let left, let right): return shortened(left, right, stopsAt: false, span)
        case .or(let left, let right): return shortened(left, right, stopsAt: true, span)
        }
    }

    private static func type(of binary: BinaryOperator) -> ValueType {
        switch binary {
        case .equal, .notEqual, .less, .lessOrEqual, .greater, .greaterOrEqual: return .bool
        default: return .int
        }
    }

    /// `&&` and `||`: what stands right is looked at only if the left side doesn't decide.
    private func shortened(
        _ left: LitmusExpression, _ right: LitmusExpression, stopsAt stop: Bool, _ span: SourceSpan
    ) -> Expression {
        let first = truth(value(left))
        guard LitmusEffects(right).touchesMemory else {
            let second = truth(value(right))
            return Expression(stop ? .or(first, second) : .and(first, second), .bool, span)
        }
        let result = temporary(.bool)
        emit(.assign(.local(result), first), span)
        let branch = reserve(span)
        let second = truth(value(right))
        emit(.assign(.local(result), second), span)
        let (on, end) = (branch + 1, code.count)
        code[branch].kind = .branch(read(result, span), then: stop ? end : on, otherwise: stop ? on : end)
        return read(result, span)
    }

    // MARK: - Operations

    /// An operation whose result nobody wants.
    func perform(_ operation: LitmusOperation) {
        let span = operation.span
        switch operation.kind {
        case .fence(let order): step(.fence(order), span)
        case .store(let name, let value, let order):
            let stored = number(self.value(value))
            step(.write(location(name), stored, order: order), span)
        case .modify(let binary, let name, let value, let order):
            let operand = number(self.value(value))
            step(.readModifyWrite(binary, location(name), operand, result: nil, order: order), span)
        case .load, .compareExchange: _ = result(of: operation, into: nil)
        }
    }

    private func result(of operation: LitmusOperation, into: LocalID?) -> Expression {
        let span = operation.span
        switch operation.kind {
        case .load(let name, let order):
            let result = into ?? temporary(.int)
            step(.read(location(name), result: result, order: order), span)
            return read(result, span)
        case .modify(let binary, let name, let value, let order):
            let operand = number(self.value(value))
            let result = into ?? temporary(.int)
            step(.readModifyWrite(binary, location(name), operand, result: result, order: order), span)
            return read(result, span)
        case .compareExchange(let name, let expected, let desired, let isWeak, let success, let failure):
            return compareExchange(
                Exchange(
                    location: location(name), expected: expected, isWeak: isWeak, success: success, failure: failure,
                    span: span), desired)
        case .store, .fence: preconditionFailure("Heddle bug: a value of '\(operation.function.text)'")
        }
    }

    private struct Exchange {
        var location: Place
        var expected: LitmusExpected
        var isWeak: Bool
        var success: MemoryOrder
        var failure: MemoryOrder
        var span: SourceSpan
    }

    /// The expected value is read first, plainly; after a failure the one that was found is left in its place.
    private func compareExchange(_ exchange: Exchange, _ desired: LitmusExpression) -> Expression {
        let span = exchange.span
        let new = number(value(desired))
        let wanted = temporary(.int)
        switch exchange.expected {
        case .register(let name): emit(.assign(.local(wanted), read(register(name), name.span)), span)
        case .cell(let name): step(.read(location(name), result: wanted, order: nil), name.span)
        }
        let found = temporary(.int)
        let succeeded = temporary(.bool)
        if exchange.isWeak {
            weakExchange(exchange, wanted, new, found: found, succeeded: succeeded)
        } else {
            step(
                .compareExchange(
                    exchange.location, expected: read(wanted, span), desired: new, weak: false, swap: true,
                    result: found, order: exchange.success, failure: exchange.failure), span)
            emit(.assign(.local(succeeded), equal(found, wanted, span)), span)
        }
        switch exchange.expected {
        case .register(let name):
            // After a success both are one.
            emit(.assign(.local(register(name)), read(found, span)), span)
        case .cell(let name):
            let branch = reserve(span)
            step(.write(location(name), read(found, span), order: nil), name.span)
            code[branch].kind = .branch(read(succeeded, span), then: code.count, otherwise: branch + 1)
        }
        return read(succeeded, span)
    }

    private func equal(_ left: LocalID, _ right: LocalID, _ span: SourceSpan) -> Expression {
        Expression(.binary(.equal, read(left, span), read(right, span)), .bool, span)
    }

    /// A weak exchange is a strong one, or for no reason a load that finds what was expected.
    private func weakExchange(
        _ exchange: Exchange, _ wanted: LocalID, _ new: Expression, found: LocalID, succeeded: LocalID
    ) {
        let span = exchange.span
        let fails = temporary(.bool)
        // No atomic block: those would be ordered among themselves.
        beginStep(.operation, span)
        emit(
            .choose(fails, .elements(Self.truths(span)), condition: nil), span)
        let branch = reserve(span)
        emit(
            .compareExchange(
                exchange.location, expected: read(wanted, span), desired: new, weak: false, swap: true, result: found,
                order: exchange.success, failure: exchange.failure), span)
        emit(.assign(.local(succeeded), equal(found, wanted, span)), span)
        let over = reserve(span)
        let load = code.count
        emit(.read(exchange.location, result: found, order: exchange.failure), span)
        emit(.guard(equal(found, wanted, span)), span)
        emit(.assign(.local(succeeded), Expression(.constant(.boolean(false)), .bool, span)), span)
        code[over].kind = .jump(code.count)
        code[branch].kind = .branch(read(fails, span), then: load, otherwise: branch + 1)
        emit(.endStep, span)
    }

    private static func truths(_ span: SourceSpan) -> Expression {
        let values = [false, true].map { Expression(.constant(.boolean($0)), .bool, span) }
        return Expression(.elements(values), .array(.bool, count: 2), span)
    }
}
