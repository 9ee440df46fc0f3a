internal import HeddleEngine
internal import HeddlePresentation

extension AppState {
    /// Where keys are looked up now.
    package var context: KeyContext {
        switch views.last {
        case nil: return lesson == nil ? .main : .lesson
        case .findings: return .findings
        case .outcomes: return .outcomes
        case .why: return .why
        case .library: return .library
        case .entry: return .entry
        case .errors: return .errors
        case .start: return .start
        case .learn: return .learn
        case .lessonSummary: return .summary
        case .help, .marks: return .help
        case .text, .lessonSolution: return .text
        }
    }

    mutating func take(_ event: InputEvent, _ effects: inout [Effect]) {
        switch event {
        case .key(let key): take(key, &effects)
        case .mouse(let mouse): if appearance.mouse { take(mouse, &effects) }
        case .paste(let text): paste(text)
        case .resize(let size): self.size = size
        case .resumed: effects.append(.redraw)
        case .terminate:
            hasQuit = true
            effects.append(.quit)
        case .wake: break
        }
    }

    private mutating func paste(_ text: String) {
        if search?.isEditing == true {
            search?.field.paste(text)
        } else if dialog != nil {
            pasteIntoDialog(text)
        } else {
            notice = "Pasted text goes into a text field only."
        }
    }

    /// A key: to the dialog, to the search field, or to the key table.
    mutating func take(_ key: Key, _ effects: inout [Effect]) {
        let wasArmed = isQuitArmed
        isQuitArmed = false
        lastClick = nil
        switch key {
        case .control("z"):
            effects.append(.suspend)
            return
        case .control("l"):
            effects.append(.redraw)
            return
        default: break
        }
        if dialog != nil {
            takeInDialog(key, &effects)
            return
        }
        if search?.isEditing == true, takeInSearch(key) { return }
        if key == .escape || key == .control("c"), stopAsking(&effects) { return }
        if key == .control("c"), stopLooking(&effects) { return }
        guard let row = keyMap.row(for: key, in: context) else {
            refuse(key)
            return
        }
        notice = nil
        lastCommand = LastCommand(key: key.label(ascii: appearance.isASCII), command: row.title)
        let arguments = keyMap.arguments(of: key)
        if !arguments.isEmpty {
            performWords(row.command, arguments.joined(separator: " "), &effects)
        } else if row.command == .thread, case .character(let digit) = key {
            lastCommand = LastCommand(key: String(digit), command: "thread \(digit)")
            perform(.thread, [String(digit)], &effects)
        } else if isCausalZoomed, key != .backspace, row.command == .back || row.command == .forward {
            lastCommand?.command = "step"
            moveInRow(by: row.command == .back ? -1 : 1)
        } else if row.command == .stop {
            stop(again: wasArmed, &effects)
        } else {
            perform(row.command, [], &effects)
        }
    }

    /// A key that does nothing here: where it works, if it does anywhere.
    private mutating func refuse(_ key: Key) {
        let label = key.label(ascii: appearance.isASCII)
        let rows = keyMap.rows.filter { $0.keys.contains(key) }
        guard let first = rows.first else {
            lastCommand = nil
            notice = "\(label) means nothing here. ? lists the keys."
            return
        }
        lastCommand = LastCommand(key: label, command: first.title)
        let places = KeyContext.allCases.filter { place in rows.contains { $0.contexts.contains(place) } }.map(\.name)
        notice =
            places.count > 3
            ? "\(label) does nothing here." : "\(label) does nothing here: it works in \(Figures.list(places))."
    }

    /// Typing into the search field; false: the key is none of its.
    private mutating func takeInSearch(_ key: Key) -> Bool {
        switch key {
        case .escape, .control("c"): search = nil
        case .enter:
            search?.isEditing = false
            if let line = search?.field.text, takeFilter(line) {
                if line.trimmed.isEmpty { search = nil }
            } else if search?.field.text.isEmpty == true {
                search = nil
            } else {
                goToMatch(forward: true, includingHere: true)
            }
        default: _ = search?.field.take(key)
        }
        return true
    }

    /// False where none runs.
    mutating func stopSearch(_ effects: inout [Effect]) -> Bool {
        guard let model, model.situation.report.phase == .running else { return false }
        effects.append(.stop(model: model.number))
        notice = "The search is stopped; what it found stays."
        return true
    }

    /// ctrl-c: the search; on the idle main screen a second one quits.
    private mutating func stop(again: Bool, _ effects: inout [Effect]) {
        if stopSearch(&effects) { return }
        if again {
            hasQuit = true
            effects.append(.quit)
            return
        }
        isQuitArmed = true
        notice = "Nothing runs. ctrl-c again quits."
    }

    mutating func show(_ view: View) {
        if views.last == view { return }
        views.removeAll { $0 == view }
        views.append(view)
        search = nil
    }
}
