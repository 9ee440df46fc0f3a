internal import HeddleEngine

/// Makes units of steps: runs of one thread that no edge joins are folded into one.
///
/// In lanes a run is made of steps right behind one another in time; in the causal layout others may come between.
struct OrderFolding {
    /// Shorter runs are shown in full, and so are all runs of a shorter line. Unit: steps.
    static let shortestRun = 8
    static let shortestLine = 60

    private(set) var units: [OrderPlan.Unit] = []
    /// -1 for steps that are left out.
    private(set) var unitOfStep: [Int32]
    private let subject: OrderSubject
    private let links: ShownLinks

    init(_ subject: OrderSubject, _ links: ShownLinks) {
        self.subject = subject
        self.links = links
        unitOfStep = Array(repeating: -1, count: subject.count)
    }

    mutating func run() {
        let folds = subject.view.folds && links.shownCount >= Self.shortestLine
        let (runs, isFolded) = folds ? runNumbers() : ([], [])
        var unitOfRun = [Int32](repeating: -1, count: isFolded.count)
        units.reserveCapacity(folds ? 64 : subject.count)
        for step in 0..<subject.count where links.isShown(step) {
            if folds, runs[step] >= 0, isFolded[Int(runs[step])] {
                let run = Int(runs[step])
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
        var runs = [Int32](repeating: -1, count: subject.count)
        var lengths: [Int] = []
        var isOpened: [Bool] = []
        /// The run that each thread is in, -1 for none.
        var open: [Int32] = []
        var lastThread = -1
        for step in 0..<subject.count where links.isShown(step) {
            let threads = subject.order.happensBefore.threads(of: step)
            let thread = threads[0]
            while open.count <= threads.max() ?? 0 { open.append(-1) }
            if !subject.isCausal, thread != lastThread, lastThread >= 0 { open[lastThread] = -1 }
            lastThread = thread
            if threads.count > 1 || links.isJoined[step] || isKept(step) {
                for thread in threads { open[thread] = -1 }
                continue
            }
            if open[thread] < 0 {
                open[thread] = Int32(lengths.count)
                lengths.append(0)
                isOpened.append(false)
            }
            let run = Int(open[thread])
            runs[step] = Int32(run)
            lengths[run] += 1
            if !subject.view.opened.isEmpty, subject.view.opened.contains(subject.line[step]) { isOpened[run] = true }
        }
        return (runs, lengths.indices.map { lengths[$0] >= Self.shortestRun && !isOpened[$0] })
    }

    /// The step made last, the one that comes next and the end of the line stand alone.
    private func isKept(_ step: Int) -> Bool {
        step == subject.depth - 1 || step == subject.depth || step == subject.count - 1
    }
}
