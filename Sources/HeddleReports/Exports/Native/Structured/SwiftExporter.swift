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
        let writer = StructuredWriter(program: program, dialect: .swift, sites: sites)
        let properties = SwiftFile.properties(writer, claim)
        var members: [String] = []
        for (id, object) in program.objects.enumerated() { members.append(SwiftFile.member(writer, id, object)) }
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
            "// Made by heddle export --as swift. The test fails as long as the recorded schedule leads to the failure.",
            "",
            "import Foundation", "import Testing", "",
            "@Suite(\(NativeText.literal(program.name)))", "struct RecordedScheduleTests {",
            "    @Test(\(NativeText.literal(claim.title)))", "    func recordedSchedule() {",
            "        let failure = Model().play()", "        #expect(failure == nil, \"\\(failure ?? \"\")\")", "    }",
            "}", "",
            "// MARK: - The model", "", "private final class Model: @unchecked Sendable {", "    let h = Turns()",
        ]
        lines += members + ["", "    /// Plays the schedule; gives what failed."]
        lines += ["    func play() -> String? {"]
        lines += threads
        lines += ["        return h.play(schedule, sites, during: during, after: after)", "    }", ""]
        lines += functions + properties + ["}", ""] + SwiftFile.tables(writer, schedule)
        lines += SwiftRuntime.text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
        text = lines.joined(separator: "\n") + "\n"
    }

    private static func member(_ writer: StructuredWriter, _ id: ObjectID, _ object: SharedObject) -> String {
        let name = writer.objectNames[id]
        let words = NativeText.literal(object.name)
        func objects(_ type: String, _ value: String) -> String {
            guard let count = object.count else { return "    let \(name) = \(value)" }
            return "    let \(name): [\(type)] = (0..<\(count)).map { _ in \(value) }"
        }
        switch object.kind {
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
