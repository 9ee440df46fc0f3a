internal import HeddleProgram

/// Where a proctype runs others: how often at most, or nil where a loop or a jump may repeat it any number of times.
///
/// A loop that counts is followed: `do :: k < 5 -> … k++ … :: else -> break od` goes round at most five times if `k` is a
/// local that grows by this one step alone and is otherwise only set to constants, within the loop only on the way out.
struct RunSites {
    private(set) var targets: [Int: Int?] = [:]
    private let proctype: PromelaProctype

    init(_ proctype: PromelaProctype) {
        self.proctype = proctype
        let hasJumps = PromelaWalk.contains(proctype.body) { statement in
            if case .goto = statement.kind { return true } else { return false }
        }
        visit(proctype.body, times: hasJumps ? nil : 1)
    }

    private mutating func visit(_ sequence: PromelaSequence, times: Int?) {
        for statement in sequence.statements {
            for expression in PromelaWalk.expressions(of: statement) {
                PromelaWalk.visit(expression) { inner in
                    guard case .run(let target, _) = inner.kind else { return }
                    let before = targets[target] ?? 0
                    targets[target] = .some(times.flatMap { times in before.map { min(10_000, $0 + times) } })
                }
            }
            var inside = times
            if case .choice(let options, true) = statement.kind {
                inside = times.flatMap { times in rounds(options).map { min(10_000, times * $0) } }
            }
            for sequence in PromelaWalk.sequences(of: statement) { visit(sequence, times: inside) }
        }
    }

    /// How often a loop goes round at most; nil where no counter is seen.
    private func rounds(_ options: [PromelaSequence]) -> Int? {
        for option in options {
            guard case .condition(let guardian)? = option.statements.first?.kind,
                let (counter, limit) = Self.counted(guardian), let least = least(counter, options)
            else { continue }
            // Every other option must leave the loop.
            let others = options.filter { $0.span != option.span }
            guard others.allSatisfy(Self.leaves), grows(option, counter) else { continue }
            let (_, most) = ProcessLowering.range(ModelLowering.width(of: proctype.locals[counter].type))
            // A counter that never reaches its limit goes round for ever.
            guard limit <= most else { continue }
            return max(0, limit - least)
        }
        return nil
    }

    /// `k < 5`, `k <= 4`, `k != 5`: the local and the first value with which it doesn't hold.
    private static func counted(_ expression: PromelaExpression) -> (local: Int, limit: Int)? {
        guard case .binary(let op, let left, let right) = expression.kind, case .place(let place) = left.kind,
            let counter = scalar(place), let limit = PromelaConstants.value(of: right)
        else { return nil }
        switch op {
        case .less: return (counter, limit)
        case .atMost: return (counter, limit + 1)
        default: return nil
        }
    }

    private static func scalar(_ place: PromelaPlace) -> Int? {
        guard case .local(let local) = place.root, place.index == nil, place.members.isEmpty else { return nil }
        return local
    }

    private static func leaves(_ option: PromelaSequence) -> Bool {
        if case .break? = option.statements.last?.kind { return true }
        return false
    }

    /// Whether the option's own statements make the counter grow once.
    private func grows(_ option: PromelaSequence, _ counter: Int) -> Bool {
        option.statements.contains { Self.isGrowth($0, counter) }
    }

    private static func isGrowth(_ statement: PromelaStatement, _ counter: Int) -> Bool {
        switch statement.kind {
        case .increment(let place, by: 1): return scalar(place) == counter
        case .assign(let place, let value):
            guard scalar(place) == counter, case .binary(.add, let left, let right) = value.kind,
                case .place(let read) = left.kind, scalar(read) == counter
            else { return false }
            return PromelaConstants.value(of: right) == 1
        default: return false
        }
    }

    /// The least value that a counter is set to, if it is only ever set to constants, and within the loop's options only
    /// in those that leave it. Growth doesn't count.
    private func least(_ counter: Int, _ options: [PromelaSequence]) -> Int? {
        let variable = proctype.locals[counter]
        guard variable.count == nil, counter >= proctype.parameterCount else { return nil }
        var least = 0
        if case .value(let expression)? = variable.initial {
            guard let value = PromelaConstants.value(of: expression) else { return nil }
            least = value
        }
        var isKnown = true
        func look(_ statement: PromelaStatement, isInLoop: Bool) {
            for place in PromelaWalk.writtenPlaces(of: statement) where Self.scalar(place) == counter {
                if Self.isGrowth(statement, counter) { continue }
                guard !isInLoop, case .assign(_, let value) = statement.kind,
                    let number = PromelaConstants.value(of: value)
                else {
                    isKnown = false
                    continue
                }
                least = min(least, number)
            }
        }
        PromelaWalk.forEach(proctype.body) { look($0, isInLoop: false) }
        for option in options where !Self.leaves(option) {
            PromelaWalk.forEach(option) { look($0, isInLoop: true) }
        }
        return isKnown ? least : nil
    }
}

extension ModelLowering {
    /// The machine's type of a number; structures and names count as bytes.
    static func width(of type: PromelaType) -> ValueType {
        switch type {
        case .bit, .bool: return .sized(bits: 1, signed: false)
        case .byte, .pid, .mtype, .chan, .structure: return .sized(bits: 8, signed: false)
        case .short: return .sized(bits: 16, signed: true)
        case .int: return .sized(bits: 32, signed: true)
        case .unsigned(let bits): return .sized(bits: bits, signed: false)
        }
    }
}
