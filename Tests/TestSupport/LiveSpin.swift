internal import Foundation

/// Spin as it is installed: a model's counts, unreduced and without merged steps.
package enum LiveSpin {
    /// What a verifier made by Spin says of a model.
    package struct Counts: Hashable, Sendable {
        package var states: Int
        /// Spin counts the initial state as one transition more than there are.
        package var transitions: Int
        /// Every firing of a failing assertion and every invalid end state counts.
        package var errors: Int

        package init(states: Int, transitions: Int, errors: Int) {
            self.states = states
            self.transitions = transitions
            self.errors = errors
        }
    }

    package enum Failure: Error, CustomStringConvertible {
        case failed(tool: String, output: String)
        case unreadable(output: String)

        package var description: String {
            switch self {
            case .failed(let tool, let output): "\(tool) failed:\n\(output)"
            case .unreadable(let output): "no counts in what the verifier wrote:\n\(output)"
            }
        }
    }

    /// Why nothing can be compared; nil where Spin and a C compiler are there.
    package static var absence: String? {
        for tool in ["/usr/bin/spin", "/usr/bin/gcc"] where !FileManager.default.isExecutableFile(atPath: tool) {
            return "\(tool) is not installed, so nothing is compared with live Spin"
        }
        return nil
    }

    /// Whether Spin takes a model at all, and what it says.
    package static func translate(model: String, defines: [String] = []) throws -> (accepts: Bool, output: String) {
        let folder = try TemporaryFolder()
        let run = try run("/usr/bin/spin", ["-a", "-o1", "-o2", "-o3"] + defines + [model], in: folder.path)
        return (run.status == 0 && !run.output.contains("Error:"), run.output)
    }

    /// Errors: what a tool wrote when it failed.
    package static func counts(model: String, defines: [String] = []) throws -> Counts {
        let folder = try TemporaryFolder()
        try need("/usr/bin/spin", ["-a", "-o1", "-o2", "-o3"] + defines + [model], in: folder.path)
        try need("/usr/bin/gcc", ["-O0", "-w", "-DSAFETY", "-DNOREDUCE", "-o", "pan", "pan.c"], in: folder.path)
        let output = try run(folder.file("pan"), ["-m2000000", "-w20", "-c0", "-e"], in: folder.path).output
        return try counts(in: output)
    }

    /// Reads a verifier's report.
    package static func counts(in output: String) throws -> Counts {
        var states: Int?
        var transitions: Int?
        var errors: Int?
        for line in output.split(separator: "\n") {
            let words = line.split(separator: " ")
            if line.contains("states, stored") { states = words.first.flatMap { Int($0) } }
            if line.contains("transitions (=") { transitions = words.first.flatMap { Int($0) } }
            if line.contains("errors: ") { errors = words.last.flatMap { Int($0) } }
        }
        guard let states, let transitions, let errors else { throw Failure.unreadable(output: output) }
        return Counts(states: states, transitions: transitions, errors: errors)
    }

    private static func need(_ tool: String, _ arguments: [String], in folder: String) throws {
        let run = try run(tool, arguments, in: folder)
        if run.status != 0 { throw Failure.failed(tool: tool, output: run.output) }
    }

    private static func run(
        _ tool: String, _ arguments: [String], in folder: String
    ) throws -> (status: Int32, output: String) {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: tool)
        process.arguments = arguments
        process.currentDirectoryURL = URL(fileURLWithPath: folder)
        let pipe = Pipe()
        process.standardOutput = pipe
        process.standardError = pipe
        try process.run()
        let data = pipe.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        return (process.terminationStatus, String(decoding: data, as: UTF8.self))
    }
}

/// One row of an `expected.tsv`: a model, how it is defined, what Spin counts.
package struct SpinExpectation: Sendable, CustomStringConvertible {
    package var model: String
    /// `-DN=4` and the like.
    package var defines: [String]
    package var counts: LiveSpin.Counts

    package var description: String { ([model] + defines).joined(separator: " ") }

    /// The rows of a table under Tests/Fixtures; models' names are relative to its folder.
    package static func table(_ name: String) throws -> [SpinExpectation] {
        try Fixtures.text(name).split(separator: "\n").dropFirst().map { line in
            let fields = line.split(separator: "\t", omittingEmptySubsequences: false)
            guard fields.count >= 5, let states = Int(fields[2]), let transitions = Int(fields[3]),
                let errors = Int(fields[4])
            else { throw LiveSpin.Failure.unreadable(output: String(line)) }
            return SpinExpectation(
                model: String(fields[0]), defines: fields[1].split(separator: " ").map(String.init),
                counts: LiveSpin.Counts(states: states, transitions: transitions, errors: errors))
        }
    }
}
