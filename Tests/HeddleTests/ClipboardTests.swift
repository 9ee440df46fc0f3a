import Foundation
import HeddleTerminal
import TestSupport
import Testing

@Suite("The clipboard, as a terminal gets it")
struct ClipboardTests {
    /// Texts that a stream of bytes asks to put into the clipboard.
    private func requests(_ bytes: [UInt8]) -> [String] {
        let text = String(decoding: bytes, as: UTF8.self)
        return text.components(separatedBy: "\u{1B}]52;c;").dropFirst().compactMap { part in
            guard let end = part.firstIndex(of: "\u{07}"), let data = Data(base64Encoded: String(part[..<end])) else {
                return nil
            }
            return String(decoding: data, as: UTF8.self)
        }
    }

    @Test("y and :copy reach the terminal by OSC 52")
    func plain() throws {
        let run = try ScreenRun(recordsBytes: true).waitForSearch()
        try run.press("0", untilTitle: "after step 1")
        try run.press("y", until: "The line is copied: 1 step.")
        try run.press(":copy step" + TestKeys.enter, until: "Step 1 is copied.")
        try run.press(":copy state" + TestKeys.enter, until: "The state is copied: 3 values.")
        let found = requests(run.session.recordedBytes)
        #expect(found.count == 3)
        #expect(found.first == ":play 0")
        #expect(found[1].hasPrefix("step 1  teller.0 :9  R balance → 0\n"))
        #expect(found[2] == "balance        0\nteller.0.seen  0\nteller.1.seen  –\n")
        #expect(try run.quit() == .exited(0))
    }

    @Test("Inside tmux a wrapped request is sent beside the plain one")
    func tmux() throws {
        let run = try ScreenRun(environment: ["TMUX": "/tmp/tmux-0/default,1,0"], recordsBytes: true).waitForSearch()
        try run.press("0", untilTitle: "after step 1")
        try run.press("y", until: "The line is copied: 1 step.")
        let text = String(decoding: run.session.recordedBytes, as: UTF8.self)
        let encoded = Data(":play 0".utf8).base64EncodedString()
        #expect(text.contains("\u{1B}]52;c;\(encoded)\u{07}"))
        #expect(text.contains("\u{1B}Ptmux;\u{1B}\u{1B}]52;c;\(encoded)\u{07}\u{1B}\\"))
    }

    @Test("screen gets it in pieces that join to the request")
    func screen() {
        let text = String(repeating: "0 1 ", count: 300)
        let plain = ClipboardSequence.bytes(text, inside: .none)
        let pieces = ClipboardSequence.bytes(text, inside: .screen).components(separatedBy: "\u{1B}P").dropFirst()
        #expect(pieces.count > 1 && pieces.allSatisfy { $0.utf8.count <= 202 && $0.hasSuffix("\u{1B}\\") })
        #expect(pieces.map { $0.dropLast(2) }.joined() == plain)
    }

    @Test("A real tmux takes it into its buffer where it is allowed to")
    func realTmux() throws {
        let folder = try TemporaryFolder()
        try folder.write(Fixtures.text("models/lost-update.heddle"), to: "m.heddle")
        try folder.write("set -s set-clipboard on\n", to: "tmux.conf")
        let tmux = ["-S", folder.file("socket"), "-f", folder.file("tmux.conf")]
        // On a terminal of its own: the server that it starts would hold the pipes of a plain process open.
        let session = try TerminalSession(
            "/usr/bin/tmux", tmux + ["new-session", "\(BuiltProducts.heddle) m.heddle"], folder: folder.path)
        defer { _ = try? output(tmux + ["kill-server"]) }
        try session.wait(forText: "12 states")
        session.send("0")
        try session.wait(forText: "after step 1")
        session.send("y")
        try session.wait(forText: "The line is copied: 1 step.")
        #expect(try output(tmux + ["show-buffer"]) == ":play 0")
    }

    private func output(_ arguments: [String]) throws -> String {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/tmux")
        process.arguments = arguments
        process.environment = ["LC_ALL": "C.UTF-8", "PATH": "/usr/bin:/bin", "TERM": "xterm"]
        let pipe = Pipe()
        process.standardOutput = pipe
        process.standardError = FileHandle.nullDevice
        try process.run()
        let data = pipe.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        return String(decoding: data, as: UTF8.self)
    }
}
