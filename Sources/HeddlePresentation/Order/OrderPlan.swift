internal import HeddleEngine

/// The rows of the Happens-before picture before they are drawn: what each one holds, not yet where it stands in cells.
///
/// Idea: steps become units, one of its own or a folded run; units get levels, for lanes in the order of time, for the
/// causal layout one below the lowest unit that a lane or an edge leads from. Edges have rows of their own before the
/// row of their target, but for the strongest in lanes, which lies on the target's row.
/// Shape: steps count from 0, as in the line of play. Complexity: linear in steps and edges.
struct OrderPlan: Sendable {
    /// A step, or a run of steps of one thread that no edge joins.
    struct Unit: Sendable {
        var thread: Int
        var first: Int
        var last: Int
        var count: Int
        var level = 0

        var isFold: Bool { count > 1 }
    }

    /// An edge of the picture. `kind` nil: it leads through steps that are left out.
    struct Link: Hashable, Sendable {
        var source: Int
        var target: Int
        var kind: EdgeKind?
        var label: String?

        init(_ edge: Edge) { (source, target, kind, label) = (edge.source, edge.target, edge.kind, edge.label) }
        init(from source: Int, to target: Int) { (self.source, self.target) = (source, target) }

        /// Strongest first.
        var rank: Int { kind.map(\.rawValue) ?? EdgeKind.modificationOrder.rawValue + 1 }
    }

    enum Row: Hashable, Sendable {
        /// Indices of units, side by side.
        case units(Range<Int>)
        case link(Link)
        case here, blank, next
    }

    /// In the order of rows, and of threads in a row.
    private(set) var units: [Unit] = []
    private(set) var rows: [Row] = []
    /// Steps that the picture shows, folded ones included.
    let shownCount: Int
    /// Levels in the causal layout.
    private(set) var levelCount = 0
    let isCausal: Bool
    /// Steps of the line that the picture is about.
    let stepCount: Int
    /// Unit of each step, -1 for those left out; row of each unit.
    private var unitOfStep: [Int32] = []
    private var rowOfUnit: [Int32] = []
    private let links: ShownLinks
    /// Kinds of the edges that are drawn.
    var kinds: Set<EdgeKind?> { links.kinds }

    init(_ scene: Scene) {
        let view = scene.situation.orderView
        isCausal = view.layout == .causal
        stepCount = scene.shownSteps
        links = ShownLinks(scene, view)
        shownCount = links.shownCount
        var folding = OrderFolding(scene, view, links)
        folding.run()
        units = folding.units
        unitOfStep = folding.unitOfStep
        if isCausal { arrangeByLevel() }
        layRows(scene)
    }

    /// The strongest edge into a step and how many more there are; in lanes it lies on the step's row.
    func strongestLink(into step: Int) -> (link: Link, others: Int)? {
        let incoming = links.into(step)
        guard let strongest = incoming.first else { return nil }
        return (strongest, incoming.count - 1)
    }

    // MARK: - Levels

    private mutating func arrangeByLevel() {
        var last: [Int: Int] = [:]
        for index in units.indices {
            var level = 0
            for thread in links.threads(ofStep: units[index].first) {
                if let before = last[thread] { level = max(level, units[before].level + 1) }
                last[thread] = index
            }
            for link in links.into(units[index].first) where link.kind?.orders != false {
                level = max(level, units[Int(unitOfStep[link.source])].level + 1)
            }
            units[index].level = level
            levelCount = max(levelCount, level + 1)
        }
        let order = units.indices.sorted {
            (units[$0].level, units[$0].thread, $0) < (units[$1].level, units[$1].thread, $1)
        }
        var moved = [Int32](repeating: 0, count: units.count)
        for (place, index) in order.enumerated() { moved[index] = Int32(place) }
        units = order.map { units[$0] }
        for step in unitOfStep.indices where unitOfStep[step] >= 0 {
            unitOfStep[step] = moved[Int(unitOfStep[step])]
        }
    }

    // MARK: - Rows

    private mutating func layRows(_ scene: Scene) {
        rowOfUnit = Array(repeating: 0, count: units.count)
        rows.reserveCapacity(units.count)
        let hereStep = !isCausal && scene.showsRest ? scene.depth : nil
        var hasHere = false
        var start = 0
        while start < units.count {
            var end = start + 1
            if isCausal { while end < units.count, units[end].level == units[start].level { end += 1 } }
            if let hereStep, !hasHere, units[start].first >= hereStep {
                rows.append(.here)
                hasHere = true
            }
            for unit in units[start..<end] where !unit.isFold {
                // In lanes the strongest edge lies on the step's own row, and the others are drawn on demand.
                let own = links.into(unit.first)
                if isCausal { rows += own.map { .link($0) } }
                if !isCausal, scene.situation.orderView.showsAllEdges { rows += own.dropFirst().map { .link($0) } }
            }
            for unit in start..<end { rowOfUnit[unit] = Int32(rows.count) }
            rows.append(.units(start..<end))
            start = end
        }
        if hereStep != nil, !hasHere { rows.append(.here) }
    }

    /// The line that says what comes next stands below the rows.
    mutating func addNext() { rows += [.blank, .next] }

    // MARK: - Where things are

    func row(ofUnit unit: Int) -> Int { Int(rowOfUnit[unit]) }

    /// The unit that holds a step; nil: the filter leaves it out.
    func unit(ofStep step: Int) -> Int? {
        guard unitOfStep.indices.contains(step), unitOfStep[step] >= 0 else { return nil }
        return Int(unitOfStep[step])
    }

    /// The row of a step, or of the nearest one shown before it.
    func row(nearStep step: Int) -> Int {
        var step = min(step, unitOfStep.count - 1)
        while step >= 0, unitOfStep[step] < 0 { step -= 1 }
        return step < 0 ? 0 : row(ofUnit: Int(unitOfStep[step]))
    }

    /// The row of the user's place: the `here` row, else that of the last step made.
    func placeRow(_ scene: Scene) -> Int {
        if let here = isCausal ? nil : rows.firstIndex(of: .here) { return here }
        return row(nearStep: scene.depth - 1)
    }

    func units(inRow row: Int) -> Range<Int> {
        if rows.indices.contains(row), case .units(let range) = rows[row] { return range }
        return 0..<0
    }
}

extension Scene {
    /// Steps of the line that Happens-before shows: all of a line that is walked, else those made.
    package var shownSteps: Int { showsRest ? line.count : path.count }
}
