internal import HeddleEngine
internal import HeddleLibrary
internal import HeddlePresentation
internal import HeddleProgram

/// The keys on the last line: at most eight that matter here, most useful first, then `: command  ? help`.
///
/// Shape: entries hold the keys as shown and a word or two; the keys come from the live key table.
package struct KeyBar: Hashable, Sendable {
    package struct Entry: Hashable, Sendable {
        package var keys: String
        package var label: String
        /// The key that a click on the entry presses.
        package var key: Key
    }

    package var first: [Entry]
    /// Never dropped.
    package var last: [Entry]
    package var gap: Int

    /// The entries that fit into a width, with the columns of each.
    package func placed(width: Int) -> [(entry: Entry, columns: Range<Int>)] {
        let fixed = last.reduce(0) { $0 + gap + $1.width }
        var result: [(Entry, Range<Int>)] = []
        var column = 1
        for entry in first {
            let lead = result.isEmpty ? 0 : gap
            if column + lead + entry.width + fixed > width { break }
            column += lead
            result.append((entry, column..<column + entry.width))
            column += entry.width
        }
        for entry in last {
            let lead = result.isEmpty ? 0 : gap
            if column + lead + entry.width > width, !result.isEmpty { break }
            column += lead
            result.append((entry, column..<min(width, column + entry.width)))
            column += entry.width
        }
        return result
    }
}

extension KeyBar.Entry {
    var width: Int { CellWidth.of(keys) + 1 + CellWidth.of(label) }
}

/// Entries of the bar by what the user can do here: the state of play, the view, the dialog.
extension KeyBar {
    package init(_ state: AppState) {
        let kind = ScreenClass(state.size)
        let make = Maker(ascii: state.appearance.isASCII, context: state.context, map: state.keyMap)
        self.init(first: [], last: [], gap: kind >= .middle ? 3 : 2)
        if let dialog = state.dialog {
            first = make.dialog(dialog)
        } else if state.search?.isEditing == true {
            first = [make.entry(.enter, "keep"), make.entry(.escape, "drop")]
        } else if let view = state.views.last {
            (first, last) = make.view(view, kind: kind, state: state)
        } else {
            (first, last) = make.main(kind: kind, state: state)
        }
        if kind <= .narrow, last.count > 1 { last.removeAll { $0.key == .character(":") } }
    }

    private struct Maker {
        let ascii: Bool
        let context: KeyContext
        let map: KeyMap

        func entry(_ key: Key, _ label: String, keys: String? = nil) -> Entry {
            Entry(keys: keys ?? key.label(ascii: ascii), label: label, key: key)
        }

        func command(_ command: Command, _ label: String, keys: String? = nil) -> Entry? {
            guard let row = map.rows.first(where: { $0.command == command && $0.counts(in: context) }),
                let key = row.keys.first
            else { return nil }
            return entry(key, label, keys: keys)
        }

        /// A command and its reverse: both keys before one label, `← → back, forward`.
        private func both(_ one: Command, _ other: Command, _ label: String, gap: String = "") -> Entry? {
            guard let first = command(one, label) else { return nil }
            let second = command(other, label).map { gap + $0.keys } ?? ""
            return entry(first.key, label, keys: first.keys + second)
        }

        private func vertical(_ label: String) -> Entry? { both(.up, .down, label, gap: ascii ? " " : "") }

        private var upDown: String { ascii ? "up down" : "↑↓" }
        private var help: [Entry] { [command(.command, "command"), command(.help, "help")].compactMap { $0 } }

        func dialog(_ dialog: Dialog) -> [Entry] {
            let cancel = entry(.escape, "cancel")
            switch dialog {
            case .save(let save):
                let verb = save.known == nil ? "save" : save.remarks == nil ? "open it" : "add to it"
                return [entry(.tab, "next field"), entry(.enter, verb), cancel]
            case .palette:
                return [
                    entry(.up, "choose", keys: upDown), entry(.tab, "complete"), entry(.enter, "run"),
                    entry(.control("r"), "older commands"), cancel,
                ]
            case .note: return [entry(.enter, "keep the note"), cancel]
            case .guess: return [entry(.enter, "that is my answer"), cancel]
            case .confirm: return [entry(.character("y"), "yes"), entry(.character("n"), "no")]
            case .full: return [entry(.escape, "close")]
            }
        }

        func view(_ view: View, kind: ScreenClass, state: AppState) -> (first: [Entry], last: [Entry]) {
            let back = entry(.escape, "back")
            let find = command(.search, "find")
            var first: [Entry?]
            var last = help
            switch view {
            case .findings:
                let report = state.model?.situation.report
                let verb = report?.phase == .running ? "pause" : "go on"
                first = [
                    command(.step, "walk it"), command(.why, "why"), command(.save, "save"),
                    report?.complete == true ? nil : command(.explore, verb),
                    command(.outcomes, "outcomes"), back,
                ]
            case .outcomes:
                first = [
                    vertical("outcome"), command(.step, "walk it"), command(.save, "save"),
                    command(.sort, "sort"), find, back,
                ]
                last = [help.last].compactMap { $0 }
            case .why:
                let passing = kind >= .wide ? "walk the passing schedule" : "walk the passing one"
                first = [
                    vertical("line"), command(.step, "go there"),
                    state.passingSchedule == nil ? nil : command(.passing, passing), command(.save, "save"), back,
                ]
                if kind < .wide { last = [help.last].compactMap { $0 } }
            case .library:
                first = [
                    command(.step, "open"), command(.run, "replay"), command(.replayAll, "replay all"),
                    command(.sort, kind >= .wide ? "sort by next column" : "sort"),
                    command(.chart, state.showsChart ? "entry" : "chart"), find, back,
                ]
                if kind < .wide { last = [help.last].compactMap { $0 } }
            case .entry:
                first = [
                    command(.step, state.entryVerb), state.bugVerb.flatMap { command(.explore, $0) },
                    state.canTakeBackRecord ? command(.undo, "take it back") : nil, command(.run, "replay"),
                    command(.edit, "edit"), back,
                ]
                last = []
            case .errors:
                first = [
                    vertical("error"), command(.edit, "edit in $EDITOR"),
                    state.model == nil ? nil : entry(.escape, "the last good model"),
                ]
            case .help, .marks:
                first = [
                    vertical("scroll"), find, view == .help ? command(.step, "run it") : nil,
                    view == .help ? command(.help, "marks") : nil, back,
                ]
                last = []
            case .start:
                first = [vertical("choose"), command(.step, "open"), find]
                last = help + [command(.quit, "quit")].compactMap { $0 }
            case .learn:
                first = [
                    entry(.enter, "start"), vertical("lesson"), command(.first, "first"), find,
                    state.model == nil ? nil : back,
                ]
                last = [command(.command, "command"), command(.quit, "quit"), command(.help, "help")].compactMap { $0 }
            case .lessonSummary:
                first = [
                    state.nextLesson == nil ? nil : entry(.enter, "next lesson"), vertical("scroll"),
                    command(.lessons, "lessons"), back,
                ]
            case .text, .lessonSolution: first = [vertical("scroll"), find, back]
            }
            return (first.compactMap { $0 }, last)
        }

        // MARK: - The main screen

        func main(kind: ScreenClass, state: AppState) -> (first: [Entry], last: [Entry]) {
            guard let model = state.model else { return ([command(.open, "open")].compactMap { $0 }, help) }
            if state.lesson != nil { return (lesson(kind: kind, state: state, model: model), help) }
            if kind <= .narrow {
                var first = [command(.step, "step"), command(.back, "back")]
                if kind == .narrow { first += [command(.pane, "pane"), command(.why, "why")] }
                return (first.compactMap { $0 }, help)
            }
            if state.isZoomed { return (zoomed(kind, state), help) }
            if kind == .large { return (large, help + [command(.quit, "quit")].compactMap { $0 }) }
            let moves = model.machine.shownMoves(model.node.state)
            let isStart = model.situation.place == 0
            let isWide = kind >= .wide
            let back =
                isStart
                ? nil
                : isWide && !moves.isEmpty
                    ? both(.back, .forward, "back, forward", gap: " ") : command(.back, "back")
            let step = command(.step, "step")
            let goOn = command(.goOn, "go on")
            let why = command(.why, "why")
            let save = command(.save, "save")
            let focus = state.focus == .play ? command(.deleteBranch, "delete branch") : nil
            var first: [Entry?]
            if moves.isEmpty {
                first = [back, why, command(.finding, "next finding"), command(.first, "start"), save]
                if isWide { first.append(command(.outcomes, "outcomes")) }
            } else if model.situation.walk == .byHand {
                let isChoice = model.situation.selectedChoice != nil && model.machine.memoryModel != .sc
                first = isChoice ? [vertical("choose")] : []
                let isForbidden = isChoice && Scene(model.situation).selectedForbidden != nil
                first += [
                    isForbidden ? command(.step, "say why") : step, back, goOn,
                    command(.finding, isWide ? "next finding" : "finding"), why, save,
                ]
            } else {
                let finding = isWide ? both(.finding, .findingBack, "finding", gap: " ") : command(.finding, "finding")
                first = [goOn, back, step, finding, why, save]
            }
            first.append(focus)
            if kind >= .middle { first.append(command(.pane, "pane")) }
            if isWide, model.situation.walk == .byHand { first.append(command(.zoom, "zoom")) }
            return (Array(first.compactMap { $0 }.prefix(8)), help)
        }

        private func zoomed(_ kind: ScreenClass, _ state: AppState) -> [Entry] {
            let isOrder = state.focus == .happensBefore
            let enter = command(.step, isOrder || state.focus == .play ? "go there" : "step")
            let zoom = command(.zoom, "unzoom")
            let back = entry(.escape, "back")
            guard isOrder else {
                return [vertical("scroll"), enter, zoom, back].compactMap { $0 }
            }
            let isWide = kind >= .wide
            let why = command(.why, "why")
            if state.isCausal {
                return [
                    vertical("row"), both(.back, .forward, "step", gap: ascii ? " " : ""), enter,
                    command(.causal, isWide ? "lanes by time" : "lanes"), why, zoom,
                ].compactMap { $0 }
            }
            return [
                vertical("step"), enter, command(.causal, isWide ? "causal layout" : "causal"), why,
                zoom, back,
            ].compactMap { $0 }
        }

        /// In a lesson: what the goal in front asks for comes first.
        private func lesson(kind: ScreenClass, state: AppState, model: ModelInPlay) -> [Entry] {
            let goal = state.currentGoal
            var first: [Entry?] = []
            if state.focus == .goal, state.lesson?.isReached == true {
                let isLast = model.situation.lesson?.isLast == true
                first.append(entry(.enter, isLast ? "what you learnt" : "next goal"))
            } else if state.focus == .goal, goal?.isPrediction == true {
                first.append(entry(.enter, "answer"))
            } else if state.focus == .goal, goal?.isRepair == true {
                first.append(entry(.enter, "edit"))
            } else {
                first.append(command(.step, "step"))
            }
            if state.focus == .goal { first.append(entry(.character("0"), "step", keys: "0 1")) }
            if model.situation.place != 0 { first.append(command(.back, "back")) }
            if state.lesson?.isReached != true { first.append(command(.hint, "hint")) }
            if state.lesson?.isReached == true, model.situation.place != 0 { first.append(command(.why, "why")) }
            if goal?.isRepair == true, !model.situation.report.findings.isEmpty {
                first.append(command(.finding, "finding"))
            }
            first.append(command(.first, "start"))
            if kind >= .middle { first.append(command(.pane, "pane")) }
            if kind > .narrow { first.append(entry(.escape, state.isZoomed ? "unzoom" : "lessons")) }
            return first.compactMap { $0 }
        }

        private var large: [Entry] {
            [
                command(.step, "step"), both(.back, .forward, "back, forward", gap: " "),
                command(.goOn, "go on"), command(.sameThread, "same thread"), command(.finding, "next finding"),
                command(.why, "why"), command(.outcomes, "outcomes"), command(.note, "note"), command(.save, "save"),
                command(.library, "library"), command(.pane, "pane"), command(.zoom, "zoom"),
                command(.search, "search"),
            ].compactMap { $0 }
        }
    }
}
