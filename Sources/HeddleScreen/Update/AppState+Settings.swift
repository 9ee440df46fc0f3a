internal import HeddleEngine
internal import HeddlePresentation
internal import HeddleProgram

/// What happens to the undo stack when the model was read again by a command.
package enum ModelSwap: Sendable {
    /// A command changed it: it can be taken back.
    case changed
    /// Such a command is taken back: the model as it was played before comes back.
    case undone(ModelInPlay)
    /// It is done again.
    case redone(ModelInPlay)
}

// Constants and the memory model: the model is read again, and u brings back what was played before.
extension AppState {
    mutating func set(_ setting: Setting, among settings: [Setting], _ effects: inout [Effect]) {
        swap = .changed
        effects.append(.set(setting, among: settings))
    }

    /// The model can't have a constant so: the palette says why, with the value marked.
    mutating func refuse(_ setting: Setting, _ diagnostics: [Diagnostic]) {
        swap = nil
        let before = "set \(setting.name) "
        var mistake = Mistake(message: "The model can't be read so.")
        if let error = diagnostics.first(where: { $0.severity == .error }) {
            mistake = Mistake(message: error.message, hint: error.hint)
        }
        mistake.columns = before.count..<before.count + setting.value.count
        mend(before + setting.value, mistake)
    }

    /// `:memory tso`
    mutating func setMemory(_ arguments: [String], _ effects: inout [Effect]) {
        guard let model else {
            notice = "No model is open."
            return
        }
        let known = MemoryModel.allCases
        guard let name = arguments.first else { return need("a memory model") }
        guard let wanted = MemoryModel(rawValue: name) else {
            notice = "There is no memory model '\(name)': \(Figures.list(known.map(\.rawValue))) are known."
            return
        }
        if wanted == model.machine.memoryModel {
            notice = "The model runs under \(name) already."
            return
        }
        swap = .changed
        effects.append(.setMemoryModel(wanted))
    }

    /// `:search dfs` says how the model is searched; anything else is looked for in the pane.
    mutating func search(_ arguments: [String], _ effects: inout [Effect]) {
        guard arguments.count == 1, let name = arguments.first, Self.searches.contains(name) else {
            openSearch(arguments)
            if let notice, notice.hasSuffix("isn't in this pane.") {
                self.notice = notice + " How the model is searched: :search bfs, dfs or preemption."
            }
            return
        }
        guard let model else {
            notice = "No model is open."
            return
        }
        switch name {
        case "bfs", "dfs", "preemption":
            effects.append(.setSearch(model: model.number, name))
            notice = "The model is searched anew: \(name)."
        case "dpor":
            notice = "dpor counts executions and keeps no states to look at: heddle check --search dpor."
        default:
            notice = "The search \(name) comes with a later version; the screens know bfs, dfs and preemption."
        }
    }

    static let searches = ["bfs", "dfs", "preemption", "dpor", "random", "pct", "pos"]

    /// The model that a command asked for is there: it comes into play with what is known of its lines.
    mutating func finish(
        _ swap: ModelSwap, _ opened: OpenedModel, old: ModelInPlay, records: UndoStack, _ play: inout Play
    ) {
        let record = UndoRecord(standpoint: old.standpoint, model: old)
        undo = records
        switch swap {
        case .changed:
            replayLines(of: old, in: &play)
            undo.push(record)
        case .undone(let before):
            _ = undo.past.popLast()
            undo.future.append(record)
            restore(before, opened, old: old, &play)
        case .redone(let before):
            _ = undo.future.popLast()
            undo.past.append(record)
            restore(before, opened, old: old, &play)
        }
    }

    /// All lines as they were, where the text is still the same; else as far as they fit. Records of a text that is gone
    /// can't be taken back.
    private mutating func restore(_ before: ModelInPlay, _ opened: OpenedModel, old: ModelInPlay, _ play: inout Play) {
        guard before.digest == opened.digest else {
            undo = UndoStack()
            return replayLines(of: old, in: &play)
        }
        let marks = play.model.situation.marks
        play.model.situation.play = before.situation.play
        play.model.standpoint = before.standpoint
        play.model.situation.marks = marks
        play.model.lastFinding = before.lastFinding
        play.countLines()
    }
}
