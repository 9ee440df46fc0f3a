import HeddleLanguages
import HeddleProgram
import Testing

@Suite struct ProgramFactsTests {
    private func load(_ declarations: String, _ settings: [Setting] = []) throws -> Program {
        let source = SourceText(path: "m.heddle", text: "model \"M\"\n" + declarations + "\n")
        let loaded = HeddleFrontEnd.load(source, settings: settings)
        return try #require(loaded.program, "\(loaded.diagnostics.map(\.message))")
    }

    private func local(_ name: String, of program: Program) throws -> Local {
        try #require(program.routines.lazy.flatMap(\.locals).first { $0.name == name })
    }

    @Test("a local that follows from constants and the parameter alone is fixed; others are not")
    func fixed() throws {
        let program = try load(
            """
            const n = 5
            mutex fork[n]
            thread phil(i: 0..<n) {
              let left = i
              let right = (left + 1) % n
              var other = right
              fork[left].lock()
              fork[other].lock()
            }
            """)
        #expect(try local("i", of: program).isFixed)
        #expect(try local("left", of: program).isFixed)
        #expect(try local("right", of: program).isFixed)
        #expect(try !local("other", of: program).isFixed)
    }

    @Test("a local is observed exactly where a property names it")
    func observed() throws {
        let program = try load(
            """
            var x: int
            thread t * 2 { let seen = x; let other = x; x = seen + other }
            final f "sentence": forall(k in t: k.seen <= 1)
            """)
        #expect(try local("seen", of: program).isObserved)
        #expect(try !local("other", of: program).isObserved)
    }

    @Test("references in threads' own bodies are kept unless leaks are allowed")
    func references() throws {
        let text = "pool N[1] { v: int }\nthread t * 2 { let got = new N() }\n"
        #expect(try local("got", of: load(text)).isObserved)
        #expect(try !local("got", of: load(text + "allow leak")).isObserved)
    }

    @Test("a constant set from outside replaces the declared value, and those that follow from it")
    func settings() throws {
        let text = "const n = 2\nconst m = n + 1\nvar x: int\nthread t * m { x = x + n }"
        let program = try load(text, [Setting(name: "n", value: "4")])
        #expect(program.constants.map(\.value) == [.integer(4), .integer(5)])
        #expect(program.constants.map(\.declared) == [.integer(2), .integer(3)])
        #expect(program.threadGroups[0].copies == .replicas(5))
    }

    @Test("a setting may be an enum case, a boolean or a negative number")
    func kindsOfSettings() throws {
        let text = """
            enum Cure { none, ordered }
            const cure: Cure = none
            const on = false
            const low = 1
            var x: int
            thread t * 2 { if on && cure == ordered { x = low + x } }
            """
        let settings = [
            Setting(name: "cure", value: "ordered"), Setting(name: "on", value: "true"),
            Setting(name: "low", value: "-3"),
        ]
        #expect(try load(text, settings).constants.map(\.value) == [.enumeration(1), .boolean(true), .integer(-3)])
    }

    @Test("settings that no constant or no type fits are refused")
    func wrongSettings() {
        let text = "model \"M\"\nconst count = 2\nconst on = false\nvar x: int\nthread t * count { x = x + 1 }\n"
        let settings = [
            Setting(name: "coutn", value: "3"), Setting(name: "on", value: "3"), Setting(name: "count", value: "many"),
        ]
        #expect(
            CheckCase.diagnostics(text, settings: settings) == [
                "1:1 H301 'count' is a number, and 'many' is not",
                "1:1 H301 'on' is 'true' or 'false', and '3' is not",
                "1:1 H710 'coutn' is not a constant of this model | did you mean 'count'?",
            ])
    }

    @Test("threads count in order of declaration, and a spawned function makes a group behind them")
    func groups() throws {
        let program = try load(
            """
            var x: int
            func f(k: int) { x = k }
            daemon thread a { spawn f(1); x = 2 }
            thread b * 3 { x = 3 }
            thread c(i: 2...4) { x = i }
            final all "s": f[0].k == 1 && finished(b[2]) && finished(c[4]) && finished(a)
            """)
        #expect(program.threadGroups.map(\.name) == ["a", "b", "c", "f"])
        #expect(
            program.threadGroups.map(\.copies) == [.single, .replicas(3), .parameter(lower: 2, upper: 4), .spawned])
        #expect(program.threadGroups.map(\.isDaemon) == [true, false, false, false])
        let property = program.properties[0]
        #expect(
            property.conjuncts.map { ProgramListing(program).expression($0.expression, locals: property.locals) }
                == ["(f[0]#k == 1)", "finished(thread 3)", "finished(thread 6)", "finished(thread 0)"])
        #expect(property.conjuncts.map(\.text) == ["f[0].k == 1", "finished(b[2])", "finished(c[4])", "finished(a)"])
    }

    @Test("expectations keep their memory models, and their settings in order of declaration")
    func expectations() throws {
        let program = try load(
            """
            const a = 1
            const b = true
            var x: int
            thread t * 2 { x = x + a }
            final f "s": x == 2 || b
            reachable r "s": x == 1
            expect f fails under tso, c11 with b = !true, a = 0x2
            expect no deadlock
            expect race under c11
            expect r possible
            """)
        let found = program.expectations
        #expect(found.map(\.target) == [.property(0), .check(.deadlock), .check(.race), .property(1)])
        #expect(found.map(\.wanted) == [.fails, .none, .found, .possible])
        #expect(found[0].memoryModels == [.tso, .c11])
        #expect(found[0].settings == [Setting(name: "a", value: "0x2"), Setting(name: "b", value: "false")])
    }

    @Test("bounds, memory model, allowed and forbidden checks are taken over")
    func switches() throws {
        let program = try load(
            """
            memory c11
            bounds { threads 3; recursion 4; messages 5; buffer 6; local 7 }
            allow leak
            forbid race
            atomic x: int
            thread t * 2 { x.fetchAdd(1) }
            """)
        #expect(program.memoryModel == .c11)
        #expect(program.allowed == [.leak])
        #expect(program.forbidden == [.race])
        #expect(program.bounds.threads == 3)
        #expect(program.bounds.recursion == 4)
        #expect(program.bounds.messages == 5)
        #expect(program.bounds.buffer == 6)
        #expect(program.bounds.local == 7)
    }

    @Test("objects take their sizes, options, initial values and documentation along")
    func objects() throws {
        let program = try load(
            """
            struct P { a: int = 3, b: bool }
            /// Two of them.
            var p: P[2]
            var g: int = uninitialized
            mutex m recursive
            rwlock r writersFirst
            condition c spurious
            semaphore s[2] = 1 limit 4
            channel u: int unordered capacity unbounded
            channel v: int capacity 0
            pool N[2] any recycling { atomic next: N? = nil, value: int = uninitialized }
            thread t * 2 { skip }
            """)
        #expect(program.objects.map(\.name) == ["p", "g", "m", "r", "c", "s", "u", "v", "N"])
        #expect(program.objects[0].documentation == "Two of them.")
        let one = Value.structure([.integer(3), .boolean(false)])
        guard case .variable(.array(.structure(0), count: 2), .elements([one, one])) = program.objects[0].kind,
            case .variable(.int, .uninitialized) = program.objects[1].kind,
            case .mutex(recursive: true) = program.objects[2].kind,
            case .rwlock(writersFirst: true) = program.objects[3].kind,
            case .condition(spurious: true) = program.objects[4].kind,
            case .semaphore(initial: 1, limit: 4) = program.objects[5].kind,
            case .channel(.int, .unbounded, unordered: true) = program.objects[6].kind,
            case .channel(.int, .rendezvous, unordered: false) = program.objects[7].kind,
            case .pool(let fields, capacity: 2, any: true, recycling: true) = program.objects[8].kind
        else {
            Issue.record("some object is not as declared")
            return
        }
        #expect(program.objects[5].count == 2)
        #expect(fields.map(\.isAtomic) == [true, false])
        #expect(fields.map(\.initial) == [Value.none, .uninitialized])
    }
}
