package import HeddleProgram

/// The front end of Promela, Spin's language: text to checked syntax tree, with every diagnostic on the way.
package enum PromelaFrontEnd {
    /// Largest text that is read, included files and all. Unit: bytes.
    package static let sizeLimit = 1_000_000

    /// Preprocesses, parses and checks a model.
    ///
    /// `defines` are there before the text, in their order; `loader` gives the files that the model includes. The
    /// result's source is the text with the included files behind it: the one that all spans are offsets in.
    package static func read(
        _ source: SourceText, defines: [PromelaDefine] = [], loader: @escaping PromelaLoader = { _ in .missing }
    ) -> PromelaReading {
        guard source.bytes.count <= sizeLimit else {
            let tooLarge = Diagnostic(
                "P115", at: .none, "the file has \(source.bytes.count) bytes; \(sizeLimit) is the most that is read")
            return PromelaReading(source: source, model: nil, diagnostics: [tooLarge])
        }
        let text = PromelaPreprocessor.run(source, defines: defines, loader: loader)
        var parser = PromelaParser(text)
        parser.parseModel()
        if !parser.foundWideArrays.isEmpty {
            parser = PromelaParser(text, wideArrays: parser.foundWideArrays)
            parser.parseModel()
        }
        let hasErrors = parser.hasErrors || parser.isBroken
        let diagnostics = (text.diagnostics + parser.diagnostics).sorted {
            ($0.span.start, $0.span.end, $0.id, $0.message) < ($1.span.start, $1.span.end, $1.id, $1.message)
        }
        return PromelaReading(
            source: text.source, model: hasErrors ? nil : parser.model, diagnostics: diagnostics)
    }
}
