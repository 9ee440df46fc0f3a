internal import HeddlePresentation

/// What a view shows: a title, a list with a cursor, and what stands above and below it.
struct ViewPage {
    /// A titled part without a cursor.
    struct Section {
        var name: String
        var label = ""
        var rows: [StyledLine]
        /// Rows that it takes; nil: what is left.
        var height: Int?
        /// Column at which a line from above ends on the rule.
        var junction: Int?
        /// Column at which a line begins below the rule.
        var opening: Int?
    }

    /// What stands on the list's rule behind the line between its two columns.
    struct SecondColumn {
        /// Of the line between the two.
        var column: Int
        var name: String
        var label: String
    }

    var title: StyledLine
    var upper: Section?
    var name: String
    var label: String
    /// A second column of the list, from a line to the right edge.
    var second: SecondColumn?
    /// Names of the list's columns; stays on top of it.
    var header: StyledLine?
    var list: ViewList
    /// Rows of the list where something stands below it; nil: what is left.
    var listHeight: Int?
    /// Rows of what stands below the list, where they are known; else the list's share comes first.
    var lowerHeight: Int?
    /// Rows of details below a list that has no more rows than it needs.
    var detailHeight: Int?
    /// A last row says how many more there are.
    var countsRest = false
    /// Made for the rows that it gets.
    var lower: ((_ height: Int) -> Section)?
    var sentence: String

    init(title: StyledLine, name: String, label: String = "", list: ViewList, sentence: String) {
        self.title = title
        self.name = name
        self.label = label
        self.list = list
        self.sentence = sentence
    }

    /// Rows of the parts, without their rules, in a body of `rows` rows with all rules.
    func heights(_ rows: Int) -> (upper: Int?, list: Int, lower: Int?) {
        var rest = rows - 1
        var upperHeight: Int?
        if let upper, rest - 1 - (upper.height ?? upper.rows.count) >= 4 {
            upperHeight = upper.height ?? upper.rows.count
            rest -= 1 + (upperHeight ?? 0)
        }
        guard lower != nil, rest >= 8 else { return (upperHeight, max(0, rest), nil) }
        if let lowerHeight {
            guard rest - lowerHeight - 1 >= min(list.count, 12) else { return (upperHeight, max(0, rest), nil) }
            return (upperHeight, rest - lowerHeight - 1, lowerHeight)
        }
        var wanted = listHeight ?? rest * 3 / 5
        if let detailHeight {
            wanted = max(rest / 3, min(rest - 1 - detailHeight, list.count + (header == nil ? 0 : 1) + 1))
        }
        let height = max(3, min(wanted, rest - 5))
        return (upperHeight, height, rest - height - 1)
    }

    /// Rows that the list has on a screen of a layout.
    func listRows(_ layout: Layout) -> Int {
        guard let sentence = layout.sentenceRow, let title = layout.titleRow else { return layout.size.rows }
        return room(heights(sentence - title - 1).list)
    }

    /// Rows for items in a list of so many rows.
    func room(_ height: Int) -> Int {
        let room = max(0, height - (header == nil ? 0 : 1))
        return countsRest && list.count > room ? max(0, room - 1) : room
    }
}

extension Frame {
    /// Smallest screen on which a view can do its work.
    static let smallestView = GridSize(columns: 40, rows: 10)

    func drawView(_ view: View, on canvas: inout Canvas) {
        let size = layout.size
        guard layout.kind >= .narrow, let titleRow = layout.titleRow, let sentenceRow = layout.sentenceRow else {
            return drawTooSmall(view.title, on: &canvas)
        }
        let page = state.page(of: view, scene: scene)
        drawTitle(page.title, on: &canvas)
        let heights = page.heights(sentenceRow - titleRow - 1)
        var row = titleRow + 1
        if let upper = page.upper, let height = heights.upper {
            section(upper, row: row, height: height, on: &canvas)
            row += 1 + height
        }
        rule(row: row, isHeavy: true, on: &canvas)
        canvas.title(
            row: row, from: 0, to: page.second?.column ?? size.columns, name: page.name, isFocused: true,
            isBehindJunction: false, label: page.label)
        if let second = page.second {
            rule(row: row, isHeavy: false, from: second.column, on: &canvas)
            canvas.put(marks.isASCII ? "+" : "┭", .quiet, row: row, column: second.column)
            canvas.title(
                row: row, from: second.column + 1, to: size.columns, name: second.name, isFocused: false,
                label: second.label)
        }
        if let header = page.header { canvas.put(header, row: row + 1, column: 0, end: size.columns) }
        let room = page.room(heights.list)
        let first = row + 1 + (page.header == nil ? 0 : 1)
        drawList(page.list, view: view, row: first, height: room, on: &canvas)
        if page.countsRest {
            let rest = page.list.count - page.list.top(state.viewPlaces[view] ?? ListPlace(), height: room) - room
            let text = "  \(marks.ellipsis) \(Figures.number(rest)) more"
            if rest > 0 { canvas.put(StyledLine(text, .quiet), row: first + room, column: 0, end: size.columns) }
        }
        row += 1 + heights.list
        if let lower = page.lower, let height = heights.lower {
            section(lower(height), row: row, height: height, on: &canvas)
        }
        var said = state.search?.isEditing == true ? "/" + (state.search?.field.text ?? "") : nil
        if view == .library, said == "/" { said = "/   " + AppState.filterHint }
        drawSentence([said ?? state.notice.map(marks.plain) ?? dialogSentence ?? page.sentence], on: &canvas)
        drawKeyBar(on: &canvas)
    }

    private func drawList(_ list: ViewList, view: View, row: Int, height: Int, on canvas: inout Canvas) {
        let width = layout.size.columns
        let place = state.viewPlaces[view] ?? ListPlace()
        let top = list.top(place, height: height)
        // The help has no mark at its cursor: that shows from the first move on.
        let showsCursor = !list.isScrolled && (view != .help || state.viewPlaces[view] != nil)
        let cursor = showsCursor ? list.row(ofItem: min(place.cursor, list.items - 1)) : nil
        for line in 0..<max(0, height) {
            guard let index = list.row(inLine: line, top: top, height: height) else {
                if let filler = list.filler { canvas.put(filler, row: row + line, column: 0, end: width) }
                continue
            }
            let item = list.row(index)
            if let rule = item.rule {
                part(rule, row: row + line, on: &canvas)
            } else {
                canvas.put(item.line, row: row + line, column: 0, end: width)
            }
            if index == cursor { canvas.grid.restyle(row: row + line, from: 0, to: width) { $0.adding(.reverse) } }
        }
        guard let search = state.search else { return }
        let pattern = Canvas.pattern(search.field.text)
        for index in 0..<max(0, height) { canvas.highlight(pattern, row: row + index, from: 0, to: width) }
    }

    /// A rule within a list: its title, and where its second half begins.
    private func part(_ rule: PageRule, row: Int, on canvas: inout Canvas) {
        let width = layout.size.columns
        self.rule(row: row, isHeavy: false, on: &canvas)
        canvas.title(
            row: row, from: 0, to: rule.second?.column ?? width, name: rule.name, isFocused: false,
            isBehindJunction: false, label: rule.label)
        guard let second = rule.second else { return }
        canvas.put(marks.isASCII ? "+" : "┬", .quiet, row: row, column: second.column)
        canvas.title(
            row: row, from: second.column + 1, to: width, name: second.name, isFocused: false, label: second.label)
    }

    private func section(_ section: ViewPage.Section, row: Int, height: Int, on canvas: inout Canvas) {
        rule(row: row, isHeavy: false, on: &canvas)
        canvas.title(
            row: row, from: 0, to: layout.size.columns, name: section.name, isFocused: false, isBehindJunction: false,
            label: section.label)
        if let column = section.opening {
            canvas.put(marks.isASCII ? "+" : "┬", .quiet, row: row, column: column)
        }
        if let column = section.junction {
            canvas.put(marks.isASCII ? "+" : "┴", .quiet, row: row, column: column)
        }
        for (index, line) in section.rows.prefix(height).enumerated() {
            canvas.put(line, row: row + 1 + index, column: 0, end: layout.size.columns)
        }
    }

    /// Says which size is needed; on a single cell the mark for it.
    func drawTooSmall(_ what: String, on canvas: inout Canvas) {
        let size = layout.size
        let text: String
        if size.columns < Self.smallestView.columns {
            text = "Too small for \(what): \(Self.smallestView.columns) columns are needed, \(size.columns) are there."
        } else {
            text = "Too small for \(what): \(Self.smallestView.rows) rows are needed, \(size.rows) are there."
        }
        for (index, line) in TextWrap.lines(text, width: size.columns).prefix(size.rows).enumerated() {
            canvas.put(line, row: index, column: 0, end: size.columns)
        }
    }
}
