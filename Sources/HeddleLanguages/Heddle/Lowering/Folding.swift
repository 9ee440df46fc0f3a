internal import HeddleProgram

/// Computing beforehand what constants decide. What would be a violation is left for the machine to report.
enum Folding {
    static func simplified(_ expression: Expression) -> Expression {
        var result = expression
        switch expression.kind {
        case .unary(let symbol, let a):
            guard let value = a.constant, let folded = fold(symbol, value, expression.type) else { return expression }
            result.kind = .constant(folded)
        case .binary(let symbol, let a, let b):
            guard let x = a.constant, let y = b.constant,
                let folded = fold(symbol, x, y, expression.type == .bool ? a.type : expression.type)
            else { return expression }
            result.kind = .constant(folded)
        case .and(let a, let b):
            if case .boolean(let value)? = a.constant { return value ? b : a }
        case .or(let a, let b):
            if case .boolean(let value)? = a.constant { return value ? a : b }
        case .implies(let a, let b):
            if case .boolean(let value)? = a.constant {
                if value { return b }
                result.kind = .constant(.boolean(true))
            }
        case .isNil(let a):
            if let value = a.constant { result.kind = .constant(.boolean(value == Value.none)) }
        case .coalesce(let a, let b):
            if let value = a.constant {
                if case .some(let inner) = value { result.kind = .constant(inner) } else { return b }
            }
        case .conditional(let condition, let then, let otherwise):
            if case .boolean(let value)? = condition.constant { return value ? then : otherwise }
        case .structure(let parts), .elements(let parts):
            let values = parts.compactMap(\.constant)
            guard values.count == parts.count else { return expression }
            if case .structure = expression.kind {
                result.kind = .constant(.structure(values))
            } else {
                result.kind = .constant(.elements(values))
            }
        case .repeated(let element, let count):
            if let value = element.constant {
                result.kind = .constant(.elements([Value](repeating: value, count: count)))
            }
        case .minimum(let a, let b):
            if case .integer(let x)? = a.constant, case .integer(let y)? = b.constant {
                result.kind = .constant(.integer(isUnsigned64(expression.type) ? unsignedMinimum(x, y) : min(x, y)))
            }
        case .maximum(let a, let b):
            if case .integer(let x)? = a.constant, case .integer(let y)? = b.constant {
                result.kind = .constant(
                    .integer(isUnsigned64(expression.type) ? x ^ y ^ unsignedMinimum(x, y) : max(x, y)))
            }
        case .absolute(let a):
            if case .integer(let x)? = a.constant, x != Int.min { result.kind = .constant(.integer(abs(x))) }
        case .convert(let a):
            if case .integer(let x)? = a.constant {
                result.kind = .constant(.integer(wrapped(x, expression.type)))
            }
        default: break
        }
        return result
    }

    private static func isUnsigned64(_ type: ValueType) -> Bool { type == .sized(bits: 64, signed: false) }

    private static func unsignedMinimum(_ x: Int, _ y: Int) -> Int { UInt(bitPattern: x) < UInt(bitPattern: y) ? x : y }

    /// A number brought into a sized type's range, as its arithmetic wraps.
    static func wrapped(_ number: Int, _ type: ValueType) -> Int {
        guard case .sized(let bits, let signed) = type, bits < 64 else { return number }
        let masked = number & ((1 << bits) - 1)
        return signed && masked >= 1 << (bits - 1) ? masked - (1 << bits) : masked
    }

    private static func fold(_ symbol: UnaryOperator, _ value: Value, _ type: ValueType) -> Value? {
        switch (symbol, value) {
        case (.not, .boolean(let flag)): return .boolean(!flag)
        case (.negate, .integer(let number)):
            if case .sized = type { return .integer(wrapped(0 &- number, type)) }
            return number == Int.min ? nil : .integer(-number)
        case (.complement, .integer(let number)): return .integer(wrapped(~number, type))
        default: return nil
        }
    }

    private static func fold(_ symbol: BinaryOperator, _ a: Value, _ b: Value, _ type: ValueType) -> Value? {
        switch symbol {
        case .equal: return .boolean(a == b)
        case .notEqual: return .boolean(a != b)
        default: break
        }
        guard case .integer(let x) = a, case .integer(let y) = b else { return nil }
        if [.less, .lessOrEqual, .greater, .greaterOrEqual].contains(symbol) {
            let (isLess, isGreater) =
                isUnsigned64(type)
                ? (UInt(bitPattern: x) < UInt(bitPattern: y), UInt(bitPattern: x) > UInt(bitPattern: y))
                : (x < y, x > y)
            switch symbol {
            case .less: return .boolean(isLess)
            case .lessOrEqual: return .boolean(!isGreater)
            case .greater: return .boolean(isGreater)
            default: return .boolean(!isLess)
            }
        }
        guard let number = integer(symbol, x, y, type) else { return nil }
        return .integer(number)
    }

    private static func integer(_ symbol: BinaryOperator, _ x: Int, _ y: Int, _ type: ValueType) -> Int? {
        var width = 64
        var wraps = false
        if case .sized(let bits, _) = type { (width, wraps) = (bits, true) }
        let outcome: (partialValue: Int, overflow: Bool)
        switch symbol {
        case .add: outcome = x.addingReportingOverflow(y)
        case .subtract: outcome = x.subtractingReportingOverflow(y)
        case .multiply: outcome = x.multipliedReportingOverflow(by: y)
        case .divide, .remainder:
            guard y != 0 else { return nil }
            if isUnsigned64(type) {
                let (a, b) = (UInt(bitPattern: x), UInt(bitPattern: y))
                return Int(bitPattern: symbol == .divide ? a / b : a % b)
            }
            if symbol == .remainder { return y == -1 ? 0 : x % y }
            outcome = x.dividedReportingOverflow(by: y)
        case .bitAnd: outcome = (x & y, false)
        case .bitOr: outcome = (x | y, false)
        case .bitXor: outcome = (x ^ y, false)
        case .shiftLeft:
            guard y >= 0, y < width else { return nil }
            if wraps { return wrapped(x << y, type) }
            let shifted = x << y
            outcome = (shifted, shifted >> y != x)
        case .shiftRight:
            guard y >= 0, y < width else { return nil }
            if isUnsigned64(type) { return Int(bitPattern: UInt(bitPattern: x) >> UInt(y)) }
            outcome = (x >> y, false)
        default: return nil
        }
        if wraps { return wrapped(outcome.partialValue, type) }
        return outcome.overflow ? nil : outcome.partialValue
    }
}
