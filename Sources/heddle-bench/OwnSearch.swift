internal import CPlatform
internal import HeddleEngine

/// One search of the full graph in this process.
enum OwnSearch {
    case breadth, depth, team

    struct Figures {
        var states: Int
        var transitions: Int
        var bytes: Double
        /// Length of a state. Unit: words.
        var words: Int
        /// Unit: seconds.
        var cpu: Double
        var wall: Double
        /// CPU time of each thread.
        var members: [Double]
    }

    func run(_ machine: Machine) -> Figures {
        var options = SearchOptions(memory: 16 << 30)
        if self == .team { options.workers = 2 }
        let cpu = ChildProcess.ownSeconds()
        let wall = heddle_monotonic_seconds()
        let report: SearchReport
        var members: [Double] = []
        switch self {
        case .breadth, .team:
            let explorer = BreadthFirstExplorer(machine: machine, options: options)
            while !explorer.isOver { explorer.advance(budget: 1 << 22) }
            report = explorer.report
            members = explorer.memberSeconds
        case .depth:
            let explorer = DepthFirstExplorer(machine: machine, options: options)
            while !explorer.isOver { explorer.advance(budget: 1 << 22) }
            report = explorer.report
        }
        return Figures(
            states: report.states, transitions: report.transitions, bytes: report.bytesPerState,
            words: machine.wordCount, cpu: ChildProcess.ownSeconds() - cpu, wall: heddle_monotonic_seconds() - wall,
            members: members)
    }
}
