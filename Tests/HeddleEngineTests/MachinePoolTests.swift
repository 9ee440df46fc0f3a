import HeddleProgram
import Testing

@testable import HeddleEngine

@Suite struct MachinePoolTests {
    @Test("free marks every copy of a reference as dangling, also in messages and fields")
    func dangling() throws {
        let machine = try machine(
            """
            pool N[2] { v: int; next: N? = nil }
            var a: N? = nil
            channel c: N capacity 1
            setup {
              let first = new N(v: 1)
              let second = new N(v: 2, next: first)
              a = second
              let sent = c.trySend(first)
            }
            thread t { atomic { let s = a!; free s.next!; let still = s.v }; skip }
            """)
        let step = try #require(machine.apply(Transition(thread: 0), to: machine.start().state))
        #expect(step.event.violation == nil)
        let dead = Value.reference(cell: 0, dangling: true)
        #expect(
            machine.status(ofObject: 0, index: 1, in: step.state)
                == .cell(inUse: true, fields: [.integer(2), .some(dead)]))
        guard case .channel(let messages, _, _) = machine.status(ofObject: 2, index: 0, in: step.state) else {
            Issue.record("no channel")
            return
        }
        #expect(messages == [dead])
    }

    @Test("References compare by cell, so that a recycled cell equals the old one")
    func comparison() throws {
        let search = MachineSearch(
            try machine(
                """
                pool N[1] { v: int }
                thread t {
                  let old = new N(v: 1)
                  free old
                  let new_ = new N(v: 2)
                  assert old == new_
                  skip
                }
                """))
        #expect(search.violations.isEmpty)
    }

    @Test("A cell in use again does not make an old reference good: using it is a violation")
    func reuse() throws {
        let search = MachineSearch(
            try machine(
                """
                pool N[1] { v: int }
                thread t { let old = new N(v: 1); free old; let next_ = new N(v: 2); let x = old.v; skip }
                """))
        #expect(search.violations.map(\.evidence) == [.useAfterFree(cell: "N#0")])
    }

    @Test("A recycling pool lets freed cells be read, but not freed twice")
    func recycling() throws {
        let reads = MachineSearch(
            try machine("pool N[1] recycling { v: int }\nthread t { let a = new N(v: 1); free a; let x = a.v; skip }"))
        #expect(reads.violations.isEmpty)
        let twice = MachineSearch(
            try machine("pool N[1] recycling { v: int }\nthread t { let a = new N(v: 1); free a; free a }"))
        #expect(twice.violations.map(\.evidence) == [.doubleFree(cell: "N#0")])
    }

    @Test("new takes the lowest free cell, with any each free cell")
    func allocation() throws {
        func cells(_ word: String) throws -> [Int] {
            let machine = try machine("pool N[3] \(word) { v: int }\nthread t { let a = new N(v: 1); skip }")
            return machine.enabled(machine.start().state).map(\.choice)
        }
        #expect(try cells("") == [0])
        #expect(try cells("any") == [0, 1, 2])
    }

    @Test("Fields that start uninitialised may be written before they are read, not read before")
    func uninitialized() throws {
        let search = MachineSearch(
            try machine(
                """
                pool N[1] { v: int = uninitialized }
                thread t { let a = new N(); a.v = 1; let x = a.v; skip }
                """))
        #expect(search.violations.isEmpty)
        let wrong = MachineSearch(
            try machine("pool N[1] { v: int = uninitialized }\nthread t { let a = new N(); let x = a.v; skip }"))
        #expect(wrong.violations.map(\.check) == [.uninitializedRead])
    }

    @Test("A field of a cell is named by its cell, and its location is the cell's own")
    func names() throws {
        let machine = try machine(
            "pool N[2] { v: int }\nvar a: N? = nil\nsetup { let x = new N(v: 1); a = new N(v: 2) }\nthread t { let s = a!; s.v = 5 }"
        )
        let first = try #require(machine.apply(Transition(thread: 0), to: machine.start().state)).state
        let event = try #require(machine.preview(Transition(thread: 0), in: first))
        #expect(event.operations.first?.name == "N#1.v")
        #expect(event.operations.first?.previous == .integer(2))
    }
}
