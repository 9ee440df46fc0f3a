/// What a litmus test asks of its runs' ends.
package enum LitmusQuantifier: String, Sendable {
    case exists, forall
    case notExists = "~exists"
}

/// What only a litmus test has: its condition and its filter, as properties of the program. Its threads' locals are
/// registers, named as in `0:r`.
package struct LitmusFacts: Sendable {
    package struct Condition: Sendable {
        package var quantifier: LitmusQuantifier
        /// As it stands in the test, without the quantifier; blanks normalised.
        package var text: String
        /// Index into `Program.properties`. `exists P`: an outcome at which the filter and P hold. `~exists P`: at no
        /// end both hold. `forall P`: at every end at which the filter holds, P holds.
        package var property: Int

        package init(quantifier: LitmusQuantifier, text: String, property: Int) {
            self.quantifier = quantifier
            self.text = text
            self.property = property
        }
    }

    package var condition: Condition?
    /// Index into `Program.properties` of the outcome at which the filter holds; nil: every run counts.
    package var filter: Int?

    package init() {}
}

extension Program {
    /// A local with its thread: `teller.0.seen`; in a litmus test, whose threads go by number, `0:seen`.
    package func localName(_ local: String, ofThread thread: Int, called threadName: String) -> String {
        litmus == nil ? "\(threadName).\(local)" : "\(thread):\(local)"
    }
}
