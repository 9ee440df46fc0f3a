package import HeddleEngine

/// A schedule in the words that people write: `0 0 1R·b`, a thread's number and, where it has several ways to go, a
/// letter for the way. The step's own letter is for the reader alone.
package enum ScheduleWords {
    /// Why a word is no step. Steps count from 1.
    package enum Fault: Error, Hashable, Sendable {
        case noStep(word: String, step: Int)
        /// `others`: threads that could move there.
        case cannotMove(thread: Int, step: Int, others: [Int])
        case noSuchWay(thread: Int, step: Int, ways: Int)
        case tooMany(limit: Int)

        package var message: String {
            switch self {
            case .noStep(let word, let step):
                return "step \(step): '\(word)' is no step; a thread's number begins it, as in 0 0 1R"
            case .cannotMove(let thread, let step, let others):
                let list = others.isEmpty ? "no thread can" : "can: " + others.map(String.init).joined(separator: ", ")
                return "step \(step): thread \(thread) can't move there; \(list)"
            case .noSuchWay(let thread, let step, let ways):
                return "step \(step): thread \(thread) has \(Figures.count(ways, "way")) to go there: "
                    + (ways == 1 ? "no letter is needed" : "a to \(StepLetters.choiceLetter(ways - 1))")
            case .tooMany(let limit): return "a schedule of more than \(Figures.count(limit, "step"))"
            }
        }
    }

    /// Most steps of one schedule.
    package static let limit = 100_000

    /// `1R·b` as thread 1, way 1; in ASCII the dot is `.`.
    package static func parse(_ word: some StringProtocol) -> (thread: Int, way: Int)? {
        let parts = word.split(maxSplits: 1, omittingEmptySubsequences: false) { $0 == "·" || $0 == "." }
        let digits = (parts.first ?? "").prefix { $0.isASCII && $0.isNumber }
        guard let thread = Int(digits) else { return nil }
        guard parts.count > 1 else { return (thread, 0) }
        var way = 0
        for letter in parts[1].unicodeScalars {
            guard (97...122).contains(letter.value), way < 1 << 20 else { return nil }
            way = way * 26 + Int(letter.value) - 96
        }
        return way == 0 ? nil : (thread, way - 1)
    }

    /// Runs the words from the start.
    package static func trace(_ text: String, on machine: Machine) throws(Fault) -> Trace {
        let start = machine.start()
        var trace = Trace(initialState: start.state, startEvent: start.event)
        var words = text.split { $0 == " " || $0 == "\t" || $0 == "\n" || $0 == "," }[...]
        if words.first == ":play" { words = words.dropFirst() }
        if words.count > limit { throw .tooMany(limit: limit) }
        for (index, word) in words.enumerated() {
            guard let (thread, way) = parse(word) else {
                throw .noStep(word: VisibleText.of(String(word)), step: index + 1)
            }
            let moves = trace.steps.last?.event.violation == nil ? machine.enabled(trace.lastState) : []
            let ways = moves.filter { $0.thread == thread }
            if ways.isEmpty {
                var others: [Int] = []
                for move in moves where !others.contains(move.thread) { others.append(move.thread) }
                throw .cannotMove(thread: thread, step: index + 1, others: others)
            }
            guard way < ways.count else { throw .noSuchWay(thread: thread, step: index + 1, ways: ways.count) }
            guard let next = machine.apply(ways[way], to: trace.lastState) else {
                preconditionFailure("Heddle bug: an enabled step that can't be made")
            }
            trace.steps.append(Trace.Step(transition: ways[way], event: next.event, state: next.state))
        }
        return trace
    }
}
