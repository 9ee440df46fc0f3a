internal import CPlatform
internal import HeddleEngine

/// One search of the full graph in this process.
enum OwnSearch {
    case breadth, depth, team, compressed

    struct Figures {
        var states: Int
        var transitions: Int
        var bytes: Double
        /// Length of the longest state possible. Unit: words.
        var words: Int
        /// Length of the states as they are kept. Unit: bytes.
        var vector: Int
        /// Unit: seconds.
        var cpu: Double
        var wall: Double
        /// CPU time of each thread.
        var members: [Double]
    }

    func run(_ machine: Machine) -> Figures {
        var options = SearchOptions(memory: 16 << 30)
        if self == .team { options.workers = 2 }
        options.compresses = self == .compressed
        let cpu = ChildProcess.ownSeconds()
        let wall = heddle_monotonic_seconds()
        let report: SearchReport
        var vector = machine.wordCount * 8
        var members: [Double] = []
        switch self {
        case .breadth, .team, .compressed:
            let explorer = BreadthFirstExplorer(machine: machine, options: options)
            while !explorer.isOver { explorer.advance(budget: 1 << 22) }
            report = explorer.report
            members = explorer.memberSeconds
            vector = explorer.vectorBytes
        case .depth:
            let explorer = DepthFirstExplorer(machine: machine, options: options)
            while !explorer.isOver { explorer.advance(budget: 1 << 22) }
            report = explorer.report
        }
        return Figures(
            states: report.states, transitions: report.transitions, bytes: report.bytesPerState,
            words: machine.wordCount, vector: vector, cpu: ChildProcess.ownSeconds() - cpu,
            wall: heddle_monotonic_seconds() - wall,
            members: members)
    }
}
