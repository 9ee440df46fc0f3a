internal import HeddleEngine
internal import HeddlePresentation

/// What could be done about a bound that the search reached: words, and the command that does it.
struct BoundRemedy: Hashable {
    var words: String
    var command: String

    /// How much further a raised bound goes.
    private static let factor = 4

    static func remedies(_ report: SearchReport) -> [BoundRemedy] {
        guard report.phase == .limited else { return [] }
        return report.limits.compactMap { limit in
            switch limit {
            case .states(let count):
                guard let more = times(count, factor) else { return nil }
                return BoundRemedy(
                    words: "raise the bound to \(Figures.number(more)) states", command: "bound states \(more)")
            case .depth(let steps):
                guard let more = times(steps, factor) else { return nil }
                return BoundRemedy(words: "look \(Figures.number(more)) steps deep", command: "bound depth \(more)")
            case .memory(let bytes):
                guard let more = times(max(1, bytes >> 20), factor) else { return nil }
                return BoundRemedy(words: "let it have \(Figures.number(more)) MB", command: "bound memory \(more)m")
            case .time(let seconds):
                guard seconds.isFinite, seconds < 1e9 else { return nil }
                let more = max(1, Int(seconds) * factor)
                return BoundRemedy(words: "search for \(Figures.count(more, "second"))", command: "bound time \(more)s")
            case .stopped: return BoundRemedy(words: "start the search again", command: "explore")
            case .model, .cycle: return nil
            }
        }
    }

    private static func times(_ count: Int, _ factor: Int) -> Int? {
        let (result, overflow) = count.multipliedReportingOverflow(by: factor)
        return overflow ? nil : result
    }
}
