internal import CPlatform
internal import HeddleEngine
internal import HeddleProgram
internal import HeddleScreen

/// Looks ahead from where the user stands: told piece by piece, until all is known that the limit allows.
///
/// On a thread of its own, so that the search goes on beside it; without one each question is answered before `ask`
/// returns. Only the last question counts. `@unchecked`: what changes is touched on the worker alone.
final class LookAheadDesk: @unchecked Sendable {
    /// A place in the line of play.
    struct Question: Sendable {
        var model: Int
        var node: Int
        var state: State
    }

    private let inbox: Inbox
    private let worker: WorkerThread?
    /// States that it looks at.
    private let limit: Int
    private var model = -1
    private var ahead: LookAhead?
    private var question: Question?
    private var isPumping = false
    private var asked = 0.0
    private var nextReport = 0.0

    /// Work between two looks at what is asked. Unit: transitions.
    private static let slice = 20_000
    /// From the question to the first answer that is not final; each later one takes twice as long as all before it, for
    /// an answer costs a walk over all that was seen. Unit: seconds.
    private static let firstReport = 0.3

    init(inbox: Inbox, worker: WorkerThread?, limit: Int = LookAhead.defaultLimit) {
        self.inbox = inbox
        self.worker = worker
        self.limit = limit
    }

    func ask(_ question: Question, of machine: Machine, looksForRaces: Bool) {
        worker.run { [self] in
            if model != question.model || ahead == nil {
                ahead = LookAhead(machine: machine, looksForRaces: looksForRaces, limit: limit)
                model = question.model
            }
            self.question = question
            asked = heddle_monotonic_seconds()
            nextReport = asked + Self.firstReport
            ahead?.look(at: question.state)
            if !isPumping {
                isPumping = true
                pump()
            }
        }
    }

    private func pump() {
        while let ahead, let question {
            ahead.advance(budget: Self.slice)
            let now = heddle_monotonic_seconds()
            if ahead.isFinal || (worker != nil && now >= nextReport) {
                if let prospects = ahead.prospects() {
                    inbox.post(.prospects(model: question.model, node: question.node, prospects))
                }
                nextReport = now + 2 * (heddle_monotonic_seconds() - asked)
            }
            if ahead.isFinal { self.question = nil }
            if let worker, self.question != nil { return worker.run { [self] in pump() } }
        }
        isPumping = false
    }
}
