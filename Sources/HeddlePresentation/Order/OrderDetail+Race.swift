internal import HeddleEngine
internal import HeddleProgram

// A data race under c11.
extension OrderDetail {
    /// Both accesses of a race under `c11`, and where the chain between them breaks; nil: the step races with none.
    func raceRows(_ step: Int, _ width: Int) -> [StyledLine]? {
        guard scene.machine.memoryModel.isC11, layout.run(ofStep: step) == nil,
            let race = scene.order.happensBefore.edges(into: step - 1).first(where: { $0.kind == .race })
        else { return nil }
        let other = race.source + 1
        if width < 100 {
            var line = StyledLine("  \(marks.selected) step \(step)  ")
            appendName(of: step, to: &line)
            line.append(" \(access(step)), which is \(orderName(step))")
            var second = StyledLine("    ")
            second.append("races with", .bad)
            second.append(" step \(other), ")
            appendName(of: other, to: &second)
            second.append(" \(access(other)): no happens-before joins them.")
            return [line, second] + chainRows(width)
        }
        func name(_ step: Int) -> StyledLine {
            var line = StyledLine("  ")
            appendName(of: step, to: &line)
            return line
        }
        let names = [step, other].map(name)
        let texts = [step, other].map { words.text(event($0)) }
        let action = (names.map(\.width).max() ?? 0) + 3
        let order = action + (texts.map { CellWidth.of($0) }.max() ?? 0) + 6
        var rows = zip(names, zip(texts, [step, other])).map { name, rest in
            var line = name
            line.put(rest.0, at: action)
            line.put(orderName(rest.1), at: order)
            return line
        }
        rows[0].put("races with step \(other)", .bad, at: order + 24, gap: 2)
        guard let chain = scene.order.chain(from: race.source, to: step - 1), let breach = chain.breach else {
            return rows + [
                StyledLine(), StyledLine("  No chain of arrows joins \(other) and \(step): nothing orders them."),
            ]
        }
        let place = "\(breach.source + 1) \(EdgeMarks.inline(breach.kind, marks)) \(breach.target + 1)"
        rows += [
            StyledLine(), StyledLine("  The chain from \(other) to \(step) breaks at \(place):"),
            StyledLine("    " + chainText(chain)),
        ]
        return rows + (breachReason(breach, isWide: true).map { [StyledLine("  " + $0)] } ?? [])
    }

    /// `reads data`. The access that fails is not recorded: of it the evidence tells.
    private func access(_ step: Int) -> String {
        let evidence = event(step).violation?.evidence
        if case .race(let object, _, _, let writes, _)? = evidence, event(step).operations.isEmpty {
            return "\(writes ? "writes" : "reads") \(VisibleText.of(object))"
        }
        guard let operation = racing(step) else { return "makes a step" }
        let name = VisibleText.of(operation.name)
        switch operation.kind {
        case .read: return "reads \(name)"
        case .write: return "writes \(name)"
        case .new: return "takes \(name)"
        case .free: return "frees \(name)"
        default: return "changes \(name)"
        }
    }

    /// `not atomic`, `atomic, relaxed`
    private func orderName(_ step: Int) -> String {
        let order = event(step).operations.isEmpty ? failedOrder(step) : racing(step)?.order
        return order.map { "atomic, \($0.rawValue)" } ?? "not atomic"
    }

    /// The order of the access that failed, off the code.
    private func failedOrder(_ step: Int) -> MemoryOrder? {
        guard let site = event(step).site, scene.program.routines.indices.contains(site.routine) else { return nil }
        for instruction in scene.program.routines[site.routine].code[(site.instruction + 1)...] {
            switch instruction.kind {
            case .read(_, _, let order), .write(_, _, let order): return order
            case .readModifyWrite(_, _, _, _, let order), .compareExchange(_, _, _, _, _, _, let order, _): return order
            case .beginStep, .endStep: return nil
            default: continue
            }
        }
        return nil
    }

    /// The operation of a step that the race is about.
    private func racing(_ step: Int) -> Operation? {
        let operations = event(step).operations
        guard
            case .race(let object, _, _, _, _)? = scene.line.last.flatMap({
                scene.situation.play.nodes[$0].event.violation?.evidence
            })
        else { return operations.last }
        return operations.last { Footprint.overlap($0.name, object) } ?? operations.last
    }
}
