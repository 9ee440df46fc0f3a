internal import HeddleEngine
internal import HeddlePresentation
internal import HeddleProgram

// Keys while a dialog is open.
extension AppState {
    mutating func takeInDialog(_ key: Key, _ effects: inout [Effect]) {
        guard let dialog else { return }
        if key == .escape || key == .control("c") {
            self.dialog = nil
            notice = nil
            return
        }
        switch dialog {
        case .save(let save): take(key, in: save, &effects)
        case .palette(let palette): take(key, in: palette, &effects)
        case .guess(let guess): takeGuess(key, in: guess, &effects)
        case .note(var note):
            if key == .enter {
                self.dialog = nil
                setNote(note.field.text, node: note.node)
            } else if note.field.take(key) {
                self.dialog = .note(note)
            }
        case .confirm(let confirm):
            self.dialog = nil
            guard key == .character("y") || key == .character("Y") else { return }
            switch confirm.deed {
            case .quit:
                hasQuit = true
                effects.append(.quit)
            }
        case .full: self.dialog = nil
        }
    }

    mutating func pasteIntoDialog(_ text: String) {
        switch dialog {
        case .save(var save):
            save.edit { $0.paste(text) }
            dialog = .save(save)
        case .palette(var palette):
            palette.field.paste(text)
            palette.selected = 0
            palette.problem = nil
            dialog = .palette(palette)
        case .note(var note):
            note.field.paste(text)
            dialog = .note(note)
        case .guess(var guess):
            guess.field.paste(text)
            dialog = .guess(guess)
        case .confirm, .full, nil: notice = "Pasted text goes into a text field only."
        }
    }

    // MARK: - Saving

    /// The line of play as a schedule to keep: a counterexample, or whatever fails at the line's end.
    mutating func openSave(_ effects: inout [Effect]) {
        if views.last == .findings || views.last == .outcomes {
            // What is under the cursor becomes the line of play first, as enter would make it.
            open(&effects)
        }
        guard let model else {
            notice = "No model is open."
            return
        }
        let play = model.situation.play
        let line = play.line(through: model.situation.place)
        guard !line.isEmpty else {
            notice = "No step was made yet: there is nothing to save."
            return
        }
        let claim = SaveClaim(model, line: line)
        guard let subject = claim.subject else {
            notice = "Nothing fails at the end of this line: a saved schedule shows what fails."
            return
        }
        queryNumber += 1
        let title = claim.title
        var save = SaveDialog(
            title: title, file: SaveDialog.file(model: model.machine.program.name, title: title),
            tags: SaveDialog.slug(model.machine.program.name), schedule: line.map { play.nodes[$0].transition },
            query: queryNumber)
        for (index, node) in line.enumerated() { if let note = play.nodes[node].note { save.notes[index + 1] = note } }
        save.subject = subject
        save.preemptions = claim.preemptions
        save.fails = claim.words
        dialog = .save(save)
        notice = nil
        effects.append(
            .query(Query(number: queryNumber, content: .knownEntry(model: model.number, schedule: save.schedule))))
    }

    private mutating func take(_ key: Key, in old: SaveDialog, _ effects: inout [Effect]) {
        var save = old
        let fields = SaveDialog.Field.allCases
        switch key {
        case .tab, .down: save.field = fields[(save.field.rawValue + 1) % fields.count]
        case .backTab, .up: save.field = fields[(save.field.rawValue + fields.count - 1) % fields.count]
        case .enter where save.isSaving: return
        case .enter:
            if let known = save.known {
                if save.remarks != nil { return remark(save, on: known, &effects) }
                dialog = nil
                show(.entry(known))
                return
            }
            commit(save, &effects)
            return
        case .left where save.field == .status: save.changeStatus(by: -1)
        case .right where save.field == .status: save.changeStatus(by: 1)
        case .character(" ") where save.field == .status: save.changeStatus(by: 1)
        default: save.edit { _ = $0.take(key) }
        }
        if save.field != .file, !save.isFileEdited, let model {
            save.file.text = SaveDialog.file(model: model.machine.program.name, title: save.title.text)
        }
        dialog = .save(save)
    }

    /// What the user wrote about a bug that is known goes to its entry.
    private mutating func remark(_ old: SaveDialog, on known: String, _ effects: inout [Effect]) {
        guard let model else { return }
        var save = old
        effects.append(
            .remark(
                path: known,
                SaveRequest(
                    model: model.number, schedule: save.schedule, notes: save.notes, title: "", file: "",
                    cause: save.cause.text.trimmed, subject: save.subject)))
        save.isSaving = true
        dialog = .save(save)
        notice = "The entry is being changed."
    }

    mutating func takeRemarked(_ path: String, isChanged: Bool, left: [Int]) {
        if case .save = dialog { dialog = nil }
        show(.entry(path))
        let name = VisibleText.of(path)
        notice = isChanged ? "Added to \(name)." : "\(name) says so already: nothing was written."
        if left.isEmpty { return }
        let steps = Figures.list(left.map(Figures.number))
        notice? += " It has no step for the \(left.count == 1 ? "note on step" : "notes on steps") \(steps)."
    }

    /// Hands the form to the environment; the dialog stays until the file is written.
    private mutating func commit(_ save: SaveDialog, _ effects: inout [Effect]) {
        guard let model else { return }
        let title = save.title.text.trimmed
        let file = save.file.text.trimmed
        if title.isEmpty || file.isEmpty {
            notice = "An entry needs a title and a file."
            return
        }
        if file.hasPrefix("/") || file.split(separator: "/").contains("..") {
            notice = "The file lies below \(libraryDirectory)/: a name without a / at its start and without '..'."
            return
        }
        let tags = save.tags.text.split(separator: ",").map { String($0).trimmed }.filter { !$0.isEmpty }
        effects.append(
            .save(
                SaveRequest(
                    model: model.number, schedule: save.schedule, notes: save.notes, title: title, file: file,
                    status: save.status, tags: tags, cause: save.cause.text.trimmed, subject: save.subject,
                    preemptions: save.preemptions)))
        var save = save
        save.isSaving = true
        dialog = .save(save)
        notice = "The schedule is being written."
    }
}

extension SaveDialog {
    mutating func edit(_ body: (inout TextField) -> Void) {
        switch field {
        case .title: body(&title)
        case .file:
            body(&file)
            isFileEdited = true
        case .tags: body(&tags)
        case .cause: body(&cause)
        case .status: break
        }
    }

    /// Statuses that a new entry may have.
    static let statuses: [LibraryEntry.Status] = [.open, .fixed, .expected]

    mutating func changeStatus(by offset: Int) {
        let index = Self.statuses.firstIndex(of: status) ?? 0
        status = Self.statuses[(index + offset + Self.statuses.count) % Self.statuses.count]
    }

    /// `lost-update/teller-1-9-before-teller-0-10.trace`
    static func file(model: String, title: String) -> String {
        let name = slug(title)
        return slug(model) + "/" + (name.isEmpty ? "schedule" : name) + ".trace"
    }

    /// Lower-case letters and digits, runs of all else as one hyphen. At most 80 characters.
    static func slug(_ text: String) -> String {
        var result = ""
        var isGap = false
        for scalar in text.lowercased().unicodeScalars {
            let isKept = (scalar.value >= 97 && scalar.value <= 122) || (scalar.value >= 48 && scalar.value <= 57)
            if isKept {
                if isGap, !result.isEmpty { result.append("-") }
                result.unicodeScalars.append(scalar)
            }
            isGap = !isKept
            if result.utf8.count >= 80 { break }
        }
        return result
    }
}

extension String {
    /// Without blanks at both ends.
    var trimmed: String {
        var slice = self[...]
        while let first = slice.first, first.isWhitespace { slice.removeFirst() }
        while let last = slice.last, last.isWhitespace { slice.removeLast() }
        return String(slice)
    }
}
