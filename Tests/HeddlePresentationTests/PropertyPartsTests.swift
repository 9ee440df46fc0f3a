import HeddleEngine
import HeddleLanguages
import HeddlePresentation
import HeddleProgram
import HeddleReports
import TestSupport
import Testing

@Suite("Properties: the parts of an expression with their values")
struct PropertyPartsTests {
    private func rows(_ model: PlayedModel, width: Int = 60) -> [String] {
        PropertyRows.rows(model.scene, width: width).map(\.text)
    }

    private static let message = """
        model "Message passing"
        memory c11
        atomic data: int = 0
        atomic flag: int = 0
        thread writer {
          data.store(42, relaxed)
          flag.store(1, relaxed)
        }
        thread reader {
          let up = flag.load(relaxed)
          let got = data.load(relaxed)
        }
        final publish "seeing flag is seeing data":
          reader.up == 0 ||
            reader.got == 42
        """

    @Test("Each operand of || has its value below it, and what was given none says so")
    func alternatives() throws {
        var model = try PlayedModel(Self.message)
        #expect(rows(model)[1...2] == ["    reader.up == 0 || reader.got == 42", "    now  not yet   ||  not yet"])
        try model.step(0, 0, 1)
        #expect(rows(model)[2] == "    now  false     ||  not yet")
        #expect(
            rows(model, width: 66)[1...2] == [
                "    reader.up == 0  ||  reader.got == 42", "    false           ||  not yet",
            ])
        try model.step(1)
        #expect(rows(model)[2] == "    now  false     ||  true")
    }

    @Test("A value that is wider than its operand, or a row that is too long, leaves the columns")
    func narrow() throws {
        let model = try PlayedModel(
            """
            model "M"
            var x: bool = false
            thread a {
              let p = x
              x = true
            }
            final any "any": x || a.p || !x || (x && a.p)
            """)
        let wanted = "    now  false  ||  not yet  ||  true  ||  not yet"
        #expect(rows(model)[1...2] == ["    x || a.p || !x || (x && a.p)", wanted])
        #expect(
            rows(model, width: 66)[1...2] == [
                "    x      ||  a.p      ||  !x    ||  (x && a.p)", "    false  ||  not yet  ||  true  ||  not yet",
            ])
    }

    @Test("Operands in brackets stay whole, and so do those of && beside an alternative")
    func brackets() throws {
        let model = try PlayedModel(
            """
            model "M"
            var first: int = 0
            var second: int = 0
            thread a { first = 1 }
            invariant one "one": first < 2 && (first == 0 || (second == 0 || first == 2))
            """)
        #expect(
            rows(model, width: 60)[1...3] == [
                "    first < 2                         now 0 < 2", "    (first == 0 || (second == 0 || first == 2))",
                "    now  true   ||  true",
            ])
    }

    @Test("An operand that can't be computed doesn't matter behind one that is true")
    func faults() throws {
        let model = try PlayedModel(
            """
            model "M"
            var last: int? = nil
            thread a { last = 3 }
            invariant small "small": last == nil || last! < 9
            """)
        #expect(rows(model)[2] == "    now  true   ||  –")
    }

    @Test("A comparison that is judged at the end waits for all its locals; where they never come it is judged without")
    func comparisons() throws {
        var model = try PlayedModel(
            """
            model "M"
            var x: int = 0
            thread p * 2 {
              if x < 2 {
                let seen = x
                x = 1
              }
            }
            final one "one": p[1].seen == 0
            final both "both": forall(t in p: t.seen < 9)
            invariant always "always": p[1].seen == 0
            """)
        func values() -> [String] { rows(model).filter { $0.hasPrefix("    ") } }
        #expect(
            values() == [
                "    p[1].seen == 0                    not yet", "    forall(t in p: t.seen < 9)        not yet",
                "    p[1].seen == 0                    now 0 == 0",
            ])
        try model.step(1, 1)
        #expect(values()[0].hasSuffix("now 0 == 0") && values()[1].hasSuffix("not yet"))
        try model.step(0, 0)
        #expect(values()[1].hasSuffix("now true"))
    }

    @Test("A local that its thread has passed by has its default; in a deadlock nothing is judged at the end")
    func passedBy() throws {
        var model = try PlayedModel(
            """
            model "M"
            var x: int = 1
            thread p {
              if x == 0 {
                let seen = x
                x = seen
              }
            }
            thread q {
              x = 2
              await x == 7
              let got = x
            }
            final unseen "unseen": p.seen == 0
            final gotten "gotten": q.got == 1
            """)
        func values() -> [String] { rows(model).filter { $0.hasPrefix("    ") } }
        #expect(values().allSatisfy { $0.hasSuffix("not yet") })
        try model.step(0)
        #expect(values()[0].hasSuffix("now 0 == 0") && values()[1].hasSuffix("not yet"))
        try model.step(1)
        #expect(model.scene.ending != .running)
        #expect(values()[1].hasSuffix("  –"))
    }

    @Test("That nothing can race is said where all that is shared is atomic, and only there")
    func races() throws {
        func race(_ declarations: String) throws -> String {
            let model = try PlayedModel(
                """
                model "M"
                memory c11
                \(declarations)
                atomic x: int = 0
                thread a { x.store(1, relaxed) }
                """)
            return try #require(rows(model).first { $0.contains("no data race") })
        }
        #expect(
            try race("mutex m\nghost var g: int = 0") == "✓ no data race                        every access is atomic")
        #expect(try race("var plain: int = 0").hasSuffix("holds everywhere"))
        #expect(try race("pool Node[2] { atomic next: int = 0 }").hasSuffix("holds everywhere"))
    }

    @Test("A litmus test's condition has its own sign")
    func litmus() throws {
        let text = """
            C either
            { }
            P0(atomic_int* x) { int r = atomic_load_explicit(x, memory_order_relaxed); }
            P1(atomic_int* x) { atomic_store_explicit(x, 1, memory_order_relaxed); }
            exists (0:r=1 \\/ x=1)
            """
        let program = try #require(LitmusFrontEnd.load(SourceText(path: "either.litmus", text: text)).program)
        let machine = try Machine(program, memoryModel: .c11)
        let exploration = Exploration(machine: machine, options: SearchOptions())
        exploration.finish()
        let situation = Situation(
            machine: machine, play: PlayTree(start: machine.start()), report: exploration.report,
            judgement: exploration.judgement(run: Judge.run(of: program, memoryModel: .c11)), marks: Marks(ascii: false)
        )
        let rows = PropertyRows.rows(Scene(situation), width: 66).map(\.text)
        #expect(rows.contains { $0.contains("  \\/  x=1") }, "\(rows)")
        #expect(rows.contains { $0.hasSuffix("  \\/  false") }, "\(rows)")
    }
}
