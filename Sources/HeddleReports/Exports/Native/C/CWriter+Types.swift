internal import HeddleProgram

/// Types and values.
extension CWriter {
    /// The C type of a value; defines it before its first use.
    func type(_ type: ValueType) -> String {
        if isPlain(type) { return "int64_t" }
        let name = typeName(type)
        guard knownTypes.insert(name).inserted else { return name }
        switch type {
        case .structure(let index):
            let fields = program.structures[index].fields
            let members = zip(fields, structFields(index)).map { "  \(self.type($0.type)) \($1);" }
            typeLines += ["/* struct \(NativeText.comment(program.structures[index].name)) */"]
            typeLines += ["typedef struct {"] + members + ["} \(name);", ""]
        case .array(let element, let count):
            let inner = self.type(element)
            typeLines += ["typedef struct { \(inner) at[\(max(1, count))]; } \(name);", ""]
        case .list(let element, let capacity):
            let inner = self.type(element)
            typeLines += ["typedef struct { int64_t count; \(inner) at[\(max(1, capacity))]; } \(name);", ""]
        case .optional(let wrapped):
            let inner = self.type(wrapped)
            typeLines += ["typedef struct { int64_t has; \(inner) value; } \(name);", ""]
        default: break
        }
        return name
    }

    /// One `int64_t`.
    func isPlain(_ type: ValueType) -> Bool {
        if case .sized(64, false) = type { refuse("type u64: this form counts with signed numbers", .none) }
        if case .optional(let wrapped) = type { return wrapped.isScalar }
        return type.isScalar
    }

    func structFields(_ index: Int) -> [String] {
        var own = NativeNames()
        return program.structures[index].fields.map { own.name($0.name) }
    }

    /// `array_2_int`: the same for types that are written and compared alike.
    func typeName(_ type: ValueType) -> String {
        switch type {
        case .reference: return "ref"
        case .optional(let wrapped): return wrapped.isScalar ? typeName(wrapped) : "optional_\(typeName(wrapped))"
        case .structure(let index):
            var names = NativeNames()
            let all = program.structures.map { names.name($0.name) }
            return "struct_\(all[index])"
        case .array(let element, let count): return "array_\(count)_\(typeName(element))"
        case .list(let element, let capacity): return "list_\(capacity)_\(typeName(element))"
        default: return "int"
        }
    }

    func isReference(_ type: ValueType) -> Bool {
        switch type {
        case .reference: return true
        case .optional(let wrapped): return isReference(wrapped)
        default: return false
        }
    }

    // MARK: - Values

    func integer(_ number: Int) -> String {
        if number == Int.min { return "INT64_MIN" }
        return number > Int(Int32.max) || number < -Int(Int32.max) ? "INT64_C(\(number))" : String(number)
    }

    /// A value as an expression.
    func literal(_ value: Value, _ type: ValueType) -> String {
        if isPlain(type) { return plainLiteral(value, type) }
        return "(\(self.type(type)))" + initializer(value, type)
    }

    private func plainLiteral(_ value: Value, _ type: ValueType) -> String {
        switch value {
        case .integer(let number): return integer(number)
        case .boolean(let flag): return flag ? "1" : "0"
        case .enumeration(let place):
            if case .enumeration(let index) = type, program.enumerations[index].cases.indices.contains(place) {
                return "\(place) /* \(NativeText.comment(program.enumerations[index].cases[place])) */"
            }
            return String(place)
        case .none: return "H_NIL"
        case .some(let inner):
            if case .optional(let wrapped) = type { return plainLiteral(inner, wrapped) }
            return plainLiteral(inner, type)
        case .thread(let number): return String(number)
        case .uninitialized: return "H_NOTHING"
        case .reference(let cell, _): return String(cell + 1)
        case .structure, .elements: return "0"
        }
    }

    /// The same between braces, for declarations.
    func initializer(_ value: Value, _ type: ValueType) -> String {
        if isPlain(type) { return plainLiteral(value, type) }
        switch (value, type) {
        case (.structure(let values), .structure(let index)):
            let fields = program.structures[index].fields
            return "{" + zip(values, fields).map { initializer($0, $1.type) }.joined(separator: ", ") + "}"
        case (.elements(let values), .array(let element, _)):
            return "{{" + (values.isEmpty ? "0" : values.map { initializer($0, element) }.joined(separator: ", "))
                + "}}"
        case (.elements(let values), .list(let element, _)):
            let parts =
                values.isEmpty
                ? defaultInitializer(element) : values.map { initializer($0, element) }.joined(separator: ", ")
            return "{\(values.count), {\(parts)}}"
        case (.none, .optional(let wrapped)): return "{0, \(defaultInitializer(wrapped))}"
        case (.some(let inner), .optional(let wrapped)): return "{1, \(initializer(inner, wrapped))}"
        case (.uninitialized, _): return nothing(type)
        default: return defaultInitializer(type)
        }
    }

    private func nothing(_ type: ValueType) -> String {
        switch type {
        case .structure(let index):
            return "{" + program.structures[index].fields.map { nothing($0.type) }.joined(separator: ", ") + "}"
        case .array(let element, let count):
            return "{{" + Array(repeating: nothing(element), count: max(1, count)).joined(separator: ", ") + "}}"
        default: return isPlain(type) ? "H_NOTHING" : defaultInitializer(type)
        }
    }

    /// The type's default between braces.
    func defaultInitializer(_ type: ValueType) -> String {
        switch type {
        case .range(let lower, _): return integer(lower)
        case .optional(let wrapped): return wrapped.isScalar ? "H_NIL" : "{0, \(defaultInitializer(wrapped))}"
        case .structure(let index):
            let fields = program.structures[index].fields
            let parts = fields.map { field in
                field.initial.map { initializer($0, field.type) } ?? defaultInitializer(field.type)
            }
            return "{" + parts.joined(separator: ", ") + "}"
        case .array(let element, let count):
            return "{{" + Array(repeating: defaultInitializer(element), count: max(1, count)).joined(separator: ", ")
                + "}}"
        case .list(let element, _): return "{0, {\(defaultInitializer(element))}}"
        case .thread: return "-1"
        default: return "0"
        }
    }

    /// A value of one type made fit for a place of another: ranges are checked, `T` becomes `T?`.
    func fit(_ text: String, from: ValueType, to: ValueType, name: String) -> String {
        switch (from, to) {
        case (.range(let a, let b), .range(let lower, let upper)) where a >= lower && b <= upper: return text
        case (_, .range(let lower, let upper)):
            if let number = Int(text), number >= lower, number <= upper { return text }
            return "h_range(\(text), \(integer(lower)), \(integer(upper)), \(NativeText.literal(name)))"
        case (.optional(let a), .optional(let b)):
            guard a != b, case .range(let lower, let upper) = b, case .int = a else { return text }
            return "h_range_or_nil(\(text), \(integer(lower)), \(integer(upper)), \(NativeText.literal(name)))"
        case (_, .optional(let wrapped)):
            let inner = fit(text, from: from, to: wrapped, name: name)
            return isPlain(to) ? inner : "(\(type(to))){1, \(inner)}"
        default: return text
        }
    }

    /// Whether two values are equal; references by cell.
    func equal(_ a: String, _ b: String, _ type: ValueType) -> String {
        if isPlain(type) { return isReference(type) ? "h_same_cell(\(a), \(b))" : "(\(a) == \(b))" }
        let name = "equal_\(typeName(type))"
        if knownHelpers.contains(name) { return "\(name)(\(a), \(b))" }
        var body: [String] = []
        switch type {
        case .structure(let index):
            let parts = zip(program.structures[index].fields, structFields(index)).map { field, member in
                equal("a.\(member)", "b.\(member)", field.type)
            }
            body = ["  return \(parts.isEmpty ? "1" : parts.joined(separator: "\n    && "));"]
        case .array(let element, let count):
            body = ["  for (int k = 0; k < \(count); k++) {"]
            body += ["    if (!\(equal("a.at[k]", "b.at[k]", element))) return 0;", "  }", "  return 1;"]
        case .list(let element, _):
            body = ["  if (a.count != b.count) return 0;", "  for (int64_t k = 0; k < a.count; k++) {"]
            body += ["    if (!\(equal("a.at[k]", "b.at[k]", element))) return 0;", "  }", "  return 1;"]
        case .optional(let wrapped):
            body = ["  return a.has == b.has && (!a.has || \(equal("a.value", "b.value", wrapped)));"]
        default: break
        }
        let c = self.type(type)
        helper(name, ["static inline int64_t \(name)(\(c) a, \(c) b) {"] + body + ["}", ""])
        return "\(name)(\(a), \(b))"
    }
}
