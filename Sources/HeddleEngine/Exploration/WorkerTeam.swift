internal import CPlatform

/// OS threads that do the parts of a job together, one job after the other.
///
/// The caller is member 0; `run` returns when every member has done its part. Between jobs the others sleep.
/// Nothing is passed through the team: a job reads and writes its own data, and the meetings order that.
final class WorkerTeam: @unchecked Sendable {
    private let meeting: OpaquePointer
    private var threads: [UInt64] = []
    /// What a member does, by its number. Set before the first `run`, and never again.
    var body: ((Int) -> Void)?
    private var isOver = false
    private let spent: UnsafeMutablePointer<Double>

    private final class Member {
        /// Outlives its members, who may come to look at it for the first time only while it waits for them to end.
        unowned(unsafe) let team: WorkerTeam
        let number: Int
        init(_ team: WorkerTeam, _ number: Int) {
            self.team = team
            self.number = number
        }
    }

    /// Fewer members if the system starts no more threads.
    init(count wanted: Int) {
        guard let made = heddle_meeting_new(Int32(max(1, wanted))) else {
            preconditionFailure("Heddle bug: no memory for threads to meet")
        }
        meeting = made
        spent = .allocate(capacity: max(1, wanted))
        spent.initialize(repeating: 0, count: max(1, wanted))
        for number in 1..<max(1, wanted) {
            var thread: UInt64 = 0
            let member = Unmanaged.passRetained(Member(self, number))
            let error = heddle_start_thread(
                { context in
                    guard let context else { return }
                    let member = Unmanaged<Member>.fromOpaque(context).takeRetainedValue()
                    member.team.work(member.number)
                }, member.toOpaque(), &thread)
            if error != 0 {
                member.release()
                break
            }
            threads.append(thread)
        }
        // The threads started wait until the caller comes for the first time.
        heddle_meeting_resize(meeting, Int32(count))
    }

    var count: Int { threads.count + 1 }

    /// CPU time that each member has spent in jobs. Unit: seconds.
    var cpuSeconds: [Double] { (0..<count).map { spent[$0] } }

    deinit {
        isOver = true
        heddle_meet(meeting)
        for thread in threads { heddle_join_thread(thread) }
        heddle_meeting_free(meeting)
        spent.deallocate()
    }

    /// Has every member call `body` with its number.
    func run() {
        heddle_meet(meeting)
        take(0)
        heddle_meet(meeting)
    }

    private func take(_ number: Int) {
        let before = heddle_thread_cpu_seconds()
        body?(number)
        spent[number] += heddle_thread_cpu_seconds() - before
    }

    private func work(_ number: Int) {
        while true {
            heddle_meet(meeting)
            if isOver { return }
            take(number)
            heddle_meet(meeting)
        }
    }
}
