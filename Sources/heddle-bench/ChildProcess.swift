internal import Foundation

/// Runs other programs and takes their CPU time.
enum ChildProcess {
    struct Result {
        var output: String
        var status: Int32
        /// User and system time of the process and of those that it started. Unit: seconds.
        var cpu: Double
    }

    /// Runs a program to its end in a folder. Nil where it can't be started.
    static func run(_ program: String, _ arguments: [String], in folder: String) -> Result? {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: program)
        process.arguments = arguments
        process.currentDirectoryURL = URL(fileURLWithPath: folder)
        let pipe = Pipe()
        process.standardOutput = pipe
        process.standardError = FileHandle.nullDevice
        process.standardInput = FileHandle.nullDevice
        let before = childSeconds()
        guard (try? process.run()) != nil else { return nil }
        let bytes = pipe.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        let cpu = childSeconds() - before
        return Result(
            output: String(decoding: bytes, as: UTF8.self), status: process.terminationStatus, cpu: cpu)
    }

    static func find(_ program: String) -> String? {
        let paths = ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin"
        return paths.split(separator: ":").map { "\($0)/\(program)" }
            .first { FileManager.default.isExecutableFile(atPath: $0) }
    }

    private static func childSeconds() -> Double { seconds(of: RUSAGE_CHILDREN.rawValue) }

    /// User and system time of this process itself. Unit: seconds.
    static func ownSeconds() -> Double { seconds(of: 0) }

    private static func seconds(of who: Int32) -> Double {
        var usage = rusage()
        getrusage(__rusage_who_t(who), &usage)
        func seconds(_ time: timeval) -> Double { Double(time.tv_sec) + Double(time.tv_usec) * 1e-6 }
        return seconds(usage.ru_utime) + seconds(usage.ru_stime)
    }
}
