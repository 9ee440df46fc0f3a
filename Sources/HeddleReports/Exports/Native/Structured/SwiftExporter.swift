internal import HeddleEngine
internal import HeddleProgram

/// A schedule as one Swift Testing file: the model's program on threads that take turns, and a test that fails as long as
/// the schedule leads to the failure.
package enum SwiftExporter: NativeExporter {
    package static let format = "swift"
    package static let suffix = ".swift"
    package static let about = "a Swift Testing case on threads, with the model's program"
    package static let language = "Swift"

    package static func comment(_ text: String) -> String { "// " + text }

    package static func file(_ start: NativeStart) -> NativeFile {
        let file = SwiftFile(start)
        return NativeFile(text: file.text, refusals: file.refusals)
    }
}

private struct SwiftFile {
    private(set) var text = ""
    private(set) var refusals: [NativeRefusal]

    init(_ start: NativeStart) {
        let (program, claim, sites) = (start.program, start.claim, start.sites)
        let writer = StructuredWriter(machine: start.subject.machine, dialect: .swift, sites: sites)
        let properties = SwiftFile.properties(writer, claim)
        var members: [String] = []
        for (id, object) in program.objects.enumerated() { members.append(SwiftFile.member(writer, id, object)) }
        members += SwiftFile.seenMembers(writer)
        var functions: [String] = []
        var threads: [String] = []
        for (group, declared) in program.threadGroups.enumerated() {
            if declared.copies == .spawned { writer.refuse("spawn", declared.span) }
            threads += SwiftFile.threads(writer, group, declared)
        }
        for routine in program.routines.indices where program.setup != routine { functions += writer.function(routine) }
        if let setup = program.setup { writer.refuse("setup", program.routines[setup].span) }
        let schedule = NativeSchedule(start.subject, sites: sites)
        refusals = writer.refusals
        guard refusals.isEmpty else { return }

        var lines = start.title.map(SwiftExporter.comment)
        lines += [
            "//",
            schedule.unforced.isEmpty
                ? "// Made by heddle export --as swift. The test fails as long as the recorded schedule leads to the failure."
                : "// Made by heddle export --as swift. The test fails where the machine does what is named below.",
        ]
        let isFree = writer.isWeak && SwiftFile.hasFreeRuns(start)
        let limits = schedule.limits(search: isFree ? "HEDDLE_FREE=N" : nil)
        if !limits.isEmpty { lines += ["//"] + limits.map { "// " + $0 } }
        lines +=
            ["", "import Foundation"] + (writer.isWeak ? ["import Synchronization"] : []) + ["import Testing", ""]
        lines += [
            "@Suite(\(NativeText.literal(program.name)))", "struct RecordedScheduleTests {",
            "    @Test(\(NativeText.literal(claim.title)))", "    func recordedSchedule() {",
            "        let failure = Model().play()", "        #expect(failure == nil, \"\\(failure ?? \"\")\")", "    }",
        ]
        if isFree {
            lines += [
                "", "    /// HEDDLE_FREE=N: N runs whose threads run freely. Whether one fails is up to the machine.",
                "    @Test(\(NativeText.literal(claim.title + ", free threads")), .enabled(if: freeRuns > 0))",
                "    func freeThreads() {",
                "        #expect(Model.countFailures(runs: freeRuns) == 0)", "    }",
            ]
        }
        lines += [
            "}", "", "// MARK: - The model", "", "private final class Model: @unchecked Sendable {",
            "    let h = Turns()",
        ]
        lines += members + [""] + SwiftFile.play(threads, claim, schedule, isFree: isFree)
        lines += functions + properties + ["}", ""] + SwiftFile.tables(writer, schedule)
        let runtime =
            [SwiftRuntime.text] + (writer.isWeak ? [SwiftRuntime.memory] : []) + (isFree ? [SwiftRuntime.free] : [])
        for part in runtime { lines += part.split(separator: "\n", omittingEmptySubsequences: false).map(String.init) }
        text = lines.joined(separator: "\n") + "\n"
    }

    /// Whether threads may run freely: nothing is held but atomics, and no step does more than one access.
    private static func hasFreeRuns(_ start: NativeStart) -> Bool {
        let objects = start.program.objects.allSatisfy { object in
            switch object.kind {
            case .variable, .atomic: return true
            default: return false
            }
        }
        let analysis = CWriter(program: start.program, sites: start.sites)
        analysis.analyse(checks: start.claim.properties)
        return objects && !analysis.isLocked
    }

    /// The schedule and, where threads may run freely, runs without it.
    private static func play(
        _ threads: [String], _ claim: NativeClaim, _ schedule: NativeSchedule, isFree: Bool
    ) -> [String] {
        let run = "h.play(schedule, sites, during: during, after: after)"
        var lines = ["    /// Plays the schedule; gives what failed.", "    func play() -> String? {"]
        lines += isFree ? ["        addThreads()"] : threads
        if schedule.unforced.isEmpty {
            lines += ["        return \(run)", "    }", ""]
        } else {
            let search = isFree ? " (HEDDLE_FREE=N looks for it)" : ""
            lines += [
                "        let failure = \(run)", "        if failure == nil {",
                "            print(\(NativeText.literal("HOLDS  \(claim.title)")))",
                "            print(\"  The recorded failure needs what no turn can force\(search):\")",
            ]
            lines += schedule.unforced.map { "            print(\(NativeText.literal("  \($0)")))" }
            lines += ["        }", "        return failure", "    }", ""]
        }
        guard isFree else { return lines }
        return lines + [
            "    /// Lets the threads run freely; gives what failed, and whether they came to their end.",
            "    func playFreely() -> (failure: String?, isOver: Bool) {", "        addThreads()",
            "        return h.playFreely(after: after)", "    }", "", "    private func addThreads() {",
        ] + threads + ["    }", ""]
    }

    /// Where the threads leave the locals that properties look at.
    private static func seenMembers(_ writer: StructuredWriter) -> [String] {
        writer.seenLocals.map { seen in
            let type = writer.type(seen.type, seen.span)
            return
                "    let \(seen.name): [Seen<\(type)>] = (0..<\(writer.threadCount)).map { _ in Seen(\(writer.initial(seen.type))) }"
        }
    }

    /// An atomic of a number or of a truth value, in its box.
    private static func box(
        _ writer: StructuredWriter, _ type: ValueType, _ value: Value, _ object: SharedObject
    ) -> String {
        var scalar = type
        if case .optional(let wrapped) = type { scalar = wrapped }
        if !scalar.isScalar { writer.refuse("'\(object.name)', which is no number", object.span) }
        _ = writer.type(type, object.span)
        return (type == .bool ? "Flag" : "Word") + "(\(writer.packed(writer.literal(value, type, object.span), type)))"
    }

    private static func member(_ writer: StructuredWriter, _ id: ObjectID, _ object: SharedObject) -> String {
        let name = writer.objectNames[id]
        let words = NativeText.literal(object.name)
        func objects(_ type: String, _ value: String) -> String {
            guard let count = object.count else { return "    let \(name) = \(value)" }
            return "    let \(name): [\(type)] = (0..<\(count)).map { _ in \(value) }"
        }
        switch object.kind {
        case .variable(.array(let element, _), .elements(let values)) where writer.isWeak,
            .atomic(.array(let element, _), .elements(let values)) where writer.isWeak:
            let all = values.map { box(writer, element, $0, object) }.joined(separator: ", ")
            return "    let \(name) = [\(all)]"
        case .variable(let type, let initial) where writer.isWeak, .atomic(let type, let initial) where writer.isWeak:
            return "    let \(name) = \(box(writer, type, initial, object))"
        case .variable(let type, let initial), .atomic(let type, let initial):
            return "    var \(name): \(writer.type(type, object.span)) = \(writer.literal(initial, type, object.span))"
        case .mutex(recursive: false): return objects("Mutex", "Mutex(\(words))")
        case .condition(spurious: false): return objects("Condition", "Condition()")
        case .semaphore(let initial, limit: nil): return objects("Semaphore", "Semaphore(\(initial))")
        case .event: return objects("Event", "Event()")
        default: writer.refuse("'\(object.name)', an object that this form does not have", object.span)
        }
        return ""
    }

    private static func threads(_ writer: StructuredWriter, _ group: Int, _ declared: ThreadGroup) -> [String] {
        let name = NativeText.literal(declared.name)
        let routine = writer.routineNames[declared.routine]
        let tail = declared.isDaemon ? ", isDaemon: true" : ""
        switch declared.copies {
        case .single: return ["        h.add(\(name)\(tail)) { try self.\(routine)($0) }"]
        case .replicas(let count):
            return ["        for k in 0..<\(count) { h.add(\(name) + \".\\(k)\"\(tail)) { try self.\(routine)($0) } }"]
        case .parameter(let lower, let upper):
            return [
                "        for k in \(lower)...\(upper) { h.add(\(name) + \".\\(k)\"\(tail)) { try self.\(routine)($0, k) } }"
            ]
        case .spawned: return []
        }
    }

    private static func properties(_ writer: StructuredWriter, _ claim: NativeClaim) -> [String] {
        var during: [String] = []
        var after: [String] = []
        for index in claim.properties {
            let property = writer.program.properties[index]
            let scope = StructuredWriter.Scope(
                locals: property.locals, names: property.locals.indices.map { "each_\($0)" }, isProperty: true)
            var test = ""
            _ = writer.apart(scope, depth: 0) { test = writer.expression(property.expression) }
            let told =
                (property.sentence.map { $0 + ": " } ?? "") + property.text + (property.kind.canFail ? "" : " is so")
            let condition = property.kind.canFail ? "!(\(test))" : test
            let lines = [
                "        // \(writer.program.source.line(of: property.span.start)): "
                    + "\(property.kind.rawValue) \(NativeText.comment(property.name))",
                "        if \(writer.tried(condition)) { return \(NativeText.literal(told)) }",
            ]
            switch property.kind {
            case .invariant, .reachable: during += lines
            case .final, .outcome: after += lines
            }
        }
        return ["    /// What has to hold in every state.", "    func during() throws -> String? {"] + during
            + [
                "        return nil", "    }", "", "    /// What has to hold at the end.",
                "    func after() throws -> String? {",
            ]
            + after + ["        return nil", "    }"]
    }

    private static func tables(_ writer: StructuredWriter, _ schedule: NativeSchedule) -> [String] {
        var lines = ["/// The steps of the model.", "private let sites: [Site] = ["]
        for site in writer.sites.all {
            let statement = NativeText.literal(String(writer.program.statements[site.site.statement].text.prefix(70)))
            let mask = site.site.labels.reduce(0) { $0 | (writer.labelBits[$1].map { 1 << $0 } ?? 0) }
            lines.append("    Site(line: \(site.line), text: \(statement), labels: \(mask)),")
        }
        lines += ["]", "", "/// The recorded schedule; choice -1: any.", "private let schedule: [Turn] = ["]
        for turn in schedule.turns {
            lines.append(
                "    Turn(thread: \(turn.thread), site: \(turn.site), choice: \(turn.choice), words: \(NativeText.literal(turn.words))),"
            )
        }
        return lines + ["]", ""]
    }
}
