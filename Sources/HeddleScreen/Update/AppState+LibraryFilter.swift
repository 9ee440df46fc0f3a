package import HeddleLibrary
internal import HeddlePresentation

/// Which entries the library's list shows.
package struct LibraryFilter: Sendable {
    /// As the user typed it.
    package var text: String
    package var filter: EntryFilter

    func admits(_ entry: LibraryEntry) -> Bool {
        var facts = EntryFilter.Facts(
            status: entry.isDamaged ? nil : SavedSchedule.Status(rawValue: entry.status.rawValue))
        facts.tags = entry.tags
        facts.likelihood = entry.hardness.likelihood
        facts.depth = entry.hardness.depth?.value
        facts.preemptions = entry.preemptions
        facts.texts = [
            entry.name, entry.title, entry.model, entry.property, entry.claim, entry.source, entry.cause,
        ]
        return filter.admits(facts)
    }
}

// The library's search field takes the filters of `heddle library list` too.
extension AppState {
    /// The entries that the list shows.
    var shownLibrary: [LibraryEntry] { filteredLibrary ?? library }

    /// What may stand in the search field of the library.
    static let filterHint =
        "text, or " + EntryFilter.Name.allCases.filter { $0 != .text }.map { $0.rawValue + "=" }.joined(separator: " ")

    /// A line of the search field; false: it has no filter, and is searched for.
    mutating func takeFilter(_ line: String) -> Bool {
        guard views.last == .library else { return false }
        if line.trimmed.isEmpty {
            if libraryFilter != nil { dropFilter() }
            return true
        }
        do {
            guard let filter = try EntryFilter.parse(line) else { return false }
            search = nil
            narrow(to: LibraryFilter(text: line.trimmed, filter: filter))
            let all = Figures.count(library.count, "entry", plural: "entries")
            notice = "\(Figures.number(shownLibrary.count)) of \(all); esc shows all."
        } catch {
            search = nil
            notice = VisibleText.of(error.message)
        }
        return true
    }

    mutating func dropFilter() {
        search = nil
        narrow(to: nil)
        notice = "All entries are shown."
    }

    /// The cursor stays on its entry where that is still shown.
    private mutating func narrow(to filter: LibraryFilter?) {
        let selected = selectedEntry?.path
        libraryFilter = filter
        filterLibrary()
        let index = shownLibrary.firstIndex { $0.path == selected } ?? 0
        viewPlaces[.library] = ListPlace(cursor: index)
    }

    mutating func filterLibrary() {
        filteredLibrary = libraryFilter.map { filter in library.filter(filter.admits) }
    }
}
