package import HeddleEngine

/// What replaying an entry cost, and what it left undone.
package struct ReplayEffort: Hashable, Sendable {
    /// States visited by the searches behind the replay.
    package var states = 0
    /// Bounds that ended such a search, or kept the entry from being replayed.
    package var limits: [SearchLimit] = []
    /// A search was called for, and only replaying was asked for.
    package var leftOutSearch = false
    /// The run was over before it was the entry's turn: its file was not read.
    package var isUndone = false
    /// Where in the model the fault shows; nil for what is as expected, and where there is no such line.
    package var place: ModelLine?

    package init() {}

    /// Whether something was left undone.
    package var isBounded: Bool { !limits.isEmpty || leftOutSearch }
}

/// A line of a file.
package struct ModelLine: Hashable, Sendable {
    /// As the process sees it.
    package var path: String
    /// From 1.
    package var line: Int

    package init(path: String, line: Int) {
        self.path = path
        self.line = line
    }
}
