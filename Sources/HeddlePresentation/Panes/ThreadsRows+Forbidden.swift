internal import HeddleEngine

/// What the memory forbids to a thread, below what it leaves.
extension ThreadsRows {
    /// Finds below which threads it stands. `limit`: rows of the pane; `isAsked`: the cursor goes there.
    mutating func unfold(limit: Int, isAsked: Bool) {
        let selected = scene.situation.selectedThread
        let several = Set(memory.keys.filter { forbidden(ofThread: $0).count > 0 && ways(ofThread: $0) > 1 })
        let wanted = forbidden(ofThread: selected).isEmpty ? several : several.union([selected])
        if wanted.isEmpty { return }
        func count(_ threads: Set<Int>) -> Int {
            var pane = self
            pane.unfolded = threads
            return (0..<scene.threadCount).reduce(0) { $0 + pane.rows(ofThread: $1).count }
        }
        if count(wanted) <= limit {
            unfolded = wanted
        } else if wanted.contains(selected) {
            let isOpen = isAsked || scene.situation.selectedChoice != nil || several.contains(selected)
            if isOpen || count([selected]) <= limit { unfolded = [selected] }
        }
    }

    private func ways(ofThread thread: Int) -> Int { scene.moves(ofThread: thread).count }

    func forbidden(ofThread thread: Int) -> [ForbiddenChoice] {
        Array((memory[thread]?.forbidden ?? []).prefix(Scene.shownForbidden))
    }

    /// What the memory forbids, dimmed, each with its reason.
    func rows(
        _ forbidden: [ForbiddenChoice], of thread: Int, behind open: Int, _ ways: WeakWays
    ) -> [ThreadRow] {
        let words = ForbiddenWords(scene)
        var rows: [ThreadRow] = []
        for (index, choice) in forbidden.enumerated() {
            let isSelected =
                scene.situation.selectedThread == thread && scene.situation.selectedChoice == open + index
            var line = StyledLine(isSelected ? scene.marks.selected : " ")
            line.put(scene.marks.noValue, .quiet, at: 4)
            line.put(
                scene.marks.cut(ways.choice(choice), max(1, choiceEnd(isWeak: true) - choiceColumn)), .quiet,
                at: choiceColumn)
            let texts = words.reasons(choice)
            let room = width - line.width - 2
            let text = texts.first { CellWidth.of($0) <= room || columns.right == nil } ?? texts[texts.count - 1]
            rows += finish(
                line, shift: columns.share == nil ? 0 : width >= 180 ? 1 : 9, right: StyledRun(text, .quiet),
                share: "", thread: thread, subject: .choice(thread: thread, index: open + index), isSelected,
                takesShare: true)
        }
        let more = (memory[thread]?.forbidden.count ?? 0) - forbidden.count
        if more > 0, !forbidden.isEmpty {
            let text = "    \(scene.marks.ellipsis) \(Figures.number(more)) more that the memory forbids"
            rows.append(
                ThreadRow(subject: .continuation(thread: thread), line: StyledLine(text, .quiet), isSelected: false))
        }
        return rows
    }
}
