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

    /// One row an entry, in an order.
    package func list(
        _ entries: [ScheduleFolder.Entry], order: EntryOrder = .hardness, filter: EntryFilter? = nil
    ) -> String {
        let all = read(entries)
        let rows = order.sorted(all.filter { isMeant($0, filter) })
        if rows.isEmpty { return nothing(entries) }
        let bars = max(4, rows.map { words($0.schedule).bar(width: Self.barWidth).count }.max() ?? 0)
        var text = left("hard", bars + 2) + "random run  d  pre  weak  steps  status    entry\n"
        for (path, schedule) in rows {
            let words = words(schedule)
            let figures = [
                left(words.bar(width: Self.barWidth), bars), right(words.chance ?? marks.noValue, 10),
                right(words.depth ?? marks.noValue, 1), right(String(schedule.preemptions), 3),
                right(schedule.hardness.weakChoices.map { String($0) } ?? marks.noValue, 4),
                right(String(schedule.steps.count), 5), left(schedule.status.rawValue, 8),
            ]
            text += figures.joined(separator: "  ") + "  " + VisibleText.of(folder.name(of: path)) + "\n"
        }
        var count = Figures.count(rows.count, "entry", plural: "entries")
        if rows.count < all.count { count += " of \(Figures.number(all.count))" }
        return text + "\n\(count), \(order.words). d = PCT depth, pre = preemptions, weak = weak choices.\n"
    }

    /// What is said where no entry is shown: there is none, none can be read, or others were asked for.
    private func nothing(_ entries: [ScheduleFolder.Entry]) -> String {
        let place = "\(VisibleText.of(folder.path))/ holds "
        if entries.isEmpty { return place + "no saved schedule.\n" }
        let readable = read(entries).count
        if readable > 0 { return "None of \(Figures.count(readable, "entry", plural: "entries")) is meant.\n" }
        let count = Figures.count(entries.count, "saved schedule")
        return place + count + (entries.count == 1 ? ", which can't be read.\n" : ", none of which can be read.\n")
    }

    /// The distribution of hardness as lines.
    package func chartText(_ entries: [ScheduleFolder.Entry], filter: EntryFilter? = nil) -> String {
        let rows = chart(entries, filter: filter).rows(width: 80, marks: marks)
        return rows.isEmpty ? nothing(entries) : rows.map { $0 + "\n" }.joined()
    }

    /// How the entries are spread over decades of hardness.
    package func chart(_ entries: [ScheduleFolder.Entry], filter: EntryFilter? = nil) -> HardnessChart {
        HardnessChart(read(entries).filter { isMeant($0, filter) }.map(\.schedule.hardness))
    }

    private func isMeant(_ entry: (path: String, schedule: SavedSchedule), _ filter: EntryFilter?) -> Bool {
        filter?.admits(entry.schedule, name: folder.name(of: entry.path)) ?? true
    }

    /// Blocks of the longest bar.
    private static let barWidth = 8

    private func words(_ schedule: SavedSchedule) -> HardnessWords { HardnessWords(schedule, marks: marks) }

    /// One entry with its steps.
    package func entry(_ schedule: SavedSchedule, path: String) -> String {
        var text = VisibleText.ofLine(schedule.title) + "\n"
        text += "  " + VisibleText.ofLine(Self.claim(schedule.claim)) + "\n"
        var facts = [schedule.claim.kind, schedule.memoryModel.rawValue, schedule.status.rawValue, schedule.date]
        facts.removeAll { $0.isEmpty }
        text += "  " + facts.map(VisibleText.of).joined(separator: marks.separator) + "\n\n"
        for (name, values) in fields(schedule, path: path) {
            for (index, value) in values.enumerated() {
                text += "  " + left(index == 0 ? name : "", 12) + VisibleText.ofLine(value) + "\n"
            }
        }
        text += "\n    step  thread          action\n"
        for (index, step) in schedule.steps.enumerated() {
            text += right(String(index + 1), 8) + "  " + left(VisibleText.of(step.thread), 14) + "  "
            text += marks.plain(VisibleText.of(step.action))
            text += (step.choice.map { "  [\(VisibleText.of($0))]" } ?? "") + "\n"
            for line in Self.lines(step.note ?? "") { text += "          note: \(VisibleText.of(line))\n" }
        }
        return text + "\n    \(words(schedule).line)\n"
    }

    private func fields(_ schedule: SavedSchedule, path: String) -> [(name: String, values: [String])] {
        [
            ("cause", Self.lines(schedule.cause)),
            ("set", schedule.settings.map { "\($0.name) = \($0.value)" }),
            ("bounds", schedule.bounds.map { "\($0.name) = \($0.value)" }),
            ("runs", [words(schedule).confidence, words(schedule).runs].compactMap { $0 }),
            ("decided by", schedule.constraints.map(Self.words)),
            ("tags", schedule.tags.isEmpty ? [] : [schedule.tags.joined(separator: ", ")]),
            ("author", schedule.author.isEmpty ? [] : [schedule.author]),
            ("source", schedule.source.isEmpty ? [] : [schedule.source]),
            ("model", ["\(schedule.model.path), digest \(short(schedule.model.digest))"]),
            ("file", [path]),
        ]
    }

    /// `teller.1 let seen = balance before teller.0 balance = seen + 1`
    private static func words(_ constraint: SavedSchedule.Constraint) -> String {
        func words(_ key: SavedSchedule.StepKey) -> String {
            let place = key.place.label.map { "at \($0)" } ?? key.place.statement
            return "\(key.thread): \(place)" + (key.repetition > 0 ? " (time \(key.repetition + 1))" : "")
        }
        return "\(words(constraint.first))  before  \(words(constraint.second))"
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
            var hardness: HardnessJSON
        }
        var heddle: String
        var entries: [Row]
    }

    package func json(
        _ entries: [ScheduleFolder.Entry], order: EntryOrder = .hardness, filter: EntryFilter? = nil, version: String
    ) -> String {
        let all = read(entries).filter { isMeant($0, filter) }
        let rows = order.sorted(all).map { path, schedule in
            Document.Row(
                file: path, entry: folder.name(of: path), title: schedule.title, status: schedule.status.rawValue,
                model: schedule.model.name, property: schedule.claim.name, kind: schedule.claim.kind,
                preemptions: schedule.preemptions, steps: schedule.steps.count, threads: schedule.threadCount,
                tags: schedule.tags, hardness: HardnessJSON(schedule.hardness))
        }
        return JSONText.document(Document(heddle: version, entries: rows))
    }

    private struct ChartDocument: Encodable {
        struct Bar: Encodable {
            var above: String
            var upTo: String
            var count: Int
        }
        var heddle: String
        var bars: [Bar]
        var unmeasured: Int
    }

    /// The distribution of hardness: the chances of each bar as fractions, the likeliest first.
    package func chartJSON(
        _ entries: [ScheduleFolder.Entry], filter: EntryFilter? = nil, version: String
    ) -> String {
        let chart = chart(entries, filter: filter)
        let bars = chart.bars.map { ChartDocument.Bar(above: $0.above, upTo: $0.upTo, count: $0.count) }
        return JSONText.document(ChartDocument(heddle: version, bars: bars, unmeasured: chart.unmeasured))
    }

    private func read(_ entries: [ScheduleFolder.Entry]) -> [(path: String, schedule: SavedSchedule)] {
        entries.compactMap { entry in
            if case .schedule(let path, let schedule) = entry { return (path, schedule) }
            return nil
        }
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
