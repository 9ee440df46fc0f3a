internal import HeddleEngine
internal import HeddleProgram

/// Widths of what State may list, by the model alone, so that its columns stay where they are along a line.
struct StateWidths {
    /// Of the longest name that a value may bear. Unit: cells.
    let name: Int
    /// Of the longest local's own name.
    let local: Int
    /// Of the longest value of few letters (`false`, an enumeration's case) that may be the old one.
    let old: Int
    /// Of the longest value. Unit: cells.
    let value: Int

    /// A value with parts has as many as it likes.
    private static let parts = 40
    /// Longer ones push their row's new value to the right.
    private static let oldLimit = 8

    init(_ program: Program) {
        var names = program.objects.map(Self.name)
        var types = program.objects.compactMap(Self.type)
        var locals: [String] = []
        let bodies = Set(program.threadGroups.map(\.routine))
        // Any thread may stand in a function.
        let functions = program.routines.indices.filter { !bodies.contains($0) }
        for group in program.threadGroups {
            for routine in [group.routine] + functions {
                for local in program.routines[routine].locals where local.isListed {
                    names.append(Self.name(group) + "." + local.name)
                    locals.append(local.name)
                    types.append(local.type)
                }
            }
        }
        name = names.map { CellWidth.of(VisibleText.of($0)) }.max() ?? 0
        local = locals.map { CellWidth.of(VisibleText.of($0)) }.max() ?? 0
        let threads = program.threadGroups.map { CellWidth.of(VisibleText.of(Self.name($0))) }.max() ?? 0
        value = (types.map { Self.width($0, program) } + program.objects.map { Self.width($0, threads) }).max() ?? 1
        // Of a value with parts no old one is shown.
        old = min(Self.oldLimit, types.map { Self.width($0, program) }.filter { $0 < Self.parts }.max() ?? 1)
    }

    private static func name(_ object: SharedObject) -> String {
        // A process's own channel is called after the process, whose name is no longer than its group's with a number.
        if case .pool(_, let capacity, _, _) = object.kind { return "\(object.name)#\(max(0, capacity - 1))" }
        if object.isOwn { return object.name + ".0" }
        return object.count.map { "\(object.name)[\(max(0, $0 - 1))]" } ?? object.name
    }

    private static func name(_ group: ThreadGroup) -> String {
        switch group.copies {
        case .single: group.name
        case .replicas(let count): "\(group.name).\(max(0, count - 1))"
        case .parameter(let lower, let upper): "\(group.name).\(max(upper, upper - lower))"
        case .spawned: group.name + ".0"
        }
    }

    private static func type(_ object: SharedObject) -> ValueType? {
        switch object.kind {
        case .variable(let type, _), .atomic(let type, _): type
        default: nil
        }
    }

    /// What an object that is no variable is like, `threads`: the longest name of one.
    private static func width(_ object: SharedObject, _ threads: Int) -> Int {
        switch object.kind {
        case .variable, .atomic: 1
        case .mutex: "held by ".count + threads
        case .rwlock: "written by ".count + threads
        case .condition: threads + " waits".count
        case .once: "run by ".count + threads
        case .semaphore, .barrier, .event: "10 of 10 there".count
        case .channel(_, .rendezvous, _): "rendezvous".count
        case .channel(_, .bounded(let size), _): min(parts, "▷ ▷  1 of 1".count + 2 * size)
        case .channel, .pool: parts
        }
    }

    private static func width(_ type: ValueType, _ program: Program) -> Int {
        switch type {
        case .bool: 5
        case .enumeration(let index):
            program.enumerations[index].cases.map { CellWidth.of(VisibleText.of($0)) }.max() ?? 1
        case .reference(let pool): CellWidth.of(VisibleText.of(program.objects[pool].name)) + 2
        case .optional(let inner): width(inner, program)
        case .structure, .array, .list: parts
        default: 1
        }
    }
}
