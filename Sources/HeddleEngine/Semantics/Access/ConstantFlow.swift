internal import HeddleProgram

/// Which locals of a routine are sure to hold one known number whenever an instruction is reached.
///
/// Idea: forwards, from known parameters; where ways meet, what differs is forgotten; a branch that a known number
/// decides is followed on its one side only. Locals are unknown until they are given a value.
struct ConstantFlow {
    /// By local, and behind them the thread's own number; nil: not known.
    typealias Known = [Int?]

    /// By instruction; nil where it can't be reached. The last entry is the routine's end.
    private(set) var before: [Known?]

    init(_ routine: Routine, parameters: [Int?], number: Int? = nil) {
        let code = routine.code
        before = Array(repeating: nil, count: code.count + 1)
        var start = Known(repeating: nil, count: routine.locals.count + 1)
        for (index, value) in parameters.enumerated() where index < routine.locals.count { start[index] = value }
        start[routine.locals.count] = number
        before[0] = start
        var work = [0]
        while let index = work.popLast() {
            guard index < code.count, let known = before[index] else { continue }
            let after = Self.apply(code[index].kind, known, routine)
            for target in Self.successors(code, index, known) {
                guard let merged = Self.merged(before[target], after) else { continue }
                before[target] = merged
                work.append(target)
            }
        }
    }

    /// Where an instruction can go on, decided branches followed on one side.
    static func successors(_ code: [Instruction], _ index: Int, _ known: Known) -> [Int] {
        if case .branch(let condition, let then, let otherwise) = code[index].kind,
            let value = value(condition, known)
        {
            return [value != 0 ? then : otherwise]
        }
        return RoutineAnalysis.successors(code, index)
    }

    /// What is known where two ways meet; nil if the second brings nothing new.
    private static func merged(_ old: Known?, _ new: Known) -> Known? {
        guard let old else { return new }
        var result = old
        for index in result.indices where result[index] != new[index] { result[index] = nil }
        return result == old ? nil : result
    }

    private static func apply(_ kind: InstructionKind, _ known: Known, _ routine: Routine) -> Known {
        var result = known
        if case .assign(.local(let local), let expression) = kind {
            result[local] = value(expression, known).flatMap { fit($0, routine.locals[local].type) }
            return result
        }
        let effect = LocalUse.effect(of: kind)
        for local in effect.writes + effect.touches { result[local] = nil }
        if case .select(let alternatives) = kind {
            for alternative in alternatives { alternative.result.map { result[$0] = nil } }
        }
        return result
    }

    /// The number if the type holds it as it is.
    private static func fit(_ value: Int, _ type: ValueType) -> Int? {
        switch type {
        case .int: return value
        case .bool: return value == 0 || value == 1 ? value : nil
        case .range(let lower, let upper): return lower <= value && value <= upper ? value : nil
        case .sized(let bits, let signed):
            guard bits < 64 else { return signed || value >= 0 ? value : nil }
            let half = 1 << (bits - 1)
            let range = signed ? -half...(half - 1) : 0...(2 * half - 1)
            return range.contains(value) ? value : nil
        case .enumeration: return value >= 0 ? value : nil
        default: return nil
        }
    }

    /// The value of an expression as far as it follows from known locals; nil if it doesn't, or fails.
    static func value(_ expression: Expression, _ known: Known) -> Int? {
        switch expression.kind {
        case .constant(.integer(let value)), .constant(.enumeration(let value)): return value
        case .constant(.boolean(let value)): return value ? 1 : 0
        case .read(.local(let local)): return known.indices.contains(local) ? known[local] : nil
        case .selfThread: return known.last ?? nil
        case .convert(let inner): return value(inner, known).flatMap { fit($0, expression.type) }
        case .unary(let unary, let inner):
            guard let operand = value(inner, known) else { return nil }
            switch unary {
            case .not: return operand == 0 ? 1 : 0
            case .negate: return operand == .min ? nil : fit(-operand, expression.type)
            case .complement: return nil
            }
        case .binary(let binary, let left, let right):
            guard left.type.isScalar, let a = value(left, known), let b = value(right, known) else { return nil }
            return result(binary, a, b).flatMap { fit($0, expression.type) }
        case .and(let left, let right):
            guard let a = value(left, known) else { return nil }
            return a == 0 ? 0 : value(right, known)
        case .or(let left, let right):
            guard let a = value(left, known) else { return nil }
            return a != 0 ? 1 : value(right, known)
        case .conditional(let condition, let then, let otherwise):
            guard let chosen = value(condition, known) else { return nil }
            return value(chosen != 0 ? then : otherwise, known)
        default: return nil
        }
    }

    private static func result(_ binary: BinaryOperator, _ a: Int, _ b: Int) -> Int? {
        func checked(_ result: (partialValue: Int, overflow: Bool)) -> Int? {
            result.overflow ? nil : result.partialValue
        }
        switch binary {
        case .add: return checked(a.addingReportingOverflow(b))
        case .subtract: return checked(a.subtractingReportingOverflow(b))
        case .multiply: return checked(a.multipliedReportingOverflow(by: b))
        // Only where all ways of rounding agree.
        case .divide: return a >= 0 && b > 0 ? a / b : nil
        case .remainder: return a >= 0 && b > 0 ? a % b : nil
        case .equal: return a == b ? 1 : 0
        case .notEqual: return a != b ? 1 : 0
        case .less: return a < b ? 1 : 0
        case .lessOrEqual: return a <= b ? 1 : 0
        case .greater: return a > b ? 1 : 0
        case .greaterOrEqual: return a >= b ? 1 : 0
        case .bitAnd, .bitOr, .bitXor, .shiftLeft, .shiftRight: return nil
        }
    }
}
