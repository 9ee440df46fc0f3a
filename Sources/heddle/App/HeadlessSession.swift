internal import HeddleEngine
internal import HeddlePresentation
internal import HeddleScreen

/// The screens without a terminal: the same state, update and render, every effect ended before the next key.
final class HeadlessSession {
    private let bench: Workbench
    private var state: AppState

    /// Answers of one key that set off further effects for ever would be a fault of ours. Unit: rounds.
    private static let roundLimit = 1_000

    /// `lookAhead`: states that the look-ahead from a place sees. Errors: the file can't be read.
    init(
        _ request: ScreenRequest, size: GridSize, appearance: Appearance, lookAhead: Int = LookAhead.defaultLimit
    ) throws {
        bench = Workbench(
            inbox: Inbox {}, library: request.library, bounds: request.bounds, lessons: request.lessons,
            lookAhead: lookAhead, inBackground: false)
        state = request.initialState(size: size, appearance: appearance)
        try request.begin(on: bench)
        request.goOn(on: bench)
        settle()
    }

    /// Plays keys until they are used up or the program is left.
    func play(_ script: KeyScript) {
        for entry in script.entries {
            for event in KeyScript.events(entry) {
                if isOver { return }
                take(.input(event))
            }
        }
    }

    /// Reads the model again if its file was written since, as the watch of a session on a terminal does.
    func lookAtFile() {
        bench.reloadIfChanged()
        settle()
    }

    /// What the screens know.
    var current: AppState { state }

    var frame: CellGrid { render(state, state.size) }

    /// Whether the user has left.
    var isOver: Bool { state.hasQuit }

    /// Whether a schedule is the current line of play from its start to its end.
    func isOnLine(_ schedule: [Transition]) -> Bool {
        guard let situation = state.model?.situation else { return false }
        let line = situation.play.line(through: situation.place)
        return !line.isEmpty && line.map { situation.play.nodes[$0].transition } == schedule
    }

    /// The finding of the search that has this schedule; index into the report's findings.
    func finding(of schedule: [Transition]) -> Int? {
        state.model?.situation.report.findings.firstIndex { $0.schedule == schedule }
    }

    /// Takes one message, and all that it sets off.
    func take(_ message: Message) {
        perform(update(&state, message))
        settle()
    }

    private func settle() {
        for _ in 0..<Self.roundLimit {
            let messages = bench.inbox.takeAll()
            if messages.isEmpty { return }
            for message in messages { perform(update(&state, message)) }
        }
        preconditionFailure("Heddle bug: effects without an end")
    }

    private func perform(_ effects: [Effect]) {
        for effect in effects {
            if case .quit = effect { state.hasQuit = true } else { bench.perform(effect) }
        }
    }
}
