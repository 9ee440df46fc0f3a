internal import HeddleLibrary
internal import HeddlePresentation

/// What a run of replays was allowed, what it used, and what it left undone for that.
struct ReplayBudgetText {
    var bounds: ReplayBounds
    var results: [ReplayResult]

    struct Document: Encodable {
        /// Unit: bytes.
        var memory: Int
        var mode: String
        /// Most states of an entry's search.
        var states: Int
        /// Unit: seconds; null: no bound.
        var time: Nullable<Double>
        /// States visited by all searches of the run together.
        var visited: Int
    }

    var document: Document {
        Document(
            memory: bounds.memory, mode: bounds.mode.rawValue, states: bounds.states, time: Nullable(bounds.seconds),
            visited: visited)
    }

    private var visited: Int { results.reduce(0) { $0 + $1.effort.states } }

    /// A line where the run had a bound of its own, or met one; else nothing.
    var text: String {
        let isUsual = bounds == ReplayBounds()
        guard !isUsual || results.contains(where: { $0.asExpected == nil && $0.effort.isBounded }) else { return "" }
        return "Budget: \(words).\n"
    }

    /// `60 s for all, 1,000,000 states an entry, 2,048 MB; 645 states visited`
    var words: String {
        if bounds.mode == .replay { return "replay only, nothing is searched" }
        var parts = bounds.seconds.map { ["\(Self.seconds($0)) for all, shared"] } ?? []
        parts.append("\(Figures.count(bounds.states, "state")) an entry")
        parts.append(Figures.memory(bounds.memory))
        return parts.joined(separator: ", ") + "; \(Figures.count(visited, "state")) visited"
    }

    private static func seconds(_ seconds: Double) -> String {
        Double(Int(seconds)) == seconds ? "\(Int(seconds)) s" : "\(seconds) s"
    }
}
