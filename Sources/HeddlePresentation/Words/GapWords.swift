internal import HeddleEngine
internal import HeddleProgram

/// What a `KnowledgeGap` means, in sentences.
struct GapWords {
    private let gap: KnowledgeGap
    private let values: ValueText
    /// Of a thread that may be spawned only later on the line.
    private let name: (Int) -> String

    init(_ gap: KnowledgeGap, values: ValueText, name: @escaping (Int) -> String) {
        self.gap = gap
        self.values = values
        self.name = name
    }

    private var who: String { name(gap.thread) }
    private var step: String { "step \(gap.step + 1)" }

    /// Where it is lost first, in one sentence.
    var sentence: String {
        guard let lost = gap.breaks.first else { return nothingLeads }
        let source = "\(lost.source + 1)"
        let object = VisibleText.of(lost.read.name)
        let end = ", so reading \(value(lost.write)) does not order \(step) before it."
        switch lost.cause {
        case .neither: return "Step \(source) passes no knowledge on: \(access(lost.read)) is relaxed\(end)"
        case .unacquired:
            return "What step \(source) passes on is not taken: \(access(lost.read)) is relaxed"
                + (hasFence(lost, before: true) ? " and no acquire fence follows it" : "") + end
        case .unreleased:
            return "Step \(source) passes no knowledge on: \(access(lost.write)) is relaxed"
                + (hasFence(lost, before: false) ? " and no release fence stands before it" : "") + end
        case .plain: return "\(object) is a plain variable: reading it does not order \(step) before \(who)."
        case .modificationOrder:
            return "Step \(lost.target + 1) wrote \(object) behind step \(source), which does not order \(step) "
                + "before \(who)."
        }
    }

    /// The same with both sides told, where there is room. `isLast`: the read is the line's last step.
    func longSentence(isLast: Bool) -> String {
        guard let lost = gap.breaks.first else { return nothingLeads }
        let verb = isLast ? "This \(Self.noun(lost.read))" : "The \(Self.noun(lost.read)) of step \(lost.target + 1)"
        let stays = "and \(step) stays unordered with \(who)."
        let write = "the \(Self.noun(lost.write)) it read"
        switch lost.cause {
        case .neither:
            return "\(verb) is relaxed, and so is \(write): step \(lost.source + 1) passes no knowledge on, \(stays)"
        case .unacquired:
            let fence = hasFence(lost, before: true) ? " and no acquire fence follows it" : ""
            return "\(verb) is relaxed\(fence): what step \(lost.source + 1) passes on is not taken, \(stays)"
        case .unreleased:
            let fence = hasFence(lost, before: false) ? " and no release fence stands before it" : ""
            return "\(verb) would take knowledge over, but \(write) is relaxed\(fence): step \(lost.source + 1) passes "
                + "none on, \(stays)"
        case .plain, .modificationOrder: return sentence
        }
    }

    private var nothingLeads: String {
        if !gap.hasMoved { return "\(who) has made no step yet: nothing orders \(step) before it." }
        return "Nothing that \(who) has read comes after \(step), so nothing orders \(step) before it."
    }

    /// `With flag.store(release) and flag.load(acquire) this edge would be synchronizes-with, and CONSEQUENCE`; nil:
    /// no stronger order is known that would do it. The caller closes the sentence. `isDrawn`: the edge can be seen.
    func remedy(_ consequence: String, isDrawn: Bool) -> String? {
        guard !gap.remedies.isEmpty else { return nil }
        let isThisEdge =
            isDrawn && gap.breaks.count == 1 && gap.edges.count == 1 && gap.edges[0].source == gap.breaks[0].source
            && gap.edges[0].target == gap.breaks[0].target
        let effect = isThisEdge ? "this edge would be synchronizes-with" : "\(step) would happen before \(who)"
        return "With \(orders) \(effect), and \(consequence)"
    }

    /// `flag.store(release) and flag.load(acquire)`
    var orders: String { Figures.list(gap.remedies.map(text)) }

    private func text(_ remedy: KnowledgeGap.Remedy) -> String {
        let object = VisibleText.of(remedy.operation.name)
        var operation = remedy.operation
        operation.strengthen(isRelease: remedy.isRelease)
        let order = operation.order?.rawValue ?? ""
        switch operation.kind {
        case .read: return "\(object).load(\(order))"
        case .write: return "\(object).store(\(order))"
        default: return "\(operation.order == .release ? "a" : "an") \(order) update of \(object)"
        }
    }

    // MARK: - Parts

    /// `the load of flag`
    private func access(_ operation: Operation) -> String {
        "the \(Self.noun(operation)) of \(VisibleText.of(operation.name))"
    }

    private static func noun(_ operation: Operation) -> String {
        switch operation.kind {
        case .read, .compareExchangeFailed, .compareExchangeSpurious: return "load"
        case .write: return "store"
        default: return "update"
        }
    }

    private func value(_ operation: Operation) -> String {
        operation.newValue.map { values.text($0, operation.type) } ?? "it"
    }

    /// Whether the other side works by a fence: then a fence is what one looks for on this side too.
    private func hasFence(_ lost: KnowledgeGap.Break, before: Bool) -> Bool {
        let order = before ? lost.write.order : lost.read.order
        return before ? order?.releases == false : order?.acquires == false
    }
}
