internal import HeddleProgram

/// Lowers one proctype; with proctype -1, what stands outside of all.
final class ProcessLowering {
    let whole: ModelLowering
    let proctype: Int
    var code: [Instruction] = []
    /// Hidden locals of the routine, behind the declared ones.
    var hidden: [Local] = []
    /// By node: where its step begins, where it is entered within a step, what its own action is.
    var restStarts: [Int: Int] = [:]
    var insideStarts: [Int: Int] = [:]
    var actionStarts: [Int: Int] = [:]
    /// Instructions that jump to a label of the three kinds, patched at the end.
    var fixups: [(instruction: Int, goal: Goal)] = []

    enum Goal: Hashable {
        case rest(Int)
        case inside(Int)
        case action(Int)
        case local(Int)
    }
    var localLabels: [Int] = []
    /// Processes that the statement at hand has started: where their numbers lie.
    var runResults: [SourceSpan: LocalID] = [:]
    /// By label of the proctype: the node it stands at.
    var labelNodes: [Int: ControlNode] = [:]

    init(_ whole: ModelLowering, proctype: Int) {
        self.whole = whole
        self.proctype = proctype
    }

    var declared: PromelaProctype? { proctype >= 0 ? whole.model.proctypes[proctype] : nil }

    func number(_ value: Int) -> Expression { Expression(.constant(.integer(value)), .int) }

    func hiddenLocal(_ type: ValueType) -> LocalID {
        let index = (declared?.locals.count ?? 0) + hidden.count
        hidden.append(Local(name: "", type: type, isHidden: true))
        return index
    }

    // MARK: Places

    /// A variable's place, with the type of what lies there.
    func place(_ source: PromelaPlace) -> (place: Place, type: ValueType) {
        let variable: PromelaVariable
        var result: Place
        switch source.root {
        case .global(let index):
            variable = whole.model.globals[index]
            guard let object = whole.globals[index] else {
                preconditionFailure("Heddle bug: a channel that never changes has no variable")
            }
            result = .shared(object)
        case .local(let index):
            variable = whole.model.proctypes[localOwner ?? proctype].locals[index]
            result = rootPlace(index)
        }
        if variable.count != nil { result = .element(result, index: index(source.index)) }
        var type = variable.type
        for member in source.members {
            guard case .structure(let structure) = type else { break }
            let field = whole.model.structures[structure].fields[member.field]
            result = .field(result, member.field)
            if field.count != nil { result = .element(result, index: index(member.index)) }
            type = field.type
        }
        return (result, whole.type(type))
    }

    /// Set while a place of another process is being lowered: its proctype, and which process.
    var localOwner: Int?
    var localInstance: Expression?

    private func rootPlace(_ local: Int) -> Place {
        guard let localOwner, let localInstance else { return .local(local) }
        return .threadLocal(thread: localInstance, routine: localOwner, local: local)
    }

    private func index(_ expression: PromelaExpression?) -> Expression {
        guard let expression else { return number(0) }
        if let known = PromelaConstants.value(of: expression) { return number(known) }
        let kept = (localOwner, localInstance)
        (localOwner, localInstance) = (nil, nil)
        defer { (localOwner, localInstance) = kept }
        return term(expression).expression
    }

    // MARK: Channels

    func fixedChannel(_ source: PromelaPlace) -> ModelLowering.FixedChannel? {
        guard source.members.isEmpty, localOwner == nil else { return nil }
        switch source.root {
        case .global(let index): return whole.fixedChannels[.init(proctype: -1, variable: index)]
        case .local(let index): return whole.fixedChannels[.init(proctype: proctype, variable: index)]
        }
    }

    func channel(_ source: PromelaPlace) -> ChannelPlace {
        guard let fixed = fixedChannel(source) else { return .identity(term(of: source).expression) }
        let isArray = whole.program.objects[fixed.object].count != nil
        guard isArray else { return .known(ObjectReference(fixed.object)) }
        var element = index(source.index)
        if fixed.isOwn {
            let first = Expression(.binary(.multiply, selfNumber, number(fixed.count)), .int)
            element = fixed.count == 1 ? selfNumber : Expression(.binary(.add, first, element), .int)
        }
        return .known(ObjectReference(fixed.object, index: element))
    }

    var selfNumber: Expression { Expression(.convert(Expression(.selfThread, .thread)), .int) }

    /// The type of a channel's messages, as far as it is known.
    func messageType(_ channel: ChannelPlace, components: Int) -> ValueType {
        func type(_ object: ObjectID) -> ValueType? {
            if case .channel(let type, _, _) = whole.program.objects[object].kind { return type }
            return nil
        }
        if case .known(let reference) = channel, let known = type(reference.object) { return known }
        for object in whole.program.objects.indices {
            guard let known = type(object) else { continue }
            if whole.componentCount(known) == components { return known }
        }
        return .int
    }
}

extension ModelLowering {
    func componentCount(_ type: ValueType) -> Int {
        if case .structure(let index) = type { return program.structures[index].fields.count }
        return 1
    }

    /// The types of a message's components.
    func components(_ type: ValueType) -> [ValueType] {
        if case .structure(let index) = type { return program.structures[index].fields.map(\.type) }
        return [type]
    }
}
