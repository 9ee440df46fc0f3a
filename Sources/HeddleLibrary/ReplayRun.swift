package import HeddleEngine
package import HeddleProgram

/// Replays saved schedules on their models as they are now.
package struct ReplayRun: Sendable {
    /// What a loader says of a model.
    package enum Model: Sendable {
        case missing
        /// The first error, with its line.
        case invalid(String)
        /// `digest`: SHA-256 of the file's bytes.
        case ready(Machine, digest: String)
    }

    /// What a complete search says of a subject.
    package enum Recheck: Hashable, Sendable {
        case clean, found
        /// A bound bit.
        case unknown
    }

    /// From a model's path, the constants and the memory model to a machine.
    package var load: @Sendable (_ path: String, _ settings: [Setting], _ memoryModel: MemoryModel) -> Model
    /// Looks for the subject in all states, within the caller's budget.
    package var recheck: @Sendable (Machine, Subject) -> Recheck

    package init(
        load: @escaping @Sendable (String, [Setting], MemoryModel) -> Model,
        recheck: @escaping @Sendable (Machine, Subject) -> Recheck
    ) {
        self.load = load
        self.recheck = recheck
    }

    /// Replays one file; whatever it holds, there is a result.
    package func replay(file: String) -> ReplayResult {
        switch ScheduleFolder.read(file) {
        case .damaged(_, let error): return ReplayResult(file: file, schedule: nil, outcome: .damaged(error))
        case .schedule(_, let schedule): return replay(schedule, file: file)
        }
    }

    package func replay(_ schedule: SavedSchedule, file: String) -> ReplayResult {
        var result = ReplayResult(file: file, schedule: schedule, outcome: .skipped)
        if schedule.status == .retired { return result }
        let path = FilePath.normalized(FilePath.joined(FilePath.folder(of: file), schedule.model.path))
        if schedule.memoryModel != .sc {
            result.outcome = .stale(.memoryModelUnsupported(schedule.memoryModel.rawValue))
            return result
        }
        switch load(path, schedule.settings, schedule.memoryModel) {
        case .missing: result.outcome = .stale(.modelMissing(path: path))
        case .invalid(let message): result.outcome = .stale(.modelInvalid(path: path, message: message))
        case .ready(let machine, let digest):
            result.modelChanged = digest != schedule.model.digest
            run(schedule, on: machine, into: &result)
        }
        return result
    }

    private func run(_ schedule: SavedSchedule, on machine: Machine, into result: inout ReplayResult) {
        let claim = schedule.claim
        let names = machine.program.constants.map(\.name)
        if let gone = schedule.settings.first(where: { !names.contains($0.name) }) {
            result.outcome = .stale(.constantMissing(gone.name))
            return
        }
        let subject = claim.subject(in: machine.program)
        if subject == nil, claim.verdict != .clean {
            result.outcome = .stale(claim.isCheck ? .checkUnknown(claim.name) : .propertyMissing(claim.name))
            return
        }
        if case .property(let index)? = subject {
            let text = machine.program.properties[index].text
            result.propertyChanged = Digest.hex(text) != claim.textDigest
            if result.propertyChanged == true { result.propertyNow = text }
        }
        let replay = Replay(machine: machine, steps: schedule.steps.map(\.recorded))
        result.firstOtherState = replay.digestDifferences.first
        result.outcome = outcome(schedule, subject: subject, replay: replay, machine: machine)
        guard let subject else { return }
        if case .passes = result.outcome {
            result.outcome = .passes(allStates: recheck(machine, subject) == .clean)
        } else if case .diverged = result.outcome, schedule.status == .fixed, recheck(machine, subject) == .clean {
            // The steps are no longer there, but neither is the bug: every state was looked at.
            result.outcome = .passes(allStates: true)
        }
    }

    private func outcome(
        _ schedule: SavedSchedule, subject: Subject?, replay: Replay, machine: Machine
    ) -> ReplayResult.Outcome {
        let answer = ClaimCheck(machine: machine, trace: replay.trace).answer(
            for: subject, place: schedule.claim.place)
        if let divergence = replay.divergence {
            // A check that failed earlier than recorded ends the execution there: that is its verdict.
            if replay.trace.steps.last?.event.violation != nil {
                if answer == .shown { return .reproduced }
                if case .other(let words) = answer { return .different(words) }
            }
            return .diverged(
                ReplayResult.Divergence(
                    step: divergence.step, expected: schedule.steps[divergence.step - 1],
                    enabled: divergence.enabled.map { SavedSchedule.Step($0.recorded) }))
        }
        switch answer {
        case .shown: return .reproduced
        case .other(let words): return .different(words)
        case .nothing: return .passes(allStates: false)
        case .notOver:
            let enabled = Replay.candidates(machine: machine, state: replay.trace.lastState)
            return .diverged(
                ReplayResult.Divergence(
                    step: schedule.steps.count + 1, expected: nil,
                    enabled: enabled.map { SavedSchedule.Step($0.recorded) }))
        }
    }
}
