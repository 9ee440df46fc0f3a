import Foundation
import HeddleLanguages
import HeddleProgram
import TestSupport
import Testing

/// Broken models with everything that is said about them, line by line.
@Suite struct SyntaxCorpusTests {
    static let names = (try? Fixtures.names(in: "diagnostics", withExtension: "heddle")) ?? []

    private func found(_ name: String) throws -> String {
        let source = SourceText(path: name, text: try Fixtures.text("diagnostics/" + name))
        let lines = HeddleFrontEnd.load(source).diagnostics.map { diagnostic in
            let place = source.position(of: diagnostic.span.start)
            let hint = diagnostic.hint.map { " | \($0)" } ?? ""
            return "\(place.line):\(place.column) \(diagnostic.severity.rawValue) \(diagnostic.id) "
                + "\(diagnostic.message)\(hint)\n"
        }
        return lines.joined()
    }

    @Test("the corpus of broken models is there") func count() { #expect(SyntaxCorpusTests.names.count >= 8) }

    /// To record a changed text, set HEDDLE_RECORD and look at the difference before committing it.
    @Test("everything wrong with a broken model is told, in the same words as ever", arguments: names)
    func diagnostics(name: String) throws {
        let found = try found(name)
        let record = "diagnostics/" + name.dropLast(7) + ".txt"
        if ProcessInfo.processInfo.environment["HEDDLE_RECORD"] != nil {
            try found.write(toFile: Fixtures.path(record), atomically: true, encoding: .utf8)
        }
        #expect(try found == Fixtures.text(record))
    }
}
