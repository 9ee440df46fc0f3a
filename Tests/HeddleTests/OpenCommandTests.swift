import HeddleEngine
import HeddleLibrary
import TestSupport
import Testing

@testable import heddle

@Suite("Commands without options")
struct PlainCommandTests {
    @Test("Files and nothing else mean what the parser makes of them")
    func defaults() throws {
        let files = ["a.heddle", "b c.pml"]
        #expect("\(try CheckCommand.request(parsing: files))" == "\(CheckRequest(files: files))")
        #expect(
            "\(try OutcomesCommand.request(parsing: ["a.heddle"]))" == "\(OutcomesRequest(file: "a.heddle"))")
    }

    private func plain(_ arguments: String...) -> String {
        PlainCommand(arguments, commands: ["check", "outcomes", "learn"]).map { "\($0)" } ?? "to be parsed"
    }

    @Test("What has an option, lacks a file or asks for help is parsed")
    func parsed() {
        let file = Fixtures.package + "/demos/lost-update.heddle"
        #expect(plain("check", "a", "b") == "check([\"a\", \"b\"])")
        #expect(plain("outcomes", "a") == "outcomes(\"a\")")
        #expect(plain(file) == "open(\"\(file)\")")
        for words in [
            ["check"], ["check", "a", "--json"], ["check", "-D", "N=2"], ["check", "help"], ["outcomes"],
            ["outcomes", "a", "b"], ["learn"], ["nowhere"], [file, "--", file], [],
        ] {
            #expect(PlainCommand(words, commands: ["check", "outcomes", "learn"]) == nil, "\(words)")
        }
    }
}

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
