package import HeddleEngine
internal import HeddleProgram

/// A failed check in words: who did what to what (screens.md section 6, language.md section 17).
package struct ViolationWords: Sendable {
    let machine: Machine
    let state: State
    let marks: Marks
    /// Earlier steps, where they are known: `freed in step 7`. Few failures ask, and lines are long.
    let earlier: @Sendable () -> [Event]
    /// Who did it where no thread did.
    let nobody: String

    package init(
        machine: Machine, state: State, marks: Marks, earlier: @autoclosure @escaping @Sendable () -> [Event] = [],
        nobody: String = "the start"
    ) {
        self.nobody = nobody
        self.machine = machine
        self.state = state
        self.marks = marks
        self.earlier = earlier
    }

    private var values: ValueText { ValueText(machine: machine, state: state, marks: marks) }

    private func line(_ span: SourceSpan) -> String {
        span == .none ? "" : " :\(machine.program.source.line(of: span.start))"
    }

    private func name(_ thread: Int) -> String { thread < 0 ? nobody : values.name(ofThread: thread) }

    /// For titles, lists and the head of a report.
    package func title(_ violation: Violation) -> String {
        switch violation.evidence {
        case .assertion(let text, let sentence):
            if let sentence { return VisibleText.of(sentence) + " at\(line(violation.span))" }
            return "assertion " + VisibleText.of(text) + " at\(line(violation.span))"
        case .deadlock: return machine.program.processes == nil ? "deadlock" : "invalid end state"
        case .race(let object, _, _, _, _): return "data race on " + VisibleText.of(object)
        default: return sentence(violation)
        }
    }

    /// A word or two behind a ✗ in Play.
    package func brief(_ violation: Violation) -> String {
        switch violation.evidence {
        case .assertion(let text, _):
            return violation.values.map { VisibleText.of($0) } ?? VisibleText.of(text) + " is false"
        case .leavesRange(let name, let value, _): return VisibleText.of(name) + " = \(value)"
        case .deadlock: return machine.program.processes == nil ? "deadlock" : "invalid end state"
        case .race(let object, _, _, _, _): return "data race on " + VisibleText.of(object)
        case .divergence: return "no step any more"
        default: return sentence(violation)
        }
    }

    /// What kind of failure it is, in a word or two: a check has several.
    package func kind(_ violation: Violation) -> String {
        switch violation.evidence {
        case .leavesRange: return "out of range"
        case .divisionByZero: return "division by zero"
        case .badShift: return "bad shift"
        case .badIndex: return "bad index"
        case .listFull: return "full list"
        case .listEmpty: return "empty list"
        default: return FindingWords.checkFailure(violation.check, in: machine.program)
        }
    }

    /// What a failed assertion says is so, with its values: `count == 1, 0 == 1`. nil: something else failed.
    func falsehood(_ violation: Violation) -> String? {
        guard case .assertion(let text, let sentence) = violation.evidence else { return nil }
        guard let values = violation.values else { return VisibleText.of(text) }
        // Values of a part of the condition, or below a sentence, bear its text.
        return VisibleText.of(sentence == nil && !values.contains(", ") ? "\(text), \(values)" : values)
    }

    /// The whole sentence without a full stop.
    package func sentence(_ violation: Violation) -> String {
        let who = name(violation.thread)
        switch violation.evidence {
        case .assertion(let text, let sentence):
            let said = sentence.map { VisibleText.of($0) + ": " } ?? "assertion "
            return said + VisibleText.of(text) + " at\(line(violation.span))"
        case .leavesRange(let object, let value, let type):
            return "\(VisibleText.of(object)) leaves its range\(range(type)): \(value)"
        case .arithmetic(let text): return "\(who) computes \(VisibleText.of(text)), which does not fit 64 bits"
        case .divisionByZero: return "\(who) divides by zero"
        case .badShift(let bits): return "\(who) shifts by \(bits), which is not in 0..<64"
        case .badIndex(let object, let index, let count):
            return "\(who) takes \(VisibleText.of(object))[\(index)], which has "
                + (count == 0 ? "no elements" : "the indices 0 to \(count - 1)")
        case .listFull(let list, let capacity):
            return "\(who) adds to \(VisibleText.of(list)), which is full: \(capacity)"
        case .listEmpty(let list): return "\(who) takes from \(VisibleText.of(list)), which is empty"
        case .misuse(let misuse, let object, let holder):
            return misuseSentence(misuse, VisibleText.of(object), who, holder)
        case .useAfterFree(let cell): return "\(VisibleText.of(cell)) is used after it was freed" + freed(cell)
        case .doubleFree(let cell):
            return "\(who) frees \(VisibleText.of(cell)), which was freed"
                + (freed(cell).isEmpty ? " before" : freed(cell))
        case .nilUsed(let text): return "\(who) uses \(VisibleText.of(text)), which is nil"
        case .poolEmpty(let pool): return "\(who) wants a cell of \(VisibleText.of(pool)), and none is left"
        case .uninitializedRead(let object): return "\(who) reads \(VisibleText.of(object)), which was never written"
        case .divergence(let operations):
            return "\(who) never comes to its next step: \(Figures.number(operations)) operations without one"
        case .leak(let cells):
            let names = cells.map(VisibleText.of)
            return "\(Figures.list(names)) \(cells.count == 1 ? "was" : "were") never freed"
        case .deadlock: return deadlock()
        case .race(let object, let other, let span, _, _):
            return
                "data race on \(VisibleText.of(object)): \(who)\(line(violation.span)) and \(name(other))\(line(span))"
        case .propertyFault(let text): return "a property cannot be evaluated: \(VisibleText.of(text))"
        }
    }

    private func range(_ type: ValueType) -> String {
        if case .range(lower: let lower, upper: let upper) = type { return " \(lower)...\(upper)" }
        return ""
    }

    private func freed(_ cell: String) -> String {
        for (index, event) in earlier().enumerated().reversed()
        where event.operations.contains(where: { $0.kind == .free && cell.hasPrefix($0.name) }) {
            return " in step \(index + 1)"
        }
        return ""
    }

    private func misuseSentence(_ misuse: Violation.Misuse, _ object: String, _ who: String, _ holder: Int?) -> String {
        let other = holder.map(name)
        switch misuse {
        case .lockHeldByItself: return "\(who) locks \(object), which it holds already"
        case .unlockNotHeld: return "\(who) frees \(object), which nobody holds"
        case .unlockOfAnother: return "\(who) frees \(object), which \(other ?? "another thread") holds"
        case .finishedHolding: return "\(who) is done and still holds \(object)"
        case .writeLockByReader: return "\(who) locks \(object) for writing, which it holds for reading"
        case .lockByWriter: return "\(who) locks \(object), which it holds for writing"
        case .readUnlockNotHeld: return "\(who) ends reading \(object), which it does not hold for reading"
        case .writeUnlockNotHeld: return "\(who) ends writing \(object), which it does not hold for writing"
        case .waitWithoutLock: return "\(who) waits without holding \(object)"
        case .waitHeldTwice: return "\(who) waits and holds \(object) more than once"
        case .releaseAboveLimit: return "\(who) releases \(object) above its limit"
        case .onceReentered: return "\(who) runs \(object) inside of itself"
        case .receiveOnClosed: return "\(who) receives from \(object), which is closed"
        case .sendOnClosed: return "\(who) sends to \(object), which is closed"
        case .closeOnClosed: return "\(who) closes \(object), which is closed"
        case .joinItself: return "\(who) joins itself"
        }
    }

    /// `deadlock: phil.0, phil.1, phil.2 wait in a circle`
    private func deadlock() -> String {
        if machine.program.processes != nil { return "invalid end state: no process can ever run again" }
        if let cycle = WaitGraph(machine: machine, state: state).cycles.first, cycle.count > 1 {
            let names = cycle.map { name($0.thread) }
            if names.count <= 5 { return "deadlock: \(names.joined(separator: ", ")) wait in a circle" }
            return "deadlock: \(Figures.count(names.count, "thread")) wait in a circle"
        }
        return "deadlock: no thread can ever run again"
    }
}
