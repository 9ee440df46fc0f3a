internal import CPlatform
internal import Foundation

/// Measures how long a large library takes to be listed: the shipped entries over and over, under other titles.
struct LibraryListing {
    let count: Int
    let arguments: BenchArguments

    func run() {
        let folder = NSTemporaryDirectory() + "heddle-bench-\(getpid())"
        defer { try? FileManager.default.removeItem(atPath: folder) }
        guard let bytes = try? prepare(folder) else { return print("cannot copy the entries of traces") }
        let program = URL(fileURLWithPath: arguments.heddle).path
        var walls: [Double] = []
        var cpus: [Double] = []
        for _ in 0..<arguments.rounds {
            let start = heddle_monotonic_seconds()
            guard let result = ChildProcess.run(program, ["library", "list"], in: folder), result.status == 0 else {
                return print("\(program) library list failed")
            }
            walls.append(heddle_monotonic_seconds() - start)
            cpus.append(result.cpu)
        }
        func milliseconds(_ values: [Double]) -> Int { Int((values.sorted()[values.count / 2] * 1e3).rounded()) }
        print(
            "\(count) entries of \(bytes / count) bytes on average: listed in \(milliseconds(walls)) ms, "
                + "\(milliseconds(cpus)) ms of CPU time; medians of \(arguments.rounds)")
    }

    /// Writes the library. Returns its size in bytes.
    private func prepare(_ folder: String) throws -> Int {
        let names = (FileManager.default.enumerator(atPath: "traces")?.compactMap { $0 as? String } ?? []).sorted()
        let texts = try names.filter { $0.hasSuffix(".trace") }.map {
            try String(contentsOfFile: "traces/" + $0, encoding: .utf8)
        }
        guard !texts.isEmpty else { throw CocoaError(.fileNoSuchFile) }
        var bytes = 0
        for number in 0..<count {
            let place = folder + "/traces/model-\(number % 200)"
            try FileManager.default.createDirectory(atPath: place, withIntermediateDirectories: true)
            let text = texts[number % texts.count].replacing(
                "title       ", with: "title       \(number) ", maxReplacements: 1)
            bytes += text.utf8.count
            try Data(text.utf8).write(to: URL(fileURLWithPath: place + "/entry-\(number).trace"))
        }
        return bytes
    }
}
