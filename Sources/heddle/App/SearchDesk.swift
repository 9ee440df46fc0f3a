internal import CPlatform
internal import HeddleEngine
internal import HeddleProgram
internal import HeddleScreen

/// The search of the model in play: started, paused, ended as the screens ask; tells what it has found so far.
///
/// With a worker it goes on in slices between which it listens; without one it runs to its end at once, so that what
/// the screens show depends on nothing but the model. `@unchecked`: everything below `onWorker` is touched there alone.
final class SearchDesk: @unchecked Sendable {
    /// What is searched, and how far.
    struct Order: Sendable {
        var model: Int
        var machine: Machine
        var options: SearchOptions
    }

    /// Why a search that isn't over stands still. Both can go on where they were; a stopped one says that it is
    /// inconclusive.
    private enum Halt {
        case none, paused, stopped
    }

    private let inbox: Inbox
    private let worker: WorkerThread?
    private var order: Order?
    private var exploration: Exploration?
    private var halt = Halt.none
    private var isPumping = false
    private var lastReport = 0.0

    /// Work between two looks at what the screens ask. Unit: transitions.
    private static let slice = 20_000
    /// Between two reports of a running search. Unit: seconds.
    private static let reportInterval = 0.25

    init(inbox: Inbox, worker: WorkerThread?) {
        self.inbox = inbox
        self.worker = worker
    }

    private func onWorker(_ job: @escaping @Sendable () -> Void) {
        worker.run(job)
    }

    /// Starts the search of a model, or goes on with it.
    func explore(_ order: Order) {
        onWorker { [self] in
            let isOver = exploration?.isOver ?? true
            if self.order?.model != order.model || isOver { begin(order) }
            halt = .none
            startPumping()
        }
    }

    func pause(model: Int) { halt(model, .paused) }

    /// What it has found stays.
    func stop(model: Int) { halt(model, .stopped) }

    private func halt(_ model: Int, _ reason: Halt) {
        onWorker { [self] in
            guard order?.model == model, exploration?.isOver == false else { return }
            halt = reason
            report()
        }
    }

    /// Begins anew under other bounds if the model is being searched or was.
    func changeBounds(_ order: Order) {
        onWorker { [self] in
            guard self.order?.model == order.model else { return }
            begin(order)
            startPumping()
        }
    }

    /// Answers from the finished graph; `answer` gets nil where there is none for this model.
    func ask(model: Int, _ answer: @escaping @Sendable (Exploration?) -> Void) {
        onWorker { [self] in
            let isKnown = order?.model == model && exploration?.isOver == true
            answer(isKnown ? exploration : nil)
        }
    }

    // MARK: - On the worker

    private func begin(_ order: Order) {
        self.order = order
        exploration = Exploration(machine: order.machine, options: order.options)
        halt = .none
        lastReport = heddle_monotonic_seconds()
    }

    private func startPumping() {
        guard !isPumping else { return }
        isPumping = true
        pump()
    }

    /// One slice, and then the next one behind whatever was asked meanwhile.
    private func pump() {
        while let exploration, halt == .none, !exploration.isOver {
            exploration.advance(budget: Self.slice)
            if exploration.isOver || (worker != nil && isReportDue) { report() }
            guard let worker else { continue }
            if !exploration.isOver { return worker.run { [self] in pump() } }
        }
        isPumping = false
    }

    private var isReportDue: Bool { heddle_monotonic_seconds() - lastReport >= Self.reportInterval }

    private func report() {
        guard let order, let exploration else { return }
        lastReport = heddle_monotonic_seconds()
        let run = Judge.run(of: order.machine.program, memoryModel: order.machine.memoryModel)
        var report = exploration.report
        switch halt {
        case .none: break
        case .paused: report.phase = .paused
        case .stopped:
            report.phase = .limited
            report.limits.append(.stopped)
        }
        let judgement = Judge.judge(report, program: order.machine.program, run: run)
        inbox.post(.report(model: order.model, report, judgement, outcomes: nil))
        guard report.complete else {
            // What a bound left is worth knowing; who stopped the search wants it to end.
            guard exploration.isOver, halt == .none else { return }
            return inbox.post(
                .report(model: order.model, report, judgement, outcomes: exploration.outcomes().outcomes))
        }
        // The results take another walk over the graph: the verdict doesn't wait for them.
        report.coverage = exploration.coverage()
        report.staleAwaits = exploration.staleAwaits()
        let outcomes = exploration.outcomes().outcomes
        exploration.addChances(to: &report)
        report.interleavings = exploration.interleavings()
        inbox.post(.report(model: order.model, report, judgement, outcomes: outcomes))
        // Counting classes takes longer still.
        let counted = exploration.counted(outcomes)
        report.classes = Exploration.classes(counted, in: order.machine.program)
        inbox.post(.report(model: order.model, report, judgement, outcomes: counted))
    }
}
