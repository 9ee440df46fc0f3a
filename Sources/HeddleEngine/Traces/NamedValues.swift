package import HeddleProgram

/// One named part of a state as text: a variable, an object, a pool's cell, or a local that a property names.
package struct NamedValue: Hashable, Sendable {
    package var name: String
    package var text: String
    /// The value behind the text; nil for objects that have none (locks, channels).
    package var value: Value?
    package var type: ValueType?
}

/// The state of a model by name, independent of its packed layout.
///
/// Order: shared objects as declared (elements and cells in order), then observed locals by thread, routine, local; spawned
/// threads by function, in whatever order they were spawned.
package enum NamedValues {
    package static func list(machine: Machine, state: State) -> [NamedValue] {
        let words = ValueWords(machine: machine, state: state)
        var result: [NamedValue] = []
        for (object, declared) in machine.program.objects.enumerated() {
            var count = declared.count ?? 1
            var isPool = false
            if case .pool(_, let capacity, _, _) = declared.kind {
                count = capacity
                isPool = true
            }
            if declared.isOwn {
                result += own(object, declared, machine: machine, state: state, words)
                continue
            }
            for index in 0..<count {
                var name = declared.name
                if isPool { name += "#\(index)" } else if declared.count != nil { name += "[\(index)]" }
                let status = machine.status(ofObject: object, index: index, in: state)
                result.append(named(name, status, declared.kind, words))
            }
        }
        return result + observedLocals(machine: machine, state: state, words: words)
    }

    /// The channels of the processes there are, by their owners' names.
    private static func own(
        _ object: ObjectID, _ declared: SharedObject, machine: Machine, state: State, _ words: ValueWords
    ) -> [NamedValue] {
        let perProcess = max(1, (declared.count ?? 1) / max(1, machine.program.processes?.slots ?? 1))
        var result: [NamedValue] = []
        for thread in 0..<machine.threadCount(in: state) {
            let group = machine.program.threadGroups[machine.threadGroup(thread, in: state)]
            guard declared.name.hasPrefix(group.name + ".") else { continue }
            for index in 0..<perProcess {
                let status = machine.status(ofObject: object, index: thread * perProcess + index, in: state)
                let name = words.threadName(thread) + declared.name.dropFirst(group.name.count)
                result.append(named(perProcess > 1 ? "\(name)[\(index)]" : name, status, declared.kind, words))
            }
        }
        return result
    }

    /// Variables of the processes there are; no property can name them, and they keep their values to the end.
    package static func processVariables(machine: Machine, state: State, words: ValueWords) -> [NamedValue] {
        let program = machine.program
        var result: [NamedValue] = []
        for thread in 0..<machine.threadCount(in: state) {
            let routine = program.threadGroups[machine.threadGroup(thread, in: state)].routine
            for (index, local) in program.routines[routine].locals.enumerated() where !local.isHidden && !local.isFixed
            {
                guard let value = machine.value(ofLocal: index, routine: routine, thread: thread, in: state) else {
                    continue
                }
                result.append(
                    NamedValue(
                        name: "\(words.threadName(thread)).\(local.name)", text: words.text(value, local.type),
                        value: value, type: local.type))
            }
        }
        return result
    }

    /// Locals that a property names, of every thread that has them.
    package static func observedLocals(machine: Machine, state: State, words: ValueWords) -> [NamedValue] {
        let program = machine.program
        var result: [NamedValue] = []
        let threads = 0..<machine.threadCount(in: state)
        for (group, thread) in threads.map({ (machine.threadGroup($0, in: state), $0) }).sorted(by: <) {
            for (routineIndex, routine) in program.routines.enumerated() {
                for (local, declared) in routine.locals.enumerated() where declared.isObserved {
                    guard machine.runs(group: group, thread: thread, routine: routineIndex),
                        let value = machine.value(ofLocal: local, routine: routineIndex, thread: thread, in: state)
                    else { continue }
                    let name = program.localName(
                        declared.name, ofThread: thread, called: words.threadName(thread))
                    result.append(
                        NamedValue(
                            name: name, text: words.text(value, declared.type), value: value, type: declared.type))
                }
            }
        }
        return result
    }

    private static func named(
        _ name: String, _ status: ObjectStatus, _ kind: ObjectKind, _ words: ValueWords
    ) -> NamedValue {
        if case .value(let value) = status {
            let type = valueType(kind)
            return NamedValue(name: name, text: words.text(value, type), value: value, type: type)
        }
        return NamedValue(name: name, text: text(status, kind, words), value: nil, type: nil)
    }

    private static func valueType(_ kind: ObjectKind) -> ValueType? {
        switch kind {
        case .variable(let type, _), .atomic(let type, _), .channel(let type, _, _): return type
        default: return nil
        }
    }

    /// An object's status as text.
    private static func text(_ status: ObjectStatus, _ kind: ObjectKind, _ words: ValueWords) -> String {
        func names(_ threads: [Int]) -> String { threads.map(words.threadName).joined(separator: ", ") }
        switch status {
        case .value(let value): return words.text(value, valueType(kind))
        case .mutex(let holder, let depth):
            guard let holder else { return "free" }
            return "held by \(words.threadName(holder))" + (depth > 1 ? " ×\(depth)" : "")
        case .rwlock(let writer, let readers, let queued):
            var parts: [String] = []
            if let writer { parts.append("written by \(words.threadName(writer))") }
            if !readers.isEmpty { parts.append("read by \(names(readers))") }
            if !queued.isEmpty { parts.append("queued: \(names(queued))") }
            return parts.isEmpty ? "free" : parts.joined(separator: "; ")
        case .condition(let waiting): return waiting.isEmpty ? "nobody waits" : "waiting: \(names(waiting))"
        case .semaphore(let count): return String(count)
        case .barrier(let arrived, let parties): return "\(arrived.count) of \(parties): \(names(arrived))"
        case .once(.new): return "new"
        case .once(.running(let thread)): return "run by \(words.threadName(thread))"
        case .once(.done): return "done"
        case .event(let isSet): return isSet ? "set" : "not set"
        case .channel(let messages, _, let isClosed):
            let type = valueType(kind)
            return "[" + messages.map { words.text($0, type) }.joined(separator: ", ") + "]"
                + (isClosed ? " closed" : "")
        case .cell(let inUse, let fields): return cellText(inUse, fields, kind, words)
        }
    }

    private static func cellText(_ inUse: Bool, _ values: [Value], _ kind: ObjectKind, _ words: ValueWords) -> String {
        guard case .pool(let fields, _, _, _) = kind else { return "" }
        let parts = zip(fields, values).map { field, value in "\(field.name): \(words.text(value, field.type))" }
        return (inUse ? "" : "free ") + "{" + parts.joined(separator: ", ") + "}"
    }
}
