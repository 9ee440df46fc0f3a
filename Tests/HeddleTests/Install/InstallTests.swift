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
        let installed = try #require(OtherProgram(folder.file("bin/heddle")))
        #expect(try installed.run(["--version"]).status == 0)
        let removal = try run(["--remove"], in: folder)
        #expect(removal.status == 0 && removal.output.contains("removed  \(folder.file("bin/heddle"))\n"))
        #expect(try FileManager.default.subpathsOfDirectory(atPath: folder.path) == [])
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
        let digest = try #require(OtherProgram("/usr/bin/sha256sum")).run([folder.file("victim")]).text.prefix(64)
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
        if let lint = try OtherProgram("/usr/bin/mandoc")?.run(["-Tlint", page]) {
            #expect(lint.text == "" && lint.status == 0)
        }
        if let text = try OtherProgram("/usr/bin/groff")?.run(["-ww", "-man", "-Tutf8", "-P-cbou", page]) {
            #expect(text.status == 0 && !text.text.contains("warning:") && !text.text.contains("error:"))
            for part in [
                "heddle export FILE [OPTIONS]", "heddle library add FILE [OPTIONS]", "--no-reduction", "asciicast",
                "NAME", "EXIT STATUS", ":finding [N]", "shift-tab", "~/.config/heddle/keys", "ctrl-r",
            ] {
                #expect(text.text.contains(part), "\(part)")
            }
        }
    }

    @Test("The manual page is the same whoever installs it, and holds every command and option")
    func shippedManual() throws {
        let folder = try TemporaryFolder()
        try FileManager.default.createDirectory(atPath: folder.file("c/heddle"), withIntermediateDirectories: true)
        try folder.write("F7 statement\n", to: "c/heddle/keys")
        let own = try CommandLineRun(
            ["install", "--prefix", folder.file("a")], in: folder.path,
            environment: ["XDG_CONFIG_HOME": folder.file("c"), "HOME": folder.path])
        let other = try CommandLineRun(
            ["install", "--prefix", folder.file("b")], in: folder.path, environment: ["HOME": "/nowhere"])
        #expect(own.status == 0 && other.status == 0)
        let page = try String(contentsOfFile: folder.file("a/share/man/man1/heddle.1"), encoding: .utf8)
        #expect(try page == String(contentsOfFile: folder.file("b/share/man/man1/heddle.1"), encoding: .utf8))
        #expect(!page.contains(folder.path) && !page.contains("/root") && !page.contains("/nowhere"))
        for part in [
            "\\fBup k, down j\\fR \\fI:up, :down\\fR", "\\fBf, F\\fR \\fI:finding [N], :finding\\-back\\fR",
            "\\fBg home, G end\\fR", "\\fBtab, shift\\-tab\\fR", "\\fB0 ... 9\\fR", "\\fB:set NAME VALUE\\fR\n",
            "heddle/lessons/", "heddle help",
        ] {
            #expect(page.contains(part), "\(part)")
        }
        let dump = try CommandLineRun(["--experimental-dump-help"], in: folder.path)
        for line in dump.output.split(separator: "\n") where line.contains("\"commandName\"") {
            let name = line.split(separator: "\"")[3]
            #expect(page.contains(" \(name)") || page.contains("\n\(name)"), "\(name)")
        }
        let names = dump.output.matches(of: /"kind" : "long",\s+"name" : "([a-z-]+)"/).map { String($0.output.1) }
        #expect(names.contains("no-reduction"))
        for name in Set(names) {
            let written = ("--" + name).replacingOccurrences(of: "-", with: "\\-")
            #expect(page.contains(written), "\(name)")
        }
    }

    @Test("Removing takes the folders that it made and that are empty, and no others")
    func folders() throws {
        let folder = try TemporaryFolder()
        let share = folder.file("p/share/man")
        try FileManager.default.createDirectory(atPath: share, withIntermediateDirectories: true)
        let arguments = ["install", "--prefix", folder.file("p")]
        #expect(try CommandLineRun(arguments, in: folder.path).status == 0)
        // Again: what was made the first time is still known.
        #expect(try CommandLineRun(arguments, in: folder.path).status == 0)
        try folder.write("mine", to: "p/share/fish/mine")
        let removal = try CommandLineRun(arguments + ["--remove"], in: folder.path)
        #expect(removal.status == 0 && removal.output.contains("removed  \(folder.file("p/share/man/man1"))\n"))
        let left = try FileManager.default.subpathsOfDirectory(atPath: folder.path).sorted()
        #expect(left == ["p", "p/share", "p/share/fish", "p/share/fish/mine", "p/share/man"])
    }

    @Test("The shells read their completions")
    func completions() throws {
        let folder = try TemporaryFolder()
        #expect(try run([], in: folder).status == 0)
        for (shell, file) in [("bash", Self.files[1]), ("zsh", Self.files[5]), ("fish", Self.files[2])] {
            guard let check = try OtherProgram("/usr/bin/" + shell)?.run(["-n", folder.file(file)]) else { continue }
            #expect(check.status == 0 && check.text == "", "\(shell): \(check.text)")
        }
    }
}
