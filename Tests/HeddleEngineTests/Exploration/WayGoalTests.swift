import HeddleEngine
import HeddleLanguages
import HeddleProgram
import TestSupport
import Testing

/// Ways to goals, held against a plain breadth-first search on the machine.
@Suite("Ways to what a user wants")
struct WayGoalTests {
    private static let limit = 3_000

    private struct Asked {
        var machine: Machine
        var property: Int
    }

    private func machine(_ file: String, _ text: String) -> Machine? {
        let source = SourceText(path: file, text: text)
        let loaded = file.hasSuffix(".pml") ? PromelaFrontEnd.load(source) : HeddleFrontEnd.load(source)
        return loaded.program.flatMap { try? Machine($0) }
    }

    private func load(_ text: String, _ question: Question? = nil, path: String = "m.heddle") throws -> Asked {
        let source = SourceText(path: path, text: text)
        guard let question else {
            let program =
                path.hasSuffix(".pml") ? PromelaFrontEnd.load(source).program : HeddleFrontEnd.load(source).program
            return Asked(machine: try Machine(try #require(program)), property: -1)
        }
        let asked =
            path.hasSuffix(".pml")
            ? PromelaFrontEnd.ask(question, of: source) : HeddleFrontEnd.ask(question, of: source)
        return Asked(
            machine: try Machine(try #require(asked.program, "\(asked.diagnostics)")), property: asked.property)
    }

    /// Fewest steps until `isMet(thread, before, after)`; nil: never; -1: more states than the limit.
    private func plain(
        _ machine: Machine, _ isMet: (Transition, State, State, Event) -> Bool
    ) -> Int? {
        var depth: [State: Int] = [machine.start().state: 0]
        var queue = [machine.start().state]
        var next = 0
        while next < queue.count {
            let state = queue[next]
            next += 1
            for move in machine.enabled(state) {
                guard let made = machine.apply(move, to: state) else { continue }
                if made.event.outcome != .completed, made.event.outcome != .violated { continue }
                if isMet(move, state, made.state, made.event) { return depth[state]! + 1 }
                if depth[made.state] == nil {
                    depth[made.state] = depth[state]! + 1
                    queue.append(made.state)
                }
            }
            if queue.count > Self.limit { return -1 }
        }
        return nil
    }

    private func length(_ machine: Machine, _ goal: WayGoal) -> Int? {
        let way = WayToGoal(machine: machine, from: machine.start().state, goal: goal)
        let search = way.search(limit: Self.limit * 2)
        while search.answer == nil { search.advance(budget: 7) }
        guard case .found(let steps)? = search.answer else {
            return search.answer == .notKnown ? -1 : nil
        }
        // What was found can be done.
        var state = machine.start().state
        for step in steps {
            guard let next = machine.apply(step, to: state) else {
                Issue.record("a step that isn't enabled")
                return nil
            }
            state = next.state
        }
        return steps.count
    }

    @Test("Every line of every example is reached in the fewest steps, or not at all")
    func lines() throws {
        var count = 0
        for file in try Fixtures.names(in: "examples", withExtension: "heddle") {
            let source = SourceText(path: file, text: try Fixtures.text("examples/" + file))
            guard let program = HeddleFrontEnd.load(source).program, let machine = try? Machine(program) else {
                continue
            }
            guard plain(machine, { _, _, _, _ in false }) != -1 else { continue }
            for line in machine.stepLines {
                func stands(_ thread: Int, _ state: State) -> Bool {
                    guard case .standing(at: let site, frames: _) = machine.status(ofThread: thread, in: state) else {
                        return false
                    }
                    return machine.program.source.line(of: machine.site(site).span.start) == line
                }
                let wanted = plain(machine) { move, before, after, event in
                    if event.violation != nil { return false }
                    if stands(move.thread, after) { return true }
                    let old = machine.threadCount(in: before)
                    return (old..<max(old, machine.threadCount(in: after))).contains { stands($0, after) }
                }
                #expect(length(machine, .arrives(line: line)) == wanted, "\(file), line \(line)")
                count += 1
            }
        }
        #expect(count > 100)
    }

    @Test("What fails is found in the fewest steps, in Heddle and in Promela")
    func failures() throws {
        var count = 0
        for (folder, suffix) in [("examples", "heddle"), ("promela", "pml")] {
            for file in try Fixtures.names(in: folder, withExtension: suffix) {
                let text = try Fixtures.text("\(folder)/\(file)")
                guard let machine = machine(file, text), plain(machine, { _, _, _, _ in false }) != -1
                else { continue }
                let run = Judge.run(of: machine.program, memoryModel: machine.memoryModel)
                guard !Judge.looksForRaces(machine.program, run: run) else { continue }
                let search = Exploration(machine: machine, options: SearchOptions(program: machine.program, run: run))
                search.finish()
                let failing = search.report.findings.filter { finding in
                    guard case .property(let index) = finding.subject else { return true }
                    return [.invariant, .final].contains(machine.program.properties[index].kind)
                }
                let way = WayToGoal(
                    machine: machine, from: machine.start().state, goal: .fails(looksForRaces: false))
                let found = length(machine, .fails(looksForRaces: false))
                if way.isMetAtStart { continue }
                #expect((found == nil) == failing.isEmpty, "\(file)")
                if let found, let known = search.wayToViolation(from: machine.start().state) {
                    #expect(found == known.count, "\(file)")
                }
                count += 1
            }
        }
        #expect(count > 30)
    }

    private static let tellers = """
        model "Tellers"
        mutex m
        var balance: int = 0
        thread teller * 2 {
          m.lock()
          let seen = balance
          m.unlock()
          balance = seen + 1
        }
        thread helper { await balance == 2 }
        """

    @Test("Conditions, changes and blocked threads are reached in the fewest steps")
    func goals() throws {
        let asked = try load(Self.tellers, Question(.condition, "balance == 1 && teller.1.seen == 1"))
        let machine = asked.machine
        let wanted = plain(machine) { _, _, after, _ in
            machine.evaluate(property: asked.property, in: after) == .value(true)
        }
        #expect(length(machine, .holds(property: asked.property)) == wanted)
        #expect(wanted == 6)
        let changed = plain(machine) { _, _, after, _ in
            machine.status(ofObject: 1, index: 0, in: after)
                != machine.status(ofObject: 1, index: 0, in: machine.start().state)
        }
        #expect(length(machine, .objectChanges(1, index: 0)) == changed)
        #expect(length(machine, .objectChanges(0, index: 0)) == 1)
        #expect(length(machine, .blocks(thread: 1)) == 1)
        #expect(WayToGoal(machine: machine, from: machine.start().state, goal: .blocks(thread: 2)).isMetAtStart)
        let value = try load(Self.tellers, Question(.value, "teller.0.seen"))
        #expect(length(value.machine, .changes(property: value.property)) == 6)
        let local = try #require(value.machine.program.routines[0].locals.firstIndex { $0.name == "seen" })
        #expect(length(value.machine, .assigns(thread: 0, routine: 0, local: local)) == 2)
    }

    @Test("A bound that bit leaves it open and is named; every state visited says that it can't be")
    func bounds() throws {
        let asked = try load(Self.tellers, Question(.condition, "balance == 3"))
        let way = WayToGoal(
            machine: asked.machine, from: asked.machine.start().state, goal: .holds(property: asked.property))
        let all = way.search()
        while all.answer == nil { all.advance(budget: 100) }
        #expect(all.answer == WaySearch.Answer.none && all.reached == nil)
        let exact = way.search(limit: all.states)
        while exact.answer == nil { exact.advance(budget: 100) }
        #expect(exact.answer == WaySearch.Answer.none && exact.states == all.states)
        let few = way.search(limit: all.states - 1)
        while few.answer == nil { few.advance(budget: 100) }
        #expect(few.answer == .notKnown && few.reached == .states(all.states - 1) && few.states == all.states - 1)
    }

    @Test("What the model's own bounds cut off is not called unreachable")
    func modelBounds() throws {
        let text = """
            model "Spawner"
            bounds { threads 2 }
            var x: int = 0
            func work() { x = x + 1 }
            thread main { loop { spawn work() } }
            """
        let asked = try load(text, Question(.condition, "x == 7"))
        let way = WayToGoal(
            machine: asked.machine, from: asked.machine.start().state, goal: .holds(property: asked.property))
        let search = way.search()
        while search.answer == nil { search.advance(budget: 100) }
        #expect(search.answer == .notKnown)
        #expect(search.reached == .model(.threads, 2))
    }

    @Test("Where a condition has no value it doesn't hold, and that is counted")
    func faults() throws {
        let text = """
            model "Index"
            var i: int = 0
            var a: int[2] = [0; 2]
            thread t { i = 1
              i = 5
              a[0] = 1 }
            """
        let asked = try load(text, Question(.condition, "a[i] == 9"))
        let way = WayToGoal(
            machine: asked.machine, from: asked.machine.start().state, goal: .holds(property: asked.property))
        let search = way.search()
        while search.answer == nil { search.advance(budget: 100) }
        #expect(search.answer == WaySearch.Answer.none)
        #expect(way.faults == 2)
    }
}
