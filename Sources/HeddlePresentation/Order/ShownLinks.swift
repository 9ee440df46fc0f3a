internal import HeddleEngine

/// An edge of the Happens-before picture. Steps count from 0.
struct OrderLink: Hashable, Sendable {
    var source: Int
    var target: Int
    /// nil: the order leads through steps that are left out.
    var kind: EdgeKind?

    /// Strongest first.
    var rank: Int { kind.map(\.rawValue) ?? EdgeKind.modificationOrder.rawValue + 1 }
}

/// The edges of the Happens-before picture and the steps between which they are drawn.
///
/// Without a filter these are the edges that matter, or all of them. With one they are those between the steps that are
/// shown, and a link for each order that only steps left out carry: what stands unjoined is unordered.
struct ShownLinks: Sendable {
    /// By target; those of one target strongest first, of equally strong ones the latest.
    private var links: [OrderLink] = []
    /// Index of the first link into each step, and behind the last one.
    private var first: [Int32] = [0]
    /// nil: every step is shown.
    private let shown: [Bool]?
    /// How many edges of the picture lead from or to each step.
    private var joins: [Int32] = []
    private(set) var shownCount: Int
    /// Edges of each kind.
    private var kindCounts: [EdgeKind?: Int] = [:]
    /// Steps, ascending.
    private var meetings: [Int] = []

    var kinds: Set<EdgeKind?> { Set(kindCounts.keys) }
    /// Some step is a rendezvous.
    var hasMeetings: Bool { !meetings.isEmpty }

    init(_ subject: OrderSubject) {
        shown = subject.view.filter.isEmpty ? nil : Self.shownSteps(subject)
        shownCount = shown.map { $0.count { $0 } } ?? subject.count
        _ = grow(subject)
    }

    /// Without a filter: goes over to a subject with the same first `count` steps. Gives the first step that an edge
    /// joins which none did, or no longer does; nil: none before `count`.
    mutating func follow(_ subject: OrderSubject, sharing count: Int) -> Int? {
        var changed: Int?
        while let last = meetings.last, last >= count { meetings.removeLast() }
        while links.count > Int(first[count]) {
            let link = links.removeLast()
            joins[link.source] -= 1
            if joins[link.source] == 0 { changed = min(changed ?? link.source, link.source) }
            kindCounts[link.kind, default: 1] -= 1
            if kindCounts[link.kind] == 0 { kindCounts[link.kind] = nil }
        }
        first.removeLast(first.count - count - 1)
        joins.removeLast(joins.count - count)
        shownCount = subject.count
        let joined = grow(subject)
        return [changed, joined].compactMap { $0 }.min()
    }

    /// The links into all steps behind those known; gives the first step that was joined by none before.
    private mutating func grow(_ subject: OrderSubject) -> Int? {
        let known = joins.count
        let count = subject.count
        joins += Array(repeating: 0, count: count - known)
        var joined: Int?
        let passages = shown.map { subject.order.passages(among: $0) } ?? []
        var nextPassage = 0
        first.reserveCapacity(count + 1)
        let relation = subject.order.happensBefore
        for step in known..<count {
            if isShown(step) {
                if subject.order.isMeeting(step) { meetings.append(step) }
                let start = links.count
                for index in relation.edgeIndices(into: step) {
                    let edge = relation.edges[index]
                    guard isShown(edge.source), subject.view.showsAllEdges || relation.isEssential(at: index) else {
                        continue
                    }
                    if joins[edge.source] == 0 { joined = min(joined ?? edge.source, edge.source) }
                    add(OrderLink(source: edge.source, target: step, kind: edge.kind))
                }
                while nextPassage < passages.count, passages[nextPassage].target == step {
                    let source = passages[nextPassage].source
                    nextPassage += 1
                    if links[start...].contains(where: { $0.source == source }) { continue }
                    let known = relation.edges(into: step).first { $0.source == source }
                    add(OrderLink(source: source, target: step, kind: known?.kind))
                }
                if links.count - start > 1 {
                    links[start...].sort { ($0.rank, -$0.source) < ($1.rank, -$1.source) }
                }
            }
            first.append(Int32(links.count))
        }
        return joined
    }

    private mutating func add(_ link: OrderLink) {
        links.append(link)
        kindCounts[link.kind, default: 0] += 1
        joins[link.target] += 1
        joins[link.source] += 1
    }

    /// An edge of the picture leads from the step or to it.
    func isJoined(_ step: Int) -> Bool { joins[step] > 0 }

    func isShown(_ step: Int) -> Bool { shown?[step] ?? true }

    func into(_ step: Int) -> ArraySlice<OrderLink> { links[Int(first[step])..<Int(first[step + 1])] }

    /// What the filter lets through; for threads alone also the steps that an edge joins with theirs.
    private static func shownSteps(_ subject: OrderSubject) -> [Bool] {
        let state = subject.play.nodes[subject.line.last ?? 0].state
        let matcher = OrderFilter.Matcher(subject.view.filter, machine: subject.machine, state: state)
        let matches = (0..<subject.count).map { matcher.matches(subject.event($0)) }
        guard matcher.isThreadsOnly else { return matches }
        var shown = matches
        for step in 0..<subject.count {
            for edge in subject.order.happensBefore.essentialEdges(into: step)
            where matches[step] || matches[edge.source] {
                shown[step] = true
                shown[edge.source] = true
            }
        }
        return shown
    }
}
