import HeddleLanguages
import HeddleProgram
import TestSupport

/// The Promela models under Tests/Fixtures/promela.
enum PromelaFixtures {
    static func names(in folder: String) throws -> [String] {
        try Fixtures.names(in: folder, withExtension: "pml").map { "\(folder)/\($0)" }
    }

    static func read(_ name: String, defines: [PromelaDefine] = []) throws -> PromelaReading {
        PromelaFrontEnd.read(SourceText(path: name, text: try Fixtures.text(name)), defines: defines)
    }

    static func read(text: String, defines: [PromelaDefine] = []) -> PromelaReading {
        PromelaFrontEnd.read(SourceText(path: "m.pml", text: text), defines: defines)
    }

    /// `3:7 P304 message / hint`, one a diagnostic.
    static func lines(_ text: String) -> [String] {
        let reading = read(text: text)
        return reading.diagnostics.map { diagnostic in
            let place = reading.source.position(of: diagnostic.span.start)
            let hint = diagnostic.hint.map { " / \($0)" } ?? ""
            let mark = diagnostic.severity == .warning ? "warning " : ""
            return "\(place.line):\(place.column) \(diagnostic.id) \(mark)\(diagnostic.message)\(hint)"
        }
    }
}
