internal import HeddleEngine
internal import HeddlePresentation
internal import HeddleProgram

extension AppState {
    /// Runs a command, from a key or from the palette.
    mutating func perform(_ command: Command, _ arguments: [String], _ effects: inout [Effect]) {
        if let refusal = refusalInLesson(command, arguments) {
            notice = refusal
            return
        }
        switch command {
        case .step: if views.isEmpty { step(arguments, &effects) } else { open(&effects) }
        case .goOn: goOn(&effects)
        case .thread:
            guard let text = arguments.first else { return need("a thread's number or name") }
            onMain { $0.thread(named: text) }
        case .back: onMain { $0.back() }
        case .forward: onMain { $0.forward() }
        case .sameThread: onMain { $0.sameThread() }
        case .statement: onMain { $0.endStatement() }
        case .run: run(&effects)
        case .play, .reach, .bookmark, .go, .compare: performWords(command, arguments.joined(separator: " "), &effects)
        case .undo: if !takeBackRecord(&effects) { undoCommand(&effects) }
        case .redo: redoCommand(&effects)
        case .finding: walkFinding(arguments.first, offset: 1)
        case .findingBack: walkFinding(nil, offset: -1)
        case .why: if views.last == .library { explainEntry(&effects) } else { why() }
        case .passing: walkPassing()
        case .findings: toggle(.findings)
        case .outcomes: toggle(.outcomes)
        case .explore: if views.last?.isEntry == true { lookForBug(&effects) } else { explore(&effects) }
        case .mark:
            let node = meantNode ?? 0
            onMain { $0.mark(node) }
        case .causal: toggleCausal()
        case .edges: setEdges(arguments)
        case .fold: setFolds(arguments)
        case .filter: setFilter(arguments)
        case .save: openSave(&effects)
        case .note: note(arguments)
        case .library: openLibrary(&effects)
        case .copy: copy(arguments, &effects)
        case .edit: edit(&effects)
        case .export: export(arguments, &effects)
        case .deleteBranch: onMain { $0.deleteBranch() }
        case .nameBranch:
            let name = arguments.joined(separator: " ")
            if name.isEmpty { return need("a name") }
            onMain { $0.nameBranch(name) }
        case .replayAll:
            effects.append(.replay([]))
            notice = "All entries are replayed in the background."
        case .sort: sortByNext()
        case .chart: toggleChart()
        case .lessons, .goal, .hint, .predict, .reveal, .reset: performInLesson(command, arguments, &effects)
        default: performMoving(command, arguments, &effects)
        }
    }

    /// Commands whose arguments are one text.
    mutating func performWords(
        _ command: Command, _ text: String, line: String? = nil, _ effects: inout [Effect]
    ) {
        let line = line ?? command.rawValue + " " + text
        if let refusal = refusalInLesson(command, text.split(separator: " ").map(String.init)) {
            notice = refusal
            return
        }
        switch command {
        case .run where !text.isEmpty: runUntil(text, line: line, &effects)
        case .play: playSketch(text, line: line, &effects)
        case .reach: text.isEmpty ? need("a condition") : ask(text, .reach, line: line, &effects)
        case .bookmark:
            let node = meantNode ?? 0
            text.isEmpty ? need("a name") : onMain { $0.bookmark(text, at: node) }
        case .go: text.isEmpty ? need("a bookmark or a step") : onMain { $0.go(to: text) }
        case .compare: text.isEmpty ? need("a step, a bookmark or off") : onMain { $0.compare(with: text) }
        default: perform(command, text.split(separator: " ").map(String.init), &effects)
        }
    }

    private mutating func performMoving(_ command: Command, _ arguments: [String], _ effects: inout [Effect]) {
        switch command {
        case .up: moveCursor(by: -1)
        case .down: moveCursor(by: 1)
        case .first: moveToEdge(end: false)
        case .last: moveToEdge(end: true)
        case .pageUp: page(-1)
        case .pageDown: page(1)
        case .scrollUp: scroll(by: -1)
        case .scrollDown: scroll(by: 1)
        case .left: scrollSideways(by: -8)
        case .right: scrollSideways(by: 8)
        case .pane: arguments.isEmpty ? focusNext(1) : focus(named: arguments.joined(separator: "-"))
        case .paneBack: focusNext(-1)
        case .zoom: isZoomed.toggle()
        case .search: search(arguments, &effects)
        case .match: goToMatch(forward: true)
        case .matchBack: goToMatch(forward: false)
        default: performOnProgram(command, arguments, &effects)
        }
    }

    private mutating func performOnProgram(_ command: Command, _ arguments: [String], _ effects: inout [Effect]) {
        switch command {
        case .set: set(arguments, &effects)
        case .memory: setMemory(arguments, &effects)
        case .bound: bound(arguments, &effects)
        case .reload: effects.append(.reload(settings: model?.situation.settings ?? []))
        case .restore: effects.append(.restore)
        case .open:
            if arguments.isEmpty { return need("a file") }
            effects.append(.open(path: arguments.joined(separator: " ")))
        case .mouse: if let isOn = onOff(arguments) { setMouse(isOn, &effects) }
        case .ascii: if let isOn = onOff(arguments) { setASCII(isOn) }
        case .theme: setTheme(arguments, &effects)
        case .command: dialog = .palette(PaletteDialog())
        case .help: help(arguments, &effects)
        case .close: close()
        case .quit: quit(&effects)
        case .stop:
            if stopAsking(&effects) { return }
            if !stopSearch(&effects) { notice = "Nothing is running that could be stopped." }
        case .suspend: effects.append(.suspend)
        case .redraw: effects.append(.redraw)
        default: break
        }
    }

    // MARK: - Pieces

    /// What the command that is run wants behind it, with its example.
    mutating func need(_ what: String) {
        let row = keyMap.rows.first { $0.title == lastCommand?.command && !$0.example.isEmpty }
        let example = what.contains("as in") ? "" : row.map { ", as in \($0.example)" } ?? ""
        notice = "This command needs \(what)\(example)."
    }

    /// A move: it is made on the main screen, so views over it are left.
    mutating func onMain(_ body: (inout Play) -> String?) {
        views = []
        asCommand(body)
    }

    private mutating func step(_ arguments: [String], _ effects: inout [Effect]) {
        if let text = arguments.first {
            guard let number = Int(text) else { return need("a step's number") }
            return onMain { $0.go(toStep: number) }
        }
        if !enterInGoal(&effects) { enterInFocus(&effects) }
    }

    /// space: along the line; at its end towards what is known to fail, else to what the search can find, else the
    /// selected step.
    private mutating func goOn(_ effects: inout [Effect]) {
        views = []
        if let model, model.situation.report.complete, !model.situation.report.findings.isEmpty,
            !Play(model).knowsWayOn, !model.machine.ableThreads(model.node.state).isEmpty
        {
            queryNumber += 1
            let place = model.situation.place
            effects.append(
                .query(
                    Query(
                        number: queryNumber,
                        content: .wayToViolation(model: model.number, node: place, model.node.state))))
            return
        }
        asCommand { $0.goOn() }
    }

    private mutating func toggle(_ view: View) {
        if views.last == view {
            views.removeLast()
        } else if model == nil {
            notice = "No model is open."
        } else {
            show(view)
        }
    }

    private mutating func walkFinding(_ argument: String?, offset: Int) {
        guard let model else {
            notice = "No model is open."
            return
        }
        let count = model.situation.report.findings.count
        if count == 0 {
            notice = nothingFound(model.situation.report)
            return
        }
        var index = model.lastFinding.map { ($0 + offset + count) % count } ?? (offset > 0 ? 0 : count - 1)
        if let argument {
            guard let number = Int(argument), number >= 1, number <= count else {
                notice = "There is no finding '\(argument)' here: 1 to \(count)."
                return
            }
            index = number - 1
        }
        onMain { $0.walkFinding(index) }
    }

    func nothingFound(_ report: SearchReport) -> String {
        if report.complete { return SearchWords.nothingFails(report) }
        if let situation = model?.situation, let nearest = situation.prospects[situation.place]?.state.nearest {
            return "A failure lies \(Figures.count(nearest, "step")) from here: space goes towards it."
        }
        return SearchWords.nothingFoundYet(report)
    }

    private func refusedToGoOn(_ report: SearchReport) -> String {
        let reached = report.limits.first { $0 != .stopped }.map(SearchWords.limitSentence) ?? "a bound was reached"
        let remedy = BoundRemedy.remedies(report).first.map { " :\($0.command) goes further." } ?? ""
        return reached.prefix(1).uppercased() + reached.dropFirst() + "." + remedy
    }

    private mutating func explore(_ effects: inout [Effect]) {
        guard let model else { return }
        switch model.situation.report.phase {
        case .running:
            effects.append(.pause(model: model.number))
            notice = "The search is paused. x goes on."
        case .complete: notice = "The search is complete."
        case .limited where model.situation.report.limits.contains { $0 != .stopped }:
            // Begun again under the same bound it would end in the same place.
            notice = refusedToGoOn(model.situation.report)
        default:
            effects.append(.explore(model: model.number))
            notice = "The search goes on."
        }
    }

    private mutating func run(_ effects: inout [Effect]) {
        switch views.last {
        case .library, .entry:
            guard let entry = selectedEntry else { return }
            bugSearches[entry.path] = nil
            effects.append(.replay([entry.path]))
            notice = "\(entry.name) is replayed."
        default: onMain { $0.run() }
        }
    }

    private mutating func edit(_ effects: inout [Effect]) {
        switch views.last {
        case .errors:
            guard let broken else { return }
            let index = min(viewPlaces[.errors]?.cursor ?? 0, max(0, broken.diagnostics.count - 1))
            let line = broken.diagnostics.isEmpty ? 1 : broken.source.line(of: broken.diagnostics[index].span.start)
            effects.append(.edit(path: broken.source.path, line: line))
        case .library, .entry:
            if let entry = selectedEntry {
                effects.append(.edit(path: entry.path, line: entry.damagedLine?.number ?? 1))
            }
        default:
            guard let model else { return }
            let line = SourceRows(Scene(model.situation)).selectedLine ?? 1
            effects.append(.edit(path: lesson?.copyPath ?? model.machine.program.source.path, line: line))
        }
    }

    private mutating func note(_ arguments: [String]) {
        guard let model, let node = meantNode else { return }
        if node == 0 {
            notice = "A note belongs to a step: the start has none."
        } else if arguments.isEmpty {
            dialog = .note(NoteDialog(text: model.situation.play.nodes[node].note ?? "", node: node))
        } else {
            setNote(arguments.joined(separator: " "), node: node)
        }
    }

    mutating func setNote(_ text: String, node: Int) {
        asCommand { play in
            play.setNote(text.isEmpty ? nil : text, of: node)
            if text.isEmpty { return "The note is gone." }
            return node == play.place ? "Noted at this step." : "Noted at step \(play.tree.nodes[node].depth)."
        }
    }

    private mutating func openLibrary(_ effects: inout [Effect]) {
        if views.last == .library {
            views.removeLast()
            return
        }
        if !isLibraryLoaded { effects.append(.loadLibrary) }
        show(.library)
    }
}
