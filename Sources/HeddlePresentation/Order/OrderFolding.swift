internal import HeddleEngine

/// Makes units of steps: runs of one thread that no edge joins are folded into one.
///
/// In lanes a run is made of steps right behind one another in time; in the causal layout others may come between.
struct OrderFolding {
    /// Shorter runs are shown in full, and so are all runs of a shorter line. Unit: steps.
    static let shortestRun = 8
    static let shortestLine = 60

    private let subject: OrderSubject
    private let links: ShownLinks
    /// Steps before it have their units.
    private let start: Int
    private let kept: [Int]

    /// Of all steps from one on: the first, or in lanes one at which another thread moves than before.
    init(_ subject: OrderSubject, _ links: ShownLinks, from start: Int) {
        self.subject = subject
        self.links = links
        self.start = start
        kept = Self.kept(subject)
    }

    /// Whether any run of a picture can be folded.
    static func folds(_ subject: OrderSubject, _ links: ShownLinks) -> Bool {
        subject.view.folds && links.shownCount >= shortestLine
    }

    /// Adds units, and for each step its one: -1 where the step is left out.
    func run(_ units: inout [OrderPlan.Unit], _ unitOfStep: inout [Int32]) {
        let (runs, isFolded) = Self.folds(subject, links) ? runNumbers() : ([], [])
        let folds = isFolded.contains(true)
        var unitOfRun = [Int32](repeating: -1, count: isFolded.count)
        unitOfStep += Array(repeating: -1, count: subject.count - start)
        for step in start..<subject.count where links.isShown(step) {
            if folds, runs[step - start] >= 0, isFolded[Int(runs[step - start])] {
                let run = Int(runs[step - start])
                if unitOfRun[run] >= 0 {
                    let known = Int(unitOfRun[run])
                    units[known].last = Int32(step)
                    units[known].count += 1
                    unitOfStep[step] = Int32(known)
                    continue
                }
                unitOfRun[run] = Int32(units.count)
            }
            unitOfStep[step] = Int32(units.count)
            units.append(OrderPlan.Unit(thread: subject.order.thread(of: step), step: step))
        }
    }

    /// The number of the run that each step belongs to, -1 for none; and which runs are long enough and not unfolded.
    private func runNumbers() -> ([Int32], [Bool]) {
        var runs = [Int32](repeating: -1, count: subject.count - start)
        var lengths: [Int] = []
        var isOpened: [Bool] = []
        /// The run that each thread is in, -1 for none.
        var open: [Int32] = []
        var lastThread = -1
        let opened = subject.view.opened
        for step in start..<subject.count where links.isShown(step) {
            let thread = subject.order.thread(of: step)
            let partner = subject.order.partner(of: step)
            while open.count <= max(thread, partner ?? 0) { open.append(-1) }
            if !subject.isCausal, thread != lastThread, lastThread >= 0 { open[lastThread] = -1 }
            lastThread = thread
            if partner != nil || links.isJoined(step) || kept.contains(step) {
                open[thread] = -1
                if let partner { open[partner] = -1 }
                continue
            }
            if open[thread] < 0 {
                open[thread] = Int32(lengths.count)
                lengths.append(0)
                isOpened.append(false)
            }
            let run = Int(open[thread])
            runs[step - start] = Int32(run)
            lengths[run] += 1
            if !opened.isEmpty, opened.contains(subject.line[step]) { isOpened[run] = true }
        }
        return (runs, lengths.indices.map { lengths[$0] >= Self.shortestRun && !isOpened[$0] })
    }

    /// The step made last, the one that comes next and the end of the line stand alone.
    static func kept(_ subject: OrderSubject) -> [Int] { [subject.depth - 1, subject.depth, subject.count - 1] }

}
