internal import HeddleEngine
internal import HeddlePresentation
internal import HeddleProgram

// Keys in views: the cursor, enter, Esc, help.
extension AppState {
    mutating func moveInView(_ view: View, by offset: Int) {
        let page = page(of: view, scene: model.map { Scene($0.situation) })
        let height = page.listRows(layout)
        let isFirst = viewPlaces[view] == nil && view == .help
        var place = viewPlaces[view] ?? ListPlace()
        if page.list.isScrolled {
            place.top = max(0, min(page.list.count - height, Self.sum(place.top, offset)))
        } else {
            // The help shows its cursor from the first move on.
            place.cursor = max(0, min(page.list.items - 1, isFirst ? 0 : Self.sum(place.cursor, offset)))
            place.top = page.list.top(place, height: height)
        }
        viewPlaces[view] = place
    }

    private static func sum(_ a: Int, _ b: Int) -> Int {
        let (result, overflow) = a.addingReportingOverflow(b)
        return overflow ? (b < 0 ? 0 : .max) : result
    }

    /// The list moves under its cursor, which stays where it is as long as it is in sight.
    mutating func scrollView(_ view: View, by offset: Int) {
        let page = page(of: view, scene: model.map { Scene($0.situation) })
        let height = page.listRows(layout)
        var place = viewPlaces[view] ?? ListPlace()
        place.top = max(0, min(page.list.count - height, place.top + offset))
        if !page.list.isScrolled, height > 0 {
            let fixed = page.list.fixedRows(height: height)
            let inSight = (fixed..<height).compactMap { line in
                page.list.row(inLine: line, top: place.top, height: height).flatMap { page.list.row($0).item }
            }
            if let first = inSight.first, let last = inSight.last { place.cursor = max(first, min(last, place.cursor)) }
        }
        viewPlaces[view] = place
    }

    /// A search hit: the cursor goes to its item, or the text to its row.
    mutating func goToRow(_ row: Int, in view: View) {
        let page = page(of: view, scene: model.map { Scene($0.situation) })
        let height = page.listRows(layout)
        var place = viewPlaces[view] ?? ListPlace()
        if page.list.isScrolled {
            place.top = max(0, min(page.list.count - height, row))
        } else if let item = page.list.row(row).item {
            place.cursor = item
            place.top = page.list.top(place, height: height)
        }
        viewPlaces[view] = place
    }

    /// Enter in a view.
    mutating func open(_ effects: inout [Effect]) {
        guard let view = views.last else { return }
        let cursor = viewPlaces[view]?.cursor ?? 0
        switch view {
        case .findings:
            let listed = listedFindings
            guard listed.indices.contains(cursor) else {
                notice = model.map { nothingFound($0.situation.report) }
                return
            }
            onMain { $0.walkFinding(listed[cursor]) }
        case .outcomes:
            let listed = listedOutcomes
            if listed.indices.contains(cursor) { walkOutcome(listed[cursor]) }
        case .library: if let entry = selectedEntry { showEntry(entry) }
        case .entry(let path):
            if recordAgain(path, &effects) { return }
            if selectedEntry?.isDamaged == true { return edit(line: nil, &effects) }
            effects.append(.openEntry(path: path))
            notice = "The entry's model is opened."
        case .help:
            let rows = helpRows
            guard rows.indices.contains(cursor) else { return }
            views.removeAll { $0 == .help }
            let row = rows[cursor]
            if row.argument.isEmpty || row.argument.hasPrefix("[") {
                perform(row.command, [], &effects)
            } else {
                dialog = .palette(PaletteDialog(text: row.command.rawValue + " "))
            }
        case .why(let target): goToStep(ofRow: cursor, target)
        case .errors: edit(line: nil, &effects)
        case .start:
            guard startItems.indices.contains(cursor) else { return }
            switch startItems[cursor] {
            case .file(let path): effects.append(.open(path: path))
            case .learn: openLearn(&effects)
            case .library:
                if !isLibraryLoaded { effects.append(.loadLibrary) }
                show(.library)
            }
        case .learn: openLesson(viewPlaces[.learn]?.cursor ?? 0, &effects)
        case .lessonSummary:
            if let next = nextLesson {
                openLesson(next, &effects)
            } else {
                show(.learn)
            }
        case .marks, .text, .lessonSolution: close()
        }
    }

    private mutating func edit(line: Int?, _ effects: inout [Effect]) { perform(.edit, [], &effects) }

    /// Esc: the dialog, the search, the zoom, the view, in that order. Never quits.
    mutating func close() {
        if dialog != nil {
            dialog = nil
        } else if search != nil {
            search = nil
        } else if views.last == .library, libraryFilter != nil {
            dropFilter()
        } else if let view = views.last {
            if view == .start, model == nil {
                notice = "No model is open. q quits."
                return
            }
            if view == .learn, model == nil, views.count == 1 {
                notice = "No lesson is open. enter starts one, q quits."
                return
            }
            if view == .errors, model == nil {
                if lesson != nil {
                    lesson = nil
                    views = [.learn]
                    return
                }
                notice = "There is no good model yet. q quits."
                return
            }
            views.removeLast()
            if view == .help { viewPlaces[.help] = nil }
        } else if isZoomed {
            isZoomed = false
        } else if lesson != nil {
            show(.learn)
        }
    }

    mutating func quit(_ effects: inout [Effect]) {
        if let view = views.last,
            !(model == nil && (view == .start || view == .errors || view == .learn) && views.count == 1)
        {
            views.removeLast()
            return
        }
        if losesNotes {
            dialog = .confirm(ConfirmDialog(question: "Notes of this session aren't saved. Quit?", deed: .quit))
            return
        }
        hasQuit = true
        effects.append(.quit)
    }

    /// Whether a note would be lost that `:restore` could not bring back: it brings the line that the user is on.
    private var losesNotes: Bool {
        guard let play = model?.situation.play, let place = model?.situation.place else { return false }
        let kept = keepsLine ? Set(play.line(through: place)) : []
        return play.nodes.indices.contains { play.nodes[$0].note != nil && !kept.contains($0) }
    }

    mutating func help(_ arguments: [String], _ effects: inout [Effect]) {
        if let topic = arguments.first {
            if texts[topic] != nil { return show(.text(topic)) }
            effects.append(.readText(topic: topic))
            return
        }
        if views.last == .help {
            show(.marks)
        } else if views.last == .marks {
            views.removeLast()
        } else {
            viewPlaces[.help] = nil
            show(.help)
        }
    }

    // MARK: - Settings

    mutating func set(_ arguments: [String], _ effects: inout [Effect]) {
        guard arguments.count >= 2, let model else { return need("a constant's name and its value") }
        let name = arguments[0]
        let value = arguments.dropFirst().joined(separator: " ")
        guard model.machine.program.constants.contains(where: { $0.name == name }) else {
            let names = model.machine.program.constants.map(\.name).joined(separator: ", ")
            notice = names.isEmpty ? "This model has no constants." : "There is no constant '\(name)': \(names)."
            return
        }
        var settings = model.situation.settings.filter { $0.name != name }
        let setting = Setting(name: name, value: value)
        settings.append(setting)
        let order = model.machine.program.constants.map(\.name)
        settings.sort { (order.firstIndex(of: $0.name) ?? 0) < (order.firstIndex(of: $1.name) ?? 0) }
        set(setting, among: settings, &effects)
    }

    mutating func bound(_ arguments: [String], _ effects: inout [Effect]) {
        let names = ["states", "time", "depth", "memory"]
        guard arguments.count == 2, names.contains(arguments[0]), let model else {
            return need("states, time, depth or memory, and a number")
        }
        effects.append(.setBound(model: model.number, name: arguments[0], value: arguments[1]))
        notice = "The search is bounded: \(arguments[0]) \(arguments[1])."
    }

    mutating func onOff(_ arguments: [String]) -> Bool? {
        switch arguments.first {
        case "on": return true
        case "off": return false
        default:
            need("on or off")
            return nil
        }
    }

    mutating func setMouse(_ isOn: Bool, _ effects: inout [Effect]) {
        appearance.mouse = isOn
        effects.append(.setMouse(isOn))
        notice = isOn ? "The mouse is on; shift leaves it to the terminal." : "The mouse is off."
    }

    mutating func setASCII(_ isOn: Bool) {
        appearance.isASCII = isOn
        model?.situation.marks = Marks(ascii: isOn)
        notice = isOn ? "Lines and marks are drawn in ASCII." : "Lines and marks are drawn in Unicode."
    }

    mutating func setTheme(_ arguments: [String], _ effects: inout [Effect]) {
        guard let kind = arguments.first.flatMap(Theme.Kind.init(rawValue:)) else { return need("dark, light or none") }
        appearance.theme = kind
        effects.append(.keepTheme(kind))
        let name = kind == .none ? "No colours are used" : "The colours are those for a \(kind.rawValue) ground"
        notice = name + (keepsLine ? ", in later sessions too." : ".")
    }
}
