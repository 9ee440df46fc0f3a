internal import HeddleProgram

extension PromelaParser {
    /// Whether a declaration of variables begins here.
    var startsDeclaration: Bool {
        guard token.kind == .name, !isAtBreak || consumedBreak == stream.index else { return false }
        if ["hidden", "show", "local"].contains(token.text) || PromelaWords.types.contains(token.text) { return true }
        if case .structure? = globals[token.text] { return true }
        return token.text == "mtype"
    }

    /// Variables of one type, or the names of an `mtype`. Gives the statements that initial values become behind the
    /// first statement of a process.
    @discardableResult
    func declaration(isParameter: Bool = false) throws(Abandon) -> [PromelaStatement] {
        var isHidden = false
        if at("hidden") || at("show") || at("local") { isHidden = advance().text == "hidden" }
        if at("mtype"), declaresMtypes {
            try mtypeDeclaration()
            return []
        }
        let type = try typeName()
        var statements: [PromelaStatement] = []
        repeat {
            let start = stream.index
            let (variable, name) = try variable(type, isHidden: isHidden, isParameter: isParameter)
            statements += declare(variable, name, from: start)
        } while take(",")
        return statements
    }

    /// A type's name; of `mtype:name` all three tokens.
    func typeName(inMessage: Bool = false) throws(Abandon) -> PromelaType {
        let word = token
        if case .structure(let index)? = globals[word.text] {
            advance()
            return .structure(index)
        }
        guard word.kind == .name, PromelaWords.types.contains(word.text) else {
            throw expected(
                "a type",
                hint: Self.foreignTypes.contains(word.text)
                    ? Self.typeHint
                    : Suggestions.hint(
                        for: word.text, among: PromelaWords.types.sorted() + model.structures.map(\.name.text)))
        }
        advance()
        switch word.text {
        case "bit": return .bit
        case "bool": return .bool
        case "byte": return .byte
        case "pid": return .pid
        case "short": return .short
        case "int": return .int
        case "chan": return .chan
        case "mtype":
            guard at(":") else { return .mtype(set: 0) }
            advance()
            guard isAtName else { throw expected("the name of a set behind 'mtype:'") }
            return .mtype(set: mtypeSet(advance().text))
        default:
            if inMessage { complain("P325", place(of: word), "'unsigned' cannot be the type of a message's field") }
            return .unsigned(bits: 16)
        }
    }

    private func mtypeSet(_ name: String) -> Int {
        if let known = model.mtypes.firstIndex(where: { $0.name == name }) { return known }
        model.mtypes.append(PromelaMtype(name: name))
        return model.mtypes.count - 1
    }

    private func variable(
        _ base: PromelaType, isHidden: Bool, isParameter: Bool
    ) throws(Abandon) -> (PromelaVariable, PromelaToken) {
        guard isAtName else {
            throw expected(
                "the name of a variable",
                hint: PromelaWords.all.contains(token.text) ? "'\(token.text)' is a reserved word" : nil)
        }
        let name = advance()
        var result = PromelaVariable(
            name: Identifier(name.text, place(of: name)), type: base, isHidden: isHidden)
        if at(":") {
            advance()
            result.type = try width(base, name)
        } else if case .unsigned = base {
            complain(
                "P326", place(of: name), "'\(name.text)' is unsigned without a width",
                hint: "write 'unsigned \(name.text) : 5' for five bits")
        }
        if at("[") {
            advance()
            let count = try size("the size of an array")
            try expect("]", "behind the size of the array")
            if count.value < 1 || count.value > 1_000_000 {
                complain("P327", count.span, "an array has 1 to 1000000 elements, here are \(count.value)")
            }
            result.count = min(max(count.value, 1), 1_000_000)
            if wideArrays.contains(place(of: name).start) { result.type = .byte }
            if isParameter { complain("P328", place(of: name), "a parameter cannot be an array") }
        }
        if isHidden, base == .bit || base == .bool {
            complain("P326", place(of: name), "a bit or bool cannot be hidden", hint: "use a byte")
        } else if isHidden {
            warn(
                "P403", place(of: name),
                "'hidden' is not heeded: '\(name.text)' is a part of the state, so there may be more states than Spin counts"
            )
        }
        if isParameter, case .structure(let index) = base, structureFacts[index].hasArray {
            complain("P328", place(of: name), "a parameter cannot be of a type with arrays in it")
        }
        if at("=") {
            let sign = advance()
            if isParameter {
                complain("P328", place(of: sign), "a parameter has no initial value: the 'run' gives one")
            }
            result.initial = try initial(of: result)
            noteInitial(result)
        }
        return (result, name)
    }

    /// The bits behind `unsigned x :`.
    private func width(_ base: PromelaType, _ name: PromelaToken) throws(Abandon) -> PromelaType {
        let bits = try size("the number of bits")
        guard case .unsigned = base else {
            complain("P326", bits.span, "only an 'unsigned' has a width")
            return base
        }
        if bits.value < 1 || bits.value > 31 {
            complain("P326", bits.span, "'\(name.text)' must have 1 to 31 bits, here are \(bits.value)")
        }
        return .unsigned(bits: min(max(bits.value, 1), 31))
    }

    /// A constant that gives a size; a variable stands for its initial value, as in Spin.
    func size(_ what: String) throws(Abandon) -> (value: Int, span: SourceSpan) {
        let value = try expression()
        if let known = constant(value) { return (known, value.span) }
        if case .place(let place) = value.kind, case .global(let index) = place.root, place.members.isEmpty,
            place.index == nil, case .value(let initial)? = model.globals[index].initial,
            let known = constant(initial), known > 0
        {
            warn(
                "P329", value.span,
                "\(what) is the initial value of '\(model.globals[index].name.text)': \(known)")
            return (known, value.span)
        }
        complain("P330", value.span, "\(what) must be a constant", hint: "name it with '#define'")
        return (1, value.span)
    }

    private func initial(of variable: PromelaVariable) throws(Abandon) -> PromelaInitial {
        if at("[") {
            let channel = try channel()
            if variable.type != .chan {
                complain("P331", channel.span, "'\(variable.name.text)' is no channel")
            }
            return .channel(channel)
        }
        if at("{") {
            let start = stream.index
            advance()
            var values: [PromelaExpression] = []
            repeat { values.append(try expression()) } while take(",")
            try expect("}", "behind the values of the array")
            let span = span(from: start)
            for value in values where constant(value) == nil {
                complain("P330", value.span, "the values of an array must be constants")
            }
            if let count = variable.count {
                if values.count > count {
                    complain(
                        "P332", span,
                        "'\(variable.name.text)' has \(PromelaPreprocessor.count(count, "element")), here are "
                            + "\(values.count) values")
                }
            } else {
                complain("P313", span, "'\(variable.name.text)' is no array")
            }
            return .list(values)
        }
        let value = try expression()
        forbidRun(value, "in an initial value")
        if case .structure = variable.type {
            complain(
                "P331", value.span, "a structure has no initial value of its own",
                hint: "give its fields theirs in the typedef")
        }
        checkAssigned(value, to: variable.type)
        return .value(value)
    }

    /// Most values of one message.
    static let fieldLimit = 255

    /// `[n] of { … }`.
    private func channel() throws(Abandon) -> PromelaChannel {
        let start = stream.index
        advance()
        let capacity = try size("the capacity of a channel")
        try expect("]", "behind the capacity")
        if capacity.value < 0 || capacity.value > 255 {
            complain("P333", capacity.span, "a channel holds 0 to 255 messages, here it is \(capacity.value)")
        }
        try expect("of", "behind the capacity")
        try expect("{", "for the types of the messages")
        var fields: [PromelaType] = []
        repeat {
            let span = token.span
            let type = try typeName(inMessage: true)
            if case .structure(let index) = type, structureFacts[index].hasStructureArray {
                complain("P334", span, "a message cannot hold an array of structures")
            }
            fields.append(type)
        } while take(",")
        try expect("}", "behind the types of the messages")
        if fields.reduce(0, { $0 + components(of: $1) }) > Self.fieldLimit {
            complain("P334", span(from: start), "a message has at most \(Self.fieldLimit) values")
        }
        return PromelaChannel(
            capacity: min(max(capacity.value, 0), 255), fields: fields, span: span(from: start))
    }

    /// Notes an array of bits that takes what may be more than a bit; nil: a number of any size.
    func noteStore(_ value: PromelaExpression?, to place: PromelaPlace) {
        guard place.type == .bit || place.type == .bool, let variable = arrayVariable(place) else { return }
        if let value, isTruth(value) { return }
        foundWideArrays.insert(variable.name.span.start)
    }

    private func noteInitial(_ variable: PromelaVariable) {
        guard variable.count != nil, variable.type == .bit || variable.type == .bool else { return }
        let values: [PromelaExpression]
        switch variable.initial {
        case .value(let value): values = [value]
        case .list(let list): values = list
        default: values = []
        }
        if !values.allSatisfy(isTruth) { foundWideArrays.insert(variable.name.span.start) }
    }

    /// The array whose element a place is.
    private func arrayVariable(_ place: PromelaPlace) -> PromelaVariable? {
        var variable: PromelaVariable?
        switch place.root {
        case .global(let index): variable = model.globals[index]
        case .local(let index): variable = body?.locals[index]
        }
        for member in place.members {
            guard case .structure(let structure)? = variable?.type else { return nil }
            variable = model.structures[structure].fields[member.field]
        }
        return variable?.count != nil ? variable : nil
    }

    /// Whether a value is 0 or 1 whatever happens.
    private func isTruth(_ value: PromelaExpression) -> Bool {
        switch value.kind {
        case .number(let number): return number == 0 || number == 1
        case .unary(.not, _), .poll, .timeout, .remoteLabel: return true
        case .channel(let question, _): return question != .length
        case .place(let place):
            return (place.type == .bit || place.type == .bool) && arrayVariable(place) == nil
        case .conditional(_, let first, let second): return isTruth(first) && isTruth(second)
        case .binary(let operation, let left, let right):
            switch operation {
            case .and, .or, .equal, .unequal, .less, .atMost, .greater, .atLeast: return true
            case .bitAnd, .bitOr, .bitXor, .multiply: return isTruth(left) && isTruth(right)
            case .subtract:
                if case .number(1) = left.kind { return isTruth(right) }
                return false
            default: return false
            }
        default: return false
        }
    }

    /// What is assigned to a channel must be one, and a symbolic name of the right set.
    func checkAssigned(_ value: PromelaExpression, to type: PromelaType) {
        checkMtype(value, goesTo: type)
        if type == .chan, constant(value) != nil {
            complain("P331", value.span, "a constant is no channel")
        }
    }

    // MARK: Into the tables

    /// Enters a variable; behind the first statement of a process its initial value is a statement.
    private func declare(_ variable: PromelaVariable, _ name: PromelaToken, from start: Int) -> [PromelaStatement] {
        guard let index = body?.locals.count, let block = body?.names.count else {
            if isFree(name) {
                globals[name.text] = .variable(model.globals.count)
            }
            model.globals.append(variable)
            return []
        }
        if isFree(name, asLocal: true) { body?.names[block - 1][name.text] = index }
        let isBeforeStatements = body?.isBeforeStatements ?? true
        var kept = variable
        if !isBeforeStatements { kept.initial = nil }
        body?.locals.append(kept)
        return isBeforeStatements ? [] : [lateInitial(variable, index, span(from: start))]
    }

    private func lateInitial(_ variable: PromelaVariable, _ index: Int, _ span: SourceSpan) -> PromelaStatement {
        var place = PromelaPlace(root: .local(index), type: variable.type, span: variable.name.span)
        if variable.count != nil { place.index = PromelaExpression(.number(0), span) }
        var value = PromelaExpression(.number(0), span)
        switch variable.initial {
        case .value(let given): value = given
        case .list:
            complain(
                "P335", span, "the values of an array can only be given before the first statement of the process")
        case .channel(let channel):
            complain("P335", channel.span, "a channel can only be made before the first statement of the process")
        case nil: break
        }
        if case .structure = variable.type { return statement(.skip, span) }
        noteStore(value, to: place)
        return statement(.assign(place, value), span)
    }

    // MARK: mtype and typedef

    /// Whether names are declared here (`mtype = {`, `mtype {`, `mtype:set = {`), not variables.
    private var declaresMtypes: Bool {
        if peek().isSymbol("=") || peek().isSymbol("{") { return true }
        return peek().isSymbol(":") && (peek(3).isSymbol("=") || peek(3).isSymbol("{")) && peek(4).text != "["
            && (peek(3).isSymbol("{") || peek(4).isSymbol("{"))
    }

    private func mtypeDeclaration() throws(Abandon) {
        let word = advance()
        var set = 0
        if take(":") { set = mtypeSet(advance().text) }
        _ = take("=")
        try expect("{", "for the names of the 'mtype'")
        if body != nil { complain("P336", place(of: word), "an 'mtype' declares its names outside of processes") }
        var names: [PromelaToken] = []
        while token.kind == .name || token.isSymbol(",") {
            if take(",") { continue }
            let name = advance()
            if PromelaWords.all.contains(name.text) {
                complain("P301", place(of: name), "'\(name.text)' is a reserved word and cannot be a name")
            } else if names.contains(where: { $0.text == name.text }) {
                complain("P302", place(of: name), "'\(name.text)' stands here twice")
            } else if isFree(name) {
                names.append(name)
            }
        }
        try expect("}", "behind the names of the 'mtype'")
        for name in names.reversed() {
            model.mtypes[set].names.append(Identifier(name.text, place(of: name)))
            globals[name.text] = .mtype(set: set, value: model.mtypes[set].names.count)
        }
        if model.mtypes[set].names.count > 255 {
            complain("P337", place(of: word), "an 'mtype' has at most 255 names")
        }
    }

    func typeDefinition() throws(Abandon) {
        advance()
        guard isAtName else { throw expected("the name of the type") }
        let name = advance()
        guard token.isSymbol("{") else { throw expected("'{' for the fields of the type") }
        advance()
        isInSequence = true
        defer { isInSequence = false }
        body = PromelaBody(number: -1)
        defer { body = nil }
        repeat {
            guard token.isSymbol("}") || startsDeclaration else { throw expected("a field, as in 'byte x'") }
            if token.isSymbol("}") { break }
            try declaration()
            if let last = body?.locals.last, case .structure(let inner) = last.type {
                checkSize(inner, last.name.span)
            }
        } while takeSeparators() || startsDeclaration
        guard token.isSymbol("}") else { throw expected("'}' behind the fields of the type") }
        advance()
        let fields = body?.locals ?? []
        if fields.isEmpty { complain("P338", place(of: name), "the type '\(name.text)' has no field") }
        if isFreeType(name) {
            globals[name.text] = .structure(model.structures.count)
            structureFacts.append(facts(of: fields))
            model.structures.append(
                PromelaStructure(name: Identifier(name.text, place(of: name)), fields: fields))
        }
    }

    private func isFreeType(_ name: PromelaToken) -> Bool {
        body = nil
        return isFree(name)
    }

    private func checkSize(_ structure: Int, _ span: SourceSpan) {
        if components(of: .structure(structure)) > 100_000 {
            complain("P339", span, "this type has more than 100000 values in it")
        }
    }
}
