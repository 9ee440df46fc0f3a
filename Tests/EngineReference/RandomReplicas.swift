package import TestSupport

/// Small random models made to mislead reductions: replicas, threads with elements of their own, locks of all kinds,
/// channels, identities in data, loops that wait, loops that go round for ever, labels and locals in properties.
package struct RandomReplicas: RandomBuilder {
    package var random: SeededGenerator
    private var names = 0
    private var lines: [String] = []
    private var labels: [String] = []
    private var hasSpawn = false
    private var hasGhost = false
    private var capacity = ""

    package static func text(seed: Int) -> String {
        var model = RandomReplicas(random: SeededGenerator(seed: UInt64(truncatingIfNeeded: seed &+ 77_000_000)))
        return model.build(seed)
    }

    private init(random: SeededGenerator) { self.random = random }

    private mutating func fresh(_ prefix: String) -> String {
        names += 1
        return "\(prefix)\(names)"
    }

    private mutating func build(_ seed: Int) -> String {
        capacity = one(["", " capacity 1", " capacity 2", " unordered capacity 2"])
        hasSpawn = chance(15)
        hasGhost = chance(25)
        lines = [
            "model \"Replicas \(seed)\"", "", "var x: 0..<4 = 0", "var flag: bool", "var a: 0..<3[3]",
            "var last: thread? = nil", "atomic n: 0..<4 = 0", "atomic top: thread? = nil", "mutex m",
            "mutex fork[3]", "condition ready", "semaphore s = \(1 + below(2))", "event go", "barrier line(2)",
            "rwlock rw\(chance(40) ? " writersFirst" : "")", "once o", "channel c: 0..<3\(capacity)",
            "channel ids: thread capacity 2",
        ]
        if hasGhost { lines.append("ghost var g: int = 0") }
        if hasSpawn { lines += ["func half(k: 0..<3) {", "  x = k", "  a[k] = 1", "}"] }
        thread(chance(70) ? "thread w * \(2 + below(2))" : "thread w(i: 0..<2)")
        if chance(60) { thread(chance(30) ? "daemon thread u" : "thread u") }
        if chance(30) { lines.append("thread z { let seenByZ = \(one(["x", "a[0]", "n"])); a[2] = 1 }") }
        properties()
        return lines.joined(separator: "\n") + "\n"
    }

    private mutating func thread(_ head: String) {
        let own = head.contains("(i:") ? "i" : "0"
        lines.append("\(head) {")
        if head.hasPrefix("thread w") { lines.append("  var seen: 0..<4 = 0") }
        let isWorker = head.hasPrefix("thread w")
        if chance(30) {
            lines.append("  loop {")
            for _ in 0..<(1 + below(3)) { statement("    ", own, isWorker) }
            if chance(50) { lines.append("    if x == \(below(3)) { break }") }
            lines.append("    flag = \(one(["true", "false", "!flag"]))")
            lines.append("  }")
        } else {
            for _ in 0..<(2 + below(3)) { statement("  ", own, isWorker) }
        }
        lines.append("}")
    }

    private mutating func statement(_ indent: String, _ own: String, _ isWorker: Bool) {
        if chance(40) { return synchronization(indent, own) }
        let name = fresh("v")
        switch below(14) {
        case 0: lines.append(indent + "x = \(below(4))")
        case 1: lines.append(indent + "let \(name) = x\n\(indent)x = (\(name) + 1) % 4")
        case 2: lines.append(indent + "a[\(own)] = \(below(3))")
        case 3: lines.append(indent + "let \(name) = a[\(one([own, "1", "x % 3"]))]\n\(indent)a[2] = \(name)")
        case 4: lines.append(indent + (isWorker ? "seen = \(one(["x", "n", "a[1]"]))" : "skip"))
        case 5: lines.append(indent + "last = \(one(["self", "nil"]))")
        case 6: lines.append(indent + "if last == self { x = 2 }")
        case 7: lines.append(indent + "let \(name) = top.compareExchange(nil, self)\n\(indent)if \(name) { n = 1 }")
        case 8: lines.append(indent + one(["n.exchange(3)", "n = 0", "top = nil", "let \(name) = n.fetchMax(2)"]))
        case 9: lines.append(indent + "assert \(one(["x != 3", "a[0] < 2", "n < 3", "last != self"]))")
        case 10:
            let label = fresh("here")
            if isWorker { labels.append(label) }
            lines.append(indent + "\(label): \(one(["skip", "x = 1", "flag = true"]))")
        case 11:
            lines.append(
                indent + "choose \(name) in 0..<2\n\(indent)\(one(["x = \(name)", "a[\(own)] = \(name)", "skip"]))")
        case 12:
            lines.append(
                indent
                    + one([
                        "atomic { if x < 3 { x = x + 1 } }", "atomic { await flag; flag = false }",
                        "atomic { m.lock(); x = 0; m.unlock() }",
                    ]))
        default:
            if hasGhost {
                lines.append(indent + one(["ghost g = x", "ghost g = 1"]))
            } else {
                lines.append(indent + "yield")
            }
        }
    }

    private mutating func synchronization(_ indent: String, _ own: String) {
        let name = fresh("u")
        let body = one(["x = 1", "x = (x + 1) % 4", "skip", "a[\(own)] = 1", "let \(name)r = a[0]"])
        switch below(17) {
        case 0, 1: lines += ["m.lock()", body, "m.unlock()"].map { indent + $0 }
        case 2:
            let first = below(3)
            lines += ["fork[\(first)].lock()", "fork[\((first + 1) % 3)].lock()", body].map { indent + $0 }
            lines += ["fork[\((first + 1) % 3)].unlock()", "fork[\(first)].unlock()"].map { indent + $0 }
        case 3: lines += ["m.lock()", "while !flag { ready.wait(m) }", "m.unlock()"].map { indent + $0 }
        case 4: lines += ["flag = true", one(["ready.notify()", "ready.notifyAll()"])].map { indent + $0 }
        case 5: lines.append(indent + one(["s.acquire()", "s.release()", "let \(name) = s.tryAcquire()"]))
        case 6: lines.append(indent + one(["go.set()", "go.wait()", "go.reset()"]))
        case 7: lines.append(indent + "line.wait()")
        case 8:
            let kind = one(["read", "write"])
            lines += ["rw.\(kind)Lock()", body, "rw.\(kind)Unlock()"].map { indent + $0 }
        case 9: lines.append(indent + "o.run { x = 3 }")
        case 10: lines.append(indent + "c.send(\(below(3)))")
        case 11: lines.append(indent + one(["let \(name) = c.receive()", "x = c.receive()"]))
        case 12:
            lines.append(
                indent + one(["let \(name) = c.tryReceive()", "let \(name) = c.trySend(1)", "let \(name) = c.count"]))
        case 13:
            lines.append(
                indent + one(["ids.send(self)", "let \(name) = ids.next()", "let \(name) = ids.trySend(self)"]))
        case 14:
            lines.append(
                indent
                    + one([
                        "while !flag {}", "while x == 0 && !flag {}", "while n != 1 { yield }", "await x != 0",
                        "while !n.compareExchange(0, 1) {}", "while m.tryLock() { m.unlock() }",
                    ]))
        case 15:
            lines.append("\(indent)select {")
            lines.append("\(indent)  case await flag { x = 2 }")
            lines.append("\(indent)  case let \(name) = c.receive() { skip }")
            if chance(40) { lines.append("\(indent)  case s.acquire() { x = 0 }") }
            if chance(50) { lines.append("\(indent)  \(one(["default", "timeout"])) { skip }") }
            lines.append("\(indent)}")
        default:
            if hasSpawn {
                lines.append("\(indent)let \(name) = spawn half(\(below(3)))")
                if chance(60) { lines.append("\(indent)join \(name)") }
            } else {
                lines.append(indent + "skip")
            }
        }
    }

    private mutating func properties() {
        let invariants = [
            "x < 3", "forall(t in w: t.seen < 3)", "a[0] + a[1] < 4", "count(t in w: finished(t)) < 2", "n != 3",
            "m.holder != last || last == nil", "c.count < 2", "s.value < 3", "ready.waiting < 2", "w[0].seen != 2",
            "last != w[0]", "flag implies x != 3",
        ]
        if chance(75) { lines.append("invariant inv \"the invariant\": \(one(invariants))") }
        if let label = labels.first, chance(70) {
            lines.append("invariant alone \"one at a time\": count(t in w: t at \(label)) <= 1")
        }
        if chance(40) {
            lines.append("reachable rea \"the reachable\": \(one(["x == 3 && flag", "a[0] == 2", "blocked(w[0])"]))")
        }
        lines.append(
            "final fin \"the final\": \(one(["x > 0", "flag", "a[0] == a[1]", "forall(t in w: t.seen == 0)"]))")
        if chance(50) { lines.append("outcome out \"the outcome\": \(one(["x == 1", "n == 3", "last == nil"]))") }
        if hasGhost { lines.append("invariant small \"the ghost stays small\": g < 3") }
        if chance(30) { lines.append("allow deadlock") }
    }
}
