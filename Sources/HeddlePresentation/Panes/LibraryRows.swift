internal import HeddleEngine

/// The Library: the list of entries as pane and view, and one entry.
///
/// Hardness isn't known yet; its columns stay empty, and entries are ordered by name of their file.
package struct LibraryRows: Sendable {
    package struct Row: Sendable {
        package var line: StyledLine
        /// Index into the entries.
        package var entry: Int?
    }

    private struct Columns {
        var preemptions: Int
        var steps: Int
        var threads: Int?
        var status: Int
        var replay: Int
        var title: Int

        init(width: Int) {
            if width >= 120 {
                (preemptions, steps, threads, status, replay, title) = (33, 46, 55, 57, 67, 86)
            } else {
                (preemptions, steps, threads, status, replay, title) = (22, 33, nil, 35, 45, 57)
            }
        }
    }

    /// `8 entries` and `7 as expected · 1 diverged`, for the view's title.
    package static func count(_ entries: [LibraryEntry]) -> String {
        Figures.count(entries.count, "entry", plural: "entries")
    }

    package static func summary(_ entries: [LibraryEntry], marks: Marks) -> String {
        var parts: [String] = []
        let pending = entries.filter { $0.replay == .pending }.count
        let good = entries.filter { $0.asExpected == true }.count
        if good > 0 { parts.append("\(Figures.number(good)) as expected") }
        for (word, matches) in Self.failures {
            let number = entries.filter { $0.asExpected != true && matches($0.replay) }.count
            if number > 0 { parts.append("\(Figures.number(number)) \(word)") }
        }
        if pending > 0 { parts.append("\(Figures.number(pending)) not replayed yet") }
        return parts.joined(separator: marks.separator)
    }

    private static let failures: [(String, @Sendable (LibraryEntry.Replay) -> Bool)] = [
        ("diverged", { if case .diverged = $0 { true } else { false } }),
        ("different", { if case .different = $0 { true } else { false } }),
        ("stale", { if case .stale = $0 { true } else { false } }),
        ("damaged", { if case .damaged = $0 { true } else { false } }),
        ("not as expected", { $0 == .reproduced }),
        ("not known", { $0 == .passes(allStates: false) }),
    ]

    // MARK: - The list

    package static func header(width: Int) -> StyledLine {
        let columns = Columns(width: width)
        var line = StyledLine()
        line.putRight("pre", .quiet, endingAt: columns.preemptions)
        line.putRight("steps", .quiet, endingAt: columns.steps)
        if let threads = columns.threads { line.putRight("threads", .quiet, endingAt: threads) }
        line.put("status", .quiet, at: columns.status, gap: 2)
        line.put("replay", .quiet, at: columns.replay, gap: 2)
        line.put("title", .quiet, at: columns.title, gap: 2)
        return line
    }

    package static func row(_ entry: LibraryEntry, width: Int, isSelected: Bool, marks: Marks) -> StyledLine {
        let columns = Columns(width: width)
        var line = StyledLine(isSelected ? marks.selected : " ")
        line.putRight("\(entry.preemptions)", endingAt: columns.preemptions)
        line.putRight(Figures.number(entry.steps.count), endingAt: columns.steps)
        if let threads = columns.threads { line.putRight("\(entry.threads)", endingAt: threads) }
        line.put(entry.status.rawValue, at: columns.status, gap: 2)
        let word = width >= 120 ? entry.replay.word : shortWord(entry.replay)
        line.put(word, replayRole(entry), at: columns.replay, gap: 2)
        line.put(marks.cut(VisibleText.of(entry.title), max(1, width - columns.title)), at: columns.title, gap: 2)
        return line.cut(to: width, marks: marks)
    }

    /// The Library pane: entries of the model in play, by the name of their file.
    package static func pane(_ scene: Scene, width: Int) -> [Row] {
        let entries = scene.situation.entries
        if entries.isEmpty {
            let line = StyledLine("  No schedule saved yet. s saves the one you are in.", .quiet)
            return [Row(line: line.cut(to: width, marks: scene.marks), entry: nil)]
        }
        let head = StyledLine("  \(count(entries)) for this model").cut(to: width, marks: scene.marks)
        var rows = [Row(line: head, entry: nil)]
        let longest = entries.map { CellWidth.of($0.name) }.max() ?? 0
        let nameWidth = min(longest, max(8, width - 30))
        for (index, entry) in entries.enumerated() {
            var line = StyledLine("    ")
            line.append(scene.marks.cutMiddle(VisibleText.of(entry.name), nameWidth))
            line.put(entry.status.rawValue, at: nameWidth + 7)
            line.put(entry.replay.word, replayRole(entry), at: nameWidth + 18)
            rows.append(Row(line: line.cut(to: width, marks: scene.marks), entry: index))
        }
        return rows
    }

    private static func shortWord(_ replay: LibraryEntry.Replay) -> String {
        if case .diverged(let step, _) = replay { return "diverged \(step)" }
        return replay.word
    }

    private static func replayRole(_ entry: LibraryEntry) -> Role {
        if entry.replay == .pending { return .quiet }
        switch entry.asExpected {
        case true: return .good
        case false: return .bad
        default: return .open
        }
    }

    // MARK: - One entry

    /// What the file says of the entry: claim, cause, source, tags, model, file.
    package static func details(_ entry: LibraryEntry, width: Int, marks: Marks) -> [StyledLine] {
        var rows = [StyledLine("  " + VisibleText.of(entry.title), .strong)]
        let date = entry.date.isEmpty ? "" : marks.separator + VisibleText.of(entry.date)
        rows[0].putRight(entry.status.rawValue + date, endingAt: width, gap: 2)
        var property = StyledLine("  property  " + VisibleText.of(entry.claim))
        if let changed = entry.modelChanged {
            property.putRight(changed ? "model changed since" : "model unchanged", .quiet, endingAt: width, gap: 2)
        }
        rows.append(property)
        rows.append(
            StyledLine(
                "  "
                    + [
                        Figures.count(entry.preemptions, "preemption"), Figures.count(entry.steps.count, "step"),
                        Figures.count(entry.threads, "thread"),
                    ].joined(separator: marks.separator)))
        rows += field("cause", entry.cause, width: width)
        rows += field("source", entry.source, width: width)
        rows += field("tags", entry.tags.joined(separator: ", "), width: width)
        rows += field("model", "\(entry.modelFile), \(entry.memoryModel)", width: width)
        rows += field("file", entry.path, width: width)
        return rows.map { $0.cut(to: width, marks: marks) }
    }

    private static func field(_ name: String, _ text: String, width: Int) -> [StyledLine] {
        if text.isEmpty { return [] }
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
            .flatMap { wrapped(VisibleText.of(String($0)), width: max(10, width - 14)) }
        return lines.enumerated().map { index, line in
            StyledLine("  " + CellWidth.padded(index == 0 ? name : "", 10) + line)
        }
    }

    /// Text in lines of at most `width` cells, broken at blanks where there are any.
    package static func wrapped(_ text: String, width: Int) -> [String] {
        var lines: [String] = []
        var line = ""
        for word in text.split(separator: " ") {
            let next = line.isEmpty ? String(word) : line + " " + word
            if CellWidth.of(next) <= width {
                line = next
                continue
            }
            if !line.isEmpty { lines.append(line) }
            line = String(word)
            while CellWidth.of(line) > width {
                let head = CellWidth.prefix(line, width)
                lines.append(head)
                line = String(line.unicodeScalars.dropFirst(head.unicodeScalars.count))
            }
        }
        if !line.isEmpty || lines.isEmpty { lines.append(line) }
        return lines
    }

    /// The recorded steps: number, thread, what it did; the step that can't run is marked.
    package static func recorded(_ entry: LibraryEntry, width: Int, marks: Marks) -> [StyledLine] {
        var failing: Int?
        if case .diverged(let step, _) = entry.replay { failing = step }
        let nameWidth = min(12, entry.steps.map { CellWidth.of($0.thread) }.max() ?? 0)
        return entry.steps.enumerated().map { index, step in
            var line = StyledLine(index + 1 == failing ? marks.fails : " ", .bad)
            line.append(" " + CellWidth.padded(String(index + 1), 3))
            line.append(marks.cutMiddle(VisibleText.of(step.thread), nameWidth), .strong)
            line.put(marks.plain(VisibleText.of(step.text)), at: 5 + nameWidth + 2, gap: 2)
            if let note = step.note { line.put("note: " + VisibleText.of(note), .quiet, at: 0, gap: 2) }
            return line.cut(to: width, marks: marks)
        }
    }

    /// What became of it on the model as it is.
    package static func now(_ entry: LibraryEntry, width: Int, marks: Marks) -> [StyledLine] {
        var rows: [StyledLine] = []
        switch entry.replay {
        case .pending: rows = [StyledLine("  not replayed yet", .quiet)]
        case .reproduced: rows = [StyledLine("  reproduced: the same claim is true again")]
        case .passes(let allStates):
            rows = [StyledLine("  passes" + (allStates ? ", all states visited" : ": this line no longer fails"))]
        case .different(let text): rows = [StyledLine("  different: " + VisibleText.of(text), .bad)]
        case .stale(let text): rows = [StyledLine("  stale: " + VisibleText.of(text), .open)]
        case .damaged(let text): rows = [StyledLine("  damaged: " + VisibleText.of(text), .bad)]
        case .skipped: rows = [StyledLine("  retired: not replayed", .quiet)]
        case .diverged(let step, let enabled):
            rows = [StyledLine("\(marks.fails) step \(step) can't run", .bad), StyledLine("  enabled instead:")]
            for other in enabled {
                rows.append(
                    StyledLine("    " + VisibleText.of(other.thread) + "  " + marks.plain(VisibleText.of(other.text))))
            }
            if enabled.isEmpty { rows.append(StyledLine("    nothing")) }
            rows.append(StyledLine())
            rows += wrapped("Diverged is not fixed: the bug may be there by another way.", width: max(10, width - 4))
                .map { StyledLine("  " + $0) }
        }
        return rows.map { $0.cut(to: width, marks: marks) }
    }
}
