internal import FoundationEssentials
internal import HeddleLibrary
internal import HeddlePresentation
internal import HeddleProgram

/// The library as text and as JSON.
enum LibraryOutput {
    /// One row an entry: most preemptions first, then most steps, then by name.
    static func list(_ entries: [ScheduleFolder.Entry], _ folder: ScheduleFolder) -> String {
        let rows = sorted(entries)
        if rows.isEmpty { return "\(VisibleText.of(folder.path))/ holds no saved schedule.\n" }
        var text = "pre  steps  threads  status    entry\n"
        for (path, schedule) in rows {
            text += right(String(schedule.preemptions), 3) + "  " + right(String(schedule.steps.count), 5) + "  "
            text += right(String(schedule.threadCount), 7) + "  " + left(schedule.status.rawValue, 8) + "  "
            text += VisibleText.of(name(of: path, in: folder)) + "\n"
        }
        let count = rows.count == 1 ? "1 entry" : "\(rows.count) entries"
        return text + "\n\(count), most preemptions first. pre = preemptions.\n"
    }

    static func entry(_ schedule: SavedSchedule, path: String) -> String {
        var text = VisibleText.of(schedule.title) + "\n"
        let claim = schedule.claim
        var what = claim.sentence.isEmpty ? claim.name : claim.sentence
        if !claim.detail.isEmpty { what += ": " + claim.detail }
        text += "  " + VisibleText.of(what) + "\n"
        text += "  \(claim.kind) · \(schedule.memoryModel.rawValue) · \(schedule.status.rawValue)"
        text += schedule.date.isEmpty ? "\n" : " · \(VisibleText.of(schedule.date))\n"
        for setting in schedule.settings {
            text += "  set       \(VisibleText.of(setting.name)) = \(VisibleText.of(setting.value))\n"
        }
        for (index, line) in lines(schedule.cause).enumerated() {
            text += (index == 0 ? "  cause     " : "            ") + VisibleText.of(line) + "\n"
        }
        if !schedule.tags.isEmpty {
            text += "  tags      " + VisibleText.of(schedule.tags.joined(separator: ", ")) + "\n"
        }
        if !schedule.author.isEmpty { text += "  author    " + VisibleText.of(schedule.author) + "\n" }
        if !schedule.source.isEmpty { text += "  source    " + VisibleText.of(schedule.source) + "\n" }
        text += "  model     \(VisibleText.of(schedule.model.path)), digest \(short(schedule.model.digest))\n"
        text += "  file      \(VisibleText.of(path))\n\n    step  thread          action\n"
        for (index, step) in schedule.steps.enumerated() {
            text += right(String(index + 1), 8) + "  " + left(VisibleText.of(step.thread), 14) + "  "
            text += VisibleText.of(step.action) + (step.choice.map { "  [\(VisibleText.of($0))]" } ?? "") + "\n"
            for line in lines(step.note ?? "") { text += "          note: \(VisibleText.of(line))\n" }
        }
        let steps = schedule.steps.count == 1 ? "1 step" : "\(schedule.steps.count) steps"
        let preemptions = schedule.preemptions == 1 ? "1 preemption" : "\(schedule.preemptions) preemptions"
        return text + "\n    \(steps), \(preemptions).\n"
    }

    /// `lost-update/two-tellers`: the path within the library, without its ending.
    static func name(of path: String, in folder: ScheduleFolder) -> String {
        var name = path[...]
        if name.hasPrefix(folder.path + "/") { name = name.dropFirst(folder.path.count + 1) }
        if name.hasSuffix(ScheduleFolder.suffix) { name = name.dropLast(ScheduleFolder.suffix.count) }
        return String(name)
    }

    private struct Document: Encodable {
        struct Row: Encodable {
            var file: String
            var entry: String
            var title: String
            var status: String
            var model: String
            var property: String
            var kind: String
            var preemptions: Int
            var steps: Int
            var threads: Int
            var tags: [String]
        }
        var heddle: String
        var entries: [Row]
    }

    static func json(_ entries: [ScheduleFolder.Entry], _ folder: ScheduleFolder) throws -> String {
        let rows = sorted(entries).map { path, schedule in
            Document.Row(
                file: path, entry: name(of: path, in: folder), title: schedule.title, status: schedule.status.rawValue,
                model: schedule.model.name, property: schedule.claim.name, kind: schedule.claim.kind,
                preemptions: schedule.preemptions, steps: schedule.steps.count, threads: schedule.threadCount,
                tags: schedule.tags)
        }
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        let data = try encoder.encode(Document(heddle: Heddle.version, entries: rows))
        return String(decoding: data, as: UTF8.self) + "\n"
    }

    private static func sorted(_ entries: [ScheduleFolder.Entry]) -> [(path: String, schedule: SavedSchedule)] {
        let read = entries.compactMap { entry -> (path: String, schedule: SavedSchedule)? in
            if case .schedule(let path, let schedule) = entry { return (path, schedule) }
            return nil
        }
        return read.enumerated().sorted { first, second in
            let (a, b) = (first.element.schedule, second.element.schedule)
            if a.preemptions != b.preemptions { return a.preemptions > b.preemptions }
            if a.steps.count != b.steps.count { return a.steps.count > b.steps.count }
            return first.offset < second.offset
        }.map(\.element)
    }

    private static func lines(_ text: String) -> [String] {
        text.isEmpty ? [] : text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    }

    static func short(_ digest: String) -> String {
        digest.count > 8 ? VisibleText.of("\(digest.prefix(4))…\(digest.suffix(2))") : VisibleText.of(digest)
    }

    private static func right(_ text: String, _ width: Int) -> String {
        String(repeating: " ", count: max(0, width - text.count)) + text
    }

    private static func left(_ text: String, _ width: Int) -> String {
        text + String(repeating: " ", count: max(0, width - text.count))
    }
}
