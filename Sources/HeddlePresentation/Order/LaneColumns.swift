internal import HeddleEngine

/// Where the lanes of the Happens-before picture stand, and which threads have one.
///
/// All threads where each can have ten cells; else those of the steps in sight and the selected one, and one lane for
/// all others. Where even these are too many, a lane shows letters only, and `<` `>` move along them. Units: cells.
struct LaneColumns: Sendable {
    /// Fewest cells of a lane that shows more than letters.
    private static let fullLane = 10

    let threads: [Int]
    let names: [String]
    /// Cells before the first lane: the number of a step, its sign, a blank.
    let first: Int
    let spacing: Int
    let width: Int
    private let laneOfThread: [Int: Int]
    /// A number stands before each letter (causal layout), not only at the left edge.
    private let hasNumbers: Bool

    /// Cells that the lane of all others has at least, beside lanes of letters.
    private static let othersLane = 14

    struct Wish {
        /// Threads that may have a lane, in order.
        var threads: [Int]
        /// Those of the steps and edges in sight and the selected one.
        var needed: Set<Int>
        /// Those of them that have a lane before all others: at the ends of edges, under the cursor.
        var joined: Set<Int>
        var digits: Int
        /// Lanes passed over to the right, where not all needed ones fit.
        var skipped: Int
    }

    init(_ wish: Wish, scene: Scene, isCausal: Bool, used: Int, width: Int) {
        self.width = width
        hasNumbers = isCausal
        first = isCausal ? max(1, wish.digits) + 1 : max(2, wish.digits) + 2
        let room = max(1, used - first)
        let narrowest = isCausal ? wish.digits + 3 : 3
        var threads = wish.threads
        var spacing = room / max(1, threads.count)
        if spacing < Self.fullLane {
            threads = threads.filter(wish.needed.contains)
            let capacity = max(1, room / Self.fullLane - 1)
            if threads.count > capacity {
                // Where even these are too many, lanes shrink to letters rather than hide a step.
                let most = max(capacity, (room - Self.othersLane) / narrowest)
                if threads.count > most { threads = Self.chosen(threads, wish, most: most) }
            }
            let isWhole = threads.count == wish.threads.count
            spacing = room / max(1, threads.count + (isWhole ? 0 : 1))
            if !isWhole, spacing < Self.othersLane {
                spacing = max(1, room - Self.othersLane) / max(1, threads.count)
            }
        }
        self.threads = threads
        self.spacing = max(2, spacing)
        laneOfThread = Dictionary(uniqueKeysWithValues: threads.enumerated().map { ($1, $0) })
        let showsNames = self.spacing >= Self.fullLane
        var names = threads.map { showsNames ? "\($0) \(scene.shownName(ofThread: $0))" : "\($0)" }
        let others = wish.threads.count - threads.count
        if others > 0 { names.append("\(scene.marks.ellipsis) \(Figures.count(others, "other"))") }
        self.names = names
    }

    /// As many lanes as fit: those at the ends of edges, then the others in order.
    private static func chosen(_ threads: [Int], _ wish: Wish, most: Int) -> [Int] {
        let joined = threads.filter(wish.joined.contains).prefix(most)
        let rest = threads.filter { !joined.contains($0) }
        let room = max(0, most - joined.count)
        let skipped = min(wish.skipped, max(0, rest.count - room))
        return (joined + rest.dropFirst(skipped).prefix(room)).sorted()
    }

    /// Lanes in all: the last one is that of the others, if there are any.
    var count: Int { names.count }
    var hasOthers: Bool { names.count > threads.count }
    var showsLettersOnly: Bool { spacing < Self.fullLane && names.count > 1 }

    func column(_ lane: Int) -> Int { first + lane * spacing }

    /// Cells that a text in a lane may take.
    func room(_ lane: Int) -> Int {
        guard lane + 1 < count else { return max(1, width - column(lane)) }
        return max(1, spacing - 1 - (hasNumbers ? first : 0))
    }

    /// Cells for the name above a lane.
    func nameRoom(_ lane: Int) -> Int { lane + 1 < count ? spacing - 1 : max(1, width - column(lane)) }

    func lane(ofThread thread: Int) -> Int { laneOfThread[thread] ?? max(0, count - 1) }

    func isOther(_ thread: Int) -> Bool { laneOfThread[thread] == nil }
}
