internal import HeddleProgram

/// Expressions become registers: `value` gives the first of as many as the type has leaves.
extension Compiler {
    func value(_ expression: Expression) -> Int {
        if let known = constantNumber(expression) { return constant(known) }
        switch expression.kind {
        case .constant(let constant): return self.constant(coding.leaves(of: constant, type: expression.type))
        case .read(let place): return read(place, order: expression.order)
        case .unary(let op, let operand): return unary(op, operand, expression)
        case .binary(let op, let left, let right): return binary(op, left, right, expression)
        case .and(let left, let right): return shortCircuit(left, right, goOn: true)
        case .or(let left, let right): return shortCircuit(left, right, goOn: false)
        case .implies(let left, let right):
            let result = register()
            emit(.move, result, constant(1))
            let end = newLabel()
            emit(.branchFalse, value(left), 0, end)
            emit(.move, result, value(right))
            place(end)
            return result
        case .conditional(let condition, let then, let otherwise):
            return alternatives(condition: value(condition), expression.type, then: then, otherwise: otherwise)
        case .coalesce(let optional, let other): return coalesce(optional, other, expression.type)
        case .convert(let inner): return convert(inner, to: expression.type)
        case .some(let inner):
            return fit(value(inner), from: inner.type, to: expression.type, name: [.text(text(expression))])
        case .unwrap(let inner):
            let whole = value(inner)
            emit(.checkNil, whole, fault: .text([.text(text(inner))]))
            return whole + 1
        case .isNil(let inner):
            let result = register()
            emit(.not, result, value(inner))
            return result
        case .structure, .elements, .repeated: return aggregate(expression)
        case .elementOf(let whole, let index):
            let first = value(whole)
            return load(
                elementAddress(
                    Address(base: .register(first), type: whole.type, name: [.text(text(whole))]), index))
        case .fieldOf(let whole, let field):
            return load(fieldAddress(Address(base: .register(value(whole)), type: whole.type), field))
        case .count, .isEmpty, .first, .last, .contains: return listObserver(expression)
        case .minimum(let left, let right): return extreme(.minimum, left, right)
        case .maximum(let left, let right): return extreme(.maximum, left, right)
        case .absolute(let inner): return absolute(inner, expression)
        case .selfThread: return constant(max(0, thread))
        case .threadOf(let group, let index): return threadOf(group, index)
        case .quantifier(let quantifier, let variable, let domain, let body):
            return quantify(quantifier, variable, domain, body)
        case .call(let routine, let arguments): return call(routine, arguments)
        default: return observer(expression)
        }
    }

    /// The source of an expression, for people.
    func text(_ expression: Expression) -> String {
        annotates ? program.source.normalizedText(expression.span) : ""
    }

    private func read(_ place: Place, order: MemoryOrder?) -> Int {
        let address = address(place)
        let first = address.isShared ? readInExpression(address, order: order) : load(address)
        if address.isShared, !isProperty { noteAccess(.read, address, value: first) }
        return first
    }

    private func shortCircuit(_ left: Expression, _ right: Expression, goOn: Bool) -> Int {
        let result = register()
        let end = newLabel()
        emit(.move, result, value(left))
        emit(goOn ? .branchFalse : .branchTrue, result, 0, end)
        emit(.move, result, value(right))
        place(end)
        return result
    }

    private func alternatives(
        condition: Int, _ type: ValueType, then: Expression, otherwise: Expression
    ) -> Int {
        let count = layouts.leafCount(type)
        let result = register(count)
        let other = newLabel()
        let end = newLabel()
        emit(.branchFalse, condition, 0, other)
        move(result, fit(value(then), from: then.type, to: type, name: []), count)
        emit(.jump, end)
        place(other)
        move(result, fit(value(otherwise), from: otherwise.type, to: type, name: []), count)
        place(end)
        return result
    }

    private func coalesce(_ optional: Expression, _ other: Expression, _ type: ValueType) -> Int {
        let whole = value(optional)
        let count = layouts.leafCount(type)
        let result = register(count)
        let otherwise = newLabel()
        let end = newLabel()
        emit(.branchFalse, whole, 0, otherwise)
        var inner = ValueType.int
        if case .optional(let wrapped) = optional.type { inner = wrapped }
        if case .optional = type, inner != type {
            move(result, whole, count)
        } else {
            move(result, whole + 1, count)
        }
        emit(.jump, end)
        place(otherwise)
        move(result, fit(value(other), from: other.type, to: type, name: []), count)
        place(end)
        return result
    }

    private func convert(_ inner: Expression, to type: ValueType) -> Int {
        let source = value(inner)
        switch type {
        case .sized(let bits, let signed): return narrowed(source, bits, signed)
        case .int, .range:
            if case .sized(64, false) = inner.type {
                emit(.checkSign, source, fault: .arithmetic(text(inner)))
            }
            return fit(source, from: inner.type, to: type, name: [.text(text(inner))])
        default: return source
        }
    }

    func narrowed(_ source: Int, _ bits: Int, _ signed: Bool) -> Int {
        if bits >= 64 { return source }
        if ![8, 16, 32].contains(bits), !signed {
            let cut = register()
            emit(.bitAnd, cut, source, constant(1 << bits - 1))
            return cut
        }
        let width = layouts.layout(.sized(bits: bits, signed: signed)).leaves[0].width
        let result = register()
        emit(.narrow, result, source, x: Int(width.rawValue))
        return result
    }

    private func aggregate(_ expression: Expression) -> Int {
        let result = register(layouts.leafCount(expression.type))
        var next = result
        func add(_ part: Expression, _ type: ValueType) {
            let mark = nextRegister
            let count = layouts.leafCount(type)
            move(next, fit(value(part), from: part.type, to: type, name: [.text(text(part))]), count)
            next += count
            release(to: mark)
        }
        switch (expression.kind, expression.type) {
        case (.structure(let parts), .structure(let index)):
            for (field, part) in zip(program.structures[index].fields, parts) { add(part, field.type) }
        case (.elements(let parts), .array(let element, _)): for part in parts { add(part, element) }
        case (.elements(let parts), .list(let element, let capacity)):
            if parts.count > capacity {
                emit(.fail, Int(FaultCode.listFull.rawValue), fault: .list(name: [], capacity: capacity))
            }
            emit(.move, next, constant(parts.count))
            next += 1
            for part in parts.prefix(capacity) { add(part, element) }
            let dead = result + layouts.leafCount(expression.type) - next
            if dead > 0 { emit(.zeroRange, next, 0, dead) }
        case (.repeated(let part, let count), let type):
            var element = part.type
            switch type {
            case .array(let declared, _): element = declared
            case .list(let declared, let capacity):
                element = declared
                emit(.move, next, constant(count))
                next += 1
                emit(.zeroRange, next, 0, max(0, capacity) * layouts.leafCount(element))
            default: break
            }
            let leaves = layouts.leafCount(element)
            let one = fit(value(part), from: part.type, to: element, name: [.text(text(part))])
            for _ in 0..<max(0, count) where next + leaves <= result + layouts.leafCount(type) {
                move(next, one, leaves)
                next += leaves
            }
        default: preconditionFailure("Heddle bug: \(expression.type) is built of no parts")
        }
        return result
    }

    private func extreme(_ op: Op, _ left: Expression, _ right: Expression) -> Int {
        let a = value(left)
        let b = value(right)
        let result = register()
        if case .sized(64, false) = left.type {
            let flippedA = flipped(a)
            let flippedB = flipped(b)
            emit(op, result, flippedA, flippedB)
            emit(.bitXor, result, result, constant(Int.min))
        } else {
            emit(op, result, a, b)
        }
        return result
    }

    /// Unsigned order of 64 bits is signed order with the top bit turned.
    func flipped(_ source: Int) -> Int {
        let result = register()
        emit(.bitXor, result, source, constant(Int.min))
        return result
    }

    private func absolute(_ inner: Expression, _ whole: Expression) -> Int {
        let source = value(inner)
        if case .sized(_, false) = inner.type { return source }
        let result = register()
        let end = newLabel()
        let negative = register()
        emit(.move, result, source)
        emit(.less, negative, source, constant(0))
        emit(.branchFalse, negative, 0, end)
        if case .sized(let bits, let signed) = inner.type {
            emit(.subtractWrap, result, constant(0), source)
            move(result, narrowed(result, bits, signed), 1)
        } else {
            emit(.negate, result, source, fault: .arithmetic(text(whole)))
        }
        place(end)
        return result
    }
}
