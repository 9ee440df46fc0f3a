import HeddleEngine
import HeddlePresentation
import HeddleScreen
import TestSupport
import Testing

@Suite("Copying")
struct CopyTests {
    private func copied(_ player: ScreenPlayer) -> [String] {
        player.effects.compactMap { if case .copy(let text) = $0 { text } else { nil } }
    }

    @Test("The schedule, the step, the state, and a command that shows it")
    func texts() throws {
        var player = try ScreenPlayer("lost-update.heddle", settings: [])
        try player.press("0 1 left")
        for what in ["", " schedule", " step", " state", " command"] { try player.send(.commandLine("copy" + what)) }
        #expect(
            copied(player) == [
                ":play 0 1", ":play 0 1",
                "step 1  teller.0 :9  R balance → 0\n"
                    + "teller.0 read balance and got 0, the value it had at the start.\n",
                "balance        0\nteller.0.seen  0\nteller.1.seen  –\n",
                "heddle export lost-update.heddle --steps '0'",
            ])
        try player.press("y")
        #expect(copied(player).last == ":play 0 1")
        #expect(player.sentence.contains("The line is copied: 2 steps."))
    }

    @Test("What can't be copied is said")
    func refusals() throws {
        var player = try ScreenPlayer("lost-update.heddle")
        try player.press("y")
        #expect(player.sentence.contains("No step was made yet: there is nothing to copy."))
        try player.send(.commandLine("copy everything"))
        #expect(player.sentence.contains("'everything' can't be copied: schedule, step, state, command."))
        #expect(copied(player) == [])
    }

    @Test("More than terminals take is not sent, and what to do instead is said")
    func limit() throws {
        var player = try ScreenPlayer("model \"Big\"\nthread t { loop { yield } }\n", columns: 120, rows: 40)
        try lengthen(&player, by: 30_000)
        try player.press("y")
        #expect(copied(player).map(\.utf8.count) == [6 + 2 * 30_000 - 1])
        try lengthen(&player, by: 10_000)
        try player.press("y")
        #expect(copied(player).count == 1)
        #expect(
            player.sentence.contains(
                "Not copied: 80,005 bytes, and a terminal takes 74,994. :export text writes a file."))
    }

    /// Steps of thread 0 on the line, without the screens that a user would see on the way.
    private func lengthen(_ player: inout ScreenPlayer, by steps: Int) throws {
        var situation = try #require(player.state.model?.situation)
        for _ in 0..<steps {
            let state = situation.play.nodes[situation.place].state
            let move = try #require(situation.machine.enabled(state).first)
            let next = try #require(situation.machine.apply(move, to: state))
            situation.place = situation.play.step(
                from: situation.place, transition: move, state: next.state, event: next.event)
        }
        player.state.model?.situation = situation
    }
}
