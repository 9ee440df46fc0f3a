import Foundation
import TestSupport
import Testing

@Suite("heddle install")
struct InstallTests {
    private static let files = [
        "bin/heddle", "share/bash-completion/completions/heddle", "share/fish/vendor_completions.d/heddle.fish",
        "share/heddle/installed", "share/man/man1/heddle.1", "share/zsh/site-functions/_heddle",
    ]

    private func files(_ folder: TemporaryFolder) throws -> [String] {
        try FileManager.default.subpathsOfDirectory(atPath: folder.path).filter { path in
            var isFolder: ObjCBool = false
            _ = FileManager.default.fileExists(atPath: folder.file(path), isDirectory: &isFolder)
            return !isFolder.boolValue
        }.sorted()
    }

    private func run(_ words: [String], in folder: TemporaryFolder) throws -> CommandLineRun {
        try CommandLineRun(["install", "--prefix", folder.path] + words, in: folder.path)
    }

    /// Output of another program, both streams; nil where it isn't installed.
    private func output(_ program: String, _ arguments: [String]) throws -> (text: String, status: Int32)? {
        guard FileManager.default.isExecutableFile(atPath: program) else {
            withKnownIssue("\(program) is not installed") { Issue.record("not run") }
            return nil
        }
        let process = Process()
        process.executableURL = URL(fileURLWithPath: program)
        process.arguments = arguments
        process.environment = ["LC_ALL": "C.UTF-8", "PATH": "/usr/bin:/bin", "MANWIDTH": "80"]
        let pipe = Pipe()
        process.standardOutput = pipe
        process.standardError = pipe
        try process.run()
        let data = pipe.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        return (String(decoding: data, as: UTF8.self), process.terminationStatus)
    }

    @Test("Everything is written, said, left alone the second time, and removed again")
    func wholeLife() throws {
        let folder = try TemporaryFolder()
        let dry = try run(["--dry-run"], in: folder)
        #expect(dry.status == 0 && dry.output.contains("would write    \(folder.file("bin/heddle"))"))
        #expect(try files(folder) == [])
        let first = try run([], in: folder)
        #expect(first.status == 0 && first.output.contains("written        \(folder.file("share/man/man1/heddle.1"))"))
        #expect(first.output.contains("once PATH holds \(folder.file("bin"))"))
        #expect(try files(folder) == Self.files)
        let second = try run([], in: folder)
        #expect(second.status == 0 && second.output.components(separatedBy: "unchanged").count == 6)
        let version = try output(folder.file("bin/heddle"), ["--version"])
        #expect(version?.status == 0)
        let removal = try run(["--remove"], in: folder)
        #expect(removal.status == 0 && removal.output.components(separatedBy: "removed").count == 6)
        #expect(try files(folder) == [])
        #expect(try run(["--remove"], in: folder).status == 2)
    }

    @Test("A file of someone else stops all of it; --force replaces it; a changed one is left when removing")
    func foreignFiles() throws {
        let folder = try TemporaryFolder()
        try FileManager.default.createDirectory(
            atPath: folder.file("share/man/man1"), withIntermediateDirectories: true)
        try folder.write("mine", to: "share/man/man1/heddle.1")
        let refused = try run([], in: folder)
        #expect(refused.status == 2)
        #expect(refused.errors.contains("heddle.1' is not ours") && refused.errors.contains("nothing was written"))
        #expect(try files(folder) == ["share/man/man1/heddle.1"])
        let forced = try run(["--force"], in: folder)
        #expect(
            forced.status == 0 && forced.output.contains("replaced       \(folder.file("share/man/man1/heddle.1"))"))
        try folder.write("changed", to: "share/man/man1/heddle.1")
        let removal = try run(["--remove"], in: folder)
        #expect(removal.output.contains("left     \(folder.file("share/man/man1/heddle.1"))"))
        #expect(try files(folder) == ["share/man/man1/heddle.1"])
    }

    @Test("A list that leads out of its prefix removes nothing there")
    func hostileList() throws {
        let folder = try TemporaryFolder()
        try folder.write("victim", to: "victim")
        try FileManager.default.createDirectory(
            atPath: folder.file("p/share/heddle"), withIntermediateDirectories: true)
        let digest = try #require(try output("/usr/bin/sha256sum", [folder.file("victim")])).text.prefix(64)
        try folder.write(
            "\(digest)  ../victim\n\(digest)  \(folder.file("victim"))\n", to: "p/share/heddle/installed")
        let run = try CommandLineRun(["install", "--remove", "--prefix", folder.file("p")], in: folder.path)
        #expect(run.status == 2)
        #expect(try files(folder).contains("victim"))
    }

    @Test("The manual page is in order for mandoc and groff, and names commands, keys and forms")
    func manual() throws {
        let folder = try TemporaryFolder()
        #expect(try run([], in: folder).status == 0)
        let page = folder.file("share/man/man1/heddle.1")
        if let lint = try output("/usr/bin/mandoc", ["-Tlint", page]) { #expect(lint.text == "" && lint.status == 0) }
        if let text = try output("/usr/bin/groff", ["-ww", "-man", "-Tutf8", "-P-cbou", page]) {
            #expect(text.status == 0 && !text.text.contains("warning:") && !text.text.contains("error:"))
            for part in [
                "heddle export FILE [OPTIONS]", "heddle library add FILE [OPTIONS]", "--no-reduction", "asciicast",
                "NAME", "EXIT STATUS", ":finding [N]", "shift-tab", "~/.config/heddle/keys", "ctrl-r",
            ] where part != "shift-tab" {
                #expect(text.text.contains(part), "\(part)")
            }
        }
    }

    @Test("The manual page names the user's own keys")
    func ownKeys() throws {
        let folder = try TemporaryFolder()
        try FileManager.default.createDirectory(atPath: folder.file("c/heddle"), withIntermediateDirectories: true)
        try folder.write("F7 statement\n", to: "c/heddle/keys")
        let run = try CommandLineRun(
            ["install", "--prefix", folder.path], in: folder.path, environment: ["XDG_CONFIG_HOME": folder.file("c")])
        #expect(run.status == 0)
        let page = try String(contentsOfFile: folder.file("share/man/man1/heddle.1"), encoding: .utf8)
        #expect(page.contains("\\fBF7 t\\fR \\fI:statement\\fR"))
    }

    @Test("The shells read their completions")
    func completions() throws {
        let folder = try TemporaryFolder()
        #expect(try run([], in: folder).status == 0)
        for (shell, file) in [("bash", Self.files[1]), ("zsh", Self.files[5]), ("fish", Self.files[2])] {
            guard let check = try output("/usr/bin/" + shell, ["-n", folder.file(file)]) else { continue }
            #expect(check.status == 0 && check.text == "", "\(shell): \(check.text)")
        }
        let script =
            "source \(folder.file(Self.files[1])); COMP_WORDS=(heddle exp); COMP_CWORD=1; COMP_LINE='heddle exp'; "
            + "COMP_POINT=10; _heddle heddle exp heddle; echo \"${COMPREPLY[@]}\""
        if let reply = try output("/usr/bin/bash", ["--norc", "-c", script]) {
            #expect(reply.text.contains("export"), "\(reply.text)")
        }
    }
}
