internal import Foundation

/// Spin's tool chain on one model: generate, compile, run.
struct SpinVerifier {
    let model: String
    let defines: [String]
    let folder: String
    /// About how many states there are: a table of twice as many slots is what a user would ask for.
    let states: Int

    struct Figures {
        var states: Int
        /// Spin counts the initial state as one more transition; here it does not count.
        var transitions: Int
        var vector: Int
        /// CPU time of each part. Unit: seconds.
        var generating: Double
        var compiling: Double
        var running: Double
        var total: Double { generating + compiling + running }
    }

    enum Graph {
        case full, reduced, fullBreadthFirst

        var generatorFlags: [String] { self == .reduced ? [] : ["-o1", "-o2", "-o3"] }

        var compilerFlags: [String] {
            switch self {
            case .reduced: return []
            case .full: return ["-DNOREDUCE"]
            case .fullBreadthFirst: return ["-DNOREDUCE", "-DBFS"]
            }
        }
    }

    /// The verifier of one kind, made once.
    func build(_ graph: Graph) -> Figures? {
        guard let spin = ChildProcess.find("spin"), let compiler = ChildProcess.find("gcc") else { return nil }
        guard
            let made = ChildProcess.run(
                spin, ["-a"] + graph.generatorFlags + defines + [model], in: folder), made.status == 0,
            let compiled = ChildProcess.run(
                compiler, ["-O2", "-w", "-DSAFETY"] + graph.compilerFlags + ["-o", name(graph), "pan.c"], in: folder),
            compiled.status == 0
        else { return nil }
        return Figures(
            states: 0, transitions: 0, vector: 0, generating: made.cpu, compiling: compiled.cpu, running: 0)
    }

    private func name(_ graph: Graph) -> String { "pan-\(graph)" }

    func run(_ graph: Graph, built: Figures) -> Figures? {
        let slots = max(16, Int.bitWidth - states.leadingZeroBitCount + 1)
        // No way is longer than there are states: a larger stack would cost the verifier time that is not its search's.
        let arguments = ["-m\(states + 1_000)", "-w\(slots)", "-c0", "-e"]
        guard let run = ChildProcess.run(folder + "/" + name(graph), arguments, in: folder) else { return nil }
        var figures = built
        figures.running = run.cpu
        for line in run.output.split(separator: "\n") {
            let words = line.split(separator: " ", omittingEmptySubsequences: true)
            if line.contains("states, stored"), let first = words.first { figures.states = Int(first) ?? 0 }
            if line.contains("transitions (="), let first = words.first { figures.transitions = (Int(first) ?? 1) - 1 }
            if line.hasPrefix("State-vector"), words.count > 1 { figures.vector = Int(words[1]) ?? 0 }
        }
        return figures.states > 0 ? figures : nil
    }
}
