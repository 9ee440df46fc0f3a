package import HeddleEngine
internal import HeddleProgram

/// Why a schedule fails, and what would have made it pass (screens.md 3.7): what is false with which values, the pair of
/// steps that decides, and the nearest schedule that passes beside the failing one.
package struct FailureRows: Sendable {
    let words: PassWords
    let width: Int
    /// Blank rows between the parts, lanes instead of columns.
    private let isRoomy: Bool
    let marks: Marks
    private let finder: FindingWords
    /// The nearest passing schedule is still being looked for.
    private let isPending: Bool
    /// How likely a random run is to fail so, or why that is not known.
    package var chance: Chance?
    package var chanceGap: ChanceGap?

    package init(_ words: PassWords, isPending: Bool, width: Int, isRoomy: Bool) {
        self.words = words
        self.isPending = isPending
        self.width = width
        self.isRoomy = isRoomy
        marks = words.marks
        finder = FindingWords(machine: words.machine, marks: words.marks)
    }

    package var page: PageRows {
        var page = PageRows(label: label)
        page.rows += failure
        page.rows += decision
        page.pinned = page.rows.count + 1
        let reasons = weakReasons
        page.rows += schedules + reasons
        // The line between the two schedules ends where something stands below them.
        let isDivided = reasons.isEmpty
        if words.pass != nil, isDivided { page.filler = divided(StyledLine(), StyledLine()) }
        if isRoomy, let common = CommonRows(words) {
            page.bottom = (PageRule("What the two have in common", second: isDivided ? half("") : nil), common.rows)
        }
        return page
    }

    private var label: String {
        guard case .property = words.finding.subject else { return "1 check" }
        let count = EndWords.failingProperties(machine: words.machine, state: words.failing.lastState).count
        return Figures.count(max(1, count), "property", plural: "properties")
    }

    // MARK: - What fails

    private var failure: [PageRow] {
        let title = finder.title(words.finding, trace: words.failing)
        var head = StyledLine("\(marks.fails) \(title)", .bad)
        if isRoomy {
            head.put(when, .quiet, at: 62, gap: 2)
        } else if head.width + CellWidth.of(when) + 2 <= width {
            head.putRight(when, .quiet, endingAt: width)
        }
        var rows = [PageRow(head)]
        if isRoomy { rows.append(blank) }
        if case .property(let index) = words.finding.subject { return rows + falsePart(index) }
        return rows + checked(below: title)
    }

    /// What is known of a failed check, below its title.
    package func reasons(below title: String) -> [StyledLine] {
        checked(below: title).compactMap { row in if case .line(let line) = row.content { line } else { nil } }
    }

    private func checked(below title: String) -> [PageRow] {
        if case .check(.deadlock) = words.finding.subject { return waiting }
        return evidence(below: title)
    }

    private var blank: PageRow { PageRow(StyledLine()) }

    /// When it was judged: `final, judged at 4`.
    private var when: String {
        let step = words.failing.steps.count
        if case .check(let check) = words.finding.subject {
            let violations = ViolationWords(
                machine: words.machine, state: words.failing.lastState, marks: marks)
            let word =
                words.finding.violation.map(violations.kind)
                ?? FindingWords.checkFailure(check, in: words.machine.program)
            if step == 0 { return word + ", at the start" }
            return word + (check == .deadlock ? ", after step \(step)" : ", in step \(step)")
        }
        guard case .property(let index) = words.finding.subject else { return "" }
        let kind = words.machine.program.properties[index].kind
        if kind == .final {
            return isRoomy ? "final: judged at the end, after step \(step)" : "final, judged at \(step)"
        }
        if step == 0 { return "\(kind.rawValue)\(isRoomy ? ":" : ",") false at the start" }
        return isRoomy ? "\(kind.rawValue): false after step \(step)" : "\(kind.rawValue), false at \(step)"
    }

    private func falsePart(_ index: Int) -> [PageRow] {
        let property = finder.properties(words.failing)
        let conjunct = property.failingConjunct(index) ?? 0
        var rows = property.table(property: index, conjunct: conjunct, limit: width).map { PageRow($0) }
        let origins = ValueOrigins(
            machine: words.machine, trace: words.failing, marks: marks, isRoomy: isRoomy
        ).rows(property: index, conjunct: conjunct)
        if isRoomy, !origins.isEmpty { rows.append(blank) }
        return rows + aligned(origins)
    }

    private func aligned(_ origins: [ValueOrigins.Row]) -> [PageRow] {
        zip(origins, ValueOrigins.aligned(origins)).map { row, text in
            PageRow(StyledLine("    " + text).cut(to: width, marks: marks), step: row.step)
        }
    }

    /// Who waits for whom where it ended.
    private var waiting: [PageRow] {
        let scene = TraceScene.scene(words.failing, machine: words.machine, marks: marks)
        var rows = WaitForRows.rows(scene, width: width).map { PageRow($0) }
        for thread in 0..<scene.threadCount {
            rows += GuardWords.rows(scene, thread: thread, trace: words.failing)
                .map { PageRow($0.cut(to: width, marks: marks)) }
        }
        let sentence = StandstillWords(scene, trace: words.failing).sentence
        let count = words.failing.steps.count
        return rows
            + WrappedText.lines(sentence, width: width - 4)
            .map { PageRow(StyledLine("  " + $0), step: count > 0 ? count : nil) }
    }

    /// What a check compared, and where it came from.
    private func evidence(below title: String) -> [PageRow] {
        var rows: [PageRow] = []
        let detail = finder.detailLine(words.finding, trace: words.failing, below: title)
        if !detail.isEmpty { rows.append(PageRow(StyledLine("    " + detail).cut(to: width, marks: marks))) }
        if case .check(.race) = words.finding.subject {
            return rows + RaceRows(words).rows.map { PageRow($0.line.cut(to: width, marks: marks), step: $0.step) }
        }
        let last = words.failing.steps.count - 1
        guard last >= 0 else { return rows }
        let origins = ValueOrigins(machine: words.machine, trace: words.failing, marks: marks, isRoomy: isRoomy)
        rows += aligned(origins.sourceRows(ofStep: last) + touched(by: last))
        return rows
    }

    /// Who changed last what the failing step touches.
    private func touched(by last: Int) -> [ValueOrigins.Row] {
        let event = words.failing.events[last]
        let letters = StepLetters(machine: words.machine, state: words.failing.lastState, marks: marks)
        return event.operations.prefix(3).compactMap { operation in
            guard operation.location >= 0 else { return nil }
            if let memory = operation.memory, let source = memory.readsFrom {
                let maker = words.failing.maker(of: source, at: operation.location, before: last)
                return origin(of: operation, source, maker, letters)
            }
            let step = words.failing.events[..<last].lastIndex { earlier in
                earlier.operations.contains { $0.location == operation.location && $0.kind.changesObject }
            }
            guard let step else { return nil }
            let before = words.failing.events[step]
            let place = words.name(before, words.failing) + " " + words.line(before)
            return ValueOrigins.Row(
                value: VisibleText.of(operation.name),
                origin: "last changed in step \(step + 1), \(place)  \(letters.text(before))", step: step + 1)
        }
    }

    // MARK: - What decides

    private var decision: [PageRow] {
        guard let pair = DecidingPair(words) else {
            let sentences: [String]
            if isPending {
                sentences = [marks.searching + " The nearest passing schedule is being looked for."]
            } else if let sentence = words.sentence {
                sentences = [sentence]
            } else if let point = words.pointSentence {
                sentences = [point, "No passing schedule was found close to it."]
            } else {
                sentences = [
                    "What decides it is not known: the step behind which every run fails was not found within the bounds."
                ]
            }
            return [PageRow(PageRule("What decides"))] + paragraphs(sentences)
        }
        var rows = [PageRow(PageRule(pair.title, label: "1 of 1"))]
        if isRoomy { rows.append(blank) }
        rows += zip(pair.lines(indent: 2, limit: width, marks: marks), pair.rows).map { line, row in
            PageRow(line.cut(to: width, marks: marks), step: row.number)
        }
        if isRoomy { rows.append(blank) }
        rows += paragraphs([words.sentence, pointSentence].compactMap { $0 })
        return rows
    }

    /// With room it says who moves next in the run that passes.
    private var pointSentence: String? {
        guard let sentence = words.pointSentence, isRoomy, let pass = words.pass, let passing = words.passing,
            let point = words.finding.pointOfNoReturn, point == pass.early, passing.events.count >= point
        else { return words.pointSentence }
        let next = words.name(passing.events[point - 1], passing)
        return sentence.dropLast() + ": \(next) moves next."
    }

    private func paragraphs(_ sentences: [String]) -> [PageRow] {
        var rows: [PageRow] = []
        for sentence in sentences {
            if isRoomy, !rows.isEmpty { rows.append(blank) }
            rows += WrappedText.lines(sentence, width: width - 4).map { PageRow(StyledLine("  " + $0)) }
        }
        return rows
    }

    // MARK: - Side by side

    private var column: Int { width / 2 }

    private func half(_ name: String, label: String = "") -> PageRule.Half {
        PageRule.Half(column: column, name: name, label: label)
    }

    private func divided(_ left: StyledLine, _ right: StyledLine) -> StyledLine {
        var line = left.fitted(to: column, marks: marks)
        line.append(marks.lane, .quiet)
        line.append(contentsOf: right.cut(to: width - column - 1, marks: marks))
        return line
    }

    private var schedules: [PageRow] {
        guard let pass = words.pass, let passing = words.passing else {
            let rows = SchedulePair(words).failing(width: width, indent: 0)
            let steps = rows.enumerated().map { PageRow($1, step: $0 + 1) }
            return [PageRow(PageRule("This schedule fails"))] + steps + [blank] + [
                PageRow(ending(words.failing, width, isGood: false))
            ]
        }
        let name = isRoomy ? "Nearest passing schedule" : "Nearest passing one"
        let rule = PageRule(
            "This schedule fails", second: half(name, label: pass.isOneReordering ? "1 reordering" : ""))
        let lanes = TwinLanes(words, left: column, right: width - column - 1)
        let pair = SchedulePair(words)
        let usesLanes = isRoomy && lanes.isLegible
        let left = usesLanes ? lanes.failing : pair.failing(width: column, indent: 0)
        let right = usesLanes ? lanes.passing : pair.passing(width: width - column - 1, indent: 0, withRemarks: true)
        var rows = [PageRow(rule)]
        if usesLanes { rows.append(PageRow(divided(lanes.header.left, lanes.header.right))) }
        let first = pair.folded
        if first > 0 {
            let text = StyledLine("    \(marks.ellipsis) \(Figures.count(first, "step")) alike", .quiet)
            rows.append(PageRow(divided(text, text)))
        }
        for index in first..<max(left.count, right.count) {
            let line = divided(
                index < left.count ? left[index] : StyledLine(), index < right.count ? right[index] : StyledLine())
            rows.append(PageRow(line, step: index < left.count ? index + 1 : nil))
        }
        rows.append(PageRow(divided(StyledLine(), StyledLine())))
        rows.append(
            PageRow(
                divided(
                    ending(words.failing, column, isGood: false), ending(passing, width - column - 1, isGood: true))))
        if isRoomy {
            rows.append(PageRow(divided(StyledLine(), StyledLine())))
            rows.append(PageRow(divided(figures, distance(pass))))
            if let gap {
                rows.append(PageRow(divided(gap, StyledLine())))
            }
        }
        return rows
    }

    private func ending(_ trace: Trace, _ width: Int, isGood: Bool) -> StyledLine {
        let margin = isRoomy ? 3 : 0
        var line = StyledLine()
        line.put(SchedulePair(words).end(trace, width: width - 10 - margin), at: isRoomy ? 4 : 6)
        line.putRight(isGood ? marks.holds : marks.fails, isGood ? .good : .bad, endingAt: width - margin)
        return line
    }

    private var figures: StyledLine {
        let preemptions = words.finding.preemptions
        let switches = preemptions < 0 ? "" : marks.separator + "preemptions \(preemptions)"
        var text = "    steps \(words.failing.steps.count)" + switches
        let weak = words.machine.memoryModel == .sc ? WeakChoiceCount() : words.failing.weakCount
        if weak.staleReads > 0 { text += marks.separator + "stale reads \(weak.staleReads)" }
        if weak.earlyWrites > 0 { text += marks.separator + "writes placed early \(weak.earlyWrites)" }
        if let chance {
            let short = marks.separator + ChanceWords.text(chance, marks: marks)
            let long = marks.separator + "random run fails " + ChanceWords.text(chance, marks: marks)
            text += CellWidth.of(text + long) <= column ? long : short
        }
        return StyledLine(text, .quiet)
    }

    private var gap: StyledLine? {
        guard chance == nil, let chanceGap else { return nil }
        return StyledLine("    p is not known: \(ChanceWords.reason(chanceGap))", .quiet)
    }

    private func distance(_ pass: NearestPass) -> StyledLine {
        guard pass.isOneReordering, let late = pass.lateInFailure else { return StyledLine() }
        return StyledLine("    1 reordering away: step \(late) moved before step \(pass.early)", .quiet)
    }
}
