internal import HeddlePresentation

// The library's list (screens.md 3.11). Hardness and chances are not counted yet.
extension AppState {
    /// The entry under the library's cursor, or the one that is open.
    var selectedEntry: LibraryEntry? {
        if case .entry(let path) = views.last { return library.first { $0.path == path } }
        let cursor = viewPlaces[.library]?.cursor ?? 0
        return library.indices.contains(cursor) ? library[cursor] : nil
    }

    mutating func sortByNext() {
        if views.last == .outcomes { return sortOutcomes() }
        let selected = selectedEntry?.path
        let all = LibrarySort.allCases
        sort = all[((all.firstIndex(of: sort) ?? 0) + 1) % all.count]
        sortLibrary()
        if let selected, let index = library.firstIndex(where: { $0.path == selected }) {
            viewPlaces[.library, default: ListPlace()].cursor = index
        }
        notice = "Sorted by \(sort.title)."
    }

    /// Ties stand in the order of their paths.
    mutating func sortLibrary() {
        let key: (LibraryEntry) -> (Int, String)
        switch sort {
        case .name: key = { _ in (0, "") }
        case .title: key = { (0, $0.title.lowercased()) }
        case .steps: key = { (-$0.steps.count, "") }
        case .status: key = { (0, $0.status.rawValue) }
        case .replay: key = { ($0.isNotAsExpected ? 0 : 1, $0.replay.word) }
        }
        let keyed = library.map { (key: key($0), entry: $0) }
        library = keyed.sorted { ($0.key.0, $0.key.1, $0.entry.path) < ($1.key.0, $1.key.1, $1.entry.path) }
            .map(\.entry)
    }

    // MARK: - The list

    func libraryPage() -> ViewPage {
        let width = size.columns
        let marks = marks
        let entries = library
        let cursor = cursor(.library, count: entries.count)
        let columns = LibraryColumns(width: width)
        let list = ViewList(items: entries.count) { columns.row(entries[$0], isSelected: $0 == cursor, marks: marks) }
        let failing = entries.count { $0.isNotAsExpected }
        let fine = entries.count { $0.asExpected == true }
        var right = StyledLine()
        if fine > 0 { right.append("\(Figures.number(fine)) as expected", .good) }
        if fine > 0, failing > 0 { right.append(marks.separator) }
        if failing > 0 { right.append("\(Figures.number(failing)) not as expected", .bad) }
        let count = Figures.count(entries.count, "entry", plural: "entries")
        var page = ViewPage(
            title: TitleLine.compose(
                left: ["Library", libraryDirectory + "/", count], right: right, width: width, marks: marks),
            name: "Entries", list: list,
            sentence: entries.isEmpty
                ? "No schedule saved yet. s saves the one you are in." : "Enter opens an entry; r replays it.")
        page.header = columns.header
        guard entries.indices.contains(cursor) else { return page }
        let entry = entries[cursor]
        page.lower = { _ in
            ViewPage.Section(
                name: VisibleText.of(entry.title), rows: Self.details(entry, width: width, marks: marks))
        }
        page.label = position(page, view: .library, before: "by " + sort.title)
        return page
    }

    private static func details(_ entry: LibraryEntry, width: Int, marks: Marks) -> [StyledLine] {
        let date = entry.date.isEmpty ? "" : " " + entry.date
        let facts = [entry.model, entry.memoryModel, entry.status.rawValue + date].filter { !$0.isEmpty }
            .map(VisibleText.of).joined(separator: ", ")
        let room = max(10, width - 5 - CellWidth.of(facts))
        var head = StyledLine("  " + marks.cut(VisibleText.of(entry.claim), room))
        head.putRight(facts, .quiet, endingAt: width - 1, gap: 2)
        var rows = [head]
        rows += TextWrap.lines(VisibleText.of(entry.cause.replacingLineBreaks), width: width - 4).prefix(4)
            .map { StyledLine("  " + $0) }
        rows.append(StyledLine())
        var steps = StyledLine("  " + Figures.count(entry.steps.count, "step"))
        if !entry.tags.isEmpty { steps.put("tags  " + VisibleText.of(entry.tags.joined(separator: ", ")), at: 48) }
        rows.append(steps)
        rows.append(StyledLine("  " + replayed(entry), entry.isNotAsExpected ? .bad : .plain))
        return rows
    }

    /// The last replay in words.
    static func replayed(_ entry: LibraryEntry) -> String {
        switch entry.replay {
        case .pending: return "not replayed yet"
        case .different(let words), .stale(let words), .damaged(let words):
            return VisibleText.of("\(entry.replay.word): \(words)")
        case .diverged(let step, _):
            let thread = entry.steps.indices.contains(step - 1) ? ", " + entry.steps[step - 1].thread : ""
            return VisibleText.of("diverged at step \(step)\(thread)")
        case .passes(let all): return all ? "passes, all states visited" : "passes"
        default: return entry.replay.word
        }
    }
}

extension String {
    /// One line: line breaks and tabs as blanks.
    var replacingLineBreaks: String {
        String(
            String.UnicodeScalarView(
                unicodeScalars.map { $0.value == 10 || $0.value == 13 || $0.value == 9 ? " " : $0 }))
    }
}

/// Columns of the library's list by width.
struct LibraryColumns {
    let isWide: Bool
    let width: Int

    init(width: Int) {
        self.width = width
        isWide = width >= 70
    }

    /// nil where there is no room for columns.
    var header: StyledLine? {
        guard isWide else { return nil }
        var line = StyledLine("  status    replay          steps  pre  title", .quiet)
        if model > 0 { line.put("model", .quiet, at: width - model) }
        return line
    }

    /// Cells of the model's column; 0: there is no room for it.
    private var model: Int { width >= 100 ? min(48, (width - 41) * 2 / 5) : 0 }

    func row(_ entry: LibraryEntry, isSelected: Bool, marks: Marks) -> StyledLine {
        var line = StyledLine(isSelected ? marks.selected + " " : "  ")
        guard isWide else {
            line.append(marks.cut(VisibleText.of(entry.title), max(4, width - 16)))
            line.put(entry.replay.word, entry.isNotAsExpected ? .bad : .quiet, at: width - 13)
            return line
        }
        line.append(CellWidth.padded(entry.status.rawValue, 10), .quiet)
        line.append(CellWidth.padded(entry.replay.word, 15), entry.isNotAsExpected ? .bad : .plain)
        line.append(CellWidth.leftPadded(Figures.number(entry.steps.count), 6))
        line.append(CellWidth.leftPadded(Figures.number(entry.preemptions), 5) + "  ")
        let room = max(8, width - line.width - 1)
        line.append(marks.cut(VisibleText.of(entry.title), room - model))
        if model > 0 { line.put(marks.cut(VisibleText.of(entry.model), model - 2), .quiet, at: width - model) }
        return line
    }
}
