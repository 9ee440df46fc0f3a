/// The part of the Swift file that every model has: turns, checked numbers, objects.
enum SwiftRuntime {
    static let text = #"""
        // MARK: - Turns

        private struct Site: Sendable {
            var line: Int
            var text: String
            /// Labels that the step stands at, as bits.
            var labels: Int
        }

        private struct Turn: Sendable {
            var thread: Int
            var site: Int
            var choice: Int
            var words: String
        }

        /// A thread leaves: the run is over.
        private struct Stop: Error {}

        /// One thread of the model.
        private final class Runner: @unchecked Sendable {
            enum Answer { case moved, blocked, finished }
            unowned let turns: Turns
            let number: Int
            let name: String
            let isDaemon: Bool
            let body: (Runner) throws -> Void
            var site = -1
            var choice = -1
            var answer = Answer.moved
            /// It waits for nobody's turn.
            var isFree = false
            private var freeSteps = 0
            private static let mostFreeSteps = 2000

            init(_ turns: Turns, _ number: Int, _ name: String, isDaemon: Bool, _ body: @escaping (Runner) throws -> Void) {
                (self.turns, self.number, self.name, self.isDaemon, self.body) = (turns, number, name, isDaemon, body)
            }

            var isFinished: Bool { answer == .finished }

            /// The thread stands before a step, and makes it once it has its turn.
            func step(_ site: Int) throws {
                self.site = site
                if !isFree { return try turns.pause(self, .moved) }
                freeSteps += 1
                if freeSteps > Self.mostFreeSteps { throw Stop() }
            }

            /// The step can't be made now; comes back when it is tried again.
            func blocked() throws { try turns.pause(self, .blocked) }

            func assert(_ holds: Bool, _ words: String) throws {
                if !holds { throw turns.fail("failedAssertion: \(words)", self) }
            }

            /// Whether a weak compare-exchange fails though the value is the expected one.
            var failsForNoReason: Bool { isFree ? Int.random(in: 0..<8) == 0 : choice == 1 }

            func misuse(_ words: String) -> Stop { turns.fail("misuse: \(words)", self) }
        }

        /// Says who may go on: one thread at a time, in the order of the schedule.
        private final class Turns: @unchecked Sendable {
            private let condition = NSCondition()
            private(set) var runners: [Runner] = []
            /// The thread that may go on; -1: the controller.
            private var who = -1
            private var isStopped = false
            private var running = 0
            private var failure: String?
            private var sites: [Site] = []
            private static let mostSteps = 100_000

            func add(_ name: String, isDaemon: Bool = false, _ body: @escaping (Runner) throws -> Void) {
                runners.append(Runner(self, runners.count, name, isDaemon: isDaemon, body))
            }

            func pause(_ runner: Runner, _ answer: Runner.Answer) throws {
                condition.lock()
                defer { condition.unlock() }
                runner.answer = answer
                who = -1
                condition.broadcast()
                while who != runner.number, !isStopped { condition.wait() }
                if isStopped { throw Stop() }
            }

            func fail(_ words: String, _ runner: Runner? = nil) -> Stop {
                condition.lock()
                defer { condition.unlock() }
                if failure == nil { failure = (runner.map { "\($0.name): " } ?? "") + words }
                return Stop()
            }

            private func start(_ runner: Runner) {
                running += 1
                Thread.detachNewThread { [self] in
                    condition.lock()
                    while who != runner.number, !isStopped { condition.wait() }
                    let stopped = isStopped
                    condition.unlock()
                    if !stopped { try? runner.body(runner) }
                    condition.lock()
                    runner.answer = .finished
                    runner.site = -1
                    if who == runner.number { who = -1 }
                    running -= 1
                    condition.broadcast()
                    condition.unlock()
                }
            }

            private func give(_ runner: Runner, _ choice: Int = -1) throws -> Runner.Answer {
                condition.lock()
                defer { condition.unlock() }
                runner.choice = choice
                who = runner.number
                condition.broadcast()
                while who != -1 { condition.wait() }
                if failure != nil { throw Stop() }
                return runner.answer
            }

            /// Gives what failed, or nil.
            func play(
                _ schedule: [Turn], _ sites: [Site], during: () throws -> String?, after: () throws -> String?
            ) -> String? {
                self.sites = sites
                do {
                    for runner in runners {
                        start(runner)
                        _ = try give(runner)
                    }
                    try look(during)
                    if let missed = try follow(schedule, during) { print("diverged at step \(missed) of \(schedule.count)") }
                    if try goOn(during) { try judge(after) }
                } catch {
                    // The failure is kept.
                }
                condition.lock()
                isStopped = true
                condition.broadcast()
                while running > 0 { condition.wait() }
                let result = failure
                condition.unlock()
                return result
            }

            private func look(_ property: () throws -> String?) throws {
                if let words = try property() { throw fail(words) }
            }

            /// The number (from 1) of the step that could not be made.
            private func follow(_ schedule: [Turn], _ during: () throws -> String?) throws -> Int? {
                let known = Set(schedule.map(\.site))
                for (index, turn) in schedule.enumerated() {
                    guard runners.indices.contains(turn.thread), turn.choice >= -1 else { return index + 1 }
                    let runner = runners[turn.thread]
                    var extra = 0
                    // Steps that were put into the program later are made when their turn comes.
                    while !runner.isFinished, runner.site != turn.site, !known.contains(runner.site), extra < 1000 {
                        extra += 1
                        if try give(runner) == .blocked { return index + 1 }
                        try look(during)
                    }
                    guard !runner.isFinished, runner.site == turn.site else { return index + 1 }
                    if try give(runner, turn.choice) == .blocked { return index + 1 }
                    try look(during)
                }
                return nil
            }

            /// Goes on, one thread after the other; whether it came to where nothing can move.
            private func goOn(_ during: () throws -> String?) throws -> Bool {
                var steps = 0
                while steps < Self.mostSteps {
                    var moved = false
                    for runner in runners where !runner.isFinished {
                        if try give(runner) == .blocked { continue }
                        moved = true
                        steps += 1
                        try look(during)
                    }
                    if !moved { return true }
                }
                return false
            }

            private func judge(_ after: () throws -> String?) throws {
                let stuck = runners.filter { !$0.isFinished && !$0.isDaemon }
                if stuck.isEmpty { return try look(after) }
                let places = stuck.map { "\($0.name) stands at line \(sites[$0.site].line): \(sites[$0.site].text)" }
                throw fail("deadlock: " + places.joined(separator: "; "))
            }

            // What properties ask of threads.

            func stands(_ thread: Int, at labels: Int) throws -> Bool {
                runners[thread].site >= 0 && sites[runners[thread].site].labels & labels != 0
            }

            func isFinished(_ thread: Int) throws -> Bool { runners[thread].isFinished }

            // Numbers that fail where the model's do.

            private func checked(_ result: (partialValue: Int, overflow: Bool)) throws -> Int {
                if result.overflow { throw fail("overflow: a number does not fit 64 bits") }
                return result.partialValue
            }

            func add(_ a: Int, _ b: Int) throws -> Int { try checked(a.addingReportingOverflow(b)) }
            func sub(_ a: Int, _ b: Int) throws -> Int { try checked(a.subtractingReportingOverflow(b)) }
            func mul(_ a: Int, _ b: Int) throws -> Int { try checked(a.multipliedReportingOverflow(by: b)) }
            func div(_ a: Int, _ b: Int) throws -> Int { try checked(a.dividedReportingOverflow(by: b)) }
            func rem(_ a: Int, _ b: Int) throws -> Int { try checked(a.remainderReportingOverflow(dividingBy: b)) }

            func range(_ value: Int, _ lower: Int, _ upper: Int, _ words: String) throws -> Int {
                if value < lower || value > upper { throw fail("overflow: \(words) = \(value) leaves \(lower)...\(upper)") }
                return value
            }

            func some<Value>(_ value: Value?, _ words: String) throws -> Value {
                guard let value else { throw fail("memoryError: \(words) is nil") }
                return value
            }

            func index(_ index: Int, _ count: Int, _ words: String) throws -> Int {
                if index < 0 || index >= count { throw fail("overflow: \(words): \(index) is not below \(count)") }
                return index
            }
        }

        // MARK: - Objects

        /// A local of a thread that properties look at.
        private final class Seen<Value>: @unchecked Sendable {
            var value: Value
            init(_ value: Value) { self.value = value }
        }

        private final class Mutex: @unchecked Sendable {
            let name: String
            fileprivate var holder: Int?
            init(_ name: String) { self.name = name }

            func lock(_ me: Runner) throws {
                if holder == me.number { throw me.misuse("locks \(name), which it holds already") }
                while holder != nil { try me.blocked() }
                holder = me.number
            }

            func tryLock(_ me: Runner) -> Bool {
                if holder != nil { return false }
                holder = me.number
                return true
            }

            func unlock(_ me: Runner) throws {
                if holder != me.number { throw me.misuse("unlocks \(name), which it does not hold") }
                holder = nil
            }
        }

        private final class Condition: @unchecked Sendable {
            private var waiting: Set<Int> = []

            func wait(_ me: Runner, _ mutex: Mutex) throws {
                try mutex.unlock(me)
                waiting.insert(me.number)
            }

            func resume(_ me: Runner, _ mutex: Mutex) throws {
                while waiting.contains(me.number) || mutex.holder != nil { try me.blocked() }
                mutex.holder = me.number
            }

            /// Wakes whom the schedule names, else the first of them.
            func notify(_ me: Runner) throws {
                guard let first = waiting.min() else { return }
                if me.choice < 0 {
                    waiting.remove(first)
                } else {
                    while waiting.remove(me.choice % me.turns.runners.count) == nil { try me.blocked() }
                }
            }

            func notifyAll(_ me: Runner) throws { waiting = [] }
        }

        private final class Semaphore: @unchecked Sendable {
            private var permits: Int
            init(_ permits: Int) { self.permits = permits }

            func acquire(_ me: Runner) throws {
                while permits == 0 { try me.blocked() }
                permits -= 1
            }

            func release(_ me: Runner) throws { permits += 1 }
        }

        private final class Event: @unchecked Sendable {
            var isSet = false
        }
        """#

    /// What models under weak memory need more.
    static let memory = #"""

        // MARK: - Memory

        private final class Word: Sendable {
            let value: Atomic<Int>
            init(_ value: Int) { self.value = Atomic(value) }
        }

        private final class Flag: Sendable {
            let value: Atomic<Bool>
            init(_ value: Bool) { self.value = Atomic(value) }
        }

        // An atomic holds nothing as the least number.
        private func packed(_ value: Int?) -> Int { value ?? Int.min }
        private func unpacked(_ value: Int) -> Int? { value == Int.min ? nil : value }
        """#

    /// Runs whose threads wait for nobody.
    static let free = #"""

        // MARK: - Free threads

        /// How many such runs are wanted.
        private let freeRuns = Int(ProcessInfo.processInfo.environment["HEDDLE_FREE"] ?? "") ?? 0

        extension Turns {
            /// The threads begin together: what a weak memory does lasts for nanoseconds. Gives what failed, and whether all
            /// came to their end.
            fileprivate func playFreely(after: () throws -> String?) -> (failure: String?, isOver: Bool) {
                let (ready, count) = (Word(0), runners.count)
                running = count
                for runner in runners {
                    runner.isFree = true
                    Thread.detachNewThread { [self] in
                        ready.value.add(1, ordering: .relaxed)
                        var rounds = 0
                        while ready.value.load(ordering: .relaxed) < count {
                            rounds += 1
                            if rounds > 1000 { sched_yield() }
                        }
                        let isOver = (try? runner.body(runner)) != nil
                        condition.lock()
                        if isOver { runner.answer = .finished }
                        running -= 1
                        condition.broadcast()
                        condition.unlock()
                    }
                }
                condition.lock()
                while running > 0 { condition.wait() }
                condition.unlock()
                let isOver = runners.allSatisfy(\.isFinished)
                if isOver, failure == nil { try? look(after) }
                return (failure, isOver)
            }
        }

        extension Model {
            /// Makes runs whose threads run freely; gives how many fail.
            fileprivate static func countFailures(runs: Int) -> Int {
                var (failed, stopped) = (0, 0)
                for _ in 0..<runs {
                    let (failure, isOver) = Model().playFreely()
                    if let failure {
                        if failed == 0 { print("FAILS  \(failure)") }
                        failed += 1
                    } else if !isOver {
                        stopped += 1
                    }
                }
                print("\(failed) of \(runs) runs fail" + (stopped > 0 ? "; \(stopped) were stopped" : ""))
                return failed
            }
        }
        """#
}
