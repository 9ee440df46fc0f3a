import Glibc
import HeddleLibrary
import TestSupport

/// A program for the tests of HeddleLibrary alone: writes to a library until it is killed.
///
/// Arguments: the library's folder, a seed, a name. It prints `ready`, and a line for each write that has come to its end:
/// `added ENTRY TOKEN HEAD`, `changed ENTRY TOKEN HEAD` or `retired ENTRY - HEAD`. A token becomes a tag of the entry.
@main
enum LibraryWriter {
    static func main() {
        let arguments = CommandLine.arguments
        guard arguments.count == 4, let seed = UInt64(arguments[2]) else { exit(2) }
        let library = ScheduleFolder(path: arguments[1])
        var random = SeededGenerator(seed: seed)
        say("ready")
        for number in 0... {
            do {
                try write(to: library, token: "\(arguments[3])-\(number)", &random)
            } catch {
                say("failed \(error)")
                exit(1)
            }
        }
    }

    private static func write(
        to library: ScheduleFolder, token: String, _ random: inout SeededGenerator
    ) throws(ScheduleError) {
        let stamp = LogStamp(author: "writer", time: "2026-05-11T09:30:00Z", why: token)
        let files = try library.files()
        if files.isEmpty || random.chance(30) {
            let addition = try library.add(schedule(token), modelFile: "/m.heddle", by: stamp)
            if case .added(let path, let head) = addition { say("added \(library.name(of: path)) \(token) \(head)") }
            return
        }
        let file = random.one(files)
        let retires = random.chance(20)
        let alteration = try library.change(file, action: retires ? .retired : .changed, by: stamp) { schedule in
            if retires { schedule.status = .retired } else { schedule.tags.append(token) }
        }
        guard case .changed(let head) = alteration else { return }
        say("\(retires ? "retired" : "changed") \(library.name(of: file)) \(retires ? "-" : token) \(head)")
    }

    /// A schedule that no other one is the same bug as.
    private static func schedule(_ token: String) -> SavedSchedule {
        var schedule = SavedSchedule(
            title: "bug \(token)", model: .init(path: "", name: "Model", digest: "3f9a"),
            claim: .init(kind: "final", name: "kept", text: "x == 1", textDigest: "77b0"),
            signature: .init(bug: token, trace: token),
            steps: [
                .init(
                    thread: "a", place: .init(function: "a", statement: "x = 1"), action: "write x ← 1",
                    stateDigest: "d1")
            ])
        schedule.tags = [token]
        return schedule
    }

    private static func say(_ line: String) {
        let bytes = Array((line + "\n").utf8)
        // One write, shorter than what a pipe takes at once: a line is there whole, or not at all.
        _ = Glibc.write(1, bytes, bytes.count)
    }
}
