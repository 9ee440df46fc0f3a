internal import HeddleEngine
internal import HeddlePresentation
internal import HeddleProgram

extension PaneWindow {
    /// The rows of a pane at a place in a line of play. Only what is in sight is made.
    init(_ pane: Pane, _ scene: Scene, width: Int, height: Int, scroll: PaneScroll = PaneScroll(), opened: Bool = false)
    {
        self.init()
        if scene.situation.lesson?.isHidden == true, pane == .explorer || pane == .outcomes {
            plain([StyledLine("  hidden until the goal is reached", .quiet)], height: height, scroll: scroll)
            return
        }
        switch pane {
        case .threads: threads(scene, width: width, height: height, scroll: scroll, opened: opened)
        case .source: source(scene, width: width, height: height, scroll: scroll)
        case .state: state(scene, width: width, height: height, scroll: scroll)
        case .memory: memory(scene, width: width, height: height, scroll: scroll)
        case .happensBefore: order(scene, width: width, height: height, scroll: scroll)
        case .waitFor: plain(WaitForRows.rows(scene, width: width), height: height, scroll: scroll)
        case .play: play(scene, width: width, height: height, scroll: scroll)
        case .properties: plain(PropertyRows.rows(scene, width: width), height: height, scroll: scroll)
        case .explorer: explorer(scene, width: width, height: height, scroll: scroll)
        case .outcomes:
            let all = OutcomesRows.rows(scene, width: width)
            window(all.count, height: height, following: 0, scroll: scroll) {
                Row(line: all[$0].line, target: all[$0].outcome.map { .outcome($0) })
            }
        case .library: library(scene, width: width, height: height, scroll: scroll)
        case .goal: goal(scene, width: width, height: height, scroll: scroll)
        }
        label = Self.label(pane, scene, width: width)
        if pane == .goal, let card = scene.situation.lesson,
            GoalRows.lacksIntroduction(card, width: width, height: height, marks: scene.marks)
        {
            label = "esc: what it is about"
        }
    }

    /// Progress and findings; where a bound was reached, also what can be done about it, best first.
    private mutating func explorer(_ scene: Scene, width: Int, height: Int, scroll: PaneScroll) {
        var all = ExplorerRows.rows(scene, width: width).map { row in
            Row(line: row.line, target: row.finding.map { .finding($0) })
        }
        let remedies = BoundRemedy.remedies(scene.situation.report)
        if !remedies.isEmpty {
            all.append(Row(line: StyledLine()))
            all += remedies.map { Row(line: StyledLine("  " + $0.words), target: .command($0.command)) }
        }
        window(all.count, height: height, following: 0, scroll: scroll) { all[$0] }
    }

    /// What stands on the right of a pane's rule, where there is room for it.
    static func label(_ pane: Pane, _ scene: Scene, width: Int) -> String {
        switch pane {
        case .source: return width >= 66 ? Figures.count(scene.program.source.lineCount, "line") : ""
        case .state: return width >= 58 ? StateRows.title(scene) : ""
        case .memory: return width >= 58 ? scene.machine.memoryModel.rawValue : ""
        case .happensBefore: return orderLabel(scene, width: width)
        case .waitFor: return width >= 58 ? WaitForRows.title(scene) : ""
        case .play: return width < 130 ? PlayRows.title(scene) : ""
        case .explorer: return ExplorerRows.title(scene.situation.report)
        case .outcomes: return OutcomesRows.title(scene)
        case .library: return "b opens it"
        case .threads:
            if width < 70 { return "" }
            return "what lies behind" + OutlookWords(scene).extent
                + (width >= 120 ? scene.marks.separator + "a random run fails" : "")
        case .properties, .goal: return ""
        }
    }

    /// From the top, as long as what the selected thread is about to do can be seen then.
    private mutating func memory(_ scene: Scene, width: Int, height: Int, scroll: PaneScroll) {
        let (all, focus) = MemoryRows.rows(scene, width: width)
        let following = max(0, (focus?.upperBound ?? 0) - height)
        window(all.count, height: height, following: following, scroll: scroll) { Row(line: all[$0]) }
    }

    private mutating func plain(_ all: [StyledLine], height: Int, scroll: PaneScroll) {
        window(all.count, height: height, following: 0, scroll: scroll) { Row(line: all[$0]) }
    }

    /// A goal that doesn't fit shows its end: the hint and what is to do next.
    private mutating func goal(_ scene: Scene, width: Int, height: Int, scroll: PaneScroll) {
        guard let card = scene.situation.lesson else { return }
        let all = GoalRows.rows(card, width: width, height: height, marks: scene.marks)
        let following = card.hint == nil && card.standing == .open ? 0 : max(0, all.count - height)
        window(all.count, height: height, following: following, scroll: scroll) { Row(line: all[$0]) }
    }

    private mutating func threads(_ scene: Scene, width: Int, height: Int, scroll: PaneScroll, opened: Bool) {
        let all = ThreadsRows.rows(scene, width: width, limit: max(1, height), opened: opened)
        let cursor = all.firstIndex { $0.isSelected } ?? 0
        // The pane has no cursor of its own: it is the situation's.
        let following = Self.top(keeping: cursor, from: 0, height: height, count: all.count)
        window(all.count, height: height, following: following, scroll: PaneScroll(top: scroll.top)) { index in
            switch all[index].subject {
            case .thread(let thread):
                return Row(line: all[index].line, target: .thread(thread), isCursor: all[index].isSelected)
            case .continuation(let thread): return Row(line: all[index].line, target: .thread(thread))
            case .choice(let thread, let choice):
                return Row(
                    line: all[index].line, target: .choice(thread: thread, index: choice),
                    isCursor: all[index].isSelected)
            case .rest: return Row(line: all[index].line, target: .otherThreads)
            }
        }
    }

    private mutating func source(_ scene: Scene, width: Int, height: Int, scroll: PaneScroll) {
        let source = SourceRows(scene)
        let following = SourceSight.top(
            kept: scroll.followed, line: source.selectedLine, count: source.lineCount, height: height)
        window(source.lineCount, height: height, following: following, scroll: scroll, pastEnd: true) {
            Row(line: source.row($0 + 1, width: width, scrolledBy: scroll.left))
        }
    }

    private mutating func state(_ scene: Scene, width: Int, height: Int, scroll: PaneScroll) {
        let all = StateRows.rows(scene, width: width)
        window(all.count, height: height, following: 0, scroll: scroll) { index in
            Row(line: all[index].line, target: all[index].subject.map { .value($0, all[index].line.text) })
        }
    }

    private mutating func play(_ scene: Scene, width: Int, height: Int, scroll: PaneScroll) {
        let all = PlayRows.rows(scene, width: width, height: height, top: scroll.top)
        count = PlayRows.lineCount(scene)
        top = scroll.top ?? 0
        rows = all.prefix(max(0, height)).map { row in
            Row(line: row.line, target: nil, cells: row.targets.map { ($0.columns, .node($0.node)) })
        }
    }

    private mutating func library(_ scene: Scene, width: Int, height: Int, scroll: PaneScroll) {
        let entries = scene.situation.entries ?? []
        let title =
            scene.situation.entries == nil
            ? "The library is not read yet."
            : entries.isEmpty
                ? "No schedule saved yet. s saves the one you are in."
                : "\(Figures.count(entries.count, "entry", plural: "entries")) for this model"
        header = [StyledLine("  " + title)]
        // Columns stand still while entries are replayed: names alone decide.
        let names = entries.map { scene.marks.cut(VisibleText.of($0.name), max(8, width - 30)) }
        let status = max(min(32, width - 24), (names.map { CellWidth.of($0) }.max() ?? 0) + 7)
        let replay = status + 11
        window(entries.count, height: height, following: 0, scroll: scroll) { index in
            let entry = entries[index]
            var line = StyledLine("    " + names[index])
            line.put(entry.statusWord, .quiet, at: status, gap: 3)
            let words = entry.replay == .pending ? ["not replayed yet", "not replayed"] : [entry.replay.word]
            let room = max(1, width - replay)
            let word = words.first { CellWidth.of($0) <= room } ?? scene.marks.cut(words[0], room)
            line.put(word, entry.isNotAsExpected ? .bad : .plain, at: replay, gap: 3)
            return Row(line: line, target: .entry(entry.path))
        }
    }
}
