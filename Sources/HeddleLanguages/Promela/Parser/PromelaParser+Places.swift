internal import HeddleProgram

extension PromelaParser {
    /// A variable, an element, a field: `x`, `a[i]`, `s.f[j]`.
    func place() throws(Abandon) -> PromelaPlace {
        let start = stream.index
        guard isAtName else { throw expected("the name of a variable") }
        let name = advance()
        let root: PromelaPlace.Root
        let variable: PromelaVariable
        if let body, let index = body.local(name.text) {
            root = .local(index)
            variable = body.locals[index]
        } else if case .variable(let index)? = globals[name.text] {
            root = .global(index)
            variable = model.globals[index]
        } else {
            throw unknown(name)
        }
        return try place(root, variable, from: start)
    }

    private func unknown(_ name: PromelaToken) -> Abandon {
        var hint = suggestion(for: name.text)
        if at("(") {
            hint =
                proctypeNumbers[name.text] != nil
                ? "a process is started with 'run \(name.text)(…)'"
                : hint ?? "an inline is defined before it is called"
        }
        if let known = globals[name.text] {
            complain("P303", place(of: name), "'\(name.text)' is \(known.words), no variable", hint: hint)
        } else {
            complain("P304", place(of: name), "nothing here is called '\(name.text)'", hint: hint)
        }
        return Abandon()
    }

    /// Subscripts and fields behind a variable's name, which stands at `start`.
    func place(
        _ root: PromelaPlace.Root, _ variable: PromelaVariable, from start: Int
    ) throws(Abandon) -> PromelaPlace {
        var result = PromelaPlace(root: root, type: variable.type, span: span(from: start))
        result.index = try subscripted(variable)
        while at(".") {
            advance()
            guard token.kind == .name, !isAtBreak else { throw expected("the name of a field behind '.'") }
            let name = advance()
            guard case .structure(let structure) = result.type else {
                complain(
                    "P310", place(of: name), "there is no field '\(name.text)': what stands before is no structure")
                throw Abandon()
            }
            let fields = model.structures[structure].fields
            guard let field = fields.firstIndex(where: { $0.name.text == name.text }) else {
                complain(
                    "P310", place(of: name),
                    "the type '\(model.structures[structure].name.text)' has no field '\(name.text)'",
                    hint: Suggestions.hint(for: name.text, among: fields.map(\.name.text)))
                throw Abandon()
            }
            let index = try subscripted(fields[field])
            result.members.append(PromelaPlace.Member(field: field, index: index))
            result.type = fields[field].type
        }
        result.span = span(from: start)
        return result
    }

    /// `[index]` behind a variable or field, checked against what it is.
    private func subscripted(_ variable: PromelaVariable) throws(Abandon) -> PromelaExpression? {
        let end = previous?.span ?? token.span
        guard at("[") else {
            if variable.count != nil {
                complain(
                    "P311", end, "'\(variable.name.text)' is an array: an index is missing",
                    hint: "write '\(variable.name.text)[0]' for the first element")
            }
            return nil
        }
        advance()
        let index = try expression()
        try expect("]", "behind the index")
        if let count = variable.count {
            if let value = constant(index), value < 0 || value >= count {
                warn(
                    "P312", index.span,
                    "index \(value) is outside of '\(variable.name.text)', which has "
                        + "\(PromelaPreprocessor.count(count, "element")) from 0")
            }
        } else if constant(index) != 0 {
            complain("P313", index.span, "'\(variable.name.text)' is no array")
        } else {
            return nil
        }
        return index
    }

    /// A place that holds a channel.
    func channelPlace() throws(Abandon) -> PromelaPlace {
        let place = try self.place()
        checkChannel(place)
        return place
    }

    func checkChannel(_ place: PromelaPlace) {
        if place.type != .chan {
            complain("P314", place.span, "this is no channel", hint: "a channel is declared with 'chan'")
        }
    }

    /// The channel that a variable is declared with, if it is: what its messages must look like.
    func declaredChannel(_ place: PromelaPlace) -> PromelaChannel? {
        var initial: PromelaInitial?
        switch place.root {
        case .global(let index): initial = model.globals[index].initial
        case .local(let index): initial = body?.locals[index].initial
        }
        if !place.members.isEmpty {
            initial = nil
            var type: PromelaType
            switch place.root {
            case .global(let index): type = model.globals[index].type
            case .local(let index): type = body?.locals[index].type ?? .byte
            }
            for member in place.members {
                guard case .structure(let structure) = type else { return nil }
                initial = model.structures[structure].fields[member.field].initial
                type = model.structures[structure].fields[member.field].type
            }
        }
        if case .channel(let channel)? = initial { return channel }
        return nil
    }

    // MARK: Constants

    /// A constant expression's value.
    func constant(_ expression: PromelaExpression) -> Int? {
        switch expression.kind {
        case .number(let value): return value
        case .mtype(_, let value): return value
        case .unary(.minus, let operand): return constant(operand).map { 0 &- $0 }
        case .unary(.not, let operand): return constant(operand).map { $0 == 0 ? 1 : 0 }
        case .unary(.complement, let operand): return constant(operand).map { ~$0 }
        case .binary(let operation, let left, let right):
            guard let first = constant(left), let second = constant(right) else { return nil }
            return Self.apply(operation, first, second)
        default: return nil
        }
    }

    private static func apply(_ operation: PromelaBinary, _ left: Int, _ right: Int) -> Int? {
        let value: Int
        switch operation {
        case .add: value = left &+ right
        case .subtract: value = left &- right
        case .multiply: value = left &* right
        case .divide:
            guard right != 0 else { return nil }
            value = left / right
        case .remainder:
            guard right != 0 else { return nil }
            value = left % right
        default: return nil
        }
        return Int(Int32(truncatingIfNeeded: value))
    }

    // MARK: Other processes

    /// `P[e]:x`, `P[e]@L`, `P:x`, `P@L`; the name of an earlier process is the current token.
    func remote(_ number: Int) throws(Abandon) -> PromelaExpression {
        let start = stream.index
        let name = advance()
        if let body, body.step != 0 {
            refuse(place(of: name), "asking another process within 'd_step'", hint: "ask before the 'd_step'")
        }
        var instance: PromelaExpression?
        if take("[") {
            instance = try expression()
            try expect("]", "behind the number of the process")
        }
        guard declaredProctypes.contains(name.text), number < model.proctypes.count else {
            complain(
                "P315", place(of: name), "'\(name.text)' is not complete here, so nothing in it can be asked for",
                hint: "put the process before the one that looks into it")
            throw Abandon()
        }
        let proctype = model.proctypes[number]
        if take("@") {
            guard token.kind == .name else { throw expected("the name of a label behind '@'") }
            let label = advance()
            guard let index = proctype.labels.firstIndex(where: { $0.name.text == label.text }) else {
                complain(
                    "P316", place(of: label), "process '\(name.text)' has no label '\(label.text)'",
                    hint: Suggestions.hint(for: label.text, among: proctype.labels.map(\.name.text)))
                throw Abandon()
            }
            remoteLabels[number, default: []].insert(index)
            return PromelaExpression(
                .remoteLabel(proctype: number, instance: instance, label: index), span(from: start))
        }
        try expect(":", "or '@' behind the process")
        guard token.kind == .name else { throw expected("the name of a variable of '\(name.text)' behind ':'") }
        let variableStart = stream.index
        let variable = advance()
        guard let index = proctype.locals.firstIndex(where: { $0.name.text == variable.text }) else {
            complain(
                "P316", place(of: variable), "process '\(name.text)' has no variable '\(variable.text)'",
                hint: Suggestions.hint(for: variable.text, among: proctype.locals.map(\.name.text)))
            throw Abandon()
        }
        let place = try self.place(.local(index), proctype.locals[index], from: variableStart)
        return PromelaExpression(
            .remotePlace(proctype: number, instance: instance, place), span(from: start))
    }
}
