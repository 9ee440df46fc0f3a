package import HeddleEngine
internal import HeddleProgram

/// Why a step could do what a strong memory would not let it do, and which order would have forbidden it.
package struct WeakReasonWords {
    private let machine: Machine
    private let trace: Trace
    private let values: ValueText

    package init(machine: Machine, trace: Trace, marks: Marks) {
        self.machine = machine
        self.trace = trace
        values = ValueText(machine: machine, state: trace.lastState, marks: marks)
    }

    /// Told of one schedule at most. Unit: steps.
    private static let most = 3

    /// Of each weak step of the schedule, the first few: a head, and sentences below it.
    package var reasons: [(title: String, step: Int, sentences: [String])] {
        WeakStep.steps(of: trace, machine: machine).prefix(Self.most).map { weak in
            (title(weak), weak.step + 1, sentences(weak))
        }
    }

    /// `Why step 4 could read 0 from start`
    package func title(_ weak: WeakStep) -> String {
        let number = weak.step + 1
        switch weak.kind {
        case .staleRead(let source, _):
            return "Why step \(number) could read \(value(weak.operation)) from \(values.name(of: source))"
        case .earlyWrite(let next): return "Why step \(number) could write before \(values.name(of: next))"
        case .bufferedRead: return "Why step \(number) could read \(value(weak.operation))"
        }
    }

    package func sentences(_ weak: WeakStep) -> [String] {
        let who = values.name(ofThread: trace.events[weak.step].thread)
        let object = VisibleText.of(weak.operation.name)
        switch weak.kind {
        case .staleRead(_, let passed):
            let count = Figures.count(passed.count, "newer write")
            let verb = passed.count == 1 ? "was" : "were"
            let names = Figures.list(passed.prefix(3).map(values.name(of:)))
            let more = passed.count > 3 ? ", and others" : ""
            let head = "\(count) of \(object) \(verb) passed over: \(names)\(more)."
            return [head] + order(weak, who, "this read would be forbidden")
        case .earlyWrite(let next):
            let head = "In modification order it stands before \(values.name(of: next))."
            return [head] + order(weak, who, "it could only be put behind \(values.name(of: next))")
        case .bufferedRead(let store):
            let writer = values.name(ofThread: trace.events[store].thread)
            return [
                "\(writer) had written \(object) in step \(store + 1), but that store still waited in its store "
                    + "buffer: \(who) read memory.",
                "A seq_cst fence behind step \(store + 1), or a seq_cst store there, would let \(writer) go on only "
                    + "when the store has reached memory.",
            ]
        }
    }

    /// Why nothing orders the newer write before the step, and what would.
    private func order(_ weak: WeakStep, _ who: String, _ consequence: String) -> [String] {
        guard let unknown = weak.unknown else { return [] }
        let fact = "Nothing orders step \(unknown + 1) before it."
        guard let gap = weak.gap else { return [fact] }
        let words = GapWords(gap, values: values, name: values.name(ofThread:))
        let remedy = words.remedy(consequence, isDrawn: false).map { $0 + "." }
        return gap.chain == nil ? [words.sentence] : [fact, words.sentence] + (remedy.map { [$0] } ?? [])
    }

    private func value(_ operation: Operation) -> String {
        operation.value.map { values.text($0, operation.type) } ?? "it"
    }
}
