internal import HeddlePresentation

/// The rows of a view, each made when it is in sight, and the items that its cursor goes to.
struct ViewList {
    struct Row {
        var line: StyledLine
        /// Item that the row belongs to, from 0.
        var item: Int?
    }

    /// Rows in all.
    let count: Int
    /// Items that the cursor goes to; 0: the view is scrolled instead.
    let items: Int
    /// Row of each item's first line, where rows and items differ.
    private let firstRows: [Int]?
    private let make: (Int) -> Row

    var isScrolled: Bool { items == 0 }

    /// Rows that are all made already.
    init(_ rows: [Row]) {
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

    /// First row in sight: the cursor's item stands whole and two rows from the edge, as near to `top` as that allows.
    func top(_ place: ListPlace, height: Int) -> Int {
        if isScrolled { return max(0, min(place.top, count - height)) }
        let first = row(ofItem: min(place.cursor, items - 1)) ?? 0
        let last = lastRow(ofItem: min(place.cursor, items - 1)) ?? first
        let down = PaneWindow.top(keeping: last, from: place.top, height: height, count: count)
        return PaneWindow.top(keeping: first, from: down, height: height, count: count)
    }
}
