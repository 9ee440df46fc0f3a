internal import HeddleProgram

/// Statements and expressions of a thread.
extension LitmusChecks {
    mutating func check(_ statements: [LitmusStatement]) {
        for statement in statements { check(statement) }
    }

    private mutating func checkBlock(_ statements: [LitmusStatement]) {
        blocks.append([])
        check(statements)
        blocks.removeLast()
    }

    private mutating func check(_ statement: LitmusStatement) {
        switch statement.kind {
        case .empty: break
        case .block(let body): checkBlock(body)
        case .declare(let name, let value):
            if let value { check(value) }
            declareRegister(name)
        case .assign(let name, let value):
            check(value)
            checkRegister(name, isAssigned: true)
        case .store(let location, let value):
            check(value)
            checkPlain(location)
        case .evaluate(let operation): check(operation)
        case .if(let condition, let then, let otherwise):
            check(condition)
            checkBlock(then)
            checkBlock(otherwise)
        case .while(let condition, let body):
            check(condition)
            checkBlock(body)
        }
    }

    private mutating func declareRegister(_ name: LitmusName) {
        if scope.threads[thread].parameters[name.text] != nil {
            report("L202", name.span, "'\(name.text)' is a parameter of P\(thread) already")
            return
        }
        if blocks.contains(where: { $0.contains(name.text) }) {
            report(
                "L202", name.span, "'\(name.text)' is declared already",
                hint: "to give it another value, write '\(name.text) = …'")
            return
        }
        blocks[blocks.count - 1].insert(name.text)
        if !scope.threads[thread].has(name.text) { scope.threads[thread].add(name) }
    }

    private mutating func checkRegister(_ name: LitmusName, isAssigned: Bool = false) {
        if blocks.contains(where: { $0.contains(name.text) }) { return }
        if let parameter = scope.threads[thread].parameters[name.text] {
            report(
                "L302", name.span, "'\(name.text)' is a location's address, not a value",
                hint: parameter.isAtomic
                    ? isAssigned ? "'atomic_store(\(name.text), …)'" : "'atomic_load(\(name.text))'"
                    : "'*\(name.text)'")
            return
        }
        let isElsewhere = scope.threads[thread].has(name.text)
        report(
            "L201", name.span, "'\(name.text)' is not declared here",
            hint: isElsewhere
                ? "the block that declares it is over: declare it before"
                : nearRegister(name.text) ?? (isAssigned ? "declare it: 'int \(name.text) = …'" : nil))
    }

    private func nearRegister(_ name: String) -> String? {
        Suggestions.hint(
            for: name, among: blocks.flatMap { $0.sorted() } + scope.threads[thread].parameters.keys.sorted())
    }

    private mutating func parameter(_ name: LitmusName) -> LitmusParameter? {
        if let found = scope.threads[thread].parameters[name.text] { return found }
        let isLocation = scope.location(name.text) != nil
        report(
            "L201", name.span, "P\(thread) has no parameter '\(name.text)'",
            hint: isLocation
                ? "each thread lists the locations that it uses: 'P\(thread) (…, atomic_int* \(name.text))'"
                : Suggestions.hint(for: name.text, among: scope.threads[thread].parameters.keys.sorted()))
        return nil
    }

    private mutating func checkPlain(_ name: LitmusName) {
        guard let parameter = parameter(name), parameter.isAtomic else { return }
        report(
            "L301", name.span, "'\(name.text)' is an 'atomic_int': '*\(name.text)' is no plain access",
            hint: "write 'atomic_load(\(name.text))' or 'atomic_store(\(name.text), …)', or make it an 'int*'")
    }

    private mutating func checkAtomic(_ name: LitmusName) {
        guard let parameter = parameter(name), !parameter.isAtomic else { return }
        report(
            "L301", name.span, "'\(name.text)' is an 'int', and atomic functions want an 'atomic_int'",
            hint: "make the parameter an 'atomic_int*', or write '*\(name.text)'")
    }

    private mutating func check(_ operation: LitmusOperation) {
        switch operation.kind {
        case .fence: break
        case .load(let location, _): checkAtomic(location)
        case .store(let location, let value, _), .modify(_, let location, let value, _):
            checkAtomic(location)
            check(value)
        case .compareExchange(let location, let expected, let desired, _, _, _):
            checkAtomic(location)
            check(desired)
            switch expected {
            case .register(let name): checkRegister(name)
            case .cell(let name):
                if blocks.contains(where: { $0.contains(name.text) }) {
                    report(
                        "L302", name.span, "'\(name.text)' is a value, not an address", hint: "write '&\(name.text)'")
                } else {
                    checkExpectedCell(name)
                }
            }
        }
    }

    private mutating func checkExpectedCell(_ name: LitmusName) {
        guard let parameter = parameter(name), parameter.isAtomic else { return }
        report(
            "L301", name.span, "'\(name.text)' is an 'atomic_int'; the expected value stands in an 'int'",
            hint: "an 'int*' parameter, or a register's address '&r'")
    }

    private mutating func check(_ expression: LitmusExpression) {
        switch expression.kind {
        case .number: break
        case .register(let name): checkRegister(name)
        case .plain(let name): checkPlain(name)
        case .operation(let operation): check(operation)
        case .unary(_, let operand): check(operand)
        case .and(let left, let right), .or(let left, let right):
            check(left)
            check(right)
        case .binary(_, let left, let right):
            check(left)
            check(right)
            checkOrder(left, right, expression.span)
        }
    }

    /// C leaves open which operand is evaluated first.
    private mutating func checkOrder(_ left: LitmusExpression, _ right: LitmusExpression, _ span: SourceSpan) {
        let (first, second) = (LitmusEffects(left), LitmusEffects(right))
        guard first.isOrdered(against: second) else {
            report(
                "L303", span, "C leaves open which of these two accesses comes first",
                hint: "read one of them into a register before: 'int r = …;'")
            return
        }
    }
}
