internal import HeddleProgram

/// The locals of its routine that an expression mentions, quantifiers' own included.
enum ExpressionLocals {
    static func of(_ domain: Domain) -> Set<LocalID> {
        switch domain {
        case .range(let lower, let upper, _): return of(lower).union(of(upper))
        case .elements(let whole): return of(whole)
        case .enumeration, .threads: return []
        }
    }

    static func of(_ place: Place) -> Set<LocalID> {
        switch place {
        case .local(let local): return [local]
        case .shared: return []
        case .cellField(_, let reference, _): return of(reference)
        case .element(let base, let index): return of(base).union(of(index))
        case .field(let base, _): return of(base)
        case .threadLocal(let thread, _, _): return of(thread)
        }
    }

    static func of(_ all: [Expression]) -> Set<LocalID> { all.reduce(into: []) { $0.formUnion(of($1)) } }

    static func of(_ reference: ObjectReference) -> Set<LocalID> { reference.index.map { of($0) } ?? [] }

    static func of(_ expression: Expression) -> Set<LocalID> {
        switch expression.kind {
        case .constant, .selfThread, .process: return []
        case .read(let place): return of(place)
        case .unary(_, let a), .convert(let a), .some(let a), .unwrap(let a), .isNil(let a), .repeated(let a, _),
            .fieldOf(let a, _), .count(let a), .isEmpty(let a), .first(let a), .last(let a), .absolute(let a),
            .threadOf(_, let a), .atLabel(let a, _), .finished(let a), .crashed(let a), .blocked(let a):
            return of(a)
        case .binary(_, let a, let b), .and(let a, let b), .or(let a, let b), .implies(let a, let b),
            .coalesce(let a, let b), .elementOf(let a, let b), .contains(let a, let b), .minimum(let a, let b),
            .maximum(let a, let b):
            return of(a).union(of(b))
        case .conditional(let a, let b, let c): return of(a).union(of(b)).union(of(c))
        case .structure(let all), .elements(let all), .call(_, let all): return of(all)
        case .quantifier(_, let variable, let domain, let body):
            return of(domain).union(of(body).subtracting([variable]))
        case .holder(let one), .channelCount(let one), .channelClosed(let one), .semaphoreValue(let one),
            .eventIsSet(let one), .waitingCount(let one):
            return of(one)
        }
    }
}

/// The expressions that an expression is made of, quantifiers' apart.
enum ExpressionChildren {
    static func of(_ expression: Expression) -> [Expression] {
        switch expression.kind {
        case .constant, .selfThread, .process, .read, .quantifier: return []
        case .unary(_, let a), .convert(let a), .some(let a), .unwrap(let a), .isNil(let a), .repeated(let a, _),
            .fieldOf(let a, _), .count(let a), .isEmpty(let a), .first(let a), .last(let a), .absolute(let a),
            .threadOf(_, let a), .atLabel(let a, _), .finished(let a), .crashed(let a), .blocked(let a):
            return [a]
        case .binary(_, let a, let b), .and(let a, let b), .or(let a, let b), .implies(let a, let b),
            .coalesce(let a, let b), .elementOf(let a, let b), .contains(let a, let b), .minimum(let a, let b),
            .maximum(let a, let b):
            return [a, b]
        case .conditional(let a, let b, let c): return [a, b, c]
        case .structure(let all), .elements(let all), .call(_, let all): return all
        case .holder(let one), .channelCount(let one), .channelClosed(let one), .semaphoreValue(let one),
            .eventIsSet(let one), .waitingCount(let one):
            return one.index.map { [$0] } ?? []
        }
    }
}

/// The shared variables that an expression reads.
enum PropertyObjects {
    static func of(_ expression: Expression) -> Set<ObjectID> {
        switch expression.kind {
        case .read(let place): return of(place)
        case .quantifier(_, _, let domain, let body):
            var found = of(body)
            switch domain {
            case .range(let a, let b, _): found.formUnion(of(a).union(of(b)))
            case .elements(let whole): found.formUnion(of(whole))
            case .enumeration, .threads: break
            }
            return found
        default: return ExpressionChildren.of(expression).reduce(into: []) { $0.formUnion(of($1)) }
        }
    }

    private static func of(_ place: Place) -> Set<ObjectID> {
        switch place {
        case .shared(let object): return [object]
        case .element(let base, let index): return of(base).union(of(index))
        case .field(let base, _): return of(base)
        case .cellField(_, let reference, _): return of(reference)
        case .threadLocal(let thread, _, _): return of(thread)
        case .local: return []
        }
    }
}
