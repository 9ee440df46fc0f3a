package import HeddleEngine
internal import HeddleProgram

/// How a schedule that no longer runs as recorded shows its claim on the model as it is.
package struct Repair: Hashable, Sendable {
    /// The rung of the ladder that found it (semantics.md section 3).
    package enum Level: String, Hashable, Sendable, CaseIterable {
        /// The record, with what was renamed, is new or is gone.
        case tolerant
        /// A run that keeps the recorded ordering constraints.
        case constraints
        /// Another way to the same failure.
        case search
    }

    package var level: Level
    /// What has to change in the record.
    package var edits: [ScheduleEdit]
    /// The whole schedule, on the model as it is.
    package var way: [Transition]
    /// For each of its steps the recorded one, from 0, that it stands for; nil: it is new.
    package var origins: [Int?]
    /// The steps as a file would hold them.
    package var steps: [SavedSchedule.Step]
}

/// Climbs the ladder above the strict replay: tolerant, constraints only, bounded search.
///
/// What a rung finds counts only if it runs on the machine, step by step, and shows the same claim.
struct ReplayLadder {
    enum Answer {
        case repaired(Repair)
        /// Every state was looked at, and nothing shows the claim.
        case clean
        case unknown
    }

    private let machine: Machine
    private let schedule: SavedSchedule
    private let subject: Subject?
    private let changes: ModelChanges
    /// Where the check has to fail.
    private let place: ClaimPlace?

    private let isOver: () -> Bool

    init(
        machine: Machine, schedule: SavedSchedule, subject: Subject?, isOver: @escaping () -> Bool = { false }
    ) {
        self.isOver = isOver
        self.machine = machine
        self.schedule = schedule
        self.subject = subject
        changes = ModelChanges(record: schedule.steps.map(\.recorded), machine: machine)
        place = schedule.claim.place.map(changes.place)
    }

    /// `ranToItsEnd`: all recorded steps can be made, so there is nothing to align.
    func climb(
        ranToItsEnd: Bool, search: ReplayRun.Search?
    ) -> Answer {
        if !ranToItsEnd {
            var tolerant = TolerantReplay(machine: machine, record: schedule.steps.map { changes.step($0.recorded) })
            if let way = tolerant.way(isMet: isShown, isOver: isOver), let made = repair(.tolerant, way) {
                return .repaired(made)
            }
        }
        if let constrained = ConstrainedReplay(
            machine: machine, constraints: schedule.constraints, changes: changes),
            let way = constrained.way(isMet: isShown, isOver: isOver), let made = repair(.constraints, way)
        {
            return .repaired(made)
        }
        guard let subject, let search else { return .unknown }
        switch search(machine, subject, place) {
        case .clean: return .clean
        case .unknown: return .unknown
        case .found(let way): return repair(.search, way).map(Answer.repaired) ?? .unknown
        }
    }

    /// The record itself, where all its steps run and only the statement that fails is called otherwise; nil: it shows
    /// something else.
    func repairOfPlace(_ trace: Trace) -> Repair? {
        guard place != nil, isShown(trace) else { return nil }
        return repair(.tolerant, trace.schedule)
    }

    private func isShown(_ trace: Trace) -> Bool {
        ClaimCheck(machine: machine, trace: trace).answer(for: subject, at: place) == .shown
    }

    /// nil where the schedule doesn't run, or doesn't show the claim.
    private func repair(_ level: Repair.Level, _ way: [Transition]) -> Repair? {
        let trace = Trace(machine: machine, schedule: way)
        guard trace.steps.count == way.count, trace.events.allSatisfy(\.counts), isShown(trace) else { return nil }
        let found = trace.recorded(by: machine)
        let comparison = ScheduleComparison(schedule.steps, changes: changes, found: found)
        var edits = comparison.edits
        if let old = schedule.claim.place?.statement, let violation = trace.steps.last?.event.violation,
            let now = SavedSchedule.Place(of: violation.span, in: machine.program)?.statement, old != now
        {
            edits.append(.failingStatementChanged(from: old, to: now))
        }
        return Repair(
            level: level, edits: edits, way: way, origins: comparison.origins,
            steps: found.map { SavedSchedule.Step($0) })
    }
}
