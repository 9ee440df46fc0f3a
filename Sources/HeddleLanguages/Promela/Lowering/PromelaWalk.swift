internal import HeddleProgram

/// Roots of type `chan` whose value may change: assigned to, or received into.
struct WrittenChannels {
    private(set) var globals: Set<Int> = []
    private(set) var locals: Set<[Int]> = []

    init(_ model: PromelaModel) {
        for (index, proctype) in model.proctypes.enumerated() {
            PromelaWalk.forEach(proctype.body) { statement in
                for place in PromelaWalk.writtenPlaces(of: statement) where place.type == .chan {
                    switch place.root {
                    case .global(let global): globals.insert(global)
                    case .local(let local): locals.insert([index, local])
                    }
                }
            }
        }
    }
}

/// Walking over the tree.
enum PromelaWalk {
    static func sequences(of statement: PromelaStatement) -> [PromelaSequence] {
        switch statement.kind {
        case .choice(let options, _): return options
        case .block(let inside), .atomic(let inside), .deterministic(let inside): return [inside]
        case .unless(let main, let escape): return [main, escape]
        default: return []
        }
    }

    static func forEach(_ sequence: PromelaSequence, _ visit: (PromelaStatement) -> Void) {
        for statement in sequence.statements {
            visit(statement)
            for inside in sequences(of: statement) { forEach(inside, visit) }
        }
    }

    static func contains(_ sequence: PromelaSequence, _ wanted: (PromelaStatement) -> Bool) -> Bool {
        var found = false
        forEach(sequence) { if wanted($0) { found = true } }
        return found
    }

    /// Expressions that a statement itself evaluates, not those of statements inside.
    static func expressions(of statement: PromelaStatement) -> [PromelaExpression] {
        switch statement.kind {
        case .assign(let place, let value): return subscripts(place) + [value]
        case .discard(let value), .condition(let value), .assert(let value): return [value]
        case .increment(let place, _): return subscripts(place)
        case .send(let channel, _, let values): return subscripts(channel) + values
        case .receive(let receive): return parts(receive)
        case .print(let parts):
            return parts.compactMap { if case .value(_, let value) = $0 { return value } else { return nil } }
        default: return []
        }
    }

    static func writtenPlaces(of statement: PromelaStatement) -> [PromelaPlace] {
        switch statement.kind {
        case .assign(let place, _), .increment(let place, _): return [place]
        case .receive(let receive):
            return receive.arguments.compactMap { if case .store(let place) = $0 { return place } else { return nil } }
        default: return []
        }
    }

    static func subscripts(_ place: PromelaPlace) -> [PromelaExpression] {
        (place.index.map { [$0] } ?? []) + place.members.compactMap(\.index)
    }

    static func parts(_ receive: PromelaReceive) -> [PromelaExpression] {
        subscripts(receive.channel)
            + receive.arguments.flatMap { argument -> [PromelaExpression] in
                switch argument {
                case .store(let place): return subscripts(place)
                case .match(let value): return [value]
                case .ignore: return []
                }
            }
    }

    /// The expression and all its parts.
    static func visit(_ expression: PromelaExpression, _ body: (PromelaExpression) -> Void) {
        body(expression)
        for part in operands(expression) { visit(part, body) }
    }

    static func operands(_ expression: PromelaExpression) -> [PromelaExpression] {
        switch expression.kind {
        case .place(let place), .channel(_, let place): return subscripts(place)
        case .unary(_, let a): return [a]
        case .binary(_, let a, let b): return [a, b]
        case .conditional(let a, let b, let c): return [a, b, c]
        case .poll(let receive): return parts(receive)
        case .run(_, let values): return values
        case .remotePlace(_, let instance, let place): return (instance.map { [$0] } ?? []) + subscripts(place)
        case .remoteLabel(_, let instance, _): return instance.map { [$0] } ?? []
        case .number, .mtype, .ownNumber, .processCount, .lastMover, .timeout: return []
        }
    }

    static func contains(_ expression: PromelaExpression, _ wanted: (PromelaExpression) -> Bool) -> Bool {
        var found = false
        visit(expression) { if wanted($0) { found = true } }
        return found
    }
}
