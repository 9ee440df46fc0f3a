import Foundation
import TestSupport
import Testing

@Suite("The user's key file, end to end")
struct UserKeysTests {
    private func folder(_ keys: String) throws -> TemporaryFolder {
        let folder = try TemporaryFolder()
        try FileManager.default.createDirectory(atPath: folder.file("c/heddle"), withIntermediateDirectories: true)
        try folder.write(keys, to: "c/heddle/keys")
        try folder.write(Fixtures.text("models/lost-update.heddle"), to: "m.heddle")
        return folder
    }

    @Test("heddle keys prints what a key file may hold, and its own output is one")
    func table() throws {
        let folder = try folder("J step\n")
        let settings = ["XDG_CONFIG_HOME": folder.file("c")]
        let own = try CommandLineRun(["keys"], in: folder.path, environment: settings)
        #expect(own.status == 0 && own.output.contains("\nJ         step\nenter     step\n"))
        let standard = try CommandLineRun(["keys", "--standard"], in: folder.path, environment: settings)
        #expect(!standard.output.contains("J         step"))
        try folder.write(own.output, to: "again")
        let again = try CommandLineRun(["keys", "--key-map", "again"], in: folder.path)
        #expect(again.status == 0)
        #expect(Set(again.output.split(separator: "\n")) == Set(own.output.split(separator: "\n")))
        let help = try CommandLineRun(["help", "keys"], in: folder.path, environment: settings)
        #expect(help.output.contains("J enter"))
    }

    @Test("A wrong file is refused before the screens, with line, caret and what to do")
    func errors() throws {
        let folder = try folder("# mine\nx  stpe\n")
        let run = try CommandLineRun(
            ["keys"], in: folder.path, environment: ["XDG_CONFIG_HOME": folder.file("c")])
        #expect(run.status == 2 && run.output == "")
        #expect(
            run.errors == """
                \(folder.file("c/heddle/keys")):2:4: error: there is no command 'stpe'
                  x  stpe
                     ^^^^
                    did you mean 'step'?

                """)
        let screens = try TerminalSession(
            BuiltProducts.heddle, ["m.heddle"], environment: ["XDG_CONFIG_HOME": folder.file("c")],
            folder: folder.path, columns: 200)
        #expect(try screens.waitForEnd() == .exited(2))
        #expect(screens.shows("did you mean 'step'?"))
        #expect(!screens.screen.showsAlternateScreen)
    }

    @Test("The screens take the user's keys; heddle screen only those of --key-map")
    func screens() throws {
        let folder = try folder("J thread 1\n")
        let session = try TerminalSession(
            BuiltProducts.heddle, ["m.heddle"], environment: ["XDG_CONFIG_HOME": folder.file("c")],
            folder: folder.path)
        try session.wait(forText: "12 states")
        session.send("J")
        try session.wait(forText: "teller.1 read balance and got 0")
        session.send("q")
        #expect(try session.waitForEnd() == .exited(0))
        try folder.write("J\n", to: "script")
        let settings = ["XDG_CONFIG_HOME": folder.file("c")]
        let plain = try CommandLineRun(
            ["screen", "m.heddle", "--keys", "script"], in: folder.path, environment: settings)
        #expect(plain.status == 0 && plain.output.contains("J means nothing here."))
        let mapped = try CommandLineRun(
            ["screen", "m.heddle", "--keys", "script", "--key-map", "c/heddle/keys"], in: folder.path)
        #expect(mapped.output.contains("teller.1 read balance and got 0"))
    }
}
