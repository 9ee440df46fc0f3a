internal import Glibc
internal import HeddleEngine
internal import HeddleKit
internal import HeddleLibrary
internal import HeddlePresentation
internal import HeddleProgram

/// Makes a saved schedule of a line of play: what the machine shows, with the day and the author.
struct ScheduleSaving {
    var machine: Machine
    var file: ModelFile
    /// Constants set from outside.
    var settings: [Setting]

    /// A schedule and what it shows; without a subject nothing fails in it.
    func schedule(
        _ transitions: [Transition], subject: Subject?, preemptions: Int? = nil, pointOfNoReturn: Int? = nil
    ) -> SavedSchedule {
        var saved = SavedSchedule(
            machine: machine, schedule: transitions, subject: subject, detail: detail(transitions, subject),
            modelPath: file.source.path, modelDigest: file.digest, settings: settings,
            preemptions: preemptions ?? Preemptions.count(transitions, machine: machine),
            pointOfNoReturn: pointOfNoReturn)
        saved.date = Self.today
        saved.author = Self.author
        return saved
    }

    /// What is seen at the schedule's end, in words.
    private func detail(_ transitions: [Transition], _ subject: Subject?) -> String {
        guard let subject else { return "" }
        let trace = Trace(machine: machine, schedule: transitions)
        let violation = ClaimCheck(machine: machine, trace: trace).violation(of: subject)
        let finding = Finding(subject: subject, schedule: transitions, violation: violation, preemptions: 0)
        // Files hold the same words whatever the terminal can show.
        return FindingWords(machine: machine, marks: Marks(ascii: false)).detail(finding, trace: trace)
    }

    /// The working day in Universal Time: `2026-05-11`.
    static var today: String {
        var now = time(nil)
        var parts = tm()
        gmtime_r(&now, &parts)
        func two(_ number: Int32) -> String { number < 10 ? "0\(number)" : String(number) }
        return "\(parts.tm_year + 1900)-\(two(parts.tm_mon + 1))-\(two(parts.tm_mday))"
    }

    /// Now, in Universal Time: `2026-05-11T09:30:00Z`.
    static var now: String {
        var now = time(nil)
        var parts = tm()
        gmtime_r(&now, &parts)
        func two(_ number: Int32) -> String { number < 10 ? "0\(number)" : String(number) }
        return "\(today)T\(two(parts.tm_hour)):\(two(parts.tm_min)):\(two(parts.tm_sec))Z"
    }

    /// What a record of the library's log says of who writes, when and why.
    static func stamp(author: String? = nil, why: String = "") -> LogStamp {
        LogStamp(author: author ?? Self.author, time: now, why: why)
    }

    /// The login name as the system's table has it, where the environment says nothing.
    private static var login: String {
        guard let entry = getpwuid(getuid()), let name = entry.pointee.pw_name else { return "" }
        return String(cString: name)
    }

    /// Who saves: the author that the environment tells git, else the login name.
    static var author: String {
        for name in ["GIT_AUTHOR_NAME", "USER"] {
            if let value = Output.environment(name), !value.isEmpty { return value }
        }
        return login
    }
}
