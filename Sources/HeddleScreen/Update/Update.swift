internal import HeddleEngine
internal import HeddleLibrary
internal import HeddlePresentation
internal import HeddleProgram

/// Takes one message into the state; gives what the environment shall do.
///
/// Pure: no files, no clock, no search. Single steps run on the machine right here; whatever may take longer is an
/// effect that carries the model's number, and a late answer is dropped.
package func update(_ state: inout AppState, _ message: Message) -> [Effect] {
    var effects: [Effect] = []
    switch message {
    case .input(let event): state.take(event, &effects)
    case .commandLine(let line): state.run(line: line, &effects)
    case .modelLoaded(let opened):
        state.open(opened, &effects)
        state.followReading(of: opened, &effects)
    case .lesson(let told): state.take(told, &effects)
    case .modelBroken(let broken):
        state.broken = broken
        state.swap = nil
        state.timesRead += 1
        state.viewPlaces[.errors] = ListPlace()
        if state.views.last != .errors { state.views.append(.errors) }
        if state.lesson?.copyPath == broken.source.path { state.lesson?.repair = (.broken, "") }
    case .settingRefused(let setting, let diagnostics): state.refuse(setting, diagnostics)
    case .report(let number, let report, let judgement, let outcomes):
        guard state.model?.number == number else { break }
        state.model?.situation.report = report
        state.model?.situation.judgement = judgement
        state.model?.situation.outcomes = outcomes
        state.model?.fatesAsked = 0
    case .fates(let number, let fates):
        guard state.model?.number == number else { break }
        state.take(fates)
    case .prospects(let number, let node, let prospects):
        guard state.model?.number == number else { break }
        state.take(prospects, of: node)
    case .explained(let number, let target, let words):
        guard state.model?.number == number else { break }
        state.model?.situation.explanations[target] = words
        state.pointAtDecision(target)
    case .libraryLoaded(let entries):
        state.isLibraryKnown = true
        state.takeLibrary(entries)
    case .replayed(let entries): state.takeReplayed(entries)
    case .bugLookedFor(let entry): state.takeSearched(entry)
    case .recordedAgain(let entry, let canTakeBack): state.takeRecorded(entry, canTakeBack: canTakeBack)
    case .saved(let path):
        if case .save = state.dialog { state.dialog = nil }
        state.notice = "Saved as \(path)."
        effects.append(.loadLibrary)
    case .remarked(let path, let isChanged, let left):
        state.takeRemarked(path, isChanged: isChanged, left: left)
        effects.append(.loadLibrary)
    case .saveFailed(let reason):
        if case .save(var save) = state.dialog {
            save.isSaving = false
            state.dialog = .save(save)
        }
        state.notice = "Nothing was saved: \(reason)"
    case .folderRead(let files): state.startFiles = files
    case .queryAnswered(let answer): state.take(answer)
    case .wayProgress(let number, let states): state.takeProgress(number, states: states)
    case .reloadFailed(let reason):
        state.swap = nil
        state.notice = reason
    case .fileGone(let path): state.loseFile(path)
    case .historyRead(let lines): state.commandHistory = lines + state.commandHistory
    case .filesListed(let prefix, let files): state.complete(files: files, prefix: prefix)
    case .textRead(let title, let lines):
        state.texts[title] = lines
        state.show(.text(title))
    case .notice(let sentence): state.notice = sentence
    }
    state.model?.situation.followOrder()
    state.model?.situation.followMemory()
    // What a smaller terminal moved stands again where it stood when that has grown.
    if case .input(.resize) = message {} else { state.followSource() }
    state.dropAsking(&effects)
    state.watchGoal(&effects)
    state.askFates(&effects)
    state.askProspects(&effects)
    state.askExplanation(&effects)
    return effects
}

extension AppState {
    /// A model comes into play: a new one at its start; the same file again with the line of play replayed on it.
    mutating func open(_ opened: OpenedModel, _ effects: inout [Effect]) {
        let old = model
        let marks = Marks(ascii: appearance.isASCII)
        var play = Play(ModelInPlay(opened, marks: marks))
        broken = nil
        timesRead += 1
        views.removeAll { $0 == .errors || $0 == .start || $0 == .learn || $0.isOfLine }
        viewPlaces = viewPlaces.filter { !$0.key.isOfLine }
        let records = undo
        let swap = swap
        self.swap = nil
        undo = UndoStack()
        if let asking { effects.append(.stopQuery(asking.number)) }
        asking = nil
        notice = nil
        // A note belongs to a step of the lines that were there.
        if case .note = dialog { dialog = nil }
        if let old, let swap, opened.entry == nil {
            finish(swap, opened, old: old, records: records, &play)
        } else if let entry = opened.entry {
            views = []
            open(entry, in: &play)
        } else if let old, old.machine.program.source.path == opened.machine.program.source.path {
            replayLines(of: old, in: &play)
        }
        model = play.model
        if old?.machine.program.source.path != opened.machine.program.source.path { paneScroll[.source] = nil }
        keepOrderView(of: old)
        frontsNode = nil
        followPlace()
        takeLibrary(library)
        if wantsReason, opened.entry != nil { why() }
        wantsReason = false
        if !isConcealed { effects.append(.explore(model: opened.number)) }
    }

    private mutating func open(_ entry: OpenedEntry, in play: inout Play) {
        let made = play.walk(entry.schedule, entry: entry.name)
        let line = play.tree.line(through: 0)
        for (step, note) in entry.notes.sorted(by: { $0.key < $1.key }) where step >= 1 && step <= line.count {
            play.setNote(note, of: line[step - 1])
        }
        var bookmarks: [PlayTree.Bookmark] = []
        for (step, names) in entry.bookmarks.sorted(by: { $0.key < $1.key }) where step >= 0 && step <= line.count {
            bookmarks += names.map { PlayTree.Bookmark(name: $0, node: step == 0 ? 0 : line[step - 1]) }
        }
        play.setBookmarks(bookmarks)
        if made < entry.recordedSteps {
            _ = play.goToEnd()
            notice = "Step \(made + 1) can't run any more: go on from here by hand."
        } else if let remark = entry.remark {
            let words = VisibleText.of(remark)
            notice = words.prefix(1).uppercased() + words.dropFirst() + "."
        }
    }

    /// The lines of play on the new reading of the model, the current one last: as far as each step still stands
    /// there, at its statement.
    mutating func replayLines(of old: ModelInPlay, in play: inout Play) {
        notice = "The model was read again."
        let tree = old.situation.play
        let line = tree.line(through: old.situation.place)
        if line.isEmpty { return }
        for name in tree.names {
            let other = tree.line(through: name.leaf)
            if line.starts(with: other) { continue }
            switch name.kind {
            case .own, .made: _ = replay(other, of: old, as: name.kind, in: &play)
            case .finding, .entry: continue
            }
        }
        let name = tree.names.last { $0.leaf == line.last }?.kind
        var kind = PlayTree.LineName.Kind.own(Play.nextLetter(play.tree.names))
        switch name {
        case .own?, .made?: kind = name ?? kind
        default: break
        }
        let made = replay(line, of: old, as: kind, in: &play)
        let depth = min(old.node.depth, made.count)
        play.stand(at: depth == 0 ? 0 : made[depth - 1])
        play.countLines()
        notice = "The model was read again, and the line still fits."
        if made.count < line.count {
            let lost = tree.nodes[line[made.count]]
            let thread = VisibleText.of(old.machine.threadName(lost.event.thread, in: lost.state))
            let step = StepLetters(machine: old.machine, state: lost.state, marks: marks).text(lost.event)
            notice = "Step \(made.count + 1) no longer fits: \(thread) \(step). The line ends before it."
        }
    }

    /// One line on the new reading; gives its nodes as far as it goes.
    private func replay(
        _ line: [Int], of old: ModelInPlay, as kind: PlayTree.LineName.Kind, in play: inout Play
    ) -> [Int] {
        let nodes = line.map { old.situation.play.nodes[$0] }
        let steps = nodes.compactMap { node in
            old.machine.anchor(of: node.event, names: ValueWords(machine: old.machine, state: node.state))
                .map { RecordedStep(anchor: $0, choice: node.event.choiceText, action: "") }
        }
        let made = play.load(
            Replay(machine: play.model.machine, steps: steps).trace.steps.map(\.transition), named: kind)
        for (node, old) in zip(made, nodes) where old.note != nil { play.setNote(old.note, of: node) }
        var bookmarks = play.tree.bookmarks
        for mark in old.situation.play.bookmarks where !bookmarks.contains(where: { $0.name == mark.name }) {
            if mark.node == 0 { bookmarks.append(mark) }
            guard let step = line.firstIndex(of: mark.node), step < made.count else { continue }
            bookmarks.append(PlayTree.Bookmark(name: mark.name, node: made[step]))
        }
        play.setBookmarks(bookmarks)
        return made
    }

    mutating func takeLibrary(_ entries: [LibraryEntry]) {
        let selected = selectedEntry?.path
        library = entries
        sortLibrary()
        if let selected, let index = shownLibrary.firstIndex(where: { $0.path == selected }) {
            viewPlaces[.library, default: ListPlace()].cursor = index
        } else if !isLibraryLoaded {
            viewPlaces[.library, default: ListPlace()].cursor = shownLibrary.firstIndex { $0.isNotAsExpected } ?? 0
        }
        if !entries.isEmpty { isLibraryLoaded = true }
        shareLibrary()
    }

    mutating func takeReplayed(_ entries: [LibraryEntry]) {
        var known: [String: Int] = [:]
        for (index, entry) in library.enumerated() { known[entry.path] = index }
        var all = library
        for entry in entries { if let index = known[entry.path] { all[index] = entry } }
        library = all
        shareLibrary()
        guard let last = entries.last else { return }
        notice =
            entries.count == 1
            ? "\(last.name): \(last.replay.word)."
            : "\(Figures.count(entries.count, "entry", plural: "entries")) replayed; "
                + "\(entries.count { $0.isNotAsExpected }) not as expected."
    }

    /// The Library pane lists the entries of the model in play.
    private mutating func shareLibrary() {
        guard let model, isLibraryKnown else { return }
        let name = model.machine.program.name
        self.model?.situation.entries = library.filter { $0.model == name }
    }

    mutating func take(_ fates: [Int: Bool]) {
        model?.situation.fates.merge(fates)
    }

    /// Where every run fails is a point of no return, also if only the look-ahead knows it.
    mutating func take(_ prospects: Prospects, of node: Int) {
        guard let play = model?.situation.play, play.nodes.indices.contains(node) else { return }
        model?.situation.prospects[node] = prospects
        note(prospects.state, of: node, isFinal: prospects.isFinal)
        for child in play.nodes[node].children {
            guard let outlook = prospects.moves[play.nodes[child].transition] else { continue }
            note(outlook, of: child, isFinal: prospects.isFinal)
        }
    }

    /// What is not known to be lost counts as not lost once nobody looks any further.
    private mutating func note(_ outlook: Outlook, of node: Int, isFinal: Bool) {
        if outlook.isDoomed {
            model?.situation.fates[node] = true
        } else if outlook.isWhole || isFinal, model?.situation.fates[node] == nil {
            model?.situation.fates[node] = false
        }
    }

    mutating func take(_ answer: Answer) {
        switch answer.content {
        case .knownEntry(let path):
            guard case .save(var dialog) = dialog, dialog.query == answer.number else { return }
            dialog.known = path
            dialog.isKnownAsked = true
            self.dialog = .save(dialog)
        case .hardness(let hardness):
            guard case .save(var dialog) = dialog, dialog.query == answer.number else { return }
            dialog.hardness = hardness
            self.dialog = .save(dialog)
        case .way(let outcome, let way): takeWay(outcome, way, number: answer.number)
        case .wayRefused(let refusal): takeRefusal(refusal, number: answer.number)
        case .wayToViolation(let node, let way):
            guard answer.number == queryNumber, model?.situation.place == node else { return }
            asCommand { play in
                guard let way, !way.isEmpty else { return play.stepSelected() }
                return play.begin(way)
            }
        }
    }

    /// Whenever the user stands somewhere else, it is looked ahead from there.
    mutating func askProspects(_ effects: inout [Effect]) {
        guard let model, model.prospectsAsked != model.situation.place, !isConcealed else { return }
        let place = model.situation.place
        self.model?.prospectsAsked = place
        if model.situation.prospects[place]?.isFinal == true { return }
        effects.append(
            .query(Query(number: 0, content: .prospects(model: model.number, node: place, model.node.state))))
    }

    /// Once the graph is there, every new step is asked whether a run that passes is left behind it.
    mutating func askFates(_ effects: inout [Effect]) {
        guard let model, model.situation.report.complete else { return }
        let nodes = model.situation.play.nodes
        guard model.fatesAsked < nodes.count else { return }
        var states: [Int: State] = [:]
        for node in model.fatesAsked..<nodes.count { states[node] = nodes[node].state }
        self.model?.fatesAsked = nodes.count
        effects.append(.query(Query(number: 0, content: .fates(model: model.number, states))))
    }
}
