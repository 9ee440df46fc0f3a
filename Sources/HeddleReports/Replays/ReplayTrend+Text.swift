internal import HeddleLibrary
internal import HeddlePresentation

extension ReplayTrend {
    /// `Since the previous run: 1 broken, 2 new.` and a line for each change.
    func text() -> String {
        guard !changes.isEmpty else { return "Since the previous run: nothing has changed.\n" }
        let names = changes.map { VisibleText.of(ReplayWords.name($0.file)) }
        let width = min(60, names.map { CellWidth.of($0) }.max() ?? 0)
        var text = "Since the previous run: \(summary).\n"
        for (change, name) in zip(changes, names) {
            let padding = String(repeating: " ", count: max(0, width - CellWidth.of(name)))
            let kind = change.kind.rawValue
            let column = String(repeating: " ", count: max(1, 9 - kind.utf8.count))
            text += "    \(kind)\(column)\(name)\(padding)  \(Self.words(change))\n"
        }
        return text
    }

    /// `1 broken, 2 new`
    var summary: String {
        let parts = Kind.allCases.compactMap { kind in
            let count = changes.count { $0.kind == kind }
            return count == 0 ? nil : "\(Figures.number(count)) \(kind.rawValue)"
        }
        return parts.isEmpty ? "nothing has changed" : parts.joined(separator: ", ")
    }

    /// `reproduced, now diverged`
    static func words(_ change: Change) -> String {
        func visible(_ text: String?) -> String? {
            text.map { text in
                guard change.kind == .slower, let states = Int(text) else { return VisibleText.of(text) }
                return Figures.count(states, "state")
            }
        }
        switch (visible(change.before), visible(change.now)) {
        case (let before?, let now?): return "\(before), now \(now)"
        case (nil, let now?): return now
        case (let before?, nil): return "was \(before)"
        case (nil, nil): return ""
        }
    }

    struct Document: Encodable {
        struct Entry: Encodable {
            var file: String
            var before: Nullable<String>
            var now: Nullable<String>
        }
        struct Slower: Encodable {
            var file: String
            var before: Int
            var now: Int
        }
        var broken: [Entry]
        var changed: [Entry]
        var fixed: [Entry]
        var gone: [Entry]
        var new: [Entry]
        var slower: [Slower]
    }

    var document: Document {
        func entries(_ kind: Kind) -> [Document.Entry] {
            changes.filter { $0.kind == kind }.map {
                Document.Entry(file: $0.file, before: Nullable($0.before), now: Nullable($0.now))
            }
        }
        let slower = changes.filter { $0.kind == .slower }.map {
            Document.Slower(
                file: $0.file, before: $0.before.flatMap { Int($0) } ?? 0, now: $0.now.flatMap { Int($0) } ?? 0)
        }
        return Document(
            broken: entries(.broken), changed: entries(.changed), fixed: entries(.fixed), gone: entries(.gone),
            new: entries(.new), slower: slower)
    }
}
