internal import HeddleProgram

/// Evaluates expressions and places of the plain second implementation, by walking the tree.
///
/// Written from the language's definition alone; nothing of the machine is used.
class PlainEvaluator {
    let program: Program
    let types: PlainTypes
    var state: PlainState
    /// The thread that acts; -1 in setup and properties.
    var thread: Int
    /// Frames of the acting thread, or one frame for a property.
    var frames: [PlainState.Frame]
    /// In a property: no local is remembered as observed, cells can be read when freed.
    let isProperty: Bool

    init(program: Program, state: PlainState, thread: Int, frames: [PlainState.Frame], isProperty: Bool = false) {
        self.program = program
        types = PlainTypes(program: program)
        self.state = state
        self.thread = thread
        self.frames = frames
        self.isProperty = isProperty
    }

    func fail(_ check: Check) -> PlainStop { .failed(check) }

    // MARK: - Expressions

    func integer(_ expression: Expression) throws -> Int {
        guard case .integer(let number) = try evaluate(expression) else { throw fail(.uninitializedRead) }
        return number
    }

    func boolean(_ expression: Expression) throws -> Bool {
        guard case .boolean(let flag) = try evaluate(expression) else { throw fail(.uninitializedRead) }
        return flag
    }

    func elements(_ expression: Expression) throws -> [Value] {
        guard case .elements(let parts) = try evaluate(expression) else { throw fail(.uninitializedRead) }
        return parts
    }

    func threadNumber(_ expression: Expression) throws -> Int? {
        switch try evaluate(expression) {
        case .thread(let number) where number >= 0: return number
        case .some(.thread(let number)): return number
        default: return nil
        }
    }

    func evaluate(_ expression: Expression) throws -> Value {
        switch expression.kind {
        case .constant(let value): return value
        case .read(let place):
            let value = try read(place)
            if value == .uninitialized { throw fail(.uninitializedRead) }
            return value
        case .unary(let sign, let a): return try unary(sign, try evaluate(a), expression.type)
        case .binary(let sign, let a, let b):
            let left = try evaluate(a)
            return try binary(sign, left, try evaluate(b), expression.type, a.type)
        case .and(let a, let b): return .boolean(try boolean(a) ? try boolean(b) : false)
        case .or(let a, let b): return .boolean(try boolean(a) ? true : try boolean(b))
        case .implies(let a, let b): return .boolean(try boolean(a) ? try boolean(b) : true)
        case .conditional(let a, let b, let c): return try boolean(a) ? try evaluate(b) : try evaluate(c)
        case .coalesce(let a, let b):
            if case .some(let inner) = try evaluate(a) { return inner }
            return try evaluate(b)
        case .convert(let a): return try types.fit(try integer(a), expression.type)
        case .some(let a): return .some(try evaluate(a))
        case .unwrap(let a):
            guard case .some(let inner) = try evaluate(a) else { throw fail(.memoryError) }
            return inner
        case .isNil(let a): return .boolean(try evaluate(a) == .none)
        case .structure(let parts): return .structure(try parts.map(evaluate))
        case .elements(let parts): return .elements(try parts.map(evaluate))
        case .repeated(let a, let count): return .elements(Array(repeating: try evaluate(a), count: count))
        case .elementOf(let a, let index):
            let parts = try elements(a)
            return try element(parts, try integer(index))
        case .fieldOf(let a, let field):
            guard case .structure(let parts) = try evaluate(a) else { throw fail(.uninitializedRead) }
            return parts[field]
        case .count(let a): return .integer(try elements(a).count)
        case .isEmpty(let a): return .boolean(try elements(a).isEmpty)
        case .first(let a): return try end(try elements(a).first)
        case .last(let a): return try end(try elements(a).last)
        case .contains(let a, let b):
            let parts = try elements(a)
            let wanted = try evaluate(b)
            return .boolean(parts.contains { Self.same($0, wanted) })
        case .minimum(let a, let b): return .integer(min(try integer(a), try integer(b)))
        case .maximum(let a, let b): return .integer(max(try integer(a), try integer(b)))
        case .absolute(let a):
            let number = try integer(a)
            if case .sized(let bits, let signed) = expression.type {
                return .integer(types.wrap(number < 0 ? 0 &- number : number, bits, signed))
            }
            guard number != Int.min else { throw fail(.overflow) }
            return .integer(abs(number))
        case .selfThread: return .thread(thread)
        case .threadOf(let group, let index):
            guard let number = try member(group, try integer(index)) else { return .thread(-1) }
            return .thread(number)
        case .quantifier(let kind, let variable, let domain, let body):
            return try quantifier(kind, variable, try members(domain), body)
        case .call(let routine, let arguments): return try call(routine, try arguments.map(evaluate))
        default: return try observe(expression)
        }
    }

    private func end(_ value: Value?) throws -> Value {
        guard let value else { throw fail(.overflow) }
        return value
    }

    func element(_ parts: [Value], _ index: Int) throws -> Value {
        guard parts.indices.contains(index) else { throw fail(.overflow) }
        return parts[index]
    }

    /// Equality of the language: references compare by cell, dangling or not.
    static func same(_ a: Value, _ b: Value) -> Bool {
        switch (a, b) {
        case (.reference(let x, _), .reference(let y, _)): return x == y
        case (.some(let x), .some(let y)): return same(x, y)
        case (.structure(let x), .structure(let y)), (.elements(let x), .elements(let y)):
            return x.count == y.count && zip(x, y).allSatisfy { same($0, $1) }
        default: return a == b
        }
    }

    private func unary(_ sign: UnaryOperator, _ value: Value, _ type: ValueType) throws -> Value {
        switch (sign, value) {
        case (.not, .boolean(let flag)): return .boolean(!flag)
        case (.negate, .integer(let number)):
            if case .sized(let bits, let signed) = type { return .integer(types.wrap(0 &- number, bits, signed)) }
            guard number != Int.min else { throw fail(.overflow) }
            return .integer(-number)
        case (.complement, .integer(let number)):
            if case .sized(let bits, let signed) = type { return .integer(types.wrap(~number, bits, signed)) }
            return .integer(~number)
        default: throw fail(.uninitializedRead)
        }
    }

    private func binary(
        _ sign: BinaryOperator, _ left: Value, _ right: Value, _ type: ValueType, _ operandType: ValueType
    ) throws -> Value {
        switch sign {
        case .equal: return .boolean(Self.same(left, right))
        case .notEqual: return .boolean(!Self.same(left, right))
        default: break
        }
        guard case .integer(let a) = left, case .integer(let b) = right else { throw fail(.uninitializedRead) }
        switch sign {
        case .less: return .boolean(isLess(a, b, operandType))
        case .lessOrEqual: return .boolean(!isLess(b, a, operandType))
        case .greater: return .boolean(isLess(b, a, operandType))
        case .greaterOrEqual: return .boolean(!isLess(a, b, operandType))
        default: return try arithmetic(sign, a, b, type)
        }
    }

    private func isLess(_ a: Int, _ b: Int, _ type: ValueType) -> Bool {
        if case .sized(64, false) = type { return UInt(bitPattern: a) < UInt(bitPattern: b) }
        return a < b
    }

    func arithmetic(_ sign: BinaryOperator, _ a: Int, _ b: Int, _ type: ValueType) throws -> Value {
        if case .sized(let bits, let signed) = type { return .integer(try wrapping(sign, a, b, bits, signed)) }
        let result: (partialValue: Int, overflow: Bool)
        switch sign {
        case .add: result = a.addingReportingOverflow(b)
        case .subtract: result = a.subtractingReportingOverflow(b)
        case .multiply: result = a.multipliedReportingOverflow(by: b)
        case .divide:
            guard b != 0 else { throw fail(.overflow) }
            result = a.dividedReportingOverflow(by: b)
        case .remainder:
            guard b != 0 else { throw fail(.overflow) }
            result = b == -1 ? (0, false) : a.remainderReportingOverflow(dividingBy: b)
        case .bitAnd: result = (a & b, false)
        case .bitOr: result = (a | b, false)
        case .bitXor: result = (a ^ b, false)
        case .shiftLeft:
            guard (0..<64).contains(b) else { throw fail(.overflow) }
            let shifted = a << b
            result = (shifted, shifted >> b != a)
        case .shiftRight:
            guard (0..<64).contains(b) else { throw fail(.overflow) }
            result = (a >> b, false)
        default: throw fail(.overflow)
        }
        if result.overflow { throw fail(.overflow) }
        return .integer(result.partialValue)
    }

    private func wrapping(_ sign: BinaryOperator, _ a: Int, _ b: Int, _ bits: Int, _ signed: Bool) throws -> Int {
        let result: Int
        switch sign {
        case .add: result = a &+ b
        case .subtract: result = a &- b
        case .multiply: result = a &* b
        case .divide, .remainder:
            guard b != 0 else { throw fail(.overflow) }
            if bits == 64, !signed {
                let (x, y) = (UInt(bitPattern: a), UInt(bitPattern: b))
                result = Int(bitPattern: sign == .divide ? x / y : x % y)
            } else if b == -1 {
                result = sign == .divide ? 0 &- a : 0
            } else {
                result = sign == .divide ? a / b : a % b
            }
        case .bitAnd: result = a & b
        case .bitOr: result = a | b
        case .bitXor: result = a ^ b
        case .shiftLeft, .shiftRight:
            guard b >= 0, b < bits else { throw fail(.overflow) }
            if sign == .shiftLeft {
                result = a << b
            } else {
                result = bits == 64 && !signed ? Int(bitPattern: UInt(bitPattern: a) >> UInt(b)) : a >> b
            }
        default: throw fail(.overflow)
        }
        return types.wrap(result, bits, signed)
    }

    // MARK: - Quantifiers and calls

    func members(_ domain: Domain) throws -> [Value] {
        switch domain {
        case .range(let lower, let upper, let inclusive):
            let first = try integer(lower)
            let last = try integer(upper) - (inclusive ? 0 : 1)
            return first > last ? [] : (first...last).map { .integer($0) }
        case .elements(let list): return try elements(list)
        case .enumeration(let table): return program.enumerations[table].cases.indices.map { .enumeration($0) }
        case .threads(let group):
            return state.threads.indices.filter { state.threads[$0].group == group }.map { .thread($0) }
        }
    }

    private func quantifier(
        _ kind: Quantifier, _ variable: LocalID, _ members: [Value], _ body: Expression
    ) throws -> Value {
        var total = 0
        for member in members {
            frames[frames.count - 1].locals[variable] = member
            switch kind {
            case .forall: if try !boolean(body) { return .boolean(false) }
            case .exists: if try boolean(body) { return .boolean(true) }
            case .count: total += try boolean(body) ? 1 : 0
            case .sum:
                let sum = total.addingReportingOverflow(try integer(body))
                if sum.overflow { throw fail(.overflow) }
                total = sum.partialValue
            }
        }
        switch kind {
        case .forall: return .boolean(true)
        case .exists: return .boolean(false)
        case .count, .sum: return .integer(total)
        }
    }

    private var depth = 0

    /// Runs a pure function at this instant; step borders in it mean nothing.
    func call(_ routine: RoutineID, _ arguments: [Value]) throws -> Value {
        depth += 1
        defer { depth -= 1 }
        guard depth <= program.bounds.recursion else { throw PlainStop.bound("recursion") }
        var locals = [Value?](repeating: nil, count: program.routines[routine].locals.count)
        for (index, argument) in arguments.enumerated() {
            locals[index] = try types.store(argument, program.routines[routine].locals[index].type)
        }
        frames.append(PlainState.Frame(routine: routine, next: 0, locals: locals))
        let level = frames.count
        let code = program.routines[routine].code
        var operations = 0
        while true {
            operations += 1
            guard operations < 100_000 else { throw fail(.divergence) }
            let next = frames[level - 1].next
            guard code.indices.contains(next) else {
                frames.removeLast()
                return .none
            }
            if case .return(let value) = code[next].kind {
                let result = try value.map(evaluate) ?? .none
                frames.removeLast()
                return result
            }
            try runInstant(code[next].kind)
        }
    }

    /// Instructions that may stand in a pure function.
    func runInstant(_ kind: InstructionKind) throws {
        let top = frames.count - 1
        var target = frames[top].next + 1
        switch kind {
        case .assign(let place, let value): try write(place, try evaluate(value))
        case .read(let place, let result, _): try setLocal(result, try checkedRead(place))
        case .jump(let place): target = place
        case .branch(let condition, let then, let otherwise): target = try boolean(condition) ? then : otherwise
        case .beginStep, .endStep, .skip: break
        case .call(let routine, let arguments, let result):
            let value = try call(routine, try arguments.map(evaluate))
            if let result { try setLocal(result, value) }
        case .assert(let condition, _, _): if try !boolean(condition) { throw fail(.failedAssertion) }
        case .assume(let condition): if try !boolean(condition) { throw PlainStop.discarded }
        case .listAppend, .listRemoveFirst, .listRemoveLast, .listClear: try changeList(kind)
        default: throw PlainStop.blocked
        }
        frames[top].next = target
    }

    func checkedRead(_ place: Place) throws -> Value {
        let value = try read(place)
        if value == .uninitialized { throw fail(.uninitializedRead) }
        return value
    }

    func changeList(_ kind: InstructionKind) throws {
        switch kind {
        case .listAppend(let place, let value):
            let new = try evaluate(value)
            guard case .elements(let parts) = try read(place), case .list(_, let capacity) = type(of: place)
            else { throw fail(.uninitializedRead) }
            guard parts.count < capacity else { throw fail(.overflow) }
            try write(place, .elements(parts + [new]))
        case .listRemoveFirst(let place, let result), .listRemoveLast(let place, let result):
            guard case .elements(var parts) = try read(place) else { throw fail(.uninitializedRead) }
            guard !parts.isEmpty else { throw fail(.overflow) }
            let isFirst = if case .listRemoveFirst = kind { true } else { false }
            let removed = isFirst ? parts.removeFirst() : parts.removeLast()
            try write(place, .elements(parts))
            if let result { try setLocal(result, removed) }
        case .listClear(let place): try write(place, .elements([]))
        default: break
        }
    }
}
