package import HeddleLibrary
package import HeddlePresentation
internal import HeddleProgram

extension LibraryEntry {
    /// An entry as the library reads it: the schedule or why there is none, and what its last replay came to.
    package init(
        path: String, name: String, schedule: SavedSchedule?, error: ScheduleError? = nil, result: ReplayResult? = nil
    ) {
        self.init(
            path: path, name: name, title: schedule.map { $0.title.isEmpty ? name : $0.title } ?? name,
            status: schedule.flatMap { Status(rawValue: $0.status.rawValue) } ?? .open,
            model: schedule?.model.name ?? "", claim: schedule.map(Self.claim) ?? "",
            steps: schedule?.steps.map(Self.step) ?? [])
        if let schedule {
            modelFile = schedule.model.path.split(separator: "/").last.map(String.init) ?? ""
            memoryModel = schedule.memoryModel.rawValue
            property = schedule.claim.name
            digest = schedule.model.digest
            date = schedule.date
            tags = schedule.tags
            cause = schedule.cause
            source = schedule.source
            preemptions = schedule.preemptions
            hardness = schedule.hardness
            self.threads = schedule.threadCount
        }
        if let result { take(result) }
        if let error { replay = .damaged(error.message) }
        if error != nil { asExpected = false }
    }

    private mutating func take(_ result: ReplayResult) {
        modelChanged = result.modelChanged
        if let now = result.propertyNow, let claim = result.schedule?.claim {
            propertyChange = PropertyChange(was: claim.text, now: now)
        }
        asExpected = result.asExpected
        switch result.outcome {
        case .reproduced: replay = .reproduced
        case .repaired(let repair):
            replay = .repaired(
                Repaired(
                    words: RepairWords.outcome(repair), edits: RepairWords.edits(repair),
                    counts: RepairWords.counts(repair),
                    steps: repair.steps.map(Self.step), origins: repair.origins))
        case .passes(let allStates): replay = .passes(allStates: allStates)
        case .different(let words): replay = .different(words)
        case .diverged(let divergence):
            replay = .diverged(
                step: divergence.step, enabled: divergence.enabled.map(Self.step))
        case .stale(let reason): replay = .stale(Self.words(reason))
        case .skipped: replay = .skipped
        case .damaged(let error): replay = .damaged(error.message)
        }
    }

    private static func words(_ reason: ReplayResult.StaleReason) -> String {
        switch reason {
        case .modelMissing(let path): return "there is no model \(path)"
        case .modelInvalid(let path, let message): return "\(path) has errors: \(message)"
        case .propertyMissing(let name): return "the model has no property \(name)"
        case .constantMissing(let name): return "the model has no constant \(name)"
        case .checkUnknown(let name): return "there is no check \(name)"
        }
    }

    private static func claim(_ schedule: SavedSchedule) -> String {
        if !schedule.claim.sentence.isEmpty { return schedule.claim.sentence }
        guard schedule.claim.isCheck, let check = Check(rawValue: schedule.claim.name) else {
            return schedule.claim.name
        }
        // `failed assertion: seen == 1`: what was seen names the check already.
        let name = FindingWords.checkFailure(check)
        let detail = schedule.claim.detail
        return detail.isEmpty ? name : detail.hasPrefix(name) ? detail : "\(name): \(detail)"
    }

    private static func step(_ step: SavedSchedule.Step) -> Step {
        let choice = step.choice.map { " · " + $0 } ?? ""
        return Step(
            thread: step.thread, text: RecordedStepLetters.text(step.action) + choice, note: step.note)
    }

    /// Whether the replay, or the file itself, wants the user's eye.
    package var isNotAsExpected: Bool { asExpected == false }
}
