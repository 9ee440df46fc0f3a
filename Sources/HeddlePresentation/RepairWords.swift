package import HeddleLibrary

/// How a saved schedule was repaired, in words for reports, the screens and JSON.
package enum RepairWords {
    /// Edits that a report for people lists.
    package static let shownEdits = 6

    /// `repaired: 2 edits`, and by which rung of the ladder.
    package static func outcome(_ repair: Repair) -> String {
        let edits = Figures.count(repair.edits.count, "edit")
        switch repair.level {
        case .tolerant: return "repaired: \(edits)"
        case .constraints: return "repaired under its constraints: \(edits)"
        case .search: return "repaired by another way: \(Figures.count(repair.way.count, "step"))"
        }
    }

    /// One sentence without its stop for each edit, as in files: nothing in it is escaped.
    package static func words(_ edit: ScheduleEdit) -> String {
        switch edit {
        case .threadRenamed(let from, let to): return "thread renamed from \(from) to \(to)"
        case .functionRenamed(let from, let to): return "function renamed from \(from) to \(to)"
        case .statementChanged(let step, let from, let to):
            return "step \(step): statement changed from '\(from)' to '\(to)'"
        case .failingStatementChanged(let from, let to):
            return "the check's statement changed from '\(from)' to '\(to)'"
        case .choiceChanged(let step, let from, let to):
            return "step \(step): choice changed from '\(from ?? "none")' to '\(to ?? "none")'"
        case .inserted(let step, let made): return "step \(step) inserted: \(words(made))"
        case .removed(let step, let made): return "recorded step \(step) left out: \(words(made))"
        case .moved(let from, let to, let made): return "recorded step \(from) moved to \(to): \(words(made))"
        }
    }

    /// All edits in order.
    package static func edits(_ repair: Repair) -> [String] { repair.edits.map(words) }

    /// Those that there is room for, and how many more there are. Escaped for terminals.
    package static func shown(_ repair: Repair, ellipsis: String, limit: Int = shownEdits) -> [String] {
        let all = edits(repair).map(VisibleText.of)
        let cut = all.count > limit ? limit - 1 : all.count
        return all.prefix(cut) + (cut < all.count ? ["\(ellipsis) \(Figures.number(all.count - cut)) more"] : [])
    }

    /// How many edits there are of each kind, in the order of this list: `12 steps inserted, 9 steps left out`.
    package static func counts(_ repair: Repair) -> String {
        var counts = [Int](repeating: 0, count: 7)
        for edit in repair.edits {
            switch edit {
            case .threadRenamed: counts[0] += 1
            case .functionRenamed: counts[1] += 1
            case .statementChanged, .failingStatementChanged: counts[2] += 1
            case .choiceChanged: counts[3] += 1
            case .inserted: counts[4] += 1
            case .removed: counts[5] += 1
            case .moved: counts[6] += 1
            }
        }
        let kinds = [
            ("thread", "renamed"), ("function", "renamed"), ("statement", "changed"), ("choice", "changed"),
            ("step", "inserted"), ("recorded step", "left out"), ("recorded step", "moved"),
        ]
        return zip(counts, kinds).filter { $0.0 > 0 }.map { "\(Figures.count($0.0, $0.1.0)) \($0.1.1)" }
            .joined(separator: ", ")
    }

    private static func words(_ step: SavedSchedule.Step) -> String {
        "\(step.thread) \(step.action)" + (step.choice.map { " [\($0)]" } ?? "")
    }
}
