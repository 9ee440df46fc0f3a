internal import HeddleEngine
internal import HeddleProgram

/// A row of Threads.
package struct ThreadRow: Sendable {
    package enum Subject: Hashable, Sendable {
        case thread(Int)
        /// One of several choices of a thread, from 0: its position among the thread's moves, and behind these among what
        /// the memory forbids.
        case choice(thread: Int, index: Int)
        /// Further information on the row above (below 70 columns).
        case continuation(thread: Int)
        /// `… 87 more`
        case rest
    }
    package var subject: Subject
    package var line: StyledLine
    /// Whether it is under the cursor.
    package var isSelected: Bool

    package var thread: Int? {
        switch subject {
        case .thread(let thread), .choice(let thread, _), .continuation(let thread): return thread
        case .rest: return nil
        }
    }
}

/// The Threads pane: a row a thread in a fixed order, its choices below it.
///
/// Columns follow from the width alone. The right half says what lies behind a move, and of a blocked thread who could
/// free it.
package struct ThreadsRows: Sendable {
    struct Columns {
        var name = 4
        /// Where `:10` ends.
        var lineEnd: Int
        var step: Int
        /// nil: on a row of its own.
        var right: Int?
        /// Where the share of random runs stands; nil: there is no room for it.
        var share: Int?

        init(width: Int) {
            if width >= 180 {
                (lineEnd, step, right, share) = (25, 27, 92, 153)
            } else if width >= 120 {
                (lineEnd, step, right, share) = (23, 25, 66, 103)
            } else {
                (lineEnd, step) = (19, 20)
                right = width >= 70 ? 49 : nil
            }
        }
    }

    let scene: Scene
    let width: Int
    let columns: Columns
    private let block: BlockWords
    private let outlook: OutlookWords
    let memory: [Int: MemoryChoices]
    /// Threads below whose row stands what the memory forbids them.
    var unfolded: Set<Int> = []

    private init(_ scene: Scene, width: Int) {
        self.scene = scene
        self.width = width
        memory = scene.situation.memoryChoices(scene.moves)
        columns = Columns(width: width)
        block = BlockWords(scene)
        outlook = OutlookWords(scene)
    }

    /// All rows; `limit` is how many the pane has. If there are more threads than that, those that can move come
    /// first, then those that changed in the last step, then one row for the rest. What the memory forbids stands below a
    /// thread where there is room for that of all, else below the selected one; if that has a single way left, only where
    /// there is room, or where the user asks (`unfolds`).
    package static func rows(
        _ scene: Scene, width: Int, limit: Int = .max, opened: Bool = false, unfolds: Bool = false
    ) -> [ThreadRow] {
        var pane = ThreadsRows(scene, width: width)
        pane.unfold(limit: limit, isAsked: unfolds)
        if opened || scene.threadCount <= limit { return (0..<scene.threadCount).flatMap(pane.rows(ofThread:)) }
        return pane.grouped(limit: limit)
    }

    private func grouped(limit: Int) -> [ThreadRow] {
        let threads = 0..<scene.threadCount
        let movable = threads.filter { thread in scene.moves.contains { $0.thread == thread } }
        let changed = threads.filter { $0 == scene.event.thread || $0 == scene.event.partner }
            .filter { !movable.contains($0) }
        var shown = movable + changed
        var rows = shown.flatMap(rows(ofThread:))
        // Rows that are left over: the one under the cursor, then those that wait, before those that are done.
        func isDone(_ thread: Int) -> Bool {
            scene.machine.status(ofThread: thread, in: scene.state) == .finished
        }
        let others = threads.filter { !shown.contains($0) }
        let selected = others.filter { $0 == scene.situation.selectedThread }
        let waiting = others.filter { !selected.contains($0) && !isDone($0) }
        let done = others.filter { !selected.contains($0) && isDone($0) }
        let added = (selected + waiting + done).prefix(max(0, limit - rows.count - 1)).sorted()
        for thread in added where rows.count + self.rows(ofThread: thread).count < limit {
            rows += self.rows(ofThread: thread)
            shown.append(thread)
        }
        let rest = threads.filter { !shown.contains($0) }
        if rest.isEmpty { return rows }
        let doneCount = rest.filter(isDone).count
        let parts = [(doneCount, "done"), (rest.count - doneCount, "blocked")].filter { $0.0 > 0 }
        let text = parts.map { "\(Figures.number($0.0)) \($0.1)" }.joined(separator: ", ")
        rows.append(
            ThreadRow(
                subject: .rest,
                line: StyledLine("  \(scene.marks.ellipsis) \(Figures.number(rest.count)) more: \(text)", .quiet),
                isSelected: rest.contains(scene.situation.selectedThread)))
        return rows
    }

    func rows(ofThread thread: Int) -> [ThreadRow] {
        let moves = scene.moves(ofThread: thread)
        let isSelected = scene.situation.selectedThread == thread
        let forbidden = unfolded.contains(thread) ? forbidden(ofThread: thread) : []
        let hasChoices = moves.count > 1 || !forbidden.isEmpty
        let choice = isSelected && hasChoices ? scene.situation.selectedChoice : nil
        var line = head(thread: thread, isSelected: isSelected && choice == nil)
        var right = StyledRun("")
        var share = ""
        let listed = hasChoices ? moves.indices.filter { $0 < Self.choiceLimit || choice == $0 } : []
        let ways = WeakWays(
            scene, listed: listed.map { moves[$0] }, forbidden: forbidden, memory: hasChoices ? memory[thread] : nil,
            width: width, room: choiceEnd(isWeak: true) - choiceColumn)
        switch scene.machine.status(ofThread: thread, in: scene.state) {
        case .unborn: line.put("not spawned yet", .quiet, at: columns.step)
        case .finished where moves.isEmpty: line.put("done", .quiet, at: columns.step)
        case .finished:
            // What it wrote is still in its store buffer.
            put(step: moves[0], of: moves, ways, into: &line)
            right = outlook.text(moves, isNarrow: columns.right == nil)
            share = outlook.share(moves)
        case .standing(at: let site, frames: _):
            let number = scene.program.source.line(of: scene.machine.site(site).span.start)
            line.putRight(":\(number)", .quiet, endingAt: columns.lineEnd)
            if moves.first?.isFlush == true, let wait = scene.machine.bufferWait(ofThread: thread, in: scene.state) {
                return rows(line, wait, flush: moves[0], isSelected: isSelected)
            }
            if let first = moves.first {
                put(step: first, of: moves, ways, into: &line)
                right = outlook.text(moves, isNarrow: columns.right == nil)
                share = outlook.share(moves)
            } else if let reason = scene.machine.blockReason(ofThread: thread, in: scene.state) {
                right = StyledRun(block.right(reason, thread: thread))
                put(block.left(reason, thread: thread), into: &line, isAlone: right.text.isEmpty)
                share = scene.marks.noValue
            } else if scene.moves.isEmpty == false {
                // Only another thread's move takes this one along: a rendezvous from its passive side.
                let partner = scene.moves.prefix(Self.choiceLimit).first {
                    scene.machine.preview($0, in: scene.state)?.partner == thread
                }
                put(passiveStep(ofThread: thread), into: &line)
                if let partner {
                    right = StyledRun("goes with \(scene.name(ofThread: partner.thread))")
                }
            } else if scene.ending == .violated {
                put(scene.event.thread == thread ? "failed here" : "stopped: the run has failed", into: &line)
            }
        }
        var rows = finish(
            line, right: right, share: share, thread: thread, subject: .thread(thread), isSelected && choice == nil)
        guard hasChoices else { return rows }
        for index in listed {
            let move = moves[index]
            let words = ways.choice(move)
            rows += finish(
                choiceLine(move, index: index, words, isSelected: choice == index),
                shift: words == nil || columns.share == nil ? 0 : width >= 180 ? 1 : 9,
                right: outlook.text([move], isNarrow: columns.right == nil, isNamed: words != nil && width >= 180),
                share: outlook.share([move]),
                thread: thread,
                subject: .choice(thread: thread, index: index), choice == index)
        }
        if moves.count > Self.choiceLimit {
            let more = "    \(scene.marks.ellipsis) \(Figures.number(moves.count - Self.choiceLimit)) more ways"
            rows.append(
                ThreadRow(subject: .continuation(thread: thread), line: StyledLine(more, .quiet), isSelected: false))
        }
        return rows + self.rows(forbidden, of: thread, behind: moves.count, ways)
    }

    /// A thread that waits for its own store buffer (tso): why, and below it what the flush does and leads to.
    private func rows(_ head: StyledLine, _ wait: BufferWait, flush: Transition, isSelected: Bool) -> [ThreadRow] {
        let thread = flush.thread
        var line = head
        let help = "flushes by itself"
        let left = block.left(wait, thread: thread)
        let end = columns.right == nil ? width : (columns.share ?? width) - CellWidth.of(help) - 2
        line.put(scene.marks.cut(left, max(1, end - columns.step)), at: columns.step)
        if let right = columns.right { line.put(help, at: max(right, line.width + 2)) }
        var way = StyledLine()
        if let event = scene.machine.preview(flush, in: scene.state) {
            way.put(scene.words.text(event) + "  to memory", at: choiceColumn)
        }
        let below = finish(
            way, right: outlook.text([flush], isNarrow: columns.right == nil), share: outlook.share([flush]),
            thread: thread, subject: .continuation(thread: thread), false)
        return [ThreadRow(subject: .thread(thread), line: line, isSelected: isSelected)] + below
    }

    /// Ways of one thread that are listed: a step may have a million.
    private static let choiceLimit = 200

    /// `? squares`: what a thread waits to be given or to be rid of.
    private func passiveStep(ofThread thread: Int) -> String {
        guard let operation = scene.machine.nextOperations(ofThread: thread, in: scene.state).first else { return "" }
        return StepLetters.letter(operation.kind) + " " + VisibleText.of(operation.name)
    }

    private func head(thread: Int, isSelected: Bool) -> StyledLine {
        var line = StyledLine()
        line.append(isSelected ? scene.marks.selected : " ")
        line.append(CellWidth.leftPadded(String(thread), 2), .thread(thread))
        line.append(" ")
        let room = columns.lineEnd - 5 - columns.name
        line.append(scene.marks.cutMiddle(scene.name(ofThread: thread), room), .thread(thread))
        return line
    }

    /// `isAlone`: nothing stands in the right half.
    private func put(_ text: String, into line: inout StyledLine, isAlone: Bool = false) {
        let room = ((isAlone ? columns.share : columns.right) ?? width) - 1 - columns.step
        line.put(scene.marks.cut(text, max(1, room)), at: columns.step)
    }

    private func put(step move: Transition, of moves: [Transition], _ ways: WeakWays, into line: inout StyledLine) {
        guard let event = scene.machine.preview(move, in: scene.state) else { return }
        let letter = scene.words.letter(event)
        var rest = String(scene.words.text(event).dropFirst(letter.count))
        let room = max(1, (columns.right ?? width) - 1 - columns.step - letter.count)
        if moves.count > 1 || ways.forbidsSome {
            let subject = event.operations.first.map { VisibleText.of($0.name) } ?? ""
            rest = ways.sum(moves, room: room) ?? (subject.isEmpty ? "" : " " + subject) + ": \(moves.count) ways"
        }
        line.put(letter, .strong, at: columns.step)
        line.append(scene.marks.cut(rest, name: scene.words.name(event), room))
    }

    private func choiceLine(_ move: Transition, index: Int, _ words: String?, isSelected: Bool) -> StyledLine {
        var line = StyledLine(isSelected ? scene.marks.selected : " ")
        line.put(StepLetters.choiceLetter(index), .thread(move.thread), at: 4)
        guard let event = scene.machine.preview(move, in: scene.state) else { return line }
        let isProcess = scene.words.siteKind(event) == .process && event.statements.count < 2
        let text = words ?? (isProcess ? nil : event.choiceText.map(VisibleText.of)) ?? scene.words.text(event)
        line.put(
            scene.marks.cut(
                text, name: scene.words.name(event), max(1, choiceEnd(isWeak: words != nil) - choiceColumn)),
            at: choiceColumn)
        return line
    }

    /// Where the words of a choice begin.
    var choiceColumn: Int { width >= 120 ? columns.step + 1 : 7 }

    /// Where they end. `isWeak`: a choice of the memory.
    func choiceEnd(isWeak: Bool) -> Int { (columns.right ?? width) + (isWeak && columns.share != nil ? 9 : 0) - 1 }

    /// Adds the right half: in its column (`shift` cells further right), or below 70 columns on a row of its own.
    /// `takesShare`: it may reach into the column of shares, where it has none.
    func finish(
        _ line: StyledLine, shift: Int = 0, right: StyledRun, share: String, thread: Int, subject: ThreadRow.Subject,
        _ isSelected: Bool, takesShare: Bool = false
    ) -> [ThreadRow] {
        var line = line
        guard let column = columns.right.map({ $0 + shift }) else {
            var second = StyledLine()
            if !right.text.isEmpty {
                second.put(
                    scene.marks.cut(right.text, max(1, width - 5)), right.role == .plain ? .quiet : right.role, at: 5)
            }
            return [
                ThreadRow(subject: subject, line: line, isSelected: isSelected),
                ThreadRow(subject: .continuation(thread: thread), line: second, isSelected: false),
            ]
        }
        let end = takesShare ? width : columns.share.map { $0 + shift - 1 } ?? width
        if !right.text.isEmpty {
            // What is too long for its half begins further left, where that is blank.
            let start = max(line.width + 2, min(column, end - CellWidth.of(right.text)))
            line.put(scene.marks.cut(right.text, max(1, end - min(start, column))), right.role, at: min(start, column))
        }
        if let column = columns.share, !share.isEmpty { line.put(share, at: column + shift) }
        return [ThreadRow(subject: subject, line: line, isSelected: isSelected)]
    }
}
