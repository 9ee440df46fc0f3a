internal import HeddleProgram

/// Assignments to locals and shared places.
extension RoutineLowering {
    /// Whether a place may be changed here; a diagnostic otherwise.
    func mayChange(_ place: LoweredPlace, _ span: SourceSpan) -> Bool {
        switch place.storage {
        case .local(let local):
            guard let known = named.last(where: { $0.id == local }) else { return true }
            if known.isConstant {
                error(
                    "H310", place.span, "'\(known.name.text)' is a 'let' and cannot change",
                    hint: "declare it with 'var'")
                return false
            }
            if case .ghost = mode.base, !ghostLocals.contains(local) {
                error("H411", place.span, "ghost code may not write the local '\(known.name.text)' of the program")
                return false
            }
            return true
        case .otherThread:
            error("H116", place.span, "this cannot be assigned to")
            return false
        case .variable(let object), .atomic(let object), .cell(let object, _):
            context.writes.insert(object)
            return mayChangeShared(object, place.span)
        }
    }

    private func mayChangeShared(_ object: ObjectID, _ span: SourceSpan) -> Bool {
        let name = objectName(object)
        if case .expression = mode, mode.base.mayWrite {
            error("H406", span, "a quantifier only looks: it may not write '\(name)'")
            return false
        }
        switch mode.base {
        case .thread, .atomic, .function, .setup:
            return true
        case .ghost:
            if context.isGhost(object) { return true }
            error("H411", span, "ghost code may not write the shared variable '\(name)'")
        case .await: error("H406", span, "'await' only looks: it may not write '\(name)'")
        case .property(let word): error("H701", span, "\(word) has no side effects: this writes '\(name)'")
        case .choice(let word): error("H412", span, "'\(word)' may not write '\(name)'")
        case .constant: error("H307", span, "this must be constant: '\(name)' is a variable")
        case .expression: break
        }
        return false
    }

    func lowerAssign(_ target: SyntaxExpression, _ symbol: String, _ value: SyntaxExpression, _ span: SourceSpan) {
        guard let access = resolve(target) else {
            _ = quietType(of: value)
            return
        }
        guard case .place(var place) = access else {
            notAssignable(access, target, symbol, value)
            return
        }
        if place.wholeAtomic != nil {
            partWritten(place)
            return
        }
        if symbol != "=" {
            lowerCompound(place, symbol, value, span)
            return
        }
        let mark = code.count
        var into: LocalID?
        if case .local(let local) = place.place { into = local }
        guard let result = lowerValue(value, to: place.type, into: into) else { return }
        guard mayChange(place, span) else { return }
        if let into, case .read(.local(into)) = result.kind { return }
        stabilise(&place, since: mark)
        store(result, in: place, span)
    }

    private func notAssignable(
        _ access: Access, _ target: SyntaxExpression, _ symbol: String, _ value: SyntaxExpression
    ) {
        _ = quietType(of: value)
        if case .value = access, case .name(let name) = target.kind {
            error("H310", target.span, "'\(name)' is a constant and cannot change", hint: "declare it with 'var'")
        } else if case .thread = access, case .name(let name) = target.kind {
            error("H310", target.span, "'\(name)' is a 'let' and cannot change", hint: "declare it with 'var'")
        } else {
            error("H116", target.span, "this cannot be assigned to")
        }
    }

    /// One write of a place that may be written.
    private func store(_ value: Expression, in place: LoweredPlace, _ span: SourceSpan) {
        guard place.isShared, mode.isThread else {
            emit(.assign(place.place, value), span)
            return
        }
        guard isOneAccess(place) else {
            wholeAccess(place, reading: false)
            return
        }
        operation(.write(place.place, value, order: place.order), span)
    }

    private func lowerCompound(_ target: LoweredPlace, _ symbol: String, _ value: SyntaxExpression, _ span: SourceSpan)
    {
        let written = context.text(target.span)
        let name = String(symbol.dropLast())
        if target.isAtomic {
            let methods = ["+": "fetchAdd", "-": "fetchSub", "&": "fetchAnd", "|": "fetchOr", "^": "fetchXor"]
            let operand = context.text(value.span)
            let apart = "'\(written) = \(written) \(name) \(operand)' two"
            error(
                "H402", span, "is '\(context.text(span))' one step or two?",
                hint: methods[name].map { "'\(written).\($0)(\(operand))' is one, \(apart)" } ?? "\(apart)")
            return
        }
        guard target.type.isInteger else {
            error("H301", target.span, "expected a number, found '\(context.describe(target.type))'")
            _ = quietType(of: value)
            return
        }
        var place = target
        // The indices are evaluated once: what the read and the value do must not change them.
        let mark = code.count
        guard var old = read(.place(place), place.span) else { return }
        let second = code.count
        let operand = lower(value, expecting: place.type)
        guard mayChange(place, span), let operand else { return }
        stabilise(&old, since: second)
        guard let sum = arithmetic(name, old, operand, span, span), let result = coerce(sum, to: place.type) else {
            return
        }
        stabilise(&place, since: mark)
        store(result, in: place, span)
    }
}
