internal import HeddleProgram

/// Turns the notes of the recording code into an event, while the registers still hold what they speak of.
///
/// Confined to the making of one step, so its parts are spared the run-time check of exclusive access.
final class Recorder {
    let machine: Machine
    @exclusivity(unchecked) var event: Event
    @exclusivity(unchecked) var intents: [Operation] = []
    /// What the first assertion that failed compared.
    @exclusivity(unchecked) var comparedValues: String?
    @exclusivity(unchecked) var choiceWords: [String] = []
    /// Names of the writes in a weak memory, before the step and as it goes on.
    @exclusivity(unchecked) var namesBefore: WriteNames?
    @exclusivity(unchecked) var names: WriteNames?
    /// What the access under way did.
    @exclusivity(unchecked) var access: MemoryAccessRecord?
    @exclusivity(unchecked) var memoryDrops: [(location: Int, count: Int)] = []
    /// Writes of the thread that have to reach memory before its own step can be made.
    @exclusivity(unchecked) var storesToFlush = 0
    /// Locations of a weak memory that were accessed since this was emptied, also on ways that came to nothing.
    @exclusivity(unchecked) var accessed: [Int] = []
    /// Called as each trial of a way through the step begins.
    @exclusivity(unchecked) var onRun: (() -> Void)?

    init(_ machine: Machine, thread: Int) {
        self.machine = machine
        event = Event(thread: thread)
    }

    private static func isAccess(_ kind: OperationKind) -> Bool {
        switch kind {
        case .read, .write, .readModifyWrite, .compareExchange, .compareExchangeFailed, .compareExchangeSpurious: true
        default: false
        }
    }

    func take(_ note: Note, _ r: UnsafeMutablePointer<Int>, _ workspace: Workspace) {
        switch note {
        case .done(let note):
            var operation = decode(note, r, workspace)
            if machine.memory != nil { takeMemory(&operation, workspace) }
            event.operations.append(operation)
        case .intended(let note): intents.append(decode(note, r, workspace))
        case .local(let thread, let routine, let local, let noted):
            event.localChanges.append(
                LocalChange(thread: thread, routine: routine, local: local, value: value(noted, r)))
        case .choice(let choice): if let words = words(choice, r, workspace) { choiceWords.append(words) }
        case .partner(let register): event.partner = r[register]
        case .statement(let statement): event.statements.append(statement)
        case .asserted(let flag, let sign, let left, let right, let part):
            guard r[flag] == 0, comparedValues == nil else { return }
            let words = ValueWords(program: machine.program, threadNames: [])
            let sides = "\(words.text(value(left, r), left.type)) \(sign) \(words.text(value(right, r), right.type))"
            comparedValues = part.map { "\($0), \(sides)" } ?? sides
        }
    }

    private func takeMemory(_ operation: inout Operation, _ workspace: Workspace) {
        wroteMemory(operation, workspace)
        guard access != nil, Self.isAccess(operation.kind) else { return }
        operation.memory = access
        access = nil
    }

    private func value(_ noted: NotedValue, _ r: UnsafeMutablePointer<Int>) -> Value {
        machine.coding.value(of: noted.type, { r[noted.register + $0] })
    }

    func name(_ parts: [NamePart], _ r: UnsafeMutablePointer<Int>, _ workspace: Workspace? = nil) -> String {
        var result = ""
        for part in parts {
            switch part {
            case .text(let text): result += text
            case .number(let register): result += String(r[register])
            case .cell(let pool, let register):
                result += "\(machine.program.objects[pool].name)#\((r[register] >> 1) - 1)"
            case .channel(let register):
                result += machine.channelName(object: r[register + 1], offset: r[register]) { slot in
                    machine.threadName(slot) { workspace?.spawnedGroup($0) }
                }
            }
        }
        return result
    }

    private func decode(_ note: KeptNote, _ r: UnsafeMutablePointer<Int>, _ workspace: Workspace) -> Operation {
        let kind =
            note.fields.kinds.count > 1
            ? note.fields.kinds[max(0, min(note.fields.kinds.count - 1, r[note.fields.kindRegister]))]
            : note.fields.kinds[0]
        var location = note.fields.locationBase
        if note.fields.locationBase >= 0, note.fields.locationRegister != -1 {
            location += r[note.fields.locationRegister]
        }
        let object = note.fields.objectRegister == -1 ? note.fields.object : r[note.fields.objectRegister]
        var operation = Operation(kind, object: object, name: name(note.fields.name, r, workspace), location: location)
        if let noted = note.fields.value {
            operation.value = value(noted, r)
            operation.type = noted.type
        }
        operation.previous = note.fields.previous.map { value($0, r) }
        operation.operand = note.fields.operand.map { value($0, r) }
        operation.rmw = note.fields.rmw
        operation.order = note.fields.order
        operation.failureOrder = note.fields.failureOrder
        operation.otherThreads = note.fields.threads.map { r[$0] }.filter { $0 >= 0 }
        for (index, register) in note.fields.threadMask.enumerated() {
            for bit in 0..<64 where r[register] >> bit & 1 != 0 { operation.otherThreads.append(index * 64 + bit) }
        }
        if let second = note.fields.secondName {
            operation.secondName = name(second, r)
            operation.secondLocation = r[note.fields.secondRegister]
        }
        if note.fields.countRegister != -1 { operation.count = r[note.fields.countRegister] }
        if note.fields.totalRegister != -1 { operation.total = r[note.fields.totalRegister] }
        if kind == .spawn || kind == .join, let other = operation.otherThreads.first {
            operation.name = machine.threadName(other, workspace.spawnedGroup)
        }
        return operation
    }

    private func words(_ choice: ChoiceNote, _ r: UnsafeMutablePointer<Int>, _ workspace: Workspace) -> String? {
        switch choice {
        case .wakes(let register):
            return r[register] < 0 ? nil : "wakes \(machine.threadName(r[register], workspace.spawnedGroup))"
        case .takes(let name, let noted):
            return
                "\(name) = \(ValueWords(program: machine.program, threadNames: []).text(value(noted, r), noted.type))"
        case .handsTo(let register): return "hands to \(machine.threadName(r[register], workspace.spawnedGroup))"
        case .failsForNoReason(let register): return r[register] == 0 ? nil : Event.failureForNoReason
        case .wakesForNoReason(let register): return r[register] == 0 ? nil : "wakes for no reason"
        case .message(let noted, let copies):
            let text = ValueWords(program: machine.program, threadNames: []).text(value(noted, r), noted.type)
            return r[copies] == 0 ? "takes \(text)" : "takes \(text), copy \(r[copies] + 1)"
        case .cell(let pool, let register):
            return "takes \(machine.program.objects[pool].name)#\(r[register])"
        case .alternative(let text): return text
        }
    }

    // MARK: Failed checks

    func violation(_ workspace: Workspace) -> Violation {
        let code = workspace.faultCode
        let info = machine.recording.faults[workspace.faultAt]
        let isPartner =
            machine.program.processes == nil
            && info.map { $0.thread >= 0 && $0.thread != workspace.thread } ?? false
        let r = isPartner ? workspace.partnerRegisters : workspace.registers
        let evidence =
            code == .finishedHolding
            ? .misuse(.finishedHolding, object: heldMutex(workspace), holder: workspace.faultValue)
            : evidence(code, info?.form ?? .plain, workspace.faultValue, r)
        var violation = Violation(
            check: code.check ?? .failedAssertion, thread: info?.thread ?? event.thread, span: info?.span ?? .none,
            evidence: evidence)
        if code == .assertion { violation.values = comparedValues }
        return violation
    }

    private func evidence(
        _ code: FaultCode, _ form: FaultInfo.Form, _ value: Int, _ r: UnsafeMutablePointer<Int>
    ) -> Violation.Evidence {
        switch code {
        case .divergence: return .divergence(operations: value)
        case .race:
            // The other access is found on the line that leads here (`Trace`).
            let race = RacingAccess(packed: value)
            return .race(
                object: machine.name(ofLocation: race.location), otherThread: race.other, otherSpan: .none,
                writes: race.writes, otherWrites: race.otherWrites)
        case .divisionByZero: return .divisionByZero
        case .joinItself: return .misuse(.joinItself, object: "", holder: value)
        default: break
        }
        switch form {
        case .assertion(let text, let sentence): return .assertion(text: text, sentence: sentence)
        case .range(let parts, let register, let type):
            return .leavesRange(name: name(parts, r), value: r[register], type: type)
        case .arithmetic(let text): return .arithmetic(text)
        case .shift(let register): return code == .shift ? .badShift(r[register]) : .arithmetic("<<")
        case .index(let parts, let register, let count, let countRegister):
            return .badIndex(
                name: name(parts, r), index: r[register], count: countRegister == -1 ? count : r[countRegister])
        case .list(let parts, let capacity):
            return code == .listFull
                ? .listFull(name: name(parts, r), capacity: capacity) : .listEmpty(name: name(parts, r))
        case .cell(let pool, let register):
            let cell = name([.cell(pool: pool, register: register)], r)
            switch code {
            case .doubleFree: return .doubleFree(cell: cell)
            case .nilUsed: return .nilUsed(machine.program.objects[pool].name)
            default: return .useAfterFree(cell: cell)
            }
        case .text(let parts):
            return code == .nilUsed ? .nilUsed(name(parts, r)) : .uninitializedRead(name(parts, r))
        case .object(let parts):
            if code == .poolEmpty { return .poolEmpty(name(parts, r)) }
            return .misuse(misuse(code), object: name(parts, r), holder: value >= 0 ? value : nil)
        case .plain, .thread: return .arithmetic("")
        }
    }

    private func misuse(_ code: FaultCode) -> Violation.Misuse {
        switch code {
        case .lockHeldByItself: return .lockHeldByItself
        case .unlockOfAnother: return .unlockOfAnother
        case .writeLockByReader: return .writeLockByReader
        case .lockByWriter: return .lockByWriter
        case .readUnlockNotHeld: return .readUnlockNotHeld
        case .writeUnlockNotHeld: return .writeUnlockNotHeld
        case .waitWithoutLock: return .waitWithoutLock
        case .waitHeldTwice: return .waitHeldTwice
        case .releaseAboveLimit: return .releaseAboveLimit
        case .onceReentered: return .onceReentered
        case .receiveOnClosed: return .receiveOnClosed
        case .sendOnClosed: return .sendOnClosed
        case .closeOnClosed: return .closeOnClosed
        default: return .unlockNotHeld
        }
    }

    /// The first mutex that a thread holds as it ends.
    private func heldMutex(_ workspace: Workspace) -> String {
        for (object, declared) in machine.program.objects.enumerated() {
            guard case .mutex = declared.kind else { continue }
            let part = machine.layout.objects[object]
            for element in 0..<part.elements
            where Int(workspace.byte(part.offset + element * part.stride)) == workspace.faultValue + 1 {
                return declared.count == nil ? declared.name : "\(declared.name)[\(element)]"
            }
        }
        return ""
    }
}

extension Workspace {
    func record(_ note: Int, _ r: UnsafeMutablePointer<Int>) { recorder?.take(image.notes[note], r, self) }
}
