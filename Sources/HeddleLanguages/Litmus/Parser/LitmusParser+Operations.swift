internal import HeddleProgram

/// Calls of the functions of `<stdatomic.h>`.
extension LitmusParser {
    private enum Function {
        case load, store, fence
        case modify(RMWOperator)
        case compareExchange(isWeak: Bool)
    }

    private static let functions: [String: Function] = [
        "atomic_load": .load, "atomic_store": .store, "atomic_exchange": .modify(.exchange),
        "atomic_fetch_add": .modify(.add), "atomic_fetch_sub": .modify(.subtract), "atomic_fetch_and": .modify(.and),
        "atomic_fetch_or": .modify(.or), "atomic_fetch_xor": .modify(.xor),
        "atomic_compare_exchange_strong": .compareExchange(isWeak: false),
        "atomic_compare_exchange_weak": .compareExchange(isWeak: true),
    ]
    private static let names =
        functions.keys.flatMap { [$0, $0 + "_explicit"] }.sorted() + ["atomic_thread_fence"]

    private static let loads: [MemoryOrder] = [.relaxed, .acquire, .seqCst]
    private static let stores: [MemoryOrder] = [.relaxed, .release, .seqCst]

    /// A name, its arguments and the parentheses.
    mutating func parseOperation() throws(Abandon) -> LitmusOperation {
        let function = try needName("a function")
        let suffix = "_explicit"
        let isExplicit = function.text.hasSuffix(suffix)
        let base = isExplicit ? String(function.text.dropLast(suffix.count)) : function.text
        let known = function.text == "atomic_thread_fence" ? .fence : Self.functions[base]
        guard let known else {
            report(
                "L203", function.span, "nothing is known of the function '\(function.text)'",
                hint: Suggestions.hint(for: function.text, among: Self.names))
            throw Abandon()
        }
        try need("(")
        let kind = try parseArguments(of: known, isExplicit: isExplicit)
        guard take(")") else {
            throw isAt(",")
                ? tooMany(function, hint: isExplicit ? nil : "an order is given to '\(function.text)_explicit'")
                : expected("an operator or ')'")
        }
        return LitmusOperation(kind: kind, function: function, span: span(from: function.span))
    }

    private mutating func tooMany(_ function: LitmusName, hint: String?) -> Abandon {
        report("L205", token.span, "'\(function.text)' takes fewer arguments", hint: hint)
        return Abandon()
    }

    private mutating func parseArguments(
        of function: Function, isExplicit: Bool
    ) throws(Abandon) -> LitmusOperation.Kind {
        switch function {
        case .fence: return .fence(try parseOrder("a fence", MemoryOrder.allCases))
        case .load:
            let location = try parseLocation()
            return .load(location, try parseLastOrder(isExplicit, "a load", Self.loads))
        case .store:
            let location = try parseLocation()
            try needComma("the value")
            let value = try parseExpression()
            return .store(location, value, try parseLastOrder(isExplicit, "a store", Self.stores))
        case .modify(let binary):
            let location = try parseLocation()
            try needComma("the value")
            let value = try parseExpression()
            return .modify(
                binary, location, value, try parseLastOrder(isExplicit, "an operation", MemoryOrder.allCases))
        case .compareExchange(let isWeak):
            let location = try parseLocation()
            try needComma("where the expected value is")
            let expected = try parseExpected()
            try needComma("the new value")
            let desired = try parseExpression()
            let success = try parseLastOrder(isExplicit, "a compare-exchange", MemoryOrder.allCases)
            let failure = try parseLastOrder(isExplicit, "a failed exchange", Self.loads)
            return .compareExchange(
                location, expected: expected, desired: desired, isWeak: isWeak, success, failure: failure)
        }
    }

    private mutating func needComma(_ what: String) throws(Abandon) {
        guard take(",") else { throw expected("',' and \(what)") }
    }

    /// A location is passed by its pointer.
    private mutating func parseLocation() throws(Abandon) -> LitmusName {
        if isAt("&") || isAt("*") {
            throw expected("a location's name", hint: "the parameter is a pointer already: write 'x'")
        }
        let isWrapped = take("(")
        let name = try needName("a location's name")
        if isWrapped { try need(")") }
        return name
    }

    private mutating func parseExpected() throws(Abandon) -> LitmusExpected {
        if take("&") { return .register(try needName("a register's name")) }
        guard token.kind == .name else {
            throw expected("where the expected value is", hint: "an 'int*' parameter, or a register's address '&r'")
        }
        return .cell(try needName("a location's name"))
    }

    private mutating func parseLastOrder(
        _ isExplicit: Bool, _ operation: String, _ allowed: [MemoryOrder]
    ) throws(Abandon) -> MemoryOrder {
        guard isExplicit else { return .seqCst }
        try needComma("a memory order")
        return try parseOrder(operation, allowed)
    }

    private mutating func parseOrder(_ operation: String, _ allowed: [MemoryOrder]) throws(Abandon) -> MemoryOrder {
        let prefix = "memory_order_"
        let all = MemoryOrder.allCases.map { prefix + $0.rawValue }
        guard token.kind == .name else { throw expected("a memory order", hint: "such as 'memory_order_relaxed'") }
        let name = token
        advance()
        if name.text == prefix + "consume" {
            throw refuse("'memory_order_consume' is", name.span, hint: "'memory_order_acquire' is at least as strong")
        }
        guard let order = MemoryOrder.allCases.first(where: { prefix + $0.rawValue == name.text }) else {
            report(
                "L401", name.span, "expected a memory order, found '\(name.text)'",
                hint: Suggestions.hint(for: name.text, among: all)
                    ?? "there are " + all.map { "'\($0)'" }.joined(separator: ", "))
            throw Abandon()
        }
        guard allowed.contains(order) else {
            // The statement can be read all the same.
            let names = allowed.map { "'\(prefix)\($0.rawValue)'" }
            report(
                "L401", name.span, "\(operation) cannot be '\(name.text)'",
                hint: names.dropLast().joined(separator: ", ") + " or " + (names.last ?? ""))
            return order
        }
        return order
    }
}
