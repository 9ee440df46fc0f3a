import HeddleLanguages
import HeddleProgram
import Testing

/// A model and the listing of its routines.
struct LoweringCase: Sendable, CustomTestStringConvertible {
    let sentence: String
    let text: String
    let listing: String
    var testDescription: String { sentence }

    init(_ sentence: String, _ declarations: String, listing: String) {
        self.sentence = sentence
        text = "model \"M\"\n" + declarations + "\n"
        self.listing = listing
    }

    var found: String {
        let loaded = HeddleFrontEnd.load(SourceText(path: "m.heddle", text: text))
        guard let program = loaded.program else { return loaded.diagnostics.map(\.message).joined(separator: "\n") }
        return ProgramListing(program).text
    }
}
