internal import HeddleProgram

/// The first pass over a model: every name of the top gets its entity; what this version refuses is said.
extension ModelContext {
    /// Most structs, pools, functions, threads and properties of a model.
    static let declarationLimit = 1_000

    /// False where the model is too large to be looked at any further.
    func declareAll() -> Bool {
        var many = 0
        for declaration in model.declarations {
            switch declaration.kind {
            case .structure, .function, .pool, .thread, .property: many += 1
            default: break
            }
            guard many <= Self.declarationLimit else {
                error(
                    "H323", declaration.span,
                    "a model has at most \(Self.declarationLimit) types, bodies and properties")
                return false
            }
            declare(declaration)
        }
        return true
    }

    func declare(_ name: Identifier, _ entity: Entity) {
        if Self.builtInType(name.text) != nil {
            error("H202", name.span, "'\(name.text)' is a type of the language", hint: "choose another name")
            return
        }
        if let known = names[name.text] {
            if case .enumerationCase(let cases) = known.entity, case .enumerationCase(let more) = entity,
                cases[0].enumeration != more[0].enumeration
            {
                names[name.text]?.entity = .enumerationCase(cases + more)
                return
            }
            error(
                "H202", name.span, "'\(name.text)' is declared twice", hint: "first on line \(line(of: known.span))")
            return
        }
        names[name.text] = NamedEntity(entity: entity, span: name.span)
        nameOrder.append(name.text)
    }

    private func addObject(_ name: Identifier, _ declaration: SyntaxDeclaration, kind: ObjectKind) -> ObjectID {
        program.objects.append(
            SharedObject(name: name.text, kind: kind, span: name.span, documentation: declaration.documentation))
        return program.objects.count - 1
    }

    private func declare(_ declaration: SyntaxDeclaration) {
        switch declaration.kind {
        case .constant(let name, let type, let value):
            declare(name, .constant(constants.count))
            constants.append(ConstantDeclaration(name: name, type: type, expression: value))
        case .enumeration(let name, let cases):
            let index = program.enumerations.count
            declare(name, .enumeration(index))
            program.enumerations.append(Enumeration(name: name.text, cases: cases.map(\.text)))
            for (place, one) in cases.enumerated() { declare(one, .enumerationCase([(index, place)])) }
        case .structure(let name, let fields):
            declare(name, .structure(program.structures.count))
            program.structures.append(Structure(name: name.text, fields: []))
            structureFields.append(fields)
        case .pool(let name, _, _, _, let fields):
            let kind = ObjectKind.pool(fields: [], capacity: 0, any: false, recycling: false)
            let object = addObject(name, declaration, kind: kind)
            declare(name, .pool(object))
            poolFields[object] = fields
        case .variable(let variable, let isGhost):
            let object = addObject(variable.name, declaration, kind: .variable(.int, initial: .integer(0)))
            program.objects[object].isGhost = isGhost
            declare(variable.name, .object(object))
        case .atomic(let variable):
            let kind = ObjectKind.atomic(.int, initial: .integer(0))
            declare(variable.name, .object(addObject(variable.name, declaration, kind: kind)))
        case .object(let object):
            declare(object.name, .object(addObject(object.name, declaration, kind: provisionalKind(object))))
        case .channel(let name, _, _, _, _):
            let kind = ObjectKind.channel(.int, capacity: .rendezvous, unordered: false)
            declare(name, .object(addObject(name, declaration, kind: kind)))
        case .function(let function):
            declare(function.name, .function(functions.count))
            functions.append(FunctionDeclaration(syntax: function, span: declaration.span))
            if let implements = function.implements {
                refuse("H906", implements.spec.span.union(implements.operation.span), "'implements'")
            }
        case .thread(let thread):
            declare(thread.name, .threads(threadSyntax.count))
            threadSyntax.append(thread)
        default: declareRefused(declaration)
        }
    }

    private func declareRefused(_ declaration: SyntaxDeclaration) {
        switch declaration.kind {
        case .process(let process):
            declare(process.name, .refused)
            refuse("H901", process.name.span, "'process'")
        case .faults: refuse("H902", declaration.span, "'faults'")
        case .eventually(let eventually): refuse("H903", eventually.name.span, "'eventually'")
        case .linearizable(let name, _, _): refuse("H904", name.span, "'linearizable'")
        case .refines(let name, _, _, _): refuse("H905", name.span, "'refines'")
        case .spec(let name, _):
            declare(name, .refused)
            refuse("H906", name.span, "'spec'")
        default: break
        }
    }

    private func refuse(_ id: String, _ span: SourceSpan, _ what: String) {
        let head = SourceSpan(start: span.start, end: min(span.end, endOfLine(span.start)))
        error(id, head, "\(what) comes with a later version of Heddle")
    }

    private func endOfLine(_ offset: Int) -> Int {
        let line = source.line(of: offset)
        return line < source.lineStarts.count ? source.lineStarts[line] - 1 : source.bytes.count
    }

    private func provisionalKind(_ object: SyntaxObject) -> ObjectKind {
        switch object.kind {
        case .mutex: return .mutex(recursive: object.option?.text == "recursive")
        case .rwlock: return .rwlock(writersFirst: object.option?.text == "writersFirst")
        case .condition: return .condition(spurious: object.option?.text == "spurious")
        case .semaphore: return .semaphore(initial: 0, limit: nil)
        case .barrier: return .barrier(parties: 1)
        case .once: return .once
        case .event: return .event
        }
    }
}
