package import HeddleProgram

/// The front end of Heddle's own language: text to syntax tree to program, with every diagnostic on the way.
package enum HeddleFrontEnd {
    /// Largest file that is read. Unit: bytes.
    package static let sizeLimit = 1_000_000

    /// Parses, checks and lowers a model with constants set from outside.
    ///
    /// `program` is nil exactly when there is a diagnostic of severity `error`. Diagnostics are ordered by place.
    package static func load(_ source: SourceText, settings: [Setting] = []) -> LoadedModel {
        preconditionFailure("Heddle bug: skeleton")
    }
}

/// What came out of a source file.
package struct LoadedModel: Sendable {
    package var source: SourceText
    package var program: Program?
    package var diagnostics: [Diagnostic]
    package init(source: SourceText, program: Program?, diagnostics: [Diagnostic]) {
        self.source = source
        self.program = program
        self.diagnostics = diagnostics
    }
}
