internal import HeddleProgram

/// The parts of a test: initial state, threads, what is shown, filter, condition.
extension LitmusParser {
    mutating func parseTest() {
        do throws(Abandon) {
            try parseInitialState()
            try parseThreads()
            try parseEnd()
        } catch {
            nesting = 0
        }
    }

    // MARK: - Initial state

    private mutating func parseInitialState() throws(Abandon) {
        guard take("{") else { throw expected("'{' and the initial state") }
        while !isAt("}"), !isAtEnd {
            if take(";") { continue }
            do throws(Abandon) {
                try parseInitial()
                if !isAt("}"), !take(";") { throw expected("';' or '}'") }
            } catch {
                skip(to: [";", "}"])
            }
        }
        try need("}")
    }

    /// `x`, `x = 1`, `[x] = 1`, `int x = 1`, `atomic_int x = ATOMIC_INIT(1)`, `0:r = 1`, with a type or without.
    private mutating func parseInitial() throws(Abandon) {
        let start = token.span
        if isAt("*") { throw refuse("a pointer is", start, hint: "a register with an address in it is not supported") }
        let isTyped =
            token.kind == .name
            && (peek().kind == .name || peek().isSymbol("[") && isTypeWord(token.text)
                || peek().isSymbol("*") || peek().kind == .number && peek(2).isSymbol(":"))
        let isAtomic = isTyped ? try parseType("a location's type") : nil
        if isAt("*") {
            throw refuse("a pointer is", span(from: start), hint: "a location holds an integer")
        }
        let place = try parsePlace()
        if isAt("[") { throw refuse("an array is", token.span, hint: "a location holds one integer") }
        var value = 0
        if take("=") {
            let isWrapped = takeWord("ATOMIC_INIT")
            if isWrapped { try need("(") }
            value = try parseInitialValue()
            if isWrapped { try need(")") }
        }
        test.initial.append(LitmusInitial(place: place, isAtomic: isAtomic, value: value))
    }

    private mutating func parseInitialValue() throws(Abandon) -> Int {
        if token.kind == .name || isAt("&") {
            throw refuse(
                "the address '\(isAt("&") ? "&" + peek().text : token.text)' as a value is", token.span,
                hint: "a location or register holds an integer")
        }
        if isAt("{") { throw refuse("an array is", token.span, hint: "a location holds one integer") }
        return try parseNumber()
    }

    func isTypeWord(_ word: String) -> Bool { ["int", "atomic_int", "_Atomic", "volatile"].contains(word) }

    /// `int`, `atomic_int`, `_Atomic int`, `_Atomic(int)`, each with `volatile`. True: atomic.
    mutating func parseType(_ what: String) throws(Abandon) -> Bool {
        let start = token
        while takeWord("volatile") {}
        var isAtomic = false
        if takeWord("atomic_int") {
            isAtomic = true
        } else if takeWord("_Atomic") {
            isAtomic = true
            let isWrapped = take("(")
            while takeWord("volatile") {}
            guard takeWord("int") else { throw wrongType(what) }
            if isWrapped { try need(")") }
        } else if !takeWord("int") {
            throw wrongType(start.isWord("volatile") ? "a type behind 'volatile'" : what)
        }
        while takeWord("volatile") {}
        return isAtomic
    }

    private mutating func wrongType(_ what: String) -> Abandon {
        guard token.kind == .name else { return expected(what, hint: "'int' or 'atomic_int'") }
        return refuse("the type '\(token.text)' is", token.span, hint: "integers are 'int' and 'atomic_int'")
    }

    /// A number with its sign.
    mutating func parseNumber() throws(Abandon) -> Int {
        let isNegative = take("-")
        guard token.kind == .number else { throw expected("a number") }
        let value = token.value
        advance()
        return isNegative ? -value : value
    }

    /// `x`, `[x]`, `0:r`, `P0:r`
    mutating func parsePlace() throws(Abandon) -> LitmusPlace {
        let start = token.span
        var thread: Int?
        if token.kind == .number, peek().isSymbol(":") { thread = token.value }
        if peek().isSymbol(":"), let number = token.threadNumber { thread = number }
        if thread != nil {
            advance()
            advance()
            let name = try needName("a register's name")
            return LitmusPlace(thread: thread, name: name, span: span(from: start))
        }
        if take("[") {
            let name = try needName("a location's name")
            try need("]")
            return LitmusPlace(thread: nil, name: name, span: span(from: start))
        }
        let name = try needName("a location, or a register as in '0:r'")
        return LitmusPlace(thread: nil, name: name, span: span(from: start))
    }

    // MARK: - Threads

    private mutating func parseThreads() throws(Abandon) {
        while let number = token.threadNumber, peek().isSymbol("(") {
            if number != test.threads.count {
                report(
                    "L106", token.span, "expected 'P\(test.threads.count)', found '\(token.text)'",
                    hint: "threads are numbered from 0, in order")
            }
            do throws(Abandon) {
                try parseThread()
            } catch {
                nesting = 0
                skip(to: ["}"])
                _ = take("}")
            }
        }
        if isAt("{") { throw refuse("code outside of the threads is", token.span) }
        if test.threads.isEmpty, diagnostics.isEmpty { throw expected("the first thread, 'P0 (…) { … }'") }
    }

    private mutating func parseThread() throws(Abandon) {
        let start = token.span
        let name = try needName("a thread")
        try need("(")
        let parameters = try parseParameters()
        let head = span(from: start)
        // Recorded at once: a broken body doesn't make the others' numbers wrong.
        test.threads.append(LitmusThread(name: name, parameters: parameters, body: [], span: head))
        let body = try parseBlock()
        test.threads[test.threads.count - 1].body = body
    }

    /// Behind the `(`, its `)` included.
    private mutating func parseParameters() throws(Abandon) -> [LitmusParameter] {
        var parameters: [LitmusParameter] = []
        if take(")") { return parameters }
        if token.isWord("void"), peek().isSymbol(")") {
            advance()
            advance()
            return parameters
        }
        while true {
            do throws(Abandon) {
                let start = token.span
                let isAtomic = try parseType("a parameter as in 'atomic_int* x'")
                guard take("*") else {
                    throw expected("'*'", hint: "a parameter is a pointer to a location: 'atomic_int* x'")
                }
                while takeWord("volatile") {}
                if isAt("*") { throw refuse("a pointer to a pointer is", span(from: start)) }
                let name = try needName("the parameter's name")
                parameters.append(LitmusParameter(name: name, isAtomic: isAtomic))
                if !isAt(","), !isAt(")") { throw expected("',' or ')'") }
            } catch {
                skip(to: [",", ")", "{", "}", ";"])
            }
            if take(",") { continue }
            if take(")") { return parameters }
            throw Abandon()
        }
    }

    // MARK: - Behind the threads

    private mutating func parseEnd() throws(Abandon) {
        if takeWord("locations") {
            try need("[")
            while !isAt("]"), !isAtEnd {
                let place = try parsePlace()
                if token.isWord("int") || token.isWord("atomic_int") { advance() }
                if isAt("*") { throw refuse("a pointer is", token.span) }
                test.shown.append(place)
                if !isAt("]"), !take(";") { throw expected("';' or ']'") }
            }
            try need("]")
        }
        if takeWord("filter") { test.filter = try parseCondition() }
        try parseFinal()
        while take(";") {}
        if token.isWord("with") { throw refuse("'with' is", token.span) }
        if !isAtEnd { throw expected("the end of the file", hint: endHint) }
    }

    private var endHint: String? {
        switch token.text {
        case "locations": return "'locations' stands before 'filter' and the condition"
        case "filter": return "'filter' stands before the condition"
        default: return test.final == nil ? "behind the threads: 'exists', '~exists' or 'forall'" : nil
        }
    }

    private mutating func parseFinal() throws(Abandon) {
        let start = token.span
        let quantifier: LitmusQuantifier
        if takeWord("exists") || takeWord("final") {
            quantifier = .exists
        } else if takeWord("forall") {
            quantifier = .forall
        } else if isAt("~") || token.isWord("not") {
            advance()
            guard takeWord("exists") else { throw expected("'exists'") }
            quantifier = .notExists
        } else if isAt("(") {
            quantifier = .exists
        } else if token.isWord("observed") {
            throw refuse("'observed' is", token.span)
        } else {
            return
        }
        let condition = try parseCondition()
        test.final = LitmusFinal(quantifier: quantifier, condition: condition, span: span(from: start))
    }
}
