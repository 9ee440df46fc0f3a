package import HeddleProgram

extension PromelaFrontEnd {
    /// Reads a model and lowers it. What is set from outside stands before the text as `#define` would.
    ///
    /// `program` is nil exactly when there is a diagnostic of severity `error`. Diagnostics are ordered by place.
    package static func load(
        _ source: SourceText, settings: [Setting] = [], loader: @escaping PromelaLoader = { _ in .missing }
    ) -> LoadedModel {
        let defines = settings.map { PromelaDefine(name: $0.name, text: $0.value) }
        let reading = read(source, defines: defines, loader: loader)
        var loaded = LoadedModel(source: reading.source, program: nil, diagnostics: reading.diagnostics)
        guard let model = reading.model else { return loaded }
        let lowered = PromelaLowering.lower(model, settings: settings)
        loaded.program = lowered.program
        loaded.diagnostics = (loaded.diagnostics + lowered.diagnostics).sorted {
            ($0.span.start, $0.span.end, $0.id, $0.message) < ($1.span.start, $1.span.end, $1.id, $1.message)
        }
        return loaded
    }
}
