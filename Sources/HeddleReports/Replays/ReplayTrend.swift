internal import FoundationEssentials
package import HeddleLibrary

/// What has changed since a previous run of the same library, entry by entry: in outcomes and in states, never in time.
package struct ReplayTrend: Sendable {
    /// An entry of a previous run, as `heddle replay --json` wrote it.
    package struct Previous: Decodable, Hashable, Sendable {
        package var file: String
        package var outcome: String
        /// nil: it was inconclusive.
        package var asExpected: Bool?
        /// States visited; nil in documents of a heddle that didn't count them.
        package var states: Int?

        package init(file: String, outcome: String, asExpected: Bool?, states: Int? = nil) {
            self.file = file
            self.outcome = outcome
            self.asExpected = asExpected
            self.states = states
        }
    }

    /// In the order in which reports list them.
    package enum Kind: String, CaseIterable, Sendable {
        /// It was as expected, and isn't any more.
        case broken
        /// It is as expected, and was not.
        case fixed
        /// Its outcome is another one, and as expected as before.
        case changed
        /// Its searches visit at least `slowFactor` times as many states.
        case slower
        case new
        case gone
    }

    package struct Change: Hashable, Sendable {
        package var file: String
        package var kind: Kind
        /// Outcomes; of `slower` numbers of states.
        package var before: String?
        package var now: String?
    }

    /// From so many times as many states on, an entry is called slower.
    package static let slowFactor = 2
    /// Searches below this many states are not compared: they cost nothing. Unit: states.
    package static let slowFloor = 1_000

    /// By kind, within a kind in the order of the entries. An entry may stand in two kinds: changed and slower.
    package let changes: [Change]

    package init(_ results: [ReplayResult], since previous: [Previous]) {
        var known: [String: Previous] = [:]
        for entry in previous { known[entry.file] = entry }
        var found: [Change] = []
        var seen: Set<String> = []
        for result in results {
            seen.insert(result.file)
            guard let before = known[result.file] else {
                found.append(Change(file: result.file, kind: .new, now: result.word))
                continue
            }
            found += Self.changes(of: result, since: before)
        }
        for entry in previous where seen.insert(entry.file).inserted {
            found.append(Change(file: entry.file, kind: .gone, before: entry.outcome))
        }
        changes = Kind.allCases.flatMap { kind in found.filter { $0.kind == kind } }
    }

    private static func changes(of result: ReplayResult, since before: Previous) -> [Change] {
        // What was not replayed this time says nothing about the entry.
        if result.effort.isUndone { return [] }
        var found: [Change] = []
        let wasFine = before.asExpected == true
        let isFine = result.asExpected == true
        if wasFine != isFine {
            found.append(
                Change(
                    file: result.file, kind: isFine ? .fixed : .broken, before: before.outcome, now: result.word))
        } else if before.outcome != result.word {
            found.append(Change(file: result.file, kind: .changed, before: before.outcome, now: result.word))
        }
        let now = result.effort.states
        if let states = before.states, states > 0, now >= slowFloor, now / slowFactor >= states {
            found.append(Change(file: result.file, kind: .slower, before: String(states), now: String(now)))
        }
        return found
    }

    /// The entries of a document that `heddle replay --json` wrote; nil where the text is none.
    package static func entries(of document: [UInt8]) -> [Previous]? {
        struct Document: Decodable {
            var heddle: String
            var entries: [Previous]
        }
        return try? JSONDecoder().decode(Document.self, from: Data(document)).entries
    }
}
