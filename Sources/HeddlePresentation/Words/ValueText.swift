package import HeddleEngine
package import HeddleProgram

/// Values of the model as people read them: `3`, `true`, `red`, `{head: 3, tail: 4}`, `Node#2`, `nil`, `–`.
package struct ValueText: Sendable {
    let machine: Machine
    /// The state that knows the names of spawned threads.
    let state: State
    package let marks: Marks

    package init(machine: Machine, state: State, marks: Marks) {
        self.machine = machine
        self.state = state
        self.marks = marks
    }

    private var program: Program { machine.program }

    package func text(_ value: Value, _ type: ValueType?) -> String {
        switch value {
        case .integer(let number):
            if case .sized(bits: 64, signed: false) = type { return String(UInt64(bitPattern: Int64(number))) }
            return String(number)
        case .boolean(let truth): return truth ? "true" : "false"
        case .enumeration(let index):
            if case .enumeration(let table) = type, table < program.enumerations.count,
                index < program.enumerations[table].cases.count
            {
                return VisibleText.of(program.enumerations[table].cases[index])
            }
            return String(index)
        case .none: return "nil"
        case .some(let inner):
            if case .optional(let element) = type { return text(inner, element) }
            return text(inner, type)
        case .structure(let fields): return structure(fields, type)
        case .elements(let elements): return "[" + self.elements(elements, elementType(type)) + "]"
        case .reference(let cell, let dangling): return reference(cell, type) + (dangling ? " (freed)" : "")
        case .thread(let thread): return name(ofThread: thread)
        case .uninitialized: return marks.noValue
        }
    }

    package func name(ofThread thread: Int) -> String {
        guard thread >= 0, thread < machine.threadCount(in: state) else { return "thread \(thread)" }
        return VisibleText.of(machine.threadName(thread, in: state))
    }

    /// The parts that differ as `3 → 4`, in their places; the whole as `0 → 1` where it has no parts.
    package func change(from old: Value, to new: Value, _ type: ValueType?) -> String {
        if old == new { return text(new, type) }
        switch (old, new) {
        case (.structure(let before), .structure(let after)) where before.count == after.count:
            let fields = fieldTable(type)
            let parts = after.indices.map { index in
                let field = index < fields.count ? fields[index] : nil
                return (field?.name ?? String(index)) + ": "
                    + change(from: before[index], to: after[index], field?.type)
            }
            return "{" + parts.joined(separator: ", ") + "}"
        case (.elements(let before), .elements(let after)) where before.count == after.count:
            return "[" + changedElements(before, after, elementType(type)) + "]"
        default:
            return text(old, type) + " " + marks.out + " " + text(new, type)
        }
    }

    /// Elements shown of a long array before the rest is counted.
    private static let shownElements = 8

    private func elements(_ values: [Value], _ type: ValueType?) -> String {
        let isWhole = marks.isUncut || values.count <= Self.shownElements
        let limit = isWhole ? values.count : Self.shownElements - 1
        var parts = values.prefix(limit).map { text($0, type) }
        if values.count > limit { parts.append(marks.ellipsis + "\(values.count - limit) more") }
        return parts.joined(separator: ", ")
    }

    private func changedElements(_ before: [Value], _ after: [Value], _ type: ValueType?) -> String {
        let wordings = after.indices.map { change(from: before[$0], to: after[$0], type) }
        if marks.isUncut || after.count <= Self.shownElements { return wordings.joined(separator: ", ") }
        guard let first = after.indices.first(where: { before[$0] != after[$0] }) else {
            return elements(after, type)
        }
        let start = max(0, min(first - 2, after.count - Self.shownElements + 1))
        let end = min(after.count, start + Self.shownElements - 1)
        var parts: [String] = start > 0 ? [marks.ellipsis + "\(start) more"] : []
        parts += wordings[start..<end]
        if end < after.count { parts.append(marks.ellipsis + "\(after.count - end) more") }
        return parts.joined(separator: ", ")
    }

    private func structure(_ fields: [Value], _ type: ValueType?) -> String {
        let table = fieldTable(type)
        // A message of processes: its components have no names.
        if table.first?.name == "0" { return zip(fields, table).map { text($0, $1.type) }.joined(separator: ",") }
        let parts = fields.indices.map { index in
            let field = index < table.count ? table[index] : nil
            return (field?.name ?? String(index)) + ": " + text(fields[index], field?.type)
        }
        return "{" + parts.joined(separator: ", ") + "}"
    }

    private func fieldTable(_ type: ValueType?) -> [Field] {
        if case .structure(let index) = type, index < program.structures.count {
            return program.structures[index].fields
        }
        return []
    }

    private func elementType(_ type: ValueType?) -> ValueType? {
        switch type {
        case .array(let element, count: _), .list(let element, capacity: _): return element
        default: return nil
        }
    }

    private func reference(_ cell: Int, _ type: ValueType?) -> String {
        if case .reference(pool: let pool) = type, pool < program.objects.count {
            return "\(program.objects[pool].name)#\(cell)"
        }
        return "#\(cell)"
    }
}
