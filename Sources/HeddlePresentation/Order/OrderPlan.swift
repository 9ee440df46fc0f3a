internal import HeddleEngine

/// The rows of the Happens-before picture before they are drawn: what each one holds, not yet where it stands in cells.
///
/// Idea: steps become units, one of its own or a folded run; units get levels, for lanes in the order of time, for the
/// causal layout one below the lowest unit that a lane or an edge leads from. Edges have rows of their own before the
/// row of their target, but for the strongest in lanes, which lies on the target's row.
/// Shape: steps count from 0, as in the line of play. Complexity: linear in steps and edges.
struct OrderPlan: Sendable {
    /// A step, or a run of steps of one thread that no edge joins.
    struct Unit: Hashable, Sendable {
        private(set) var thread: Int
        private var firstStep: Int32
        fileprivate(set) var level: Int32 = 0
        /// The last step, and how many there are.
        var last: Int32
        var count: Int32 = 1

        init(thread: Int, step: Int) {
            self.thread = thread
            firstStep = Int32(step)
            last = Int32(step)
        }

        var first: Int { Int(firstStep) }
        var steps: ClosedRange<Int> { first...Int(last) }
        var isFold: Bool { count > 1 }
    }

    enum Row: Hashable, Sendable {
        /// Indices of units, side by side.
        case units(Range<Int>)
        case link(OrderLink)
        case here
    }

    /// In the order of rows, and of threads in a row.
    private(set) var units: [Unit] = []
    private(set) var rows: [Row] = []
    /// Steps that the picture shows, folded ones included.
    var shownCount: Int { links.shownCount }
    /// Levels in the causal layout.
    private(set) var levelCount = 0
    let isCausal: Bool
    /// Steps of the line that the picture is about.
    private(set) var stepCount: Int
    /// Unit of each step, -1 for those left out; row of each unit.
    private var unitOfStep: [Int32] = []
    private var rowOfUnit: [Int32] = []
    private var links: ShownLinks
    /// Whether runs are folded, and the steps that are not.
    private var folds: Bool
    private var kept: [Int]
    /// Kinds of the edges that are drawn.
    var kinds: Set<EdgeKind?> { links.kinds }
    var hasMeetings: Bool { links.hasMeetings }

    init(_ subject: OrderSubject) {
        isCausal = subject.isCausal
        stepCount = subject.count
        links = ShownLinks(subject)
        folds = OrderFolding.folds(subject, links)
        kept = OrderFolding.kept(subject)
        units.reserveCapacity(folds ? 64 : subject.count)
        OrderFolding(subject, links, from: 0).run(&units, &unitOfStep)
        if isCausal { arrangeByLevel(subject.order.happensBefore) }
        layRows(subject)
    }

    /// Goes over to a subject with the same first `count` steps and the same view: in lanes without a filter, what
    /// stands before the first step that is drawn otherwise stays. Gives false where all has to be made anew.
    mutating func follow(_ subject: OrderSubject, sharing count: Int) -> Bool {
        guard !isCausal, subject.view.filter.isEmpty, count > 0 else { return false }
        let count = min(count, stepCount, subject.count)
        let joined = links.follow(subject, sharing: count)
        guard folds == OrderFolding.folds(subject, links) else { return false }
        let keptNow = OrderFolding.kept(subject)
        var start = ([count, joined ?? count] + (kept + keptNow).filter { $0 >= 0 }).min() ?? 0
        // No run goes on behind another thread's step.
        while start > 0, start < subject.count,
            subject.order.thread(of: start - 1) == subject.order.thread(of: start)
        {
            start -= 1
        }
        kept = keptNow
        stepCount = subject.count
        let unit = start < unitOfStep.count ? Int(unitOfStep[start]) : units.count
        rows.removeLast(rows.count - (unit == 0 ? 0 : Int(rowOfUnit[unit - 1]) + 1))
        rowOfUnit.removeLast(rowOfUnit.count - unit)
        units.removeLast(units.count - unit)
        unitOfStep.removeLast(unitOfStep.count - start)
        OrderFolding(subject, links, from: start).run(&units, &unitOfStep)
        layRows(subject)
        return true
    }

    /// The strongest edge into a step and how many more there are; in lanes it lies on the step's row.
    func strongestLink(into step: Int) -> (link: OrderLink, others: Int)? {
        let incoming = links.into(step)
        guard let strongest = incoming.first else { return nil }
        return (strongest, incoming.count - 1)
    }

    // MARK: - Levels

    private mutating func arrangeByLevel(_ relation: HappensBefore) {
        var last: [Int32] = []
        for index in units.indices {
            var level: Int32 = 0
            for thread in relation.threads(of: units[index].first) {
                while last.count <= thread { last.append(-1) }
                if last[thread] >= 0 { level = max(level, units[Int(last[thread])].level + 1) }
                last[thread] = Int32(index)
            }
            for link in links.into(units[index].first) where link.kind?.orders != false {
                level = max(level, units[Int(unitOfStep[link.source])].level + 1)
            }
            units[index].level = level
            levelCount = max(levelCount, Int(level) + 1)
        }
        let order = unitsByLevel()
        var moved = [Int32](repeating: 0, count: units.count)
        for (place, index) in order.enumerated() { moved[Int(index)] = Int32(place) }
        units = order.map { units[Int($0)] }
        for step in unitOfStep.indices where unitOfStep[step] >= 0 {
            unitOfStep[step] = moved[Int(unitOfStep[step])]
        }
    }

    /// Units by level, those of one level by thread: sorted by thread first, which the second pass keeps.
    private func unitsByLevel() -> [Int32] {
        let threads = units.map { Int32($0.thread) }
        let levels = units.map(\.level)
        return Self.sorted(Self.sorted(units.indices.map(Int32.init), by: threads), by: levels)
    }

    /// In the order of small keys, by item; of equal keys the order stays. Complexity: linear.
    private static func sorted(_ items: [Int32], by keys: [Int32]) -> [Int32] {
        var starts = [Int](repeating: 0, count: Int(keys.max() ?? 0) + 2)
        for key in keys { starts[Int(key) + 1] += 1 }
        for key in 1..<starts.count { starts[key] += starts[key - 1] }
        var sorted = items
        for item in items {
            let key = Int(keys[Int(item)])
            sorted[starts[key]] = item
            starts[key] += 1
        }
        return sorted
    }

    // MARK: - Rows

    private mutating func layRows(_ subject: OrderSubject) {
        var start = rowOfUnit.count
        rowOfUnit += Array(repeating: 0, count: units.count - start)
        if start == 0 { rows.reserveCapacity(units.count) }
        let showsAllEdges = subject.view.showsAllEdges
        let hereStep = !isCausal && subject.showsRest ? subject.depth : nil
        var hasHere = false
        while start < units.count {
            var end = start + 1
            if isCausal { while end < units.count, units[end].level == units[start].level { end += 1 } }
            if let hereStep, !hasHere, units[start].first >= hereStep {
                rows.append(.here)
                hasHere = true
            }
            // In lanes the strongest edge lies on the step's own row, and the others are drawn on demand.
            if isCausal || showsAllEdges {
                for unit in start..<end where !units[unit].isFold {
                    let own = links.into(units[unit].first)
                    rows += own.dropFirst(isCausal ? 0 : 1).map { .link($0) }
                }
            }
            for unit in start..<end { rowOfUnit[unit] = Int32(rows.count) }
            rows.append(.units(start..<end))
            start = end
        }
        if hereStep != nil, !hasHere { rows.append(.here) }
    }

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
