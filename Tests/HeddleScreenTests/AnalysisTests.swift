import HeddleEngine
import HeddlePresentation
import HeddleScreen
import Testing

/// What lies behind each move, as the Threads pane says it.
@Suite("The analysis line")
struct AnalysisTests {
    private static let start = Transition(thread: 0)
    private static let other = Transition(thread: 1)

    /// The right half of the rows of two threads, with the given outlooks at the start.
    private func shown(
        _ first: Outlook, _ second: Outlook, states: Int = 12, isFinal: Bool = true, columns: Int = 120
    ) throws -> [String] {
        var player = try ScreenPlayer("lost-update.heddle", columns: columns, rows: columns >= 120 ? 40 : 24)
        let number = try #require(player.state.model?.number)
        let moves = [Self.start: first, Self.other: second]
        let prospects = Prospects(state: first, moves: moves, states: states, isFinal: isFinal)
        try player.send(.prospects(model: number, node: 0, prospects))
        let column = columns >= 120 ? 66 : 49
        return player.lines[2...3].map { String($0.dropFirst(column)).trimmedRight }
    }

    @Test("safe, failing sooner or later, failing always; with the share of random runs")
    func whole() throws {
        let safe = Outlook(isWhole: true, outcomes: 2, failing: 0)
        let always = Outlook(
            nearest: 1_234, subject: .property(0), isDoomed: true, isWhole: true, outcomes: 1, failing: 1)
        #expect(
            try shown(safe, always) == [
                "✓ safe · 2 outcomes                  0 %", "✗ always, in 1,234 · 1 outcome       100 %",
            ])
        let some = Outlook(nearest: 9, subject: .property(0), isWhole: true, outcomes: 2, failing: 1 / 3.0)
        let rare = Outlook(
            nearest: 9, subject: .property(0), isWhole: true, outcomes: nil, failing: 0.0001, isExact: false)
        #expect(
            try shown(some, rare) == [
                "✗ in 9 · 2 outcomes                  33.3 %", "✗ in 9                               < 0.1 %",
            ])
        #expect(try shown(safe, some, columns: 80) == ["✓ safe · 2 outcomes", "✗ in 9 · 2 outcomes"])
    }

    @Test("where a bound was reached nothing is called safe, and figures are bounds")
    func open() throws {
        let unknown = Outlook(outcomes: 2)
        let found = Outlook(nearest: 7, subject: .property(0), outcomes: 1)
        #expect(try shown(unknown, found) == ["~ not known · ≥ 2 outcomes", "✗ in 7 or fewer · ≥ 1 outcome"])
    }

    @Test("the bound that was reached is named: above the moves, and in the title")
    func bound() throws {
        var player = try ScreenPlayer("lost-update.heddle")
        let number = try #require(player.state.model?.number)
        #expect(player.lines[1].hasSuffix("━ what lies behind ━"))
        let machine = try #require(player.state.model?.machine)
        let ahead = LookAhead(machine: machine, looksForRaces: false, limit: 6)
        ahead.look(at: machine.start().state)
        while !ahead.isFinal { ahead.advance(budget: 1) }
        try player.send(.prospects(model: number, node: 0, try #require(ahead.prospects())))
        #expect(player.lines[1].hasSuffix("━ what lies behind within 6 states ━"), "\(player.lines[1])")
        var report = try #require(player.state.model?.situation.report)
        report.phase = .limited
        report.limits = [.time(5)]
        let judgement = try #require(player.state.model?.situation.judgement)
        try player.send(.report(model: number, report, judgement, outcomes: nil))
        #expect(player.title.hasSuffix("✗ fails, as expected · time bound 5 s reached "), "\(player.title)")
    }

    @Test("while it is looked ahead the states seen are told, and no more")
    func searching() throws {
        let unknown = Outlook(outcomes: 2)
        let found = Outlook(nearest: 7, subject: .property(0), outcomes: 1)
        #expect(
            try shown(unknown, found, states: 12_403, isFinal: false)
                == ["… 12,403 states", "✗ in 7 or fewer · ≥ 1 outcome"])
    }

    @Test("with several properties that can fail the one that is meant is named")
    func named() throws {
        var player = try ScreenPlayer(
            """
            model "Two"
            var x: int = 0
            thread p { x = 1 }
            thread q { x = 2 }
            invariant small "x stays small": x < 2
            final one "one is left": x != 1
            """)
        #expect(player.lines[2].contains("✗ small, always, in 2"))
        #expect(player.lines[3].contains("✗ small, always, in 1"))
        try player.press("0")
        #expect(player.lines[3].contains("✗ small, always, in 1"))
    }

    @Test("a step that fails by itself shows how, and the wall stands where only the look-ahead knows it")
    func failingStep() throws {
        var player = try ScreenPlayer(
            """
            model "Assert"
            var x: int = 0
            thread p {
              x = 1
              let seen = x
              assert seen == 1
            }
            thread q { x = 2 }
            """)
        try player.press("0 1")
        #expect(player.lines[2].contains("✗ in 1: 2 == 1"))
        let play = player.lines.first { $0.contains(" start ──") }
        #expect(play?.contains("┃") == true, "\(player.lines.joined(separator: "\n"))")
    }

    @Test("the answer to a place that was left is kept, one for another model is not")
    func late() throws {
        var player = try ScreenPlayer("lost-update.heddle")
        let number = try #require(player.state.model?.number)
        try player.press("0")
        let odd = Prospects(state: Outlook(), moves: [Self.start: Outlook(nearest: 77)], states: 1, isFinal: true)
        try player.send(.prospects(model: number + 1, node: 0, odd))
        try player.send(.prospects(model: number, node: 99, odd))
        try player.press("left")
        #expect(player.lines[2].contains("✗ in 4 · 2 outcomes"))
    }
}

extension String {
    var trimmedRight: String {
        var text = self[...]
        while text.last == " " { text = text.dropLast() }
        return String(text)
    }
}
