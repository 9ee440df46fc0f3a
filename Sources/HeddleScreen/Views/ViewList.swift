internal import HeddlePresentation

/// The rows of a view, each made when it is in sight, and the items that its cursor goes to.
struct ViewList {
    struct Row {
        var line: StyledLine
        /// Item that the row belongs to, from 0.
        var item: Int?
        /// The row is a rule that heads the next part.
        var rule: PageRule?
    }

    /// Rows in all.
    let count: Int
    /// Items that the cursor goes to; 0: the view is scrolled instead.
    let items: Int
    /// Row of each item's first line, where rows and items differ.
    private let firstRows: [Int]?
    private let make: (Int) -> Row
    /// Rows that stay on top while the others scroll.
    let pinned: Int
    /// What stands behind the last row.
    let filler: StyledLine?

    var isScrolled: Bool { items == 0 }

    /// Rows that are all made already.
    init(_ rows: [Row], pinned: Int = 0, filler: StyledLine? = nil) {
        self.pinned = pinned
        self.filler = filler
        count = rows.count
        var first: [Int] = []
        for (index, row) in rows.enumerated() {
            if let item = row.item, item == first.count { first.append(index) }
        }
        items = first.count
        firstRows = first
        make = { rows[$0] }
    }

    /// A row an item, made when asked for.
    init(items: Int, _ make: @escaping (Int) -> StyledLine) {
        pinned = 0
        filler = nil
        count = items
        self.items = items
        firstRows = nil
        self.make = { Row(line: make($0), item: $0) }
    }

    func row(_ index: Int) -> Row { make(index) }

    func row(ofItem item: Int) -> Int? {
        guard item >= 0, item < items else { return nil }
        return firstRows.map { $0[item] } ?? item
    }

    /// The rows that belong to an item.
    func lastRow(ofItem item: Int) -> Int? {
        guard let first = row(ofItem: item) else { return nil }
        if firstRows == nil { return first }
        var last = first
        while last + 1 < count, make(last + 1).item == item { last += 1 }
        return last
    }

    /// Rows that stay in place on a height: none where too few would be left to scroll.
    func fixedRows(height: Int) -> Int { height - pinned >= 4 ? pinned : 0 }

    /// The row that stands in a line of the list's place; nil: none.
    func row(inLine line: Int, top: Int, height: Int) -> Int? {
        let row = line < fixedRows(height: height) ? line : top + line
        return row < count ? row : nil
    }

    /// First row in sight, counted as if none were pinned: the cursor's item stands whole and two rows from the edge, as near to `top` as that allows.
    func top(_ place: ListPlace, height: Int) -> Int {
        if isScrolled { return max(0, min(place.top, count - height)) }
        let fixed = fixedRows(height: height)
        let first = row(ofItem: min(place.cursor, items - 1)) ?? 0
        let last = lastRow(ofItem: min(place.cursor, items - 1)) ?? first
        if last < fixed { return max(0, min(place.top, count - height)) }
        let room = height - fixed
        let down = PaneWindow.top(keeping: last - fixed, from: place.top, height: room, count: count - fixed)
        return PaneWindow.top(keeping: max(0, first - fixed), from: down, height: room, count: count - fixed)
    }
}
