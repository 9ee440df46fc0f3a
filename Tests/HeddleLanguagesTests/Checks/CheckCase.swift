import HeddleLanguages
import HeddleProgram
import Testing

/// A model and the diagnostics that loading it should give, each as `line:column ID message | hint`.
struct CheckCase: Sendable, CustomTestStringConvertible {
    let text: String
    let expected: [String]
    var testDescription: String { expected.first ?? text }

    /// The declarations stand from line 2 on.
    init(_ declarations: String, _ expected: String...) {
        text = "model \"M\"\n" + declarations + "\n"
        self.expected = expected
    }

    var found: [String] { CheckCase.diagnostics(text) }

    static func diagnostics(_ text: String, settings: [Setting] = []) -> [String] {
        let loaded = HeddleFrontEnd.load(SourceText(path: "m.heddle", text: text), settings: settings)
        return loaded.diagnostics.map { diagnostic in
            let place = loaded.source.position(of: diagnostic.span.start)
            let hint = diagnostic.hint.map { " | \($0)" } ?? ""
            return "\(place.line):\(place.column) \(diagnostic.id) \(diagnostic.message)\(hint)"
        }
    }
}
