internal import HeddleProgram

/// The writes of one location that a line of play made, in modification order, and who accessed it.
///
/// A memory forgets writes that nobody can read any more; here they stand for ever. Worked out from the names that the
/// steps record, and for a fresh cell of a pool from the state behind the step.
struct WriteLine {
    struct Write {
        var name: WriteName
        /// -1: the start.
        var step: Int
        /// Made by an update, which took the place right behind the write that it read.
        var isUpdate: Bool
        /// nil: as the location held it behind the step.
        var value: Value?
        var type: ValueType?
    }

    /// An access of a step to the location.
    struct Access {
        var step: Int
        /// Which operation of the step.
        var operation: Int
        var thread: Int
        var read: WriteName?
        var made: WriteName?
    }

    private(set) var writes = [Write(name: .start, step: -1, isUpdate: false, value: nil, type: nil)]
    private(set) var accesses: [Access] = []

    func place(of name: WriteName) -> Int? { writes.lastIndex { $0.name == name } }

    /// Places of all writes.
    var places: [WriteName: Int] {
        Dictionary(writes.enumerated().map { ($1.name, $0) }, uniquingKeysWith: { first, _ in first })
    }

    mutating func take(_ operation: Operation, number: Int, of step: Int, by thread: Int) {
        guard let memory = operation.memory else { return }
        accesses.append(
            Access(step: step, operation: number, thread: thread, read: memory.readsFrom, made: memory.made))
        guard let made = memory.made else { return }
        let value = operation.kind == .compareExchange ? operation.operand : operation.value
        let write = Write(
            name: made, step: step, isUpdate: memory.readsFrom != nil, value: value, type: operation.type)
        let before = memory.placedAfter.flatMap { place(of: $0) }
        writes.insert(write, at: before.map { $0 + 1 } ?? writes.count)
    }

    /// A cell was made in a step: its fields are written without an operation of their own.
    mutating func takeFresh(_ name: WriteName?, of step: Int, by thread: Int) {
        guard let name, place(of: name) == nil else { return }
        accesses.append(Access(step: step, operation: 0, thread: thread, read: nil, made: name))
        writes.append(Write(name: name, step: step, isUpdate: false, value: nil, type: nil))
    }
}

extension MemoryPlan {
    /// The location that holds a byte of a state; nil: none does.
    func location(at offset: Int) -> Int? {
        if offset >= 0, offset < locationAt.count, locationAt[offset] >= 0 { return Int(locationAt[offset]) }
        return locations.firstIndex { $0.offset <= offset && offset < $0.offset + $0.size }
    }
}

/// All locations of a line.
struct WriteLines {
    private(set) var lines: [Int: WriteLine] = [:]

    init(_ trace: Trace, _ plan: MemoryPlan, only wanted: Int? = nil) {
        for (step, made) in trace.steps.enumerated() {
            let event = made.event
            for (number, operation) in event.operations.enumerated() {
                if operation.kind == .new {
                    takeCell(operation, step, made, plan, wanted)
                    continue
                }
                guard operation.memory != nil, let location = plan.location(at: operation.location),
                    wanted == nil || wanted == location
                else { continue }
                lines[location, default: WriteLine()].take(operation, number: number, of: step, by: event.thread)
            }
        }
    }

    private mutating func takeCell(
        _ operation: Operation, _ step: Int, _ made: Trace.Step, _ plan: MemoryPlan, _ wanted: Int?
    ) {
        for (index, location) in plan.locations.enumerated()
        where location.object == operation.object && (wanted == nil || wanted == index) {
            guard let name = made.state.names?.writes[index].last, name.thread == made.event.thread else { continue }
            lines[index, default: WriteLine()].takeFresh(name, of: step, by: made.event.thread)
        }
    }

    subscript(location: Int) -> WriteLine { lines[location] ?? WriteLine() }
}
