internal import HeddleProgram

/// Cells in use that nothing leads to when an execution has ended (language.md section 9.11).
package enum LeakFinder {
    /// Of a state by how the execution stands there: the violation that it is, if it has ended and the program doesn't
    /// allow it. Only what has ended leaks: before, somebody may still free a cell.
    package static func violation(at ending: Ending, machine: Machine, state: State) -> Violation? {
        let program = machine.program
        guard ending == .ended, !program.allowed.contains(.leak),
            program.objects.contains(where: { if case .pool = $0.kind { true } else { false } })
        else { return nil }
        let cells = leaked(machine: machine, state: state)
        if cells.isEmpty { return nil }
        return Violation(check: .leak, thread: -1, span: .none, evidence: .leak(cells: cells))
    }

    private struct Cell: Hashable {
        var pool: ObjectID
        var index: Int
    }

    /// Names of the leaked cells in order: `Node#0`.
    package static func leaked(machine: Machine, state: State) -> [String] {
        let program = machine.program
        var inUse: [(cell: Cell, fields: [Value], types: [ValueType])] = []
        var reached: Set<Cell> = []
        var queue: [Cell] = []
        func visit(_ value: Value, _ type: ValueType) {
            for cell in cells(value, type, program) where reached.insert(cell).inserted { queue.append(cell) }
        }
        for (object, declared) in program.objects.enumerated() {
            for index in 0..<elementCount(declared) {
                let status = machine.status(ofObject: object, index: index, in: state)
                switch (declared.kind, status) {
                case (.variable(let type, _), .value(let value)), (.atomic(let type, _), .value(let value)):
                    visit(value, type)
                case (.channel(let type, _, _), .channel(let messages, _, _)):
                    for message in messages { visit(message, type) }
                case (.pool(let fields, _, _, _), .cell(true, let values)):
                    inUse.append((Cell(pool: object, index: index), values, fields.map(\.type)))
                default: break
                }
            }
        }
        for thread in 0..<machine.threadCount(in: state) {
            let routine = program.threadGroups[machine.threadGroup(thread, in: state)].routine
            for (local, declared) in program.routines[routine].locals.enumerated() {
                guard let value = machine.value(ofLocal: local, routine: routine, thread: thread, in: state)
                else { continue }
                visit(value, declared.type)
            }
        }
        while let cell = queue.popLast() {
            guard let entry = inUse.first(where: { $0.cell == cell }) else { continue }
            for (value, type) in zip(entry.fields, entry.types) { visit(value, type) }
        }
        return inUse.filter { !reached.contains($0.cell) }.map {
            "\(program.objects[$0.cell.pool].name)#\($0.cell.index)"
        }
    }

    private static func elementCount(_ object: SharedObject) -> Int {
        if case .pool(_, let capacity, _, _) = object.kind { return capacity }
        return object.count ?? 1
    }

    /// Cells that a value refers to, dangling references left out.
    private static func cells(_ value: Value, _ type: ValueType, _ program: Program) -> [Cell] {
        switch (value, type) {
        case (.reference(let index, false), .reference(let pool)): return [Cell(pool: pool, index: index)]
        case (.some(let inner), .optional(let wrapped)): return cells(inner, wrapped, program)
        case (.reference, .optional(let wrapped)): return cells(value, wrapped, program)
        case (.elements(let parts), .array(let element, _)), (.elements(let parts), .list(let element, _)):
            return parts.flatMap { cells($0, element, program) }
        case (.structure(let parts), .structure(let table)):
            return zip(parts, program.structures[table].fields).flatMap { cells($0, $1.type, program) }
        default: return []
        }
    }
}
