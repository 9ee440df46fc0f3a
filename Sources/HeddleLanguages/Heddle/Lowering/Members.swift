internal import HeddleProgram

/// What stands behind a dot: fields, cases, locals of threads, what sequences and objects tell.
extension RoutineLowering {
    func member(of access: Access, _ name: Identifier, base: SyntaxExpression, span: SourceSpan) -> Access? {
        switch access {
        case .threads(let group, let place):
            guard let thread = single(group, place, member: name.text) else { return nil }
            return threadLocal(thread, group, name, span: span)
        case .thread(let thread, let group): return threadLocal(thread, group, name, span: span)
        case .enumeration(let index, _):
            let enumeration = context.program.enumerations[index]
            guard let place = enumeration.cases.firstIndex(of: name.text) else {
                error(
                    "H205", name.span, "'\(enumeration.name)' has no case '\(name.text)'",
                    hint: Suggestions.hint(for: name.text, among: enumeration.cases)
                        ?? "it has " + enumeration.cases.map { "'\($0)'" }.joined(separator: ", "))
                return nil
            }
            return .value(Expression(.constant(.enumeration(place)), .enumeration(index), span))
        case .object(let reference, _): return observe(reference, name, span: span).map { .value($0) }
        case .function, .type: return noValue(access)
        case .place(let place): return memberOf(place, name, span: span)
        case .value(let value): return memberOf(value, name, span: span)
        }
    }

    private func memberOf(_ place: LoweredPlace, _ name: Identifier, span: SourceSpan) -> Access? {
        switch place.type {
        case .structure(let index):
            guard let field = fieldIndex(index, name) else { return nil }
            var inner = place
            inner.type = context.program.structures[index].fields[field].type
            inner.span = span
            if place.isAtomic {
                if inner.wholeAtomic == nil { (inner.wholeAtomic, inner.wholeType) = (place.place, place.type) }
                inner.path.append(.field(field))
            } else {
                inner.place = .field(place.place, field)
            }
            return .place(inner)
        case .array, .list: return sequenceMember(of: .place(place), name, span: span)
        default:
            guard let value = read(.place(place), place.span) else { return nil }
            return memberOf(value, name, span: span)
        }
    }

    private func memberOf(_ value: Expression, _ name: Identifier, span: SourceSpan) -> Access? {
        switch value.type {
        case .structure(let index):
            guard let field = fieldIndex(index, name) else { return nil }
            let type = context.program.structures[index].fields[field].type
            return .value(Expression(.fieldOf(value, field), type, span))
        case .reference(let pool):
            guard case .pool(let fields, _, _, _) = context.program.objects[pool].kind else { return nil }
            guard let field = fields.firstIndex(where: { $0.name == name.text }) else {
                noField(objectName(pool), name, fields.map(\.name))
                return nil
            }
            let storage = LoweredPlace.Storage.cell(pool: pool, isAtomic: fields[field].isAtomic)
            return .place(
                LoweredPlace(
                    place: .cellField(pool: pool, reference: value, field: field), type: fields[field].type,
                    storage: storage, span: span))
        case .optional(let inner):
            let written = context.text(value.span)
            if inner.isScalar, case .reference = inner {
                error(
                    "H303", value.span, "'\(context.describe(value.type))' may be nil here",
                    hint: "'\(written)!.\(name.text)', or 'if let m = \(written) { … }'")
            } else {
                error(
                    "H303", value.span, "'\(context.describe(value.type))' may be nil here",
                    hint: "'\(written)!' takes the value")
            }
            return nil
        case .array, .list: return sequenceMember(of: .value(value), name, span: span)
        case .thread:
            return threadLocalOfUnknown(value, name, span: span)
        default:
            error("H205", name.span, "'\(context.describe(value.type))' has no field '\(name.text)'")
            return nil
        }
    }

    private func sequenceMember(of access: Access, _ name: Identifier, span: SourceSpan) -> Access? {
        guard ["count", "isEmpty", "first", "last"].contains(name.text) else {
            let type: ValueType
            switch access {
            case .place(let place): type = place.type
            case .value(let value): type = value.type
            default: return nil
            }
            noMethod(name, of: context.describe(type), among: Self.listMethods)
            return nil
        }
        return sequenceValue(access, name, span: span).map { .value($0) }
    }

    private func fieldIndex(_ structure: Int, _ name: Identifier) -> Int? {
        let known = context.program.structures[structure]
        if let field = known.fields.firstIndex(where: { $0.name == name.text }) { return field }
        noField(known.name, name, known.fields.map(\.name))
        return nil
    }

    private func noField(_ type: String, _ name: Identifier, _ fields: [String]) {
        error(
            "H205", name.span, "'\(type)' has no field '\(name.text)'",
            hint: "it has " + fields.map { "'\($0)'" }.joined(separator: ", "))
    }
}
