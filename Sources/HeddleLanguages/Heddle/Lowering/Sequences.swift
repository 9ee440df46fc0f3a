internal import HeddleProgram

/// Array, list and struct values, and looking at sequences.
extension RoutineLowering {
    static let listMethods = [
        "append", "removeFirst", "removeLast", "clear", "count", "isEmpty", "first", "last", "contains",
    ]

    static let arrayMethods = ["count", "isEmpty", "first", "last", "contains"]

    func lowerArray(_ elements: [SyntaxExpression], _ expecting: ValueType?, _ span: SourceSpan) -> Expression? {
        var element: ValueType?
        var whole: ValueType?
        switch expecting {
        case .array(let inner, let count)?:
            (element, whole) = (inner, expecting)
            if count != elements.count {
                error("H301", span, "expected \(count) elements, found \(elements.count)")
                return nil
            }
        case .list(let inner, let capacity)?:
            (element, whole) = (inner, expecting)
            if capacity < elements.count {
                error("H301", span, "expected at most \(capacity) elements, found \(elements.count)")
                return nil
            }
        default: break
        }
        if let element {
            let found = lowerAll(elements.map { ($0, element) }).compactMap { $0 }
            guard found.count == elements.count else { return nil }
            return Folding.simplified(Expression(.elements(found), whole ?? .array(element, count: found.count), span))
        }
        guard let first = elements.first else {
            error("H301", span, "the type of this '[]' is not known", hint: "give the local a type: 'int[..4]'")
            return nil
        }
        guard let leader = lower(first) else { return nil }
        let type = context.widened(leader.type)
        guard var value = coerce(leader, to: type, nested: true) else { return nil }
        let mark = code.count
        let others = lowerAll(elements.dropFirst().map { ($0, type) })
        stabilise(&value, since: mark)
        let found = [value] + others.compactMap { $0 }
        guard found.count == elements.count else { return nil }
        return Folding.simplified(Expression(.elements(found), .array(type, count: found.count), span))
    }

    /// The type of an expression, checked for errors without leaving code.
    @discardableResult
    func quietType(of expression: SyntaxExpression) -> ValueType? {
        var type: ValueType?
        let parts = deadParts
        dead { type = lower(expression)?.type }
        deadParts = parts
        return type
    }

    func lowerRepeated(
        _ element: SyntaxExpression, _ count: SyntaxExpression, _ expecting: ValueType?, _ span: SourceSpan
    ) -> Expression? {
        var inner: ValueType?
        switch expecting {
        case .array(let type, _)?, .list(let type, _)?: inner = type
        default: break
        }
        let value = lower(element, expecting: inner)
        guard let number = context.constantCount(count), let value else { return nil }
        guard let one = coerce(value, to: inner ?? context.widened(value.type), nested: true) else { return nil }
        let isWanted: Bool
        switch expecting {
        case .array(_, let wanted)?: isWanted = wanted == number
        case .list(_, let capacity)?: isWanted = number <= capacity
        default: isWanted = true
        }
        guard isWanted else {
            error(
                "H301", span,
                "expected '\(expecting.map(context.describe) ?? "")', found '\(context.describe(one.type))[\(number)]'")
            return nil
        }
        let type = inner == nil ? ValueType.array(one.type, count: number) : expecting ?? one.type
        guard context.checkSize(type, span) else { return nil }
        return Folding.simplified(Expression(.repeated(one, count: number), type, span))
    }

    /// `Point(x: 1, y: 2)`
    func lowerStructure(_ index: Int, _ arguments: [SyntaxArgument], _ span: SourceSpan) -> Expression? {
        let structure = context.program.structures[index]
        guard
            let values = lowerFields(
                structure.fields, of: structure.name, arguments, span, call: structure.name)
        else { return nil }
        return Folding.simplified(Expression(.structure(values), .structure(index), span))
    }

    /// One value for each field: as given, or its default. Evaluated in the order written.
    func lowerFields(
        _ fields: [Field], of type: String, _ arguments: [SyntaxArgument], _ span: SourceSpan, call: String
    ) -> [Expression]? {
        var order: [(expression: SyntaxExpression, type: ValueType)] = []
        var places: [Int] = []
        var isRight = true
        for (position, argument) in arguments.enumerated() {
            guard let label = argument.label else {
                let name = position < fields.count ? fields[position].name : "…"
                let all = zip(arguments, fields).map {
                    "\($0.label?.text ?? $1.name): \(context.text($0.value.span))"
                }.joined(separator: ", ")
                error(
                    "H308", argument.value.span, "'\(type)' needs '\(name):' before its value",
                    hint: "fields are named: '\(call)(\(all))'")
                isRight = false
                continue
            }
            guard let place = fields.firstIndex(where: { $0.name == label.text }) else {
                error(
                    "H205", label.span, "'\(type)' has no field '\(label.text)'",
                    hint: "it has " + fields.map { "'\($0.name)'" }.joined(separator: ", "))
                isRight = false
                continue
            }
            if places.contains(place) {
                error("H202", label.span, "'\(label.text)' is given twice")
                isRight = false
                continue
            }
            places.append(place)
            order.append((argument.value, fields[place].type))
        }
        let given = lowerAll(order)
        var values: [Expression] = []
        for (index, field) in fields.enumerated() {
            if let position = places.firstIndex(of: index) {
                if let value = given[position] { values.append(value) } else { isRight = false }
            } else if let value = field.initial ?? context.defaultValue(field.type) {
                values.append(Expression(.constant(value), field.type, span))
            } else if isRight {
                error("H316", span, "'\(field.name)' needs a value: '\(context.describe(field.type))' has no default")
                isRight = false
            }
        }
        return isRight ? values : nil
    }

    /// `.count`, `.isEmpty`, `.first`, `.last` of an array or list.
    func sequenceValue(_ access: Access, _ name: Identifier, span: SourceSpan) -> Expression? {
        inspect(access, span: span) { value, element in
            switch name.text {
            case "count": return (.count(value), .int)
            case "isEmpty": return (.isEmpty(value), .bool)
            case "first": return (.first(value), element)
            default: return (.last(value), element)
            }
        }
    }

    /// `items.contains(e)`
    func lowerContains(_ access: Access, _ argument: SyntaxExpression, span: SourceSpan) -> Expression? {
        guard let element = elementType(of: access) else { return nil }
        guard let wanted = lowerValue(argument, to: element, nested: true) else { return nil }
        return inspect(access, span: span) { value, _ in (.contains(value, wanted), .bool) }
    }

    func elementType(of access: Access) -> ValueType? {
        let type: ValueType
        switch access {
        case .place(let place): type = place.type
        case .value(let value): type = value.type
        default: return nil
        }
        switch type {
        case .array(let inner, _), .list(let inner, _): return inner
        default: return nil
        }
    }

    /// Looks at a sequence: of a shared list it is one step, of a local one it is none. The length of an array is
    /// known.
    private func inspect(
        _ access: Access, span: SourceSpan, _ question: (Expression, ValueType) -> (Expression.Kind, ValueType)
    ) -> Expression? {
        guard let element = elementType(of: access) else { return nil }
        guard case .place(let place) = access, place.isShared, let object = place.object else {
            guard let value = read(access, span) else { return nil }
            let (kind, type) = question(value, element)
            if case .count(let sequence) = kind, case .array(_, let count) = sequence.type {
                return Expression(.constant(.integer(count)), .int, span)
            }
            return Expression(kind, type, span)
        }
        let whole = Expression(.read(place.followed), place.type, place.span)
        let (kind, type) = question(whole, element)
        if case .array(_, let count) = place.type, case .count = kind {
            return Expression(.constant(.integer(count)), .int, span)
        }
        guard mayRead(object, place.span) else { return nil }
        guard mode.isThread else { return Expression(kind, type, span) }
        if case .array = place.type {
            wholeAccess(place, reading: true)
            return nil
        }
        let result = temporary(type)
        operation(.assign(.local(result), Expression(kind, type, span)), span)
        return Expression(.read(.local(result)), type, span)
    }
}
