internal import ArgumentParser
internal import HeddleEngine

/// Options that say how, and how far, the states of a model are searched.
struct SearchArguments: ParsableArguments {
    @Option(
        help: """
            The search: bfs (shortest counterexamples), dfs (depth first), preemption (fewest context switches) or dpor \
            (one execution of each class).
            """)
    var search: SearchName = .bfs

    @Option(help: ArgumentHelp("Ends the search after this time: 500ms, 10s, 2m, 1h.", valueName: "time"))
    var time: Duration?

    @Option(help: ArgumentHelp("Most memory for states: 500m, 2g.", valueName: "bytes"))
    var memoryLimit = ByteCount(bytes: 2 << 30)

    @Option(help: ArgumentHelp("Most states.", valueName: "number"))
    var states: Int?

    @Option(help: ArgumentHelp("Most steps of one execution.", valueName: "number"))
    var depth: Int?

    @Option(
        help: ArgumentHelp(
            "Threads that search wide models together; the result is the same.", valueName: "number"))
    var workers = 1

    func validate() throws {
        if let states, states < 1 { throw ValidationError("--states needs a number of at least 1") }
        if !(1...64).contains(workers) { throw ValidationError("--workers needs a number from 1 to 64") }
        if let depth, depth < 1 { throw ValidationError("--depth needs a number of at least 1") }
        if case .later(let name) = search {
            throw ValidationError(
                "the search '\(name)' comes with a later version; this one knows bfs, dfs, preemption and dpor")
        }
    }

    var bounds: SearchBounds {
        SearchBounds(
            states: states, depth: depth, time: time?.seconds, memory: memoryLimit.bytes,
            strategy: search.strategy ?? .breadthFirst, workers: workers)
    }

    /// A duration as an argument. Unit: seconds.
    struct Duration: ExpressibleByArgument {
        var seconds: Double

        init?(argument: String) {
            let units: [(String, Double)] = [("ms", 0.001), ("s", 1), ("m", 60), ("h", 3600), ("", 1)]
            for (unit, factor) in units where argument.hasSuffix(unit) {
                guard let number = Self.plainNumber(argument.dropLast(unit.count)), number > 0 else { continue }
                seconds = number * factor
                return
            }
            return nil
        }

        /// Digits with at most one point: what `Double` takes beyond that (`nan`, `1e9`, `0x1`) is refused.
        private static func plainNumber(_ text: Substring) -> Double? {
            guard !text.isEmpty, text.utf8.count <= 12, text.utf8.allSatisfy({ (48...57).contains($0) || $0 == 46 })
            else { return nil }
            return Double(text)
        }
    }

    /// A number of bytes as an argument.
    struct ByteCount: ExpressibleByArgument {
        var bytes: Int

        init(bytes: Int) { self.bytes = bytes }

        init?(argument: String) {
            let units: [(String, Int)] = [("k", 1 << 10), ("m", 1 << 20), ("g", 1 << 30), ("", 1)]
            let lowered = argument.lowercased()
            for (unit, factor) in units where lowered.hasSuffix(unit) {
                guard let number = Int(lowered.dropLast(unit.utf8.count)), number > 0 else { continue }
                let (product, overflow) = number.multipliedReportingOverflow(by: factor)
                if overflow { return nil }
                bytes = product
                return
            }
            return nil
        }

        var defaultValueDescription: String { bytes == 2 << 30 ? "2g" : String(bytes) }
    }
}

/// A search by its name on the command line.
enum SearchName: ExpressibleByArgument, Equatable {
    case bfs, dfs, preemption, dpor
    case later(String)

    init?(argument: String) {
        switch argument {
        case "bfs": self = .bfs
        case "dfs": self = .dfs
        case "preemption": self = .preemption
        case "dpor": self = .dpor
        case "random", "pct", "pos": self = .later(argument)
        default: return nil
        }
    }

    static var allValueStrings: [String] { ["bfs", "dfs", "preemption", "dpor"] }

    /// Nil for what a later version brings.
    var strategy: SearchOptions.Strategy? {
        switch self {
        case .bfs: return .breadthFirst
        case .dfs: return .depthFirst
        case .preemption: return .preemption
        case .dpor: return .dpor
        case .later: return nil
        }
    }

    var defaultValueDescription: String {
        switch self {
        case .bfs: return "bfs"
        case .dfs: return "dfs"
        case .preemption: return "preemption"
        case .dpor: return "dpor"
        case .later(let name): return name
        }
    }
}
