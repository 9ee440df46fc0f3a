package import HeddleLibrary
package import HeddlePresentation
internal import HeddleProgram

/// What `heddle library list` and `show` say (screens.md section 9).
package struct LibraryReport {
    private let folder: ScheduleFolder
    private let marks: Marks

    package init(_ folder: ScheduleFolder, marks: Marks) {
        self.folder = folder
        self.marks = marks
    }

    // MARK: - Text

    /// One row an entry: most preemptions first, then most steps, then by name.
    package func list(_ entries: [ScheduleFolder.Entry]) -> String {
        let rows = sorted(entries)
        if rows.isEmpty { return "\(VisibleText.of(folder.path))/ holds no saved schedule.\n" }
        var text = "pre  steps  threads  status    entry\n"
        for (path, schedule) in rows {
            let figures = [
                right(String(schedule.preemptions), 3), right(String(schedule.steps.count), 5),
                right(String(schedule.threadCount), 7), left(schedule.status.rawValue, 8),
            ]
            text += figures.joined(separator: "  ") + "  " + VisibleText.of(folder.name(of: path)) + "\n"
        }
        let count = Figures.count(rows.count, "entry", plural: "entries")
        return text + "\n\(count), most preemptions first. pre = preemptions.\n"
    }

    /// One entry with its steps.
    package func entry(_ schedule: SavedSchedule, path: String) -> String {
        var text = VisibleText.ofLine(schedule.title) + "\n"
        text += "  " + VisibleText.ofLine(Self.claim(schedule.claim)) + "\n"
        var facts = [schedule.claim.kind, schedule.memoryModel.rawValue, schedule.status.rawValue, schedule.date]
        facts.removeAll { $0.isEmpty }
        text += "  " + facts.map(VisibleText.of).joined(separator: marks.separator) + "\n\n"
        for (name, values) in fields(schedule, path: path) {
            for (index, value) in values.enumerated() {
                text += "  " + left(index == 0 ? name : "", 10) + VisibleText.ofLine(value) + "\n"
            }
        }
        text += "\n    step  thread          action\n"
        for (index, step) in schedule.steps.enumerated() {
            text += right(String(index + 1), 8) + "  " + left(VisibleText.of(step.thread), 14) + "  "
            text += marks.plain(VisibleText.of(step.action))
            text += (step.choice.map { "  [\(VisibleText.of($0))]" } ?? "") + "\n"
            for line in Self.lines(step.note ?? "") { text += "          note: \(VisibleText.of(line))\n" }
        }
        let steps = Figures.count(schedule.steps.count, "step")
        return text + "\n    \(steps), \(Figures.count(schedule.preemptions, "preemption")).\n"
    }

    private func fields(_ schedule: SavedSchedule, path: String) -> [(name: String, values: [String])] {
        [
            ("cause", Self.lines(schedule.cause)),
            ("set", schedule.settings.map { "\($0.name) = \($0.value)" }),
            ("bounds", schedule.bounds.map { "\($0.name) = \($0.value)" }),
            ("tags", schedule.tags.isEmpty ? [] : [schedule.tags.joined(separator: ", ")]),
            ("author", schedule.author.isEmpty ? [] : [schedule.author]),
            ("source", schedule.source.isEmpty ? [] : [schedule.source]),
            ("model", ["\(schedule.model.path), digest \(short(schedule.model.digest))"]),
            ("file", [path]),
        ]
    }

    /// `every deposit is kept: balance == tellers: 1 == 2`
    private static func claim(_ claim: SavedSchedule.Claim) -> String {
        let head = claim.sentence.isEmpty ? claim.name : claim.sentence
        if claim.detail.isEmpty || claim.detail.hasPrefix(head) { return claim.detail.isEmpty ? head : claim.detail }
        return "\(head): \(claim.detail)"
    }

    // MARK: - JSON

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

    package func json(_ entries: [ScheduleFolder.Entry], version: String) -> String {
        let rows = sorted(entries).map { path, schedule in
            Document.Row(
                file: path, entry: folder.name(of: path), title: schedule.title, status: schedule.status.rawValue,
                model: schedule.model.name, property: schedule.claim.name, kind: schedule.claim.kind,
                preemptions: schedule.preemptions, steps: schedule.steps.count, threads: schedule.threadCount,
                tags: schedule.tags)
        }
        return JSONText.document(Document(heddle: version, entries: rows))
    }

    private func sorted(_ entries: [ScheduleFolder.Entry]) -> [(path: String, schedule: SavedSchedule)] {
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

    private func short(_ digest: String) -> String {
        digest.count > 8 ? "\(digest.prefix(4))\(marks.ellipsis)\(digest.suffix(2))" : digest
    }

    private func right(_ text: String, _ width: Int) -> String {
        String(repeating: " ", count: max(0, width - CellWidth.of(text))) + text
    }

    private func left(_ text: String, _ width: Int) -> String {
        text + String(repeating: " ", count: max(0, width - CellWidth.of(text)))
    }
}
