package import HeddleEngine
package import HeddleProgram

/// A step in letter form: `R balance → 0`, `L fork[1]`, `N notFull → put.0` (screens.md section 5.1).
package struct StepLetters: Sendable {
    package let machine: Machine
    package let values: ValueText
    package let marks: Marks

    package init(machine: Machine, state: State, marks: Marks) {
        self.machine = machine
        self.marks = marks
        values = ValueText(machine: machine, state: state, marks: marks)
    }

    /// The letter and, behind it, the object and the values.
    package func text(_ event: Event) -> String {
        let rest = self.rest(event)
        return rest.isEmpty ? letter(event) : letter(event) + " " + rest
    }

    package func letter(_ event: Event) -> String {
        switch siteKind(event) {
        case .await: return "A"
        case .atomic: return "*"
        case .choose: return "C"
        case .process: return processLetter(event)
        case .select, .operation, nil:
            if let first = event.operations.first { return first.isListChange ? "M" : Self.letter(first.kind) }
            return machine.program.failedStep(of: event)?.kind.map(Self.letter) ?? "S"
        }
    }

    /// The mark of a step in Play, the library and on the command line: `0R`, with its choice `1R·b`.
    package func mark(_ transition: Transition, _ event: Event, choiceIndex: Int = 0) -> String {
        var text = String(transition.thread) + letter(event)
        // `D` says which way it is.
        if choiceIndex > 0, !transition.isFlush { text += marks.dot + Self.choiceLetter(choiceIndex) }
        return text
    }

    /// A step without the letter of what it does, as `:play` takes it, in plain marks.
    package static func plainMark(_ transition: Transition, way: Int) -> String {
        "\(transition.thread)" + (way > 0 ? "·" + choiceLetter(way) : "")
    }

    /// a, b … z, then aa, ab …
    package static func choiceLetter(_ index: Int) -> String {
        let letter = String(UnicodeScalar(UInt8(97 + index % 26)))
        return index < 26 ? letter : choiceLetter(index / 26 - 1) + letter
    }

    /// What a step's text names and may be shortened in it: the location or object of its one operation; else nothing.
    package func name(_ event: Event) -> String {
        guard siteKind(event) == .operation, event.operations.count == 1 else { return "" }
        return VisibleText.of(event.operations[0].name)
    }

    package func siteKind(_ event: Event) -> StepSite.Kind? {
        event.site.map { machine.site($0).kind }
    }

    private func rest(_ event: Event) -> String {
        switch siteKind(event) {
        case .await: return VisibleText.of(event.site.map { machine.site($0).text } ?? "")
        case .atomic: return atomic(event)
        case .process: return process(event)
        default:
            guard let operation = event.operations.first else {
                guard let text = machine.program.failedStep(of: event)?.text else { return label(event) }
                return VisibleText.of(text.hasPrefix("case ") ? String(text.dropFirst(5)) : text)
            }
            return rest(operation, event)
        }
    }

    /// An atomic block in one row: what it changed, else the first thing it did, else its text.
    func atomic(_ event: Event) -> String {
        let changes = event.operations.filter { $0.kind.writesValue }
        if let last = changes.last {
            let first = changes.first { $0.location == last.location } ?? last
            guard let value = last.value else { return VisibleText.of(last.name) }
            let old = first.previous.map { values.text($0, last.type) + " " + marks.out + " " }
            return VisibleText.of(last.name) + " " + (old ?? marks.into + " ") + values.text(value, last.type)
        }
        if let first = event.operations.first { return rest(first, event) }
        return VisibleText.of(event.site.map { machine.site($0).text } ?? "")
    }

    /// The label of the statement, the innermost where there are several; empty: it has none.
    func label(_ event: Event) -> String {
        guard let site = event.site else { return "" }
        return machine.site(site).labels.last.map { VisibleText.of(machine.program.labels[$0].name) } ?? ""
    }

    private func value(_ operation: Operation) -> String {
        operation.value.map { values.text($0, operation.type) } ?? ""
    }

    private func outgoing(_ operation: Operation) -> String {
        let text = value(operation)
        return VisibleText.of(operation.name) + (text.isEmpty ? "" : " " + marks.out + " " + text)
    }

    private func names(_ threads: [Int]) -> String {
        threads.map(values.name(ofThread:)).joined(separator: ", ")
    }

    /// What stands behind the letter of one operation.
    package func rest(_ operation: Operation, _ event: Event) -> String {
        let name = VisibleText.of(operation.name)
        switch operation.kind {
        case .read: return outgoing(operation)
        case .write where operation.isListChange: return change(operation)
        case .write, .flush: return name + " " + marks.into + " " + value(operation)
        case .readModifyWrite, .compareExchange: return change(operation)
        case .compareExchangeFailed: return name + " " + value(operation) + ", expected " + expected(operation)
        case .compareExchangeSpurious: return name + " failed for no reason"
        case .fence: return operation.order?.rawValue ?? "seq_cst"
        case .choose:
            return event.choiceText.map(chosen)
                ?? [name, value(operation)].filter { !$0.isEmpty }
                .joined(separator: " ")
        case .tryLockFailed, .tryReadLockFailed, .tryWriteLockFailed, .tryAcquireFailed, .trySendFailed:
            return name + " " + marks.out + " false"
        case .notify, .notifyAll:
            return name + " " + marks.out + " "
                + (operation.otherThreads.isEmpty ? "none waits" : names(operation.otherThreads))
        case .conditionResume: return VisibleText.of(operation.secondName ?? operation.name)
        case .conditionSpurious: return name + " woke by itself"
        case .send: return name + " " + value(operation)
        case .receive: return name + " " + value(operation)
        case .receiveNothing, .nextClosed: return name + " " + marks.out + " nil"
        case .handOver: return name + " " + value(operation) + " " + marks.out + " " + names(operation.otherThreads)
        case .eventSet: return name + " set"
        case .eventReset: return name + " reset"
        case .eventWait: return name + " is set"
        case .eventIsSet, .channelCount: return outgoing(operation)
        case .barrierArrive, .barrierLast:
            return name + (operation.count.map { " \($0) of \(operation.total ?? $0)" } ?? "")
        case .barrierLeave: return name + " leave"
        case .onceRun: return name + " run"
        case .onceFinish: return name + " finish"
        case .onceDone: return name + " is done"
        case .spawn, .join: return names(operation.otherThreads)
        case .skip: return label(event)
        case .yield: return ""
        case .timeout: return "timeout"
        case .selectDefault: return "default"
        case .await: return VisibleText.of(event.site.map { machine.site($0).text } ?? "")
        default: return name
        }
    }

    private func chosen(_ text: String) -> String {
        let parts = text.split(separator: "=", maxSplits: 1).map { $0.split(separator: " ").joined(separator: " ") }
        return parts.count == 2 ? VisibleText.of(parts[0] + " " + parts[1]) : VisibleText.of(text)
    }

    private func change(_ operation: Operation) -> String {
        let name = VisibleText.of(operation.name)
        let after = operation.newValue.map { values.text($0, operation.type) } ?? ""
        guard let old = operation.oldValue else { return name + " " + marks.into + " " + after }
        return name + " " + values.text(old, operation.type) + " " + marks.out + " " + after
    }

    private func expected(_ operation: Operation) -> String {
        operation.previous.map { values.text($0, operation.type) } ?? ""
    }

    package static func letter(_ kind: Operation.Kind) -> String {
        switch kind {
        case .read: return "R"
        case .write: return "W"
        case .readModifyWrite, .compareExchange, .compareExchangeFailed, .compareExchangeSpurious: return "M"
        case .flush: return "D"
        case .fence: return "F"
        case .choose: return "C"
        case .lock, .tryLock, .tryLockFailed, .readLock, .tryReadLock, .tryReadLockFailed, .writeQueue, .writeLock,
            .tryWriteLock, .tryWriteLockFailed, .acquire, .tryAcquire, .tryAcquireFailed, .conditionResume:
            return "L"
        case .unlock, .readUnlock, .writeUnlock, .release: return "U"
        case .conditionWait: return "Z"
        case .notify, .notifyAll: return "N"
        case .conditionSpurious, .timeout, .selectDefault: return "T"
        case .send, .trySendFailed, .handOver: return "!"
        case .receive, .receiveNothing, .nextClosed, .channelCount: return "?"
        case .close: return "O"
        case .barrierArrive, .barrierLast, .barrierLeave, .onceRun, .onceFinish, .onceDone: return "B"
        case .eventSet, .eventReset, .eventWait, .eventIsSet: return "E"
        case .new, .spawn: return "+"
        case .free: return "K"
        case .join: return "J"
        case .skip: return "S"
        case .yield: return "Y"
        case .await: return "A"
        }
    }
}

extension Operation {
    /// A method of a shared list: the whole list is written, and what it was is known.
    package var isListChange: Bool {
        guard kind == .write, case .list? = type else { return false }
        return previous != nil
    }

    /// The value that stands in the place behind a write, a read-modify-write or a successful compare-exchange.
    package var newValue: Value? {
        switch kind {
        case .compareExchange: return operand ?? value
        default: return value
        }
    }

    /// The value that such an operation replaced.
    package var oldValue: Value? {
        switch kind {
        case .compareExchange: return operand == nil ? previous : value
        default: return previous
        }
    }
}
