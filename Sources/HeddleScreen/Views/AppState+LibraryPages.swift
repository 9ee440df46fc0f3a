internal import HeddleLibrary
internal import HeddlePresentation

// The library's list (screens.md 3.11).
extension AppState {
    /// The entry under the library's cursor, or the one that is open.
    var selectedEntry: LibraryEntry? {
        if case .entry(let path) = views.last { return library.first { $0.path == path } }
        let cursor = viewPlaces[.library]?.cursor ?? 0
        let shown = shownLibrary
        return shown.indices.contains(cursor) ? shown[cursor] : nil
    }

    mutating func sortByNext() {
        if views.last == .outcomes { return sortOutcomes() }
        let selected = selectedEntry?.path
        let all = LibrarySort.allCases
        sort = all[((all.firstIndex(of: sort) ?? 0) + 1) % all.count]
        sortLibrary()
        if let selected, let index = shownLibrary.firstIndex(where: { $0.path == selected }) {
            viewPlaces[.library, default: ListPlace()].cursor = index
        }
        notice = "Sorted by \(sort.title)."
    }

    /// Ties stand in the order of their paths.
    mutating func sortLibrary() {
        let key: (LibraryEntry) -> (Int, String)
        switch sort {
        case .hardness:
            let ranked = library.map {
                (rank: HardnessRank($0.hardness, preemptions: $0.preemptions, steps: $0.steps.count), entry: $0)
            }
            library = ranked.sorted { $0.rank == $1.rank ? $0.entry.path < $1.entry.path : $0.rank < $1.rank }
                .map(\.entry)
            return
        case .depth: key = { (-($0.hardness.depth?.value ?? -1), "") }
        case .preemptions: key = { (-$0.preemptions, "") }
        case .weak: key = { (-($0.hardness.weakChoices ?? -1), "") }
        case .threads: key = { (-$0.threads, "") }
        case .name: key = { _ in (0, "") }
        case .title: key = { (0, $0.title.lowercased()) }
        case .steps: key = { (-$0.steps.count, "") }
        case .status: key = { (0, $0.statusWord) }
        case .replay: key = { ($0.isNotAsExpected ? 0 : 1, $0.replay.word) }
        }
        let keyed = library.map { (key: key($0), entry: $0) }
        library = keyed.sorted { ($0.key.0, $0.key.1, $0.entry.path) < ($1.key.0, $1.key.1, $1.entry.path) }
            .map(\.entry)
    }

    /// The chart in place of the entry below the list, and back.
    mutating func toggleChart() {
        showsChart.toggle()
        notice = showsChart ? "Entries by how rarely a random run fails so; c shows the entry again." : nil
    }

    // MARK: - The list

    func libraryPage() -> ViewPage {
        let width = size.columns
        let marks = marks
        let entries = shownLibrary
        let cursor = cursor(.library, count: entries.count)
        let columns = LibraryColumns(width: width)
        let list = ViewList(items: entries.count) { columns.row(entries[$0], isSelected: $0 == cursor, marks: marks) }
        let failing = library.count { $0.isNotAsExpected }
        let fine = library.count { $0.asExpected == true }
        var right = StyledLine()
        if fine > 0 { right.append("\(Figures.number(fine)) as expected", .good) }
        if fine > 0, failing > 0 { right.append(marks.separator) }
        if failing > 0 { right.append("\(Figures.number(failing)) not as expected", .bad) }
        let all = Figures.count(library.count, "entry", plural: "entries")
        let count = libraryFilter == nil ? all : "\(Figures.number(entries.count)) of \(all)"
        var page = ViewPage(
            title: TitleLine.compose(
                left: ["Library", libraryDirectory + "/", count], right: right, width: width, marks: marks),
            name: "Entries", list: list,
            sentence: librarySentence)
        page.header = columns.header
        guard entries.indices.contains(cursor) else { return page }
        let entry = entries[cursor]
        if showsChart {
            let rows = HardnessChart(entries.map(\.hardness)).rows(width: min(width - 4, 100), marks: marks)
            page.lower = { _ in
                ViewPage.Section(
                    name: "Hardness", label: "chance of a random run", rows: rows.map { StyledLine("  " + $0) })
            }
            page.detailHeight = rows.count
            page.label = position(page, view: .library, before: sort.words)
            return page
        }
        page.lower = { height in
            let name = VisibleText.of(entry.title)
            guard width >= 100, !entry.isDamaged else {
                return ViewPage.Section(name: name, rows: Self.details(entry, width: width, marks: marks))
            }
            let (rows, column) = Self.wideDetails(entry, width: width, height: height, marks: marks)
            return ViewPage.Section(name: name, rows: rows, opening: column)
        }
        page.label = position(page, view: .library, before: sort.words)
        return page
    }

    /// All that is known of an entry whose file can't be read.
    static func damage(_ entry: LibraryEntry, width: Int, marks: Marks) -> [StyledLine] {
        var rows = [StyledLine("  file      " + VisibleText.of(entry.path)), StyledLine()]
        rows += TextWrap.lines(VisibleText.of(replayed(entry)), width: width - 4).map { StyledLine("  " + $0, .bad) }
        guard let line = entry.damagedLine else { return rows }
        let (text, carets) = line.rows
        let number = CellWidth.leftPadded("\(line.number)", 6) + "  "
        let room = max(8, width - 10)
        // The carets are in sight, however long the line is.
        let start = carets.prefix { $0 == " " }.count
        let cut = start > room * 2 / 3 ? start - room / 2 : 0
        let head = CellWidth.prefix(text, cut)
        var shown = StyledLine(number, .quiet)
        shown.append(marks.cut(String(text.unicodeScalars.dropFirst(head.unicodeScalars.count)), room))
        rows += [
            StyledLine(), shown,
            StyledLine("        " + CellWidth.prefix(String(carets.dropFirst(CellWidth.of(head))), room), .bad),
        ]
        return rows
    }

    private var librarySentence: String {
        if let libraryFilter { return "Only \(VisibleText.of(libraryFilter.text)); esc shows all." }
        return library.isEmpty
            ? "No schedule saved yet. s saves the one you are in." : "Enter opens an entry; r replays it."
    }

    private static func details(_ entry: LibraryEntry, width: Int, marks: Marks) -> [StyledLine] {
        if entry.isDamaged { return damage(entry, width: width, marks: marks) }
        var rows = facts(entry, width: width, marks: marks)
        rows.append(StyledLine())
        var steps = StyledLine("  " + shortSteps(entry, room: entry.tags.isEmpty ? width - 4 : 43, marks: marks))
        if !entry.tags.isEmpty { steps.put("tags  " + VisibleText.of(entry.tags.joined(separator: ", ")), at: 48) }
        rows.append(steps)
        rows.append(StyledLine("  " + replayed(entry), entry.isNotAsExpected ? .bad : .plain))
        return rows
    }

    /// What fails, how hard it is to meet, and why.
    private static func facts(_ entry: LibraryEntry, width: Int, marks: Marks) -> [StyledLine] {
        let date = entry.date.isEmpty ? "" : " " + entry.date
        let facts = [entry.model, entry.memoryModel, entry.status.rawValue + date].filter { !$0.isEmpty }
            .map(VisibleText.of).joined(separator: ", ")
        let room = width - 5 - CellWidth.of(facts)
        var rows: [StyledLine] = []
        if CellWidth.of(VisibleText.of(entry.claim)) <= room {
            var head = StyledLine("  " + VisibleText.of(entry.claim))
            head.putRight(facts, .quiet, endingAt: width - 1, gap: 2)
            rows = [head]
        } else {
            rows = [StyledLine("  " + marks.cut(VisibleText.of(entry.claim), width - 4))]
            rows.append(StyledLine("  " + marks.cut(facts, width - 4), .quiet))
        }
        let words = HardnessWords(entry, marks: marks)
        for text in [words.chance.map { _ in words.line }, words.confidence, words.runs].compactMap({ $0 }) {
            rows += TextWrap.lines(text, width: width - 4).prefix(2).map { StyledLine("  " + $0, .quiet) }
        }
        rows += TextWrap.lines(VisibleText.of(entry.cause.replacingLineBreaks), width: width - 4).prefix(4)
            .map { StyledLine("  " + $0) }
        return rows
    }

    /// `teller.0 R ── teller.1 R … 4 steps`
    private static func shortSteps(_ entry: LibraryEntry, room: Int, marks: Marks) -> String {
        let count = Figures.count(entry.steps.count, "step")
        var line = ""
        for (index, step) in entry.steps.enumerated() {
            let letter = step.text.first.map { " \($0)" } ?? ""
            let next = (index == 0 ? "" : marks.isASCII ? " -- " : " ── ") + VisibleText.of(step.thread + letter)
            if CellWidth.of(line + next) + count.count + 4 > room { return "\(line) \(marks.ellipsis) \(count)" }
            line += next
        }
        return "\(line)  \(count)"
    }

    /// The entry at the left, its schedule at the right.
    private static func wideDetails(
        _ entry: LibraryEntry, width: Int, height: Int, marks: Marks
    ) -> (rows: [StyledLine], column: Int) {
        let column = width / 2
        var left = facts(entry, width: column, marks: marks)
        left.append(StyledLine())
        let places: [(String, String)] = [
            ("source", entry.source), ("tags", entry.tags.joined(separator: ", ")),
            ("model", "\(entry.modelFile), digest \(marks.cutMiddle(entry.digest, 9))"), ("file", entry.path),
        ]
        for (name, text) in places where !text.isEmpty {
            for (index, part) in TextWrap.lines(VisibleText.of(text), width: column - 14).prefix(3).enumerated() {
                left.append(StyledLine("  " + CellWidth.padded(index == 0 ? name : "", 10) + part))
            }
        }
        left.append(StyledLine("  " + replayed(entry), entry.isNotAsExpected ? .bad : .plain))
        let right = schedule(entry, width: width - column - 3, height: height, marks: marks)
        let rows = (0..<max(left.count, right.count)).map { index -> StyledLine in
            var line = index < left.count ? left[index] : StyledLine()
            line.put(marks.isASCII ? "|" : "│", .quiet, at: column)
            if index < right.count { line.runs += right[index].runs }
            return line
        }
        return (Array(rows.prefix(height)), column)
    }

    /// The steps; of many those in the middle are left out.
    private static func schedule(_ entry: LibraryEntry, width: Int, height: Int, marks: Marks) -> [StyledLine] {
        let names = min(16, entry.steps.map { CellWidth.of($0.thread) }.max() ?? 8)
        let notes = notes(entry, width: width, rows: height / 3, marks: marks)
        let room = max(3, height - notes.count)
        let isCut = entry.steps.count > room
        let last = isCut ? (room - 1) / 2 : 0
        let first = isCut ? room - 1 - last : entry.steps.count
        func row(_ index: Int) -> StyledLine {
            let step = entry.steps[index]
            var line = StyledLine(CellWidth.leftPadded("\(index + 1)", 5), .quiet)
            line.append("  " + CellWidth.padded(marks.cutMiddle(VisibleText.of(step.thread), names), names) + "  ")
            line.append(marks.cut(marks.plain(VisibleText.of(step.text)), max(4, width - names - 9)))
            return line
        }
        var rows = (0..<first).map(row)
        if isCut {
            rows.append(StyledLine("    \(marks.ellipsis) \(entry.steps.count - first - last) more", .quiet))
            rows += (entry.steps.count - last..<entry.steps.count).map(row)
        }
        return rows + notes
    }

    /// What is said of steps, below all of them, which may not all be shown: `note on 4: from here only weather helps`.
    private static func notes(_ entry: LibraryEntry, width: Int, rows: Int, marks: Marks) -> [StyledLine] {
        let all = entry.steps.enumerated().flatMap { index, step -> [String] in
            guard let note = step.note else { return [] }
            return TextWrap.lines(
                "note on \(index + 1): " + VisibleText.of(note.replacingLineBreaks), width: max(8, width - 4))
        }
        if all.isEmpty || rows < 2 { return [] }
        let cut = all.count < rows ? all.count : rows - 2
        var lines = [StyledLine()] + all.prefix(cut).map { StyledLine("  " + $0, .quiet) }
        if cut < all.count { lines.append(StyledLine("  \(marks.ellipsis) enter shows all notes", .quiet)) }
        return lines
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
