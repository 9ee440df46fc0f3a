extension EntryFilter {
    /// The conditions as words of one line: `status=open at-most=1/100 min-depth=3`, named as the options of `library list`.
    package enum Name: String, CaseIterable, Sendable {
        case status, tag
        case atMost = "at-most"
        case minDepth = "min-depth"
        case minPreemptions = "min-preemptions"
        case text
    }

    /// What is wrong with such a line.
    package enum Mistake: Error, Hashable, Sendable {
        case unknownName(String)
        case badValue(Name, String)

        /// A sentence; what the user typed stands in it as it is.
        package var message: String {
            switch self {
            case .unknownName(let name):
                let names = Name.allCases.map { $0.rawValue + "=" }.joined(separator: " ")
                return "There is no filter '\(name)=': \(names)"
            case .badValue(.status, let value):
                let statuses = SavedSchedule.Status.allCases.map(\.rawValue).joined(separator: ", ")
                return "'\(value)' is no status: \(statuses)."
            case .badValue(.atMost, let value):
                return "'\(value)' is no chance from 0 to 1, as 1/100 or 0.01."
            case .badValue(let name, let value):
                return value.isEmpty
                    ? "\(name.rawValue)= needs a value." : "\(name.rawValue)= needs a number, not '\(value)'."
            }
        }
    }

    /// A line of conditions; words without `=` are looked for as text. nil: the line has no condition.
    package static func parse(_ line: String) throws(Mistake) -> EntryFilter? {
        var filter = EntryFilter()
        var words: [String] = []
        var hasCondition = false
        for word in line.split(separator: " ") {
            guard let (name, value) = condition(word) else {
                words.append(String(word))
                continue
            }
            guard let name = Name(rawValue: name) else { throw .unknownName(name) }
            hasCondition = true
            try filter.add(name, value, &words)
        }
        filter.text = words.joined(separator: " ")
        return hasCondition ? filter : nil
    }

    private mutating func add(_ name: Name, _ value: String, _ words: inout [String]) throws(Mistake) {
        if value.isEmpty { throw .badValue(name, value) }
        switch name {
        case .status:
            guard let status = SavedSchedule.Status(rawValue: value) else { throw .badValue(name, value) }
            statuses.insert(status)
        case .tag: tags.append(value)
        case .atMost:
            guard let chance = Self.chance(value) else { throw .badValue(name, value) }
            mostLikely = chance
        case .minDepth:
            guard let depth = Int(value) else { throw .badValue(name, value) }
            leastDepth = depth
        case .minPreemptions:
            guard let count = Int(value) else { throw .badValue(name, value) }
            leastPreemptions = count
        case .text: words.append(value)
        }
    }

    /// `min-depth=3`, with or without the hyphens of an option; nil: the word is text.
    private static func condition(_ word: Substring) -> (name: String, value: String)? {
        guard let sign = word.firstIndex(of: "=") else { return nil }
        var name = word[..<sign]
        if name.hasPrefix("--") { name = name.dropFirst(2) }
        guard !name.isEmpty, name.allSatisfy({ ("a"..."z").contains($0) || $0 == "-" }) else { return nil }
        return (String(name), String(word[word.index(after: sign)...]))
    }

    /// A chance from 0 to 1 as `1/100` or `0.01`; nil: it is none.
    package static func chance(_ text: String) -> Double? {
        let parts = text.split(separator: "/", omittingEmptySubsequences: false).map { Double($0) }
        guard let first = parts.first ?? nil, parts.count <= 2 else { return nil }
        var value = first
        if parts.count == 2 {
            guard let below = parts[1], below > 0 else { return nil }
            value /= below
        }
        return (0...1).contains(value) ? value : nil
    }
}
