internal import HeddleProgram

/// Operators: checked for `int`, wrapping for sized integers.
extension Compiler {
    func unary(_ op: UnaryOperator, _ operand: Expression, _ whole: Expression) -> Int {
        let source = value(operand)
        let result = register()
        switch op {
        case .not: emit(.not, result, source)
        case .complement:
            emit(.complement, result, source)
            if case .sized(let bits, let signed) = whole.type { return narrowed(result, bits, signed) }
        case .negate:
            if case .sized(let bits, let signed) = whole.type {
                emit(.subtractWrap, result, constant(0), source)
                return narrowed(result, bits, signed)
            }
            emit(.negate, result, source, fault: .arithmetic(text(whole)))
        }
        return result
    }

    func binary(_ op: BinaryOperator, _ left: Expression, _ right: Expression, _ whole: Expression) -> Int {
        var a = value(left)
        // A register local read here could be overwritten only by another evaluation, and those have their own.
        var b = value(right)
        switch op {
        case .equal, .notEqual:
            (a, b) = alignOptionals(a, left.type, b, right.type)
            let type = { if case .optional = right.type { return right.type } else { return left.type } }()
            let result = equality(a, b, type)
            guard op == .notEqual else { return result }
            let negated = register()
            emit(.not, negated, result)
            return negated
        case .less, .lessOrEqual, .greater, .greaterOrEqual:
            if case .sized(64, false) = left.type {
                a = flipped(a)
                b = flipped(b)
            }
            let result = register()
            switch op {
            case .less: emit(.less, result, a, b)
            case .lessOrEqual: emit(.lessOrEqual, result, a, b)
            case .greater: emit(.less, result, b, a)
            default: emit(.lessOrEqual, result, b, a)
            }
            return result
        default: return arithmetic(op, a, b, whole.type, text(whole))
        }
    }

    /// `T` beside `T?`: the plain side is wrapped.
    private func alignOptionals(_ a: Int, _ left: ValueType, _ b: Int, _ right: ValueType) -> (Int, Int) {
        switch (left, right) {
        case (.optional, .optional): return (a, b)
        case (.optional, _): return (a, fit(b, from: right, to: .optional(right), name: []))
        case (_, .optional): return (fit(a, from: left, to: .optional(left), name: []), b)
        default: return (a, b)
        }
    }

    func arithmetic(_ op: BinaryOperator, _ a: Int, _ b: Int, _ type: ValueType, _ text: String) -> Int {
        let result = register()
        switch op {
        case .bitAnd: emit(.bitAnd, result, a, b)
        case .bitOr: emit(.bitOr, result, a, b)
        case .bitXor: emit(.bitXor, result, a, b)
        default:
            if case .sized(let bits, let signed) = type {
                emit(wrapping(op, bits, signed), result, a, b, x: bits, fault: fault(op, b, text))
                return narrowed(result, bits, signed)
            }
            emit(checked(op), result, a, b, x: 64, fault: fault(op, b, text))
        }
        return result
    }

    private func fault(_ op: BinaryOperator, _ right: Int, _ text: String) -> FaultInfo.Form {
        op == .shiftLeft || op == .shiftRight ? .shift(right) : .arithmetic(text)
    }

    private func checked(_ op: BinaryOperator) -> Op {
        switch op {
        case .add: return .add
        case .subtract: return .subtract
        case .multiply: return .multiply
        case .divide: return .divide
        case .remainder: return .remainder
        case .shiftLeft: return .shiftLeft
        case .shiftRight: return .shiftRight
        default: preconditionFailure("Heddle bug: \(op) is no arithmetic")
        }
    }

    private func wrapping(_ op: BinaryOperator, _ bits: Int, _ signed: Bool) -> Op {
        let isWideUnsigned = bits == 64 && !signed
        switch op {
        case .add: return .addWrap
        case .subtract: return .subtractWrap
        case .multiply: return .multiplyWrap
        case .divide: return isWideUnsigned ? .divideUnsigned : .divideWrap
        case .remainder: return isWideUnsigned ? .remainderUnsigned : .remainderWrap
        case .shiftLeft: return .shiftLeftWrap
        case .shiftRight: return isWideUnsigned ? .shiftRightUnsigned : .shiftRight
        default: preconditionFailure("Heddle bug: \(op) is no arithmetic")
        }
    }

    /// Whether two values of one type are equal, leaf by leaf; references by cell.
    func equality(_ a: Int, _ b: Int, _ type: ValueType) -> Int {
        let leaves = layouts.layout(type).leaves
        let result = register()
        if leaves.count == 1 {
            emit(leaves[0].isReference ? .equalReference : .equal, result, a, b)
        } else if !leaves.contains(where: \.isReference), leaves.count < 0xFFFF {
            emit(.equalRange, result, a, b, x: leaves.count)
        } else {
            let end = newLabel()
            emit(.move, result, constant(1))
            for (index, leaf) in leaves.enumerated() {
                emit(leaf.isReference ? .equalReference : .equal, result, a + index, b + index)
                if index + 1 < leaves.count { emit(.branchFalse, result, 0, end) }
            }
            place(end)
        }
        return result
    }

    // MARK: Lists

    func listObserver(_ expression: Expression) -> Int {
        switch expression.kind {
        case .count(let whole):
            if case .array(_, let count) = whole.type { return constant(count) }
            return value(whole)
        case .isEmpty(let whole):
            if case .array(_, let count) = whole.type { return constant(count == 0 ? 1 : 0) }
            let result = register()
            emit(.not, result, value(whole))
            return result
        case .first(let whole): return end(of: whole, isLast: false)
        case .last(let whole): return end(of: whole, isLast: true)
        case .contains(let whole, let wanted): return contains(whole, wanted)
        default: preconditionFailure("Heddle bug: no list is looked at")
        }
    }

    private func end(of whole: Expression, isLast: Bool) -> Int {
        let first = value(whole)
        switch whole.type {
        case .array(let element, let count):
            if count == 0 {
                emit(.fail, Int(FaultCode.listEmpty.rawValue), fault: .list(name: [.text(text(whole))], capacity: 0))
                return first
            }
            return isLast ? first + (count - 1) * layouts.leafCount(element) : first
        case .list(let element, let capacity):
            emit(.checkEmpty, first, fault: .list(name: [.text(text(whole))], capacity: capacity))
            if !isLast { return first + 1 }
            let position = register()
            emit(.subtractWrap, position, first, constant(1))
            return load(scaled(Address(base: .register(first + 1), type: element), position))
        default: preconditionFailure("Heddle bug: the end of no list")
        }
    }

    private func contains(_ whole: Expression, _ wanted: Expression) -> Int {
        let first = value(whole)
        var element = ValueType.int
        var capacity = 0
        var start = first
        var isList = false
        switch whole.type {
        case .array(let type, let count): (element, capacity) = (type, count)
        case .list(let type, let count):
            (element, capacity, start, isList) = (type, count, first + 1, true)
        default: preconditionFailure("Heddle bug: the members of no list")
        }
        let sought = fit(value(wanted), from: wanted.type, to: element, name: [.text(text(wanted))])
        let result = register()
        let end = newLabel()
        emit(.move, result, constant(0))
        let leaves = layouts.leafCount(element)
        for index in 0..<max(0, capacity) {
            let mark = nextRegister
            if isList {
                let isThere = register()
                emit(.less, isThere, constant(index), first)
                emit(.branchFalse, isThere, 0, end)
            }
            emit(.move, result, equality(start + index * leaves, sought, element))
            emit(.branchTrue, result, 0, end)
            release(to: mark)
        }
        emit(.move, result, constant(0))
        place(end)
        return result
    }
}
