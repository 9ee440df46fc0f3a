import HeddleEngine
import HeddleLibrary
import TestSupport
import Testing

@testable import heddle

@Suite("Opening a file")
struct OpenCommandTests {
    @Test("A file and nothing else means what the parser makes of it")
    func defaults() throws {
        let file = Fixtures.package + "/demos/lost-update.heddle"
        let parsed = try OpenCommand.request(parsing: [file])
        let direct = try OpenCommand.request(file: file)
        #expect(parsed.file == direct.file)
        #expect(parsed.settings == direct.settings && parsed.memoryModel == direct.memoryModel)
        #expect(parsed.library.path == direct.library.path)
        #expect("\(parsed.bounds)" == "\(direct.bounds)")
        #expect("\(parsed.keyMap)" == "\(direct.keyMap)")
    }

    @Test("The search and its threads are those of the options")
    func search() throws {
        let options = ["--search", "dfs", "--workers", "2", "--states", "9"]
        let bounds = try OpenCommand.request(parsing: ["m.heddle"] + options).bounds
        #expect(bounds.strategy == .depthFirst && bounds.workers == 2 && bounds.states == 9)
    }
}
