package import HeddleEngine
internal import HeddlePresentation
internal import HeddleProgram

/// `heddle outcomes` as text and as JSON: every different result with its simplest schedule.
///
/// Classes, and the chances of random runs, stand there where they were counted.
package struct OutcomesReport: Sendable {
    private let run: RunReport
    private let outcomes: [Outcome]
    private let isComplete: Bool

    package init(run: RunReport, outcomes: [Outcome], isComplete: Bool) {
        self.run = run
        self.outcomes = outcomes
        self.isComplete = isComplete
    }

    // MARK: - Text

    package func text(style: ReportStyle = ReportStyle()) -> String {
        let marks = style.marks
        var lines = [StyledLine(run.heading(marks), .strong), StyledLine()]
        if outcomes.isEmpty {
            lines.append(StyledLine(isComplete ? "  No run ever ends." : "  No run has ended so far."))
        } else {
            lines += table(style)
        }
        lines.append(StyledLine())
        let states = Figures.all(run.report.states, "state")
        var count = Figures.count(outcomes.count, "outcome")
        let classes = outcomes.compactMap(counted)
        if !classes.isEmpty, classes.count == outcomes.count {
            let sum = classes.reduce(0, +)
            count += " in "
            if run.report.graphRefusal != nil {
                count += Figures.count(sum, "order") + " of dependent steps"
            } else {
                count += isLitmus ? Figures.count(sum, "execution") : Figures.count(sum, "class", plural: "classes")
            }
            if let all = run.report.interleavings { count += " of " + Figures.count(all, "interleaving") }
        }
        lines.append(
            StyledLine(isComplete ? "\(count); complete: \(states)." : "\(count) so far; \(limits): more may come.")
        )
        if let observation {
            lines.append(StyledLine())
            lines += observation.lines
            lines.append(StyledLine())
            lines += observation.sentences.map { StyledLine($0, .quiet) }
        }
        return style.text(lines)
    }

    private var isLitmus: Bool { run.program.litmus != nil }

    private var observation: LitmusObservation? {
        LitmusObservation(program: run.program, outcomes: outcomes, report: run.report, isComplete: isComplete)
    }

    /// What of an outcome is counted: of a litmus test the executions, as herd7 does.
    private func counted(_ outcome: Outcome) -> Int? { isLitmus ? outcome.executions : outcome.classes }

    private var limits: String {
        run.report.limits.isEmpty
            ? "the search was stopped" : run.report.limits.map(SearchWords.limitSentence).joined(separator: ", ")
    }

    private func table(_ style: ReportStyle) -> [StyledLine] {
        let marks = style.marks
        let table = OutcomeTable(outcomes, machine: run.machine, marks: marks)
        var ends: [Int] = []
        var column = 0
        for item in table.columns {
            column += 2 + item.width
            ends.append(column)
        }
        // Classes and the random run's chance stand between, where one of them was counted.
        let isCounted = outcomes.contains { $0.classes != nil || $0.chance != nil }
        let classes = max(column, 2) + (isLitmus ? 12 : 10)
        let chance = classes + 13
        let shortest = isCounted ? chance + 3 : max(column, 2) + 3
        let verdict = max(shortest + 24, min(style.width - 16, shortest + 36))
        let schedules = ScheduleMarks(machine: run.machine, marks: marks)
        var head = StyledLine()
        for (item, end) in zip(table.columns, ends) { head.putRight(item.name, .quiet, endingAt: end) }
        if isCounted {
            head.putRight(isLitmus ? "executions" : "classes", .quiet, endingAt: classes)
            head.putRight("random run", .quiet, endingAt: chance)
        }
        head.put("shortest schedule", .quiet, at: shortest)
        if let title = OutcomeMark.head(run.program) {
            head.put(
                OutcomesRows.wholeWords(VisibleText.of(title), min(15, style.width - verdict)), .quiet, at: verdict)
        }
        var lines = [head]
        for (index, outcome) in outcomes.enumerated() {
            var line = StyledLine()
            for (item, end) in zip(table.columns, ends) { line.putRight(item.texts[index], endingAt: end) }
            if isCounted {
                line.putRight(counted(outcome).map { Figures.number($0) } ?? marks.noValue, endingAt: classes)
                line.putRight(
                    outcome.chance.map { Figures.chance($0, marks: marks) } ?? marks.noValue, endingAt: chance)
            }
            line.put(schedules.text(outcome.schedule, width: verdict - shortest - 2), at: shortest)
            let mark = OutcomeMark(outcome, program: run.program, marks: marks)
            let ending = table.endings[index].isEmpty ? "" : " " + table.endings[index]
            line.put(mark.text + ending, mark.role, at: verdict)
            lines.append(line)
        }
        return lines
    }

    // MARK: - JSON

    private struct Document: Encodable {
        var heddle: String
        var complete: Bool
        var outcomes: [Entry]
        var observation: ObservationJSON?
    }

    /// Of a litmus test with a condition; elsewhere the key is missing.
    private struct ObservationJSON: Encodable {
        var test: String
        var quantifier: String
        var condition: String
        var verdict: String
        var satisfied: Nullable<Bool>
        var positive: Int
        var negative: Int
        var counts: String
        var violations: Int
        var flags: [String]

        init(_ observation: LitmusObservation) {
            test = observation.test
            quantifier = observation.condition.quantifier.rawValue
            condition = observation.condition.text
            verdict = observation.verdict.rawValue
            satisfied = Nullable(observation.isMet)
            positive = observation.satisfied
            negative = observation.others
            counts = observation.unit.rawValue
            violations = observation.violated
            flags = observation.hasRace ? ["data-race"] : []
        }
    }

    private struct Entry: Encodable {
        var end: String
        var values: [String: JSONScalar]
        var failing: [String]
        var classes: Nullable<Int>
        var executions: Nullable<Int>
        var steps: [StepJSON]
    }

    package func json(version: String) -> String {
        JSONText.document(
            Document(
                heddle: version, complete: isComplete, outcomes: outcomes.map(entry),
                observation: observation.map(ObservationJSON.init)))
    }

    private func entry(_ outcome: Outcome) -> Entry {
        let trace = Trace(machine: run.machine, schedule: outcome.schedule)
        let words = ValueWords(machine: run.machine, state: trace.lastState)
        var values: [String: JSONScalar] = [:]
        for value in outcome.values {
            switch value.value {
            case .integer(let number): values[value.name] = .integer(number)
            case .boolean(let truth): values[value.name] = .boolean(truth)
            default: values[value.name] = .text(words.text(value.value, value.type))
            }
        }
        let end: String
        switch outcome.end {
        case .deadlock: end = "deadlock"
        case .violated: end = "violation"
        case .ended, .running: end = "ended"
        }
        return Entry(
            end: end, values: values, failing: outcome.failing.map { run.machine.program.properties[$0].name },
            classes: Nullable(outcome.classes), executions: Nullable(outcome.executions),
            steps: StepJSON.steps(trace, machine: run.machine))
    }
}
