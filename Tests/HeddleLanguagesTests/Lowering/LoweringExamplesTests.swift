import HeddleLanguages
import HeddleProgram
import Testing

@Suite struct LoweringExamplesTests {
    /// What a later version brings is refused by name; everything else loads.
    static let refused: [String: [String]] = [
        "alternating-bit.heddle": ["H902"], "dekker.heddle": ["H903"], "duplicate-message.heddle": ["H902"],
        "linearizable-queue.heddle": ["H906", "H906", "H906", "H904"], "locked-counter.heddle": ["H905"],
        "mcs-lock.heddle": ["H903"], "michael-scott.heddle": ["H906", "H906", "H906", "H904"],
        "peterson.heddle": ["H903"], "polite-locks.heddle": ["H903"], "raft-election.heddle": ["H901", "H902"],
        "readers-writers.heddle": ["H903"], "spinlock.heddle": ["H903"], "ticket-lock.heddle": ["H903"],
        "two-phase-commit.heddle": ["H901", "H902"],
    ]

    @Test("every example loads, or is refused for just what comes later", arguments: SyntaxExamples.names)
    func loads(name: String) throws {
        let loaded = HeddleFrontEnd.load(SourceText(path: name, bytes: try SyntaxExamples.bytes(name)))
        let errors = loaded.diagnostics.filter { $0.severity == .error }.map(\.id)
        #expect(errors == Self.refused[name, default: []])
        #expect((loaded.program == nil) == !errors.isEmpty)
        guard let program = loaded.program else { return }
        #expect(!program.threadGroups.isEmpty)
        #expect(!program.expectations.isEmpty)
        checkShape(program)
    }

    /// Steps are not nested, end on every way, and jumps stay inside their routine.
    private func checkShape(_ program: Program) {
        for routine in program.routines {
            var isInside = false
            for instruction in routine.code {
                switch instruction.kind {
                case .beginStep(let site):
                    #expect(!isInside)
                    #expect(program.statements.indices.contains(site.statement))
                    if site.kind != .atomic { isInside = true }
                case .endStep, .select: isInside = false
                case .jump(let target): #expect((0...routine.code.count).contains(target))
                case .branch(_, let then, let otherwise):
                    #expect((0...routine.code.count).contains(then))
                    #expect((0...routine.code.count).contains(otherwise))
                default: break
                }
            }
        }
    }

    @Test("the only warning of the examples is the wait inside 'if' that two of them are about")
    func warnings() throws {
        var found: [String] = []
        for name in SyntaxExamples.names {
            let loaded = HeddleFrontEnd.load(SourceText(path: name, bytes: try SyntaxExamples.bytes(name)))
            for one in loaded.diagnostics where one.severity == .warning { found.append("\(name) \(one.id)") }
        }
        #expect(found == ["lost-wakeup.heddle H811", "spurious.heddle H811"])
    }
}
