internal import HeddleProgram

/// From types as written to types of values; types in words; default values.
extension ModelContext {
    /// Longest array or list that is taken. Unit: elements.
    static let elementLimit = 65_536
    /// Most threads that may be declared.
    static let threadLimit = 250

    static let sizedTypes: [String: ValueType] = [
        "u8": .sized(bits: 8, signed: false), "u16": .sized(bits: 16, signed: false),
        "u32": .sized(bits: 32, signed: false), "u64": .sized(bits: 64, signed: false),
        "i8": .sized(bits: 8, signed: true), "i16": .sized(bits: 16, signed: true),
        "i32": .sized(bits: 32, signed: true), "i64": .sized(bits: 64, signed: true),
    ]

    /// The type called that, where it is built in.
    static func builtInType(_ name: String) -> ValueType? {
        switch name {
        case "int": return .int
        case "bool": return .bool
        default: return sizedTypes[name]
        }
    }

    func resolve(_ type: SyntaxType) -> ValueType? {
        switch type.kind {
        case .name(let name): return resolveNamed(name)
        case .thread: return .thread
        case .range(let lower, let upper, let inclusive):
            guard let low = constantInteger(lower), let high = constantInteger(upper) else { return nil }
            let last = inclusive ? high : high == Int.min ? high : high - 1
            guard low <= last else {
                error("H313", type.span, "the range '\(text(type.span))' is empty")
                return nil
            }
            return .range(lower: low, upper: last)
        case .optional(let inner):
            guard let resolved = resolve(inner) else { return nil }
            if case .optional = resolved {
                error("H314", type.span, "'\(text(type.span))' is no type: an optional holds no optional")
                return nil
            }
            return .optional(resolved)
        case .array(let inner, let size):
            let resolved = resolve(inner)
            guard let count = constantCount(size), let resolved else { return nil }
            return .array(resolved, count: count)
        case .list(let inner, let size):
            let resolved = resolve(inner)
            guard let count = constantCount(size), let resolved else { return nil }
            return .list(resolved, capacity: count)
        }
    }

    private func resolveNamed(_ name: Identifier) -> ValueType? {
        if let type = Self.builtInType(name.text) { return type }
        switch names[name.text]?.entity {
        case .enumeration(let index): return .enumeration(index)
        case .structure(let index): return .structure(index)
        case .pool(let object): return .reference(pool: object)
        case .refused: return nil
        case .object(let object):
            if self.type(of: object) == nil {
                error(
                    "H503", name.span, "objects cannot be passed or stored", hint: "pass an index into an array of them"
                )
                return nil
            }
            error("H121", name.span, "expected a type, found '\(name.text)'")
        case .some: error("H121", name.span, "expected a type, found '\(name.text)'")
        case nil:
            if ["mutex", "rwlock", "condition", "semaphore", "barrier", "once", "event", "channel"].contains(name.text)
            {
                error(
                    "H503", name.span, "objects cannot be passed or stored", hint: "pass an index into an array of them"
                )
            } else {
                let types = nameOrder.filter {
                    switch names[$0]?.entity {
                    case .enumeration, .structure, .pool: return true
                    default: return false
                    }
                }
                let builtIn = ["int", "bool", "u8", "u16", "u32", "u64", "i8", "i16", "i32", "i64"]
                unknownName(name.text, name.span, candidates: types + builtIn)
            }
        }
        return nil
    }

    /// A constant integer; a diagnostic otherwise.
    func constantInteger(_ expression: SyntaxExpression) -> Int? {
        guard let value = evaluateConstant(expression, as: .int), case .integer(let number) = value else { return nil }
        return number
    }

    /// The number of elements of something.
    func constantCount(_ expression: SyntaxExpression) -> Int? {
        guard let count = constantInteger(expression) else { return nil }
        guard count >= 0, count <= Self.elementLimit else {
            error("H304", expression.span, "\(count) is never in '0...\(Self.elementLimit)'")
            return nil
        }
        return count
    }

    /// A type as a person writes it.
    func describe(_ type: ValueType) -> String {
        switch type {
        case .int: return "int"
        case .range(let lower, let upper):
            return lower == 0 && upper < Int.max ? "0..<\(upper + 1)" : "\(lower)...\(upper)"
        case .sized(let bits, let signed): return "\(signed ? "i" : "u")\(bits)"
        case .bool: return "bool"
        case .enumeration(let index): return program.enumerations[index].name
        case .structure(let index): return index < 0 ? "nothing" : program.structures[index].name
        case .array(let inner, let count): return "\(describe(inner))[\(count)]"
        case .list(let inner, let capacity): return "\(describe(inner))[..\(capacity)]"
        case .optional(let inner): return "\(describe(inner))?"
        case .reference(let pool): return program.objects[pool].name
        case .thread: return "thread"
        }
    }

    /// What a place holds unless it is given a value; nil where the type has no such value.
    func defaultValue(_ type: ValueType) -> Value? {
        switch type {
        case .int, .sized: return .integer(0)
        case .range(let lower, _): return .integer(lower)
        case .bool: return .boolean(false)
        case .enumeration: return .enumeration(0)
        case .structure(let index):
            var values: [Value] = []
            for field in program.structures[index].fields {
                guard let value = field.initial ?? defaultValue(field.type) else { return nil }
                values.append(value)
            }
            return .structure(values)
        case .array(let inner, let count):
            return defaultValue(inner).map { .elements([Value](repeating: $0, count: count)) }
        case .list: return .elements([])
        case .optional: return Value.none
        case .reference, .thread: return nil
        }
    }

    /// How many numbers a value holds, at most. Unit: leaves; `Int.max` beyond counting.
    func leafCount(_ type: ValueType) -> Int {
        var known: [Int: Int] = [:]
        return leafCount(type, &known)
    }

    private func leafCount(_ type: ValueType, _ known: inout [Int: Int]) -> Int {
        switch type {
        case .structure(let index):
            if let count = known[index] { return count }
            known[index] = Int.max
            var total = 1
            for field in program.structures[index].fields {
                let (sum, overflow) = total.addingReportingOverflow(leafCount(field.type, &known))
                total = overflow ? Int.max : sum
            }
            known[index] = total
            return total
        case .array(let inner, let count), .list(let inner, let count):
            let (product, overflow) = leafCount(inner, &known).multipliedReportingOverflow(by: max(1, count))
            return overflow ? Int.max : product
        case .optional(let inner): return leafCount(inner, &known)
        default: return 1
        }
    }

    /// Whether a value of the type fits a state; a diagnostic otherwise.
    func checkSize(_ type: ValueType, _ span: SourceSpan) -> Bool {
        if leafCount(type) <= Self.elementLimit { return true }
        error("H321", span, "this is too large: a value holds at most \(Self.elementLimit) numbers")
        return false
    }

    /// Whether reading or writing such a value is one access: one number, or one that may be nil.
    func isWord(_ type: ValueType) -> Bool {
        if case .optional(let inner) = type { return inner.isScalar }
        return type.isScalar
    }

    /// Nobody is called that. Where syntax errors may have swallowed the declaration, silence.
    func unknownName(_ name: String, _ span: SourceSpan, candidates: [String], id: String = "H201") {
        if isFull || name.isEmpty || hasSyntaxErrors && isDeclaredSomewhere(name) { return }
        var hint: String?
        if let nearest = Suggestions.nearest(to: name, among: candidates) {
            hint = "did you mean '\(nearest)'?"
            if let known = names[nearest] {
                hint = "did you mean '\(nearest)', declared in line \(line(of: known.span))?"
            }
        }
        error(id, span, "nothing here is called '\(name)'", hint: hint)
    }

    /// Whether the text holds `WORD name` with a word that declares: what a broken declaration leaves behind.
    private func isDeclaredSomewhere(_ name: String) -> Bool {
        let words: Set<String> = [
            "const", "enum", "struct", "pool", "var", "let", "atomic", "mutex", "rwlock", "condition", "semaphore",
            "barrier", "once", "event", "channel", "func", "thread", "process", "spec", "choose", "for", "case",
            "invariant", "final", "reachable", "outcome", "eventually", "linearizable", "refines",
        ]
        var previous: Substring = ""
        let isWordByte = { (byte: UInt8) in
            byte == 0x5F || (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte)
        }
        for piece in String(decoding: source.bytes, as: UTF8.self).utf8.split(whereSeparator: { !isWordByte($0) }) {
            let word = Substring(piece)
            if word == name[...], words.contains(String(previous)) { return true }
            previous = word
        }
        return false
    }
}
