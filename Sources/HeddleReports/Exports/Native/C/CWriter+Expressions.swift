internal import HeddleProgram

/// Expressions: C of one value, computed at one instant.
extension CWriter {
    func expression(_ expression: Expression) -> String {
        switch expression.kind {
        case .constant(let value): return literal(value, expression.type)
        case .read(let place): return value(path(place))
        case .unary(let op, let operand): return unary(op, operand, expression)
        case .binary(let op, let left, let right): return binary(op, left, right, expression)
        case .and(let a, let b): return "(\(self.expression(a)) && \(self.expression(b)))"
        case .or(let a, let b): return "(\(self.expression(a)) || \(self.expression(b)))"
        case .implies(let a, let b): return "(!\(self.expression(a)) || \(self.expression(b)))"
        case .conditional(let condition, let a, let b):
            let (first, second) = (fitted(a, expression.type), fitted(b, expression.type))
            return "(\(self.expression(condition)) ? \(first) : \(second))"
        case .convert(let operand): return converted(operand, expression.type)
        case .some(let operand): return fitted(operand, expression.type)
        case .structure(let values): return structure(values, expression.type)
        case .elements(let values): return elements(values, expression.type)
        case .repeated(let value, let count):
            return elements(Array(repeating: value, count: count), expression.type)
        case .fieldOf(let whole, let field):
            guard case .structure(let index) = whole.type else { break }
            return "(\(self.expression(whole))).\(structFields(index)[field])"
        case .minimum(let a, let b): return lesser("h_min", a, b)
        case .maximum(let a, let b): return lesser("h_max", a, b)
        case .absolute(let a):
            parts.insert(.arithmetic)
            return "h_abs(\(self.expression(a)))"
        case .selfThread: return "h_me->number"
        case .quantifier(let quantifier, let variable, let domain, let body):
            return self.quantifier(quantifier, variable, domain, body)
        case .call(let routine, let values): return instantCall(routine, values, expression.span)
        default: return specialExpression(expression)
        }
        refuse("this expression", expression.span)
        return "0"
    }

    /// Optionals, lists and arrays, observers.
    private func specialExpression(_ expression: Expression) -> String {
        switch expression.kind {
        case .coalesce(let a, let b): return coalesce(a, b)
        case .unwrap(let operand): return unwrap(operand)
        case .isNil(let operand):
            return isPlain(operand.type)
                ? "(\(self.expression(operand)) == H_NIL)" : "(!(\(self.expression(operand))).has)"
        case .elementOf(let whole, let index):
            return "\(elementFunction(whole.type))(\(self.expression(whole)), \(self.expression(index)))"
        case .count(let whole):
            if case .array(_, let count) = whole.type { return String(count) }
            return "(\(self.expression(whole))).count"
        case .isEmpty(let whole):
            if case .array(_, let count) = whole.type { return count == 0 ? "1" : "0" }
            return "((\(self.expression(whole))).count == 0)"
        case .first(let whole): return "\(endFunction(whole.type, isLast: false))(\(self.expression(whole)))"
        case .last(let whole): return "\(endFunction(whole.type, isLast: true))(\(self.expression(whole)))"
        case .contains(let whole, let wanted):
            return "\(containsFunction(whole.type))(\(self.expression(whole)), \(self.expression(wanted)))"
        default: return observer(expression)
        }
    }

    func fitted(_ value: Expression, _ type: ValueType) -> String {
        fit(expression(value), from: value.type, to: type, name: words(value))
    }

    // MARK: - Operators

    private func unary(_ op: UnaryOperator, _ operand: Expression, _ whole: Expression) -> String {
        let value = expression(operand)
        switch op {
        case .not: return "!\(value)"
        case .complement: return narrowed("(~\(value))", whole.type)
        case .negate:
            parts.insert(.arithmetic)
            if case .sized = whole.type { return narrowed("h_wrap_sub(0, \(value))", whole.type) }
            return "h_sub(0, \(value))"
        }
    }

    private func binary(_ op: BinaryOperator, _ left: Expression, _ right: Expression, _ whole: Expression) -> String {
        switch op {
        case .equal, .notEqual:
            var type = left.type
            if case .optional = right.type { type = right.type }
            let isOptional = { if case .optional = type { return true } else { return false } }()
            let a = isOptional ? fitted(left, type) : expression(left)
            let b = isOptional ? fitted(right, type) : expression(right)
            let result = equal(a, b, type)
            return op == .equal ? result : "!\(result)"
        case .less, .lessOrEqual, .greater, .greaterOrEqual:
            return "(\(expression(left)) \(op.rawValue) \(expression(right)))"
        default: return arithmetic(op, expression(left), expression(right), whole.type)
        }
    }

    func arithmetic(_ op: BinaryOperator, _ a: String, _ b: String, _ type: ValueType) -> String {
        parts.insert(.arithmetic)
        let isWrapping = { if case .sized = type { return true } else { return false } }()
        var bits = 64
        if case .sized(let size, _) = type { bits = size }
        switch op {
        case .add: return isWrapping ? narrowed("h_wrap_add(\(a), \(b))", type) : "h_add(\(a), \(b))"
        case .subtract: return isWrapping ? narrowed("h_wrap_sub(\(a), \(b))", type) : "h_sub(\(a), \(b))"
        case .multiply: return isWrapping ? narrowed("h_wrap_mul(\(a), \(b))", type) : "h_mul(\(a), \(b))"
        case .divide: return isWrapping ? narrowed("h_wrap_div(\(a), \(b))", type) : "h_div(\(a), \(b))"
        case .remainder: return isWrapping ? narrowed("h_wrap_rem(\(a), \(b))", type) : "h_rem(\(a), \(b))"
        case .shiftLeft:
            return isWrapping ? narrowed("h_wrap_left(\(a), \(b), \(bits))", type) : "h_left(\(a), \(b))"
        case .shiftRight: return narrowed("h_right(\(a), \(b), \(bits))", type)
        default: return "(\(a) \(op.rawValue) \(b))"
        }
    }

    private func narrowed(_ text: String, _ type: ValueType) -> String {
        guard case .sized(let bits, let isSigned) = type, bits < 64 else { return text }
        return "(int64_t)(\(isSigned ? "" : "u")int\(bits)_t)\(text)"
    }

    private func converted(_ operand: Expression, _ type: ValueType) -> String {
        let value = expression(operand)
        if case .sized = type { return narrowed("(\(value))", type) }
        return fit(value, from: operand.type, to: type, name: words(operand))
    }

    private func lesser(_ name: String, _ a: Expression, _ b: Expression) -> String {
        parts.insert(.arithmetic)
        return "\(name)(\(expression(a)), \(expression(b)))"
    }

    // MARK: - Composite values

    private func structure(_ values: [Expression], _ type: ValueType) -> String {
        guard case .structure(let index) = type else { return "0" }
        let fields = program.structures[index].fields
        let parts = zip(values, fields).map { fitted($0, $1.type) }
        return "(\(self.type(type))){\(parts.isEmpty ? "0" : parts.joined(separator: ", "))}"
    }

    private func elements(_ values: [Expression], _ type: ValueType) -> String {
        switch type {
        case .array(let element, _):
            let parts = values.map { fitted($0, element) }.joined(separator: ", ")
            return "(\(self.type(type))){{\(parts.isEmpty ? "0" : parts)}}"
        case .list(let element, let capacity):
            if values.count > capacity { refuse("a list that is too long", values[0].span) }
            let parts = values.map { fitted($0, element) }.joined(separator: ", ")
            return "(\(self.type(type))){\(values.count), {\(parts.isEmpty ? defaultInitializer(element) : parts)}}"
        default: return "0"
        }
    }

    private func coalesce(_ a: Expression, _ b: Expression) -> String {
        guard case .optional(let wrapped) = a.type else { return expression(a) }
        if !isPlain(a.type) {
            refuse("?? on what is no number", a.span)
            return "0"
        }
        // The left side may be computed twice: it has no effects.
        let value = expression(a)
        return "(\(value) != H_NIL ? \(value) : \(fitted(b, wrapped)))"
    }

    private func unwrap(_ operand: Expression) -> String {
        let words = NativeText.literal(self.words(operand))
        if isPlain(operand.type) { return "h_unwrap(\(expression(operand)), \(words))" }
        guard case .optional(let wrapped) = operand.type else { return "0" }
        let name = "unwrap_\(typeName(wrapped))"
        let (c, whole) = (type(wrapped), type(operand.type))
        helper(
            name,
            [
                "static inline \(c) \(name)(\(whole) v, const char *words) {", "  h_unwrap(v.has ? 0 : H_NIL, words);",
                "  return v.value;", "}", "",
            ])
        return "\(name)(\(expression(operand)), \(words))"
    }

    private func elementFunction(_ type: ValueType) -> String {
        let name = "at_\(typeName(type))"
        let c = self.type(type)
        switch type {
        case .array(let element, let count):
            helper(
                name,
                [
                    "static inline \(self.type(element)) \(name)(\(c) v, int64_t i) {",
                    "  return v.at[h_index(i, \(count), \"the array\")];", "}", "",
                ])
        case .list(let element, _):
            helper(
                name,
                [
                    "static inline \(self.type(element)) \(name)(\(c) v, int64_t i) {",
                    "  return v.at[h_index(i, v.count, \"the list\")];", "}", "",
                ])
        default: break
        }
        return name
    }

    private func endFunction(_ type: ValueType, isLast: Bool) -> String {
        let name = "\(isLast ? "last" : "first")_\(typeName(type))"
        let c = self.type(type)
        switch type {
        case .array(let element, let count):
            helper(
                name,
                [
                    "static inline \(self.type(element)) \(name)(\(c) v) {",
                    "  return v.at[h_index(\(isLast ? count - 1 : 0), \(count), \"the array\")];", "}", "",
                ])
        case .list(let element, _):
            helper(
                name,
                [
                    "static inline \(self.type(element)) \(name)(\(c) v) {",
                    "  h_not_empty(v.count);", "  return v.at[\(isLast ? "v.count - 1" : "0")];", "}", "",
                ])
        default: break
        }
        return name
    }

    private func containsFunction(_ type: ValueType) -> String {
        let name = "contains_\(typeName(type))"
        let c = self.type(type)
        let (element, count): (ValueType, String)
        switch type {
        case .array(let inner, let number): (element, count) = (inner, "\(number)")
        case .list(let inner, _): (element, count) = (inner, "v.count")
        default: return name
        }
        let same = equal("v.at[k]", "wanted", element)
        helper(
            name,
            [
                "static inline int64_t \(name)(\(c) v, \(self.type(element)) wanted) {",
                "  for (int64_t k = 0; k < \(count); k++) {", "    if (\(same)) return 1;", "  }", "  return 0;", "}",
                "",
            ])
        return name
    }
}
