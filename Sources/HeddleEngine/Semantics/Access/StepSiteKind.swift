internal import HeddleProgram

/// What can become of a step depending on the state in which it is tried.
package enum StepSiteKind: UInt8, Sendable {
    /// Always enabled, in one way.
    case plain
    /// Waits on a primitive: enabled or not, in one way, and touches the same places whatever the state.
    case waiting
    /// May be enabled or not, in one way, and look at other places in other states.
    case open
    /// The same, in several ways.
    case choosing

    package var isOpen: Bool { self == .open || self == .choosing }
}

/// The kinds of a program's steps, by resting place.
///
/// Errs towards `open`, with which nothing is taken for granted. An `assume` behind a step can undo it, and ghost code
/// behind it looks at more than the step does: such steps are open too. In a weak memory an access may choose; and a
/// thread whose stores wait may do nothing else, or let one go.
struct StepSiteKinds {
    private let program: Program
    private let hasGhosts: Bool
    private let hasAssumptions: Bool
    private let roots: Set<RoutineID>
    private let memory: MemoryPlan?

    init(_ program: Program, memory: MemoryPlan? = nil) {
        self.program = program
        self.memory = memory
        hasGhosts = program.objects.contains(where: \.isGhost)
        hasAssumptions = program.routines.contains { routine in
            routine.code.contains { if case .assume = $0.kind { return true } else { return false } }
        }
        roots = Set(program.threadGroups.map(\.routine))
    }

    func kind(of site: SiteReference) -> StepSiteKind {
        if memory?.form == .buffers { return .open }
        guard program.routines.indices.contains(site.routine) else { return .open }
        let code = program.routines[site.routine].code
        guard code.indices.contains(site.instruction), case .beginStep(let step) = code[site.instruction].kind,
            step.kind == .operation
        else { return .open }
        var kind = StepSiteKind.plain
        var index = site.instruction + 1
        while index < code.count {
            if case .endStep = code[index].kind {
                return hasAssumptions && canReachAssumption(site.routine, index + 1) ? .open : kind
            }
            if mayChooseWrites(code[index].kind) { return .open }
            switch self.kind(of: code[index].kind) {
            case .open, .choosing: return .open
            case .waiting: kind = hasGhosts ? .open : .waiting
            case .plain: break
            }
            index += 1
        }
        return .open
    }

    /// Whether an instruction accesses a memory that may let it choose.
    private func mayChooseWrites(_ instruction: InstructionKind) -> Bool {
        guard let memory, memory.form != .latest else { return false }
        var accesses = false
        ExpressionParts.visit(instruction, in: program) { part in
            guard case .place(let place) = part else { return }
            switch place {
            case .local, .threadLocal: break
            case .shared, .cellField, .element, .field: accesses = true
            }
        }
        if case .fence(.seqCst) = instruction { return true }
        return accesses
    }

    private func kind(of instruction: InstructionKind) -> StepSiteKind {
        switch instruction {
        case .assign, .read, .write, .readModifyWrite, .fence, .skip, .yield, .listAppend, .listRemoveFirst,
            .listRemoveLast, .listClear, .unlock, .tryLock, .readUnlock, .writeUnlock, .tryReadLock, .tryWriteLock,
            .writeQueue, .conditionWait, .tryAcquire, .release, .barrierArrive, .onceFinish, .eventSet, .eventReset,
            .eventIsSet, .close, .channelCount, .free, .spawn, .notify(_, all: true):
            return .plain
        case .compareExchange(_, _, _, let weak, _, _, _, _): return weak ? .open : .plain
        case .new(let pool, _, _):
            if case .pool(_, _, any: false, _) = program.objects[pool].kind { return .plain }
            return .open
        case .conditionResume(let object, _):
            if case .condition(spurious: false) = program.objects[object.object].kind { return .waiting }
            return .open
        case .lock, .readLock, .writeLock, .acquire, .barrierLeave, .eventWait, .join: return .waiting
        default: return .open
        }
    }

    /// Whether the local work from here to the next step may meet an `assume`; calls and returns may lead to one.
    private func canReachAssumption(_ routine: RoutineID, _ start: Int) -> Bool {
        let code = program.routines[routine].code
        var seen = Set<Int>()
        var work = [start]
        while let index = work.popLast() {
            guard seen.insert(index).inserted else { continue }
            guard index < code.count else {
                if !roots.contains(routine) { return true }
                continue
            }
            switch code[index].kind {
            case .assume, .call: return true
            case .return: if !roots.contains(routine) { return true }
            case .beginStep: break
            case .jump(let target): work.append(target)
            case .branch(_, let then, let otherwise): work += [then, otherwise]
            default: work.append(index + 1)
            }
        }
        return false
    }
}
