internal import HeddlePresentation

/// Where everything stands on the main screen: a function of the terminal's size, the model's shape and the number of
/// lines of play that the user has made, never of a state.
package struct Layout: Hashable, Sendable {
    /// A rule with the rows below it, shared by one pane or several as tabs.
    package struct Place: Hashable, Sendable {
        /// In the order of their tabs.
        package var panes: [Pane]
        package var ruleRow: Int
        /// The rows below the rule.
        package var body: GridRect
        /// The rule begins with a junction one column left of the body.
        package var hasJunction: Bool
    }

    package var kind: ScreenClass
    package var size: GridSize
    package var places: [Place]
    /// Columns of lines between panes, with the rows that they pass, rules included.
    package var verticals: [Vertical]
    package var titleRow: Int?
    /// Narrow screens show the last line of Play here.
    package var lastPlayRow: Int?
    package var sentenceRow: Int?
    package var keyBarRow: Int?

    package struct Vertical: Hashable, Sendable {
        package var column: Int
        package var top: Int
        package var bottom: Int
    }

    /// `goalRows`: rows that all of a goal's words need at a width.
    package init(_ size: GridSize, shape: ModelShape, lines: Int = 1, goalRows: (_ width: Int) -> Int = { _ in 0 }) {
        kind = ScreenClass(size)
        self.size = size
        places = []
        verticals = []
        titleRow = nil
        lastPlayRow = nil
        sentenceRow = nil
        keyBarRow = nil
        switch kind {
        case .small, .middle, .wide, .large: arrangeColumns(shape, lines: lines, goalRows)
        case .narrow: arrangeTabs(shape)
        case .short:
            titleRow = 0
            keyBarRow = size.rows >= 6 ? size.rows - 1 : nil
        case .tiny, .least: break
        }
    }

    /// The rows between title and sentence, for views and zoomed panes. Nil where there is no room for any.
    package var viewBody: GridRect? {
        guard let titleRow, let sentenceRow, sentenceRow - titleRow > 2 else { return nil }
        return GridRect(top: titleRow + 2, left: 0, rows: sentenceRow - titleRow - 2, columns: size.columns)
    }

    package func place(of pane: Pane) -> Place? { places.first { $0.panes.contains(pane) } }

    /// Panes in the order in which tab visits them.
    package var order: [Pane] { places.flatMap(\.panes) }

    // MARK: - One pane at a time

    private mutating func arrangeTabs(_ shape: ModelShape) {
        titleRow = 0
        keyBarRow = size.rows - 1
        sentenceRow = size.rows - 2
        lastPlayRow = size.rows - 3
        var panes: [Pane] = [.threads, .source, .state]
        if shape.memoryRows > 0 { panes.insert(.memory, at: 2) }
        if shape.hasGoal { panes.insert(.goal, at: 1) }
        if shape.hasBlockers { panes.append(.waitFor) }
        panes += [.happensBefore, .play]
        places = [
            Place(
                panes: panes, ruleRow: 1,
                body: GridRect(top: 2, left: 0, rows: size.rows - 5, columns: size.columns), hasJunction: false)
        ]
    }

    // MARK: - Columns

    private mutating func arrangeColumns(_ shape: ModelShape, lines: Int, _ goalRows: (Int) -> Int) {
        titleRow = 0
        keyBarRow = size.rows - 1
        sentenceRow = size.rows - 2
        let threads = Self.threadRows(size, shape)
        add([.threads], rule: 1, rows: threads, left: 0, right: size.columns)
        let middle = 2 + threads
        let playRule = size.rows - 3 - Self.playRows(kind, size, shape, lines: lines)
        switch kind {
        case .large: arrangeLarge(shape, from: middle, to: playRule, goalRows)
        case .wide: arrangeWide(shape, from: middle, to: playRule, goalRows)
        default: arrangeSmall(shape, from: middle, to: playRule, goalRows)
        }
    }

    /// Threads, and two rows more for the choices of one; at most what leaves the others room.
    static func threadRows(_ size: GridSize, _ shape: ModelShape) -> Int {
        let most = size.rows < 30 ? 4 : size.rows < 40 ? 7 : size.rows < 60 ? 9 : 14
        return min(most, max(2, shape.threads + (shape.hasChoices ? 2 : 0)))
    }

    /// Two threads leave Play a row more; on wide screens every line of play has its row, with two to spare.
    static func playRows(_ kind: ScreenClass, _ size: GridSize, _ shape: ModelShape, lines: Int) -> Int {
        switch kind {
        case .large: return 6
        case .wide, .middle:
            let least = threadRows(size, shape) <= 2 ? 4 : 3
            return kind == .wide ? min(6, max(least, lines + 2)) : least
        default: return threadRows(size, shape) <= 2 && !shape.hasGoal ? 3 : 2
        }
    }

    private mutating func arrangeSmall(
        _ shape: ModelShape, from middle: Int, to playRule: Int, _ goalRows: (Int) -> Int
    ) {
        let split = Self.leftWidth(size.columns)
        let rows = playRule - middle - 1
        add([.source], rule: middle, rows: rows, left: 0, right: split)
        // As the pane does it: headings where the column has room for them.
        let isHeaded = size.columns - split - 1 >= StateRows.headedWidth
        var items = [Item([.state], natural: isHeaded ? shape.groupedStateRows : shape.stateRows)]
        if shape.memoryRows > 0 {
            items = [Item([.memory, .state], natural: shape.memoryRows + shape.publishedRows)]
        }
        items.append(Item(shape.hasBlockers ? [.happensBefore, .waitFor] : [.happensBefore], natural: 5))
        if kind == .middle { items.append(Item([.explorer], natural: 4)) }
        if shape.hasGoal {
            items = Self.lessonItems(kind, shape, rows: rows, words: goalRows(size.columns - split - 1))
        }
        stack(Self.shareRest(items, rows: rows), from: middle, left: split + 1, right: size.columns)
        verticals.append(Vertical(column: split, top: middle, bottom: playRule))
        add([.play], rule: playRule, rows: size.rows - 3 - playRule, left: 0, right: size.columns)
    }

    private mutating func arrangeWide(
        _ shape: ModelShape, from middle: Int, to playRule: Int, _ goalRows: (Int) -> Int
    ) {
        let split = Self.leftWidth(size.columns)
        let rows = playRule - middle - 1
        let source = min(size.rows * 7 / 20, rows - 5)
        add([.source], rule: middle, rows: source, left: 0, right: split)
        add([.happensBefore], rule: middle + 1 + source, rows: rows - source - 1, left: 0, right: split)
        var items = [Item([.state], natural: shape.groupedStateRows, room: 2)]
        // A legend stands below the writes, and what is published behind a blank row.
        let published = shape.publishedRows > 0 ? shape.publishedRows + 1 : 0
        if shape.memoryRows > 0 {
            items.insert(Item([.memory], natural: shape.memoryRows + 2 + published, room: 2), at: 0)
        }
        if shape.hasGoal {
            items.insert(Item([.goal], natural: Self.goalRows(rows, words: goalRows(size.columns - split - 1))), at: 0)
        }
        if shape.hasBlockers { items.append(Item([.waitFor], natural: shape.threads + 2, room: 2)) }
        if shape.hasProperties { items.append(Item([.properties], natural: shape.propertyRows, room: 2)) }
        items.append(Item([.explorer], natural: 5, room: 1))
        // Before any blank row, but no pane gives way for them: then it is checks that are out of sight.
        let spare = rows - items.reduce(items.count - 1) { $0 + $1.natural }
        if let place = items.firstIndex(where: { $0.panes == [.properties] }) {
            items[place].natural += min(shape.alternativeRows, max(0, spare))
        }
        stack(Self.fit(items, rows: rows), from: middle, left: split + 1, right: size.columns)
        verticals.append(Vertical(column: split, top: middle, bottom: playRule))
        add([.play], rule: playRule, rows: size.rows - 3 - playRule, left: 0, right: size.columns)
    }

    private mutating func arrangeLarge(
        _ shape: ModelShape, from middle: Int, to playRule: Int, _ goalRows: (Int) -> Int
    ) {
        let first = 66
        let second = first + 1 + max(66, (size.columns - first - 2) / 2)
        let rows = playRule - middle - 1
        // The whole text where that leaves Explorer what it needs.
        let source = max(min(size.rows * 7 / 20, rows - 7), min(shape.sourceRows, rows - 14))
        add([.source], rule: middle, rows: source, left: 0, right: first)
        add([.explorer], rule: middle + 1 + source, rows: rows - source - 1, left: 0, right: first)
        // Without headings there is no closing blank row either.
        let hasHeadings = shape.groupedStateRows > shape.stateRows
        var upper = [Item([.state], natural: max(2, shape.groupedStateRows - (hasHeadings ? 1 : 0)))]
        if shape.memoryRows > 0 {
            let published = shape.publishedRows > 0 ? shape.publishedRows + 1 : 0
            let natural = shape.memoryRows + shape.memoryRows / 2 + 2 + published
            upper.insert(Item([.memory], natural: natural), at: 0)
        }
        if shape.hasGoal {
            upper.insert(Item([.goal], natural: Self.goalRows(rows, words: goalRows(second - first - 1))), at: 0)
        }
        if shape.hasProperties {
            upper.append(Item([.properties], natural: max(2, shape.propertyRows + 1 + shape.alternativeRows)))
        }
        let needed = upper.reduce(0) { $0 + $1.natural } + upper.count - 1
        let height = min(max(source, needed), rows - 4)
        stack(Self.spread(upper, rows: height), from: middle, left: first + 1, right: second)
        add([.outcomes], rule: middle + 1 + height, rows: rows - height - 1, left: first + 1, right: second)
        var right = [Item([.happensBefore], natural: max(rows / 2, rows - shape.threads - 5))]
        if shape.hasBlockers { right.append(Item([.waitFor], natural: shape.threads + 2, room: 2)) }
        stack(
            shape.hasBlockers ? Self.fit(right, rows: rows) : [Item([.happensBefore], natural: rows)], from: middle,
            left: second + 1, right: size.columns)
        verticals.append(Vertical(column: first, top: middle, bottom: playRule))
        verticals.append(Vertical(column: second, top: middle, bottom: size.rows - 2))
        add([.play], rule: playRule, rows: size.rows - 3 - playRule, left: 0, right: second)
        add([.library], rule: playRule, rows: size.rows - 3 - playRule, left: second + 1, right: size.columns)
    }

    /// A third of the column, or what the goal's words need as long as half is left to the others.
    private static func goalRows(_ rows: Int, words: Int) -> Int {
        max(min(14, max(7, rows / 3)), min(words, rows / 2))
    }

    /// The right column of a lesson: what to do, then the state; who waits for whom where the model has locks. The
    /// goal has half of a small column, and more where its words need that.
    private static func lessonItems(_ kind: ScreenClass, _ shape: ModelShape, rows: Int, words: Int) -> [Item] {
        let memory: [Pane] = shape.memoryRows > 0 ? [.memory] : []
        let state: [Pane] = memory + (shape.hasBlockers ? [.state, .waitFor] : [.state])
        if kind == .middle {
            let goal = max(9, min(words, rows - 9))
            return [Item([.goal], natural: goal), Item(state, natural: 4), Item([.happensBefore], natural: 3)]
        }
        let goal = max((rows - 1) / 2 + (rows - 1) % 2, min(words, rows - 3))
        return [Item([.goal], natural: goal), Item(state, natural: 2)]
    }

    /// Half of the width, at most 66 columns; from 120 columns on the line between takes its own.
    static func leftWidth(_ columns: Int) -> Int { min(66, columns >= 120 ? columns / 2 - 1 : columns / 2) }

    private mutating func add(_ panes: [Pane], rule: Int, rows: Int, left: Int, right: Int) {
        places.append(
            Place(
                panes: panes, ruleRow: rule,
                body: GridRect(top: rule + 1, left: left, rows: rows, columns: right - left), hasJunction: left > 0))
    }

    private mutating func stack(_ items: [Item], from rule: Int, left: Int, right: Int) {
        var row = rule
        for item in items {
            add(item.panes, rule: row, rows: item.natural, left: left, right: right)
            row += 1 + item.natural
        }
    }
}
