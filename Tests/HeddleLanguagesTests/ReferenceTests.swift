import HeddleLanguages
import HeddleProgram
import Testing

/// An example of the reference under a name that says where it stands.
struct NamedExample: Sendable, CustomTestStringConvertible {
    let chapter: String
    let example: ReferenceExample
    var testDescription: String { "\(chapter): \(example.title)" }
    var source: SourceText { SourceText(path: "example.heddle", text: example.source) }

    static let all = LanguageReference.chapters.flatMap { chapter in
        chapter.examples.map { NamedExample(chapter: chapter.title, example: $0) }
    }
}

@Suite struct ReferenceTests {
    @Test(
        "every example of the reference parses, is documented and at most 80 columns wide", arguments: NamedExample.all)
    func parses(named: NamedExample) {
        let (model, diagnostics) = Parser.parse(named.source)
        #expect(diagnostics.map { "\(named.source.position(of: $0.span.start)) \($0.message)" } == [])
        #expect(model.name != nil)
        #expect(!model.documentation.isEmpty)
        for line in named.example.source.split(separator: "\n") { #expect(line.count <= 76, "\(line)") }
    }

    @Test("every construct that this version runs stands in an example")
    func complete() {
        var constructs = SyntaxConstructs()
        for named in NamedExample.all { constructs.visit(Parser.parse(named.source).model) }
        let missing = ReferenceTests.wanted.filter { !constructs.found.contains($0) }
        #expect(missing == [])
        let refused = ["process", "spec", "faults", "eventually", "linearizable", "refines", "error"]
        #expect(refused.filter { constructs.found.contains($0) } == [])
    }

    @Test("the text names every chapter, fits its width, and holds every example line for line")
    func rendering() {
        for width in [60, 80, 120] {
            let text = LanguageReference.text(width: width)
            let lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
            for line in lines where !line.hasPrefix("  ") { #expect(line.count <= width, "\(line)") }
            for (number, chapter) in LanguageReference.chapters.enumerated() {
                #expect(lines.contains("\(number + 1). \(chapter.title)"))
            }
            for named in NamedExample.all {
                let source = named.example.source.split(separator: "\n").map { "    \($0)" }
                #expect(source.allSatisfy(lines.contains), "\(named)")
            }
        }
    }

    @Test("every reserved word and every check is mentioned")
    func words() {
        let text = LanguageReference.text(width: 80)
        for check in Check.allCases { #expect(text.contains(check.rawValue), "\(check)") }
        for word in ["linearizable", "refines", "eventually", "process", "faults", "leadsTo"] {
            #expect(text.contains(word), "\(word)")
        }
    }

    private static let wanted: [String] = [
        "documentation", "const", "enum", "struct", "pool", "pool any", "pool recycling", "atomic field", "var",
        "ghost var", "atomic", "mutex", "mutex recursive", "rwlock", "rwlock writersFirst", "condition",
        "condition spurious", "semaphore", "semaphore limit", "barrier", "once", "event", "object array", "channel",
        "channel array", "channel unordered", "channel rendezvous", "channel unbounded", "channel capacity", "setup",
        "func", "func ->", "thread", "thread *", "thread ()", "daemon", "bounds", "memory", "invariant", "final",
        "reachable", "outcome", "sentence", "expect holds", "expect fails", "expect possible", "expect impossible",
        "expect no", "expect check", "expect under", "expect with", "allow", "forbid", "type int", "type bool",
        "type name", "type thread", "type ..<", "type ...", "type ?", "type []", "type [..]", "label", "block",
        "local var", "let", "if", "if let", "else", "select", "case await", "case", "case let", "timeout", "default",
        "when", "switch", "switch else", "while", "while let", "loop", "for", "domain ..<", "domain ...",
        "domain value", "break", "break label", "continue", "continue label", "return", "return value", "await",
        "assume", "assert", "assert sentence", "atomic block", "ghost", "choose", "choose where", "join", "free",
        "skip", "yield", "fence", "run", "=", "+=", "-=", "*=", "/=", "%=", "&=", "|=", "^=", "<<=", ">>=",
        "call statement", "integer", "boolean", "nil", "self", "name", "( )", "[ , ]", "[ ; ]", "new", "spawn",
        "forall", "exists", "count", "sum", ".", ". number", "index", "call", "labelled argument", "unwrap", "unary !",
        "unary -", "unary ~", "binary implies", "binary ??", "binary ||", "binary &&", "binary ==", "binary !=",
        "binary <", "binary <=", "binary >", "binary >=", "binary |", "binary ^", "binary &", "binary <<", "binary >>",
        "binary +", "binary -", "binary *", "binary /", "binary %", "? :", "at",
        ".append", ".removeFirst", ".removeLast", ".clear", ".count", ".isEmpty", ".first", ".last", ".contains",
        ".lock", ".tryLock", ".unlock", ".readLock", ".readUnlock", ".writeLock", ".writeUnlock", ".tryReadLock",
        ".tryWriteLock", ".wait", ".notify", ".notifyAll", ".acquire", ".tryAcquire", ".release", ".set", ".reset",
        ".isSet", ".load", ".store", ".exchange", ".compareExchange", ".compareExchangeWeak", ".compareSwap",
        ".fetchAdd", ".fetchSub", ".fetchAnd", ".fetchOr", ".fetchXor", ".fetchMin", ".fetchMax", ".send", ".receive",
        ".next", ".trySend", ".tryReceive", ".close", ".holder", ".closed", ".value", ".waiting",
    ]
}
