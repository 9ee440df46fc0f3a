import HeddleLanguages
import HeddleProgram
import TestSupport
import Testing

/// Whatever the text, reading comes back with a tree or with errors, and never crashes or hangs.
@Suite struct PromelaRobustnessTests {
    private func survives(_ bytes: [UInt8], _ note: @autoclosure () -> String) {
        let reading = PromelaFrontEnd.read(SourceText(path: "m.pml", bytes: bytes))
        let hasErrors = reading.diagnostics.contains { $0.severity == .error }
        #expect((reading.model == nil) == hasErrors, "\(note())")
        for diagnostic in reading.diagnostics {
            let isInside =
                diagnostic.span.start >= 0 && diagnostic.span.start <= diagnostic.span.end
                && diagnostic.span.end <= reading.source.bytes.count
            #expect(isInside, "\(note()): \(diagnostic)")
        }
    }

    private func originals() throws -> [[UInt8]] {
        let names = try PromelaFixtures.names(in: "promela") + PromelaFixtures.names(in: "promela/constructs")
        return try names.map { Array(try Fixtures.text($0).utf8) }
    }

    @Test("models cut off at any byte are read without a crash")
    func truncated() throws {
        for (number, bytes) in try originals().enumerated() where number % 16 == 0 {
            for length in 0..<bytes.count { survives(Array(bytes.prefix(length)), "model \(number), \(length) bytes") }
        }
    }

    @Test("a thousand damaged models are read without a crash")
    func damaged() throws {
        let seed: UInt64 = 0x50_72_6F_6D
        var random = SeededGenerator(seed: seed)
        let originals = try originals()
        for round in 0..<1_000 {
            var bytes = originals[random.below(originals.count)]
            for _ in 0...random.below(3) { damage(&bytes, &random) }
            survives(bytes, "seed \(seed), round \(round)")
        }
    }

    private func damage(_ bytes: inout [UInt8], _ random: inout SeededGenerator) {
        guard bytes.count > 2 else { return }
        let place = random.below(bytes.count)
        let other = random.below(bytes.count)
        switch random.next() % 5 {
        case 0: bytes[place] ^= UInt8(1 << (random.next() % 8))
        case 1: bytes.removeSubrange(min(place, other)..<max(place, other))
        case 2: bytes.insert(contentsOf: bytes[min(place, other)..<max(place, other)], at: place)
        case 3: bytes.swapAt(place, other)
        default: bytes.remove(at: place)
        }
    }

    @Test("words in any order are read without a crash")
    func soup() {
        let words = [
            "byte", "x", "y", "chan", "c", "=", "[", "]", "1", "2", "of", "{", "}", "(", ")", ";", "->", "::", "if",
            "fi", "do", "od", "else", "break", "goto", "L", ":", "L:", "atomic", "d_step", "unless", "proctype", "P",
            "active", "init", "run", "inline", "f", "typedef", "T", "mtype", "a", ",", "!", "?", "!!", "??", "<", ">",
            "eval", "len", "full", "timeout", "_", "_pid", "for", "in", "select", "..", "printf", "\"%d\"", "assert",
            "never", "ltl", "\n", "#define", "#if", "#endif", "#else", "\n#define M", "M", "return", "xr", "provided",
            "@", ".", "++", "--", "+", "-", "*", "/", "c_code", "hidden", "unsigned", "skip", "true", "/*", "*/",
        ]
        let seed: UInt64 = 0x73_6F_75_70
        var random = SeededGenerator(seed: seed)
        for round in 0..<2_000 {
            let count = 1 + random.below(60)
            let start = round % 3 == 0 ? "byte x, y; chan c = [1] of { byte }; inline f(a) { a = 1 } init { " : ""
            let text =
                start
                + (0..<count).map { _ in words[random.below(words.count)] }
                .joined(separator: " ")
            survives(Array(text.utf8), "seed \(seed), round \(round): \(text)")
        }
    }

    @Test("nesting to any depth is read or refused", arguments: PromelaRobustnessTests.nested)
    func deep(open: String, middle: String, close: String) {
        for depth in [10, 190, 1_000, 50_000] {
            let text =
                "byte x; chan c = [1] of { byte }; init { " + String(repeating: open, count: depth) + middle
                + String(repeating: close, count: depth) + " }"
            survives(Array(text.utf8), "\(open) \(depth) times")
            let ids = PromelaFixtures.read(text: text).diagnostics.filter { $0.severity == .error }.map(\.id)
            if depth == 10 { #expect(ids == [], "\(open)") }
            if depth == 50_000 { #expect(!ids.isEmpty, "\(open)") }
        }
    }

    static let nested: [(String, String, String)] = [
        ("{ ", "skip", " }"), ("if :: ", "skip", " fi"), ("do :: ", "break", " :: break od"),
        ("atomic { ", "skip", " }"), ("{ ", "skip", " } unless { skip }"),
    ]

    @Test("deep expressions are read or refused", arguments: PromelaRobustnessTests.deepExpressions)
    func deepExpression(open: String, middle: String, close: String) {
        for depth in [10, 90, 1_000, 50_000] {
            let text =
                "byte x, a[2]; chan c = [1] of { byte }; init { x = " + String(repeating: open, count: depth) + middle
                + String(repeating: close, count: depth) + " }"
            survives(Array(text.utf8), "\(open) \(depth) times")
            let ids = PromelaFixtures.read(text: text).diagnostics.filter { $0.severity == .error }.map(\.id)
            if depth == 10 { #expect(ids == [], "\(open)") }
            if depth == 50_000 { #expect(ids == ["P202"] || ids == ["P116"], "\(open)") }
        }
    }

    static let deepExpressions: [(String, String, String)] = [
        ("(", "x", ")"), ("! ", "x", ""), ("- ", "x", ""), ("x + ", "x", ""), ("a[", "0", "]"), ("1 + (", "x", ")"),
        ("(x -> 1 : ", "x", ")"),
    ]

    @Test("inlines that call one another end: too deep, too much")
    func inlines() {
        var text = "byte x; inline f0() { x++ }\n"
        for level in 1...20 { text += "inline f\(level)() { f\(level - 1)(); f\(level - 1)() }\n" }
        let ids = PromelaFixtures.read(text: text + "init { f20() }").diagnostics.map(\.id)
        #expect(ids.contains("P355"))
        #expect(PromelaFixtures.read(text: text + "init { f12() }").model != nil)
    }

    @Test("types that double with every level are stopped, and do not slow the reading down")
    func doublingTypes() {
        var text = "typedef T0 { byte x };\n"
        for level in 1...200 { text += "typedef T\(level) { T\(level - 1) a; T\(level - 1) b };\n" }
        let ids = PromelaFixtures.read(text: text + "T200 t; init { skip }").diagnostics.map(\.id)
        #expect(ids.first == "P339")
        #expect(Set(ids) == ["P339"])
    }

    @Test("a text of more than the limit is refused")
    func tooLarge() {
        let text = "init { skip }" + String(repeating: " ", count: PromelaFrontEnd.sizeLimit)
        #expect(PromelaFixtures.read(text: text).diagnostics.map(\.id) == ["P115"])
    }
}
