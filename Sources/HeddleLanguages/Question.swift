package import HeddleProgram

/// What a user asks of a model's states without writing it into the model: `balance == 1 && teller.0.seen == 0`.
package struct Question: Hashable, Sendable {
    package enum Kind: Sendable {
        /// Whether it holds: true or false.
        case condition
        /// What it is worth: any value that can be compared with `==`.
        case value
    }

    package var kind: Kind
    /// One line; line breaks and tabs of what was given are blanks.
    package var text: String

    /// Longest text that is read. Unit: bytes.
    package static let sizeLimit = 4_000
    /// What stands in a diagnostic's place for the file's name.
    package static let path = "condition"

    package init(_ kind: Kind, _ text: String) {
        self.kind = kind
        var line = String.UnicodeScalarView()
        for scalar in text.unicodeScalars {
            line.append(scalar.value < 0x20 || scalar.value == 0x7F ? " " : scalar)
        }
        self.text = String(line)
    }

    /// The text by itself, as diagnostics quote it.
    package var source: SourceText { SourceText(path: Self.path, text: text) }

    /// The model's text with the question behind it, as a part of its own: one offset names any place of both.
    func joined(to model: SourceText) -> (source: SourceText, base: Int) {
        let base = model.bytes.count + 1
        let bytes = model.bytes + [UInt8(ascii: "\n")] + Array(text.utf8)
        let parts = model.parts + [SourceText.Part(path: Self.path, start: base)]
        return (SourceText(path: model.path, bytes: bytes, parts: parts), base)
    }
}

/// A model with a question as its last property: its threads make the same steps, its states hold what is asked for.
package struct AskedModel: Sendable {
    package var question: Question
    /// nil exactly when a diagnostic is an error.
    package var program: Program?
    /// Index of the question among the properties. That of a value compares it with itself.
    package var property: Int
    /// What is wrong with the question. Unit of the spans: bytes of `Question.text`.
    package var diagnostics: [Diagnostic]

    init(_ question: Question, program: Program?, diagnostics: [Diagnostic]) {
        self.question = question
        self.program = program
        self.diagnostics = diagnostics
        property = (program?.properties.count ?? 0) - 1
    }

    static func refused(_ question: Question, _ diagnostics: [Diagnostic], base: Int) -> AskedModel {
        let errors = diagnostics.filter { $0.severity == .error }.map { diagnostic in
            var moved = diagnostic
            let count = question.text.utf8.count
            moved.span.start = max(0, min(count, diagnostic.span.start - base))
            moved.span.end = max(moved.span.start, min(count, diagnostic.span.end - base))
            return moved
        }
        return AskedModel(question, program: nil, diagnostics: errors)
    }

    /// A question that is longer than what is read; nil: it isn't.
    static func tooLong(_ question: Question, id: String) -> AskedModel? {
        let count = question.text.utf8.count
        guard count > Question.sizeLimit else { return nil }
        let message = "the condition has \(count) bytes; \(Question.sizeLimit) is the most that is read"
        return AskedModel(question, program: nil, diagnostics: [Diagnostic(id, at: .none, message)])
    }
}
