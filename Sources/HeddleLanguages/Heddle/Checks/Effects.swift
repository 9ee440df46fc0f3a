internal import HeddleProgram

/// What a routine does when it is run, calls included.
struct Effects {
    var writes = false
    var writesProgram = false
    var readsGhost = false
    var waits = false

    mutating func add(_ other: Effects) {
        writes = writes || other.writes
        writesProgram = writesProgram || other.writesProgram
        readsGhost = readsGhost || other.readsGhost
        waits = waits || other.waits
    }
}

extension ModelContext {
    /// Judges the calls that instant code makes, now that what they call is known.
    func checkDeferredCalls() {
        var known: [RoutineID: Effects] = [:]
        for call in deferredCalls {
            let effects = effects(of: call.routine, &known)
            let name = functions[call.function].syntax.name.text
            if case .expression = call.mode, call.mode.base.mayWrite, effects.writes || effects.waits {
                error(
                    "H406", call.span,
                    "a quantifier only looks: it may not call '\(name)', which \(effects.writes ? "writes" : "waits")")
                continue
            }
            switch call.mode.base {
            case .await:
                if effects.writes || effects.waits {
                    error(
                        "H406", call.span,
                        "'await' only looks: it may not call '\(name)', which \(effects.writes ? "writes" : "waits")")
                } else if effects.readsGhost {
                    ghostRead(name, call.span)
                }
            case .property(let word):
                if effects.writes || effects.waits {
                    error(
                        "H701", call.span,
                        "\(word) has no side effects: '\(name)' \(effects.writes ? "writes" : "waits")")
                }
            case .ghost:
                if effects.writesProgram || effects.waits {
                    error(
                        "H411", call.span,
                        "ghost code may not call '\(name)', which "
                            + (effects.writesProgram ? "writes the program's variables" : "waits"))
                }
            case .setup:
                if effects.waits {
                    error("H410", call.span, "'skip', 'yield' and waiting have no place in 'setup': '\(name)' waits")
                } else if effects.readsGhost {
                    ghostRead(name, call.span)
                }
            case .choice(let word):
                if effects.writes || effects.waits {
                    error("H412", call.span, "'\(word)' only looks at locals: it may not call '\(name)'")
                }
            case .atomic: if effects.readsGhost { ghostRead(name, call.span) }
            case .thread, .function, .constant, .expression: break
            }
        }
    }

    private func ghostRead(_ name: String, _ span: SourceSpan) {
        error(
            "H408", span, "'\(name)' reads ghost variables, and the program calls it",
            hint: "ghosts are for properties; declare a 'var'")
    }

    private func effects(of routine: RoutineID, _ known: inout [RoutineID: Effects]) -> Effects {
        if let effects = known[routine] { return effects }
        var effects = Effects()
        var queue = [routine]
        var seen: Set<RoutineID> = [routine]
        while let next = queue.popLast() {
            if ghostReaders.contains(next) { effects.readsGhost = true }
            for instruction in program.routines[next].code {
                effects.add(direct(instruction.kind))
                for callee in instruction.kind.callees where seen.insert(callee).inserted { queue.append(callee) }
            }
        }
        known[routine] = effects
        return effects
    }

    private func direct(_ kind: InstructionKind) -> Effects {
        var effects = Effects()
        if let target = kind.target {
            switch target.root {
            case .local, .threadLocal, .element, .field: break
            case .shared(let object):
                effects.writes = true
                effects.writesProgram = !isGhost(object)
            case .cellField:
                effects.writes = true
                effects.writesProgram = true
            }
        } else {
            switch kind {
            case .assign, .jump, .branch, .call, .return, .assert, .assume, .beginStep, .endStep, .read,
                .eventIsSet, .channelCount:
                break
            case .guard, .choose, .skip, .yield, .join, .select, .eventWait: effects.waits = true
            case .lock, .readLock, .writeLock, .acquire, .send, .receive, .next, .spawn:
                effects.waits = true
                effects.writes = true
                effects.writesProgram = true
            default:
                effects.writes = true
                effects.writesProgram = true
            }
        }
        return effects
    }
}
