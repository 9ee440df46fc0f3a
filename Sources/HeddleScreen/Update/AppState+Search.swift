internal import HeddleEngine
internal import HeddlePresentation

// Search in the focused pane or view: / n N.
extension AppState {
    mutating func openSearch(_ arguments: [String]) {
        if arguments.isEmpty {
            search = TextSearch()
            return
        }
        let line = arguments.joined(separator: " ")
        if takeFilter(line) { return }
        search = TextSearch(field: TextField(line), isEditing: false)
        goToMatch(forward: true, includingHere: true)
    }

    /// Rows searched at most; what lies beyond is not looked at. Unit: rows.
    private static let searchLimit = 50_000

    mutating func goToMatch(forward: Bool, includingHere: Bool = false) {
        guard let search, !search.field.text.isEmpty else {
            notice = "Nothing is searched for. / begins a search."
            return
        }
        let pattern = search.field.text.lowercased()
        if views.isEmpty, focus == .happensBefore {
            return goToStep(matching: pattern, shown: search.field.text, forward: forward, including: includingHere)
        }
        let (texts, here) = searchedTexts()
        let wanted = Array(pattern.utf8)
        let hits = texts.indices.filter { Self.contains(wanted, in: texts[$0]) }
        guard !hits.isEmpty else {
            notice = "'\(search.field.text)' isn't in this pane."
            return
        }
        let next: Int?
        if forward {
            next = hits.first { includingHere ? $0 >= here : $0 > here } ?? hits.first
        } else {
            next = hits.last { $0 < here } ?? hits.last
        }
        guard let row = next else { return }
        let number = (hits.firstIndex(of: row) ?? 0) + 1
        notice = "Match \(number) of \(hits.count)."
        goToRow(row)
    }

    /// By bytes: thousands of rows are looked through in answer to a key.
    private static func contains(_ pattern: [UInt8], in text: String) -> Bool {
        let bytes = Array(text.lowercased().utf8)
        guard let first = pattern.first, bytes.count >= pattern.count else { return pattern.isEmpty }
        return (0...bytes.count - pattern.count).contains { start in
            bytes[start] == first && bytes[start..<start + pattern.count].elementsEqual(pattern)
        }
    }

    /// The rows of the place in focus as text, and the row that the search starts from.
    private func searchedTexts() -> ([String], here: Int) {
        if let view = views.last {
            let list = viewList(view)
            let place = viewPlaces[view] ?? ListPlace()
            var texts = (0..<min(list.count, Self.searchLimit)).map { list.row($0).line.text }
            // The list's columns cut what an entry says: it is found by its whole title, name and model all the same.
            if views.last == .library {
                for (index, entry) in shownLibrary.prefix(texts.count).enumerated() {
                    texts[index] += "\n" + [entry.title, entry.name, entry.model].joined(separator: "\n")
                }
            }
            return (texts, list.isScrolled ? place.top : list.row(ofItem: place.cursor) ?? 0)
        }
        guard let window = focusedWindow(height: Self.searchLimit) else { return ([], 0) }
        let here: Int
        if focus == .threads {
            here = window.rows.firstIndex { $0.target == .thread(model?.situation.selectedThread ?? 0) } ?? 0
        } else {
            here = paneScroll[focus]?.cursor ?? paneScroll[focus]?.top ?? focusedWindow()?.top ?? 0
        }
        return (window.rows.map(\.line.text), here)
    }

    private mutating func goToRow(_ row: Int) {
        if let view = views.last { return goToRow(row, in: view) }
        if focus == .threads {
            switch focusedWindow(height: Self.searchLimit)?.rows[row].target {
            case .thread(let thread):
                model?.situation.selectedThread = thread
                model?.situation.selectedChoice = nil
            case .choice(let thread, let index):
                model?.situation.selectedThread = thread
                model?.situation.selectedChoice = index
            default: break
            }
            return
        }
        paneScroll[focus, default: PaneScroll()].cursor = row
        let window = focusedWindow()
        paneScroll[focus]?.top = window?.top
    }
}
