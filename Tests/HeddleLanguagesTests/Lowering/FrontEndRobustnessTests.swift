import HeddleLanguages
import HeddleProgram
import Testing

@Suite struct FrontEndRobustnessTests {
    private func ids(_ text: String) -> [String] {
        HeddleFrontEnd.load(SourceText(path: "m.heddle", text: text)).diagnostics.map(\.id)
    }

    @Test("a file above the limit is refused without being read") func tooLarge() {
        let text = String(repeating: "a", count: HeddleFrontEnd.sizeLimit + 1)
        #expect(ids(text) == ["H122"])
    }

    @Test("an empty file, blanks and bytes that are no text give diagnostics, not a crash") func odd() {
        #expect(ids("") == ["H101"])
        #expect(!ids(" \n\t ").isEmpty)
        let bytes = (0..<4096).map { UInt8(truncatingIfNeeded: $0 &* 131 &+ $0 / 7) }
        let loaded = HeddleFrontEnd.load(SourceText(path: "m.heddle", bytes: bytes))
        #expect(loaded.program == nil)
    }

    @Test("structs that double in size at each level are refused, not unfolded") func doubling() {
        var text = "model \"M\"\nstruct S0 { a: int, b: int }\n"
        for level in 1...60 { text += "struct S\(level) { a: S\(level - 1), b: S\(level - 1) }\n" }
        text += "var x: S60\nthread t * 2 { skip }\n"
        #expect(ids(text).allSatisfy { $0 == "H321" })
        #expect(!ids(text).isEmpty)
    }

    @Test("chains of constants, structs and functions as long as a file can hold are refused or loaded")
    func chains() {
        var constants = "model \"M\"\n"
        var structs = "model \"M\"\n"
        var functions = "model \"M\"\nvar x: int\nthread t * 2 { await f0() == 1 }\n"
        for number in 0..<20_000 {
            constants += "const c\(number) = c\(number + 1)\n"
            structs += "struct S\(number) { a: S\(number + 1) }\n"
            functions += "func f\(number)() -> int { return f\(number + 1)() }\n"
        }
        #expect(ids(constants + "const c20000 = 1\n").contains("H322"))
        #expect(ids(structs + "struct S20000 { a: int }\n") == ["H323"])
        #expect(ids(functions + "func f20000() -> int { return x }\n") == ["H323"])
        let short = functions.split(separator: "\n").prefix(900).joined(separator: "\n")
        let last = "\nfunc f897() -> int { return x }\n"
        #expect(HeddleFrontEnd.load(SourceText(path: "m", text: short + last)).program != nil)
    }

    @Test("a thousand unknown names end in a bounded list of diagnostics") func manyErrors() {
        var text = "model \"M\"\nvar x: int\nthread t * 2 {\n"
        for number in 0..<1000 { text += "  x = unknown\(number)\n" }
        let found = ids(text + "}\n")
        #expect(found.count == Parser.diagnosticLimit)
        #expect(Set(found) == ["H201"])
    }

    static let nests: [(before: String, middle: String, after: String)] = [
        ("if x == 1 { ", "x = 2", " }"), ("for i# in 0..<2 { ", "x = 2", " }"), ("x = (", "x", ")"),
        ("let z = max(x, ", "1", ")"), ("x = x == 1 ? 2 : ", "3", ""), ("x = 1 + (", "x", ")"),
        ("if x == 1 || (", "x == 2", ") {}"), ("x = -", "x", ""), ("let w = [", "x", "]"),
        ("if forall(i# in 0..<2: ", "x == 1", ") {}"), ("x = [1, 2][", "x", "]"),
    ]

    @Test("nesting is lowered up to the parser's limit, and refused beyond", arguments: nests.indices)
    func nesting(which: Int) {
        let nest = Self.nests[which]
        for depth in [1, 10, 40, 60, 90, 180, 400] {
            var text = "model \"M\"\nvar x: int\nthread t * 2 {\n"
            let (first, rest) =
                nest.before.hasPrefix("x = ") ? ("x = ", String(nest.before.dropFirst(4))) : ("", nest.before)
            text += first
            for level in 0..<depth { text += rest.replacing("#", with: "\(level)") }
            text += nest.middle + String(repeating: nest.after, count: depth) + "\n}\n"
            let loaded = HeddleFrontEnd.load(SourceText(path: "m.heddle", text: text))
            #expect(loaded.program != nil || !loaded.diagnostics.isEmpty)
        }
    }

    @Test("an example cut off anywhere, or with a line left out, gives diagnostics and no crash")
    func mutilated() throws {
        for name in ["pipeline.heddle", "treiber-tagged.heddle", "paxos.heddle", "raft-election.heddle"] {
            let bytes = try SyntaxExamples.bytes(name)
            for end in stride(from: 0, to: bytes.count, by: 7) {
                let loaded = HeddleFrontEnd.load(SourceText(path: name, bytes: Array(bytes[..<end])))
                #expect(loaded.program != nil || !loaded.diagnostics.isEmpty)
            }
            let lines = String(decoding: bytes, as: UTF8.self).split(separator: "\n", omittingEmptySubsequences: false)
            for index in lines.indices {
                var rest = lines
                rest.remove(at: index)
                let text = rest.joined(separator: "\n")
                let loaded = HeddleFrontEnd.load(SourceText(path: name, text: text))
                #expect(loaded.program != nil || !loaded.diagnostics.isEmpty)
            }
        }
    }

    @Test("an unknown name beside a broken declaration of that name is no second mistake") func noEcho() {
        #expect(
            CheckCase.diagnostics("model \"M\"\nvar balance int = 0\nthread t * 2 { balance = balanse + 1 }\n")
                .map { $0.split(separator: " ")[1] } == ["H121", "H201"])
    }

    @Test("the same text gives the same diagnostics and the same program") func stable() throws {
        let bytes = try SyntaxExamples.bytes("philosophers.heddle")
        let first = HeddleFrontEnd.load(SourceText(path: "p", bytes: bytes))
        let second = HeddleFrontEnd.load(SourceText(path: "p", bytes: bytes))
        #expect(first.diagnostics == second.diagnostics)
        let (a, b) = (try #require(first.program), try #require(second.program))
        #expect(ProgramListing(a).text == ProgramListing(b).text)
    }
}
