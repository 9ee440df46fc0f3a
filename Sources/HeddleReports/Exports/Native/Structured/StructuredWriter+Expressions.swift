internal import HeddleProgram

/// Expressions and places.
extension StructuredWriter {
    /// A place: where a value is held.
    struct Path {
        /// As it is written on the left of an assignment; of what has methods to get at the value, the thing itself.
        var text: String
        var type: ValueType
        var storage = Storage.plain
        var words: String
    }

    /// How the value of a place is got at.
    enum Storage {
        /// It is a variable.
        case plain
        case atomic
        /// A `var` under weak memory: one more atomic in Swift, whose accesses are relaxed.
        case relaxedAtomic
        /// Rust: an `UnsafeCell`, whose data races Loom finds; one that may hold nothing yet.
        case cell(mayBeEmpty: Bool)
        /// What a thread left for properties.
        case seen
    }

    func path(_ place: Place) -> Path {
        switch place {
        case .local(let local):
            let declared = scope.locals[local]
            return Path(text: scope.names[local], type: declared.type, words: declared.name)
        case .shared(let object):
            let declared = program.objects[object]
            switch declared.kind {
            case .variable(let type, _), .atomic(let type, _):
                let text = (isRust ? "shared." : "") + objectNames[object]
                return Path(text: text, type: type, storage: storage(of: declared), words: declared.name)
            default: refuse("'\(declared.name)' as a value", declared.span)
            }
        case .element(let base, let index):
            let whole = path(base)
            guard case .array(let element, let count) = whole.type else { break }
            let at = self.index(expression(index), count, "\(whole.words)[\(words(index))]")
            let isSeen = if case .seen = whole.storage { true } else { false }
            return Path(
                text: "\(isSeen ? value(whole) : whole.text)[\(at)]", type: element,
                storage: isSeen ? .plain : whole.storage, words: "\(whole.words)[\(words(index))]")
        case .threadLocal(let thread, let routine, let local):
            guard let name = seenNames[SeenLocal(routine: routine, local: local)] else { break }
            let number = expression(thread)
            let declared = program.routines[routine].locals[local]
            return Path(
                text: (isRust ? "shared." : "") + name
                    + (isRust && Int(number) == nil ? "[(\(number)) as usize]" : "[\(number)]"),
                type: declared.type, storage: .seen, words: declared.name)
        default: break
        }
        refuse("structs, lists, pools and locals of other threads", .none)
        return Path(text: "0", type: .int, words: "?")
    }

    func index(_ text: String, _ count: Int, _ words: String) -> String {
        if let number = Int(text), number >= 0, number < count { return text }
        return call("index", [text, String(count), NativeText.literal(words)])
    }

    func words(_ expression: Expression) -> String { program.source.normalizedText(expression.span) }

    func object(_ reference: ObjectReference) -> String {
        let declared = program.objects[reference.object]
        let name = (isRust ? "shared." : "") + objectNames[reference.object]
        guard let index = reference.index, let count = declared.count else { return name }
        return "\(name)[\(self.index(expression(index), count, "\(declared.name)[\(words(index))]"))]"
    }

    func fitted(_ value: Expression, _ type: ValueType) -> String {
        fit(expression(value), from: value.type, to: type, name: words(value))
    }

    func expression(_ expression: Expression) -> String {
        switch expression.kind {
        case .constant(let value): return literal(value, expression.type, expression.span)
        case .read(let place): return value(path(place), expression.order)
        case .unary(.not, let operand): return "!\(self.expression(operand))"
        case .unary(.negate, let operand): return arithmetic("sub", "0", self.expression(operand), expression.type)
        case .unary(.complement, let operand):
            return narrowed(
                isRust ? "(!\(self.expression(operand)))" : "(~\(self.expression(operand)))", expression.type)
        case .binary(let op, let a, let b): return binary(op, a, b, expression.type)
        case .and(let a, let b): return "(\(self.expression(a)) && \(self.expression(b)))"
        case .or(let a, let b): return "(\(self.expression(a)) || \(self.expression(b)))"
        case .implies(let a, let b): return "(!\(self.expression(a)) || \(self.expression(b)))"
        case .conditional(let condition, let a, let b):
            let (test, x, y) = (self.expression(condition), fitted(a, expression.type), fitted(b, expression.type))
            return isRust ? "(if \(test) { \(x) } else { \(y) })" : "(\(test) ? \(x) : \(y))"
        case .convert(let operand):
            let text = self.expression(operand)
            if case .sized = expression.type { return narrowed("(\(text))", expression.type) }
            return fit(text, from: operand.type, to: expression.type, name: words(operand))
        case .some(let operand): return fitted(operand, expression.type)
        case .isNil(let operand):
            return isRust ? "\(self.expression(operand)).is_none()" : "(\(self.expression(operand)) == nil)"
        case .unwrap(let operand):
            let (text, words) = (self.expression(operand), NativeText.literal(words(operand)))
            return isRust ? "some(\(text), \(words))" : "h.some(\(text), \(words))"
        case .coalesce(let a, let b):
            let (first, second) = (self.expression(a), fitted(b, expression.type))
            return isRust ? "(match \(first) { Some(v) => v, None => \(second) })" : "(\(first) ?? \(second))"
        case .minimum(let a, let b): return "min(\(self.expression(a)), \(self.expression(b)))"
        case .maximum(let a, let b): return "max(\(self.expression(a)), \(self.expression(b)))"
        case .quantifier(let quantifier, let variable, let domain, let body):
            return self.quantifier(quantifier, variable, domain, body, expression.span)
        default: return observer(expression)
        }
    }

    private func binary(_ op: BinaryOperator, _ a: Expression, _ b: Expression, _ type: ValueType) -> String {
        switch op {
        case .equal, .notEqual:
            var common = a.type
            if case .optional = b.type { common = b.type }
            return "(\(fitted(a, common)) \(op.rawValue) \(fitted(b, common)))"
        case .less, .lessOrEqual, .greater, .greaterOrEqual, .bitAnd, .bitOr, .bitXor:
            return "(\(expression(a)) \(op.rawValue) \(expression(b)))"
        case .add: return arithmetic("add", expression(a), expression(b), type)
        case .subtract: return arithmetic("sub", expression(a), expression(b), type)
        case .multiply: return arithmetic("mul", expression(a), expression(b), type)
        case .divide: return arithmetic("div", expression(a), expression(b), type)
        case .remainder: return arithmetic("rem", expression(a), expression(b), type)
        case .shiftLeft, .shiftRight:
            refuse("shifts", a.span)
            return "0"
        }
    }

    func arithmetic(_ name: String, _ a: String, _ b: String, _ type: ValueType) -> String {
        guard case .sized(let bits, _) = type else { return call(name, [a, b]) }
        if bits == 64 { refuse("64 bits that wrap", .none) }
        // Smaller ones fit: the result is cut afterwards.
        return narrowed(call(name, [a, b]), type)
    }

    private func narrowed(_ text: String, _ type: ValueType) -> String {
        guard case .sized(let bits, let signed) = type, bits < 64 else { return text }
        if isRust { return "(\(text) as \(signed ? "i" : "u")\(bits) as i64)" }
        return "Int(\(signed ? "" : "U")Int\(bits)(truncatingIfNeeded: \(text)))"
    }

    private func quantifier(
        _ quantifier: Quantifier, _ variable: LocalID, _ domain: Domain, _ body: Expression, _ span: SourceSpan
    ) -> String {
        let range: String
        switch domain {
        case .range(let lower, let upper, let inclusive):
            range =
                "(\(expression(lower))\(inclusive ? (isRust ? "..=" : "...") : (isRust ? ".." : "..<"))\(expression(upper)))"
        case .enumeration(let index): range = "(0\(isRust ? ".." : "..<")\(program.enumerations[index].cases.count))"
        case .threads(let group):
            let (first, count) = numbers(group)
            range = "(\(first)\(isRust ? ".." : "..<")\(first + count))"
        case .elements:
            refuse("a quantifier over the elements of an array", span)
            return "true"
        }
        let name = scope.names[variable]
        let test = tried(expression(body))
        switch (quantifier, isRust) {
        case (.forall, true): return "\(range).all(|\(name)| \(test))"
        case (.exists, true): return "\(range).any(|\(name)| \(test))"
        case (.count, true): return "(\(range).filter(|&\(name)| \(test)).count() as i64)"
        case (.sum, true): return "\(range).map(|\(name)| \(test)).sum::<i64>()"
        case (.forall, false): return "\(range).allSatisfy { \(name) in \(test) }"
        case (.exists, false): return "\(range).contains { \(name) in \(test) }"
        case (.count, false): return "\(range).filter { \(name) in \(test) }.count"
        case (.sum, false): return "\(range).map { \(name) in \(test) }.reduce(0, +)"
        }
    }

    func numbers(_ group: GroupID) -> (first: Int, count: Int) {
        let before = program.threadGroups.prefix(group).reduce(0) { $0 + CWriter.copies($1) }
        return (before, CWriter.copies(program.threadGroups[group]))
    }

    /// The number of a thread of a group.
    private func thread(_ group: GroupID, _ index: Expression) -> String {
        let (first, count) = numbers(group)
        var lower = 0
        if case .parameter(let bound, _) = program.threadGroups[group].copies { lower = bound }
        let text = expression(index)
        if let number = Int(text), number >= lower, number < lower + count { return String(first + number - lower) }
        let place = call("index", ["\(text) - \(lower)", String(count), NativeText.literal(words(index))])
        return isRust ? "(\(first) + \(place) as i64)" : "(\(first) + \(place))"
    }

    /// Threads and what properties ask of them: in Rust only which they are, as Loom sees no state between steps.
    private func observer(_ expression: Expression) -> String {
        if case .threadOf(let group, let index) = expression.kind { return thread(group, index) }
        if !isRust {
            switch expression.kind {
            case .selfThread: return "runner.number"
            case .atLabel(let thread, let labels):
                var mask = 0
                for label in labels {
                    if labelBits[label] == nil { labelBits[label] = labelBits.count }
                    mask |= 1 << min(labelBits[label] ?? 0, 61)
                }
                return "h.stands(\(self.expression(thread)), at: \(mask))"
            case .finished(let thread): return "h.isFinished(\(self.expression(thread)))"
            default: break
            }
        }
        refuse("this expression: \(words(expression).isEmpty ? "an observer" : words(expression))", expression.span)
        return "0"
    }
}
