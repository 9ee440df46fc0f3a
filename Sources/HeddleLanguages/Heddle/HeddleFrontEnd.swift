package import HeddleProgram

/// The front end of Heddle's own language: text to syntax tree to program, with every diagnostic on the way.
package enum HeddleFrontEnd {
    /// Largest file that is read. Unit: bytes.
    package static let sizeLimit = 1_000_000

    /// Parses, checks and lowers a model with constants set from outside.
    ///
    /// `program` is nil exactly when there is a diagnostic of severity `error`. Diagnostics are ordered by place.
    package static func load(_ source: SourceText, settings: [Setting] = []) -> LoadedModel {
        guard source.bytes.count <= sizeLimit else {
            let tooLarge = Diagnostic(
                "H122", at: .none, "the file has \(source.bytes.count) bytes; \(sizeLimit) is the most that is read")
            return LoadedModel(source: source, program: nil, diagnostics: [tooLarge])
        }
        let (model, problems) = Parser.parse(source)
        let context = ModelContext(source: source, model: model, diagnostics: problems)
        guard context.declareAll() else {
            return LoadedModel(source: source, program: nil, diagnostics: context.diagnostics)
        }
        context.evaluateConstants(settings: settings)
        context.resolveDeclarations()
        context.lowerBodies()
        context.lowerProperties()
        context.checkUnusedFunctions()
        context.checkDeferredCalls()
        context.keepReferences()
        context.lowerExpectations()
        if !context.hasErrors { context.warn() }
        let diagnostics = context.diagnostics.sorted {
            ($0.span.start, $0.span.end, $0.id, $0.message) < ($1.span.start, $1.span.end, $1.id, $1.message)
        }
        return LoadedModel(
            source: source, program: context.hasErrors ? nil : context.program, diagnostics: diagnostics)
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
