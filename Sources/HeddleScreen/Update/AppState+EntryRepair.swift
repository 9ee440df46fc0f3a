internal import HeddlePresentation

// An entry that no longer runs as recorded: looked for by another way, recorded again, taken back (screens.md section 7).
extension AppState {
    /// The page of an entry opens where its replay had to leave the record.
    mutating func showEntry(_ entry: LibraryEntry) {
        show(.entry(entry.path))
        guard viewPlaces[.entry(entry.path)] == nil, case .diverged(let step, _) = entry.replay, step > 4 else {
            return
        }
        let page = entryPage(entry.path)
        let top = max(0, min(page.list.count - page.listRows(layout), step - 4))
        viewPlaces[.entry(entry.path)] = ListPlace(top: top)
    }

    private var openEntry: LibraryEntry? {
        guard case .entry(let path)? = views.last else { return nil }
        return library.first { $0.path == path }
    }

    /// What enter does with the open entry.
    var entryVerb: String {
        guard let entry = selectedEntry else { return "walk it" }
        switch entry.replay {
        case .diverged(let step, _): return "go on from \(step) by hand"
        case .repaired where bugSearches[entry.path] == .ended: return "record it again"
        case .stale: return "open its model"
        case .damaged: return "edit the file"
        default: return "walk it"
        }
    }

    /// What x does with the open entry; nil: nothing.
    var bugVerb: String? {
        guard let entry = openEntry else { return nil }
        switch (entry.replay, bugSearches[entry.path]) {
        case (.diverged, nil): return "look for the same bug"
        case (.diverged, .ended): return "look again"
        case (.repaired, nil): return "record it again"
        default: return nil
        }
    }

    var canTakeBackRecord: Bool { openEntry.map { bugSearches[$0.path] == .recorded } ?? false }

    /// x on an entry.
    mutating func lookForBug(_ effects: inout [Effect]) {
        guard let entry = openEntry else { return }
        if bugSearches[entry.path] == .looking { return }
        switch entry.replay {
        case .diverged:
            bugSearches[entry.path] = .looking
            effects.append(.lookForBug(path: entry.path))
        case .repaired: bugSearches[entry.path] = .ended
        case .pending: notice = "It isn't replayed yet: r replays it."
        default: notice = nothingToLookFor(entry)
        }
    }

    private func nothingToLookFor(_ entry: LibraryEntry) -> String {
        let why: String
        switch entry.replay {
        case .reproduced: why = "it fails as recorded"
        case .passes(allStates: true): why = "no state of its model fails so"
        case .passes: why = "it no longer fails where it was recorded"
        case .different(let words): why = "it fails in another way now: \(VisibleText.of(words))"
        case .stale(let reason): why = VisibleText.of(reason)
        case .damaged: why = "its file can't be read"
        case .skipped: why = "it is retired, and isn't replayed"
        case .pending, .repaired, .diverged: why = "it has its answer"
        }
        return "There is nothing to look for: \(why)."
    }

    /// ctrl-c while an entry's bug is looked for; false: none is.
    mutating func stopLooking(_ effects: inout [Effect]) -> Bool {
        guard bugSearches.values.contains(.looking) else { return false }
        effects.append(.stopLooking)
        return true
    }

    /// enter on an entry; false: there is nothing to record again.
    mutating func recordAgain(_ path: String, _ effects: inout [Effect]) -> Bool {
        guard let entry = openEntry, entry.path == path, bugSearches[path] == .ended, case .repaired = entry.replay
        else { return false }
        effects.append(.recordAgain(path: path))
        return true
    }

    /// u on an entry that was recorded again; false: it was not.
    mutating func takeBackRecord(_ effects: inout [Effect]) -> Bool {
        guard canTakeBackRecord, let entry = openEntry else { return false }
        effects.append(.takeBackRecord(path: entry.path))
        return true
    }

    mutating func takeSearched(_ entry: LibraryEntry) {
        bugSearches[entry.path] = .ended
        notice = nil
        replace(entry)
    }

    mutating func takeRecorded(_ entry: LibraryEntry, canTakeBack: Bool) {
        bugSearches[entry.path] = canTakeBack ? .recorded : nil
        viewPlaces[.entry(entry.path)] = nil
        replace(entry)
        let name = VisibleText.of(entry.name)
        notice = canTakeBack ? nil : "\(name) is as it was recorded before."
    }

    private mutating func replace(_ entry: LibraryEntry) {
        guard let index = library.firstIndex(where: { $0.path == entry.path }) else { return }
        library[index] = entry
        takeLibrary(library)
    }

    /// The sentence of an entry's page: what its replay came to, and what can be done.
    func entrySentence(_ entry: LibraryEntry) -> String {
        let phase = bugSearches[entry.path]
        switch (entry.replay, phase) {
        case (_, .looking): return "The same bug is looked for by another way…"
        case (_, .recorded):
            return "Recorded again, and measured; u takes it back."
        case (.diverged, .ended): return "Not known: the bug was not met, and not all states were visited."
        case (.diverged(let step, _), nil):
            let count = entry.steps.count
            return step > count
                ? "It isn't over after its last step, \(count): x looks for the same bug by another way."
                : "Step \(step) can't run: x looks for the same bug by another way."
        case (.passes(allStates: true), _): return "No longer fails: all states were visited."
        case (.repaired(let repaired), .ended):
            return "Reproduced by another way; enter records it. \(sentence(repaired))"
        case (.repaired(let repaired), nil): return "Shown again, not quite as recorded. \(sentence(repaired))"
        case (.stale(let reason), _), (.damaged(let reason), _):
            return "It can't be replayed: \(VisibleText.of(reason))."
        default: return "Enter opens it on its model."
        }
    }

    private func sentence(_ repaired: LibraryEntry.Repaired) -> String {
        let words = VisibleText.of(repaired.words)
        return words.prefix(1).uppercased() + words.dropFirst() + "."
    }
}
