internal import HeddleProgram

/// Findings and witnesses of a search in order of discovery: one of each subject, or one of each bug.
struct FindingCollector {
    private(set) var findings: [Finding] = []
    private(set) var witnesses: [Int: Finding] = [:]
    /// Violations of one subject that are looked at. 1: the first alone.
    private let limit: Int
    private let groups: Bool
    private var looked: [Subject: Int] = [:]
    private var signatures: Set<String> = []

    /// `groups`: one of each situation.
    init(_ options: SearchOptions, groups: Bool) {
        self.groups = groups
        limit = options.collectsAll ? SearchOptions.collectionLimit : groups ? FindingGroups.limit : 1
    }

    func wants(_ subject: Subject) -> Bool { looked[subject, default: 0] < limit }

    mutating func add(_ subject: Subject, violation: Violation?, schedule: [Transition], machine: Machine) {
        looked[subject, default: 0] += 1
        // Where one finding stands for its subject nobody asks whether two are the same bug: long ways take long to compare.
        var signature: String?
        var situation: String?
        if limit > 1 {
            let trace = Trace(machine: machine, schedule: schedule)
            signature = BugSignature.signature(machine: machine, subject: subject, trace: trace)
            if groups {
                if FindingGroups.failsEarlier(machine: machine, subject: subject, trace: trace) { return }
                situation = FindingGroups.situation(
                    machine: machine, subject: subject, state: trace.lastState, last: trace.steps.last?.event)
            }
        }
        if let signature, !signatures.insert(signature).inserted { return }
        let last = Self.lastViolation(schedule, machine)
        let evidence = violation ?? (last.map { .check($0.check) } == subject ? last : nil)
        var finding = Finding(
            subject: subject, schedule: schedule, violation: evidence, preemptions: preemptions(schedule, machine),
            bugSignature: signature)
        finding.situation = situation
        findings.append(finding)
    }

    /// What the last step of a schedule failed. The others are not recorded: they may be many, and long.
    private static func lastViolation(_ schedule: [Transition], _ machine: Machine) -> Violation? {
        guard let last = schedule.last else { return machine.start().event.violation }
        guard let state = machine.state(after: schedule.dropLast()) else { return nil }
        return machine.apply(last, to: state)?.event.violation
    }

    mutating func addWitness(_ property: Int, schedule: [Transition], machine: Machine) {
        witnesses[property] = Finding(
            subject: .property(property), schedule: schedule, preemptions: preemptions(schedule, machine))
    }

    /// Those of long ways, which a depth-first search finds, are counted when it is over (-1 till then).
    private func preemptions(_ schedule: [Transition], _ machine: Machine) -> Int {
        schedule.count > Self.longWay ? -1 : Preemptions.count(schedule, machine: machine)
    }

    /// Unit: steps.
    private static let longWay = 1_000
}
