internal import HeddleEngine
internal import HeddlePresentation
internal import HeddleProgram

/// A schedule as one C11 file: the model's program on POSIX threads, and a controller that forces the schedule on it.
///
/// Each step of the model waits for its turn. A thread that may go on makes its step and the local work behind it; so the
/// file does what the model does, step by step. What it cannot say exactly is refused (`refusals`), never approximated.
package enum CExporter: NativeExporter {
    package static let format = "c"
    package static let suffix = ".c"
    package static let about = "a C11 test on threads that fails in the same way, with the model's program"
    package static let language = "C"

    package static func comment(_ text: String) -> String { "/* " + text + " */" }

    package static func file(_ start: NativeStart) -> NativeFile {
        let file = CFile(start)
        return NativeFile(text: file.text, refusals: file.refusals)
    }
}

/// The parts of one file.
struct CFile {
    private(set) var text = ""
    private(set) var refusals: [NativeRefusal]

    init(_ start: NativeStart) {
        let (program, claim, sites) = (start.program, start.claim, start.sites)
        let writer = CWriter(program: program, sites: sites)
        writer.isWeak = start.subject.machine.memoryModel != .sc
        writer.analyse(checks: claim.properties)

        // Properties first: they decide which labels are looked at.
        let properties = writer.propertyFunctions(claim)
        let reset = writer.resetFunction()
        var functions: [[String]] = []
        var heads: [String] = []
        let roots = program.threadGroups.map(\.routine)
        var stepped = Set<RoutineID>()
        var pending = Array(Set(roots)).sorted()
        while let routine = pending.popLast() {
            guard stepped.insert(routine).inserted else { continue }
            functions.append(writer.steppedFunction(routine))
            heads.append(writer.signature(routine, name: writer.routineNames[routine], isInstant: false) + ";")
            pending += writer.steppedCalls(routine).filter { !stepped.contains($0) }.sorted().reversed()
        }
        var instant: [[String]] = []
        var done = 0
        while done < writer.instantRoutines.count {
            let routine = writer.instantRoutines[done]
            instant.append(writer.instantFunction(routine))
            heads.append(writer.signature(routine, name: writer.instantName(routine), isInstant: true) + ";")
            done += 1
        }
        let shared = writer.sharedDeclaration()
        let storage = writer.storageDeclarations() + writer.threadDeclarations()
        let threads = writer.threadFunctions()
        let schedule = NativeSchedule(start.subject, sites: sites)
        refusals = writer.refusals
        guard refusals.isEmpty else { return }

        var lines = CFile.header(start, schedule)
        lines += writer.limits(start.subject.machine, claim, schedule)
        lines += CRuntime.head.split(separator: "\n", omittingEmptySubsequences: false).map(String.init) + [""]
        for part in CRuntimePart.allCases where writer.parts.contains(part) {
            lines +=
                CRuntime.text(part).split(separator: "\n", omittingEmptySubsequences: false).map(String.init) + [""]
        }
        lines += ["/* ---- The model ---- */", ""] + writer.typeLines + shared + storage
        lines += heads + [""] + writer.helperLines
        lines += (instant + functions).flatMap { $0 }
        lines += threads + reset + properties
        lines += writer.tables(schedule)
        lines += ["/* ---- The controller ---- */", ""]
        lines += CRuntime.control.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
        text = lines.joined(separator: "\n") + "\n"
    }

    private static func header(_ start: NativeStart, _ schedule: NativeSchedule) -> [String] {
        var ascii = start.subject
        ascii.options.isASCII = true
        let title = NativeStart(subject: ascii, claim: start.claim, sites: start.sites).title
        var lines = ["/*"] + title.map { " * " + $0 } + [" *"]
        lines.append(" * Made by heddle export --as c. Compile and run:")
        lines.append(" *   gcc -std=c11 -Wall -Wextra -pthread -o test test.c && ./test")
        lines.append(
            schedule.unforced.isEmpty
                ? " * It fails (exit code 1) as long as the recorded schedule leads to the failure; --runs N repeats it,"
                : " * It fails (exit code 1) where the machine does what is named below; --runs N repeats the schedule,"
        )
        lines.append(
            " * --free N makes N runs whose threads run freely. A step is what stands between two calls of h_step.")
        if !schedule.unforced.isEmpty {
            lines += [" *"] + schedule.limits(search: "--free N").map { " * " + $0 }
        }
        if let step = schedule.diverges {
            lines.append(" * The schedule was recorded on another model; here it ends before step \(step).")
        }
        return lines + [" */", ""]
    }
}
