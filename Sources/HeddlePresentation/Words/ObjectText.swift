internal import HeddleEngine
internal import HeddleProgram

/// What a shared object is like, in words: `free`, `held by phil.1`, `2 left`, a drawn queue.
struct ObjectText {
    private let scene: Scene
    private var values: ValueText { scene.values }
    private var marks: Marks { scene.marks }

    init(_ scene: Scene) { self.scene = scene }

    /// `before`: the status compared with, if it differs. Values with parts carry the change inside; then `old` is nil.
    func wording(_ now: ObjectStatus, object: ObjectID, before: ObjectStatus?) -> (text: String, old: String?) {
        let type = self.type(of: object)
        if let before {
            switch (before, now) {
            case (.value(let old), .value(let new)) where type?.hasParts ?? false:
                return (values.change(from: old, to: new, type), nil)
            case (.cell(inUse: true, fields: let old), .cell(inUse: true, fields: let new)) where old.count == new.count:
                return (fields(from: old, to: new, object: object), nil)
            case (.channel, .channel), (.cell, .cell): return (text(now, object: object), nil)
            default: return (text(now, object: object), text(before, object: object))
            }
        }
        return (text(now, object: object), nil)
    }

    /// `+` for a cell that was taken, `-` for one that was freed.
    func cellMark(from old: ObjectStatus?, to new: ObjectStatus) -> String? {
        guard case .cell(inUse: let before, fields: _) = old, case .cell(inUse: let after, fields: _) = new,
            before != after
        else { return nil }
        return after ? "+" : "-"
    }

    private func type(of object: ObjectID) -> ValueType? {
        switch scene.program.objects[object].kind {
        case .variable(let type, initial: _), .atomic(let type, initial: _),
            .channel(let type, capacity: _, unordered: _):
            return type
        default: return nil
        }
    }

    private func names(_ threads: [Int]) -> String {
        threads.map(scene.name(ofThread:)).joined(separator: ", ")
    }

    func text(_ status: ObjectStatus, object: ObjectID) -> String {
        switch status {
        case .value(let value): return values.text(value, type(of: object))
        case .mutex(let holder, let depth):
            guard let holder else { return "free" }
            return "held by " + scene.name(ofThread: holder) + (depth > 1 ? " \(marks.times)\(depth)" : "")
        case .rwlock(let writer, let readers, let queued): return lock(writer: writer, readers: readers, queued: queued)
        case .condition(let waiting):
            return waiting.isEmpty ? "nobody waits" : names(waiting) + (waiting.count == 1 ? " waits" : " wait")
        case .semaphore(let count): return "\(count) left"
        case .barrier(let arrived, let parties): return "\(arrived.count) of \(parties) there"
        case .once(.new): return "not run yet"
        case .once(.running(let thread)): return "run by " + scene.name(ofThread: thread)
        case .once(.done): return "done"
        case .event(let isSet): return isSet ? "set" : "not set"
        case .channel(let messages, let capacity, let isClosed):
            return queue(messages, capacity: capacity, isClosed: isClosed, type: type(of: object))
        case .cell(let inUse, let values): return inUse ? fields(values, object: object) : "freed"
        }
    }

    private func lock(writer: Int?, readers: [Int], queued: [Int]) -> String {
        var parts: [String] = []
        if let writer { parts.append("written by " + scene.name(ofThread: writer)) }
        if !readers.isEmpty { parts.append("read by " + names(readers)) }
        if parts.isEmpty { parts.append("free") }
        if !queued.isEmpty { parts.append(names(queued) + (queued.count == 1 ? " queues" : " queue")) }
        return parts.joined(separator: "; ")
    }

    /// From tail to head, with its fill: `▷ 5 4 ▷  2 of 3`.
    private func queue(_ messages: [Value], capacity: ChannelCapacity, isClosed: Bool, type: ValueType?) -> String {
        let shown = 8
        var parts = messages.suffix(shown).reversed().map { values.text($0, type) }
        if messages.count > shown { parts.append(marks.ellipsis + "\(messages.count - shown) more") }
        let inside = parts.isEmpty ? " " : " " + parts.joined(separator: " ") + " "
        var text = marks.queue + inside + marks.queue
        switch capacity {
        case .rendezvous: text = "rendezvous"
        case .bounded(let size): text += "  \(messages.count) of \(size)"
        case .unbounded: text += "  \(messages.count)"
        }
        return isClosed ? text + ", closed" : text
    }

    private func fieldTable(_ object: ObjectID) -> [Field] {
        if case .pool(fields: let fields, capacity: _, any: _, recycling: _) = scene.program.objects[object].kind {
            return fields
        }
        return []
    }

    private func fields(_ content: [Value], object: ObjectID) -> String {
        let table = fieldTable(object)
        let parts = content.indices.map { index in
            let field = index < table.count ? table[index] : nil
            return (field?.name ?? String(index)) + ": " + values.text(content[index], field?.type)
        }
        return "{" + parts.joined(separator: ", ") + "}"
    }

    private func fields(from old: [Value], to new: [Value], object: ObjectID) -> String {
        let table = fieldTable(object)
        let parts = new.indices.map { index in
            let field = index < table.count ? table[index] : nil
            return (field?.name ?? String(index)) + ": "
                + values.change(from: old[index], to: new[index], field?.type)
        }
        return "{" + parts.joined(separator: ", ") + "}"
    }
}
