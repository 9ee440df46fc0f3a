import HeddleEngine
import HeddleLanguages
import HeddlePresentation
import HeddleProgram
import TestSupport
import Testing

/// A model with its search finished and a tree of play that tests walk.
struct PlayedModel {
    let machine: Machine
    let run: Run
    let report: SearchReport
    let judgement: Judgement
    let outcomes: [Outcome]
    var situation: Situation

    /// `source`: a file below Tests/Fixtures/golden, or a model's text.
    init(_ source: String, settings: [Setting] = [], ascii: Bool = false) throws {
        let isFile = source.hasSuffix(".heddle")
        let text = isFile ? try Fixtures.text("golden/" + source) : source
        let loaded = HeddleFrontEnd.load(
            SourceText(path: isFile ? source : "model.heddle", text: text), settings: settings)
        let program = try #require(loaded.program, "\(loaded.diagnostics)")
        machine = try Machine(program, memoryModel: program.memoryModel)
        run = Judge.run(of: program, memoryModel: machine.memoryModel)
        let exploration = Exploration(machine: machine, options: SearchOptions(program: program, run: run))
        exploration.finish()
        report = exploration.report
        judgement = exploration.judgement(run: run)
        outcomes = exploration.outcomes().outcomes
        situation = Situation(
            machine: machine, play: PlayTree(start: machine.start()), report: report, judgement: judgement,
            outcomes: outcomes, settings: settings, marks: Marks(ascii: ascii))
    }

    /// With what lies behind the place.
    var scene: Scene {
        var situation = situation
        let ahead = LookAhead(machine: machine, looksForRaces: false)
        ahead.look(at: situation.play.nodes[situation.place].state)
        while !ahead.isFinal { ahead.advance(budget: 10_000) }
        situation.prospects[situation.place] = ahead.prospects()
        return Scene(situation)
    }

    /// Steps the threads one after another by their first ways.
    mutating func step(_ threads: Int...) throws {
        for thread in threads { try step(thread, choice: 0) }
    }

    mutating func step(_ thread: Int, choice: Int) throws {
        let state = situation.play.nodes[situation.place].state
        let ways = machine.enabled(state).filter { $0.thread == thread }
        try #require(choice < ways.count, "thread \(thread) can't move")
        let next = try #require(machine.apply(ways[choice], to: state))
        situation.place = situation.play.step(
            from: situation.place, transition: ways[choice], state: next.state, event: next.event)
    }

    mutating func walk(_ schedule: [Transition]) throws {
        for transition in schedule {
            let state = situation.play.nodes[situation.place].state
            let next = try #require(machine.apply(transition, to: state))
            situation.place = situation.play.step(
                from: situation.place, transition: transition, state: next.state, event: next.event)
        }
    }

    mutating func back(_ steps: Int = 1) {
        for _ in 0..<steps where situation.place > 0 { situation.place = situation.play.nodes[situation.place].parent }
    }

    /// The line lost-update screens walk by hand: `0R 0W 1R 1W`, standing after step 1.
    static func lostUpdateByHand(ascii: Bool = false) throws -> PlayedModel {
        var model = try PlayedModel("lost-update.heddle", ascii: ascii)
        try model.step(0, 0, 1, 1)
        model.back(3)
        model.situation.selectedThread = 0
        return model
    }

    /// Finding 1 of lost update with two branches of one's own, standing after step 2.
    static func lostUpdateWalked(ascii: Bool = false) throws -> PlayedModel {
        var model = try PlayedModel("lost-update.heddle", ascii: ascii)
        let finding = try #require(model.report.findings.first)
        try model.walk(finding.schedule)
        let end = model.situation.place
        model.back(2)
        let decision = model.situation.place
        try model.step(0, 1)
        let first = model.situation.place
        model.back(3)
        try model.step(0, 1, 1)
        let second = model.situation.place
        model.situation.play.names = [
            PlayTree.LineName(leaf: end, kind: .finding(1)), PlayTree.LineName(leaf: first, kind: .own("a")),
            PlayTree.LineName(leaf: second, kind: .own("b")),
        ]
        model.situation.place = 0
        try model.walk(finding.schedule)
        model.situation.place = decision
        model.situation.walk = .finding(0)
        model.situation.selectedThread = 1
        return model
    }

    static func deadlock(seats: Int, ascii: Bool = false) throws -> PlayedModel {
        let settings = seats == 5 ? [] : [Setting(name: "seats", value: "\(seats)")]
        var model = try PlayedModel("philosophers.heddle", settings: settings, ascii: ascii)
        let finding = try #require(model.report.findings.first)
        try model.walk(finding.schedule)
        model.situation.selectedThread = 0
        return model
    }
}

/// A part of a golden screen, row by row, blanks at the ends gone.
struct GoldenPart {
    let rows: [String]

    init(_ name: String, rows: Range<Int>, columns: Range<Int>) throws {
        let screen = try #require(try GoldenScreens.load()[name])
        self.rows = rows.map { row in
            Self.trimmed(String(screen.lines[row][columns.lowerBound..<min(columns.upperBound, screen.columns)]))
        }
    }

    static func trimmed(_ text: String) -> String {
        var result = text[...]
        while result.last == " " { result = result.dropLast() }
        return String(result)
    }

    /// Differences to rows that a pane made, filled with blank rows at the end.
    func differences(_ lines: [StyledLine]) -> [String] {
        var texts = lines.map { Self.trimmed($0.text) }
        while texts.count < rows.count { texts.append("") }
        return zip(rows, texts).filter { $0 != $1 }.map { "wanted |\($0)|\nshown  |\($1)|" }
    }
}
