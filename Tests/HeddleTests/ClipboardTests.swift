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
        func tmux(_ words: String...) throws -> String {
            let process = Process()
            process.executableURL = URL(fileURLWithPath: "/usr/bin/tmux")
            process.arguments = ["-S", folder.file("socket"), "-f", "/dev/null"] + words
            process.environment = ["LC_ALL": "C.UTF-8", "PATH": "/usr/bin:/bin", "HOME": folder.path, "TERM": "xterm"]
            let output = Pipe()
            process.standardOutput = output
            process.standardError = FileHandle.nullDevice
            try process.run()
            let data = output.fileHandleForReading.readDataToEndOfFile()
            process.waitUntilExit()
            return String(decoding: data, as: UTF8.self)
        }
        func wait(for text: String, in words: [String]) throws {
            let deadline = Date().addingTimeInterval(20)
            while Date() < deadline {
                if try tmux(words[0]).contains(text) || (words.count > 1 && tmux(words[0], words[1]).contains(text)) {
                    return
                }
                usleep(50_000)
            }
            Issue.record("waited in vain for \(text)")
        }
        _ = try tmux("new-session", "-d", "-x", "80", "-y", "24", "\(BuiltProducts.heddle) \(folder.file("m.heddle"))")
        defer { _ = try? tmux("kill-server") }
        _ = try tmux("set-option", "-s", "set-clipboard", "on")
        try wait(for: "12 states", in: ["capture-pane", "-p"])
        _ = try tmux("send-keys", "0")
        try wait(for: "after step 1", in: ["capture-pane", "-p"])
        _ = try tmux("send-keys", "y")
        try wait(for: ":play 0", in: ["show-buffer"])
    }
}
