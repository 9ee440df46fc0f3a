package import TestSupport

/// Small random Promela models as text, of the constructs that Spin's users write most.
///
/// Values stay below 4 and loops change nothing for ever, so that state spaces are small; models may deadlock, fail
/// their assertions, and go round for ever.
package struct RandomPromela: RandomBuilder {
    package var random: SeededGenerator
    private var lines: [String] = []
    private var labels = 0
    private var channels: [Channel] = []
    private var processes = 0
    /// Within `atomic` nothing goes round: a loop without end would be one step without end.
    private var isInAtomic = false

    private struct Channel {
        var name: String
        var capacity: Int
        var isTyped: Bool
    }

    package static func text(seed: Int) -> String {
        var model = RandomPromela(random: SeededGenerator(seed: UInt64(truncatingIfNeeded: seed) &* 7919 &+ 17))
        return model.build()
    }

    private init(random: SeededGenerator) { self.random = random }

    private mutating func build() -> String {
        lines = ["mtype = { red, green }", "byte x = \(below(2));", "byte y;", "bit flag;", "byte a[2];"]
        for number in 0..<(chance(70) ? 1 + below(2) : 0) {
            let channel = Channel(name: "c\(number)", capacity: below(3), isTyped: chance(40))
            channels.append(channel)
            lines.append(
                "chan \(channel.name) = [\(channel.capacity)] of { \(channel.isTyped ? "mtype, byte" : "byte") };")
        }
        processes = 2 + (chance(25) ? 1 : 0)
        let withInit = chance(40)
        for number in 0..<processes {
            let head = withInit ? "proctype p\(number)(byte k)" : "active proctype p\(number)()"
            lines.append("\(head) {")
            lines.append("  byte v\(withInit ? " = k" : "");")
            if chance(40) { lines.append("  mtype m;") } else { lines.append("  mtype m = red;") }
            statements(2 + below(processes == 3 ? 2 : 3), "  ", depth: 0)
            lines.append("}")
        }
        if withInit { start() }
        return lines.joined(separator: "\n") + "\n"
    }

    private mutating func start() {
        lines.append("init {")
        let isAtomic = chance(60)
        if isAtomic { lines.append("  atomic {") }
        for number in 0..<processes { lines.append("    run p\(number)(\(below(3)));") }
        if isAtomic { lines.append("  }") }
        if chance(30) { lines.append("  (_nr_pr == 1); assert(x < 4);") }
        lines.append("}")
    }

    // MARK: - Statements

    private mutating func value() -> String {
        one(["0", "1", "2", "v", "x", "y", "a[0]", "a[v % 2]", "(x + 1) % 3", "(v + y) % 4", "(x > y -> 1 : 2)"])
    }

    private mutating func condition() -> String {
        one([
            "x == \(below(3))", "y > 0", "v < 2", "x != y", "flag", "!flag", "(x > 0 && y < 2)", "(flag || v == 1)",
            "a[0] == a[1]", "_pid == \(below(3))",
        ])
    }

    private mutating func assignment() -> String {
        one([
            "x = \(value())", "y = \(value())", "v = \(value())", "flag = !flag", "a[\(below(2))] = \(value())",
            "x = (x + 1) % 3", "v = (v + 1) % 3", "a[x % 2] = v",
        ])
    }

    private mutating func statements(_ count: Int, _ indent: String, depth: Int) {
        for _ in 0..<count { statement(indent, depth) }
    }

    private mutating func statement(_ indent: String, _ depth: Int) {
        switch below(depth < 2 ? 16 : 8) {
        case 0, 1, 2: lines.append("\(indent)\(assignment());")
        case 3: lines.append("\(indent)\(condition());")
        case 4, 5:
            if let message = message() { lines.append("\(indent)\(message);") } else { lines.append("\(indent)skip;") }
        case 6: lines.append("\(indent)assert(\(one(["x < 3", "y != 3", "v <= 2", "x != 2 || y != 1"])));")
        case 7: lines.append(one(["\(indent)skip;", "\(indent)printf(\"here\\n\");", "\(indent)(timeout || x == 0);"]))
        case 8, 9: selection("if", "fi", indent, depth)
        case 10: isInAtomic ? selection("if", "fi", indent, depth) : selection("do", "od", indent, depth)
        case 11: block("atomic", indent, depth)
        case 12: step(indent)
        case 13: lines.append("\(indent)\(one(["select (v : 0 .. 2)", "for (v : 0 .. 1) { x = (x + v) % 3 }"]));")
        case 14: escape(indent, depth)
        default: if isInAtomic { lines.append("\(indent)\(assignment());") } else { jump(indent, depth) }
        }
    }

    private mutating func message() -> String? {
        guard !channels.isEmpty else { return nil }
        let channel = channels[below(channels.count)]
        if channel.isTyped {
            return one([
                "\(channel.name)!red,\(value())", "\(channel.name)!green(\(value()))", "\(channel.name)?m,v",
                "\(channel.name)?red,v", "\(channel.name)?eval(m),x", "\(channel.name)?green,_",
            ])
        }
        var choices = [
            "\(channel.name)!\(value())", "\(channel.name)!v", "\(channel.name)?v", "\(channel.name)?x",
            "\(channel.name)?1", "\(channel.name)?eval(v)", "\(channel.name)?_",
        ]
        if channel.capacity > 0 {
            choices += [
                "\(channel.name)!!\(value())", "\(channel.name)??v", "\(channel.name)??2", "\(channel.name)?[1]",
                "\(channel.name)??[2]", "\(channel.name)?<v>", "nempty(\(channel.name))", "nfull(\(channel.name))",
                "len(\(channel.name)) < 2",
            ]
        }
        return one(choices)
    }

    private mutating func selection(_ open: String, _ close: String, _ indent: String, _ depth: Int) {
        lines.append("\(indent)\(open)")
        let options = 1 + below(3)
        // Spin refuses `else` beside a statement that sends or receives.
        let hasElse = chance(35)
        for option in 0..<options {
            var head = condition()
            if !hasElse, chance(30), let message = message() { head = message }
            if chance(15) { head = "true" }
            lines.append("\(indent):: \(head) -> \(assignment());")
            if chance(40) { statements(1, indent + "   ", depth: depth + 1) }
            if open == "do", option == 0 { lines.append("\(indent)   break") }
        }
        if hasElse {
            lines.append("\(indent):: else -> \(one(["skip", "break"]) == "break" && open == "do" ? "break" : "skip")")
        }
        lines.append("\(indent)\(close);")
    }

    private mutating func block(_ kind: String, _ indent: String, _ depth: Int) {
        lines.append("\(indent)\(kind) {")
        // The first statement is never a jump: Spin refuses a label there.
        lines.append("\(indent)  \(chance(50) ? condition() : assignment());")
        let outer = isInAtomic
        isInAtomic = true
        statements(2, indent + "  ", depth: depth + 1)
        isInAtomic = outer
        lines.append("\(indent)}")
        lines[lines.count - 1] += ";"
    }

    /// Deterministic, and never waiting but at its start.
    private mutating func step(_ indent: String) {
        // Spin refuses a `d_step` right behind a loop: `break` would jump into it.
        lines.append("\(indent)skip;")
        lines.append("\(indent)d_step {")
        if chance(40) { lines.append("\(indent)  \(condition());") }
        for _ in 0..<(1 + below(2)) { lines.append("\(indent)  \(assignment());") }
        if chance(30) {
            lines.append("\(indent)  if")
            lines.append("\(indent)  :: x > 0 -> \(assignment())")
            lines.append("\(indent)  :: else -> \(assignment())")
            lines.append("\(indent)  fi;")
        }
        lines.append("\(indent)};")
    }

    private mutating func escape(_ indent: String, _ depth: Int) {
        lines.append("\(indent){")
        lines.append("\(indent)  \(assignment());")
        statements(1, indent + "  ", depth: 2)
        lines.append("\(indent)} unless { \(condition()) -> \(assignment()) };")
    }

    private mutating func jump(_ indent: String, _ depth: Int) {
        labels += 1
        let label = one(["", "", "end"]) + "L\(labels)"
        lines.append("\(label):")
        lines.append("\(indent)\(assignment());")
        lines.append("\(indent)if")
        lines.append("\(indent):: \(condition()) -> goto \(label)")
        lines.append("\(indent):: \(one(["else", "true", "x == 0"])) -> skip")
        lines.append("\(indent)fi;")
    }
}
