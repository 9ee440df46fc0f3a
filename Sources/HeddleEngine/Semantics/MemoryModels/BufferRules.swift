internal import HeddleProgram

/// What `tso` asks of a step, by its code (semantics.md 1.2).
enum BufferRules {
    /// Whether a step waits until its thread's writes are in memory: all do but loads, stores, awaits and local work.
    /// `index`: of the step's first instruction.
    static func needsEmptyBuffer(_ site: StepSite, _ code: [Instruction], at index: Int) -> Bool {
        switch site.kind {
        case .atomic, .select: return true
        case .await, .choose, .process: return false
        case .operation: break
        }
        for instruction in code[(index + 1)...] {
            switch instruction.kind {
            case .read, .write, .skip, .yield, .guard, .assign, .listAppend, .listRemoveFirst, .listRemoveLast,
                .listClear,
                .beginStep, .endStep:
                return false
            case .fence(let order): return order == .seqCst
            case .branch, .jump, .choose: continue
            default: return true
            }
        }
        return true
    }
}
