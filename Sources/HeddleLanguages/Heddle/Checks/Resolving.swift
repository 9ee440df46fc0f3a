internal import HeddleProgram

/// The second pass: types, sizes, initial values and signatures of everything declared.
extension ModelContext {
    func resolveDeclarations() {
        resolveStructures()
        resolvePools()
        var object = 0
        for declaration in model.declarations {
            switch declaration.kind {
            case .pool: object += 1
            case .variable(let variable, _):
                if let (type, initial) = typeAndValue(variable) {
                    program.objects[object].kind = .variable(type, initial: initial)
                } else {
                    poison(variable.name, object)
                }
                object += 1
            case .atomic(let variable):
                if let (type, initial) = typeAndValue(variable) {
                    program.objects[object].kind = .atomic(type, initial: initial)
                    checkAtomic(type, variable.name)
                } else {
                    poison(variable.name, object)
                }
                object += 1
            case .object(let syntax):
                resolve(syntax, object)
                object += 1
            case .channel(let name, let size, let type, let unordered, let capacity):
                program.objects[object].count = size.flatMap(constantCount)
                if let type = resolve(type), let capacity = resolve(capacity) {
                    program.objects[object].kind = .channel(type, capacity: capacity, unordered: unordered)
                } else {
                    poison(name, object)
                }
                object += 1
            case .bounds(let bounds): bounds.forEach(resolve)
            case .memory(let name): resolveMemory(name)
            case .permit(let forbids, let name): resolvePermit(name, forbids: forbids)
            default: break
            }
        }
        resolveThreads()
        resolveSignatures()
    }

    private func resolveStructures() {
        for index in program.structures.indices {
            program.structures[index].fields = structureFields[index].compactMap { field in
                resolve(field.type).map { Field(name: field.name.text, type: $0, isAtomic: field.isAtomic) }
            }
            checkFieldNames(structureFields[index])
        }
        for index in program.structures.indices {
            let name = program.structures[index].name
            let span = names[name]?.span ?? .none
            if holdsItself(index) {
                error("H315", span, "'\(name)' cannot hold itself")
                program.structures[index].fields = []
            } else if !checkSize(.structure(index), span) {
                program.structures[index].fields = []
            }
        }
        for index in program.structures.indices {
            for place in program.structures[index].fields.indices {
                let field = program.structures[index].fields[place]
                guard let syntax = structureFields[index].first(where: { $0.name.text == field.name }) else { continue }
                program.structures[index].fields[place].initial = initialValue(syntax.initial, as: field.type)
            }
        }
    }

    /// A variable whose declaration is wrong: who uses it has nothing to answer for.
    private func poison(_ name: Identifier, _ object: ObjectID) {
        if case .object(object)? = names[name.text]?.entity { names[name.text]?.entity = .refused }
    }

    /// Whether a struct is met again inside itself (other than through a reference).
    private func holdsItself(_ structure: Int) -> Bool {
        var seen: Set<Int> = []
        var queue = [structure]
        while let next = queue.popLast() {
            for field in program.structures[next].fields {
                guard let inner = innermostStructure(field.type) else { continue }
                if inner == structure { return true }
                if seen.insert(inner).inserted { queue.append(inner) }
            }
        }
        return false
    }

    private func innermostStructure(_ type: ValueType) -> Int? {
        switch type {
        case .structure(let index): return index
        case .array(let inner, _), .list(let inner, _), .optional(let inner): return innermostStructure(inner)
        default: return nil
        }
    }

    private func checkFieldNames(_ fields: [SyntaxField]) {
        for (place, field) in fields.enumerated() {
            if let first = fields[..<place].first(where: { $0.name.text == field.name.text }) {
                error(
                    "H202", field.name.span, "'\(field.name.text)' is declared twice",
                    hint: "first on line \(line(of: first.name.span))")
            }
        }
    }

    private func resolvePools() {
        for declaration in model.declarations {
            guard case .pool(let name, let capacity, let any, let recycling, let fields) = declaration.kind,
                case .pool(let object) = names[name.text]?.entity
            else { continue }
            checkFieldNames(fields)
            let resolved = fields.compactMap { field in
                resolve(field.type).map { type in
                    Field(
                        name: field.name.text, type: type, isAtomic: field.isAtomic,
                        initial: initialValue(field.initial, as: type))
                }
            }
            guard let count = constantCount(capacity) else { continue }
            if count == 0 { error("H304", capacity.span, "a pool of 0 cells holds nothing") }
            program.objects[object].kind = .pool(fields: resolved, capacity: count, any: any, recycling: recycling)
        }
    }

    /// The initial value of a variable or field; nil where none is written or it is wrong.
    private func initialValue(_ expression: SyntaxExpression?, as type: ValueType) -> Value? {
        guard let expression else { return nil }
        if case .name("uninitialized") = expression.kind {
            if isWord(type) { return .uninitialized }
            error("H312", expression.span, "'uninitialized' is for shared scalars and fields")
            return nil
        }
        return evaluateConstant(expression, as: type)
    }

    private func typeAndValue(_ variable: SyntaxVariable) -> (ValueType, Value)? {
        guard let written = variable.type else {
            guard let initial = variable.initial else { return nil }
            if case .name("uninitialized") = initial.kind {
                error("H121", variable.name.span, "expected a type, found '='")
                return nil
            }
            guard let lowered = RoutineLowering.constant(in: self).lower(initial) else { return nil }
            return evaluateConstant(initial, as: lowered.type).map { (widened(lowered.type), $0) }
        }
        guard let type = resolve(written), checkSize(type, written.span) else { return nil }
        if let initial = variable.initial {
            return initialValue(initial, as: type).map { (type, $0) }
        }
        guard let value = defaultValue(type) else {
            error(
                "H316", variable.name.span,
                "'\(variable.name.text)' needs an initial value: '\(describe(type))' has none",
                hint: "write '\(describe(type))?' where it may be absent")
            return nil
        }
        return (type, value)
    }

    /// The type of a variable that is given a value but no type: a range becomes `int`, for it is meant to change.
    func widened(_ type: ValueType) -> ValueType {
        if case .range = type { return .int }
        return type
    }

    private func checkAtomic(_ type: ValueType, _ name: Identifier) {
        var inner = type
        while case .array(let element, _) = inner { inner = element }
        if case .list = inner { error("H317", name.span, "an atomic holds no list", hint: "declare a 'var'") }
    }

    private func resolve(_ syntax: SyntaxObject, _ object: ObjectID) {
        program.objects[object].count = syntax.size.flatMap(constantCount)
        switch syntax.kind {
        case .semaphore:
            let initial = syntax.argument.flatMap(constantInteger)
            let limit = syntax.limit.flatMap(constantInteger)
            if let initial, initial < 0, let argument = syntax.argument {
                error("H304", argument.span, "a semaphore's count is never below 0")
            }
            if let initial, let limit, limit < initial, let span = syntax.limit?.span {
                error("H304", span, "the limit \(limit) lies below the initial count \(initial)")
            }
            program.objects[object].kind = .semaphore(initial: max(0, initial ?? 0), limit: limit)
        case .barrier:
            guard let argument = syntax.argument else {
                error(
                    "H501", syntax.name.span, "a barrier needs the number of its threads",
                    hint: "write 'barrier \(syntax.name.text)(3)'")
                return
            }
            guard let parties = constantInteger(argument) else { return }
            if parties < 1 { error("H304", argument.span, "a barrier is for 1 thread or more, not \(parties)") }
            program.objects[object].kind = .barrier(parties: max(1, parties))
        default: break
        }
    }

    private func resolve(_ capacity: SyntaxCapacity) -> ChannelCapacity? {
        switch capacity {
        case .rendezvous: return .rendezvous
        case .unbounded: return .unbounded
        case .bounded(let expression):
            guard let count = constantInteger(expression) else { return nil }
            if count < 0 {
                error("H502", expression.span, "'capacity' is negative", hint: "leave it out for a rendezvous")
                return nil
            }
            guard count <= Self.elementLimit else {
                error("H304", expression.span, "\(count) is never in '0...\(Self.elementLimit)'")
                return nil
            }
            return count == 0 ? .rendezvous : .bounded(count)
        }
    }

    private func resolve(_ bound: SyntaxBound) {
        guard let value = constantInteger(bound.value) else { return }
        guard value >= 0 else {
            error("H304", bound.value.span, "a bound is never below 0")
            return
        }
        switch bound.name.text {
        case "threads": program.bounds.threads = value
        case "recursion": program.bounds.recursion = value
        case "messages": program.bounds.messages = value
        case "buffer": program.bounds.buffer = value
        case "local": program.bounds.local = value
        default:
            error(
                "H201", bound.name.span, "no bound is called '\(bound.name.text)'",
                hint: Suggestions.hint(
                    for: bound.name.text, among: ["threads", "recursion", "messages", "buffer", "local"])
                    ?? "there are 'threads', 'recursion', 'messages', 'buffer', 'local'")
        }
    }

    private func resolveMemory(_ name: Identifier) {
        guard let model = MemoryModel(rawValue: name.text), MemoryModel.named.contains(model) else {
            error("H121", name.span, "expected 'sc', 'tso' or 'c11', found '\(name.text)'")
            return
        }
        program.memoryModel = model
        program.memoryModelSpan = name.span
    }

    private func resolvePermit(_ name: Identifier, forbids: Bool) {
        guard let check = Check(rawValue: name.text) else {
            error(
                "H709", name.span, "'\(forbids ? "forbid" : "allow") \(name.text)': not a check",
                hint: Suggestions.hint(for: name.text, among: Check.allCases.map(\.rawValue)))
            return
        }
        if forbids { program.forbidden.insert(check) } else { program.allowed.insert(check) }
    }

    private func resolveSignatures() {
        for index in functions.indices {
            let syntax = functions[index].syntax
            functions[index].result = syntax.result.flatMap(resolve)
            let types = syntax.parameters.map { resolve($0.type) }
            functions[index].parameters = zip(syntax.parameters, types).map { ($0.name, $1 ?? .int) }
            let isWrong = types.contains { $0 == nil } || syntax.result != nil && functions[index].result == nil
            guard isWrong else { continue }
            functions[index].isPoisoned = true
            if case .function(index)? = names[syntax.name.text]?.entity { names[syntax.name.text]?.entity = .refused }
        }
    }

    private func resolveThreads() {
        var next = 0
        for syntax in threadSyntax {
            var copies = ThreadGroup.Copies.single
            var count = 1
            switch syntax.copies {
            case .single: break
            case .replicas(let expression):
                count = constantInteger(expression) ?? 1
                copies = .replicas(count)
                if count < 0 { error("H304", expression.span, "there are never \(count) threads") }
            case .parameter(_, let type):
                if case .range(let lower, let upper)? = resolve(type) {
                    count = upper.subtractingReportingOverflow(lower).partialValue + 1
                    copies = .parameter(lower: lower, upper: upper)
                }
            }
            if count > Self.threadLimit || next + count > Self.threadLimit || count < 0 {
                if count > 0 { error("H318", syntax.name.span, "a model has at most \(Self.threadLimit) threads") }
                count = 0
                copies = .replicas(0)
            }
            firstThread.append(next)
            next += count
            let routine = program.routines.count
            program.routines.append(Routine(name: syntax.name.text, span: syntax.name.span))
            program.threadGroups.append(
                ThreadGroup(
                    name: syntax.name.text, copies: copies, isDaemon: syntax.isDaemon, routine: routine,
                    span: syntax.name.span))
        }
    }
}
