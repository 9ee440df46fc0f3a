import HeddleLanguages
import HeddleProgram
import TestSupport
import Testing

/// Whatever the text, the parser comes back with a tree and a bounded list of diagnostics.
@Suite struct SyntaxRobustnessTests {
    private func survives(_ bytes: [UInt8], _ note: @autoclosure () -> String) -> [Diagnostic] {
        let source = SourceText(path: "m.heddle", bytes: bytes)
        let (_, diagnostics) = Parser.parse(source)
        #expect(diagnostics.count <= Parser.diagnosticLimit, "\(note())")
        for diagnostic in diagnostics {
            let isInside =
                diagnostic.span.start >= 0 && diagnostic.span.start <= diagnostic.span.end
                && diagnostic.span.end <= source.bytes.count
            #expect(isInside, "\(note()): \(diagnostic)")
            #expect(!diagnostic.message.isEmpty)
        }
        let places = diagnostics.map(\.span.start)
        #expect(places == places.sorted(), "\(note())")
        return diagnostics
    }

    @Test("two thousand damaged examples are read without a crash")
    func damagedExamples() throws {
        let seed: UInt64 = 0x48_65_64_64_6C_65
        var random = SeededGenerator(seed: seed)
        let originals = try SyntaxExamples.names.map { try SyntaxExamples.bytes($0) }
        for round in 0..<2_000 {
            var bytes = originals[random.below(originals.count)]
            for _ in 0...random.below(3) { damage(&bytes, &random) }
            _ = survives(bytes, "seed \(seed), round \(round)")
        }
    }

    @Test("leaving out a token of an example gives at most three complaints, but for a few")
    func oneTokenLess() throws {
        var histogram = [Int](repeating: 0, count: Parser.diagnosticLimit + 1)
        for name in SyntaxExamples.names {
            let bytes = try SyntaxExamples.bytes(name)
            for (number, word) in words(of: bytes).enumerated() where number % 4 == 0 {
                var damaged = bytes
                damaged.removeSubrange(word)
                let (_, diagnostics) = Parser.parse(SourceText(path: name, bytes: damaged))
                histogram[diagnostics.count] += 1
            }
        }
        let many = histogram[4...].reduce(0, +)
        #expect(histogram[1] > 1_000)
        #expect(many < 4, "\(histogram)")
    }

    /// Words, and single characters other than blanks.
    private func words(of bytes: [UInt8]) -> [Range<Int>] {
        var words: [Range<Int>] = []
        var place = 0
        while place < bytes.count {
            let word = wordAround(place, bytes)
            if bytes[place] > 0x20, bytes[place] < 0x80 { words.append(word) }
            place = word.upperBound
        }
        return words
    }

    @Test("two thousand damaged examples go through the whole front end without a crash")
    func damagedExamplesLoad() throws {
        let seed: UInt64 = 0x6C_6F_61_64
        var random = SeededGenerator(seed: seed)
        let originals = try SyntaxExamples.names.map { try SyntaxExamples.bytes($0) }
        for round in 0..<2_000 {
            var bytes = originals[random.below(originals.count)]
            for _ in 0...random.below(3) { damage(&bytes, &random) }
            let loaded = HeddleFrontEnd.load(SourceText(path: "m.heddle", bytes: bytes))
            let hasErrors = loaded.diagnostics.contains { $0.severity == .error }
            #expect((loaded.program == nil) == hasErrors, "seed \(seed), round \(round)")
        }
    }

    @Test(
        "what is nested to the limit goes through the whole front end",
        arguments: [
            String(repeating: "(", count: 190) + "x" + String(repeating: ")", count: 190),
            String(repeating: "x + ", count: 190) + "x", String(repeating: "- ", count: 190) + "x",
            String(repeating: "x > 0 ? x : ", count: 190) + "x",
            String(repeating: "max(x, ", count: 95) + "x"
                + String(repeating: ")", count: 95),
        ])
    func deepExpressions(text: String) {
        let model = "model \"M\"\nvar x: int\nthread p {\n  x = \(text)\n}\n"
        let loaded = HeddleFrontEnd.load(SourceText(path: "m.heddle", text: model))
        #expect(loaded.diagnostics.filter { $0.severity == .error } == [])
        let blocks = String(repeating: "if x == 0 { ", count: 90) + "skip" + String(repeating: " }", count: 90)
        let nested = HeddleFrontEnd.load(
            SourceText(path: "m.heddle", text: "model \"M\"\nvar x: int\nthread p {\n  \(blocks)\n}\n"))
        #expect(nested.program != nil)
    }

    private func damage(_ bytes: inout [UInt8], _ random: inout SeededGenerator) {
        guard !bytes.isEmpty else { return }
        let place = random.below(bytes.count)
        let other = random.below(bytes.count)
        switch random.next() % 6 {
        case 0: bytes[place] ^= UInt8(1 << (random.next() % 8))
        case 1: bytes.removeLast(bytes.count - place)
        case 2: bytes.removeSubrange(wordAround(place, bytes))
        case 3: bytes.insert(contentsOf: bytes[wordAround(other, bytes)], at: place)
        case 4: bytes[place] = UInt8(truncatingIfNeeded: random.next())
        default:
            let pieces = ["{", "}", "(", ")", "[", "]", "\"", "/*", ";", "\n", ":", "=", "else", "thread", "..", "!"]
            bytes.insert(contentsOf: Array(pieces[random.below(pieces.count)].utf8), at: place)
        }
    }

    private func wordAround(_ place: Int, _ bytes: [UInt8]) -> Range<Int> {
        func isWord(_ byte: UInt8) -> Bool { byte | 0x20 >= 0x61 && byte | 0x20 <= 0x7A }
        var low = place
        var high = place + 1
        guard isWord(bytes[place]) else { return low..<high }
        while low > 0, isWord(bytes[low - 1]) { low -= 1 }
        while high < bytes.count, isWord(bytes[high]) { high += 1 }
        return low..<high
    }

    @Test(
        "nesting without end is refused and never overflows the stack",
        arguments: [
            "(", "[", "{", "!", "- ", "a[", "f(", "x = (", "if a {", "if a { } else ", "l: ", "ghost ", "a ? ", "a ?? ",
            "a implies ", "a + ", "a.b", ".b", "!", "[0]", "(1)", "new N(", "forall(i in a: ", "forall(i in ",
            "thread p {\n", "loop {",
            "select { case ", "switch a { case ", "var x: int?[", "-> ", "a < ", "while ", "else ", "enum A { ",
        ])
    func nesting(piece: String) {
        for opening in [
            "", "model \"M\"\nthread p {\n  x = a", "model \"M\"\nthread p {\n ", "model \"M\"\nvar x: int",
        ] {
            let text = opening + String(repeating: piece, count: 1_000)
            #expect(!survives(Array(text.utf8), piece).isEmpty)
        }
    }

    @Test("a long list is not deep nesting")
    func longList() {
        let elements = (0..<3_000).map(String.init).joined(separator: ", ")
        let lines = (0..<3_000).map { "  x = \($0)" }.joined(separator: "\n")
        let text = "model \"M\"\nthread p {\n  let a = [\(elements)]\n\(lines)\n}\n"
        #expect(survives(Array(text.utf8), "long list") == [])
    }

    @Test("a file of random bytes is read")
    func binary() {
        var random = SeededGenerator(seed: 7)
        let bytes = (0..<200_000).map { _ in UInt8(truncatingIfNeeded: random.next()) }
        #expect(survives(bytes, "binary").count == Parser.diagnosticLimit)
    }

    @Test(
        "forty thousand bytes of one mistake are read in one pass",
        arguments: [
            "if x; ", "for (;;) ", "}\n", "{}", "x\n", "x = \n", "forall(i in ", "\"a\" ",
            "eventually a: forall(x in y: ",
            "thread p {\n", "/* */ ", "é ", "mutex ", "case ", "a b ", "(\n", "model \"M\"\n",
        ])
    func repeatedMistake(piece: String) {
        let text = "model \"M\"\n" + String(repeating: piece, count: 40_000 / piece.utf8.count)
        _ = survives(Array(text.utf8), piece)
    }
}
