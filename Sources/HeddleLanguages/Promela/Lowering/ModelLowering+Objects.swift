internal import HeddleProgram

/// Variables and channels.
extension ModelLowering {
    func declareGlobals(_ written: WrittenChannels) {
        for (index, variable) in model.globals.enumerated() {
            let root = ChannelRoot(proctype: -1, variable: index)
            if variable.type == .chan, case .channel(let channel)? = variable.initial {
                let object = addChannel(
                    variable.name.text, variable.name.span, channel, count: variable.count, ofSlots: nil)
                let fixed = FixedChannel(
                    object: object, count: variable.count ?? 1, identity: nextIdentity, isOwn: false)
                addIdentities(object, fixed.count)
                if !written.globals.contains(index) {
                    fixedChannels[root] = fixed
                    globals.append(nil)
                    continue
                }
                let type = type(of: variable)
                let values = (0..<fixed.count).map { Value.enumeration(fixed.identity + $0) }
                globals.append(addVariable(variable, type, variable.count == nil ? values[0] : .elements(values)))
                continue
            }
            let type = type(of: variable)
            let value = initialValue(of: variable)
            globals.append(addVariable(variable, type, value))
            forEachChannelField(of: variable, at: .shared(program.objects.count - 1)) { place, name, channel in
                let object = addChannel(name, variable.name.span, channel, count: nil, ofSlots: nil)
                globalFieldChannels.append((place, nextIdentity))
                addIdentities(object, 1)
            }
        }
        usesLast = asksForLastMover()
        if usesLast {
            lastMover = program.objects.count
            let type = ValueType.sized(bits: 8, signed: false)
            program.objects.append(SharedObject(name: "_last", kind: .variable(type, initial: .integer(0))))
        }
        rules.usesTimeout = asksForTimeout()
    }

    private var nextIdentity: Int { max(1, program.enumerations[channelNames].cases.count) }

    /// Gives the elements of a channel that is there from the start their identities, and names to show them by.
    private func addIdentities(_ object: ObjectID, _ count: Int) {
        rules.channels.append(object)
        if program.enumerations[channelNames].cases.isEmpty { program.enumerations[channelNames].cases = ["none"] }
        let declared = program.objects[object]
        for element in 0..<count {
            program.enumerations[channelNames].cases.append(
                declared.count == nil ? declared.name : "\(declared.name)[\(element)]")
        }
    }

    private func addVariable(_ variable: PromelaVariable, _ type: ValueType, _ value: Value) -> ObjectID {
        program.objects.append(
            SharedObject(name: variable.name.text, kind: .variable(type, initial: value), span: variable.name.span))
        return program.objects.count - 1
    }

    private func addChannel(
        _ name: String, _ span: SourceSpan, _ channel: PromelaChannel, count: Int?, ofSlots: Int?
    ) -> ObjectID {
        var object = SharedObject(
            name: name,
            kind: .channel(
                messageType(channel), capacity: channel.capacity == 0 ? .rendezvous : .bounded(channel.capacity),
                unordered: false),
            count: ofSlots.map { $0 * (count ?? 1) } ?? count, span: span)
        object.isOwn = ofSlots != nil
        program.objects.append(object)
        return program.objects.count - 1
    }

    /// One component as it is, several as a structure.
    private func messageType(_ channel: PromelaChannel) -> ValueType {
        var components = channel.fields.flatMap(scalars)
        // Spin keeps a message's only component in a byte if it is one bit, uncut; beside others it is a bit.
        if components.count == 1, components[0] == type(.bit) || components[0] == type(.bool) {
            components[0] = type(.byte)
        }
        if components.count == 1 { return components[0] }
        let fields = components.enumerated().map { Field(name: String($0.offset), type: $0.element) }
        let known = program.structures.firstIndex { structure in
            structure.name == "message" && structure.fields.map(\.type) == components
        }
        if let known { return .structure(known) }
        program.structures.append(Structure(name: "message", fields: fields))
        return .structure(program.structures.count - 1)
    }

    private func scalars(_ type: PromelaType) -> [ValueType] {
        guard case .structure(let index) = type else { return [self.type(type)] }
        return model.structures[index].fields.flatMap { field in
            Array(repeating: scalars(field.type), count: field.count ?? 1).flatMap { $0 }
        }
    }

    // MARK: Channels of processes

    func declareOwnChannels(_ written: WrittenChannels) {
        for (index, proctype) in model.proctypes.enumerated() {
            var own: [(object: ObjectID, perProcess: Int)] = []
            var identity = 0
            for (local, variable) in proctype.locals.enumerated() {
                guard variable.type == .chan, case .channel(let channel)? = variable.initial else {
                    forEachChannelField(of: variable, at: .local(local)) { place, name, channel in
                        let object = addChannel(
                            "\(proctype.name.text).\(name)", variable.name.span, channel, count: 1, ofSlots: rules.slots
                        )
                        ownFieldChannels[index, default: []].append((local, place, identity))
                        own.append((object, 1))
                        identity += 1
                    }
                    continue
                }
                let count = variable.count ?? 1
                let object = addChannel(
                    proctype.name.text + "." + variable.name.text, variable.name.span, channel, count: count,
                    ofSlots: rules.slots)
                let fixed = FixedChannel(object: object, count: count, identity: identity, isOwn: true)
                ownVariables[ChannelRoot(proctype: index, variable: local)] = fixed
                if !written.locals.contains([index, local]) {
                    fixedChannels[ChannelRoot(proctype: index, variable: local)] = fixed
                }
                own.append((object, count))
                identity += count
            }
            rules.ownChannels.append(own)
        }
    }

    // MARK: Initial values

    /// The value that a global begins with, as far as it is constant.
    private func initialValue(of variable: PromelaVariable) -> Value {
        let element = type(variable.type)
        func single(_ expression: PromelaExpression) -> Value {
            constant(PromelaConstants.value(of: expression) ?? 0, element)
        }
        let start = defaultValue(variable.type, variable.name)
        switch variable.initial {
        case .value(let expression):
            let value = element.isScalar ? single(expression) : start
            return variable.count.map { .elements(Array(repeating: value, count: $0)) } ?? value
        case .list(let expressions):
            guard let count = variable.count else { return expressions.first.map(single) ?? start }
            return .elements((0..<count).map { $0 < expressions.count ? single(expressions[$0]) : start })
        case .channel, nil:
            return variable.count.map { .elements(Array(repeating: start, count: $0)) } ?? start
        }
    }

    /// What a variable without an initial value begins with: zero, and what a structure's fields begin with.
    func defaultValue(_ type: PromelaType, _ name: Identifier) -> Value {
        guard case .structure(let index) = type else { return zero(self.type(type)) }
        return .structure(
            model.structures[index].fields.map { field in
                initialValue(of: field)
            })
    }

    /// Every channel that a variable's structure makes, in order: where its identity lies, and a name for it.
    func forEachChannelField(
        of variable: PromelaVariable, at place: Place, _ body: (Place, String, PromelaChannel) -> Void
    ) {
        guard case .structure(let structure) = variable.type else { return }
        for index in 0..<(variable.count ?? 1) {
            let whole = variable.count == nil ? place : .element(place, index: Self.number(index))
            let name = variable.name.text + (variable.count == nil ? "" : "[\(index)]")
            forEachChannelField(structure, whole, name, body)
        }
    }

    private func forEachChannelField(
        _ structure: Int, _ whole: Place, _ name: String, _ body: (Place, String, PromelaChannel) -> Void
    ) {
        for (index, field) in model.structures[structure].fields.enumerated() {
            for element in 0..<(field.count ?? 1) {
                var place = Place.field(whole, index)
                var name = name + "." + field.name.text
                if field.count != nil {
                    place = .element(place, index: Self.number(element))
                    name += "[\(element)]"
                }
                if case .channel(let channel)? = field.initial { body(place, name, channel) }
                if case .structure(let inner) = field.type { forEachChannelField(inner, place, name, body) }
            }
        }
    }

    private static func number(_ value: Int) -> Expression { Expression(.constant(.integer(value)), .int) }

    /// Globals that begin with what other globals hold.
    func setupAssignments() -> [Instruction] {
        var code: [Instruction] = []
        let context = ProcessLowering(self, proctype: -1)
        for (place, identity) in globalFieldChannels {
            code.append(Instruction(.assign(place, context.number(identity))))
        }
        for (index, variable) in model.globals.enumerated() {
            guard let object = globals[index] else { continue }
            let element = type(variable.type)
            func assign(_ place: Place, _ expression: PromelaExpression) {
                guard PromelaConstants.value(of: expression) == nil else { return }
                code.append(
                    Instruction(.assign(place, context.fitted(expression, to: element)), variable.name.span))
            }
            switch variable.initial {
            case .value(let expression):
                if let count = variable.count {
                    for index in 0..<count {
                        assign(.element(.shared(object), index: context.number(index)), expression)
                    }
                } else {
                    assign(.shared(object), expression)
                }
            case .list(let expressions):
                for (index, expression) in expressions.enumerated() where index < (variable.count ?? 0) {
                    assign(.element(.shared(object), index: context.number(index)), expression)
                }
            case .channel, nil: break
            }
        }
        return code
    }

    // MARK: What is asked for

    private func forEachExpression(_ visit: (PromelaExpression) -> Void) {
        for proctype in model.proctypes {
            if let provided = proctype.provided { PromelaWalk.visit(provided, visit) }
            PromelaWalk.forEach(proctype.body) { statement in
                for expression in PromelaWalk.expressions(of: statement) { PromelaWalk.visit(expression, visit) }
            }
        }
    }

    private func asksForLastMover() -> Bool {
        var found = false
        forEachExpression { if case .lastMover = $0.kind { found = true } }
        return found
    }

    private func asksForTimeout() -> Bool {
        var found = false
        forEachExpression { if case .timeout = $0.kind { found = true } }
        return found
    }
}

/// Expressions of numbers alone.
enum PromelaConstants {
    static func value(of expression: PromelaExpression) -> Int? {
        switch expression.kind {
        case .number(let number): return number
        case .mtype(_, let value): return value
        case .unary(let op, let operand):
            guard let a = value(of: operand) else { return nil }
            switch op {
            case .not: return a == 0 ? 1 : 0
            case .complement: return ~a
            case .minus: return cut(0 &- a)
            }
        case .binary(let op, let left, let right):
            guard let a = value(of: left), let b = value(of: right) else { return nil }
            return binary(op, a, b)
        case .conditional(let condition, let then, let otherwise):
            guard let test = value(of: condition) else { return nil }
            return value(of: test != 0 ? then : otherwise)
        default: return nil
        }
    }

    private static func binary(_ op: PromelaBinary, _ a: Int, _ b: Int) -> Int? {
        switch op {
        case .add: return cut(a &+ b)
        case .subtract: return cut(a &- b)
        case .multiply: return cut(a &* b)
        case .divide: return b == 0 ? nil : cut(a / b)
        case .remainder: return b == 0 ? nil : b == -1 ? 0 : a % b
        case .and: return a != 0 && b != 0 ? 1 : 0
        case .or: return a != 0 || b != 0 ? 1 : 0
        case .bitAnd: return a & b
        case .bitOr: return a | b
        case .bitXor: return a ^ b
        case .shiftLeft: return cut(a << (b & 31))
        case .shiftRight: return a >> (b & 31)
        case .equal: return a == b ? 1 : 0
        case .unequal: return a != b ? 1 : 0
        case .less: return a < b ? 1 : 0
        case .atMost: return a <= b ? 1 : 0
        case .greater: return a > b ? 1 : 0
        case .atLeast: return a >= b ? 1 : 0
        }
    }

    /// As a 32-bit C int.
    static func cut(_ value: Int) -> Int { Int(Int32(truncatingIfNeeded: value)) }
}
