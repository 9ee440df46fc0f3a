internal import HeddleProgram

/// Methods of atomics, with their memory orders.
extension RoutineLowering {
    static let atomicMethods = [
        "load", "store", "exchange", "compareExchange", "compareExchangeWeak", "compareSwap", "fetchAdd", "fetchSub",
        "fetchAnd", "fetchOr", "fetchXor", "fetchMin", "fetchMax",
    ]

    private static let operators: [String: RMWOperator] = [
        "exchange": .exchange, "fetchAdd": .add, "fetchSub": .subtract, "fetchAnd": .and, "fetchOr": .or,
        "fetchXor": .xor, "fetchMin": .minimum, "fetchMax": .maximum,
    ]

    func lowerAtomicMethod(
        _ atomic: LoweredPlace, _ method: Identifier, _ arguments: [SyntaxArgument], _ span: SourceSpan,
        into: LocalID?, isStatement: Bool
    ) -> Expression? {
        let name = method.text
        guard Self.atomicMethods.contains(name) else {
            noMethod(method, of: "atomic", among: Self.atomicMethods)
            return nil
        }
        if case .array = atomic.type {
            error(
                "H209", atomic.span, "'\(context.text(atomic.span))' is an array of atomics: which one?",
                hint: "'\(context.text(atomic.span))[i].\(name)(…)'")
            return nil
        }
        if atomic.wholeAtomic != nil, name != "load" {
            partWritten(atomic)
            return nil
        }
        if name == "load" { return lowerLoad(atomic, arguments, span, into: into) }
        guard mayAct(name, span), mayChange(atomic, span) else { return nil }
        if let object = atomic.object { context.reads.insert(object) }
        if name == "store" { return lowerStore(atomic, arguments, span) }
        if let binary = Self.operators[name] {
            return lowerModify(atomic, binary, method, arguments, span, into: into, isStatement: isStatement)
        }
        return lowerCompareExchange(atomic, method, arguments, span, into: into, isStatement: isStatement)
    }

    func partWritten(_ place: LoweredPlace) {
        let whole = place.wholeAtomic.map(describe) ?? context.text(place.span)
        let type = context.describe(place.wholeType)
        error(
            "H417", place.span, "one field of the atomic '\(whole)' cannot be written by itself",
            hint: "'\(whole) = \(type)(…)' or 'compareExchange'")
    }

    private func describe(_ place: Place) -> String {
        switch place {
        case .shared(let object): return objectName(object)
        case .element(let base, _): return "\(describe(base))[…]"
        case .field(let base, _): return describe(base)
        default: return "…"
        }
    }

    /// Whether the number of arguments fits; the last ones are orders.
    private func checkRange(_ name: String, _ found: Int, _ wanted: ClosedRange<Int>, _ span: SourceSpan) -> Bool {
        if wanted.contains(found) { return true }
        let least = wanted.lowerBound
        error(
            "H306", span,
            "'\(name)' takes \(least == 0 ? "no" : "\(least)") argument\(least == 1 ? "" : "s") and an order, not \(found)"
        )
        return false
    }

    /// A memory order by name; a diagnostic if there is none of that name or the operation cannot have it.
    func order(_ argument: SyntaxExpression, for operation: String, allowed: [MemoryOrder]) -> MemoryOrder? {
        guard case .name(let name) = argument.kind, let order = MemoryOrder(rawValue: name) else {
            let all = MemoryOrder.allCases.map(\.rawValue)
            var hint: String? = "there are " + all.map { "'\($0)'" }.joined(separator: ", ")
            if case .name(let name) = argument.kind, let near = Suggestions.hint(for: name, among: all) { hint = near }
            error("H407", argument.span, "expected a memory order, found '\(context.text(argument.span))'", hint: hint)
            return nil
        }
        guard allowed.contains(order) else {
            let names = allowed.map { "'\($0.rawValue)'" }
            error(
                "H407", argument.span, "\(operation) cannot be '\(name)'",
                hint: names.dropLast().joined(separator: ", ") + " or " + (names.last ?? ""))
            return nil
        }
        return order
    }

    private static let loadOrders: [MemoryOrder] = [.relaxed, .acquire, .seqCst]
    private static let storeOrders: [MemoryOrder] = [.relaxed, .release, .seqCst]

    private func lowerLoad(
        _ atomic: LoweredPlace, _ arguments: [SyntaxArgument], _ span: SourceSpan, into: LocalID?
    )
        -> Expression?
    {
        guard checkRange("load", arguments.count, 0...1, span) else { return nil }
        var loadOrder = MemoryOrder.seqCst
        if let argument = arguments.first {
            guard let found = order(argument.value, for: "a load", allowed: Self.loadOrders) else { return nil }
            loadOrder = found
        }
        guard let object = atomic.object, mayRead(object, atomic.span) else { return nil }
        guard mode.isThread else {
            var read = Expression(.read(atomic.followed), atomic.type, span)
            if loadOrder != .seqCst {
                read.order = loadOrder
                context.program.hasWeakExpressions = true
            }
            return read
        }
        guard let whole = atomic.wholeAtomic else {
            let result = taker(of: atomic.type, into)
            operation(.read(atomic.place, result: result, order: loadOrder), span)
            return Expression(.read(.local(result)), locals[result].type, span)
        }
        let loaded = temporary(atomic.wholeType)
        operation(.read(whole, result: loaded, order: loadOrder), span)
        var part = atomic
        part.wholeAtomic = .local(loaded)
        return Expression(.read(part.followed), atomic.type, span)
    }

    private func lowerStore(_ atomic: LoweredPlace, _ arguments: [SyntaxArgument], _ span: SourceSpan) -> Expression? {
        guard checkRange("store", arguments.count, 1...2, span) else { return nil }
        var place = atomic
        let mark = code.count
        let value = lowerValue(arguments[0].value, to: atomic.type)
        var storeOrder = MemoryOrder.seqCst
        if arguments.count > 1 {
            guard let found = order(arguments[1].value, for: "a store", allowed: Self.storeOrders) else { return nil }
            storeOrder = found
        }
        guard let value else { return nil }
        stabilise(&place, since: mark)
        if mode.isThread {
            operation(.write(place.place, value, order: storeOrder), span)
        } else if storeOrder != .seqCst {
            // Within a step a store keeps the order that it names: what it publishes matters outside of blocks.
            emit(.write(place.place, value, order: storeOrder), span)
        } else {
            emit(.assign(place.place, value), span)
        }
        return Self.noResult(span)
    }

    private func lowerModify(
        _ atomic: LoweredPlace, _ binary: RMWOperator, _ method: Identifier, _ arguments: [SyntaxArgument],
        _ span: SourceSpan, into: LocalID?, isStatement: Bool
    ) -> Expression? {
        if binary != .exchange, !atomic.type.isInteger {
            error("H301", method.span, "'\(method.text)' is for integers, not '\(context.describe(atomic.type))'")
            return nil
        }
        guard checkRange(method.text, arguments.count, 1...2, span) else { return nil }
        var place = atomic
        let mark = code.count
        let wanted = binary == .exchange ? atomic.type : context.widened(atomic.type)
        let value = lowerValue(arguments[0].value, to: wanted)
        var chosen = MemoryOrder.seqCst
        if arguments.count > 1 {
            guard let found = order(arguments[1].value, for: "an operation", allowed: MemoryOrder.allCases) else {
                return nil
            }
            chosen = found
        }
        guard let value else { return nil }
        stabilise(&place, since: mark)
        let result = isStatement ? nil : taker(of: atomic.type, into)
        operation(.readModifyWrite(binary, place.place, value, result: result, order: chosen), span)
        guard let result else { return Self.noResult(span) }
        return Expression(.read(.local(result)), locals[result].type, span)
    }

    private func lowerCompareExchange(
        _ atomic: LoweredPlace, _ method: Identifier, _ arguments: [SyntaxArgument], _ span: SourceSpan,
        into: LocalID?, isStatement: Bool
    ) -> Expression? {
        guard checkRange(method.text, arguments.count, 2...4, span) else { return nil }
        var place = atomic
        let mark = code.count
        let values = lowerAll([(arguments[0].value, atomic.type), (arguments[1].value, atomic.type)])
        var success = MemoryOrder.seqCst
        if arguments.count > 2 {
            guard
                let found = order(arguments[2].value, for: "a compare-exchange", allowed: MemoryOrder.allCases)
            else { return nil }
            success = found
        }
        var failure: MemoryOrder
        switch success {
        case .relaxed, .release: failure = .relaxed
        case .acquire, .acqRel: failure = .acquire
        case .seqCst: failure = .seqCst
        }
        if arguments.count > 3 {
            guard let found = order(arguments[3].value, for: "a failed exchange", allowed: Self.loadOrders) else {
                return nil
            }
            failure = found
        }
        guard let expected = values[0], let desired = values[1] else { return nil }
        stabilise(&place, since: mark)
        let swap = method.text == "compareSwap"
        let result = isStatement ? nil : taker(of: swap ? atomic.type : .bool, into)
        operation(
            .compareExchange(
                place.place, expected: expected, desired: desired, weak: method.text == "compareExchangeWeak",
                swap: swap, result: result, order: success, failure: failure), span)
        guard let result else { return Self.noResult(span) }
        return Expression(.read(.local(result)), locals[result].type, span)
    }
}
