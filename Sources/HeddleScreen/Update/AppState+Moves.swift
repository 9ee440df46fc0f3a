internal import HeddleEngine
internal import HeddlePresentation
internal import HeddleProgram

// Steps along and off the line of play. Each command leaves one record for undo.
extension AppState {
    /// Runs a change of the model in play as one command: its record goes onto the undo stack if it moved anything.
    mutating func asCommand(_ body: (inout Play) -> String?) {
        guard model != nil else {
            notice = "No model is open."
            return
        }
        // The model moves out of the state while it is changed, so that its tree isn't copied.
        var play = Play(model.take()!)
        let before = play.model.standpoint
        let sentence = body(&play)
        if play.model.standpoint != before || !play.edits.isEmpty {
            undo.push(UndoRecord(standpoint: before, edits: play.edits))
        }
        if play.model.situation.place != before.place { followPlace() }
        model = play.model
        notice = sentence
    }

    /// Panes follow the place again, until the user scrolls.
    mutating func followPlace() {
        for pane in Pane.allCases {
            paneScroll[pane]?.top = nil
            paneScroll[pane]?.cursor = nil
        }
    }

    /// Source keeps its lines in sight as long as the selected step is in their middle half.
    mutating func followSource() {
        guard let situation = model?.situation, let height = layout.place(of: .source)?.body.rows else { return }
        paneScroll[.source, default: PaneScroll()].followed = SourceSight.top(
            kept: paneScroll[.source]?.followed, line: situation.selectedLine,
            count: situation.machine.program.source.lineCount, height: height)
    }

    mutating func undoCommand(_ effects: inout [Effect]) {
        if let before = undo.past.last?.model { return bringBack(before, .undone(before), &effects) }
        replay(from: \.past, to: \.future, empty: "Nothing to take back.")
    }

    mutating func redoCommand(_ effects: inout [Effect]) {
        if let after = undo.future.last?.model { return bringBack(after, .redone(after), &effects) }
        replay(from: \.future, to: \.past, empty: "Nothing to do again.")
    }

    /// The model is read as it was then; the record goes once it is there.
    private mutating func bringBack(_ other: ModelInPlay, _ swap: ModelSwap, _ effects: inout [Effect]) {
        self.swap = swap
        if other.machine.memoryModel != model?.machine.memoryModel {
            effects.append(.setMemoryModel(other.machine.memoryModel))
        } else {
            effects.append(.reload(settings: other.situation.settings))
        }
    }

    private mutating func replay(
        from source: WritableKeyPath<UndoStack, [UndoRecord]>, to target: WritableKeyPath<UndoStack, [UndoRecord]>,
        empty: String
    ) {
        guard model != nil, let record = undo[keyPath: source].popLast() else {
            notice = empty
            return
        }
        var play = Play(model.take()!)
        let before = play.model.standpoint
        play.takeBack(record.edits)
        play.model.standpoint = record.standpoint
        undo[keyPath: target].append(UndoRecord(standpoint: before, edits: play.edits))
        play.countLines()
        model = play.model
        followPlace()
    }
}

extension Optional {
    /// The value, leaving nil behind.
    fileprivate mutating func take() -> Wrapped? {
        let value = self
        self = nil
        return value
    }
}
