import HeddleLanguages
import HeddleProgram
import Testing

@testable import HeddleEngine

/// A model in the language of Heddle, searched under one memory model.
struct WeakModel {
    let program: Program
    let report: SearchReport

    init(_ text: String, under model: MemoryModel = .c11, options: SearchOptions = SearchOptions()) throws {
        let loaded = HeddleFrontEnd.load(SourceText(path: "m.heddle", text: "model \"Weak\"\n\(text)\n"))
        program = try #require(loaded.program, "\(loaded.diagnostics)")
        let exploration = Exploration(machine: try Machine(program, memoryModel: model), options: options)
        exploration.finish()
        report = exploration.report
    }

    var failures: [Subject] { report.findings.map(\.subject).filter { $0.isFailure(in: program) } }

    func finds(_ check: Check) -> Bool { failures.contains(.check(check)) }

    /// Whether a property fails, or is possible.
    func finds(_ property: String) throws -> Bool {
        let index = try #require(program.properties.firstIndex { $0.name == property })
        return failures.contains(.property(index)) || report.witnesses[index] != nil
    }
}
