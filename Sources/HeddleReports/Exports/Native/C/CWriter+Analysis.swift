internal import HeddleProgram

/// What is known of a program before it is written.
extension CWriter {
    /// Finds which objects are read and written scalar by scalar only, and whether steps must be made alone.
    func analyse(checks: [Int]) {
        var candidates: Set<ObjectID> = []
        var others = false
        for (id, object) in program.objects.enumerated() {
            switch object.kind {
            case .variable(let type, let initial), .atomic(let type, let initial):
                if Self.mentionsNothing(initial) { holdsNothing.insert(id) }
                if object.isGhost || !hasScalarElements(type) { others = true } else { candidates.insert(id) }
            case .pool(let fields, _, _, _):
                others = true
                use(.pool)
                if fields.contains(where: { $0.initial.map(Self.mentionsNothing) ?? false }) { holdsNothing.insert(id) }
            case .mutex: use(.mutex)
            case .rwlock: use(.rwlock)
            case .condition: use(.condition)
            case .semaphore: use(.semaphore)
            case .barrier: use(.barrier)
            case .once: use(.once)
            case .event: use(.event)
            case .channel: use(.channel)
            }
        }
        for routine in program.routines {
            for instruction in routine.code { inspect(instruction.kind, &candidates, &others) }
        }
        for index in checks {
            inspect(program.properties[index].expression, &candidates)
            if program.properties[index].kind != .final, program.properties[index].kind != .outcome { others = true }
        }
        isLocked = others
        atomicObjects = candidates
        let all = program.objects.indices.filter { id in
            switch program.objects[id].kind {
            case .variable, .atomic: return !program.objects[id].isGhost
            default: return false
            }
        }
        if all.contains(where: { !candidates.contains($0) }) { isLocked = true }
    }

    private static func mentionsNothing(_ value: Value) -> Bool {
        switch value {
        case .uninitialized: return true
        case .some(let inner): return mentionsNothing(inner)
        case .structure(let all), .elements(let all): return all.contains(where: mentionsNothing)
        default: return false
        }
    }

    private func hasScalarElements(_ type: ValueType) -> Bool {
        if case .array(let element, _) = type { return hasScalarElements(element) }
        return isPlain(type) && !isReference(type)
    }

    private func inspect(_ kind: InstructionKind, _ candidates: inout Set<ObjectID>, _ others: inout Bool) {
        let parts = InstructionParts(kind)
        for expression in parts.expressions { inspect(expression, &candidates) }
        for place in parts.places { inspect(place, &candidates) }
        for domain in parts.domains { inspect(domain, &candidates) }
        switch kind {
        case .guard: others = true
        case .select(let alternatives):
            if alternatives.contains(where: { if case .await = $0.operation { return true } else { return false } }) {
                others = true
            }
        case .beginStep(let site) where site.kind == .atomic || site.kind == .await: others = true
        case .assign(let place, _):
            if case .shared = Self.root(place) { others = true }
        default: break
        }
    }

    private static func root(_ place: Place) -> Place {
        switch place {
        case .element(let base, _), .field(let base, _): return root(base)
        default: return place
        }
    }

    private func placeType(_ place: Place) -> ValueType? {
        switch place {
        case .shared(let id):
            switch program.objects[id].kind {
            case .variable(let type, _), .atomic(let type, _): return type
            default: return nil
            }
        case .element(let base, _):
            switch placeType(base) {
            case .array(let element, _)?, .list(let element, _)?: return element
            default: return nil
            }
        case .field(let base, let field):
            guard case .structure(let index)? = placeType(base) else { return nil }
            return program.structures[index].fields[field].type
        default: return nil
        }
    }

    /// A whole array that is read or written takes its object out of those that are atomic element by element.
    private func inspect(_ place: Place, _ candidates: inout Set<ObjectID>) {
        if case .shared(let id) = Self.root(place), let type = placeType(place), !isPlain(type) {
            candidates.remove(id)
        }
        var current = place
        while true {
            switch current {
            case .element(let base, let index):
                inspect(index, &candidates)
                current = base
            case .field(let base, _): current = base
            case .cellField(_, let reference, _):
                inspect(reference, &candidates)
                return
            case .threadLocal(let thread, _, _):
                inspect(thread, &candidates)
                return
            case .local, .shared: return
            }
        }
    }

    private func inspect(_ domain: Domain, _ candidates: inout Set<ObjectID>) {
        switch domain {
        case .range(let lower, let upper, _):
            inspect(lower, &candidates)
            inspect(upper, &candidates)
        case .elements(let whole): inspect(whole, &candidates)
        case .enumeration, .threads: break
        }
    }

    private func inspect(_ expression: Expression, _ candidates: inout Set<ObjectID>) {
        switch expression.kind {
        case .read(let place): inspect(place, &candidates)
        case .count(let whole):
            // The number of an array's elements is known without reading it.
            if case .array = whole.type { return }
            inspect(whole, &candidates)
        case .quantifier(_, _, let domain, let body):
            inspect(domain, &candidates)
            inspect(body, &candidates)
        default: for part in ExpressionChildren.of(expression) { inspect(part, &candidates) }
        }
    }
}
