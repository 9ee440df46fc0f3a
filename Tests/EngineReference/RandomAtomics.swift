package import TestSupport

/// Small random models of threads over atomics, for searches under weak memory: loads, stores, updates, fences, awaits,
/// branches, choices, checks, a plain variable, a spawned thread, replicas. None has a loop.
package struct RandomAtomics: RandomBuilder {
    package var random: SeededGenerator
    /// Whether a value is chosen: graphs tell no choices apart.
    package private(set) var chooses = false
    /// Whether an assertion or an assumption may fail.
    package private(set) var checks = false
    private let locations: [String]
    private let isPlain: Bool
    private let awaits: Bool
    private let replicates: Bool
    private var names: [String] = []

    /// `replicates`: threads are replicas of one another, and know themselves in values.
    package init(seed: Int, replicates: Bool = false) {
        self.replicates = replicates
        random = SeededGenerator(seed: UInt64(seed))
        locations = Array(["x", "y", "z"].prefix(1 + Int.random(in: 0..<3, using: &random)))
        isPlain = Int.random(in: 0..<3, using: &random) == 0
        awaits = Bool.random(using: &random)
    }

    package mutating func text() -> String {
        if replicates { return replicas() }
        let count = 2 + below(3)
        let spawns = chance(30)
        let length = [4, 3, 2][count - 2]
        var threads: [(lines: [String], numbers: [String])] = []
        for _ in 0..<count { threads.append(body(1 + below(length))) }
        var lines = ["model \"Random\""] + locations.map { "atomic \($0): int = 0" }
        if isPlain { lines.append("var d: int = 0") }
        if spawns, let child = threads.popLast() {
            lines += ["func f() {"] + child.lines + ["}"]
            threads[0].lines.insert("let c = spawn f()", at: below(threads[0].lines.count + 1))
            if chance(70) { threads[0].lines.append("join c") }
            names += child.numbers.map { "f[0].\($0)" }
        }
        for (index, thread) in threads.enumerated() {
            lines += ["thread t\(index) {"] + thread.lines + ["}"]
            names += thread.numbers.map { "t\(index).\($0)" }
        }
        if !names.isEmpty { lines.append("final named \"named\": \(names.joined(separator: " + ")) >= 0") }
        lines.append("final low \"low\": x <= \(1 + below(3))")
        return lines.joined(separator: "\n")
    }

    private mutating func replicas() -> String {
        let count = 2 + below(2)
        let copied = body(2 + below(count == 2 ? 3 : 1))
        var lines = ["model \"Random\""] + locations.map { "atomic \($0): int = 0" }
        if isPlain { lines.append("var d: int = 0") }
        lines += ["atomic top: thread? = nil", "thread t * \(count) {"] + copied.lines + ["}"]
        if chance(60) { lines += ["thread u {"] + body(1 + below(3)).lines + ["}"] }
        if let name = copied.numbers.last {
            lines.append("final some \"some\": count(any in t: any.\(name) == \(below(2))) < \(1 + below(count))")
        }
        if chance(30) { lines.append("invariant early \"early\": count(any in t: finished(any)) < \(count) || x != 1") }
        lines.append("final low \"low\": x <= \(1 + below(3)) && top != nil")
        return lines.joined(separator: "\n")
    }

    private mutating func body(_ length: Int) -> (lines: [String], numbers: [String]) {
        var lines: [String] = []
        var numbers: [String] = []
        for index in 0..<length { step("r\(index)", &lines, &numbers) }
        return (lines, numbers)
    }

    private mutating func step(_ name: String, _ lines: inout [String], _ numbers: inout [String]) {
        let place = one(locations)
        if replicates, chance(25) {
            return lines.append(
                one([
                    "top.store(self, \(one(Self.stores)))", "let \(name) = top.exchange(self, \(one(Self.all)))",
                    "let \(name) = top.compareExchange(nil, self, \(one(Self.all)))",
                    "if top.load(\(one(Self.loads))) == self { \(store(place)) }",
                ]))
        }
        switch below(20) {
        case 0..<4:
            lines.append("let \(name) = \(place).load(\(one(Self.loads)))")
            numbers.append(name)
        case 4..<8: lines.append(store(place))
        case 8, 9:
            lines.append("let \(name) = \(place).fetchAdd(1, \(one(Self.all)))")
            numbers.append(name)
        case 10:
            lines.append("let \(name) = \(place).exchange(\(1 + below(2)), \(one(Self.all)))")
            numbers.append(name)
        case 11, 12:
            let kind = chance(30) ? "compareExchangeWeak" : "compareExchange"
            lines.append("let \(name) = \(place).\(kind)(\(below(2)), \(1 + below(2)), \(one(Self.all)))")
        case 13: lines.append("fence(\(one(Self.all.filter { $0 != "relaxed" })))")
        case 14 where awaits, 15 where awaits:
            lines.append("await \(place).load(\(one(Self.loads))) \(one(["==", "!=", ">="])) \(below(3))")
        case 16 where isPlain, 17 where isPlain:
            if chance(50) {
                lines.append("d = \(1 + below(2))")
            } else {
                lines.append("let \(name) = d")
                numbers.append(name)
            }
        case 18 where chance(30):
            chooses = true
            lines.append("choose \(name) in 0..<2")
            lines.append("\(place).store(\(name), \(one(Self.stores)))")
            numbers.append(name)
        case 18 where !numbers.isEmpty, 19 where !numbers.isEmpty && chance(50):
            let update = "\(one(locations)).fetchAdd(1, \(one(Self.all)))"
            lines.append("if \(one(numbers)) == \(below(2)) { \(store(place)) } else { \(update) }")
        case 19 where !numbers.isEmpty:
            checks = true
            lines.append("\(one(["assert", "assume"])) \(one(numbers)) != \(below(3))")
        default: lines.append(store(place))
        }
    }

    private mutating func store(_ place: String) -> String {
        "\(place).store(\(1 + below(2)), \(one(Self.stores)))"
    }

    private static let all = ["relaxed", "acquire", "release", "acq_rel", "seq_cst"]
    private static let loads = ["relaxed", "acquire", "seq_cst"]
    private static let stores = ["relaxed", "release", "seq_cst"]
}
