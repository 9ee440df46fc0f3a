package import HeddleProgram

/// A model's values as text: one spelling for schedule files, JSON, digests and the words of a step.
package struct ValueWords: Sendable {
    package var program: Program
    /// Names of threads by global number.
    package var threadNames: [String]

    package init(program: Program, threadNames: [String]) {
        self.program = program
        self.threadNames = threadNames
    }

    /// With the names of the threads that exist in a state.
    package init(machine: Machine, state: State) {
        let names = (0..<machine.threadCount(in: state)).map { machine.threadName($0, in: state) }
        self.init(program: machine.program, threadNames: names)
    }

    package func threadName(_ thread: Int) -> String {
        threadNames.indices.contains(thread) ? threadNames[thread] : "thread \(thread)"
    }

    /// `5`, `true`, `red`, `nil`, `{head: 3, tail: 4}`, `[7, 8]`, `Node#2`, `teller.0`.
    ///
    /// A value without its type is written by its shape alone: cases and cells by number.
    package func text(_ value: Value, _ type: ValueType?) -> String {
        switch value {
        case .integer(let number): return String(number)
        case .boolean(let flag): return flag ? "true" : "false"
        case .enumeration(let index): return caseName(index, type)
        case .none: return "nil"
        case .some(let inner):
            if case .optional(let wrapped)? = type { return text(inner, wrapped) }
            return text(inner, nil)
        case .structure(let fields): return structureText(fields, type)
        case .elements(let elements): return "[" + elementTexts(elements, type).joined(separator: ", ") + "]"
        case .reference(let cell, let dangling):
            let name = "\(poolName(type))#\(cell)"
            return dangling ? name + " (freed)" : name
        case .thread(let number): return threadName(number)
        case .uninitialized: return "uninitialized"
        }
    }

    private func caseName(_ index: Int, _ type: ValueType?) -> String {
        if case .enumeration(let table)? = type, program.enumerations.indices.contains(table),
            program.enumerations[table].cases.indices.contains(index)
        {
            return program.enumerations[table].cases[index]
        }
        if case .optional(let wrapped)? = type { return caseName(index, wrapped) }
        return String(index)
    }

    private func poolName(_ type: ValueType?) -> String {
        switch type {
        case .reference(let pool)? where program.objects.indices.contains(pool): return program.objects[pool].name
        case .optional(let wrapped)?: return poolName(wrapped)
        default: return "cell"
        }
    }

    private func elementTexts(_ elements: [Value], _ type: ValueType?) -> [String] {
        let elementType: ValueType?
        switch type {
        case .array(let element, _)?: elementType = element
        case .list(let element, _)?: elementType = element
        default: elementType = nil
        }
        return elements.map { text($0, elementType) }
    }

    private func structureText(_ values: [Value], _ type: ValueType?) -> String {
        var fields: [Field] = []
        if case .structure(let table)? = type, program.structures.indices.contains(table) {
            fields = program.structures[table].fields
        }
        if fields.first?.name == "0" {
            // A message of processes: its components have no names.
            return zip(values, fields).map { text($0, $1.type) }.joined(separator: ",")
        }
        let parts = values.enumerated().map { index, value in
            fields.indices.contains(index)
                ? "\(fields[index].name): \(text(value, fields[index].type))" : text(value, nil)
        }
        return "{" + parts.joined(separator: ", ") + "}"
    }
}
