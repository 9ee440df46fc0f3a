import HeddleLanguages
import HeddleProgram
import TestSupport
import Testing

/// Conditions typed beside a model: read by its front end, compiled with it.
@Suite("Questions to a model")
struct AskingTests {
    private static let tellers = """
        model "Tellers"
        enum Colour { red, green }
        const count = 2
        var balance: int = 0
        var light: Colour = red
        var slots: int[3] = [0; 3]
        thread teller * count {
          let seen = balance
          balance = seen + 1
          slots[1] = seen
        }
        thread lamp { light = green }
        final kept "nothing is lost": balance == count
        """

    private func ask(_ text: String) -> AskedModel {
        HeddleFrontEnd.ask(Question(.condition, text), of: SourceText(path: "m.heddle", text: Self.tellers))
    }

    private func ask(promela text: String, of model: String) -> AskedModel {
        PromelaFrontEnd.ask(Question(.condition, text), of: SourceText(path: "m.pml", text: model))
    }

    @Test(
        "The model's whole language of properties can be asked",
        arguments: [
            "balance == 1", "teller.0.seen == 0 && teller[1].seen == 1", "slots[1] > 0 || light == green", "kept",
            "!kept && balance == count", "forall(t in teller: t.seen == 0)", "finished(lamp)", "(balance + 1) % 2 == 0",
            "kept implies light == green",
        ])
    func conditions(text: String) throws {
        let asked = ask(text)
        #expect(asked.diagnostics.isEmpty)
        let program = try #require(asked.program)
        #expect(asked.property == 1)
        #expect(program.properties[asked.property].text.contains("=") == text.contains("="))
    }

    @Test(
        "What is wrong is said with its place in the question",
        arguments: [
            ("ballance == 1", "H201", 0..<8), ("balance", "H301", 0..<7), ("balance ==", "H121", 10..<10),
            ("balance == 1 and 2", "H121", 13..<16), ("teller.7.seen == 0", "H304", 0..<8),
            ("light == blue", "H201", 9..<13), ("balance = 1", "H113", 8..<9), ("", "H121", 0..<0),
            ("teller.0.sen == 1", "H703", 9..<12),
        ])
    func mistakes(text: String, id: String, place: Range<Int>) throws {
        let asked = ask(text)
        #expect(asked.program == nil)
        let first = try #require(asked.diagnostics.first)
        #expect(first.id == id)
        #expect(first.span == SourceSpan(start: place.lowerBound, end: place.upperBound))
        #expect(asked.diagnostics.allSatisfy { !$0.message.contains("the file") })
    }

    @Test("Nothing but one expression is read: no text gets into the model by a question")
    func oneExpression() {
        for text in ["true }", "true\nvar evil: int = 0", "balance == 1; balance == 2", "true /* ", "true \" "] {
            let asked = ask(text)
            #expect(asked.program == nil, "\(text)")
        }
    }

    private static let clients = """
        #define sent (len(req) > 0)
        chan req = [2] of { byte };
        byte x = 3;
        active [2] proctype client() { byte got; req!_pid; again: got = x; goto again2; again2: skip }
        active proctype server() { byte who; end: do :: req?who od }
        """

    @Test(
        "Promela is asked in its own words, with its macros, and by the screens' names",
        arguments: [
            "x == 3", "client[0]:got == 3", "client.1.got == 3", "server.who == 1", "sent && x > 2", "server@end",
            "len(req) == 2", "full(req)", "client.0@again", "_nr_pr == 3",
        ])
    func promela(text: String) throws {
        let asked = ask(promela: text, of: Self.clients)
        #expect(asked.diagnostics.isEmpty)
        #expect(asked.program?.properties.count == 1)
    }

    @Test(
        "What Promela's states don't hold is refused by name",
        arguments: [
            ("_pid == 0", "P401"), ("timeout", "P401"), ("_last == 0", "P401"), ("y == 1", "P304"),
            ("client.0.gott == 1", "P316"), ("x ==", "P201"), ("x == 1 2", "P201"), ("run client() > 0", "P307"),
        ])
    func promelaMistakes(text: String, id: String) {
        let asked = ask(promela: text, of: Self.clients)
        #expect(asked.program == nil)
        #expect(asked.diagnostics.first?.id == id, "\(asked.diagnostics)")
        for diagnostic in asked.diagnostics { #expect(diagnostic.span.end <= text.utf8.count) }
    }

    @Test("A label at a jump, where nobody rests, can't be asked for unless the model does")
    func labelAtJump() {
        let model = "active proctype p() { byte x; L: goto M; x = 1; M: x = 2 }"
        #expect(ask(promela: "p@L", of: model).diagnostics.first?.id == "P401")
        #expect(ask(promela: "p@M", of: model).program != nil)
    }
}
