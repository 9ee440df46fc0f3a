package import TestSupport

/// Small random Promela models made to mislead reductions: processes that know their number or a parameter, channels of
/// all kinds, atomic sequences that wait in the middle, `else`, `timeout`, `unless`, births and deaths.
package struct RandomProcesses: RandomBuilder {
    package var random: SeededGenerator
    private var lines: [String] = []
    private var usesTimeout = false
    private var labels = 0

    package static func text(seed: Int) -> String {
        var model = RandomProcesses(random: SeededGenerator(seed: UInt64(truncatingIfNeeded: seed &+ 99_000_000)))
        return model.build()
    }

    private init(random: SeededGenerator) { self.random = random }

    private mutating func build() -> String {
        usesTimeout = chance(20)
        lines = [
            "byte x, y, a[3]; bool flag;", "chan c = [\(below(3))] of { byte };",
            "chan d[2] = [\(1 + below(2))] of { byte, byte };", "chan r = [0] of { byte };",
        ]
        switch below(3) {
        case 0: process("active [\(1 + below(2))] proctype P()", "_pid")
        case 1:
            process("proctype P(byte id)", "id")
            lines.append("init { \(one(["atomic { run P(0); run P(1) }", "run P(1); run P(0)", "run P(2); x = 1"])) }")
        default:
            process("active proctype P()", "0")
            process("active proctype Q()", "1")
        }
        if chance(50) { process("active proctype R()", one(["2", "_pid"])) }
        return lines.joined(separator: "\n") + "\n"
    }

    private mutating func process(_ head: String, _ own: String) {
        lines.append("\(head) { byte v, w, me = \(own);")
        for _ in 0..<(1 + below(3)) { statement("  ", depth: 0) }
        lines.append("  skip\n}")
    }

    private mutating func statement(_ indent: String, depth: Int) {
        if depth < 2, chance(45) { return block(indent, depth) }
        lines.append(indent + simple() + ";")
    }

    private mutating func block(_ indent: String, _ depth: Int) {
        switch below(6) {
        case 0, 1:
            lines.append(indent + "if")
            for _ in 0..<(1 + below(2)) { way(indent, depth) }
            if chance(50) { lines.append(indent + ":: else -> skip") }
            lines.append(indent + "fi;")
        case 2:
            lines.append(indent + (chance(30) ? "end\(number()): do" : "do"))
            way(indent, depth)
            lines.append("\(indent):: \(one(["v > 1", "x > 1", "flag", "else"])) -> break")
            lines.append("\(indent):: v < 2 -> v++")
            lines.append(indent + "od;")
        case 3:
            lines.append(indent + "atomic {")
            for _ in 0..<2 { lines.append(indent + "  " + simple() + ";") }
            lines.append(indent + "};")
        case 4:
            lines.append(
                indent
                    + one([
                        "d_step { x = (x + 1) % 4; y = x };", "d_step { flag -> flag = 0 };",
                        "d_step { v = x; a[me % 3] = v };",
                    ]))
        default:
            lines.append(indent + "{ \(simple()); \(simple()) } unless { \(one(["flag", "x == 2", "c?[1]"])) };")
        }
    }

    private mutating func number() -> Int {
        labels += 1
        return labels
    }

    private mutating func way(_ indent: String, _ depth: Int) {
        let guardText = one([
            "x == 0", "y < 2", "v == 1", "flag", "c?w", "c!1", "d[me % 2]?v,w", "r?v", "r!me", "nempty(c)",
            "full(d[0])",
            usesTimeout ? "timeout" : "true",
        ])
        lines.append("\(indent):: \(guardText) -> \(simple())")
    }

    private mutating func simple() -> String {
        one([
            "x = \(below(3))", "v = x", "y = v", "a[me % 3] = \(below(3))", "v = a[\(below(3))]", "flag = \(below(2))",
            "x = (x + 1) % 4", "v++", "w = me", "c!\(below(3))", "c?v", "c?1", "d[\(below(2))]!me,1", "d[0]??v,1",
            "d[1]?<v,w>", "r!\(below(2))", "r?v", "r?1", "assert(x != 3)", "assert(v < 3)", "(x > 0)", "flag",
            "(len(c) == 0)",
            "skip", "d[me % 2]!!v,me", "y = _nr_pr", usesTimeout ? "timeout" : "skip",
        ])
    }
}
