import HeddleEngine
import HeddlePresentation
import HeddleScreen
import TestSupport
import Testing

@Suite("Exporting from the screens")
struct ExportTests {
    private func player() throws -> ScreenPlayer {
        var player = try ScreenPlayer("lost-update.heddle")
        player.state.exportFormats = ["text", "svg"]
        return player
    }

    private func requests(_ player: ScreenPlayer) -> [ExportRequest] {
        player.effects.compactMap { if case .export(let request) = $0 { request } else { nil } }
    }

    @Test("The whole line is asked to be written, under what it is called, with its notes")
    func request() throws {
        var player = try player()
        try player.press("f g right")
        try player.send(.commandLine("note first of all"))
        try player.send(.commandLine("export svg out/lost update.svg"))
        let request = try #require(requests(player).first)
        #expect(request.schedule.map(\.thread) == [0, 1, 1, 0])
        #expect(request.name == "finding 1 of 1")
        #expect(request.finding != nil && request.pointOfNoReturn == 2)
        #expect(request.notes == [1: "first of all"])
        #expect(request.format == "svg" && request.file == "out/lost update.svg" && !request.isReplacing)
        #expect(request.orderView.layout == .lanes)
        try player.press("c")
        try player.send(.commandLine("export text!"))
        #expect(requests(player).last?.orderView.layout == .causal)
        #expect(requests(player).last?.isReplacing == true && requests(player).last?.file == nil)
    }

    @Test("A line of one's own is called by its letter")
    func ownLine() throws {
        var player = try player()
        try player.press("0 1")
        try player.send(.commandLine("export svg"))
        #expect(requests(player).first?.name == "line a")
        #expect(requests(player).first?.schedule.count == 2)
    }

    @Test("Unknown forms and a line without steps are refused in words")
    func refusals() throws {
        var player = try player()
        try player.send(.commandLine("export svg"))
        #expect(player.sentence.contains("No step was made yet: there is nothing to export."))
        try player.press("0")
        try player.send(.commandLine("export pdf"))
        #expect(player.sentence.contains("'pdf' is no form: text, svg."))
        try player.send(.commandLine("export"))
        #expect(player.sentence.contains("Export as what: text, svg?"))
        #expect(requests(player).isEmpty)
    }
}
