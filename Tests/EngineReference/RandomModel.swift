package import TestSupport

/// Small random models as text: every construct of the language that the engine runs, in programs that end or circle.
///
/// Loops are bounded or wait without changing anything, so that the state space is finite.
package struct RandomModel: RandomBuilder {
    package var random: SeededGenerator
    private var names = 0
    private var lines: [String] = []
    /// Objects that the model declares, decided at the start.
    private var features: Set<Feature> = []

    private enum Feature: CaseIterable {
        case array, atomic, mutex, condition, semaphore, channel, event, ghost, spawn, choose, once, barrier
        case rwlock, structure, list, function, optional
    }

    package static func text(seed: Int) -> String {
        var model = RandomModel(random: SeededGenerator(seed: UInt64(truncatingIfNeeded: seed)))
        return model.build(seed)
    }

    private init(random: SeededGenerator) { self.random = random }

    private mutating func fresh(_ prefix: String) -> String {
        names += 1
        return "\(prefix)\(names)"
    }

    private mutating func build(_ seed: Int) -> String {
        lines = ["model \"Random \(seed)\"", "", "var x: int = 0", "var y: 0..<5 = \(below(3))"]
        for feature in Feature.allCases where chance(24) { features.insert(feature) }
        declare()
        let threads = 2 + (chance(30) ? 1 : 0)
        for number in 0..<threads {
            let head = number == 0 && chance(30) ? "thread t0 * 2" : "thread t\(number)"
            if number == 0, head.hasSuffix("* 2"), threads == 3 { continue }
            lines.append("\(head) {")
            var scope: [String] = []
            statements(1 + below(threads == 3 ? 2 : 3), "  ", &scope, depth: 0)
            if chance(15) { lines.append("  here: skip") } else { lines.append("  x = x + 1") }
            lines.append("}")
        }
        if !lines.contains(where: { $0.hasPrefix("thread t0") }) { lines.append("thread t0 { y = 1 }") }
        properties()
        return lines.joined(separator: "\n") + "\n"
    }

    private mutating func declare() {
        if features.contains(.array) { lines.append("var a: int[2]") }
        if features.contains(.atomic) { lines.append("atomic n: \(one(["int", "u8", "0...3"])) = \(below(2))") }
        if features.contains(.mutex) || features.contains(.condition) {
            lines.append("mutex m\(chance(20) ? " recursive" : "")")
        }
        if features.contains(.condition) { lines.append("condition ready\(chance(30) ? " spurious" : "")") }
        if features.contains(.semaphore) { lines.append("semaphore s = \(below(2))\(chance(30) ? " limit 1" : "")") }
        if features.contains(.channel) {
            lines.append("channel c: int\(one(["", " capacity 1", " capacity 2", " unordered capacity 2"]))")
        }
        if features.contains(.event) { lines.append("event go") }
        if features.contains(.ghost) { lines.append("ghost var g: int = 0") }
        if features.contains(.once) { lines.append("once o") }
        if features.contains(.barrier) { lines.append("barrier b(2)") }
        if features.contains(.rwlock) { lines.append("rwlock rw") }
        if features.contains(.structure) {
            lines += ["struct Pair { left: int; right: bool }", "var p: Pair", "atomic q: Pair"]
        }
        if features.contains(.list) { lines.append("var l: int[..2]") }
        if features.contains(.optional) { lines.append("var maybe: int? = nil") }
        if features.contains(.spawn) { lines += ["func half(k: int) {", "  y = k", "  x = x + k", "}"] }
        if features.contains(.function) {
            lines += ["func twice(k: int) -> int {", "  let r = x", "  return r + k", "}"]
        }
    }

    // MARK: - Statements

    private mutating func statements(_ count: Int, _ indent: String, _ scope: inout [String], depth: Int) {
        for _ in 0..<count { statement(indent, &scope, depth) }
    }

    private mutating func value(_ scope: [String]) -> String {
        if !scope.isEmpty, chance(60) { return scope[below(scope.count)] }
        return String(below(3))
    }

    private mutating func statement(_ indent: String, _ scope: inout [String], _ depth: Int) {
        func put(_ text: String) { lines.append(indent + text) }
        if chance(35), special(indent, &scope) { return }
        switch below(depth < 2 ? 13 : 9) {
        case 0, 1:
            let name = fresh("v")
            put("let \(name) = \(one(["x", "y", "x + y"]))")
            scope.append(name)
        case 2, 3: put("x = \(value(scope)) + \(below(2))")
        case 4: put("y = \(value(scope))")
        case 5: put("x \(one(["+=", "-=", "*="])) \(1 + below(2))")
        case 6: put("await \(one(["x > 0", "y == 1", "x >= y", "x != y || y == 0"]))")
        case 7: put(one(["skip", "yield", "assert x < 4", "assume y < 3", "assert y != 4, \"y stays small\""]))
        case 8: put("atomic { x = x + 1; y = \(one(["0", "1", "x % 3"])) }")
        case 9, 10: branch(indent, scope, depth)
        case 11: loop(indent, scope, depth)
        default: choice(indent, &scope, depth)
        }
    }

    private mutating func branch(_ indent: String, _ scope: [String], _ depth: Int) {
        var inner = scope
        let test =
            scope.isEmpty || chance(40) ? one(["x == 0", "y < 2", "x > y"]) : "\(scope[below(scope.count)]) == 1"
        lines.append("\(indent)if \(test) {")
        statements(1, indent + "  ", &inner, depth: depth + 1)
        if chance(40) {
            lines.append("\(indent)} else {")
            var other = scope
            statements(1, indent + "  ", &other, depth: depth + 1)
        }
        lines.append("\(indent)}")
    }

    private mutating func loop(_ indent: String, _ scope: [String], _ depth: Int) {
        var inner = scope
        if chance(40) {
            lines.append("\(indent)while \(one(["x == 0", "y > 2"])) { yield }")
        } else {
            let name = fresh("i")
            lines.append("\(indent)for \(name) in 0..<2 {")
            if chance(50) { inner.append(name) }
            statements(1, indent + "  ", &inner, depth: depth + 2)
            lines.append("\(indent)}")
        }
    }

    private mutating func choice(_ indent: String, _ scope: inout [String], _ depth: Int) {
        if features.contains(.choose) {
            let name = fresh("w")
            lines.append("\(indent)choose \(name) in 0...2\(chance(40) ? " where \(name) != 1" : "")")
            scope.append(name)
            return
        }
        lines.append("\(indent)select {")
        lines.append("\(indent)  case await x > 0 { y = 2 }")
        if features.contains(.semaphore) { lines.append("\(indent)  case s.acquire() { y = 3 }") }
        if features.contains(.channel) {
            lines.append("\(indent)  case let \(fresh("r")) = c.receive() when \(one(["true", "1 < 2"])) { skip }")
        }
        if features.contains(.event) { lines.append("\(indent)  case go.wait() { x = 0 }") }
        let rest = below(3)
        if rest > 0 { lines.append("\(indent)  \(rest == 1 ? "default" : "timeout") { skip }") }
        lines.append("\(indent)}")
    }

    /// A statement about one of the declared features; false if there is none.
    private mutating func special(_ indent: String, _ scope: inout [String]) -> Bool {
        let able = Feature.allCases.filter { features.contains($0) && $0 != .choose }
        guard !able.isEmpty else { return false }
        func put(_ text: String) { lines.append(indent + text) }
        let name = fresh("u")
        switch able[below(able.count)] {
        case .array: put(one(["a[0] = \(value(scope))", "a[y % 2] = x", "let \(name) = a[1]", "a[x % 3] += 1"]))
        case .atomic:
            put(
                one([
                    "n.store(\(below(3)), release)", "n = n + 1", "n.fetchAdd(1)", "let \(name) = n.load(acquire)",
                    "let \(name) = n.compareExchange(0, 1)", "let \(name) = n.compareExchangeWeak(1, 2)",
                    "let \(name) = n.exchange(2)", "let \(name) = n.compareSwap(1, 0)",
                ]))
        case .mutex: mutex(indent, scope)
        case .condition: condition(indent, scope)
        case .semaphore: put(one(["s.acquire()", "s.release()", "let \(name) = s.tryAcquire()"]))
        case .channel:
            put(
                one([
                    "c.send(\(value(scope)))", "c.send(1)", "let \(name) = c.receive()", "let \(name) = c.trySend(2)",
                    "let \(name) = c.tryReceive()", "x = c.count",
                ]))
        case .event: put(one(["go.set()", "go.wait()", "go.reset()", "let \(name) = go.isSet"]))
        case .ghost: put(one(["ghost g += 1", "ghost g = x", "ghost { g = y; g += 1 }"]))
        case .spawn:
            put("let \(name) = spawn half(\(1 + below(2)))")
            if chance(60) { put("join \(name)") }
        case .once: put("o.run { x = x + 1 }")
        case .barrier: put(one(["b.wait()", "let \(name) = b.wait()"]))
        case .rwlock:
            put(one(["rw.readLock()", "rw.writeLock()"]))
            let isRead = lines[lines.count - 1].hasSuffix("readLock()")
            put(one(["x = 2", "let \(name) = y"]))
            put(isRead ? "rw.readUnlock()" : "rw.writeUnlock()")
        case .structure:
            put(
                one([
                    "p.left = \(value(scope))", "p.right = true", "let \(name) = p.left", "q = Pair(left: \(below(2)))",
                    "let \(name) = q.left", "let \(name) = q",
                ]))
        case .list: put(one(["l.append(\(value(scope)))", "let \(name) = l.count", "l.clear()", "l.removeFirst()"]))
        case .function:
            put("let \(name) = twice(\(value(scope)))")
            scope.append(name)
        case .optional: put(one(["maybe = nil", "maybe = \(value(scope))", "let \(name) = maybe ?? 2", "x = maybe!"]))
        case .choose: return false
        }
        return true
    }

    private mutating func mutex(_ indent: String, _ scope: [String]) {
        if chance(8) {
            return lines.append(indent + one(["m.lock()", "m.unlock()", "let \(fresh("k")) = m.tryLock()"]))
        }
        lines.append(indent + "m.lock()")
        lines.append(indent + one(["x = x + 1", "y = 1", "skip"]))
        lines.append(indent + "m.unlock()")
    }

    private mutating func condition(_ indent: String, _ scope: [String]) {
        switch below(3) {
        case 0:
            lines.append(indent + "m.lock()")
            lines.append(
                indent + one(["while x == 0 { ready.wait(m) }", "ready.wait(m)", "if y == 0 { ready.wait(m) }"]))
            lines.append(indent + "m.unlock()")
        case 1: lines.append(indent + "ready.notify()")
        default: lines.append(indent + "ready.notifyAll()")
        }
    }

    // MARK: - Properties

    private mutating func properties() {
        let conditions = ["x <= 3", "y < 4", "x != 2 || y != 1", "x + y < 6", "finished(t1) implies x > 0"]
        lines.append("invariant inv \"the invariant\": \(one(conditions))")
        lines.append("final fin \"the final\": \(one(["x > 0", "x == y", "y <= 2", "x >= 2"]))")
        lines.append("reachable rea \"the reachable\": \(one(["x == 2", "y == 3", "x == y && x > 0", "blocked(t1)"]))")
        lines.append("outcome out \"the outcome\": \(one(["x == 1", "x == 3 && y == 0", "y == 1"]))")
        if features.contains(.ghost) { lines.append("invariant small \"the ghost stays small\": g < 3") }
        if chance(30) { lines.append("allow deadlock") }
        if chance(15) { lines.append("allow overflow") }
    }
}
