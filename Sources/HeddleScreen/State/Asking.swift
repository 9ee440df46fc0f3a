package import HeddleEngine
package import HeddlePresentation

/// A search in the background for a way from where the user stands.
package struct Asking: Hashable, Sendable {
    package enum Purpose: Hashable, Sendable {
        /// `run until`: the steps are made.
        case run
        /// `reach`: they become the rest of the line, to be walked.
        case reach
        /// `play … then`: they are made; `joins`: as one command with the steps given.
        case sketch(joins: Bool)
    }

    package var number: Int
    /// Node of the play tree from which it was asked.
    package var place: Int
    package var request: WayRequest
    package var purpose: Purpose
    /// The command as it was typed, and where the request's free text begins in it. Unit: characters.
    package var line: String
    package var offset: Int
}

/// What a search for a way needs of the environment: answered by `.way` or `.wayRefused`.
package struct WayQuery: Sendable {
    package var model: Int
    /// The steps from the start to where it is asked.
    package var path: [Transition]
    package var request: WayRequest
}

/// What is wrong with a command line.
package struct Mistake: Hashable, Sendable {
    package var message: String
    package var hint: String?
    /// Characters of the line; nil: no single place.
    package var columns: Range<Int>?

    package init(message: String, hint: String? = nil, columns: Range<Int>? = nil) {
        self.message = message
        self.hint = hint
        self.columns = columns
    }
}
