internal import HeddlePresentation

/// The rows of a pane that are in sight, with what enter and a click on each of them do.
struct PaneWindow {
    /// What a row stands for.
    enum Target: Hashable {
        case thread(Int)
        case choice(thread: Int, index: Int)
        case otherThreads
        /// A node of the play tree.
        case node(Int)
        case finding(Int)
        case outcome(Int)
        case entry(String)
        /// A value of State, to be seen in full.
        case value(StateRows.Subject, String)
        /// A command line to run: what can be done about a bound.
        case command(String)
        /// A folded run of Happens-before, by the node of its first step.
        case run(Int)
    }

    struct Row {
        var line: StyledLine
        var target: Target?
        /// Under the cursor: reversed where the pane has the focus.
        var isCursor = false
        /// The cells that are reversed under the cursor; nil: the whole row.
        var cursorCells: Range<Int>?
        /// Cells that stand for something of their own (Play, Happens-before by cause).
        var cells: [(columns: Range<Int>, target: Target)] = []
    }

    /// Rows that stay on top while the others scroll.
    var header: [StyledLine] = []
    var rows: [Row] = []
    /// Position of the first row in sight among all, from 0.
    var top = 0
    /// All rows, those out of sight included.
    var count = 0
    /// On the right of the rule.
    var label = ""

    /// `12–31 of 118`, where not everything is in sight.
    func position(_ marks: Marks) -> String? {
        if rows.isEmpty || rows.count >= count { return nil }
        return "\(top + 1)\(marks.noValue)\(top + rows.count) of \(Figures.number(count))"
    }

    /// Takes what fits into `height` rows below the header, from a place that keeps `cursor` two rows from the edge.
    ///
    /// `pastEnd`: blank rows may stand behind the last one, so that the place can stay in the middle.
    mutating func window(
        _ all: Int, height: Int, following: Int, scroll: PaneScroll, pastEnd: Bool = false, _ make: (Int) -> Row
    ) {
        let sight = look(at: all, height: height, following: following, scroll: scroll, pastEnd: pastEnd)
        rows = sight.map { index in
            var row = make(index)
            if index == scroll.cursor { row.isCursor = true }
            return row
        }
    }

    /// The rows of `all` that are in sight.
    mutating func look(
        at all: Int, height: Int, following: Int, scroll: PaneScroll, pastEnd: Bool = false
    ) -> Range<Int> {
        count = all
        let room = max(0, height - header.count)
        var start = scroll.top ?? following
        if let cursor = scroll.cursor { start = Self.top(keeping: cursor, from: start, height: room, count: all) }
        top = max(0, min(start, pastEnd && scroll.top == nil ? all - 1 : all - room))
        return top..<max(top, min(all, top + room))
    }

    /// The first row in sight such that `cursor` stands two rows from the edge, as near to `from` as that allows.
    static func top(keeping cursor: Int, from start: Int, height: Int, count: Int) -> Int {
        let margin = min(2, max(0, (height - 1) / 2))
        var top = start
        if cursor < top + margin { top = cursor - margin }
        if cursor >= top + height - margin { top = cursor - height + 1 + margin }
        return max(0, min(top, count - height))
    }
}
