internal import HeddleLibrary
internal import HeddlePresentation

/// Columns of the library's list by width (screens.md section 3.11).
struct LibraryColumns {
    private enum Kind {
        case narrow, usual, wide
    }

    /// Where the columns of figures end, and where the others begin.
    private struct Places {
        var chance: Int
        var depth: Int
        var preemptions: Int
        var weak: Int
        var steps: Int
        /// nil: no column.
        var threads: Int?
        var status: Int
        var replay: Int
        var title: Int
        /// Cells of the model's column; 0: there is no room for it.
        var model = 0

        static let usual = Places(
            chance: 14, depth: 17, preemptions: 21, weak: 26, steps: 32, threads: nil, status: 34, replay: 44, title: 58
        )
        static let wide = Places(
            chance: 24, depth: 31, preemptions: 36, weak: 42, steps: 49, threads: 58, status: 60, replay: 70, title: 89)
    }

    private let kind: Kind
    private let width: Int
    private let places: Places

    init(width: Int) {
        self.width = width
        kind = width >= 110 ? .wide : width >= 70 ? .usual : .narrow
        var places = kind == .wide ? Places.wide : .usual
        places.model = width >= 150 ? min(48, (width - places.title) * 2 / 5) : 0
        self.places = places
    }

    /// nil where there is no room for columns.
    var header: StyledLine? {
        guard kind != .narrow else { return nil }
        let isWide = kind == .wide
        var line = StyledLine("  " + (isWide ? "hardness" : "hard"), .quiet)
        line.putRight(isWide ? "random run" : "p", .quiet, endingAt: places.chance)
        line.putRight(isWide ? "depth" : "d", .quiet, endingAt: places.depth)
        line.putRight("pre", .quiet, endingAt: places.preemptions)
        line.putRight("weak", .quiet, endingAt: places.weak)
        line.putRight("steps", .quiet, endingAt: places.steps)
        if let threads = places.threads { line.putRight("threads", .quiet, endingAt: threads) }
        line.put("status", .quiet, at: places.status)
        line.put("replay", .quiet, at: places.replay)
        line.put("title", .quiet, at: places.title)
        if places.model > 0 { line.put("model", .quiet, at: width - places.model) }
        return line
    }

    func row(_ entry: LibraryEntry, isSelected: Bool, marks: Marks) -> StyledLine {
        var line = StyledLine(isSelected ? marks.selected + " " : "  ")
        guard kind != .narrow else {
            line.append(marks.cut(VisibleText.of(entry.title), max(4, width - 16)))
            line.put(entry.replay.word, entry.isNotAsExpected ? .bad : .quiet, at: width - 13)
            return line
        }
        let words = HardnessWords(entry, marks: marks)
        let none = marks.noValue
        func known(_ count: Int) -> String { entry.isDamaged ? none : Figures.number(count) }
        line.append(words.bar(width: kind == .wide ? 9 : 4))
        line.putRight(words.chance(width: kind == .wide ? 10 : 6) ?? none, .plain, endingAt: places.chance)
        line.putRight(words.depth ?? none, .plain, endingAt: places.depth)
        line.putRight(known(entry.preemptions), .plain, endingAt: places.preemptions)
        line.putRight(entry.hardness.weakChoices.map(Figures.number) ?? none, .plain, endingAt: places.weak)
        line.putRight(known(entry.steps.count), .plain, endingAt: places.steps)
        if let threads = places.threads { line.putRight(known(entry.threads), .plain, endingAt: threads) }
        line.put(entry.statusWord, .quiet, at: places.status)
        line.put(entry.replay.word, entry.isNotAsExpected ? .bad : .plain, at: places.replay)
        let room = max(8, width - places.title - 1 - places.model)
        line.put(marks.cut(VisibleText.of(entry.title), room), .plain, at: places.title)
        if places.model > 0 {
            line.put(marks.cut(VisibleText.of(entry.model), places.model - 2), .quiet, at: width - places.model)
        }
        return line
    }
}
