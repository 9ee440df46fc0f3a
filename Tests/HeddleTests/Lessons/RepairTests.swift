import Foundation
import HeddleEngine
import HeddleKit
import HeddleLibrary
import HeddleProgram
import TestSupport
import Testing

@testable import heddle

/// Which changes of a lesson's model count as a repair: every valid one, and no other.
@Suite("Repairs")
struct RepairTests {
    private static func judge(_ lesson: String, _ text: String) throws -> (verdict: RepairVerdict, detail: String) {
        let found = try ShippedCourse.lesson(lesson)
        for goal in found.goals {
            guard case .repair(let repair) = goal.kind else { continue }
            let shelf = LessonShelf(place: .shipped)
            let original = try LessonModel.load(goal, of: found, from: shelf).get()
            let file = ModelFile(source: SourceText(path: "copy.heddle", text: text), digest: "")
            return LessonRepair.judge(file, goal: repair, original: original)
        }
        Issue.record("\(lesson) has no repair")
        return (.untouched, "")
    }

    /// A lesson's model with pieces of its text exchanged.
    private static func changed(_ lesson: String, _ edits: [(String, String)]) throws -> String {
        var text = try ShippedCourse.text("\(lesson).heddle")
        for (old, new) in edits {
            #expect(text.contains(old), "\(lesson) has no “\(old)”")
            text = text.replacingOccurrences(of: old, with: new)
        }
        return text
    }

    private static let body = "  let seen = balance\n  balance = seen + 1\n"

    @Test("Every cure of the lost update counts")
    func lostUpdate() throws {
        let cures: [[(String, String)]] = [
            [("var balance", "mutex m\nvar balance"), (Self.body, "  m.lock()\n\(Self.body)  m.unlock()\n")],
            [(Self.body, "  atomic {\n    let seen = balance\n    balance = seen + 1\n  }\n")],
            [("var balance", "atomic balance"), (Self.body, "  balance.fetchAdd(1)\n")],
            [
                ("var balance", "atomic balance"),
                (
                    Self.body,
                    "  loop {\n    let seen = balance.load()\n    if balance.compareExchange(seen, seen + 1) { return }\n  }\n"
                ),
            ],
            [
                ("var balance", "semaphore one = 1\nvar balance"),
                (Self.body, "  one.acquire()\n\(Self.body)  one.release()\n"),
            ],
            [
                ("var balance", "rwlock m\nvar balance"),
                (Self.body, "  m.writeLock()\n\(Self.body)  m.writeUnlock()\n"),
            ],
            // Expectations are the author's opinion, and may go.
            [("expect everyDepositKept fails", ""), (Self.body, "  atomic { balance += 1 }\n")],
        ]
        for cure in cures {
            let text = try Self.changed("lost-update", cure)
            #expect(try Self.judge("lost-update", text).verdict == .accepted, "\(text)")
        }
    }

    @Test("What only looks like a cure is named for what it is")
    func weakened() throws {
        let atomic = (Self.body, "  atomic { balance += 1 }\n")
        let tricks: [([(String, String)], RepairVerdict)] = [
            ([], .untouched),
            ([("  balance = seen + 1", "  balance = seen + 1 // sure")], .fails(.property(0))),
            ([("thread teller", "thred teller")], .broken),
            ([("== tellers\n", ">= 0\n")], .refused(.propertyChanged("everyDepositKept"))),
            (
                [("final everyDepositKept", "invariant everyDepositKept"), atomic],
                .refused(.propertyChanged("everyDepositKept"))
            ),
            (
                [
                    ("final everyDepositKept\n  \"every deposit is kept\":\n  balance == tellers\n", ""),
                    ("expect everyDepositKept fails", ""),
                ],
                .refused(.propertyMissing("everyDepositKept"))
            ),
            ([("const tellers = 2", "const tellers = 1")], .refused(.threadsChanged("teller"))),
            (
                [("* tellers", "* 2"), ("const tellers = 2", "const tellers = 3")],
                .refused(.constantChanged("tellers"))
            ),
            ([("thread teller", "daemon thread teller")], .refused(.threadsChanged("teller"))),
            (
                [("thread teller", "thread helper { balance += 1 }\nthread teller"), atomic],
                .refused(.threadsChanged("helper"))
            ),
            ([("int = 0", "int = 2"), (Self.body, "  skip\n")], .refused(.startChanged("balance"))),
            ([("  balance = seen + 1", "  assume seen == 0\n  balance = 2")], .refused(.assumes)),
            ([(Self.body, "  balance = tellers\n")], .lostCondition(0)),
            // Nothing is judged where nothing ends, or where a run can be caught.
            ([(Self.body, "  atomic { balance += 1 }\n  loop { yield }\n")], .neverEnds),
            (
                [
                    ("var balance", "var late: bool = false\nvar balance"),
                    (
                        Self.body,
                        "  atomic { balance += 1 }\n  if late { loop { yield } }\n  if balance == 1 { late = true }\n  late = false\n"
                    ),
                ], .goesRound
            ),
            (
                [
                    (Self.body, "  atomic { balance += 1 }\n"), ("var balance", "mutex m\nvar balance"),
                    ("expect", "allow deadlock\nexpect"),
                ], .refused(.checkSwitchedOff("deadlock"))
            ),
            ([("var balance", "bounds { threads 2 }\nvar balance"), atomic], .refused(.boundsChanged)),
        ]
        for (edits, verdict) in tricks {
            let text = try Self.changed("lost-update", edits)
            #expect(try Self.judge("lost-update", text).verdict == verdict, "\(text)")
        }
    }

    @Test("A deadlock of the repair's own is a failure")
    func deadlock() throws {
        let text = try Self.changed(
            "lost-update",
            [("var balance", "mutex m\nvar balance"), (Self.body, "  m.lock()\n  atomic { balance += 1 }\n")])
        let verdict = try Self.judge("lost-update", text)
        guard case .fails(.check) = verdict.verdict else { return #expect(Bool(false), "\(verdict)") }
        #expect(verdict.detail == "misuse" || verdict.detail == "deadlock")
    }

    @Test("A condition that the changed model can't be asked is named with the reason")
    func conditions() throws {
        let text = try Self.changed(
            "treiber-aba", [("  let a = pop()", "  let first = pop()"), ("if let node = a {", "if let node = first {")])
        let (verdict, detail) = try Self.judge("treiber-aba", text)
        #expect(verdict == .lostCondition(1))
        #expect(detail.contains("quick.a != nil && quick.b == nil"))
        #expect(detail.contains("has no local 'a'"))
    }

    @Test(
        "Other cures than the shipped one count, in every lesson",
        arguments: [
            (
                "check-then-open",
                [("    opened = path", "    opened = own")]
            ),
            (
                "philosophers",
                [
                    ("mutex fork[seats]", "mutex fork[seats]\nsemaphore chairs = 2"),
                    ("  fork[left].lock()", "  chairs.acquire()\n  fork[left].lock()"),
                    ("  fork[left].unlock()", "  fork[left].unlock()\n  chairs.release()"),
                ]
            ),
            (
                "philosophers",
                [
                    (
                        "  fork[left].lock()\n  fork[right].lock()",
                        "  atomic {\n    fork[left].lock()\n    fork[right].lock()\n  }"
                    )
                ]
            ),
            (
                "philosophers",
                [
                    (
                        "  fork[left].lock()\n  fork[right].lock()",
                        "  if i == 0 {\n    fork[right].lock()\n    fork[left].lock()\n  } else {\n    fork[left].lock()\n    fork[right].lock()\n  }"
                    )
                ]
            ),
            (
                "hyman",
                [
                    (
                        "  while turn != me {\n    await !wants[other]\n    turn = me\n  }",
                        "  turn = other\n  await !wants[other] || turn == me"
                    )
                ]
            ),
            (
                // Dekker's own.
                "hyman",
                [
                    (
                        "  while turn != me {\n    await !wants[other]\n    turn = me\n  }",
                        "  while wants[other] {\n    if turn == other {\n      wants[me] = false\n      await turn == me\n      wants[me] = true\n    }\n  }"
                    ), ("  wants[me] = false\n}", "  turn = other\n  wants[me] = false\n}"),
                ]
            ),
            (
                "lost-wakeup",
                [
                    (
                        "  if !ready {\n    lock.lock()\n    bell.wait(lock)\n    lock.unlock()\n  }",
                        "  lock.lock()\n  if !ready {\n    bell.wait(lock)\n  }\n  lock.unlock()"
                    ),
                    (
                        "  ready = true\n  bell.notify()",
                        "  lock.lock()\n  ready = true\n  lock.unlock()\n  bell.notifyAll()"
                    ),
                ]
            ),
            (
                "wrong-waiter",
                [
                    ("condition changed", "condition notFull\ncondition notEmpty"),
                    ("    while items == 1 {\n      changed.wait(m)", "    while items == 1 {\n      notFull.wait(m)"),
                    ("    items = 1\n    changed.notify()", "    items = 1\n    notEmpty.notify()"),
                    (
                        "    changed.wait(m)\n  }\n  items = 0\n  changed.notify()",
                        "    notEmpty.wait(m)\n  }\n  items = 0\n  notFull.notify()"
                    ),
                ]
            ),
            (
                "write-skew",
                [
                    (
                        "    staff = count(d in 0..<2:\n      onCall[d])\n  }\n  if staff == 2 {\n    onCall[me] = false\n  }",
                        "    staff = count(d in 0..<2:\n      onCall[d])\n    if staff == 2 { onCall[me] = false }\n  }"
                    )
                ]
            ),
            (
                // A row that both must write: who comes second sees it and stays.
                "write-skew",
                [
                    ("var onCall", "atomic left: bool = false\nvar onCall"),
                    ("  if staff == 2 {", "  if staff == 2 && left.compareExchange(false, true) {"),
                ]
            ),
            (
                "lease",
                [
                    (
                        "    written = mine\n    ghost newest = max(newest, mine)",
                        "    if mine == token {\n      written = mine\n      ghost newest = max(newest, mine)\n    }"
                    )
                ]
            ),
            (
                "raft",
                [("        if committed == 0 &&", "        if log[me] == leads[me] && committed == 0 &&")]
            ),
        ])
    func otherCures(lesson: String, edits: [(String, String)]) throws {
        let text = try Self.changed(lesson, edits)
        let (verdict, detail) = try Self.judge(lesson, text)
        #expect(verdict == .accepted, "\(detail)\n\(text)")
    }

    @Test(
        "Cheats are refused, in every lesson",
        arguments: [
            ("check-then-open", [("  if checked == own {", "  if false {")]),
            ("check-then-open", [("let checked = path", "let checked = own")]),
            ("check-then-open", [("path = secret", "path = own")]),
            ("philosophers", [("  eating: skip", "  if i != 1 { return }\n  eating: skip")]),
            (
                "philosophers",
                [
                    ("  fork[left].lock()\n  fork[right].lock()\n", ""),
                    ("  fork[right].unlock()\n  fork[left].unlock()\n", ""),
                ]
            ),
            (
                "philosophers",
                [
                    (
                        "  fork[right].lock()",
                        "  if !fork[right].tryLock() {\n    fork[left].unlock()\n    return\n  }\n  if i == 2 { loop { yield } }"
                    )
                ]
            ),
            ("hyman", [("  critical: skip", "  if me == 0 { critical: skip }")]),
            ("hyman", [("  wants[me] = true\n", "")]),
            (
                "hyman",
                [
                    ("var turn", "mutex m\nvar turn"), ("  while turn", "  m.lock()\n  while turn"),
                    ("  wants[me] = false\n}", "  wants[me] = false\n  m.unlock()\n}"),
                ]
            ),
            (
                "lost-wakeup",
                [("  if !ready {\n    lock.lock()\n    bell.wait(lock)\n    lock.unlock()\n  }", "  while !ready {}")]
            ),
            ("lost-wakeup", [("    bell.wait(lock)\n", "")]),
            ("lost-wakeup", [("atomic ready: bool = false", "atomic ready: bool = true")]),
            ("wrong-waiter", [("thread consumer * 2", "daemon thread consumer * 2")]),
            ("wrong-waiter", [("for item in 1...2", "for item in 1...1")]),
            ("write-skew", [("    onCall[me] = false", "    skip")]),
            ("write-skew", [("    onCall[me] = false", "    if me == 0 { onCall[me] = false }")]),
            ("treiber-aba", [("  if let node = a { push(node) }", "")]),
            ("treiber-aba", [("  let b = pop()\n", "  let b: Node? = nil\n")]),
            ("lease", [("    await leased\n    leased = false", "    await false")]),
            ("lease", [("    leased = true\n", "")]),
            (
                "lease",
                [
                    ("    written = mine\n", "    written = max(written, mine)\n"),
                    ("    ghost newest = max(newest, mine)\n", "    ghost newest = written\n"),
                    ("    leased = true", "    await written >= token\n    leased = true"),
                ]
            ),
            ("rename", [("  down = true", "  skip")]),
            ("rename", [("  cached = toNew\n", "")]),
            ("rename", [("await cached == toNew && !down", "await cached == toNew && down")]),
            ("raft", [("          committed = log[me]", "          skip")]),
            ("raft", [("      if act == elect {", "      if act == elect && false {")]),
            (
                "shared-object",
                [
                    (
                        "  leave: if users.fetchSub(1, relaxed) == 1 {\n    drop: free mine\n  }",
                        "  if got == 99 { leave: skip }\n  if users.fetchSub(1, relaxed) == 1 { drop: skip }"
                    )
                ]
            ),
            (
                "shared-object",
                [
                    ("  if !ready.load(relaxed) {\n    lock", "  if !ready.load(acquire) {\n    lock"),
                    ("ready.store(true, relaxed)", "ready.store(true, release)"),
                    ("    drop: free mine", "    skip"),
                ]
            ),
        ])
    func cheats(lesson: String, edits: [(String, String)]) throws {
        let text = try Self.changed(lesson, edits)
        let verdict = try Self.judge(lesson, text).verdict
        #expect(verdict != .accepted && verdict != .untouched, "\(verdict)\n\(text)")
    }
}
