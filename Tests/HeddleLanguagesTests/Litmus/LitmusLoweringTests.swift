import HeddleLanguages
import HeddleProgram
import Testing

@Suite("Litmus tests: what they become")
struct LitmusLoweringTests {
    private func program(_ text: String, settings: [Setting] = []) throws -> Program {
        let loaded = LitmusFrontEnd.load(SourceText(path: "t.litmus", text: text), settings: settings)
        return try #require(loaded.program, "\(loaded.diagnostics)")
    }

    private static let text = """
        C t
        "What it says"
        { x = 3; int d = -1; 0:r = 7; }
        P0 (atomic_int* x, int* d) {
          int r; /* kept */
          int a = *d + 1;
          atomic_store_explicit(x, a, memory_order_release);
          if (a) { *d = r; }
        }
        P1 (atomic_int* x) { int b = atomic_fetch_add_explicit(x, 1, memory_order_acq_rel); }
        filter 1:b != 9
        ~exists (x=3 /\\ 0:a=0)
        """

    @Test("Locations are atomics and variables with their first values, registers are locals that are kept")
    func names() throws {
        let program = try program(Self.text)
        #expect(program.name == "t")
        #expect(program.documentation == "What it says")
        let objects = program.objects.map { object -> String in
            switch object.kind {
            case .atomic(_, let initial): return "atomic \(object.name) \(initial)"
            case .variable(_, let initial): return "plain \(object.name) \(initial)"
            default: return object.name
            }
        }
        #expect(objects == ["atomic x integer(3)", "plain d integer(-1)"])
        #expect(program.threadGroups.map(\.name) == ["P0", "P1"])
        let registers = program.routines.map { $0.locals.filter { !$0.isHidden }.map(\.name) }
        #expect(registers == [["r", "a"], ["b"]])
        #expect(program.routines.allSatisfy { $0.locals.allSatisfy { $0.isHidden || $0.isObserved } })
        #expect(program.localName("a", ofThread: 0, called: "P0") == "0:a")
    }

    @Test("Each access to memory is a step of its own with its order; a plain one has none")
    func steps() throws {
        let program = try program(Self.text)
        let accesses = program.routines[0].code.compactMap { instruction -> String? in
            switch instruction.kind {
            case .read(_, _, let order): return "read \(order?.rawValue ?? "plain")"
            case .write(_, _, let order): return "write \(order?.rawValue ?? "plain")"
            default: return nil
            }
        }
        #expect(accesses == ["read plain", "write release", "write plain"])
        let sites = program.routines[0].code.count { if case .beginStep = $0.kind { true } else { false } }
        #expect(sites == 3)
        #expect(
            program.statements.map(\.text) == [
                "int a = *d + 1;", "atomic_store_explicit(x, a, memory_order_release);", "*d = r;",
                "int b = atomic_fetch_add_explicit(x, 1, memory_order_acq_rel);",
            ])
    }

    @Test("The condition is a property, and so is the filter")
    func properties() throws {
        let program = try program(Self.text)
        #expect(program.properties.map(\.name) == ["notExists", "filter"])
        #expect(program.properties.map(\.kind) == [.final, .outcome])
        #expect(program.properties.map(\.text) == ["~exists (x=3 /\\ 0:a=0)", "filter 1:b != 9"])
        let facts = try #require(program.litmus)
        #expect(facts.condition?.quantifier == .notExists)
        #expect(facts.condition?.text == "(x=3 /\\ 0:a=0)")
        #expect((facts.condition?.property, facts.filter) == (0, 1))
        let kinds = try ["exists x=1", "(x=1)", "forall x=1", "not exists x=1", ""].map { end in
            try self.program("C t\n{}\nP0 (int* x) {}\n\(end)\n").properties.map(\.kind)
        }
        #expect(kinds == [[.outcome], [.outcome], [.final], [.final], []])
    }

    @Test("An operation without an order is sequentially consistent")
    func orders() throws {
        let text = """
            C t
            {}
            P0 (atomic_int* x) {
              int e = 0;
              atomic_store(x, 1); e = atomic_load(x); atomic_exchange(x, 2); atomic_fetch_or(x, 4);
              atomic_compare_exchange_strong(x, &e, 3);
              atomic_thread_fence(memory_order_acquire);
            }
            """
        let orders = try program(text).routines[0].code.compactMap { instruction -> String? in
            switch instruction.kind {
            case .read(_, _, let order), .write(_, _, let order): return order?.rawValue
            case .readModifyWrite(_, _, _, _, let order): return order.rawValue
            case .compareExchange(_, _, _, _, _, _, let order, let failure): return "\(order) \(failure)"
            case .fence(let order): return order.rawValue
            default: return nil
            }
        }
        #expect(orders == ["seq_cst", "seq_cst", "seq_cst", "seq_cst", "seqCst seqCst", "acquire"])
    }

    @Test("Names from outside stand for numbers and orders")
    func settings() throws {
        let text = "C t\n{ x = N; }\nP0 (atomic_int* x) { atomic_store_explicit(x, 1, ORDER); }\n"
        let settings = [Setting(name: "N", value: "-3"), Setting(name: "ORDER", value: "memory_order_release")]
        let program = try program(text, settings: settings)
        guard case .atomic(_, let initial) = program.objects[0].kind else { throw Missing() }
        #expect(initial == .integer(-3))
        let released = program.routines[0].code.contains {
            if case .write(_, _, order: .release) = $0.kind { true } else { false }
        }
        #expect(released)
        #expect(program.constants.map(\.name) == ["N", "ORDER"])
    }

    @Test("A condition or a value is asked in herd7's words; what is wrong with it is told by its place")
    func asking() {
        func ask(_ kind: Question.Kind, _ text: String) -> [String] {
            let asked = LitmusFrontEnd.ask(Question(kind, text), of: SourceText(path: "t.litmus", text: Self.text))
            return asked.program == nil
                ? asked.diagnostics.map { "\($0.span.start) \($0.id) \($0.message)" }
                : ["\(asked.property) \(asked.program?.properties.last?.kind.rawValue ?? "")"]
        }
        #expect(ask(.condition, "0:a=1 /\\ ~(x=2)") == ["2 reachable"])
        #expect(ask(.value, "1:b") == ["2 reachable"])
        #expect(ask(.value, "[x]") == ["2 reachable"])
        #expect(ask(.condition, "x=1 /\\ 0:q=1") == ["7 L201 P0 has no register 'q'"])
        #expect(ask(.condition, "x") == ["1 L101 expected '=' or '!=', found the end of the condition"])
        #expect(ask(.value, "x=1") == ["1 L101 expected '/\\', '\\/' or the end of the condition, found '='"])
    }

    private struct Missing: Error {}
}
