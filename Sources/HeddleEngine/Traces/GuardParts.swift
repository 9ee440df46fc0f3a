package import HeddleProgram

/// The parts of the conditions that a thread waits for, with what each of them is now.
///
/// Idea: the conditions are read off the code of the step before which the thread stands, split at `&&`, and computed from
/// the state's named values and the last values of the thread's locals.
/// Not covered: what needs more than values (thread labels, quantifiers, calls): such a part has no value here.
package struct GuardParts: Sendable {
    package struct Part: Sendable {
        package var span: SourceSpan
        /// nil: not computed here.
        package var isTrue: Bool?
        /// Both sides of a comparison.
        package var sides: (left: Value, right: Value, type: ValueType)?
        package var comparison: BinaryOperator?
        /// Objects that it names.
        package var objects: [ObjectID]
        package var members: Members?
    }

    /// What a quantifier of a part goes through and finds true; of `forall` what it finds false.
    package struct Members: Sendable {
        package var quantifier: Quantifier
        /// Of its variable.
        package var name: String
        package var type: ValueType
        package var values: [Value]
    }

    /// One condition, or one for each way on.
    package private(set) var conditions: [[Part]] = []

    private let machine: Machine
    private let state: State
    private let thread: Int
    private let local: @Sendable (RoutineID, LocalID) -> Value?
    private let routine: RoutineID
    /// The variables of the quantifiers around what is computed.
    private var bound: [LocalID: Value] = [:]

    /// Longer domains are not gone through. Unit: values.
    private static let domainLimit = 1_000

    /// `local`: the last value of a local of the thread. nil: the thread stands before no condition.
    package init?(
        machine: Machine, state: State, thread: Int, local: @escaping @Sendable (RoutineID, LocalID) -> Value?
    ) {
        guard case .standing(at: let site, frames: _) = machine.status(ofThread: thread, in: state) else { return nil }
        self.machine = machine
        self.state = state
        self.thread = thread
        self.local = local
        routine = site.routine
        let code = machine.program.routines[site.routine].code
        step: for instruction in code[min(site.instruction + 1, code.count)...] {
            switch instruction.kind {
            case .endStep, .beginStep: break step
            case .guard(let condition): conditions.append(parts(condition))
            case .alternatives(let all, let provided, otherwise: _):
                if let provided { conditions.append(parts(provided)) }
                for condition in all.compactMap(\.condition) { conditions.append(parts(condition)) }
            default: continue
            }
        }
        conditions.removeAll { $0.isEmpty }
        if conditions.isEmpty { return nil }
    }

    private func parts(_ expression: Expression) -> [Part] {
        if case .and(let left, let right) = expression.kind { return parts(left) + parts(right) }
        var part = Part(
            span: expression.span, isTrue: nil,
            objects: ExpressionMentions(expression, in: machine.program).objects.sorted())
        if case .boolean(let value)? = value(expression) { part.isTrue = value }
        if case .binary(let comparison, let left, let right) = expression.kind, comparison.isComparison,
            let first = value(left), let second = value(right)
        {
            part.comparison = comparison
            part.sides = (first, second, left.type)
        }
        part.members = members(expression)
        return [part]
    }

    // MARK: - Quantifiers

    /// Of the first quantifier in it.
    private func members(_ expression: Expression) -> Members? {
        switch expression.kind {
        case .quantifier(let quantifier, let variable, let domain, let body):
            guard quantifier != .sum, let all = values(domain) else { return nil }
            let declared = machine.program.routines[routine].locals[variable]
            let wanted = quantifier != .forall
            let found = all.filter { value(body, variable, $0) == .boolean(wanted) }
            return Members(quantifier: quantifier, name: declared.name, type: declared.type, values: found)
        case .unary(_, let operand): return members(operand)
        case .binary(_, let left, let right): return members(left) ?? members(right)
        default: return nil
        }
    }

    private func value(_ body: Expression, _ variable: LocalID, _ value: Value) -> Value? {
        var inner = self
        inner.bound[variable] = value
        return inner.value(body)
    }

    /// nil: not computed here, or too many.
    private func values(_ domain: Domain) -> [Value]? {
        switch domain {
        case .range(let lower, let upper, let isInclusive):
            guard case .integer(let first)? = value(lower), case .integer(let last)? = value(upper) else { return nil }
            let (count, overflow) = last.subtractingReportingOverflow(first)
            if overflow || count > Self.domainLimit { return nil }
            let end = isInclusive ? last + 1 : last
            return first < end ? (first..<end).map { .integer($0) } : []
        case .elements(let list):
            guard case .elements(let all)? = value(list), all.count <= Self.domainLimit else { return nil }
            return all
        case .enumeration(let index): return machine.program.enumerations[index].cases.indices.map { .enumeration($0) }
        case .threads: return nil
        }
    }

    private func quantified(
        _ quantifier: Quantifier, _ variable: LocalID, _ domain: Domain, _ body: Expression
    ) -> Value? {
        guard let all = values(domain) else { return nil }
        var count = 0
        var sum = 0
        for element in all {
            switch value(body, variable, element) {
            case .boolean(let holds)?: if holds { count += 1 }
            case .integer(let number)?:
                let (next, overflow) = sum.addingReportingOverflow(number)
                if overflow { return nil }
                sum = next
            default: return nil
            }
        }
        switch quantifier {
        case .count: return .integer(count)
        case .exists: return .boolean(count > 0)
        case .forall: return .boolean(count == all.count)
        case .sum: return .integer(sum)
        }
    }

    // MARK: - Values

    private func value(_ expression: Expression) -> Value? {
        switch expression.kind {
        case .constant(let value): return value
        case .read(let place): return value(place)
        case .unary(let sign, let operand): return unary(sign, value(operand))
        case .binary(let sign, let left, let right):
            guard let a = value(left), let b = value(right) else { return nil }
            return binary(sign, a, b)
        case .and(let left, let right): return both(left, right) { $0 && $1 }
        case .or(let left, let right): return both(left, right) { $0 || $1 }
        case .implies(let left, let right): return both(left, right) { !$0 || $1 }
        case .conditional(let condition, then: let first, otherwise: let second):
            guard case .boolean(let holds)? = value(condition) else { return nil }
            return value(holds ? first : second)
        case .convert(let operand): return value(operand)
        case .some(let operand): return value(operand).map { .some($0) }
        case .isNil(let operand): return value(operand).map { .boolean($0 == .none) }
        case .unwrap(let operand): if case .some(let inside)? = value(operand) { return inside } else { return nil }
        case .elementOf(let whole, let index):
            guard case .elements(let all)? = value(whole), case .integer(let number)? = value(index),
                all.indices.contains(number)
            else { return nil }
            return all[number]
        case .fieldOf(let whole, let field):
            guard case .structure(let all)? = value(whole), all.indices.contains(field) else { return nil }
            return all[field]
        case .count(let list): if case .elements(let all)? = value(list) { return .integer(all.count) }
        case .isEmpty(let list): if case .elements(let all)? = value(list) { return .boolean(all.isEmpty) }
        case .channelCount(let object):
            if case .channel(let messages, _, _)? = status(object) { return .integer(messages.count) }
        case .channelClosed(let object):
            if case .channel(_, _, let isClosed)? = status(object) { return .boolean(isClosed) }
        case .semaphoreValue(let object): if case .semaphore(let count)? = status(object) { return .integer(count) }
        case .quantifier(let quantifier, let variable, let domain, let body):
            return quantified(quantifier, variable, domain, body)
        case .eventIsSet(let object): if case .event(let isSet)? = status(object) { return .boolean(isSet) }
        default: return nil
        }
        return nil
    }

    private func status(_ reference: ObjectReference) -> ObjectStatus? {
        guard let expression = reference.index else {
            return machine.status(ofObject: reference.object, index: 0, in: state)
        }
        guard case .integer(let index)? = value(expression),
            (0..<(machine.program.objects[reference.object].count ?? 1)).contains(index)
        else { return nil }
        return machine.status(ofObject: reference.object, index: index, in: state)
    }

    private func value(_ place: Place) -> Value? {
        switch place {
        case .local(let id): return bound[id] ?? local(routine, id)
        case .shared(let object):
            if case .value(let value) = machine.status(ofObject: object, index: 0, in: state) { return value }
            return nil
        case .element(let whole, let index):
            guard case .elements(let all)? = value(whole), case .integer(let number)? = value(index),
                all.indices.contains(number)
            else { return nil }
            return all[number]
        case .field(let whole, let field):
            guard case .structure(let all)? = value(whole), all.indices.contains(field) else { return nil }
            return all[field]
        case .cellField, .threadLocal: return nil
        }
    }

    private func both(_ left: Expression, _ right: Expression, _ join: (Bool, Bool) -> Bool) -> Value? {
        guard case .boolean(let a)? = value(left), case .boolean(let b)? = value(right) else { return nil }
        return .boolean(join(a, b))
    }

    private func unary(_ sign: UnaryOperator, _ operand: Value?) -> Value? {
        switch (sign, operand) {
        case (.not, .boolean(let value)?): return .boolean(!value)
        case (.negate, .integer(let value)?): return value == .min ? nil : .integer(-value)
        default: return nil
        }
    }

    private func binary(_ sign: BinaryOperator, _ a: Value, _ b: Value) -> Value? {
        if sign == .equal { return .boolean(a == b) }
        if sign == .notEqual { return .boolean(a != b) }
        guard case .integer(let x) = a, case .integer(let y) = b else { return nil }
        func number(_ result: (partialValue: Int, overflow: Bool)) -> Value? {
            result.overflow ? nil : .integer(result.partialValue)
        }
        switch sign {
        case .less: return .boolean(x < y)
        case .lessOrEqual: return .boolean(x <= y)
        case .greater: return .boolean(x > y)
        case .greaterOrEqual: return .boolean(x >= y)
        case .add: return number(x.addingReportingOverflow(y))
        case .subtract: return number(x.subtractingReportingOverflow(y))
        case .multiply: return number(x.multipliedReportingOverflow(by: y))
        case .divide: return y == 0 ? nil : number(x.dividedReportingOverflow(by: y))
        case .remainder: return y == 0 ? nil : number(x.remainderReportingOverflow(dividingBy: y))
        default: return nil
        }
    }
}

extension BinaryOperator {
    fileprivate var isComparison: Bool {
        switch self {
        case .equal, .notEqual, .less, .lessOrEqual, .greater, .greaterOrEqual: return true
        default: return false
        }
    }
}
