/// What should be true of a model.
package struct Property: Sendable {
    package enum Kind: String, Sendable {
        case invariant, final, reachable, outcome

        /// Whether it fails where it is false; the others are wanted to be seen.
        package var canFail: Bool { self == .invariant || self == .final }
    }

    package var name: String
    /// The author's plain words; nil if missing (then the expression is shown).
    package var sentence: String?
    package var kind: Kind
    package var expression: Expression
    /// Locals that quantifiers in `expression` bind.
    package var locals: [Local]
    /// The expression's source, blanks normalised.
    package var text: String
    /// Top-level `&&` parts of the expression (one if there are none), for showing which of them failed.
    package var conjuncts: [Conjunct]
    package var span: SourceSpan

    package init(
        name: String, sentence: String?, kind: Kind, expression: Expression, locals: [Local] = [], text: String,
        conjuncts: [Conjunct] = [], span: SourceSpan = .none
    ) {
        self.name = name
        self.sentence = sentence
        self.kind = kind
        self.expression = expression
        self.locals = locals
        self.text = text
        self.conjuncts = conjuncts
        self.span = span
    }

    /// What a person is told: the sentence or, if missing, the expression.
    package var title: String { sentence ?? text }
}

package struct Conjunct: Sendable {
    package var expression: Expression
    package var text: String
    package init(expression: Expression, text: String) {
        self.expression = expression
        self.text = text
    }
}

/// A check of language.md section 14. The raw value is its name in models and JSON's `property`.
package enum Check: String, Sendable, CaseIterable {
    case deadlock, failedAssertion, misuse, overflow, memoryError, leak, uninitializedRead, divergence, race

    /// The word of the JSON key `kind`.
    package var kindWord: String {
        switch self {
        case .failedAssertion: return "assertion"
        case .memoryError, .leak, .uninitializedRead: return "memory"
        case .divergence: return "liveness"
        default: return rawValue
        }
    }
}

/// One `expect` line.
package struct Expectation: Sendable {
    package enum Target: Hashable, Sendable {
        /// Index into `Program.properties`.
        case property(Int)
        /// A property of a kind that this version does not check yet (name).
        case unsupported(String)
        case check(Check)
    }

    package enum Wanted: String, Sendable {
        case holds, fails, possible, impossible
        /// A check finds something, or nothing.
        case found, none
    }

    package var target: Target
    package var wanted: Wanted
    /// Empty: the model's own.
    package var memoryModels: [MemoryModel]
    /// Constants by name, as written in `with`, sorted by order of declaration of the constants.
    package var settings: [Setting]
    package var span: SourceSpan
    package init(
        target: Target, wanted: Wanted, memoryModels: [MemoryModel] = [], settings: [Setting] = [],
        span: SourceSpan = .none
    ) {
        self.target = target
        self.wanted = wanted
        self.memoryModels = memoryModels
        self.settings = settings
        self.span = span
    }
}

/// A constant set from outside: `--set name=value`, `with name = value`.
package struct Setting: Hashable, Sendable {
    package var name: String
    /// As written in a model: `3`, `true`, `ordered`.
    package var value: String
    package init(name: String, value: String) {
        self.name = name
        self.value = value
    }
}

/// Limits that make a search of the model finite (language.md section 15); reaching one is inconclusive.
package struct ModelBounds: Hashable, Sendable {
    /// Threads spawned in one execution.
    package var threads = 16
    /// Activations of one function in one thread.
    package var recursion = 64
    /// Messages in an unbounded channel.
    package var messages = 16
    /// Entries in a store buffer.
    package var buffer = 8
    /// Operations without a step; reaching it is a violation (`divergence`).
    package var local = 1_000_000
    package init() {}
}
