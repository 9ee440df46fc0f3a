extension Layout {
    /// A place in a column with the height that its content asks for.
    struct Item: Hashable {
        var panes: [Pane]
        /// Unit: rows, without the rule; what it got, once fitted.
        var natural: Int
        /// Blank rows that make it pleasant to read, given up first.
        var room: Int

        init(_ panes: [Pane], natural: Int, room: Int = 0) {
            self.panes = panes
            self.natural = max(2, natural)
            self.room = room
        }
    }

    /// Fits items into a column of `rows` rows, the rule of all but the first included: natural heights, the last one
    /// takes the rest; where they don't fit, blank rows go first, then the lower ones become tabs of the last that
    /// does, then the uppermost shrinks.
    static func fit(_ items: [Item], rows: Int) -> [Item] {
        var items = items
        while true {
            let rules = items.count - 1
            let least = items.reduce(rules) { $0 + $1.natural }
            if least <= rows || items.count == 1 { break }
            // The tallest pane may shrink to a third of the column before another one loses its place.
            let over = least - rows
            if let tallest = items.indices.max(by: { items[$0].natural < items[$1].natural }),
                items[tallest].natural - over >= max(4, rows / 3)
            {
                items[tallest].natural -= over
                break
            }
            let last = items.removeLast()
            items[items.count - 1].panes += last.panes
            items[items.count - 1].room = 0
        }
        var slack = rows - items.reduce(items.count - 1) { $0 + $1.natural }
        for index in items.indices.dropLast() {
            let extra = min(items[index].room, max(0, slack - (items[items.count - 1].room)))
            items[index].natural += extra
            slack -= extra
        }
        items[items.count - 1].natural = max(0, items[items.count - 1].natural + slack)
        return items
    }

    /// The first item gets its natural height, what is left is shared evenly by the others.
    static func shareRest(_ items: [Item], rows: Int) -> [Item] {
        var items = items
        let rules = items.count - 1
        let others = items.dropFirst().reduce(0) { $0 + $1.natural }
        if rows - rules - others < items[0].natural {
            if items.count > 2 {
                let last = items.removeLast()
                items[items.count - 1].panes += last.panes
                return shareRest(items, rows: rows)
            }
            items[0].natural = max(2, rows - rules - others)
        }
        let rest = rows - (items.count - 1) - items[0].natural
        let count = items.count - 1
        for index in 1..<items.count {
            items[index].natural = rest / count + (index - 1 < rest % count ? 1 : 0)
        }
        return items
    }

    /// Every item gets its natural height and an equal share of the rest, the last one what remains.
    static func spread(_ items: [Item], rows: Int) -> [Item] {
        var items = items
        let slack = rows - (items.count - 1) - items.reduce(0) { $0 + $1.natural }
        if slack < 0 { return fit(items, rows: rows) }
        let share = slack / items.count
        for index in items.indices { items[index].natural += share }
        items[items.count - 1].natural += slack - share * items.count
        return items
    }
}
