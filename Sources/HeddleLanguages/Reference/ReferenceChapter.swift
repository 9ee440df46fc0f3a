/// One chapter of the language reference.
package struct ReferenceChapter: Sendable {
    package let title: String
    /// Paragraphs apart by an empty line. A line that begins with `- ` is an item; lines indented by two blanks
    /// stay as they are.
    package let text: String
    package let examples: [ReferenceExample]

    package init(title: String, text: String, examples: [ReferenceExample]) {
        self.title = title
        self.text = text
        self.examples = examples
    }
}

/// A complete model that shows what its chapter is about, with the verdicts it expects.
package struct ReferenceExample: Sendable {
    package let title: String
    package let source: String

    package init(_ title: String, _ source: String) {
        self.title = title
        self.source = source
    }
}
