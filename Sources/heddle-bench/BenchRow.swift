internal import Foundation

/// The figures of one model, as ratios.
struct BenchRow {
    var name: String
    var states = 0
    var transitions = 0
    var agrees = true
    var breadth: [Double] = []
    var depth: [Double] = []
    var verdict: [Double] = []
    /// The same as both tools do it unless told otherwise.
    var usual: [Double] = []
    var bytes = 0.0
    var compressed = 0.0
    /// Our state vector. Unit: bytes.
    var vector = 0
    var spinVector = 0
    var spinReduced = 0
    var reduced: Int?
    var speedUp: [Double] = []
    var balance: [Double] = []
    var extra: [Double] = []

    static let heading =
        "model                            states  transitions    bfs    dfs  verdict   usual  bytes   tree  vector"
        + "   Spin's   reduced    Spin's  wall2  even  cpu2"
    static let legend = """

        bfs, dfs   Spin's CPU time for the full graph over ours, breadth and depth first; by transition where Spin's
                   breadth first makes more of them
        verdict    the same from file to verdict: spin, gcc and pan over heddle check --no-reduction
        usual      the same with the reductions that either has by itself, over heddle check
        bytes      a state with its share of the table; tree: compressed; vector: ours, then Spin's
        reduced    states with our reductions, and with Spin's
        wall2      wall time of one thread over that of two; even: the lesser thread's work over the greater's;
                   cpu2: CPU time of two threads over that of one
        """

    mutating func take(
        _ deepSpin: SpinVerifier.Figures, _ wideSpin: SpinVerifier.Figures, _ wide: OwnSearch.Figures,
        _ deep: OwnSearch.Figures, _ team: OwnSearch.Figures
    ) {
        states = wide.states
        transitions = wide.transitions
        agrees =
            agrees && wide.states == deepSpin.states && wide.transitions == deepSpin.transitions
            && deep.states == wide.states && deep.transitions == wide.transitions && team.states == wide.states
            && team.transitions == wide.transitions
        let share = Double(wide.transitions) / Double(max(wideSpin.transitions, wide.transitions))
        breadth.append(wideSpin.running * share / wide.cpu)
        depth.append(deepSpin.running / deep.cpu)
        bytes = wide.bytes
        vector = wide.vector
        spinVector = deepSpin.vector
        speedUp.append(wide.wall / team.wall)
        if let least = team.members.min(), let most = team.members.max(), most > 0 { balance.append(least / most) }
        extra.append(team.cpu / wide.cpu)
    }

    var text: String {
        func column(_ text: String, _ width: Int) -> String {
            String(repeating: " ", count: max(1, width - text.count)) + text
        }
        func ratio(_ values: [Double], _ width: Int) -> String {
            guard !values.isEmpty else { return column("-", width) }
            let median = values.sorted()[values.count / 2]
            return column(median >= 20 ? "\(Int(median.rounded()))" : "\((median * 100).rounded() / 100)", width)
        }
        var line = name + String(repeating: " ", count: max(1, 28 - name.count))
        line += column(String(states), 11) + column(String(transitions), 13)
        line += ratio(breadth, 7) + ratio(depth, 7) + ratio(verdict, 9) + ratio(usual, 8)
        line += column("\((bytes * 10).rounded() / 10)", 7)
        line += column("\((compressed * 10).rounded() / 10)", 7) + column(String(vector), 8)
        line += column(String(spinVector), 9) + column(reduced.map(String.init) ?? "-", 10)
        line += column(String(spinReduced), 10) + ratio(speedUp, 7) + ratio(balance, 6) + ratio(extra, 6)
        return agrees ? line : line + "  THE COUNTS DIFFER"
    }
}
