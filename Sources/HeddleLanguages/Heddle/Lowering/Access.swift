internal import HeddleProgram

/// Something that can be read and perhaps written, found but not yet touched.
struct LoweredPlace {
    enum Storage {
        case local(LocalID)
        case variable(ObjectID)
        case atomic(ObjectID)
        case cell(pool: ObjectID, isAtomic: Bool)
        case otherThread
    }
    var place: Place
    var type: ValueType
    var storage: Storage
    var span: SourceSpan
    /// Fields and elements of one struct atomic: it is loaded whole, then these are followed.
    var wholeAtomic: Place?
    var wholeType: ValueType = .int
    var path: [PathPart] = []

    enum PathPart {
        case field(Int)
        case element(Expression)
    }

    var isLocal: Bool { if case .local = storage { return true } else { return false } }
    var isShared: Bool {
        switch storage {
        case .variable, .atomic, .cell: return true
        case .local, .otherThread: return false
        }
    }
    var isAtomic: Bool {
        switch storage {
        case .atomic: return true
        case .cell(_, let isAtomic): return isAtomic
        default: return false
        }
    }
    var object: ObjectID? {
        switch storage {
        case .variable(let object), .atomic(let object), .cell(let object, _): return object
        default: return nil
        }
    }
    /// Order of a plain access: atomics are sequentially consistent, variables have none.
    var order: MemoryOrder? { isAtomic ? .seqCst : nil }
}

/// What a name, a member or an element is.
enum Access {
    case place(LoweredPlace)
    case value(Expression)
    /// `index` is nil for an array as a whole.
    case object(ObjectReference, SourceSpan)
    case threads(GroupID, SourceSpan)
    /// The identity of a thread of a known group.
    case thread(Expression, GroupID)
    case enumeration(Int, SourceSpan)
    case function(Int, SourceSpan)
    case type(String, SourceSpan)
}

extension RoutineLowering {
    /// Finds out what an expression names. Indices and the references that lead to a cell are evaluated on the way.
    func resolve(_ expression: SyntaxExpression) -> Access? {
        switch expression.kind {
        case .name(let name): return resolveName(name, expression.span)
        case .parenthesized(let inner): return resolve(inner)
        case .member(let base, let name):
            guard let access = resolve(base).map(asThreads) else { return nil }
            return member(of: access, name, base: base, span: expression.span)
        case .index(let base, let index):
            guard let access = resolve(base).map(asThreads) else {
                _ = lowerValue(index, to: .int)
                return nil
            }
            return element(of: access, index, span: expression.span)
        case .number(let base, let number):
            guard let access = resolve(base).map(asThreads) else { return nil }
            guard case .threads(let group, _) = access else {
                error("H205", expression.span, "only threads are numbered with '.'", hint: "write '[\(number)]'")
                return nil
            }
            let index = Expression(.constant(.integer(number)), .int, expression.span)
            return thread(of: group, index, span: expression.span)
        default:
            return lower(expression).map { .value($0) }
        }
    }

    func resolveName(_ name: String, _ span: SourceSpan) -> Access? {
        if let local = lookup(name) {
            if local.isPoisoned { return nil }
            let value = LoweredPlace(
                place: .local(local.id), type: local.type, storage: .local(local.id), span: span)
            if let group = groups[local.id] {
                return .thread(Expression(.read(.local(local.id)), .thread, span), group)
            }
            return .place(value)
        }
        guard let known = context.names[name] else {
            if let property = context.askable[name] { return lowerBool(property).map { .value($0) } }
            if name == "uninitialized" {
                error("H312", span, "'uninitialized' is for shared scalars and fields")
                return nil
            }
            if context.isFull { return nil }
            if Self.isBuiltIn(name) || ModelContext.builtInType(name) != nil { return .type(name, span) }
            var candidates = scopes.flatMap { $0.map(\.name.text) }
            candidates += context.nameOrder + context.askable.keys.sorted()
            if let near = scopes.flatMap({ $0 }).first(where: {
                $0.name.text == Suggestions.nearest(to: name, among: candidates)
            }) {
                error(
                    "H201", span, "nothing here is called '\(name)'",
                    hint: "did you mean '\(near.name.text)', declared in line \(context.line(of: near.name.span))?")
            } else {
                context.unknownName(name, span, candidates: candidates)
            }
            return nil
        }
        return resolveTop(known.entity, name, span)
    }

    private func resolveTop(_ entity: Entity, _ name: String, _ span: SourceSpan) -> Access? {
        switch entity {
        case .constant(let index):
            guard let (type, value) = context.constant(index) else { return nil }
            return .value(Expression(.constant(value), type, span))
        case .enumeration(let index): return .enumeration(index, span)
        case .enumerationCase(let cases):
            if cases.count > 1 {
                let names = cases.map { context.program.enumerations[$0.enumeration].name }
                error(
                    "H204", span, "'\(name)' is a case of \(names.map { "'\($0)'" }.joined(separator: " and of "))",
                    hint: "write '\(names[0]).\(name)'")
                return nil
            }
            return .value(
                Expression(.constant(.enumeration(cases[0].index)), .enumeration(cases[0].enumeration), span))
        case .object(let object): return resolveObject(object, name, span)
        case .function(let index): return .function(index, span)
        case .threads(let group): return .threads(group, span)
        case .structure, .pool: return .type(name, span)
        case .refused: return nil
        }
    }

    private func resolveObject(_ object: ObjectID, _ name: String, _ span: SourceSpan) -> Access? {
        if case .constant = mode.base {
            error("H307", span, "this must be constant: '\(name)' is a variable", hint: "use 'const'")
            return nil
        }
        switch context.program.objects[object].kind {
        case .variable(let type, _):
            return .place(LoweredPlace(place: .shared(object), type: type, storage: .variable(object), span: span))
        case .atomic(let type, _):
            return .place(LoweredPlace(place: .shared(object), type: type, storage: .atomic(object), span: span))
        default: return .object(ObjectReference(object), span)
        }
    }

    static func isBuiltIn(_ name: String) -> Bool {
        ["min", "max", "abs", "finished", "crashed", "blocked"].contains(name)
    }

    /// A function's name stands for the threads that were spawned on it.
    func asThreads(_ access: Access) -> Access {
        if case .function(let index, let span) = access, let group = context.functions[index].spawnedGroup {
            return .threads(group, span)
        }
        return access
    }

    // MARK: - Elements

    private func element(of access: Access, _ index: SyntaxExpression, span: SourceSpan) -> Access? {
        switch access {
        case .object(let reference, _):
            guard let count = context.program.objects[reference.object].count else {
                error("H301", span, "'\(objectName(reference.object))' is no array")
                return nil
            }
            guard let value = lowerIndex(index, count: count) else { return nil }
            return .object(ObjectReference(reference.object, index: value), span)
        case .threads(let group, _):
            guard let value = lowerValue(index, to: .int) else { return nil }
            return thread(of: group, value, span: span)
        case .place(var place):
            let inner: ValueType
            var count: Int?
            switch place.type {
            case .array(let element, let size): (inner, count) = (element, size)
            case .list(let element, _): inner = element
            default:
                _ = lowerValue(index, to: .int)
                error("H301", span, "expected an array, found '\(context.describe(place.type))'")
                return nil
            }
            let mark = code.count
            guard let value = lowerIndex(index, count: count) else { return nil }
            stabilise(&place, since: mark)
            if place.wholeAtomic != nil {
                place.path.append(.element(value))
            } else {
                place.place = .element(place.place, index: value)
            }
            place.type = inner
            place.span = span
            return .place(place)
        default:
            guard var base = read(access, span) else { return nil }
            let inner: ValueType
            var count: Int?
            switch base.type {
            case .array(let element, let size): (inner, count) = (element, size)
            case .list(let element, _): inner = element
            default:
                _ = lowerValue(index, to: .int)
                error("H301", span, "expected an array, found '\(context.describe(base.type))'")
                return nil
            }
            let mark = code.count
            guard let value = lowerIndex(index, count: count) else { return nil }
            stabilise(&base, since: mark)
            return .value(Expression(.elementOf(base, index: value), inner, span))
        }
    }

    private func lowerIndex(_ index: SyntaxExpression, count: Int?) -> Expression? {
        guard let value = lowerValue(index, to: .int) else { return nil }
        if let count, case .constant(.integer(let number)) = value.kind, number < 0 || number >= count,
            context.deadDepth == 0
        {
            error("H304", index.span, "\(number) is never in '0..<\(count)'")
            return nil
        }
        return value
    }

    /// The identity of a thread of a group: constant where its number is.
    func thread(of group: GroupID, _ index: Expression, span: SourceSpan) -> Access? {
        let declared = context.program.threadGroups[group]
        guard case .constant(.integer(let number)) = index.kind, declared.copies != .spawned else {
            return .thread(Expression(.threadOf(group, index: index), .thread, span), group)
        }
        let range: Range<Int>
        switch declared.copies {
        case .single: range = 0..<1
        case .replicas(let count): range = 0..<count
        case .parameter(let lower, let upper): range = lower..<(upper + 1)
        case .spawned: return nil
        }
        guard range.contains(number) else {
            error("H304", span, "\(number) is never in '\(range.lowerBound)..<\(range.upperBound)'")
            return nil
        }
        let thread = context.firstThread[group] + number - range.lowerBound
        return .thread(Expression(.constant(.thread(thread)), .thread, span), group)
    }

    // MARK: - Objects

    func objectName(_ object: ObjectID) -> String { context.program.objects[object].name }

    /// Says why something that has no value stands where a value is wanted.
    @discardableResult
    func noValue(_ access: Access) -> Access? {
        switch access {
        case .object(let reference, let span):
            if context.program.objects[reference.object].count != nil, reference.index == nil {
                arrayOfObjects(reference.object, span, method: nil)
            } else {
                error("H503", span, "objects cannot be passed or stored", hint: "pass an index into an array of them")
            }
        case .threads(let group, let span):
            _ = single(group, span, member: nil)
        case .enumeration(let index, let span):
            error("H301", span, "'\(context.program.enumerations[index].name)' is a type, not a value")
        case .function(let index, let span):
            let name = context.functions[index].syntax.name.text
            error("H601", span, "'\(name)' is a function; 'spawn \(name)(…)' starts it as a thread")
        case .type(let name, let span):
            error("H301", span, "'\(name)' needs its arguments: '\(name)(…)'")
        case .place, .value, .thread: break
        }
        return nil
    }

    func arrayOfObjects(_ object: ObjectID, _ span: SourceSpan, method: String?) {
        let name = objectName(object)
        error(
            "H209", span, "'\(name)' is an array of \(objectWord(object, plural: true)): which one?",
            hint: "'\(name)[i]\(method.map { ".\($0)()" } ?? "")'")
    }

    func objectWord(_ object: ObjectID, plural: Bool = false) -> String {
        let word: String
        switch context.program.objects[object].kind {
        case .variable: word = "variable"
        case .atomic: word = "atomic"
        case .mutex: return plural ? "mutexes" : "mutex"
        case .rwlock: word = "rwlock"
        case .condition: word = "condition"
        case .semaphore: word = "semaphore"
        case .barrier: word = "barrier"
        case .once: word = "once"
        case .event: word = "event"
        case .channel: word = "channel"
        case .pool: word = "pool"
        }
        return plural ? word + "s" : word
    }
}
