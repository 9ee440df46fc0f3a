internal import CPlatform
internal import HeddleEngine
internal import HeddleKit
internal import HeddlePresentation
internal import HeddleProgram
internal import HeddleScreen

/// Searches for ways to what the user wants: one at a time, told of while it goes on, ended when asked.
///
/// On a thread of its own; without one a search has ended when `ask` returns. `@unchecked`: what changes is touched on
/// the worker alone.
final class WayDesk: @unchecked Sendable {
    private let inbox: Inbox
    private let worker: WorkerThread?
    private var search: (number: Int, way: WayToGoal, search: WaySearch)?
    private var lastReport = 0.0
    private var isPumping = false

    /// Work between two looks at what is asked. Unit: transitions.
    private static let slice = 20_000
    /// Between two tellings of a running search. Unit: seconds.
    private static let reportInterval = 0.25
    /// Memory for states, beside the search of the model. Unit: bytes.
    private static let memory = SearchOptions.defaultMemory / 4

    init(inbox: Inbox, worker: WorkerThread?) {
        self.inbox = inbox
        self.worker = worker
    }

    /// Makes the request ready and searches; an earlier search is dropped. Everything is answered under `number`.
    /// `states`: how many it looks at; nil: as many as usual.
    func ask(_ number: Int, _ asked: WayQuery, model: ModelInPlayFile, states: Int?) {
        worker.run { [self] in
            search = nil
            switch model.planner.plan(asked.request, path: asked.path) {
            case .failure(let refusal): answer(number, .wayRefused(refusal))
            case .success(let plan):
                let way = plan.way
                if way.isMetAtStart {
                    return answer(number, .way(WayOutcome(.holdsAlready, states: 1), []))
                }
                search = (number, way, way.search(limit: states ?? WaySearch.defaultLimit, memory: Self.memory))
                lastReport = heddle_monotonic_seconds()
                if !isPumping {
                    isPumping = true
                    pump()
                }
            }
        }
    }

    /// Ends the search; how far it came is its answer.
    func stop(_ number: Int) {
        worker.run { [self] in
            guard let running = search, running.number == number else { return }
            search = nil
            answer(
                number, .way(WayOutcome(.notKnown(.stopped), states: running.search.states), []))
        }
    }

    private func answer(_ number: Int, _ content: Answer.Content) {
        inbox.post(.queryAnswered(Answer(number: number, content: content)))
    }

    private func pump() {
        while let running = search {
            running.search.advance(budget: Self.slice)
            if running.search.answer != nil {
                search = nil
                answer(running.number, Self.content(running.search, faults: running.way.faults))
            } else if heddle_monotonic_seconds() - lastReport >= Self.reportInterval {
                lastReport = heddle_monotonic_seconds()
                inbox.post(.wayProgress(number: running.number, states: running.search.states))
            }
            if let worker, search != nil { return worker.run { [self] in pump() } }
        }
        isPumping = false
    }

    private static func content(_ search: WaySearch, faults: Int) -> Answer.Content {
        let schedule: [Transition]
        if case .found(let way)? = search.answer { schedule = way } else { schedule = [] }
        return .way(WayOutcome(search, faults: faults), schedule)
    }
}

extension ModelInPlayFile {
    /// Makes requests ready for this model: its front end reads what they ask.
    var planner: WayPlanner { ModelLoader.planner(file: file, machine: machine, settings: settings) }
}
