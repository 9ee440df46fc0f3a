internal import HeddleEngine

/// Makes units of steps: runs of one thread that no edge joins are folded into one.
///
/// In lanes a run is made of steps right behind one another in time; in the causal layout others may come between.
struct OrderFolding {
    /// Shorter runs are shown in full. Unit: steps.
    static let shortestRun = 8

    private(set) var units: [OrderPlan.Unit] = []
    private(set) var unitOfStep: [Int32]
    private let scene: Scene
    private let view: OrderView
    private let links: ShownLinks
    private let count: Int
    private let order: CausalOrder
    /// Steps that stand alone although no edge joins them.
    private let kept: Set<Int>

    init(_ scene: Scene, _ view: OrderView, _ links: ShownLinks) {
        self.scene = scene
        self.view = view
        self.links = links
        order = scene.order
        count = scene.shownSteps
        unitOfStep = Array(repeating: -1, count: count)
        // The user's place, what comes next, where the line is lost, its end.
        kept = Set([scene.depth - 1, scene.depth, (scene.wall ?? 0) - 1, count - 1])
    }

    mutating func run() {
        let runs = view.folds && count >= Self.shortestRun ? runNumbers() : []
        var unitOfRun: [Int32: Int] = [:]
        units.reserveCapacity(runs.isEmpty ? count : 64)
        for step in 0..<count where links.isShown(step) {
            if !runs.isEmpty, runs[step] >= 0, let known = unitOfRun[runs[step]] {
                units[known].last = step
                units[known].count += 1
                unitOfStep[step] = Int32(known)
                continue
            }
            if !runs.isEmpty, runs[step] >= 0 { unitOfRun[runs[step]] = units.count }
            unitOfStep[step] = Int32(units.count)
            units.append(OrderPlan.Unit(thread: order.thread(of: step), first: step, last: step, count: 1))
        }
    }

    /// The number of the run that each step belongs to; -1: none that is folded.
    private func runNumbers() -> [Int32] {
        var runs = [Int32](repeating: -1, count: count)
        /// Steps of the run that each thread is in.
        var open: [Int: [Int]] = [:]
        var next: Int32 = 0
        func close(_ thread: Int) {
            guard let steps = open.removeValue(forKey: thread), steps.count >= Self.shortestRun, !isOpened(steps) else {
                return
            }
            for step in steps { runs[step] = next }
            next += 1
        }
        var lastThread = -1
        for step in 0..<count where links.isShown(step) {
            let threads = links.threads(ofStep: step)
            let thread = threads[0]
            if view.layout == .lanes, thread != lastThread { close(lastThread) }
            lastThread = thread
            if threads.count > 1 || links.isJoined[step] || isKept(step) {
                for thread in threads { close(thread) }
            } else {
                open[thread, default: []].append(step)
            }
        }
        for thread in open.keys.sorted() { close(thread) }
        return runs
    }

    private func isKept(_ step: Int) -> Bool {
        kept.contains(step) || scene.situation.play.nodes[scene.line[step]].note != nil
    }

    private func isOpened(_ steps: [Int]) -> Bool {
        !view.opened.isEmpty && steps.contains { view.opened.contains(scene.line[$0]) }
    }
}
