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
    }

    var title: StyledLine
    var upper: Section?
    var name: String
    var label: String
    var list: ViewList
    /// Rows of the list where something stands below it; nil: what is left.
    var listHeight: Int?
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
        let wanted = listHeight ?? rest * 3 / 5
        let height = max(3, min(wanted, rest - 5))
        return (upperHeight, height, rest - height - 1)
    }

    /// Rows that the list has on a screen of a layout.
    func listRows(_ layout: Layout) -> Int {
        guard let sentence = layout.sentenceRow, let title = layout.titleRow else { return layout.size.rows }
        return heights(sentence - title - 1).list
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
            row: row, from: 0, to: size.columns, name: page.name, isFocused: true, isBehindJunction: false,
            label: page.label)
        let place = state.viewPlaces[view] ?? ListPlace()
        let top = page.list.top(place, height: heights.list)
        for index in 0..<heights.list where top + index < page.list.count {
            canvas.put(page.list.row(top + index).line, row: row + 1 + index, column: 0, end: size.columns)
            // The help has no mark at its cursor: that shows from the first move on.
            if !page.list.isScrolled, view != .help || state.viewPlaces[view] != nil,
                page.list.row(ofItem: min(place.cursor, page.list.items - 1)) == top + index
            {
                canvas.grid.restyle(row: row + 1 + index, from: 0, to: size.columns) { $0.adding(.reverse) }
            }
        }
        if let search = state.search {
            let pattern = Canvas.pattern(search.field.text)
            for index in 0..<heights.list {
                canvas.highlight(pattern, row: row + 1 + index, from: 0, to: size.columns)
            }
        }
        row += 1 + heights.list
        if let lower = page.lower, let height = heights.lower {
            section(lower(height), row: row, height: height, on: &canvas)
        }
        let said = state.search?.isEditing == true ? "/" + (state.search?.field.text ?? "") : nil
        drawSentence([said ?? state.notice.map(marks.plain) ?? dialogSentence ?? page.sentence], on: &canvas)
        drawKeyBar(on: &canvas)
    }

    private func section(_ section: ViewPage.Section, row: Int, height: Int, on canvas: inout Canvas) {
        rule(row: row, isHeavy: false, on: &canvas)
        canvas.title(
            row: row, from: 0, to: layout.size.columns, name: section.name, isFocused: false, isBehindJunction: false,
            label: section.label)
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
