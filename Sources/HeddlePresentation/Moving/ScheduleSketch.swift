package import HeddleEngine
internal import HeddleProgram

/// Steps as a user writes them, `0 0 1R`, and what is to follow: `then anything`, `then balance == 1`.
package struct ScheduleSketch: Hashable, Sendable {
    /// One word a step.
    package var steps: [String]
    /// What stands behind `then`; nil: nothing follows.
    package var then: String?

    /// Most steps of a sketch.
    package static let limit = 10_000

    /// `0×3` is `0 0 0`; `start` and lines between the marks, as Play draws them, are nothing.
    package init(_ text: String) {
        steps = []
        var rest = text[...]
        while true {
            rest = rest.drop(while: \.isWhitespace)
            let word = rest.prefix { !$0.isWhitespace }
            if word.isEmpty { return }
            rest = rest.dropFirst(word.count)
            if word == "then" {
                then = String(rest.drop(while: \.isWhitespace))
                return
            }
            add(word)
        }
    }

    private mutating func add(_ word: Substring) {
        if word == "start" || word.allSatisfy({ $0 == "─" || $0 == "-" || $0 == "┃" || $0 == "," }) { return }
        let plain = word.filter { $0 != "[" && $0 != "]" && $0 != "," }
        let digits = plain.prefix { $0.isASCII && $0.isNumber }
        let rest = plain.dropFirst(digits.count)
        var count = 1
        var single = String(plain)
        if !digits.isEmpty, let sign = rest.first, sign == "×" || sign == "x", let times = Int(rest.dropFirst()) {
            count = times
            single = String(digits)
        }
        let room = max(0, Self.limit - steps.count)
        steps += Array(repeating: single, count: max(0, min(count, room)))
    }
}

/// Finds the move that a word of a sketch means: a thread by number or name, the letter of its step, the letter of the
/// way through it.
package struct SketchReader: Sendable {
    private let machine: Machine
    private let marks: Marks

    package init(machine: Machine, marks: Marks) {
        self.machine = machine
        self.marks = marks
    }

    package struct Refusal: Error, Hashable, Sendable {
        package var message: String
    }

    /// A word apart: `1R·b`, `teller.1`.
    private struct Parts {
        var thread: String
        var letter = ""
        var choice: Int?

        init(_ word: String) {
            let digits = word.prefix { $0.isASCII && $0.isNumber }
            guard !digits.isEmpty else {
                thread = word
                return
            }
            thread = String(digits)
            let rest = word.dropFirst(digits.count)
            let pieces = rest.split(maxSplits: 1, omittingEmptySubsequences: false) { $0 == "·" || $0 == "." }
            letter = pieces.first.map(String.init) ?? ""
            if pieces.count > 1 { choice = Self.number(String(pieces[1])) }
        }

        /// a is 0, z 25, aa 26; -1 where it is no letter.
        private static func number(_ text: String) -> Int {
            var value = 0
            for scalar in text.unicodeScalars {
                guard (97...122).contains(scalar.value), value < 1_000_000 else { return -1 }
                value = value * 26 + Int(scalar.value) - 96
            }
            return value - 1
        }
    }

    /// Runs steps from the start; `:play` before them is nothing.
    package func trace(_ text: String) throws(Refusal) -> Trace {
        let sketch = ScheduleSketch(text.hasPrefix(":play ") ? String(text.dropFirst(6)) : text)
        if sketch.then != nil { throw Refusal(message: "Steps only: nothing can follow behind 'then' here.") }
        let start = machine.start()
        var trace = Trace(initialState: start.state, startEvent: start.event)
        for (index, word) in sketch.steps.enumerated() {
            let move = try self.move(word, step: index + 1, in: trace.lastState).get()
            guard let next = machine.apply(move, to: trace.lastState) else {
                throw Refusal(message: "Step \(index + 1) (\(VisibleText.of(word))) can't run.")
            }
            trace.steps.append(Trace.Step(transition: move, event: next.event, state: next.state))
        }
        return trace
    }

    /// The move at a state. `step`: which step of the sketch it is, from 1, for the refusal.
    package func move(_ word: String, step: Int, in state: State) -> Result<Transition, Refusal> {
        let parts = Parts(word)
        let place = "Step \(step) (\(VisibleText.of(word)))"
        guard let thread = thread(parts.thread, state) else {
            let names = (0..<min(machine.threadCount(in: state), 8)).map { "\($0) \(name($0, state))" }
            return .failure(
                Refusal(
                    message: "\(place): there is no thread \(VisibleText.of(parts.thread)) here: "
                        + names.joined(separator: ", ") + "."))
        }
        let ways = machine.enabled(state).filter { $0.thread == thread }
        guard !ways.isEmpty else {
            return .failure(Refusal(message: "\(place) can't run: \(why(thread, state)). \(others(state))"))
        }
        if let choice = parts.choice {
            guard ways.indices.contains(choice) else {
                return .failure(
                    Refusal(message: "\(place): \(name(thread, state)) has \(Figures.count(ways.count, "way")) to go."))
            }
            return checked(ways[choice], parts.letter, place, state)
        }
        if parts.letter.isEmpty { return .success(ways[0]) }
        if let match = ways.first(where: { letter($0, state) == parts.letter }) { return .success(match) }
        return checked(ways[0], parts.letter, place, state)
    }

    /// Whether a thread by number, or by its name, is meant.
    package func thread(_ text: String, _ state: State) -> Int? {
        let count = machine.threadCount(in: state)
        if let number = Int(text) { return number >= 0 && number < count ? number : nil }
        return (0..<count).first { machine.threadName($0, in: state) == text }
    }

    private func checked(
        _ move: Transition, _ wanted: String, _ place: String, _ state: State
    ) -> Result<Transition, Refusal> {
        guard !wanted.isEmpty, let next = machine.apply(move, to: state) else { return .success(move) }
        let letters = StepLetters(machine: machine, state: next.state, marks: marks)
        if letters.letter(next.event) == wanted { return .success(move) }
        return .failure(
            Refusal(
                message: "\(place): the next step of \(name(move.thread, state)) is \(letters.text(next.event)), "
                    + "not \(VisibleText.of(wanted))."))
    }

    private func letter(_ move: Transition, _ state: State) -> String? {
        machine.apply(move, to: state).map {
            StepLetters(machine: machine, state: $0.state, marks: marks).letter($0.event)
        }
    }

    private func name(_ thread: Int, _ state: State) -> String { VisibleText.of(machine.threadName(thread, in: state)) }

    private func why(_ thread: Int, _ state: State) -> String {
        let name = name(thread, state)
        switch machine.status(ofThread: thread, in: state) {
        case .finished: return "\(name) is done"
        case .unborn: return "\(name) is not spawned yet"
        case .standing:
            guard let reason = machine.blockReason(ofThread: thread, in: state) else {
                return "the run is over with what failed"
            }
            let situation = Situation(
                machine: machine, play: PlayTree(start: (state, machine.start().event)), report: SearchReport(),
                judgement: Judgement(rows: [], verdict: .inconclusive, asExpected: nil, isNamedRun: false),
                marks: marks)
            let words = BlockWords(Scene(situation))
            let help = words.right(reason, thread: thread)
            return "\(name) is \(words.left(reason, thread: thread))" + (help.isEmpty ? "" : ", \(help)")
        }
    }

    /// `0W or 2R can.`
    private func others(_ state: State) -> String {
        let moves = machine.enabled(state)
        var able: [String] = []
        for move in moves where able.count < 4 {
            let text = "\(move.thread)\(letter(move, state) ?? "")"
            if !able.contains(text) { able.append(text) }
        }
        return able.isEmpty ? "No thread can run." : "What can: \(able.joined(separator: ", "))."
    }
}
