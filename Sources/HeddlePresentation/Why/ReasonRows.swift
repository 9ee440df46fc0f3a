internal import HeddleEngine
internal import HeddleProgram

/// Reasons other than a failure's: why a thread can't move, what a step did and rests on, where a value comes from.
package struct ReasonRows: Sendable {
    /// The place in question as the panes see it.
    let scene: Scene
    let trace: Trace
    private let width: Int
    private let isRoomy: Bool
    var marks: Marks { scene.marks }
    private let origins: ValueOrigins

    /// `node`: of the line of play.
    package init(_ scene: Scene, node: Int, width: Int, isRoomy: Bool) {
        var situation = scene.situation
        situation.place = situation.play.nodes.indices.contains(node) ? node : 0
        self.scene = Scene(situation)
        trace = situation.play.trace(of: situation.play.path(to: situation.place))
        self.width = width
        self.isRoomy = isRoomy
        origins = ValueOrigins(machine: scene.machine, trace: trace, marks: scene.marks, isRoomy: isRoomy)
    }

    func line(_ text: String, step: Int? = nil) -> PageRow {
        PageRow(StyledLine(text).cut(to: width, marks: marks), step: step)
    }

    func lines(_ text: String, indent: Int = 2) -> [PageRow] {
        WrappedText.lines(text, width: width - indent - 2).map { line(String(repeating: " ", count: indent) + $0) }
    }

    private func place(_ event: Event) -> String {
        let span = scene.machine.span(of: event).map { ":\(scene.program.source.line(of: $0.start))" } ?? ""
        return [scene.name(ofThread: event.thread), span].filter { !$0.isEmpty }.joined(separator: " ")
    }

    func text(_ step: Int) -> String {
        let event = trace.events[step - 1]
        return "step \(step)  \(place(event))  \(scene.words.text(event))"
    }

    // MARK: - A thread that can't move

    package func blocked(_ thread: Int) -> PageRows {
        guard thread < scene.threadCount, let reason = scene.machine.blockReason(ofThread: thread, in: scene.state)
        else {
            return PageRows(rows: lines("\(name(thread)) is not blocked here."))
        }
        let words = BlockWords(scene)
        var page = PageRows(label: "blocked")
        var head = StyledLine(marks.fails + " ", .bad)
        head.append("\(name(thread)) is \(words.left(reason, thread: thread))", .bad)
        if let line = scene.sourceLine(ofThread: thread) { head.append("   :\(line)", .quiet) }
        page.rows.append(PageRow(head.cut(to: width, marks: marks)))
        let help = words.right(reason, thread: thread)
        if !help.isEmpty { page.rows += lines(scene.asSentence(help), indent: 4) }
        page.rows += since(thread)
        page.rows += taken(reason)
        page.rows += conditions(thread)
        page.rows += helpers(reason, thread: thread)
        let chain = WaitChain(scene, thread: thread)?.rows(scene) ?? []
        if !chain.isEmpty {
            page.rows.append(PageRow(PageRule("Down the chain")))
            page.rows += chain.map { PageRow($0.cut(to: width, marks: marks)) }
        }
        if scene.ending == .deadlock {
            page.rows += lines(StandstillWords(scene, trace: trace).sentence)
        }
        page.rows.append(PageRow(PageRule("Who waits for whom", label: WaitForRows.title(scene))))
        page.rows += WaitForRows.rows(scene, width: width).map { PageRow($0) }
        return page
    }

    private func name(_ thread: Int) -> String { scene.name(ofThread: thread) }

    /// The step by which it came to wait.
    private func since(_ thread: Int) -> [PageRow] {
        var step = trace.steps.count
        while step > 0 {
            let before = trace.state(after: step - 1)
            guard thread < scene.machine.threadCount(in: before),
                scene.machine.blockReason(ofThread: thread, in: before) != nil
            else { break }
            step -= 1
        }
        if step == 0 { return [line("    It has waited since the start.")] }
        return [line("    It has waited since \(text(step)).", step: step)]
    }

    /// Who took what it waits for.
    private func taken(_ reason: BlockReason) -> [PageRow] {
        guard reason.location >= 0 else { return [] }
        let index = trace.events.lastIndex { event in
            event.operations.contains {
                ($0.location == reason.location && $0.kind.changesObject) || $0.secondLocation == reason.location
            }
        }
        guard let index else { return [line("    Nobody has touched it so far.")] }
        return [line("    Last changed in \(text(index + 1))", step: index + 1)]
    }

    /// The parts of its condition, false ones marked, with who wrote what they look at.
    private func conditions(_ thread: Int) -> [PageRow] {
        let (scene, history) = (scene, scene.history)
        let parts = GuardParts(machine: scene.machine, state: scene.state, thread: thread) { routine, local in
            history.local(
                LineHistory.LocalKey(thread: thread, routine: routine, local: local), atStep: scene.depth)?.value
        }
        guard let parts else { return [] }
        let isChoice = parts.conditions.count > 1
        var rows = [PageRow(PageRule(isChoice ? "None of these holds" : "What it waits for"))]
        for condition in parts.conditions { rows += condition.flatMap(part) }
        return rows
    }

    private func part(_ part: GuardParts.Part) -> [PageRow] {
        let source = VisibleText.of(scene.program.source.normalizedText(part.span))
        let (mark, role): (String, Role) =
            part.isTrue == nil
            ? (marks.notJudged, .plain) : part.isTrue == true ? (marks.holds, .good) : (marks.fails, .bad)
        var row = StyledLine("  \(mark) ", role)
        row.append(source)
        let sides = GuardWords.sides(part, scene.values)
        if !sides.isEmpty { row.append("   " + sides, .quiet) }
        var rows = [PageRow(row.cut(to: width, marks: marks))]
        let members = GuardWords.members(part, scene.values)
        if !members.isEmpty { rows.append(line("      " + members)) }
        guard part.isTrue != true else { return rows }
        for object in part.objects {
            let name = VisibleText.of(scene.program.objects[object].name)
            if let step = origins.lastWrite(of: object) {
                rows.append(line("      \(name) \(origins.written(step))", step: step + 1))
            } else if case .value = scene.machine.status(ofObject: object, index: 0, in: scene.state) {
                rows.append(line("      \(name) as at the start"))
            }
        }
        return rows
    }

    /// Whether those who could help can still run.
    private func helpers(_ reason: BlockReason, thread: Int) -> [PageRow] {
        var able = reason.helpers
        if case .await = reason.cause { able = GuardHelp(scene, thread: thread)?.writers ?? able }
        let words = BlockWords(scene)
        var rows = [PageRow(PageRule("Who could help"))]
        if able.isEmpty {
            return rows + [line("  Nobody: no thread's code from here on could \(BlockWords.help(reason)).")]
        }
        for other in able {
            var row = StyledLine("  ")
            row.append(name(other), .thread(other))
            if let line = scene.sourceLine(ofThread: other) { row.append(" :\(line)", .quiet) }
            if let reason = scene.machine.blockReason(ofThread: other, in: scene.state) {
                row.append("   can't: \(words.left(reason, thread: other))", .bad)
            } else {
                row.append("   can run", .good)
            }
            rows.append(PageRow(row.cut(to: width, marks: marks)))
        }
        return rows
    }

    // MARK: - A step

    /// What the last step did, what it read and from whom, what it rests on.
    package var step: PageRows {
        let number = trace.steps.count
        guard number > 0 else { return PageRows(rows: lines("Nothing has moved yet.")) }
        var page = PageRows(label: "step \(number)")
        let event = trace.events[number - 1]
        page.rows = [PageRow(StyledLine(" " + text(number), .strong).cut(to: width, marks: marks))]
        page.rows += lines(StepSentences(scene).texts[0], indent: 4)
        page.rows += reads(event, before: number - 1)
        let sources = origins.sourceRows(ofStep: number - 1)
        if !sources.isEmpty {
            page.rows.append(PageRow(PageRule("Computed from")))
            page.rows += aligned(sources)
        }
        page.rows += orders(number - 1)
        return page
    }

    private func aligned(_ rows: [ValueOrigins.Row]) -> [PageRow] {
        zip(rows, ValueOrigins.aligned(rows)).map { row, text in line("    " + text, step: row.step) }
    }

    /// Which write each read saw, and why it was that one.
    private func reads(_ event: Event, before step: Int) -> [PageRow] {
        var rows: [PageRow] = []
        for operation in event.operations where operation.location >= 0 && operation.kind.seesValue {
            let name = VisibleText.of(operation.name)
            if let memory = operation.memory, memory.readsFrom != nil {
                rows += weakRead(operation, memory, step)
                continue
            }
            let writes = trace.events.indices.filter { index in
                index < step
                    && trace.events[index].operations.contains {
                        $0.location == operation.location && $0.kind.writesValue
                    }
            }
            rows.append(PageRow(PageRule("What it read of \(name)")))
            guard let last = writes.last else {
                rows += lines("The value at the start: no step before this one wrote \(name).")
                continue
            }
            rows.append(line("  From \(text(last + 1))", step: last + 1))
            let model = scene.machine.memoryModel.rawValue
            rows += lines("Under \(model) a read sees the newest write, and no step between the two wrote \(name).")
            if writes.count > 1 {
                let older = writes.dropLast().suffix(4)
                rows.append(line("  Older writes, gone by then:"))
                rows += older.reversed().map { line("    \(text($0 + 1))", step: $0 + 1) }
            }
        }
        return rows
    }

    /// What orders the step behind others.
    private func orders(_ step: Int) -> [PageRow] {
        let edges = scene.order.happensBefore.essentialEdges(into: step)
        if edges.isEmpty { return [] }
        var rows = [PageRow(PageRule("What it comes after"))]
        for edge in edges {
            rows.append(line("  \(EdgeWords.meaning(edge.kind))  \(text(edge.source + 1))", step: edge.source + 1))
        }
        return rows
    }

    // MARK: - A value

    /// Who gave a value of State, from what, and who did before.
    package func value(_ subject: StateRows.Subject) -> PageRows {
        let (name, now) = StateRows.value(of: subject, scene)
        var page = PageRows(label: "value")
        page.rows = [PageRow(StyledLine(" \(name)  \(now)", .strong).cut(to: width, marks: marks))]
        let steps = changes(subject)
        guard let last = steps.last else {
            page.rows += lines("No step has changed it: it is as at the start.", indent: 4)
            return page
        }
        page.rows.append(line("    given in \(text(last))", step: last))
        page.rows += aligned(origins.sourceRows(ofStep: last - 1))
        let earlier = steps.dropLast()
        if !earlier.isEmpty {
            page.rows.append(PageRow(PageRule("Before that", label: Figures.count(earlier.count, "change"))))
            page.rows += earlier.reversed().prefix(200).map { line("    \(text($0))", step: $0) }
        }
        return page
    }

    /// Steps (from 1) that changed it, oldest first.
    private func changes(_ subject: StateRows.Subject) -> [Int] {
        switch subject {
        case .number: return []
        case .local(let thread, let routine, let local):
            return trace.events.indices.filter { index in
                trace.events[index].localChanges.contains {
                    $0.thread == thread && $0.routine == routine && $0.local == local
                }
            }.map { $0 + 1 }
        case .object(let object, let index):
            let states = trace.steps.indices.filter { step in
                scene.machine.status(ofObject: object, index: index, in: trace.state(after: step))
                    != scene.machine.status(ofObject: object, index: index, in: trace.state(after: step + 1))
            }
            let written = trace.events.indices.filter { step in
                scene.program.objects[object].count == nil
                    && trace.events[step].operations.contains { $0.object == object && $0.kind.writesValue }
            }
            return Set(states + written).sorted().map { $0 + 1 }
        }
    }
}

extension Operation.Kind {
    /// Whether the operation gives its thread the value of a variable or an atomic.
    fileprivate var seesValue: Bool {
        switch self {
        case .read, .readModifyWrite, .compareExchange, .compareExchangeFailed: return true
        default: return false
        }
    }
}

/// Kinds of edges in words.
enum EdgeWords {
    static func meaning(_ kind: EdgeKind) -> String {
        switch kind {
        case .race: return "races with"
        case .synchronizesWith: return "is synchronized by"
        case .message: return "got its message from"
        case .readsFrom: return "read what was written in"
        case .modificationOrder: return "overwrote"
        }
    }
}
