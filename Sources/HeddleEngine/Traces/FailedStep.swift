package import HeddleProgram

/// What a step set out to do that failed a check before it did anything (misuse, overflow, use after free).
package struct FailedStep: Sendable {
    /// What its first operation would have been recorded as; nil for a step that is no single operation.
    package var kind: Operation.Kind?
    /// That operation as in the source, blanks normalised.
    package var text: String
}

extension Program {
    /// The first operation of a step that recorded none and ended in a violation; nil for every other step.
    package func failedStep(of event: Event) -> FailedStep? {
        guard event.operations.isEmpty, let violation = event.violation, let site = event.site,
            routines.indices.contains(site.routine)
        else { return nil }
        let code = routines[site.routine].code
        for instruction in code[min(site.instruction + 1, code.count)...].prefix(16) {
            switch instruction.kind {
            case .endStep: return nil
            case .select(let alternatives):
                let failed = alternatives.first {
                    $0.span.start <= violation.span.start && violation.span.end <= $0.span.end
                }
                guard let failed else { return nil }
                let text = source.normalizedText(failed.span).prefix { $0 != "{" }
                let words = text.split(separator: " ").joined(separator: " ")
                return FailedStep(kind: failed.operation.recordedKind, text: words)
            default:
                guard let kind = instruction.kind.recordedKind else { continue }
                return FailedStep(kind: kind, text: source.normalizedText(instruction.span))
            }
        }
        return nil
    }
}

extension SelectAlternative.Operation {
    fileprivate var recordedKind: Operation.Kind {
        switch self {
        case .await: return .await
        case .send: return .send
        case .receive, .next: return .receive
        case .lock: return .lock
        case .acquire: return .acquire
        case .eventWait: return .eventWait
        case .timeout: return .timeout
        case .default: return .selectDefault
        }
    }
}

extension InstructionKind {
    /// What a shared operation is recorded as when it succeeds; nil for everything else.
    fileprivate var recordedKind: Operation.Kind? {
        switch self {
        case .read: return .read
        case .write, .assign: return .write
        case .readModifyWrite, .listAppend, .listRemoveFirst, .listRemoveLast, .listClear: return .readModifyWrite
        case .compareExchange: return .compareExchange
        case .choose: return .choose
        case .lock, .tryLock: return .lock
        case .unlock: return .unlock
        case .readLock, .tryReadLock: return .readLock
        case .readUnlock: return .readUnlock
        case .writeLock, .tryWriteLock, .writeQueue: return .writeLock
        case .writeUnlock: return .writeUnlock
        case .conditionWait: return .conditionWait
        case .conditionResume: return .conditionResume
        case .notify: return .notify
        case .acquire, .tryAcquire: return .acquire
        case .release: return .release
        case .barrierArrive: return .barrierArrive
        case .barrierLeave: return .barrierLeave
        case .onceEnter: return .onceRun
        case .onceFinish: return .onceFinish
        case .eventSet: return .eventSet
        case .eventReset: return .eventReset
        case .eventWait: return .eventWait
        case .eventIsSet: return .eventIsSet
        case .send, .trySend: return .send
        case .receive, .next, .tryReceive: return .receive
        case .channelCount: return .channelCount
        case .close: return .close
        case .new: return .new
        case .free: return .free
        case .spawn: return .spawn
        case .join: return .join
        default: return nil
        }
    }
}
