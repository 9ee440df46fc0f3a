internal import HeddleProgram

/// Reading what was found, making types agree, and keeping the order of evaluation.
extension RoutineLowering {
    /// The value of something found. `into`: a local that may take it directly.
    func read(_ access: Access, _ span: SourceSpan, into: LocalID? = nil) -> Expression? {
        switch access {
        case .value(let value), .thread(let value, _): return value
        case .place(let place): return read(place, into: into)
        case .threads(let group, let span):
            guard mode.mayObserve,
                case .thread(let thread, _)? = single(group, span, member: nil).flatMap({ thread in
                    Access.thread(thread, group)
                })
            else {
                if !mode.mayObserve { observersOnly(context.text(span), span) }
                return nil
            }
            return thread
        default:
            noValue(access)
            return nil
        }
    }

    private func read(_ place: LoweredPlace, into: LocalID?) -> Expression? {
        guard place.isShared, let object = place.object else {
            return Expression(.read(place.place), place.type, place.span)
        }
        guard mayRead(object, place.span) else { return nil }
        guard mode.isThread else {
            return Expression(.read(place.followed), place.type, place.span)
        }
        guard let whole = place.wholeAtomic else {
            guard isOneAccess(place) else {
                wholeAccess(place, reading: true)
                return nil
            }
            let result = taker(of: place.type, into)
            operation(.read(place.place, result: result, order: place.order), place.span)
            return Expression(.read(.local(result)), locals[result].type, place.span)
        }
        let loaded = temporary(place.wholeType)
        operation(.read(whole, result: loaded, order: .seqCst), place.span)
        var part = place
        part.wholeAtomic = .local(loaded)
        let result = taker(of: place.type, into)
        emit(.assign(.local(result), Expression(.read(part.followed), place.type, place.span)), place.span)
        return Expression(.read(.local(result)), locals[result].type, place.span)
    }

    /// Whether reading or writing the place is one step: one number, or one atomic.
    func isOneAccess(_ place: LoweredPlace) -> Bool {
        if case .array = place.type { return false }
        return place.isAtomic || context.isWord(place.type)
    }

    /// Marks a shared object as read; false if it may not be read here.
    func mayRead(_ object: ObjectID, _ span: SourceSpan) -> Bool {
        context.reads.insert(object)
        if !mentioned.contains(object) { mentioned.append(object) }
        switch mode.base {
        case .choice(let word):
            error(
                "H412", span, "'\(word)' may not read the shared variable '\(objectName(object))'",
                hint: "read it into a local before, or use 'case await'")
            return false
        case .thread, .atomic, .await, .setup:
            if context.isGhost(object) {
                error(
                    "H408", span, "the program reads the ghost variable '\(objectName(object))'",
                    hint: "ghosts are for properties; declare a 'var'")
                return false
            }
        case .function: if context.isGhost(object) { context.ghostReaders.insert(routine) }
        default: break
        }
        return true
    }

    /// A local that an operation's result goes into: the wanted one if it takes just this type.
    func taker(of type: ValueType, _ into: LocalID?) -> LocalID {
        if let into {
            if let waiting = untyped, waiting.local == into {
                locals[into].type = waiting.isVariable ? context.widened(type) : type
                untyped = nil
                return into
            }
            if locals[into].type == type { return into }
            if case .range = type, locals[into].type == .int { return into }
        }
        return temporary(type)
    }

    func wholeAccess(_ place: LoweredPlace, reading: Bool) {
        let name = context.text(place.span)
        let verb = reading ? "reading" : "writing"
        switch place.type {
        case .structure(let index):
            let fields = context.program.structures[index].fields.map(\.name)
            let some = fields.prefix(2).map { "'\(name).\($0)'" }.joined(separator: ", ")
            error(
                "H401", place.span,
                "'\(name)' has \(fields.count) fields: \(verb) all of it is not one step",
                hint: "\(reading ? "read" : "write") \(some), or use 'atomic { … }'")
        case .array(_, let count), .list(_, let count):
            error(
                "H401", place.span, "'\(name)' has \(count) elements: \(verb) all of it is not one step",
                hint: "\(reading ? "read" : "write") '\(name)[i]', or use 'atomic { … }'")
        default:
            error(
                "H401", place.span, "'\(name)' is more than one number: \(verb) all of it is not one step",
                hint: "use 'atomic { … }'")
        }
    }

    // MARK: - Types

    /// The value of an expression as a type wants it; nil if it is wrong (and that was said).
    func lowerValue(
        _ expression: SyntaxExpression, to type: ValueType, into: LocalID? = nil, nested: Bool = false
    )
        -> Expression?
    {
        guard let value = lower(expression, expecting: type, into: into) else { return nil }
        return coerce(value, to: type, nested: nested)
    }

    /// Makes a value stand where a type is wanted, where nothing is lost by it.
    ///
    /// `nested`: the value goes into something larger, so that no store checks its range.
    func coerce(_ value: Expression, to type: ValueType, nested: Bool = false) -> Expression? {
        if value.type == type { return value }
        if case .constant(.integer(let number)) = value.kind, type.isInteger {
            if context.fits(number, type) { return Expression(value.kind, type, value.span) }
            if context.deadDepth > 0 { return Expression(.constant(.integer(number)), type, value.span) }
            error("H304", value.span, "\(number) is never in '\(context.describe(type))'")
            return nil
        }
        switch (value.type, type) {
        case (.range, .int): return value
        case (.int, .range), (.range, .range):
            return nested ? Expression(.convert(value), type, value.span) : value
        case (.optional, .optional): break
        case (_, .optional(let inner)):
            guard let some = coerce(value, to: inner, nested: true) else { return nil }
            if case .constant(let constant) = some.kind {
                return Expression(.constant(.some(constant)), type, value.span)
            }
            return Expression(.some(some), type, value.span)
        default: break
        }
        mismatch(value, wanted: type)
        return nil
    }

    func mismatch(_ value: Expression, wanted type: ValueType) {
        let written = context.text(value.span)
        if case .optional = value.type {
            error(
                "H303", value.span, "'\(context.describe(value.type))' may be nil here",
                hint: "'\(written)!' takes the value")
        } else if value.type.isInteger, type.isInteger {
            error(
                "H302", value.span,
                "'\(context.describe(value.type))' and '\(context.describe(type))' do not mix",
                hint: "'\(conversionName(type))(\(written))'")
        } else {
            let hint = type == .bool && value.type.isInteger && value.constant == nil ? "'\(written) != 0'" : nil
            error(
                "H301", value.span,
                "expected '\(context.describe(type))', found '\(context.describe(value.type))'", hint: hint)
        }
    }

    func conversionName(_ type: ValueType) -> String {
        if case .sized = type { return context.describe(type) }
        return "int"
    }

    /// The integer type that two operands share; a diagnostic if there is none.
    func unifyIntegers(_ left: Expression, _ right: Expression, _ span: SourceSpan) -> (Expression, Expression)? {
        guard left.type.isInteger else {
            mismatch(left, wanted: right.type.isInteger ? context.widened(right.type) : .int)
            return nil
        }
        guard right.type.isInteger else {
            mismatch(right, wanted: context.widened(left.type))
            return nil
        }
        let (a, b) = (context.widened(left.type), context.widened(right.type))
        if a == b { return (left, right) }
        if case .constant = left.kind, let same = retyped(left, b) { return (same, right) }
        if case .constant = right.kind, let same = retyped(right, a) { return (left, same) }
        let (x, y) = (context.text(left.span), context.text(right.span))
        if case .sized = a, case .sized = b {
            error(
                "H302", span, "'\(context.describe(a))' and '\(context.describe(b))' do not mix",
                hint: "'int(\(x))' and 'int(\(y))'")
        } else {
            let isLeftSized = a != .int
            let sized = context.describe(isLeftSized ? a : b)
            error(
                "H302", span, "'\(context.describe(a))' and '\(context.describe(b))' do not mix",
                hint: isLeftSized
                    ? "'int(\(x))' or '\(sized)(\(y))'" : "'\(sized)(\(x))' or 'int(\(y))'")
        }
        return nil
    }

    private func retyped(_ value: Expression, _ type: ValueType) -> Expression? {
        guard case .constant(.integer(let number)) = value.kind, context.fits(number, type) else { return nil }
        return Expression(value.kind, type, value.span)
    }

    /// Two values of one type, as `==` and the two sides of a choice want them.
    func unify(_ left: Expression, _ right: Expression, _ span: SourceSpan) -> (Expression, Expression)? {
        if left.type == right.type { return (left, right) }
        if left.type.isInteger, right.type.isInteger { return unifyIntegers(left, right, span) }
        switch (left.type, right.type) {
        case (.optional(let inner), _) where right.type == inner || right.type.isInteger && inner.isInteger:
            return coerce(right, to: left.type, nested: true).map { (left, $0) }
        case (_, .optional(let inner)) where left.type == inner || left.type.isInteger && inner.isInteger:
            return coerce(left, to: right.type, nested: true).map { ($0, right) }
        case (.optional(let a), .optional(let b)) where context.widened(a) == context.widened(b):
            return (left, right)
        default:
            mismatch(right, wanted: left.type)
            return nil
        }
    }

    // MARK: - Order of evaluation

    /// Saves a value in a temporary if code emitted since `mark` could change what it gives.
    func stabilise(_ value: inout Expression, since mark: Int) {
        guard code.count > mark, !isStable(value, against: mark) else { return }
        let saved = temporary(value.type)
        insert([Instruction(.assign(.local(saved), value), value.span)], at: mark)
        value = Expression(.read(.local(saved)), value.type, value.span)
    }

    func stabilise(_ place: inout LoweredPlace, since mark: Int) {
        guard code.count > mark else { return }
        place.place = stabilised(place.place, since: mark)
        if let whole = place.wholeAtomic { place.wholeAtomic = stabilised(whole, since: mark) }
    }

    private func stabilised(_ place: Place, since mark: Int) -> Place {
        switch place {
        case .local, .shared, .threadLocal: return place
        case .cellField(let pool, var reference, let field):
            stabilise(&reference, since: mark)
            return .cellField(pool: pool, reference: reference, field: field)
        case .element(let base, var index):
            let inner = stabilised(base, since: mark)
            stabilise(&index, since: mark)
            return .element(inner, index: index)
        case .field(let base, let field): return .field(stabilised(base, since: mark), field)
        }
    }

    private func isStable(_ value: Expression, against mark: Int) -> Bool {
        var isStable = true
        value.forEachPlace { place in
            switch place.root {
            case .local(let local):
                if code[mark...].contains(where: { $0.kind.writes(local) }) { isStable = false }
            default: isStable = false
            }
        }
        return isStable && !value.looksAtObjects
    }

    /// Values from left to right.
    func lowerAll(_ items: [(expression: SyntaxExpression, type: ValueType)]) -> [Expression?] {
        var values: [Expression?] = []
        for item in items {
            let mark = code.count
            let value = lowerValue(item.expression, to: item.type, nested: true)
            var shifted = mark
            for index in values.indices {
                let before = code.count
                if values[index] != nil { stabilise(&values[index]!, since: shifted) }
                shifted += code.count - before
            }
            values.append(value)
        }
        return values
    }
}

extension LoweredPlace {
    /// The place with the path into a struct atomic followed.
    var followed: Place {
        guard var result = wholeAtomic else { return place }
        for part in path {
            switch part {
            case .field(let field): result = .field(result, field)
            case .element(let index): result = .element(result, index: index)
            }
        }
        return result
    }
}
