import Foundation
import TestSupport
import Testing

/// Recordings of a walk, played on the emulator that the terminal's tests use.
@Suite("Asciicasts")
struct RecordingTests {
    private struct Recording {
        var width = 0
        var height = 0
        var events: [(time: Double, text: String)] = []

        init(_ text: String) throws {
            for (index, line) in text.split(separator: "\n").enumerated() {
                let value = try JSONSerialization.jsonObject(with: Data(line.utf8))
                if index == 0 {
                    let header = try #require(value as? [String: Any])
                    #expect(header["version"] as? Int == 2 && header["timestamp"] == nil)
                    width = try #require(header["width"] as? Int)
                    height = try #require(header["height"] as? Int)
                } else {
                    let event = try #require(value as? [Any])
                    #expect(event.count == 3 && event[1] as? String == "o")
                    events.append(
                        (try #require((event[0] as? NSNumber)?.doubleValue), try #require(event[2] as? String)))
                }
            }
        }
    }

    /// The rows of `heddle screen` after some keys.
    private func screen(_ file: String, _ keys: [String], size: String, in folder: TemporaryFolder) throws -> [String] {
        try folder.write(keys.joined(separator: "\n") + "\n", to: "keys")
        let run = try CommandLineRun(
            ["screen", file, "--keys", folder.file("keys"), "--size", size], in: Fixtures.package)
        return run.output.split(separator: "\n", omittingEmptySubsequences: false).dropLast().map { line in
            var line = line
            while line.last == " " { line.removeLast() }
            return String(line)
        }
    }

    @Test(
        "Each frame of a finding's walk is what the screens show there",
        arguments: [("demos/lost-update.heddle", "80x24"), ("demos/philosophers.heddle", "120x40")])
    func finding(_ file: String, _ size: String) throws {
        let folder = try TemporaryFolder()
        let run = try CommandLineRun(
            ["export", file, "--as", "asciicast", "--size", size], in: Fixtures.package)
        #expect(run.status == 0, "\(run.errors)")
        let recording = try Recording(run.output)
        #expect("\(recording.width)x\(recording.height)" == size)
        let emulator = EmulatedScreen(rows: recording.height, columns: recording.width)
        for (step, event) in recording.events.dropLast().enumerated() {
            #expect(event.time == Double(step) * 1.5)
            _ = emulator.feed(Array(event.text.utf8))
            let keys = [":finding 1", "g"] + Array(repeating: "right", count: step)
            #expect(emulator.lines == (try screen(file, keys, size: size, in: folder)), "step \(step)")
            #expect(!emulator.showsCursor)
        }
        #expect(recording.events.last?.text == "")
    }

    @Test("A schedule by hand and a saved one, too")
    func otherSchedules() throws {
        let folder = try TemporaryFolder()
        let entries = try FileManager.default.contentsOfDirectory(atPath: Fixtures.package + "/traces/lost-update")
        let entry = "traces/lost-update/" + (try #require(entries.sorted().first))
        for (arguments, file, keys) in [
            (["demos/lost-update.heddle", "--steps", "0 0 1R"], "demos/lost-update.heddle", [":play 0R 0W 1R", "g"]),
            ([entry], entry, ["g"]),
        ] {
            let run = try CommandLineRun(["export", "--as", "asciicast"] + arguments, in: Fixtures.package)
            #expect(run.status == 0, "\(run.errors)")
            let recording = try Recording(run.output)
            let emulator = EmulatedScreen(rows: 24, columns: 80)
            for event in recording.events { _ = emulator.feed(Array(event.text.utf8)) }
            let forward = Array(repeating: "right", count: recording.events.count - 2)
            #expect(emulator.lines == (try screen(file, keys + forward, size: "80x24", in: folder)))
        }
    }
}
