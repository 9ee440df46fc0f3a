import Foundation
import TestSupport

/// One run of the built program: what it wrote where, and how it ended.
struct CommandLineRun {
    var output: String
    var errors: String
    var status: Int32

    /// Runs `heddle` in a folder with a fixed environment, without a terminal.
    init(_ arguments: [String], in folder: String, environment: [String: String] = [:]) throws {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: BuiltProducts.heddle)
        process.arguments = arguments
        process.currentDirectoryURL = URL(fileURLWithPath: folder)
        process.environment = ["LANG": "C.UTF-8", "SWIFT_BACKTRACE": "enable=no"].merging(environment) { $1 }
        process.standardInput = FileHandle.nullDevice
        let (output, errors) = (Pipe(), Pipe())
        process.standardOutput = output
        process.standardError = errors
        try process.run()
        // Both pipes are drained at once: one that is full would hold the process.
        nonisolated(unsafe) var written = Data()
        let reader = DispatchQueue(label: "standard error")
        reader.async { written = errors.fileHandleForReading.readDataToEndOfFile() }
        let text = output.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        reader.sync {}
        self.output = String(decoding: text, as: UTF8.self)
        self.errors = String(decoding: written, as: UTF8.self)
        status = process.terminationStatus
    }
}
