package import HeddleEngine
package import HeddlePresentation
package import HeddleProgram

/// A schedule to be written out, with what is known of it: what every exporter gets.
package struct ExportSubject: Sendable {
    package var machine: Machine
    package var trace: Trace
    /// What the schedule is called: `finding 1 of 2`, an entry's title.
    package var name: String
    /// What it shows at its end, where a search or an entry says so.
    package var finding: Finding?
    /// The step (from 1) behind which every run fails; 0: from the start on; nil: not known.
    package var pointOfNoReturn: Int?
    /// Remarks on steps by their numbers, from 1.
    package var notes: [Int: String]
    package var options: ExportOptions
    /// The screens of the walk, for exporters that need them.
    package var screens: ExportScreens?
    /// Where the schedule was found, if that was another model than `machine`'s; then `trace` is what there is of it here.
    package var recorded: RecordedRun?

    package init(
        machine: Machine, trace: Trace, name: String, finding: Finding? = nil, notes: [Int: String] = [:],
        options: ExportOptions = ExportOptions()
    ) {
        self.machine = machine
        self.trace = trace
        self.name = name
        self.finding = finding
        pointOfNoReturn = finding?.pointOfNoReturn
        self.notes = notes
        self.options = options
        screens = nil
        recorded = nil
    }

    package var marks: Marks { Marks(ascii: options.isASCII) }
}

/// A schedule that was recorded on another model than the one it is exported for, or on an earlier text of it.
package struct RecordedRun: Sendable {
    package var steps: [RecordedStep]
    /// The model it was recorded on, where that is there: tells which steps of the other one are new.
    package var program: Program?
    /// The program whose properties the finding counts; nil: the one that is exported.
    package var claimed: Program?

    package init(steps: [RecordedStep], program: Program?, claimed: Program? = nil) {
        self.steps = steps
        self.program = program
        self.claimed = claimed
    }

    /// Whether the recorded model has a step; without its text, whether the schedule has.
    func knows(_ anchor: StepAnchor) -> Bool {
        if let program { return !anchor.sites(in: program).isEmpty }
        return steps.contains { $0.anchor.matches(anchor) }
    }
}

/// How an export is drawn.
package struct ExportOptions: Hashable, Sendable {
    package enum Layout: String, Hashable, Sendable, CaseIterable {
        /// A row for each step, in the order of the schedule.
        case lanes
        /// A row for steps that nothing orders.
        case causal
    }
    package enum Edges: String, Hashable, Sendable, CaseIterable {
        /// Only those that no chain of others implies.
        case essential
        case all
    }
    package var layout: Layout
    package var edges: Edges
    package var isASCII: Bool

    package init(layout: Layout = .lanes, edges: Edges = .essential, isASCII: Bool = false) {
        self.layout = layout
        self.edges = edges
        self.isASCII = isASCII
    }
}

/// A walk through a schedule on the real screens: for each place, from the start on, the bytes that bring a terminal
/// from the frame before to this one.
package struct ExportScreens: Sendable {
    package var columns: Int
    package var rows: Int
    package var frames: [String]

    package init(columns: Int, rows: Int, frames: [String]) {
        self.columns = columns
        self.rows = rows
        self.frames = frames
    }
}

/// How a schedule ends, in words.
struct ExportVerdict {
    enum Kind: String {
        case fails, passes, open
    }
    var kind: Kind
    var text: String

    func mark(_ marks: Marks) -> String {
        switch kind {
        case .fails: return marks.fails
        case .passes: return marks.holds
        case .open: return marks.notJudged
        }
    }

    var role: Role {
        switch kind {
        case .fails: return .bad
        case .passes: return .good
        case .open: return .plain
        }
    }
}

/// What several exporters say of a subject.
extension ExportSubject {
    /// `lost-update.heddle · Lost update · sc · finding 1 of 1`
    var heading: String {
        let run = Judge.run(of: machine.program, memoryModel: machine.memoryModel)
        return [run.heading(of: machine.program, marks), VisibleText.of(name)].filter { !$0.isEmpty }
            .joined(separator: marks.separator)
    }

    /// `Lost update: finding 1 of 1`
    var title: String {
        [VisibleText.of(machine.program.name), VisibleText.of(name)].filter { !$0.isEmpty }.joined(separator: ": ")
    }

    var letters: StepLetters { StepLetters(machine: machine, state: trace.lastState, marks: marks) }

    /// Threads that exist at the end, by number.
    var threadNames: [String] {
        let values = letters.values
        return (0..<machine.threadCount(in: trace.lastState)).map(values.name(ofThread:))
    }

    /// The line of source of a step; nil where it has none.
    func line(of event: Event) -> Int? {
        machine.span(of: event).map { machine.program.source.line(of: $0.start) }
    }

    var verdict: ExportVerdict {
        let words = FindingWords(machine: machine, marks: marks)
        if let finding, finding.subject.isFailure(in: machine.program) {
            return ExportVerdict(kind: .fails, text: words.sentence(finding, trace: trace))
        }
        if let finding {
            return ExportVerdict(kind: .passes, text: words.title(finding, trace: trace))
        }
        let event = trace.steps.last?.event ?? trace.startEvent
        guard let end = EndWords(machine: machine, marks: marks).end(state: trace.lastState, event: event) else {
            let moves = machine.ableThreads(trace.lastState).count
            return ExportVerdict(
                kind: .open, text: "not over: \(Figures.count(moves, "thread")) can go on from here")
        }
        let text = end.detail == end.sentence ? end.sentence : "\(end.sentence): \(end.detail)"
        return ExportVerdict(kind: end.isGood ? .passes : .fails, text: text)
    }

    /// Edges between steps of different threads, ordered by target, strength, source. Steps count from 0.
    var edges: [Edge] {
        let order = HappensBefore(trace)
        return options.edges == .all ? order.edges : order.essentialEdges
    }

    /// Steps (from 0) by row, as the layout wants them.
    var rows: [[Int]] {
        options.layout == .causal ? CausalOrder(trace).rows : trace.steps.indices.map { [$0] }
    }

    /// The point of no return in words; nil where there is none, or it is not known.
    var wallSentence: String? {
        switch pointOfNoReturn {
        case nil: return nil
        case 0: return "Unavoidable: every run fails from the start."
        case let step?: return "Point of no return: step \(step). From there on every run fails."
        }
    }
}
