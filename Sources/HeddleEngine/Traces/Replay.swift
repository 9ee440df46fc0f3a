internal import HeddleProgram

/// One step of a saved schedule, as far as replaying needs it.
package struct RecordedStep: Hashable, Sendable {
    package var anchor: StepAnchor
    /// The choice in words; nil where there was only one way.
    package var choice: String?
    /// The step in words (language.md section 16).
    package var action: String
    /// Digits of the digest of the state after the step; nil where the file has none.
    package var digest: String?

    package init(anchor: StepAnchor, choice: String? = nil, action: String, digest: String? = nil) {
        self.anchor = anchor
        self.choice = choice
        self.action = action
        self.digest = digest
    }
}

/// A recorded schedule run again on a machine, as far as it goes.
///
/// Each recorded step is matched with the enabled transition whose anchor and choice agree; nothing is skipped and
/// nothing is put in between. The first step without a match is the divergence.
package struct Replay: Sendable {
    /// A transition that was enabled where the replay ended.
    package struct Candidate: Sendable {
        package var transition: Transition
        package var event: Event
        package var recorded: RecordedStep
        /// What its choice would be called if the weak memory left another one.
        fileprivate var onlyChoice: String?
        /// It reads no older write and puts its own before none.
        fileprivate var isNewest: Bool
    }

    package struct Divergence: Sendable {
        /// The step that could not be made, from 1.
        package var step: Int
        package var expected: RecordedStep
        /// What was enabled there instead, in the machine's order.
        package var enabled: [Candidate]
        /// Why the expected thread had no step, where it exists and is blocked.
        package var reason: BlockReason?
    }

    package private(set) var trace: Trace
    package private(set) var divergence: Divergence?
    /// Steps (from 1) whose state has another digest than recorded.
    package private(set) var digestDifferences: [Int]

    package init(machine: Machine, steps: [RecordedStep]) {
        let start = machine.start()
        trace = Trace(initialState: start.state, startEvent: start.event)
        digestDifferences = []
        var state = start.state
        for (index, step) in steps.enumerated() {
            let candidates = Self.candidates(machine: machine, state: state)
            guard let match = Self.match(step, candidates),
                let next = machine.apply(match.transition, to: state)
            else {
                divergence = Divergence(
                    step: index + 1, expected: step, enabled: candidates,
                    reason: Self.reason(machine, state, step.anchor.thread))
                return
            }
            trace.steps.append(Trace.Step(transition: match.transition, event: next.event, state: next.state))
            state = next.state
            if let digest = step.digest {
                let now = Digest.state(machine: machine, state: state)
                if !now.hasPrefix(digest) { digestDifferences.append(index + 1) }
            }
        }
    }

    /// What can be done in a state, each with its record.
    package static func candidates(machine: Machine, state: State) -> [Candidate] {
        machine.enabled(state).compactMap { transition in
            guard let next = machine.apply(transition, to: state) else { return nil }
            let words = ValueWords(machine: machine, state: next.state)
            guard let anchor = machine.anchor(of: next.event, names: words) else { return nil }
            return Candidate(
                transition: transition, event: next.event,
                recorded: RecordedStep(
                    anchor: anchor, choice: next.event.recordedChoice, action: StepWords(words).action(of: next.event)),
                onlyChoice: next.event.onlyMemoryChoice(words), isNewest: next.event.takesTheNewest)
        }
    }

    /// The candidate at the recorded place and with the recorded choice. A step that had no choice when it was recorded
    /// matches the only one that there is now; under a weak memory also the one that takes what is newest, for an older
    /// write was none to choose then. And a write that was chosen may by now be the only one to read.
    package static func match(_ step: RecordedStep, _ candidates: [Candidate]) -> Candidate? {
        let there = candidates.filter { $0.recorded.anchor.matches(step.anchor) }
        if let exact = there.first(where: { $0.recorded.choice == step.choice }) { return exact }
        guard let choice = step.choice else {
            if there.count == 1 { return there.first }
            let newest = there.filter(\.isNewest)
            return newest.count == 1 ? newest.first : nil
        }
        return there.first { $0.recorded.choice == nil && $0.onlyChoice == choice }
    }

    private static func reason(_ machine: Machine, _ state: State, _ thread: String) -> BlockReason? {
        let count = machine.threadCount(in: state)
        guard let number = (0..<count).first(where: { machine.threadName($0, in: state) == thread }) else { return nil }
        return machine.blockReason(ofThread: number, in: state)
    }
}

extension Trace {
    /// The steps as a schedule file keeps them, with the shown digits of each state's digest.
    package func recorded(by machine: Machine) -> [RecordedStep] {
        steps.compactMap { step in
            let words = ValueWords(machine: machine, state: step.state)
            guard let anchor = machine.anchor(of: step.event, names: words) else { return nil }
            return RecordedStep(
                anchor: anchor, choice: step.event.recordedChoice, action: StepWords(words).action(of: step.event),
                digest: Digest.shown(Digest.state(machine: machine, state: step.state)))
        }
    }
}

extension Event {
    /// The choice as a schedule keeps it: a flush is named also where the thread could do nothing else.
    fileprivate var recordedChoice: String? {
        choiceText ?? operations.first { $0.kind == .flush }.map { "flushes \($0.name)" }
    }

    /// The one access to a weak memory that the step consists of.
    private var memoryAccess: Operation? {
        guard operations.count == 1, let operation = operations.first, let memory = operation.memory,
            !memory.isSharedMemory
        else { return nil }
        return operation
    }

    fileprivate var takesTheNewest: Bool {
        guard let memory = memoryAccess?.memory else { return false }
        return memory.passesOver == 0 && memory.placedBefore == nil
    }

    fileprivate func onlyMemoryChoice(_ names: ValueWords) -> String? {
        guard let operation = memoryAccess, let memory = operation.memory, choiceText == nil else { return nil }
        if operation.kind == .write { return memory.placedBefore == nil ? "behind all" : nil }
        return memory.readsFrom.map { "from \($0.text(names.threadName))" }
    }
}
