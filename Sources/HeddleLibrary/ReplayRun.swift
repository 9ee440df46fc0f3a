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

    /// What a search for a subject came to.
    package enum Recheck: Hashable, Sendable {
        /// Every state was looked at.
        case clean
        /// A schedule that shows it.
        case found([Transition])
        /// A bound bit.
        case unknown
    }

    /// Where a replay stops climbing (`ReplayLadder`).
    package enum Reach: Hashable, Sendable {
        /// Another way to the same failure is searched for as well.
        case search
        /// It is only searched for where the status asks whether the bug is gone, or the record runs and shows nothing.
        case record
    }

    /// From a model's path, the constants and the memory model to a machine.
    package var load: @Sendable (_ path: String, _ settings: [Setting], _ memoryModel: MemoryModel) -> Model
    package typealias Search = @Sendable (Machine, Subject, ClaimPlace?) -> Recheck
    /// Looks for the subject in all states, within the caller's budget; for a check that fails in a step, at this place.
    package var recheck: Search
    package var reach = Reach.search
    /// Whether the caller's time is over: rungs of the ladder end then as at their own bounds.
    package var isOver: @Sendable () -> Bool = { false }

    package init(
        load: @escaping @Sendable (String, [Setting], MemoryModel) -> Model,
        recheck: @escaping Search
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
        switch load(path, schedule.settings, schedule.memoryModel) {
        case .missing: result.outcome = .stale(.modelMissing(path: path))
        case .invalid(let message):
            result.outcome = .stale(
                missingConstant(schedule, path).map { .constantMissing($0) }
                    ?? .modelInvalid(path: path, message: message))
        case .ready(let machine, let digest):
            result.modelChanged = digest != schedule.model.digest
            run(schedule, on: machine, into: &result)
        }
        return result
    }

    /// A constant that the entry sets and the model, which is in order without it, does not have; nil: it is something else.
    private func missingConstant(_ schedule: SavedSchedule, _ path: String) -> String? {
        guard !schedule.settings.isEmpty, case .ready(let machine, _) = load(path, [], schedule.memoryModel) else {
            return nil
        }
        let names = machine.program.constants.map(\.name)
        return schedule.settings.first { !names.contains($0.name) }?.name
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
        result.outcome = strict(schedule, subject: subject, replay: replay, machine: machine)
        switch result.outcome {
        case .reproduced: result.way = replay.trace.schedule
        case .different:
            let ladder = ReplayLadder(machine: machine, schedule: schedule, subject: subject)
            if let repair = ladder.repairOfPlace(replay.trace) { take(repair, into: &result) }
        case .passes, .diverged: climb(schedule, subject, machine, &result)
        default: break
        }
    }

    /// The rungs above the strict replay, as far as they are wanted.
    private func climb(_ schedule: SavedSchedule, _ subject: Subject?, _ machine: Machine, _ result: inout ReplayResult)
    {
        var ranToItsEnd = false
        if case .passes = result.outcome { ranToItsEnd = true }
        let searches = reach == .search || schedule.status == .fixed || ranToItsEnd
        let ladder = ReplayLadder(machine: machine, schedule: schedule, subject: subject, isOver: isOver)
        var search: Search?
        if searches { search = recheck }
        switch ladder.climb(ranToItsEnd: ranToItsEnd, search: search) {
        case .repaired(let repair): take(repair, into: &result)
        // Where the steps are no longer there, the bug isn't either: every state was looked at.
        case .clean: result.outcome = .passes(allStates: true)
        case .unknown: break
        }
    }

    private func take(_ repair: Repair, into result: inout ReplayResult) {
        result.outcome = .repaired(repair)
        result.way = repair.way
    }

    private func strict(
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
