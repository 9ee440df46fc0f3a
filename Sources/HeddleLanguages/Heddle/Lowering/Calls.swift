internal import HeddleProgram

/// Calls: of functions, of types, of the built-in functions; `new`, `free`, `spawn`.
extension RoutineLowering {
    /// Lowers a call. As a statement it may have no value: then the result is `noResult`.
    func lowerCall(
        _ callee: SyntaxExpression, _ arguments: [SyntaxArgument], _ expecting: ValueType?, _ span: SourceSpan,
        into: LocalID?, isStatement: Bool
    ) -> Expression? {
        switch callee.kind {
        case .name(let name):
            if lookup(name) == nil, context.names[name] == nil {
                if let type = ModelContext.builtInType(name) { return lowerConversion(type, name, arguments, span) }
                if Self.isBuiltIn(name) { return lowerBuiltIn(name, arguments, expecting, span) }
            }
            return lowerNamedCall(name, callee.span, arguments, span, into: into, isStatement: isStatement)
        case .member(let base, let method):
            let result = lowerMethod(base, method, arguments, span, into: into, isStatement: isStatement)
            guard !isStatement, let result, result.type == Self.noResult(span).type else { return result }
            error("H301", span, "expected a value, but '\(method.text)' gives none")
            return nil
        default:
            error("H301", callee.span, "this cannot be called")
            return nil
        }
    }

    /// Stands for the value of a call that has none.
    static func noResult(_ span: SourceSpan) -> Expression { Expression(.structure([]), .structure(-1), span) }

    private func lowerNamedCall(
        _ name: String, _ place: SourceSpan, _ arguments: [SyntaxArgument], _ span: SourceSpan, into: LocalID?,
        isStatement: Bool
    ) -> Expression? {
        guard lookup(name) == nil, let known = context.names[name] else {
            if let access = resolveName(name, place) { notCallable(access, name, place) }
            for argument in arguments { quietType(of: argument.value) }
            return nil
        }
        switch known.entity {
        case .function(let index):
            return lowerFunctionCall(index, arguments, span, into: into, isStatement: isStatement)
        case .structure(let index): return lowerStructure(index, arguments, span)
        case .pool:
            error("H301", span, "a cell of '\(name)' is made with 'new'", hint: "'new \(name)(…)'")
            return nil
        case .refused: return nil
        default:
            if let access = resolveName(name, place) { notCallable(access, name, place) }
            return nil
        }
    }

    private func notCallable(_ access: Access, _ name: String, _ span: SourceSpan) {
        error("H301", span, "'\(name)' is no function")
    }

    func checkCount(_ name: String, _ found: Int, _ wanted: Int, _ span: SourceSpan) -> Bool {
        if found == wanted { return true }
        error(
            "H306", span,
            "'\(name)' takes \(wanted == 0 ? "no" : "\(wanted)") argument\(wanted == 1 ? "" : "s"), not \(found)")
        return false
    }

    private func lowerArguments(_ function: Int, _ arguments: [SyntaxArgument], _ span: SourceSpan) -> [Expression]? {
        let declaration = context.functions[function]
        let name = declaration.syntax.name.text
        guard checkCount(name, arguments.count, declaration.parameters.count, span) else {
            for argument in arguments { quietType(of: argument.value) }
            return nil
        }
        for (argument, parameter) in zip(arguments, declaration.parameters) {
            if let label = argument.label, label.text != parameter.name.text {
                error(
                    "H205", label.span, "'\(name)' has no parameter '\(label.text)' here",
                    hint: "it is called '\(parameter.name.text)'")
            }
        }
        let values = lowerAll(zip(arguments, declaration.parameters).map { ($0.value, $1.type) })
        let found = values.compactMap { $0 }
        return found.count == values.count ? found : nil
    }

    private func lowerFunctionCall(
        _ function: Int, _ arguments: [SyntaxArgument], _ span: SourceSpan, into: LocalID?, isStatement: Bool
    ) -> Expression? {
        let declaration = context.functions[function]
        let name = declaration.syntax.name.text
        if case .constant = mode.base {
            error("H307", span, "this must be constant: '\(name)(…)' is computed while the model runs")
            return nil
        }
        guard let values = lowerArguments(function, arguments, span) else { return nil }
        if declaration.result == nil, !isStatement {
            error("H301", span, "expected a value, but '\(name)' gives none")
            return nil
        }
        let callee = context.routine(of: function, instant: !mode.isThread)
        if !mode.isThread, context.deadDepth == 0 {
            context.deferredCalls.append(DeferredCall(function: function, routine: callee, mode: mode, span: span))
        }
        if !mode.allowsCode {
            guard let type = declaration.result else { return nil }
            return Expression(.call(callee, values), type, span)
        }
        guard let type = declaration.result else {
            emit(.call(callee, values, result: nil), span)
            return Self.noResult(span)
        }
        let result = isStatement ? nil : taker(of: type, into)
        emit(.call(callee, values, result: result), span)
        guard let result else { return Self.noResult(span) }
        return Expression(.read(.local(result)), locals[result].type, span)
    }

    private func lowerConversion(
        _ type: ValueType, _ name: String, _ arguments: [SyntaxArgument], _ span: SourceSpan
    )
        -> Expression?
    {
        guard checkCount(name, arguments.count, 1, span), let value = lower(arguments[0].value) else { return nil }
        guard type != .bool, value.type.isInteger else {
            error(
                "H301", arguments[0].value.span,
                "expected a number, found '\(context.describe(type == .bool ? .bool : value.type))'",
                hint: type == .bool ? "'x != 0'" : nil)
            return nil
        }
        return Folding.simplified(Expression(.convert(value), type, span))
    }

    private func lowerBuiltIn(
        _ name: String, _ arguments: [SyntaxArgument], _ expecting: ValueType?, _ span: SourceSpan
    ) -> Expression? {
        switch name {
        case "min", "max":
            guard checkCount(name, arguments.count, 2, span) else { return nil }
            let first = lower(arguments[0].value, expecting: expecting)
            let mark = code.count
            let second = lower(arguments[1].value, expecting: first?.type ?? expecting)
            guard var a = first, let b = second else { return nil }
            stabilise(&a, since: mark)
            guard let (x, y) = unifyIntegers(a, b, span) else { return nil }
            return Folding.simplified(
                Expression(name == "min" ? .minimum(x, y) : .maximum(x, y), context.widened(x.type), span))
        case "abs":
            guard checkCount(name, arguments.count, 1, span),
                let value = lower(arguments[0].value, expecting: expecting)
            else { return nil }
            guard value.type.isInteger else {
                mismatch(value, wanted: .int)
                return nil
            }
            return Folding.simplified(Expression(.absolute(value), context.widened(value.type), span))
        default: return lowerThreadQuestion(name, arguments, span)
        }
    }

    // MARK: - Cells and threads

    func lowerNew(_ name: Identifier, _ arguments: [SyntaxArgument], _ span: SourceSpan, into: LocalID?) -> Expression?
    {
        guard let known = context.names[name.text] else {
            context.unknownName(name.text, name.span, candidates: context.nameOrder)
            return nil
        }
        guard case .pool(let pool) = known.entity, case .pool(let fields, _, _, _) = context.program.objects[pool].kind
        else {
            if case .refused = known.entity { return nil }
            let hint: String?
            if case .structure = known.entity { hint = "a struct is made without 'new'" } else { hint = nil }
            error("H301", name.span, "'new' makes a cell of a pool, and '\(name.text)' is none", hint: hint)
            return nil
        }
        guard mayAct("new", span) else { return nil }
        guard let values = lowerFields(fields, of: name.text, arguments, span, call: "new \(name.text)") else {
            return nil
        }
        let result = taker(of: .reference(pool: pool), into)
        context.writes.insert(pool)
        operation(.new(pool: pool, initial: values, result: result), span)
        return Expression(.read(.local(result)), .reference(pool: pool), span)
    }

    func lowerFree(_ expression: SyntaxExpression, _ span: SourceSpan) {
        guard mayAct("free", span), let value = lower(expression) else { return }
        guard case .reference(let pool) = value.type else {
            mismatchReference(value)
            return
        }
        operation(.free(pool: pool, value), span)
    }

    private func mismatchReference(_ value: Expression) {
        if case .optional(.reference) = value.type {
            let written = context.text(value.span)
            error(
                "H303", value.span, "'\(context.describe(value.type))' may be nil here",
                hint: "'free \(written)!', or 'if let m = \(written) { … }'")
        } else {
            error("H301", value.span, "expected a reference, found '\(context.describe(value.type))'")
        }
    }

    func lowerSpawn(
        _ name: Identifier, _ arguments: [SyntaxArgument], _ span: SourceSpan, into: LocalID?
    )
        -> Expression?
    {
        guard let known = context.names[name.text] else {
            context.unknownName(name.text, name.span, candidates: context.nameOrder)
            return nil
        }
        switch known.entity {
        case .function(let function):
            guard mayAct("spawn", span), let values = lowerArguments(function, arguments, span) else { return nil }
            let group = context.spawnedGroup(of: function)
            let result = taker(of: .thread, into)
            operation(.spawn(group, values, result: result), span)
            return Expression(.read(.local(result)), .thread, span)
        case .threads:
            error(
                "H602", name.span, "'\(name.text)' starts by itself and cannot be spawned", hint: "make it a 'func'")
            return nil
        case .refused: return nil
        default:
            error("H301", name.span, "'spawn' starts a function, and '\(name.text)' is none")
            return nil
        }
    }

    /// Whether something that changes the world may stand here; a diagnostic otherwise.
    func mayAct(_ what: String, _ span: SourceSpan, waits: Bool = false) -> Bool {
        if case .expression = mode, mode.base.mayWrite {
            error("H406", span, "a quantifier only looks: it may not call '\(what)', which writes")
            return false
        }
        switch mode.base {
        case .thread, .function, .atomic: return true
        case .setup:
            if waits || what == "spawn" {
                error("H410", span, "'skip', 'yield' and waiting have no place in 'setup'")
                return false
            }
            return true
        case .ghost:
            error("H411", span, "ghost code may not \(waits ? "wait" : "act"): '\(what)' does")
            return false
        case .await:
            error("H406", span, "'await' only looks: it may not call '\(what)', which writes")
            return false
        case .property(let word):
            error("H701", span, "\(word) has no side effects: '\(what)' writes")
            return false
        case .choice(let word):
            error("H412", span, "'\(word)' only looks at locals: it may not call '\(what)'")
            return false
        case .constant:
            error("H307", span, "this must be constant: '\(what)' is a step")
            return false
        case .expression: return false
        }
    }
}
