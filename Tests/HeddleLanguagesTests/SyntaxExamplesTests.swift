import Foundation
import HeddleLanguages
import HeddleProgram
import Testing

/// The models of `Tests/Fixtures/examples`, one for every part of the language.
enum SyntaxExamples {
    static let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .appendingPathComponent("Fixtures/examples")

    static let names: [String] = {
        let all = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
        return all.filter { $0.hasSuffix(".heddle") }.sorted()
    }()

    static func bytes(_ name: String) throws -> [UInt8] {
        [UInt8](try Data(contentsOf: folder.appendingPathComponent(name)))
    }
}

@Suite struct SyntaxExamplesTests {
    @Test("there are 47 example models") func count() {
        #expect(SyntaxExamples.names.count == 47)
    }

    @Test("every example model parses without a diagnostic", arguments: SyntaxExamples.names)
    func parses(name: String) throws {
        let source = SourceText(path: name, bytes: try SyntaxExamples.bytes(name))
        let (model, diagnostics) = Parser.parse(source)
        #expect(diagnostics.map { "\(source.position(of: $0.span.start)) \($0.id) \($0.message)" } == [])
        #expect(model.name != nil)
        #expect(!model.documentation.isEmpty)
        #expect(model.declarations.count > 2)
    }
}
