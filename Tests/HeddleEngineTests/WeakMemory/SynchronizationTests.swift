import HeddleProgram
import Testing

@testable import HeddleEngine

/// Plain data handed from one thread to another through an object, once so that the object orders the accesses, and
/// once so that it is used and doesn't.
struct Handover: Sendable, CustomTestStringConvertible {
    let sentence: String
    let objects: String
    let ordered: String
    let unordered: String
    var testDescription: String { sentence }

    init(_ sentence: String, _ objects: String = "", ordered: String, unordered: String) {
        self.sentence = sentence
        self.objects = objects
        self.ordered = ordered
        self.unordered = unordered
    }

    func text(isOrdered: Bool) -> String { "var data: int = 0\n\(objects)\n\(isOrdered ? ordered : unordered)" }
}

@Suite("Objects synchronise under c11")
struct SynchronizationTests {
    static let locks = [
        Handover(
            "mutex: unlock, then lock", "mutex m",
            ordered: """
                thread a { m.lock(); data = 1; m.unlock() }
                thread b { m.lock(); let got = data; m.unlock() }
                """,
            unordered: """
                thread a { m.lock(); data = 1; m.unlock() }
                thread b { m.lock(); m.unlock(); let got = data }
                """),
        Handover(
            "mutex: a tryLock that took it", "mutex m",
            ordered: """
                thread a { m.lock(); data = 1; m.unlock() }
                thread b { if m.tryLock() { let got = data; m.unlock() } }
                """,
            unordered: """
                thread a { m.lock(); data = 1; m.unlock() }
                thread b { if m.tryLock() { m.unlock() } else { let got = data } }
                """),
        Handover(
            "rwlock: write unlock, then read lock", "rwlock r",
            ordered: """
                thread a { r.writeLock(); data = 1; r.writeUnlock() }
                thread b { r.readLock(); let got = data; r.readUnlock() }
                """,
            unordered: """
                thread a { r.readLock(); data = 1; r.readUnlock() }
                thread b { r.readLock(); let got = data; r.readUnlock() }
                """),
        Handover(
            "rwlock: read unlock, then write lock, in two steps", "rwlock r writersFirst",
            ordered: """
                thread a { r.readLock(); let got = data; r.readUnlock() }
                thread b { r.writeLock(); data = 1; r.writeUnlock() }
                """,
            unordered: """
                thread a { r.readLock(); r.readUnlock(); let got = data }
                thread b { r.writeLock(); data = 1; r.writeUnlock() }
                """),
        Handover(
            "condition: waiting frees the mutex and takes it again", "mutex m\ncondition c\nvar ready: bool = false",
            ordered: """
                thread a { m.lock(); data = 2; while !ready { c.wait(m) }; let got = data; m.unlock() }
                thread b { m.lock(); data = 1; ready = true; m.unlock(); c.notify() }
                """,
            unordered: """
                thread a { m.lock(); data = 2; while !ready { c.wait(m) }; let got = data; m.unlock() }
                thread b { m.lock(); ready = true; m.unlock(); c.notify(); data = 1 }
                """),
        Handover(
            "semaphore: release, then acquire", "semaphore s = 0",
            ordered: """
                thread a { data = 1; s.release() }
                thread b { s.acquire(); let got = data }
                """,
            unordered: """
                thread a { s.release(); data = 1 }
                thread b { s.acquire(); let got = data }
                """),
        Handover(
            "barrier: every arrival, then every departure", "barrier line(2)",
            ordered: """
                thread a { data = 1; line.wait() }
                thread b { line.wait(); let got = data }
                """,
            unordered: """
                thread a { line.wait(); data = 1 }
                thread b { line.wait(); let got = data }
                """),
        Handover(
            "once: the block, then every return", "once o",
            ordered: """
                thread a * 2 { o.run { data = 1 }; let got = data }
                """,
            unordered: """
                thread a * 2 { let got = data; o.run { data = 1 } }
                """),
        Handover(
            "event: set, then wait", "event e",
            ordered: """
                thread a { data = 1; e.set() }
                thread b { e.wait(); let got = data }
                """,
            unordered: """
                thread a { e.set(); data = 1 }
                thread b { e.wait(); let got = data }
                """),
    ]

    static let others = [
        Handover(
            "channel: a send, then its receive", "channel c: int capacity 1",
            ordered: """
                thread a { data = 1; c.send(1) }
                thread b { let v = c.receive(); let got = data }
                """,
            unordered: """
                thread a { c.send(1); data = 1 }
                thread b { let v = c.receive(); let got = data }
                """),
        Handover(
            "channel: a receive, then the send that had to wait for it",
            "channel c: int capacity 1\nchannel d: int capacity 2",
            ordered: """
                thread a { c.send(1); c.send(2); data = 1 }
                thread b { let got = data; let v = c.receive(); let w = c.receive() }
                """,
            unordered: """
                thread a { d.send(1); d.send(2); data = 1 }
                thread b { let got = data; let v = d.receive(); let w = d.receive() }
                """),
        Handover(
            "unordered channel: a message's own sender, not that of another one alike",
            "channel c: int unordered capacity 2",
            ordered: """
                thread a { data = 1; c.send(1) }
                thread other { c.send(1) }
                thread b { let v = c.receive(); let w = c.receive(); let got = data }
                """,
            unordered: """
                thread a { data = 1; c.send(1) }
                thread other { c.send(1) }
                thread b { let v = c.receive(); let got = data }
                """),
        Handover(
            "unordered channel: a message that is sorted before others keeps its knowledge",
            "channel c: int unordered capacity 3",
            ordered: """
                thread a { c.send(3); data = 1; c.send(2); c.send(4) }
                thread b {
                  let v = c.receive()
                  if v == 2 || v == 4 { let got = data }
                }
                """,
            unordered: """
                thread a { c.send(3); data = 1; c.send(2); c.send(4) }
                thread b {
                  let v = c.receive()
                  if v == 3 { let got = data }
                }
                """),
        Handover(
            "channel: closing, then the nil", "channel c: int capacity 1",
            ordered: """
                thread a { data = 1; c.close() }
                thread b { let v = c.next(); let got = data }
                """,
            unordered: """
                thread a { c.close(); data = 1 }
                thread b { let v = c.next(); let got = data }
                """),
        Handover(
            "rendezvous: what the sender did", "channel c: int",
            ordered: """
                thread a { data = 1; c.send(1) }
                thread b { let v = c.receive(); let got = data }
                """,
            unordered: """
                thread a { c.send(1); data = 1 }
                thread b { let v = c.receive(); let got = data }
                """),
        Handover(
            "rendezvous: what the receiver did", "channel c: int\nchannel d: int capacity 1",
            ordered: """
                thread a { c.send(1); data = 1 }
                thread b { let got = data; let v = c.receive() }
                """,
            unordered: """
                thread a { d.send(1); data = 1 }
                thread b { let got = data; let v = d.receive() }
                """),
        Handover(
            "spawn: what came before it, then the child",
            ordered: """
                func child() { let got = data }
                thread a { data = 1; spawn child() }
                """,
            unordered: """
                func child() { let got = data }
                thread a { spawn child(); data = 1 }
                """),
        Handover(
            "join: the child, then what comes behind",
            ordered: """
                func child() { data = 1 }
                thread a { let t = spawn child(); join t; let got = data }
                """,
            unordered: """
                func child() { data = 1 }
                thread a { let t = spawn child(); let got = data; join t }
                """),
        Handover(
            "atomic blocks: as behind one mutex", "var ready: bool = false",
            ordered: """
                thread a { data = 1; atomic { ready = true } }
                thread b { var seen = false; atomic { seen = ready }; if seen { let got = data } }
                """,
            unordered: """
                thread a { atomic { ready = true }; data = 1 }
                thread b { var seen = false; atomic { seen = ready }; if seen { let got = data } }
                """),
        Handover(
            "await: a load with acquire", "atomic flag: int = 0",
            ordered: """
                thread a { data = 1; flag.store(1, release) }
                thread b { await flag.load(acquire) == 1; let got = data }
                """,
            unordered: """
                thread a { data = 1; flag.store(1, release) }
                thread b { await flag.load(relaxed) == 1; let got = data }
                """),
        Handover(
            "await: a load with acquire where all else is seq_cst", "atomic flag: int = 0",
            ordered: """
                thread a { data = 1; flag = 1 }
                thread b { await flag.load(acquire) == 1; let got = data }
                """,
            unordered: """
                thread a { data = 1; flag = 1 }
                thread b { await flag.load(relaxed) == 1; let got = data }
                """),
        Handover(
            "await: plain use of an atomic", "atomic flag: int = 0",
            ordered: """
                thread a { data = 1; flag = 1 }
                thread b { await flag == 1; let got = data }
                """,
            unordered: """
                thread a { data = 1; flag.store(1, relaxed) }
                thread b { await flag == 1; let got = data }
                """),
    ]

    @Test("Data handed on through an object has no race; beside it, it has one", arguments: locks + others)
    func handover(_ it: Handover) throws {
        for model in [MemoryModel.c11, .rc11] {
            let ordered = try WeakModel(it.text(isOrdered: true), under: model)
            #expect(ordered.report.complete)
            #expect(ordered.failures.isEmpty, "\(it.sentence)")
            let unordered = try WeakModel(it.text(isOrdered: false), under: model)
            #expect(unordered.failures == [.check(.race)], "\(it.sentence)")
        }
    }

    @Test("A relaxed store in an atomic block publishes nothing to those outside of blocks")
    func storesInBlocks() throws {
        let it = try WeakModel(
            """
            var data: int = 0
            atomic flag: int = 0
            thread a { data = 1; atomic { flag.store(1, relaxed) } }
            thread b { if flag.load(acquire) == 1 { let got = data } }
            """)
        #expect(it.finds(.race))
    }

    @Test("Under tso who joins a thread waits until its stores have reached memory, in every search")
    func joinsBuffers() throws {
        let text = """
            atomic x: int = 0
            atomic z: int = 0
            func child() { z.store(1, relaxed) }
            thread main {
              let t = spawn child()
              join t
              assert z.load(relaxed) == 1
              assert x.load(relaxed) == 0 || true
            }
            thread other { x.fetchAdd(1) }
            """
        for (strategy, reductions) in [
            (SearchOptions.Strategy.breadthFirst, Reductions()), (.breadthFirst, .all), (.preemption, .all),
            (.dpor, []),
        ] {
            var options = SearchOptions()
            options.strategy = strategy
            options.reductions = reductions
            let holds = try WeakModel(text, under: .tso, options: options)
            #expect(holds.report.complete && holds.failures.isEmpty)
            // The other thread may come first or last: the flush of the child's store is what lets the reader go on.
            let late = try WeakModel(text.replacing("== 0 || true", with: "== 1"), under: .tso, options: options)
            #expect(late.failures == [.check(.failedAssertion)], "\(strategy) \(reductions)")
        }
        let machine = try Machine(
            WeakModel(text.replacing("relaxed) }", with: "relaxed); z.store(1, relaxed) }")).program, memoryModel: .tso)
        var state = try #require(machine.state(after: [0, 2].map { Transition(thread: $0) }))
        #expect(machine.blockReason(ofThread: 0, in: state)?.cause == .join(2, stores: 0))
        state = try #require(machine.state(after: [0, 2, 2].map { Transition(thread: $0) }))
        #expect(machine.blockReason(ofThread: 0, in: state)?.cause == .join(2, stores: 2))
        let flush = try #require(machine.enabled(state).first { $0.thread != 1 })
        #expect(flush.thread == 2 && flush.isFlush)
        for stores in [1, 0] {
            state = try #require(machine.successor(flush, of: state))
            #expect(
                machine.blockReason(ofThread: 0, in: state)?.cause == (stores == 0 ? nil : .join(2, stores: stores)))
        }
    }

    @Test("A race names both accesses")
    func evidence() throws {
        let model = try WeakModel(Self.others[0].text(isOrdered: false))
        let finding = try #require(model.report.findings.first)
        #expect(finding.violation != nil)
        #expect(!finding.schedule.isEmpty)
    }
}
