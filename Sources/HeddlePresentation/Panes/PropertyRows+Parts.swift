internal import HeddleEngine
internal import HeddleProgram

// A part of a property's expression with its values.
extension PropertyRows {
    /// One conjunct with its values: beside it or, from 64 columns, below its operands; one of several alternatives has
    /// theirs below it at any width.
    func conjunct(_ index: Int, _ conjunct: Int) -> [StyledLine] {
        let alternatives = words.alternatives(property: index, conjunct: conjunct)
        if alternatives.count > 1 { return self.alternatives(index, conjunct, alternatives) }
        let text = words.text(property: index, conjunct: conjunct)
        let missing = lack(of: words.expression(index, conjunct), index)
        guard let values = words.operands(property: index, conjunct: conjunct) else {
            let value = missing ?? "now " + words.valueText(property: index, conjunct: conjunct)
            var line = StyledLine("    " + text)
            line.put(value, at: statusColumn, gap: 2)
            return [line]
        }
        let sign = " " + values.sign + " "
        if width >= Self.roomyWidth, let range = text.firstRange(of: sign) {
            let left = CellWidth.of(String(text[..<range.lowerBound]))
            var below = StyledLine("    " + (missing ?? "now \(values.left)"))
            if missing == nil { below.put(values.sign + " " + values.right, at: 4 + left + 1) }
            below.put(atTheEnd(index, conjunct), .quiet, at: 31, gap: 2)
            return [StyledLine("    " + text), below]
        }
        var line = StyledLine("    " + text)
        line.put(missing ?? "now \(values.left)\(sign)\(values.right)", at: statusColumn, gap: 2)
        return [line]
    }

    /// From here on values stand below the operands that they belong to. Unit: cells.
    static let roomyWidth = 64

    /// `from here: 1 == 2 at the end`, where every run from here comes to the same end.
    private func atTheEnd(_ index: Int, _ conjunct: Int) -> String {
        guard scene.ending == .running, scene.program.properties[index].kind == .final,
            let left = scene.outcomesLeft, left.count == 1, let key = left.first, key.end == .ended,
            let outcome = scene.situation.outcomes?.first(where: { $0.key == key })
        else { return "" }
        var state = scene.machine.start().state
        for move in outcome.schedule { if let next = scene.machine.apply(move, to: state)?.state { state = next } }
        let end = PropertyWords(machine: scene.machine, state: state, marks: marks)
        guard let it = end.operands(property: index, conjunct: conjunct) else { return "" }
        return "from here: \(it.left) \(it.sign) \(it.right) at the end"
    }

    // MARK: - Alternatives

    /// The operands of `||` as they are written, and below each what it is now.
    private func alternatives(_ index: Int, _ conjunct: Int, _ parts: [Expression]) -> [StyledLine] {
        let sign = words.disjunction
        let values = alternativeValues(index, conjunct, parts)
        let texts = parts.map(words.side)
        if width >= Self.roomyWidth {
            // Sides are as wide as what stands in them.
            let widths = zip(texts, values).map { max(CellWidth.of($0), CellWidth.of($1)) }
            func row(_ cells: [String]) -> StyledLine {
                var padded = zip(cells, widths).map { CellWidth.padded($0, $1) }
                padded[padded.count - 1] = cells[cells.count - 1]
                return StyledLine("    " + padded.joined(separator: "  \(sign)  "))
            }
            let rows = [row(texts), row(values)]
            if rows.allSatisfy({ $0.width <= width }) { return rows }
        }
        let text = words.text(property: index, conjunct: conjunct)
        return [StyledLine("    " + text), belowSigns(values, text, texts) ?? row(values, sign)]
    }

    private func row(_ values: [String], _ sign: String) -> StyledLine {
        StyledLine("    now  " + values.joined(separator: "  \(sign)  "))
    }

    /// `now  false     ||  not yet`: each sign below its own; nil where a value is wider than what stands above it, or
    /// the row ends before.
    private func belowSigns(_ values: [String], _ text: String, _ operands: [String]) -> StyledLine? {
        let sign = words.disjunction
        var line = StyledLine("    now  " + values[0])
        var rest = text[...]
        for (operand, value) in zip(operands, values.dropFirst()) {
            guard let range = rest.firstRange(of: operand) else { return nil }
            rest = rest[range.upperBound...]
            guard let place = rest.firstRange(of: sign) else { return nil }
            let column = 4 + CellWidth.of(String(text[..<place.lowerBound]))
            guard column > line.width else { return nil }
            line.put("\(sign)  \(value)", at: column)
            rest = rest[place.upperBound...]
        }
        return line.width <= width ? line : nil
    }

    /// `true`, `false`, `not yet`; `–` of what doesn't matter any more, for one before it is true.
    private func alternativeValues(_ index: Int, _ conjunct: Int, _ parts: [Expression]) -> [String] {
        var isDecided = false
        return parts.indices.map { part in
            if let missing = lack(of: parts[part], index) { return missing }
            switch words.value(property: index, conjunct: conjunct, alternative: part) {
            case .value(let isTrue):
                isDecided = isDecided || isTrue
                return isTrue ? "true" : "false"
            case .fault: return isDecided ? marks.noValue : "cannot be computed"
            }
        }
    }

    // MARK: - What has no value yet

    /// What stands in the place of a value where an expression that is judged at the end reads a local that was given
    /// none: `not yet` as long as it may be given one. Nil: all have values, or it is judged here.
    private func lack(of expression: Expression, _ index: Int) -> String? {
        switch scene.program.properties[index].kind {
        case .final, .outcome: break
        case .invariant, .reachable: return nil
        }
        if scene.ending == .ended { return nil }
        let mentions = ExpressionMentions(expression, in: scene.program).ownedLocals
        guard mentions.contains(where: { isWithoutValue($0) }) else { return nil }
        return scene.ending == .running ? "not yet" : marks.noValue
    }

    private func isWithoutValue(_ mention: ExpressionMentions.OwnedLocal) -> Bool {
        let routine = mention.local.routine
        let threads = 0..<scene.threadCount
        func group(_ thread: Int) -> GroupID { scene.machine.threadGroup(thread, in: scene.state) }
        func isWithout(_ thread: Int) -> Bool {
            // What has come to its end keeps what it has.
            if case .finished = scene.machine.status(ofThread: thread, in: scene.state) { return false }
            let key = LineHistory.LocalKey(thread: thread, routine: routine, local: mention.local.local)
            return scene.history.local(key, atStep: scene.depth) == nil
        }
        switch mention.owner {
        case .thread(let thread): return isWithout(thread)
        case .spawned(let wanted, let number):
            let found = threads.filter { group($0) == wanted }
            return number >= found.count || isWithout(found[number])
        case .each:
            return threads.contains { scene.program.threadGroups[group($0)].routine == routine && isWithout($0) }
        case .computed: return false
        }
    }
}
