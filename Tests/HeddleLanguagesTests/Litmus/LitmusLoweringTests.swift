import HeddleLanguages
import HeddleProgram
import Testing

@Suite("Litmus tests: what they become")
struct LitmusLoweringTests {
    private func program(_ text: String, settings: [Setting] = []) throws -> Program {
        let loaded = LitmusFrontEnd.load(SourceText(path: "t.litmus", text: text), settings: settings)
        return try #require(loaded.program, "\(loaded.diagnostics)")
    }

    /// The code of a thread with the statements in it, without its head.
    private func code(_ statements: String) throws -> [String] {
        let text = "C t\n{}\nP0 (atomic_int* x, int* d, int* e) { int r = 0, s = 0;\n\(statements)\n}\n"
        let lines = ProgramListing(try program(text)).routine(0).split(separator: "\n").map(String.init)
        // The head, and the two first assignments.
        return lines.dropFirst(3).map { line in
            String(line.drop { $0 == " " || $0.isNumber }.drop { $0 == " " })
        }
    }

    @Test("Every access is a step of its own, in C's order; what lies between is local")
    func accesses() throws {
        #expect(
            try code("r = *d + 1;") == [
                "step operation 0#0", "read d → %3 plain", "endStep", "r = %3 + 1",
            ])
    }
}
