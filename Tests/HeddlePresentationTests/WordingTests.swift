import HeddleEngine
import HeddlePresentation
import HeddleProgram
import Testing

@Suite("Wording")
struct WordingTests {
    private static let violationCases: [(model: String, sentence: String)] = [
        ("thread a { assert 1 == 2 }", "assertion 1 == 2 at :1"),
        ("var x: int = 3\nthread a { let y = x\nassert y == 4, \"four\" }", "four: y == 4 at :3"),
        ("var x: 0...3 = 3\nthread a { x = x + 1 }", "x leaves its range 0...3: 4"),
        ("var x: int = 0\nthread a { let y = 4 / x }", "a divides by zero"),
        ("var x: int = 2\nvar v: int[2] = [0, 0]\nthread a { v[x] = 1 }", "a takes v[2], which has the indices 0 to 1"),
        ("mutex m\nthread a { m.lock()\nm.lock() }", "a locks m, which it holds already"),
        ("mutex m\nthread a { m.unlock() }", "a frees m, which nobody holds"),
        ("mutex m\nthread a { m.lock()\nyield\nm.unlock() }\nthread b { m.unlock() }", "b frees m, which nobody holds"),
        ("mutex m\nthread a { m.lock() }", "a is done and still holds m"),
        (
            "pool Node[4] { value: int = 0 }\nthread a { let n = new Node()\nfree n\nfree n }",
            "a frees Node#0, which was freed in step 2"
        ),
        (
            "pool Node[4] { value: int = 0 }\nthread a { let n = new Node()\nfree n\nlet v = n.value }",
            "Node#0 is used after it was freed in step 2"
        ),
        (
            "pool Node[1] { value: int = 0 }\nthread a { let n = new Node()\nlet m = new Node()\nfree n }",
            "a wants a cell of Node, and none is left"
        ),
        ("var x: int = uninitialized\nthread a { let y = x }", "a reads x, which was never written"),
        ("mutex m\ncondition c\nthread a { c.wait(m) }", "a waits without holding m"),
        ("channel c: int capacity 1\nthread a { c.close()\nc.send(1) }", "a sends to c, which is closed"),
        ("channel c: int capacity 1\nthread a { c.close()\nc.close() }", "a closes c, which is closed"),
        (
            "mutex m\nmutex n\nthread a { m.lock()\nn.lock()\nn.unlock()\nm.unlock() }\n"
                + "thread b { n.lock()\nm.lock()\nm.unlock()\nn.unlock() }", "deadlock: a, b wait in a circle"
        ),
        ("channel c: int capacity 1\nthread a { let x = c.receive() }", "deadlock: no thread can ever run again"),
    ]

    @Test("Each failed check names who did what to what", arguments: violationCases)
    func violation(model: String, sentence: String) throws {
        let played = try PlayedModel("model \"M\"; " + model)
        let finding = try #require(played.report.findings.first)
        let trace = Trace(machine: played.machine, schedule: finding.schedule)
        let words = FindingWords(machine: played.machine, marks: Marks(ascii: false))
        #expect(words.sentence(finding, trace: trace) == sentence)
        #expect(!words.detail(finding, trace: trace).isEmpty)
        #expect(!words.title(finding).isEmpty)
    }

    private static let failedSteps: [(model: String, letters: String, action: String)] = [
        ("mutex m\nthread a { m.lock()\nm.lock() }", "L m.lock()", "m.lock()"),
        ("var l: int[..1]\nthread a { l.append(1)\nl.append(2) }", "M l.append(2)", "l.append(2)"),
        ("var l: int[..1]\nthread a { let x = l.removeFirst() }", "M l.removeFirst()", "l.removeFirst()"),
        (
            "channel c: int capacity 1\nthread a { c.close()\nselect { case c.send(1) { skip } } }", "! c.send(1)",
            "case c.send(1)"
        ),
        ("event e[2]\nvar x: int = 2\nthread a { let i = x\ne[i].set() }", "E e[i].set()", "e[i].set()"),
        ("var x: int = 2\nvar v: int[2]\nthread a { let i = x\nlet y = v[i] }", "R v[i]", "v[i]"),
    ]

    @Test("A step that fails a check bears its own letter and what it set out to do", arguments: failedSteps)
    func failedStep(model: String, letters: String, action: String) throws {
        let played = try PlayedModel("model \"M\"; " + model)
        let finding = try #require(played.report.findings.first)
        let trace = Trace(machine: played.machine, schedule: finding.schedule)
        let event = try #require(trace.events.last)
        let words = StepLetters(machine: played.machine, state: trace.lastState, marks: Marks(ascii: false))
        #expect(words.text(event) == letters)
        #expect(StepWords(ValueWords(machine: played.machine, state: trace.lastState)).action(of: event) == action)
    }

    @Test("A method of a list is a change: M, with the list before and after")
    func listChange() throws {
        let played = try PlayedModel("model \"M\"; var l: int[..2]\nthread a { l.append(1) }\nfinal f: l.count == 0")
        let finding = try #require(played.report.findings.first)
        let trace = Trace(machine: played.machine, schedule: finding.schedule)
        let words = StepLetters(machine: played.machine, state: trace.lastState, marks: Marks(ascii: false))
        #expect(try words.text(#require(trace.events.last)) == "M l [] → [1]")
    }

    @Test("A property that cannot be computed says why")
    func propertyFault() throws {
        let played = try PlayedModel(
            "model \"M\"; var x: int\nvar v: int[2]\nthread a { x = 2 }\ninvariant f \"in place\": v[x] == 0")
        let finding = try #require(played.report.findings.first)
        let trace = Trace(machine: played.machine, schedule: finding.schedule)
        let words = FindingWords(machine: played.machine, marks: Marks(ascii: false))
        #expect(
            words.sentence(finding, trace: trace)
                == "in place: v[x] == 0, the property takes v[2], which has the indices 0 to 1")
    }

    private static let evidenceCases: [(evidence: Violation.Evidence, sentence: String)] = [
        (.arithmetic("x * y"), "a computes x * y, which does not fit 64 bits"),
        (.badShift(70), "a shifts by 70, which is not in 0..<64"),
        (.listFull(name: "log", capacity: 3), "a adds to log, which is full: 3"),
        (.listEmpty(name: "log"), "a takes from log, which is empty"),
        (.badIndex(name: "v", index: 0, count: 0), "a takes v[0], which has no elements"),
        (.nilUsed("head"), "a uses head, which is nil"),
        (.leak(cells: ["Node#0", "Node#1"]), "Node#0 and Node#1 were never freed"),
        (.divergence(operations: 1_000_000), "a never comes to its next step: 1,000,000 operations without one"),
        (
            .race(object: "x", otherThread: 1, otherSpan: .none, writes: true, otherWrites: false),
            "data race on x: a and b"
        ),
        (.misuse(.unlockOfAnother, object: "m", holder: 1), "a frees m, which b holds"),
        (.misuse(.finishedHolding, object: "m", holder: nil), "a is done and still holds m"),
        (.misuse(.releaseAboveLimit, object: "s", holder: nil), "a releases s above its limit"),
        (.misuse(.receiveOnClosed, object: "c\u{1B}", holder: nil), "a receives from c\\u{1b}, which is closed"),
    ]

    @Test("Evidence of every kind has its sentence", arguments: evidenceCases)
    func evidence(evidence: Violation.Evidence, sentence: String) throws {
        let played = try PlayedModel("model \"M\"; thread a { yield }\nthread b { yield }")
        let words = ViolationWords(
            machine: played.machine, state: played.scene.state, marks: Marks(ascii: false))
        let violation = Violation(check: .misuse, thread: 0, span: .none, evidence: evidence)
        #expect(words.sentence(violation) == sentence)
        #expect(!words.brief(violation).isEmpty)
    }

    private static let sentenceCases: [(model: String, threads: [Int], sentence: String)] = [
        (
            "var x: int = 0\nthread a { x = 1 }\nthread b { let y = x }", [0, 1],
            "b read x and got 1, written by a in step 1. All threads are done: the run passes."
        ),
        (
            "var x: int = 0\nthread a { x = 1\nlet y = x }", [0, 0],
            "a read x and got 1, which it wrote in step 1. All threads are done: the run passes."
        ),
        ("var x: int = 0\nthread a { x = 1\nyield }", [0], "a wrote 1 to x, which was 0."),
        (
            "var x: int = 0\nthread a { x = 1\nyield }\nthread b { x = 2 }", [0, 1],
            "b wrote 2 to x. The 1 of a is gone."
        ),
        ("atomic x: int = 0\nthread a { x.fetchAdd(1)\nyield }", [0], "a changed x from 0 to 1 in one step."),
        (
            "atomic x: int = 0\nthread a { let ok = x.compareExchange(0, 5)\nyield }", [0],
            "a changed x from 0 to 5 in one step."
        ),
        (
            "atomic x: int = 2\nthread a { let ok = x.compareExchange(0, 5)\nyield }", [0],
            "a expected 0 in x, found 2, and left it."
        ),
        ("mutex m\nthread a { m.lock()\nm.unlock() }", [0], "a took m."),
        (
            "mutex m\nthread a { m.lock()\nm.unlock()\nyield }\nthread b { m.lock()\nm.unlock() }", [0, 0],
            "a freed m; b may go on."
        ),
        (
            "mutex m\ncondition c\nthread a { m.lock()\nc.notify()\nm.unlock() }", [0, 0],
            "a notified c, but nobody waited."
        ),
        (
            "mutex m\ncondition c\nthread a { m.lock()\nc.wait(m)\nm.unlock() }\n"
                + "thread b { m.lock()\nc.notify()\nm.unlock() }", [0, 0], "a sleeps on c and freed m."
        ),
        (
            "mutex m\ncondition c\nthread a { m.lock()\nc.wait(m)\nm.unlock() }\n"
                + "thread b { m.lock()\nc.notify()\nm.unlock() }", [0, 0, 1, 1], "b woke a."
        ),
        (
            "channel c: int capacity 2\nthread a { c.send(7)\nyield }\nthread b { let x = c.receive() }", [0],
            "a sent 7 to c (1 of 2)."
        ),
        (
            "channel c: int capacity 2\nthread a { c.send(7)\nyield }\nthread b { let x = c.receive()\nyield }",
            [0, 1],
            "b received 7 from c, sent by a in step 1."
        ),
        ("semaphore s = 2\nthread a { s.acquire()\ns.release() }", [0], "a took one of s: 1 left."),
        ("thread a { yield\nyield }", [0], "a yielded."),
        (
            "var x: bool\nthread a { await !x\nyield }", [0],
            "a found !x true; no step has written x so far."
        ),
        (
            "var x: bool\nthread b { x = true\nyield }\nthread a { await x\nyield }", [0, 1],
            "a found x true; b wrote x in step 1."
        ),
    ]

    @Test("The sentence of a step has the thread as its subject", arguments: sentenceCases)
    func sentence(model: String, threads: [Int], sentence: String) throws {
        var played = try PlayedModel("model \"M\"; " + model)
        for thread in threads { try played.step(thread) }
        #expect(StepSentences(played.scene).texts.first == sentence)
    }

    private static let blockedCases: [(model: String, threads: [Int], thread: Int, left: String, right: String)] = [
        (
            "mutex m\nthread a { m.lock()\nm.unlock() }\nthread b { m.lock()\nm.unlock() }", [0], 1,
            "blocked: lock m", "held by a"
        ),
        (
            "mutex m\ncondition c\nthread a { m.lock()\nc.wait(m)\nm.unlock() }\n"
                + "thread b { m.lock()\nc.notify()\nm.unlock() }", [0, 0], 0, "asleep: c since step 2", "b could notify"
        ),
        (
            "channel c: int capacity 1\nthread a { let x = c.receive() }\nthread b { c.send(1) }", [], 0,
            "blocked: ? c, empty", "b could free it"
        ),
        (
            "channel c: int capacity 1\nthread a { c.send(1)\nc.send(2) }\nthread b { let x = c.receive()\nlet y = c.receive() }",
            [0], 0, "blocked: ! c, full", "b could free it"
        ),
        (
            "var go: bool = false\nthread a { await go }\nthread b { go = true }", [], 0,
            "blocked: await go", "go is false; b could set it"
        ),
        (
            "semaphore s = 1\nthread a { s.acquire()\ns.release() }\nthread b { s.acquire()\ns.release() }", [0], 1,
            "blocked: acquire s", "a could free it"
        ),
        (
            "barrier line(2)\nthread a { line.wait() }\nthread b { line.wait() }", [0], 0, "blocked: line",
            "1 of 2 there"
        ),
    ]

    @Test("A blocked thread says why, and who could help", arguments: blockedCases)
    func blocked(model: String, threads: [Int], thread: Int, left: String, right: String) throws {
        var played = try PlayedModel("model \"M\"; " + model)
        for step in threads { try played.step(step) }
        let scene = played.scene
        let reason = try #require(scene.machine.blockReason(ofThread: thread, in: scene.state))
        let words = BlockWords(scene)
        #expect(words.left(reason, thread: thread) == left)
        #expect(words.right(reason, thread: thread) == right)
    }

    @Test("Values are written as in the model, long arrays with what is left out counted")
    func values() throws {
        let played = try PlayedModel(
            """
            model "M"
            enum Light { red, green }
            struct Point { x: int; y: int }
            var light: Light = red
            var point: Point = Point(x: 1, y: 2)
            var many: int[12] = [0; 12]
            thread a { light = green
              point.y = 5
              many[9] = 7 }
            """)
        func text(_ name: String, _ played: PlayedModel) throws -> String {
            let rows = StateRows.rows(played.scene, width: 100).map(\.line.text)
            let row = try #require(rows.first { $0.contains(name) })
            return row.split(separator: " ").joined(separator: " ")
        }
        var walked = played
        #expect(try text("light", walked) == "light red since the start")
        #expect(try text("many", walked) == "many [0, 0, 0, 0, 0, 0, 0, …5 more] since the start")
        try walked.step(0)
        #expect(try text("light", walked) == "* light red → green step 1")
        try walked.step(0)
        #expect(try text("point", walked) == "* point {x: 1, y: 2 → 5} step 2")
        try walked.step(0)
        #expect(try text("many", walked) == "* many […5 more, 0, 0, 0, 0, 0 → 7, 0, 0] step 3")
    }

    @Test("A thread with several ways has a row that sums them up and a row for each")
    func choices() throws {
        var played = try PlayedModel("model \"M\"\nvar x: int = 0\nthread a { choose v in 1...3\nx = v }")
        played.situation.selectedChoice = 1
        let rows = ThreadsRows.rows(played.scene, width: 80)
        #expect(
            rows.map(\.subject) == [
                .thread(0), .choice(thread: 0, index: 0), .choice(thread: 0, index: 1), .choice(thread: 0, index: 2),
            ])
        #expect(rows[0].line.text.contains(":3 C v: 3 ways  "))
        #expect(rows[2].line.text == "▸   b  v = 2                                     ✓ safe · 1 outcome")
        #expect(rows.map(\.isSelected) == [false, false, true, false])
        try played.step(0, choice: 1)
        #expect(PlayRows.rows(played.scene, width: 80, height: 2)[0].line.text == " start ──[0C·b]")
    }

    @Test("Many threads are shown by those that can move, then those that fit, then one row for the rest")
    func manyThreads() throws {
        var played = try PlayedModel("model \"M\"\nmutex m\nthread a * 12 { m.lock()\nm.unlock() }")
        try played.step(0)
        let rows = ThreadsRows.rows(played.scene, width: 80, limit: 4)
        #expect(rows.map(\.subject) == [.thread(0), .thread(1), .thread(2), .rest])
        #expect(rows[3].line.text == "  … 9 more: 9 blocked")
        let least = ThreadsRows.rows(played.scene, width: 80, limit: 2)
        #expect(least.map(\.line.text).last == "  … 11 more: 11 blocked")
        #expect(ThreadsRows.rows(played.scene, width: 80, limit: 4, opened: true).count == 12)
        let lanes = OrderLayout.rows(played.scene, width: 40, height: 5)
        #expect(lanes[0].text.contains("… 11 others"))
    }

    @Test("A long line folds runs of one thread, then whole stretches, and keeps the place in sight")
    func folding() throws {
        var played = try PlayedModel(
            "model \"M\"\nvar x: u8 = 0\nthread a { loop { x = 1 } }\nthread b { loop { x = 2 } }")
        for _ in 0..<60 { try played.step(0) }
        try played.step(1)
        let once = PlayRows.rows(played.scene, width: 80, height: 1)[0].line.text
        #expect(once.contains("0×59"))
        #expect(once.contains("[1W]"))
        for _ in 0..<200 { try played.step(0, 1) }
        let line = PlayRows.rows(played.scene, width: 80, height: 1)[0].line
        #expect(line.text.contains("[1W]"))
        #expect(line.text.contains("… "))
        #expect(line.width <= 80)
    }

    @Test("A search that took the place of one by execution graphs says why")
    func graphRefusals() {
        var report = SearchReport()
        #expect(SearchWords.search(report) == "breadth first")
        report.graphRefusal = .tooManyEvents
        #expect(SearchWords.search(report) == "breadth first (no dpor: too many events)")
        report.search = "dpor"
        report.graphRefusal = .everyState
        let words = "one execution of each order of dependent steps (a property looks at every state)"
        #expect(SearchWords.search(report) == words)
    }
}
