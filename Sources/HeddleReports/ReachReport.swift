package import HeddleEngine
package import HeddlePresentation
internal import HeddleProgram

/// `heddle reach` as text and as JSON: whether something can be reached, and by which steps.
package struct ReachReport: Sendable {
    private let machine: Machine
    private let run: Run
    private let request: WayRequest
    private let outcome: WayOutcome
    /// Steps given, then those found.
    private let trace: Trace
    /// How many of them were given.
    private let given: Int

    package init(
        machine: Machine, run: Run, request: WayRequest, outcome: WayOutcome, given: [Transition],
        found: [Transition]
    ) {
        self.machine = machine
        self.run = run
        self.request = request
        self.outcome = outcome
        self.given = given.count
        trace = Trace(machine: machine, schedule: given + found)
    }

    private var heading: RunReport {
        RunReport(
            machine: machine, run: run, report: SearchReport(),
            judgement: Judgement(rows: [], verdict: .inconclusive, asExpected: nil, isNamedRun: false))
    }

    private var isReached: Bool? {
        switch outcome.verdict {
        case .found, .holdsAlready: return true
        case .none: return false
        case .notKnown: return nil
        }
    }

    // MARK: - Text

    package func text(style: ReportStyle = ReportStyle()) -> String {
        let marks = style.marks
        var lines = [StyledLine(heading.heading(marks), .strong), StyledLine()]
        let title = marks.plain(VisibleText.of(request.title))
        let (mark, role): (String, Role)
        switch isReached {
        case true: (mark, role) = (marks.holds, .good)
        case false: (mark, role) = (marks.fails, .bad)
        case nil: (mark, role) = (marks.open, .open)
        }
        lines += style.wrapped("\(mark) \(title)", role)
        guard isReached == true, !trace.steps.isEmpty else {
            return style.text(lines + style.wrapped("    " + sentence))
        }
        lines.append(StyledLine())
        lines += StepTable(machine: machine, trace: trace, style: style).lines
        lines.append(StyledLine())
        lines += style.wrapped("    " + summary)
        lines += style.wrapped("    See it:  heddle \(heading.arguments)        then  :play \(playText(marks))")
        return style.text(lines)
    }

    private var sentence: String {
        if case .holdsAlready = outcome.verdict, given == 0 { return WayWords(request).alreadyAtStart }
        return WayWords(request).sentence(outcome)
    }

    /// `4 steps, 1 preemption, the first 2 as given; 12 states were visited.`
    private var summary: String {
        let schedule = trace.steps.map(\.transition)
        var text = Figures.count(schedule.count, "step") + ", "
        text += Figures.count(Preemptions.count(schedule, machine: machine), "preemption")
        if given == schedule.count, case .holdsAlready = outcome.verdict { return text + ", all of them as given." }
        if given > 0 { text += given == 1 ? ", the first one as given" : ", the first \(given) as given" }
        return text + "; \(Figures.count(outcome.states, "state")) \(outcome.states == 1 ? "was" : "were") visited."
    }

    private func playText(_ marks: Marks) -> String {
        ScheduleMarks(machine: machine, marks: marks).marks(trace).joined(separator: " ")
    }

    // MARK: - JSON

    private struct Document: Encodable {
        var heddle: String
        var file: String
        var model: String
        var memory: String
        var set: [String: String]
        /// As asked.
        var wanted: String
        /// null: not known.
        var reached: Nullable<Bool>
        var limit: Nullable<String>
        var states: Int
        /// How many of the steps were given by `--from`.
        var given: Int
        var steps: [StepJSON]
        /// The steps as `--from` and `:play` take them.
        var play: Nullable<String>
    }

    package func json(version: String) -> String {
        var limit: String?
        if case .notKnown(let reached) = outcome.verdict { limit = SearchWords.limitCode(reached) }
        var set: [String: String] = [:]
        for setting in run.settings { set[setting.name] = setting.value }
        let isShown = isReached == true
        return JSONText.document(
            Document(
                heddle: version, file: machine.program.source.path, model: machine.program.name,
                memory: run.memoryModel.rawValue, set: set, wanted: request.title, reached: Nullable(isReached),
                limit: Nullable(limit), states: outcome.states, given: given,
                steps: isShown ? StepJSON.steps(trace, machine: machine) : [],
                play: Nullable(isShown ? playText(Marks(ascii: false)) : nil)))
    }
}
