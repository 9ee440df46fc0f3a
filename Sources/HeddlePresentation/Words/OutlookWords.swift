package import HeddleEngine
internal import HeddleProgram

/// What lies behind a move, in the whole grammar of screens.md 5.3.
package struct OutlookWords {
    private let scene: Scene
    private let prospects: Prospects?
    /// An invariant that is false here, or a race: what lies behind can be safe all the same. Asked once, not by each row.
    private let failsHere: Bool

    package init(_ scene: Scene) {
        self.scene = scene
        let place = scene.situation.place
        prospects = scene.situation.prospects[place]
        failsHere =
            prospects != nil
            && (scene.situation.race(at: place) != nil
                || !EndWords.failingProperties(machine: scene.machine, state: scene.state).isEmpty)
    }

    /// Several moves of one thread are told together: the best and the worst of what they leave open.
    private func outlook(_ moves: [Transition]) -> Outlook? {
        let known = moves.compactMap { prospects?.moves[$0] }
        // What no run does says nothing of the runs behind the others.
        let kept = known.filter { !$0.isDiscarded }
        let all = kept.isEmpty ? known : kept
        guard known.count == moves.count, var result = all.first else { return nil }
        if all.count == 1 { return result }
        for outlook in all.dropFirst() {
            if let nearest = outlook.nearest, nearest < result.nearest ?? .max {
                (result.nearest, result.subject) = (nearest, outlook.subject)
            }
            result.isDoomed = result.isDoomed && outlook.isDoomed
            result.isWhole = result.isWhole && outlook.isWhole
            result.isExact = result.isExact && outlook.isExact
            result.failing = result.failing.flatMap { sum in outlook.failing.map { sum + $0 } }
        }
        result.failing = result.failing.map { $0 / Double(all.count) }
        // Outcomes of two moves may be the same ones: only the state itself knows how many there are in all.
        let isAlone = scene.moves.allSatisfy { $0.thread == moves[0].thread }
        result.outcomes = isAlone ? prospects?.state.outcomes : nil
        return result
    }

    /// `✗ always, in 3 · 1 outcome`. `isNarrow`: below 70 columns, without outcomes behind what fails. `isNamed`: where
    /// one outcome is left, with its values.
    package func text(_ moves: [Transition], isNarrow: Bool = false, isNamed: Bool = false) -> StyledRun {
        let marks = scene.marks
        if isHidden { return StyledRun("hidden", .quiet) }
        guard let prospects, let outlook = outlook(moves) else { return StyledRun(marks.searching, .open) }
        if outlook.isDiscarded { return StyledRun("\(marks.noValue) forbidden: an assume is false", .quiet) }
        if !outlook.isWhole, outlook.nearest == nil, !prospects.isFinal {
            return StyledRun("\(marks.searching) \(Figures.count(prospects.states, "state"))", .open)
        }
        let outcomes = outcomes(outlook) + (isNamed ? values(moves, outlook) : "")
        guard let nearest = outlook.nearest else {
            if outlook.isWhole {
                if failsHere { return StyledRun("\(marks.noValue) it fails here already", .quiet) }
                return StyledRun(marks.holds + " safe" + outcomes, .good)
            }
            return StyledRun(marks.open + " not known" + outcomes, .open)
        }
        if nearest == 1, moves.count == 1, let violation = scene.machine.preview(moves[0], in: scene.state)?.violation {
            let words = ViolationWords(machine: scene.machine, state: scene.state, marks: marks)
            return StyledRun("\(marks.fails) in 1: \(words.brief(violation))", .bad)
        }
        var text = marks.fails + " "
        if let subject = outlook.subject, severalFail { text += name(subject) + ", " }
        text += (outlook.isDoomed ? "always, " : "") + "in \(Figures.number(nearest))"
        if !outlook.isWhole { text += " or fewer" }
        return StyledRun(text + (isNarrow ? "" : outcomes), .bad)
    }

    /// ` within 1,000,000 states`: how far it was looked, where a limit kept what lies behind from being known in whole.
    package var extent: String {
        guard !isHidden, let prospects, prospects.isFinal, !prospects.state.isWhole else { return "" }
        switch prospects.bound {
        case .states(let count)?: return " within \(Figures.count(count, "state"))"
        case .memory(let bytes)?: return " within \(Figures.memory(bytes))"
        default: return " within the model's bounds"
        }
    }

    /// `✗ in 3`, `✓ safe`: where little room is left.
    package func short(_ moves: [Transition]) -> StyledRun {
        if isHidden { return StyledRun("hidden", .quiet) }
        guard let outlook = outlook(moves) else { return StyledRun(scene.marks.searching, .open) }
        if let nearest = outlook.nearest {
            return StyledRun("\(scene.marks.fails) in \(Figures.number(nearest))", .bad)
        }
        return outlook.isWhole ? StyledRun("\(scene.marks.holds) safe", .good) : mark(moves)
    }

    /// The mark alone.
    package func mark(_ moves: [Transition]) -> StyledRun {
        guard let prospects, let outlook = outlook(moves) else {
            return StyledRun(scene.marks.isASCII ? "." : scene.marks.searching, .open)
        }
        if outlook.nearest != nil { return StyledRun(scene.marks.fails, .bad) }
        if outlook.isWhole { return StyledRun(scene.marks.holds, .good) }
        let searching = scene.marks.isASCII ? "." : scene.marks.searching
        return StyledRun(prospects.isFinal ? scene.marks.open : searching, .open)
    }

    /// Share of the random runs that fail: `50 %`, `≈ 3 %`, `< 0.1 %`; empty where it is not known.
    package func share(_ moves: [Transition]) -> String {
        guard let outlook = outlook(moves), let failing = outlook.failing else { return "" }
        let about = outlook.isExact ? "" : scene.marks.about + " "
        if failing <= 0 { return "0 %" }
        if failing >= 1 - 1e-9 { return "100 %" }
        let percent = failing * 100
        if percent < 0.1 { return "< 0.1 %" }
        if percent > 99.9 { return "> 99.9 %" }
        // Whole per cents where that is what it is, or where more would be noise; else one decimal.
        let tenths = (percent * 10).rounded() / 10
        if tenths == tenths.rounded() { return "\(about)\(Int(tenths)) %" }
        return "\(about)\(tenths) %"
    }

    private func outcomes(_ outlook: Outlook) -> String {
        guard let count = outlook.outcomes, count > 0 else { return "" }
        let least = outlook.isWhole ? "" : scene.marks.atLeast + " "
        return scene.marks.separator + least + Figures.count(count, "outcome")
    }

    /// Outcomes that are looked through for a name.
    private static let mostOutcomes = 64

    /// `: up = 1, got = 42`
    private func values(_ moves: [Transition], _ outlook: Outlook) -> String {
        guard outlook.outcomes == 1, outlook.isWhole, moves.count == 1,
            let key = prospects?.outcomesBehind[moves[0]]?.first, let all = scene.situation.outcomes,
            all.count <= Self.mostOutcomes, let index = all.firstIndex(where: { $0.key == key })
        else { return "" }
        return ": " + OutcomeTable(all, machine: scene.machine, marks: scene.marks).shortTitle(ofOutcome: index)
    }

    /// A lesson's goal is to be found without it.
    private var isHidden: Bool { scene.situation.lesson?.isHidden == true }

    private var severalFail: Bool { Set(scene.situation.report.findings.map(\.subject)).count > 1 }

    private func name(_ subject: Subject) -> String {
        switch subject {
        case .property(let index): return VisibleText.of(scene.program.properties[index].name)
        case .check(let check): return FindingWords.checkFailure(check, in: scene.program)
        }
    }
}
