internal import HeddleLibrary
internal import HeddlePresentation

// Help, the page of marks, and what is shown when nothing is open (screens.md 3.12, 3.14).
extension AppState {
    /// Where help was asked for.
    var helpedContext: KeyContext {
        var state = self
        state.views.removeAll { $0 == .help || $0 == .marks }
        return state.context
    }

    /// The rows of the key table that the help lists, in its order.
    var helpRows: [CommandRow] {
        let context = helpedContext
        return HelpSection.allCases.flatMap { section in
            keyMap.rows.filter {
                $0.section == section && !$0.keys.isEmpty && $0.counts(in: context) && !isSister($0)
            }
        }
    }

    /// Rows that another row speaks for: but where only they count, they are listed.
    private func isSister(_ row: CommandRow) -> Bool {
        row.isHidden && !(row.command == .step || row.command == .run)
    }

    func helpPage() -> ViewPage {
        let context = helpedContext
        let place = context == .main || context == .lesson ? "main screen, " + focus.title : context.rawValue
        let shown = helpRows
        var rows: [ViewList.Row] = []
        var section: HelpSection?
        for (index, row) in shown.enumerated() {
            if row.section != section {
                section = row.section
                rows.append(ViewList.Row(line: StyledLine("  " + row.section.rawValue, .strong), item: nil))
            }
            var line = StyledLine("    ")
            line.append(row.keyLabel(ascii: marks.isASCII), .strong)
            line.put(row.title, at: 15)
            line.put(marks.plain(row.does), at: 35)
            rows.append(ViewList.Row(line: line, item: index))
        }
        return listed(
            ViewPage(
                title: TitleLine.compose(
                    left: ["Help", place], right: StyledLine("type / to find"), width: size.columns, marks: marks),
                name: "Help", list: ViewList(rows),
                sentence: "Made from the live key table. ? again shows the marks and colours."), view: .help)
    }

    /// Gives a page its position as label: `1–20 of 41`.
    private func listed(_ page: ViewPage, view: View) -> ViewPage {
        var page = page
        page.label = position(page, view: view, before: page.label)
        return page
    }

    /// The rows in sight, where there are more, and behind them what else the rule says.
    func position(_ page: ViewPage, view: View, before label: String) -> String {
        let height = page.listRows(layout)
        guard height > 0, page.list.count > height else { return label }
        let top = page.list.top(viewPlaces[view] ?? ListPlace(), height: height)
        let rows = "\(top + 1)\(marks.noValue)\(min(page.list.count, top + height)) of \(page.list.count)"
        return label.isEmpty ? rows : rows + marks.separator + label
    }

    // MARK: - Marks

    func marksPage() -> ViewPage {
        let rows = MarksTable.rows(marks).map { ViewList.Row(line: $0, item: nil) }
        return listed(
            ViewPage(
                title: TitleLine.compose(
                    left: ["Help", "marks"], right: StyledLine(), width: size.columns, marks: marks),
                name: "Marks", list: ViewList(rows),
                sentence: "Letters of steps, edges, verdicts and colours, as your terminal shows them."), view: .marks)
    }

    // MARK: - Start

    /// What the cursor of Start goes to.
    enum StartItem: Hashable {
        case file(String)
        case learn
        case library
    }

    var startItems: [StartItem] {
        startFiles.filter { !$0.isDemo }.map { .file($0.path) } + [.learn, .library]
            + startFiles.filter(\.isDemo).map { .file($0.path) }
    }

    func startPage() -> ViewPage {
        let items = startItems
        let cursor = cursor(.start, count: items.count)
        let folder = startFiles.filter { !$0.isDemo }
        let demos = startFiles.filter(\.isDemo)
        var rows = [
            ViewList.Row(line: StyledLine()),
            ViewList.Row(
                line: StyledLine("  heddle FILE          open a model: .heddle, .pml, .litmus; a schedule: .trace")),
            ViewList.Row(line: StyledLine()),
        ]
        var number = 0
        func add(_ name: String, _ remark: String) {
            var line = StyledLine((number == cursor ? marks.selected : " ") + " ")
            line.append(marks.cut(VisibleText.of(name), 36))
            line.put(VisibleText.of(remark), .quiet, at: 40, gap: 2)
            rows.append(ViewList.Row(line: line, item: number))
            number += 1
        }
        rows.append(ViewList.Row(line: StyledLine("  In this folder", .strong)))
        if folder.isEmpty { rows.append(ViewList.Row(line: StyledLine("  no model", .quiet))) }
        for file in folder { add(file.path, file.remark) }
        rows.append(ViewList.Row(line: StyledLine()))
        // Before the demos, of which there are more than fit: who is new here is to see it.
        let lessons = course.map { LessonWords.count($0.course.lessons.count) } ?? "lessons"
        add("Learn", lessons + ", from the first step on")
        add(
            "Library",
            library.isEmpty
                ? "\(libraryDirectory)/ is empty: save a schedule with s"
                : "\(libraryDirectory)/, \(Figures.count(library.count, "entry", plural: "entries"))")
        if !demos.isEmpty {
            rows.append(ViewList.Row(line: StyledLine()))
            rows.append(ViewList.Row(line: StyledLine("  Demos", .strong)))
            for file in demos { add(file.path, file.remark) }
        }
        var page = ViewPage(
            title: TitleLine.compose(
                left: ["Heddle"], right: StyledLine(model == nil ? "no model open" : ""), width: size.columns,
                marks: marks),
            name: "Start", list: ViewList(rows), sentence: "Nothing is written to this folder unless you say so.")
        page.label = position(page, view: .start, before: Figures.count(folder.count + demos.count, "model"))
        return page
    }
}
