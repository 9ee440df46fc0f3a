internal import CPlatform
internal import Glibc
internal import HeddlePresentation
internal import HeddleScreen
internal import HeddleTerminal

/// The screens on a real terminal: messages in, effects done, one frame for all that came meanwhile.
final class InteractiveSession {
    private let terminal: Terminal
    private let bench: Workbench
    private let request: ScreenRequest
    private var state: AppState
    private var lastLook = heddle_monotonic_seconds()

    /// Between two looks at the model's file. Unit: seconds.
    private static let watchInterval = 0.5

    /// Reads the model and takes over the terminal. Errors: `Failure`, or `ExitStatus` after a message.
    init(_ request: ScreenRequest) throws {
        self.request = request
        let inbox = Inbox { Terminal.wake() }
        bench = Workbench(
            inbox: inbox, library: request.library, bounds: request.bounds, lessons: request.lessons, inBackground: true
        )
        try request.begin(on: bench)
        do {
            terminal = try Terminal.open()
        } catch {
            Output.complain(TerminalRefusal.text(error, file: request.file))
            throw ExitStatus.badInput
        }
        state = request.initialState(
            size: terminal.size, appearance: Self.appearance(of: terminal.capabilities))
        state.keepsLine = StateFolder() != nil
    }

    /// Runs until the user leaves; then the terminal is as it was.
    func run() {
        // The first frame doesn't wait for what the model's arrival sets off.
        let effects = takeMessages()
        present()
        for effect in effects { perform(effect) }
        request.goOn(on: bench)
        while !state.hasQuit {
            guard takeInput() else { break }
            lookAtFile()
            bench.takeReadings()
            for effect in takeMessages() { perform(effect) }
            present()
            bench.keepLine(of: state)
        }
        terminal.close()
        bench.keepLine(of: state, atEnd: true)
        if let number = terminal.terminationSignal {
            // So that whoever started us sees what ended us.
            signal(number, SIG_DFL)
            raise(number)
        }
    }

    // MARK: - In

    /// Waits for the terminal, then takes all that it has; false at its end.
    private func takeInput() -> Bool {
        var event = terminal.nextEvent(timeout: Int(Self.watchInterval * 1000))
        while let current = event {
            if current == .terminate { return false }
            if current != .wake { take(.input(current)) }
            if state.hasQuit { return true }
            event = terminal.nextEvent(timeout: 0)
        }
        return true
    }

    private func take(_ message: Message) {
        for effect in update(&state, message) { perform(effect) }
    }

    private func takeMessages() -> [Effect] {
        bench.inbox.takeAll().flatMap { update(&state, $0) }
    }

    private func lookAtFile() {
        let now = heddle_monotonic_seconds()
        guard now - lastLook >= Self.watchInterval else { return }
        lastLook = now
        bench.reloadIfChanged()
    }

    // MARK: - Out

    private func present() { terminal.present(render(state, terminal.size)) }

    private func perform(_ effect: Effect) {
        switch effect {
        case .copy(let text): terminal.copy(text)
        case .setMouse(let isOn): terminal.setMouse(isOn)
        case .redraw: terminal.redraw()
        case .quit: state.hasQuit = true
        case .suspend:
            terminal.suspend()
            resume()
        case .edit(let path, let line):
            let failure = terminal.leave { Editor.edit(path, line: line) }
            resume()
            bench.reloadIfChanged()
            if let failure { take(.notice(failure)) }
        default: bench.perform(effect)
        }
    }

    private func resume() {
        take(.input(.resize(terminal.size)))
        take(.input(.resumed))
    }

    private static func appearance(of capabilities: Terminal.Capabilities) -> Appearance {
        Appearance(
            theme: capabilities.colours < 8 ? .none : KeptTheme.kind ?? (hasLightBackground ? .light : .dark),
            isASCII: capabilities.needsASCII, mouse: true, colors: capabilities.colours)
    }

    /// COLORFGBG as some terminals set it, `0;15`: what stands last is the background.
    private static var hasLightBackground: Bool {
        let last = Output.environment("COLORFGBG")?.split(separator: ";").last.flatMap { Int($0) }
        return last == 7 || (9...15).contains(last ?? 0)
    }
}

/// What is said where the screens can't be shown.
enum TerminalRefusal {
    static func text(_ error: TerminalError, file: String?) -> String {
        var sentences = ["The screens need a terminal."]
        switch error {
        case .inputIsNoTerminal, .outputIsNoTerminal: break
        case .typeMissing: sentences.append("TERM is not set.")
        case .typeUnknown(let name): sentences.append("Nothing is known of the terminal '\(VisibleText.of(name))'.")
        case .typeTooLimited(let name):
            sentences.append("The terminal '\(VisibleText.of(name))' can't place the cursor.")
        case .systemFailed(let number): sentences.append("The system refused: error \(number).")
        }
        if let file {
            let command = file.hasSuffix(".trace") ? "replay" : "check"
            sentences.append("heddle \(command) \(VisibleText.of(file)) reports as text.")
        } else {
            sentences.append("heddle help lists what works without one.")
        }
        return sentences.joined(separator: " ") + "\n"
    }
}
