internal import CPlatform
internal import HeddleEngine
internal import HeddlePresentation

/// The line on standard error that tells of a long search; only on a terminal, and not before a second has passed.
struct Progress {
    private let isShown: Bool
    private let start = heddle_monotonic_seconds()
    private var last: Double
    private var isDrawn = false

    /// Unit: seconds.
    private static let patience = 1.0
    private static let interval = 0.25

    init(isWanted: Bool = true) {
        isShown = isWanted && Output.errorsGoToTerminal
        last = start + Self.patience - Self.interval
    }

    /// Draws the line anew, if it is time.
    mutating func show(_ report: SearchReport, name: String) {
        guard isShown else { return }
        let now = heddle_monotonic_seconds()
        guard now - last >= Self.interval else { return }
        last = now
        isDrawn = true
        let rate = Int(Double(report.states) / max(0.001, now - start))
        let found = report.findings.isEmpty ? "" : ", \(report.findings.count) found"
        let text =
            "\(VisibleText.of(name)): \(Figures.number(report.states)) states, depth \(report.depth), "
            + "\(Figures.number(report.frontier)) open, \(Figures.number(rate)) a second\(found) (ctrl-c ends it)"
        Output.complain("\r\u{1B}[K" + text.prefix(max(20, Output.errorWidth - 1)))
    }

    /// Takes the line away.
    mutating func clear() {
        if isDrawn { Output.complain("\r\u{1B}[K") }
        isDrawn = false
    }
}
