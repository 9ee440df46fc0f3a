package import HeddleEngine
internal import HeddleProgram

/// The columns of an outcome table: the named values that differ, and how an execution is over where that differs.
package struct OutcomeTable: Sendable {
    package struct Column: Sendable {
        package var name: String
        package var texts: [String]
        package var width: Int
    }

    package let columns: [Column]
    /// `deadlock`, `violation`; empty texts where all ended.
    package let endings: [String]
    package let outcomes: [Outcome]

    /// `all`: also columns that never differ.
    package init(_ outcomes: [Outcome], machine: Machine, marks: Marks, all: Bool = false) {
        self.outcomes = outcomes
        let start = machine.start().state
        let values = ValueText(machine: machine, state: start, marks: marks)
        var names: [String] = []
        for outcome in outcomes {
            for value in outcome.values where !names.contains(value.name) { names.append(value.name) }
        }
        var columns: [Column] = []
        for name in names {
            let texts = outcomes.map { outcome -> String in
                guard let value = outcome.values.first(where: { $0.name == name }) else { return marks.noValue }
                return values.text(value.value, value.type)
            }
            let differs = texts.contains { $0 != texts[0] }
            guard all || differs || outcomes.count == 1 else { continue }
            let shown = VisibleText.of(name)
            let width = max(CellWidth.of(shown), texts.map(CellWidth.of).max() ?? 0)
            columns.append(Column(name: shown, texts: texts, width: width))
        }
        self.columns = columns
        endings = outcomes.map { outcome in
            switch outcome.end {
            case .deadlock: return FindingWords.checkFailure(.deadlock, in: machine.program)
            case .violated: return "violation"
            case .ended where outcome.leaks: return FindingWords.checkFailure(.leak, in: machine.program)
            case .ended, .running: return ""
            }
        }
    }

    /// `balance = 2`, or how it ended.
    package func title(ofOutcome index: Int) -> String {
        var parts = columns.map { "\($0.name) = \($0.texts[index])" }
        if !endings[index].isEmpty { parts.append(endings[index]) }
        return parts.isEmpty ? "one outcome" : parts.joined(separator: ", ")
    }
}

extension OutcomeTable {
    /// The same without the name of the thread that all the values are locals of: `up = 1, got = 42`.
    func shortTitle(ofOutcome index: Int) -> String {
        let owners = Set(
            columns.map { column in column.name.lastIndex(of: ".").map { column.name[...$0] } ?? "" })
        guard owners.count == 1, let owner = owners.first, !owner.isEmpty, endings[index].isEmpty else {
            return title(ofOutcome: index)
        }
        return columns.map { "\($0.name.dropFirst(owner.count)) = \($0.texts[index])" }.joined(separator: ", ")
    }
}

/// Outcomes as pane and view: a row a different result.
///
/// Classes and the chance of a random run stand there once they are counted.
package struct OutcomesRows: Sendable {
    package struct Row: Sendable {
        package var line: StyledLine
        /// Index into the outcomes; nil for other rows.
        package var outcome: Int?
    }

    /// `2, complete` on the pane's rule.
    package static func title(_ scene: Scene) -> String {
        guard let outcomes = scene.situation.outcomes else { return "" }
        return "\(Figures.number(outcomes.count)), \(scene.situation.report.complete ? "complete" : "so far")"
    }

    /// Outcomes that are listed at most; `heddle outcomes` lists all.
    package static let limit = 500

    /// `order`: which outcomes, in which order; nil: by their values. `cursor`: the outcome selected.
    package static func rows(_ scene: Scene, width: Int, order: [Int]? = nil, cursor: Int? = nil) -> [Row] {
        guard let outcomes = scene.situation.outcomes else {
            return [note("  Known once every state was visited.", scene, width)]
        }
        if outcomes.isEmpty {
            let isComplete = scene.situation.report.complete
            return [note(isComplete ? "  No run ever ends." : "  No run has ended so far.", scene, width)]
        }
        let table = OutcomeTable(outcomes, machine: scene.machine, marks: scene.marks)
        let layout = Layout(table, isView: width >= 70, width: width)
        var rows = [Row(line: layout.header(scene, width: width), outcome: nil)]
        for index in order ?? Array(outcomes.indices.prefix(limit)) {
            rows.append(Row(line: layout.row(index, scene, isSelected: index == cursor), outcome: index))
        }
        return rows.map { Row(line: $0.line.cut(to: width, marks: scene.marks), outcome: $0.outcome) }
    }

    private static func note(_ text: String, _ scene: Scene, _ width: Int) -> Row {
        Row(line: StyledLine(text, .quiet).cut(to: width, marks: scene.marks), outcome: nil)
    }

    /// Below the view's table: `3 outcomes; complete.`
    package static func summary(_ scene: Scene) -> String {
        guard let known = scene.situation.outcomes else {
            return scene.situation.report.complete ? "They are being counted." : ""
        }
        let count = known.count
        let classes = (scene.situation.outcomes ?? []).compactMap(\.classes)
        var text = Figures.count(count, "outcome")
        if !classes.isEmpty, classes.count == count {
            text += " in " + Figures.count(classes.reduce(0, +), "class", plural: "classes")
            if let ways = scene.situation.report.interleavings {
                text += " of " + Figures.count(ways, "interleaving")
            }
        }
        text += scene.situation.report.complete ? "; complete." : " so far; more may come."
        return count > limit ? text + " The first \(Figures.number(limit)) are listed." : text
    }

    /// As many words as fit; the head of a column needs no mark of a cut.
    package static func wholeWords(_ text: String, _ width: Int) -> String {
        var result = ""
        for word in text.split(separator: " ") {
            let next = result.isEmpty ? String(word) : result + " " + word
            if CellWidth.of(next) > width { break }
            result = next
        }
        return result
    }

    /// Columns: values, classes, random run, shortest, verdict. A pane that is too narrow for all leaves out the random
    /// run and the shortest schedule.
    private struct Layout {
        let table: OutcomeTable
        let isView: Bool
        let isCompact: Bool
        let ends: [Int]
        let shortest: Int
        /// Where the columns of classes and of the random run end.
        let classes: Int
        let random: Int
        /// Where a pane's verdicts stand.
        let verdict: Int

        init(_ table: OutcomeTable, isView: Bool, width: Int) {
            self.table = table
            self.isView = isView
            var column = 2
            var ends: [Int] = []
            for item in table.columns {
                column += item.width
                ends.append(column)
                column += 2
            }
            // Without values to tell rows apart, how they end stands in their place.
            if table.columns.isEmpty {
                column += (table.endings + [Self.ended]).map { CellWidth.of($0) }.max() ?? 0
                ends = [column]
                column += 2
            }
            self.ends = ends
            let left = max(column - 2, 2)
            let wide = max(left, 9) + 11 + 13 + 3
            isCompact = !isView && wide + 15 + Self.verdictRoom > width
            let hasClasses = table.outcomes.contains { $0.classes != nil }
            classes = isCompact ? left + (hasClasses ? 10 : 0) : max(left, 9) + 11
            random = classes + 13
            shortest = random + 3
            verdict = isCompact ? classes + 4 : shortest + 15
        }

        /// Cells of a mark and what stands behind it.
        private static let verdictRoom = 14

        /// A run that has ended, where there is no value to tell of.
        private static let ended = "ends"

        func header(_ scene: Scene, width: Int) -> StyledLine {
            var line = StyledLine()
            for (index, column) in table.columns.enumerated() {
                line.putRight(column.name, .quiet, endingAt: ends[index])
            }
            if table.outcomes.contains(where: { $0.classes != nil }) {
                line.putRight("classes", .quiet, endingAt: classes)
            }
            if isCompact { return line }
            if table.outcomes.contains(where: { $0.chance != nil }) {
                line.putRight("random run", .quiet, endingAt: random)
            }
            line.put("shortest", .quiet, at: shortest)
            if isView, let title = OutcomeMark.head(scene.program) {
                line.put(
                    OutcomesRows.wholeWords(VisibleText.of(title), width - shortest - 29), .quiet,
                    at: shortest + 29)
            }
            return line
        }

        /// Where a value ends that stands below its column's name: in a pane about the middle of it.
        private func end(_ column: OutcomeTable.Column, _ text: String, _ end: Int) -> Int {
            if isView { return end }
            if !isCompact { return end - (column.width - CellWidth.of(text) - 1) / 2 }
            let longest = column.texts.map(CellWidth.of).max() ?? 0
            let start = end - column.width
            return max(start + (column.width - 1) / 2 + 1, start + longest)
        }

        func row(_ index: Int, _ scene: Scene, isSelected: Bool) -> StyledLine {
            let outcome = table.outcomes[index]
            var line = StyledLine(isSelected ? scene.marks.selected : "")
            for (column, end) in zip(table.columns, ends) {
                let text = column.texts[index]
                line.putRight(text, endingAt: self.end(column, text, end))
            }
            let endsFirst = table.columns.isEmpty
            if endsFirst, let end = ends.first {
                line.putRight(table.endings[index].isEmpty ? Self.ended : table.endings[index], endingAt: end)
            }
            if let count = outcome.classes {
                let text = Figures.number(count)
                let middle = (isCompact ? 7 : 6) - CellWidth.of(text)
                line.putRight(text, endingAt: isView ? classes : classes - middle / 2)
            }
            if !isCompact {
                if let chance = outcome.chance {
                    let text = Figures.chance(chance, marks: scene.marks)
                    line.putRight(text, endingAt: isView ? random : random - (8 - CellWidth.of(text)) / 2)
                }
                let steps = Figures.count(outcome.schedule.count, "step")
                let preemptions =
                    isView ? scene.marks.separator + Figures.count(outcome.preemptions, "preemption") : ""
                line.put(steps + preemptions, at: isView ? shortest + 1 : shortest)
            }
            let mark = OutcomeMark(outcome, program: scene.program, marks: scene.marks)
            let ending = table.endings[index].isEmpty || endsFirst ? "" : " " + table.endings[index]
            line.put(mark.text + ending, mark.role, at: isView ? shortest + 30 : verdict)
            // With one outcome left every row but one is ruled out; with all left a mark says nothing.
            if let left = scene.outcomesLeft, left.count < table.outcomes.count, left.contains(outcome.key) {
                line.append("  \(scene.marks.fromHere) from here" + ways(to: outcome, scene), .here)
            }
            return line
        }

        /// Choices that are named at most.
        private static let mostWays = 3

        /// ` by b`: where not every choice of the selected thread leads there.
        private func ways(to outcome: Outcome, _ scene: Scene) -> String {
            let moves = scene.moves(ofThread: scene.situation.selectedThread)
            guard moves.count > 1, let prospects = scene.situation.prospects[scene.situation.place],
                moves.allSatisfy({ prospects.outcomesBehind[$0] != nil })
            else { return "" }
            let ways = moves.indices.filter { prospects.outcomesBehind[moves[$0]]?.contains(outcome.key) == true }
            if ways.isEmpty || ways.count == moves.count || ways.count > Self.mostWays { return "" }
            return " by " + ways.map(StepLetters.choiceLetter).joined(separator: ", ")
        }
    }
}
