internal import HeddleEngine
internal import HeddlePresentation
internal import HeddleProgram

// `y` and `:copy`: texts for the clipboard.
extension AppState {
    /// What can be copied, by its name behind `:copy`.
    enum Copied: String, CaseIterable {
        case schedule, step, state, command
    }

    /// Longest text that terminals take into the clipboard: 100,000 bytes of the request. Unit: bytes.
    static let copyLimit = 74_994

    mutating func copy(_ arguments: [String], _ effects: inout [Effect]) {
        guard let model else {
            notice = "No model is open."
            return
        }
        let word = arguments.first ?? Copied.schedule.rawValue
        guard let what = Copied(rawValue: word) else {
            notice = "'\(word)' can't be copied: " + Copied.allCases.map(\.rawValue).joined(separator: ", ") + "."
            return
        }
        guard let (text, sentence) = copied(what, model) else {
            notice = "No step was made yet: there is nothing to copy."
            return
        }
        let size = text.utf8.count
        if size > Self.copyLimit {
            notice =
                "Not copied: \(Figures.number(size)) bytes, and a terminal takes \(Figures.number(Self.copyLimit)). "
                + ":export text writes a file."
            return
        }
        effects.append(.copy(text))
        notice = sentence
    }

    private func copied(_ what: Copied, _ model: ModelInPlay) -> (text: String, sentence: String)? {
        let situation = model.situation
        let scene = Scene(situation)
        switch what {
        case .schedule:
            let line = situation.play.line(through: situation.place)
            if line.isEmpty { return nil }
            let words = steps(line, model)
            return (":play " + words, "The line is copied: \(Figures.count(line.count, "step")).")
        case .step:
            guard scene.depth > 0 else { return nil }
            let place =
                scene.machine.span(of: scene.event)
                .map { " :\(scene.program.source.line(of: $0.start))" } ?? ""
            let sentence = StepSentences(scene).texts.first ?? ""
            let name = scene.name(ofThread: scene.event.thread)
            return (
                "step \(scene.depth)  \(name)\(place)  \(scene.words.text(scene.event))\n\(sentence)\n",
                "Step \(scene.depth) is copied."
            )
        case .state:
            let entries = StateSections(scene).all.flatMap(\.entries)
            let width = entries.map { CellWidth.of($0.fullName) }.max() ?? 0
            let lines = entries.map { "\(CellWidth.padded($0.fullName, width))  \($0.text)\n" }
            return (lines.joined(), "The state is copied: \(Figures.count(entries.count, "value")).")
        case .command:
            let program = model.machine.program
            var words = ["heddle", "export", Self.quoted(program.source.path)]
            for setting in situation.settings { words += ["--set", Self.quoted("\(setting.name)=\(setting.value)")] }
            words += ["--steps", "'\(steps(scene.path, model))'"]
            return (words.joined(separator: " "), "The command that shows this schedule is copied.")
        }
    }

    /// The steps of a line as `:play` and `--steps` take them.
    private func steps(_ line: some Sequence<Int>, _ model: ModelInPlay) -> String {
        let play = model.situation.play
        return line.map { node -> String in
            let transition = play.nodes[node].transition
            let parent = play.nodes[play.nodes[node].parent]
            return StepLetters.plainMark(transition, way: model.machine.wayNumber(of: transition, in: parent.state))
        }.joined(separator: " ")
    }

    /// One word of a shell.
    private static func quoted(_ text: String) -> String {
        let isPlain = text.utf8.allSatisfy { byte in
            byte > 47 && byte < 58 || byte > 64 && byte < 91 || byte > 96 && byte < 123 || "-_./=+".utf8.contains(byte)
        }
        return isPlain && !text.isEmpty ? text : "'" + text.replacing("'", with: "'\\''") + "'"
    }
}
