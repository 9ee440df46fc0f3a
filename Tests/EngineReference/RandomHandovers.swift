package import TestSupport

/// Small random Promela models about waiting for messages where somebody looks on: senders and receivers that come to rest
/// within atomic sequences, that try and go another way, that stand ready at several channels; and processes that can
/// tell in which order it went.
///
/// Reason: the steps of such models are independent only almost (a message that can't be sent yet cuts an atomic step in
/// two), and a general generator seldom lets anybody notice.
package struct RandomHandovers: RandomBuilder {
    package var random: SeededGenerator
    private var lines: [String] = []

    package static func text(seed: Int) -> String {
        var model = RandomHandovers(random: SeededGenerator(seed: UInt64(truncatingIfNeeded: seed &+ 77_000_000)))
        return model.build()
    }

    private init(random: SeededGenerator) { self.random = random }

    private mutating func build() -> String {
        lines = [
            "byte x, y, z, seen;", "chan p = [\(one(["0", "0", "1", "1", "2"]))] of { byte };",
            "chan q = [\(one(["0", "0", "1"]))] of { byte };",
        ]
        process("A", ["p!1", "q!2", "p!y"], 1 + below(3))
        process("B", ["p?v", "q?v", "p?1"], 1 + below(2))
        if chance(30) { process("C", ["p?v", "q!1", "p!2", "q?v"], 1 + below(2)) }
        onlooker()
        return lines.joined(separator: "\n") + "\n"
    }

    private mutating func process(_ name: String, _ messages: [String], _ count: Int) {
        lines.append("active proctype \(name)() { byte v;")
        for _ in 0..<count {
            if chance(40) { lines.append("  \(one(["v = 1", "skip", "v = x"]));") }
            switch below(6) {
            case 0: lines.append("  \(one(messages));")
            case 1: lines.append("  \(mark());")
            case 2, 3: lines.append("  atomic { \(mark()); \(one(messages)); \(mark()) };")
            case 4:
                let other = one([":: else -> \(mark())", ":: \(one(messages)) -> \(mark())", ":: x == 1 -> \(mark())"])
                lines.append("  if :: \(one(messages)) -> \(mark()) \(other) fi;")
            default:
                lines.append("  { \(mark()); \(one(messages)) } unless { \(one(["x == 1", one(messages)])) };")
            }
        }
        lines.append("  skip\n}")
    }

    private mutating func mark() -> String { one(["x = 1", "y = 1", "x = 2", "y = 2", "z = 1", "skip"]) }

    private mutating func condition() -> String { one(["x == 1", "y == 1", "y == 0", "x == 2", "z == 1", "x != y"]) }

    /// It sees all variables in one step, at any time: every state that the others come through is an outcome.
    private mutating func onlooker() {
        lines.append("active proctype O() {")
        if chance(40) { lines.append("  (\(condition()));") }
        lines.append("  seen = 9 * x + 3 * y + z")
        if chance(30) { lines.append("  ; assert(!(\(condition())))") }
        lines.append("}")
    }
}
