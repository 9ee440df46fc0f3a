internal import CPlatform

/// OS threads that do the parts of a job together, one job after the other.
///
/// The caller is member 0; `run` returns when every member has done its part. Between jobs the others sleep.
/// Nothing is passed through the team: a job reads and writes its own data, and the meetings order that.
final class WorkerTeam {
    private let work: Work
    private var threads: [UInt64] = []

    /// What the threads share. They hold it, and not the team, so that the team can end them.
    private final class Work: @unchecked Sendable {
        let meeting: OpaquePointer
        let spent: UnsafeMutablePointer<Double>
        /// Set before the first `run`, and never again.
        var body: ((Int) -> Void)?
        var isOver = false

        init(_ wanted: Int) {
            guard let made = heddle_meeting_new(Int32(wanted)) else {
                preconditionFailure("Heddle bug: no memory for threads to meet")
            }
            meeting = made
            spent = .allocate(capacity: wanted)
            spent.initialize(repeating: 0, count: wanted)
        }

        deinit {
            heddle_meeting_free(meeting)
            spent.deallocate()
        }

        func take(_ number: Int) {
            let before = heddle_thread_cpu_seconds()
            body?(number)
            spent[number] += heddle_thread_cpu_seconds() - before
        }

        func takeAll(_ number: Int) {
            while true {
                heddle_meet(meeting)
                if isOver { return }
                take(number)
                heddle_meet(meeting)
            }
        }
    }

    private final class Member {
        let work: Work
        let number: Int
        init(_ work: Work, _ number: Int) {
            self.work = work
            self.number = number
        }
    }

    /// Fewer members if the system starts no more threads.
    init(count wanted: Int) {
        work = Work(max(1, wanted))
        for number in 1..<max(1, wanted) {
            var thread: UInt64 = 0
            let member = Unmanaged.passRetained(Member(work, number))
            let error = heddle_start_thread(
                { context in
                    guard let context else { return }
                    let member = Unmanaged<Member>.fromOpaque(context).takeRetainedValue()
                    member.work.takeAll(member.number)
                }, member.toOpaque(), &thread)
            if error != 0 {
                member.release()
                break
            }
            threads.append(thread)
        }
        // The threads started wait until the caller comes for the first time.
        heddle_meeting_resize(work.meeting, Int32(count))
    }

    var count: Int { threads.count + 1 }

    /// What a member does, by its number. To be set once, before the first `run`; it must not hold the team.
    var body: ((Int) -> Void)? {
        get { work.body }
        set { work.body = newValue }
    }

    /// CPU time that each member has spent in jobs. Unit: seconds.
    var cpuSeconds: [Double] { (0..<count).map { work.spent[$0] } }

    deinit {
        work.isOver = true
        heddle_meet(work.meeting)
        for thread in threads { heddle_join_thread(thread) }
    }

    /// Has every member call `body` with its number.
    func run() {
        heddle_meet(work.meeting)
        work.take(0)
        heddle_meet(work.meeting)
    }

    /// Within a job: waits until every member has come so far.
    func meet() { heddle_meet(work.meeting) }
}
