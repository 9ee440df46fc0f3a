internal import HeddleEngine
internal import HeddleProgram

/// Below the lanes, where the selected thread's next step is a load that may read an old write: why nothing orders the
/// newer one before it, and which orders would (screens.md 3.3).
struct KnowledgeNote: Sendable {
    enum Row: Hashable, Sendable {
        case blank
        case text(String)
        /// A synchronizes-with edge that there would be. Steps count from 0.
        case edge(Edge)
    }

    /// What stands behind a blank row.
    let rows: [Row]
    /// The accesses as they would be, by step.
    let stronger: [Int: [Operation]]

    /// Widths from which the sentence is told, and the long form of it with the edges. Unit: cells.
    private static let sentenceWidth = 45
    private static let longWidth = 66
    /// Edges that are drawn.
    private static let mostEdges = 2

    /// nil: there is no such load, or the newer write is ordered before it.
    init?(_ scene: Scene, width: Int) {
        guard let load = OpenLoad(scene), let unknown = load.unknownStep else { return nil }
        let nodes = scene.situation.play.nodes
        let events = scene.path.map { nodes[$0].event }
        guard let gap = KnowledgeGap(step: unknown - 1, thread: load.thread, events: events, order: scene.order) else {
            return nil
        }
        var rows: [Row] = []
        var stronger: [Int: [Operation]] = [:]
        func paragraph(_ text: String) {
            rows += WrappedText.lines(text, width: width - 2).map { .text("  " + $0) }
        }
        let words = GapWords(gap, values: scene.values, name: scene.shownName(ofThread:))
        if width < Self.sentenceWidth {
            rows = [.text("  no happens-before from \(unknown) to \(scene.name(ofThread: load.thread))")]
        } else if width < Self.longWidth {
            paragraph(words.sentence)
        } else {
            paragraph(words.longSentence(isLast: gap.breaks.first?.target == events.count - 1))
            let choice = load.oldestChoice.map { "choice \(StepLetters.choiceLetter($0))" } ?? "the oldest"
            if let remedy = words.remedy(choice + " would be forbidden", isDrawn: true) {
                let edges = gap.edges.prefix(Self.mostEdges)
                rows.append(.blank)
                paragraph(remedy + (edges.isEmpty ? "." : ":"))
                if !edges.isEmpty { rows += [.blank] + edges.map { .edge($0) } }
                for remedy in gap.remedies {
                    var operation = remedy.operation
                    operation.strengthen(isRelease: remedy.isRelease)
                    stronger[remedy.step, default: []].append(operation)
                }
            }
        }
        self.rows = rows
        self.stronger = stronger
    }
}
