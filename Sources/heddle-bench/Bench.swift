internal import CPlatform
internal import Foundation
internal import HeddleEngine
internal import HeddleLanguages
internal import HeddleProgram

/// Measures the search against Spin, model by model.
struct Bench {
    let arguments: BenchArguments

    /// The models at sizes from some hundred to some million states.
    static let rows: [(model: String, defines: [String])] = [
        ("peterson", []), ("lost_update", []), ("treiber", []), ("twopc", ["-DN=4"]), ("phil", ["-DN=4"]),
        ("ring_election", ["-DN=5"]), ("lost_update", ["-DNT=3"]), ("bbuf", ["-DP=2", "-DC=2", "-DK=2"]),
        ("phil", ["-DN=6"]), ("filter", []), ("twopc", ["-DN=7"]), ("ring_election", ["-DN=7"]),
        ("phil", ["-DN=8"]), ("twopc", ["-DN=8"]), ("bbuf", ["-DP=2", "-DC=2", "-DK=4"]), ("phil", ["-DN=9"]),
        ("lost_update", ["-DNT=4"]),
    ]

    func run() {
        if let problem = arguments.problem {
            print("heddle-bench: \(problem)\n\n\(BenchArguments.usage)", terminator: "")
            exit(2)
        }
        if let file = arguments.profile { return profile(file) }
        if let steps = arguments.keys { return KeyLatency(steps: steps, threads: arguments.threads).run() }
        if let count = arguments.library { return LibraryListing(count: count, arguments: arguments).run() }
        print(BenchRow.heading)
        for row in Self.rows where arguments.only.map(row.model.hasPrefix) ?? true {
            measure(row.model, row.defines)
        }
        print(BenchRow.legend)
    }

    static func machine(_ path: String, _ defines: [String]) -> Machine? {
        guard let data = try? Data(contentsOf: URL(fileURLWithPath: path)) else { return nil }
        let source = SourceText(path: path, bytes: [UInt8](data))
        let settings = defines.map { define -> Setting in
            let parts = define.dropFirst(2).split(separator: "=", maxSplits: 1)
            return Setting(name: String(parts[0]), value: parts.count > 1 ? String(parts[1]) : "1")
        }
        let loaded =
            path.hasSuffix(".pml")
            ? PromelaFrontEnd.load(source, settings: settings) { _ in .missing }
            : HeddleFrontEnd.load(source, settings: settings)
        guard let program = loaded.program else {
            for diagnostic in loaded.diagnostics { print(diagnostic.message) }
            return nil
        }
        return try? Machine(program)
    }

    private func profile(_ file: String) {
        guard let machine = Self.machine(file, arguments.defines) else { return print("cannot load \(file)") }
        for search in [OwnSearch.breadth, .depth, .team] {
            let figures = search.run(machine)
            print("\(search) \(figures.states) states, \(figures.transitions) transitions, \(figures.words) words")
            print(
                "  \(figures.cpu * 1e9 / Double(figures.transitions)) ns a transition, \(figures.bytes) bytes a state,"
                    + " wall \(figures.wall), cpu \(figures.cpu), members \(figures.members)")
        }
    }

    private func measure(_ model: String, _ defines: [String]) {
        let path = URL(fileURLWithPath: arguments.models + "/" + model + ".pml").path
        guard let machine = Self.machine(path, defines) else { return print("cannot load \(path)") }
        let folder = NSTemporaryDirectory() + "heddle-bench-\(getpid())"
        try? FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let states = OwnSearch.breadth.run(machine).states
        guard states <= arguments.largest else { return }
        let spin = SpinVerifier(model: path, defines: defines, folder: folder, states: states)
        guard let full = spin.build(.full), let wide = spin.build(.fullBreadthFirst),
            let reduced = spin.build(.reduced), let reducedFigures = spin.run(.reduced, built: reduced)
        else { return print("\(model): Spin is not to be had") }
        var row = BenchRow(name: ([model] + defines).joined(separator: " "))
        row.spinReduced = reducedFigures.states
        for _ in 0..<arguments.rounds {
            guard let deepSpin = spin.run(.full, built: full), let wideSpin = spin.run(.fullBreadthFirst, built: wide)
            else { return print("\(model): Spin's verifier failed") }
            let wideOwn = OwnSearch.breadth.run(machine)
            let deepOwn = OwnSearch.depth.run(machine)
            let team = OwnSearch.team.run(machine)
            row.take(deepSpin, wideSpin, wideOwn, deepOwn, team)
            if let whole = wholeCheck(path, defines, ["--no-reduction"]) { row.verdict.append(deepSpin.total / whole) }
            if let usualSpin = spin.run(.reduced, built: reduced), let whole = wholeCheck(path, defines, []) {
                row.usual.append(usualSpin.total / whole)
            }
        }
        row.reduced = reducedStates(path, defines)
        row.compressed = OwnSearch.compressed.run(machine).bytes
        print(row.text)
    }

    /// CPU time of the whole program from file to verdict. Unit: seconds.
    private func wholeCheck(_ path: String, _ defines: [String], _ options: [String]) -> Double? {
        ChildProcess.run(
            URL(fileURLWithPath: arguments.heddle).path, ["check", path, "--json"] + options + defines, in: "/tmp"
        )?.cpu
    }

    private func reducedStates(_ path: String, _ defines: [String]) -> Int? {
        let result = ChildProcess.run(
            URL(fileURLWithPath: arguments.heddle).path, ["check", path, "--json"] + defines, in: "/tmp")
        guard let result, let data = result.output.data(using: .utf8),
            let document = try? JSONSerialization.jsonObject(with: data) as? [String: Any],
            let models = document["models"] as? [[String: Any]]
        else { return nil }
        return models.first?["states"] as? Int
    }
}
