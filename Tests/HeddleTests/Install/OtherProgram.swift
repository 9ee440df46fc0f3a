import Foundation
import Testing

/// A program of someone else that a test needs.
struct OtherProgram {
    var path: String

    /// nil where it isn't installed, which the test then says.
    init?(_ path: String) {
        guard FileManager.default.isExecutableFile(atPath: path) else {
            withKnownIssue("\(path) is not installed") { Issue.record("not run") }
            return nil
        }
        self.path = path
    }

    /// What it prints, both streams, and how it ends.
    func run(
        _ arguments: [String], in folder: String = "/", path: String = "/usr/bin:/bin"
    ) throws -> (
        text: String, status: Int32
    ) {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: self.path)
        process.arguments = arguments
        process.currentDirectoryURL = URL(fileURLWithPath: folder)
        process.environment = ["LC_ALL": "C.UTF-8", "PATH": path, "MANWIDTH": "80", "HOME": folder]
        let pipe = Pipe()
        process.standardOutput = pipe
        process.standardError = pipe
        process.standardInput = FileHandle.nullDevice
        try process.run()
        let data = pipe.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        return (String(decoding: data, as: UTF8.self), process.terminationStatus)
    }
}
