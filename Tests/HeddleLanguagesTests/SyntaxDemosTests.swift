import Foundation
import HeddleLanguages
import HeddleProgram
import Testing

/// The models of `demos/`.
enum DemoModels {
    static let folder = SyntaxExamples.folder.deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().appendingPathComponent("demos")

    static let names: [String] = {
        let all = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
        return all.filter { $0.hasSuffix(".heddle") }.sorted()
    }()

    static func text(_ name: String) throws -> String {
        try String(contentsOf: folder.appendingPathComponent(name), encoding: .utf8)
    }
}

@Suite struct SyntaxDemosTests {
    @Test("there are at least fourteen demos, the two of the first lesson among them") func count() {
        #expect(DemoModels.names.count >= 14)
        #expect(DemoModels.names.contains("lost-update.heddle"))
        #expect(DemoModels.names.contains("philosophers.heddle"))
    }

    @Test(
        "every demo tells its story, gives its properties sentences, and says what to expect",
        arguments: DemoModels.names)
    func content(name: String) throws {
        let text = try DemoModels.text(name)
        let (model, diagnostics) = Parser.parse(SourceText(path: name, text: text))
        #expect(diagnostics == [])
        #expect(model.documentation.count > 20)
        var expectations = 0
        for declaration in model.declarations {
            switch declaration.kind {
            case .property(let property): #expect(property.sentence != nil, "\(property.name.text)")
            case .expect: expectations += 1
            default: break
            }
        }
        #expect(expectations > 0)
        for line in text.split(separator: "\n") { #expect(line.count <= 80, "\(line)") }
    }
}
