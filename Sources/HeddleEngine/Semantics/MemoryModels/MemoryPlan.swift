internal import HeddleProgram

/// One memory location: what a single access reads or writes as a whole.
struct MemoryLocation {
    /// Byte offset of its value in the state, where the last write in modification order (under tso: memory) stands.
    var offset: Int
    /// Unit: bytes.
    var size: Int
    var object: ObjectID
    /// Whether plain accesses to it can happen: those race.
    var isPlain: Bool
    /// Whether atomic accesses to it can happen.
    var isAtomic: Bool
    /// Offset of the mark of an uninitialised value, -1 where there is none.
    var flag = -1
    /// References to pools in the value: `free` marks them in every copy.
    var references: [Leaf] = []
}

/// What the weak memory of a program consists of, found before anything runs.
///
/// Ways of keeping it, cheapest first: `buffers` (tso); `latest`, where every atomic access is seq_cst, so that a program
/// without races behaves as under sc (the theorem of data-race freedom; a race is found under sc too); `views`, where
/// none is; `graph`, where both kinds meet (semantics.md 1.4).
final class MemoryPlan: Sendable {
    /// `history` is `graph` that forgets nothing: its states are execution graphs.
    enum Form: Sendable { case buffers, latest, views, graph, history }

    let form: Form
    /// RC11's release sequences and its order of seq_cst accesses, in place of those of C++20.
    let isRC11: Bool
    /// Whether races are looked for, and end an execution.
    let looksForRaces: Bool
    /// Clocks are kept: there is something plain.
    let hasClocks: Bool
    /// There are seq_cst fences.
    let hasStrongFences: Bool
    /// Conditions that look at one instant see the newest writes alone.
    let awaitsNewest: Bool
    let locations: [MemoryLocation]
    /// Location by byte offset of the state, -1 where none begins.
    let locationAt: [Int32]
    /// Frontier that a shared object passes on, by byte offset of its element's start; -1 where none begins.
    let objectAt: [Int32]
    /// Frontiers of an element's messages follow its own.
    let objectCount: Int
    let threads: Int
    /// Writes kept of one location, entries of a store buffer.
    let limit: Int
    let largestValue: Int

    /// Words of the state behind its fixed part.
    static let room = 4_096

    init(
        _ program: Program, _ model: MemoryModel, _ layouts: TypeLayouts, _ layout: StateLayout,
        _ options: MemoryOptions
    ) {
        var collector = LocationCollector(program, layouts, layout)
        collector.collect()
        locations = collector.locations
        let extent = (locations.map { $0.offset + $0.size } + collector.objects.map { $0.offset + 1 }).max() ?? 0
        var at = [Int32](repeating: -1, count: extent + 1)
        for (index, location) in locations.enumerated() { at[location.offset] = Int32(index) }
        locationAt = at
        var objectsAt = [Int32](repeating: -1, count: extent + 1)
        var next: Int32 = 1
        for object in collector.objects {
            objectsAt[object.offset] = next
            next += 1 + Int32(object.messages)
        }
        objectAt = objectsAt
        objectCount = Int(next)
        threads = layout.threadCount
        isRC11 = model == .rc11
        awaitsNewest = options.awaitsNewest
        largestValue = locations.map(\.size).max() ?? 0
        let uses = OrderUse(program)
        hasStrongFences = uses.hasStrongFences
        let mayRace = !program.allowed.contains(.race)
        if model == .tso {
            form = .buffers
            limit = max(1, min(120, program.bounds.buffer))
            looksForRaces = false
        } else {
            limit = max(2, min(250, program.bounds.messages))
            looksForRaces = mayRace
            if let forced = options.form {
                form = forced
            } else if !uses.hasSeqCst {
                form = .views
            } else {
                form = uses.hasWeaker || (!mayRace && locations.contains { $0.isPlain }) ? .graph : .latest
            }
        }
        hasClocks = looksForRaces && locations.contains { $0.isPlain }
    }
}

/// What tests, and searches of a model's execution graphs, may choose about the memory.
package struct MemoryOptions: Sendable {
    /// A form other than the cheapest that is right; tests compare them.
    var form: MemoryPlan.Form?
    /// Whether what waits sees the newest writes alone (`StaleAwaits`).
    var awaitsNewest = false
    package init() {}

    /// A machine whose states are execution graphs.
    static let history: MemoryOptions = {
        var options = MemoryOptions()
        options.form = .history
        return options
    }()
}

/// Which orders the code of a program uses.
private struct OrderUse {
    private(set) var hasSeqCst = false
    private(set) var hasWeaker = false
    private(set) var hasStrongFences = false

    init(_ program: Program) {
        hasWeaker = program.hasWeakExpressions
        for routine in program.routines {
            for instruction in routine.code { look(instruction.kind, program) }
        }
    }

    private static func hasAtomics(_ program: Program) -> Bool {
        program.objects.contains { object in
            switch object.kind {
            case .atomic: return true
            case .pool(let fields, _, _, _): return fields.contains(where: \.isAtomic)
            default: return false
            }
        }
    }

    private mutating func take(_ order: MemoryOrder?) {
        guard let order else { return }
        if order == .seqCst { hasSeqCst = true } else { hasWeaker = true }
    }

    private mutating func look(_ kind: InstructionKind, _ program: Program) {
        switch kind {
        case .read(_, _, let order), .write(_, _, let order): take(order)
        case .readModifyWrite(_, _, _, _, let order): take(order)
        case .fence(let order):
            take(order)
            hasStrongFences = hasStrongFences || order == .seqCst
        case .compareExchange(_, _, _, _, _, _, let order, let failure):
            take(order)
            take(failure)
        case .guard, .select, .choose: hasSeqCst = hasSeqCst || Self.hasAtomics(program)
        // Expressions within a step read atomics as seq_cst.
        case .beginStep(let site) where site.kind == .atomic: hasSeqCst = hasSeqCst || Self.hasAtomics(program)
        default: break
        }
    }
}

/// Finds locations and the objects that pass knowledge on.
private struct LocationCollector {
    let program: Program
    let layouts: TypeLayouts
    let layout: StateLayout
    var locations: [MemoryLocation] = []
    var objects: [(offset: Int, messages: Int)] = []

    init(_ program: Program, _ layouts: TypeLayouts, _ layout: StateLayout) {
        self.program = program
        self.layouts = layouts
        self.layout = layout
    }

    mutating func collect() {
        for (object, declared) in program.objects.enumerated() where !declared.isGhost {
            let part = layout.objects[object]
            switch declared.kind {
            case .variable(let type, _):
                add(type, part.offset, flag: part.flags, object, isPlain: true, isAtomic: false)
            case .atomic(let type, _):
                var element = type
                var count = 1
                if case .array(let of, let number) = type { (element, count) = (of, number) }
                for index in 0..<max(0, count) {
                    whole(
                        element, part.offset + index * layouts.size(element),
                        flag: part.flags < 0 ? -1 : part.flags + index * layouts.leafCount(element), object,
                        isPlain: false, isAtomic: true)
                }
            case .pool(let fields, _, _, _):
                for cell in 0..<part.elements {
                    let start = part.offset + cell * part.stride
                    for (index, field) in fields.enumerated() {
                        let next = index + 1 < fields.count ? part.fieldFlags[index + 1] : part.stride
                        let flag = part.fieldFlags[index] < next ? start + part.fieldFlags[index] : -1
                        let place = start + part.fieldOffsets[index]
                        if field.isAtomic {
                            whole(field.type, place, flag: flag, object, isPlain: true, isAtomic: true)
                        } else {
                            add(field.type, place, flag: flag, object, isPlain: true, isAtomic: false)
                        }
                    }
                }
            case .channel:
                for element in 0..<part.elements {
                    // A frontier for each message under way, one for close, and one for each free place.
                    objects.append((part.offset + element * part.stride, 2 * part.capacity))
                }
            default:
                for element in 0..<part.elements { objects.append((part.offset + element * part.stride, 1)) }
            }
        }
    }

    private mutating func whole(
        _ type: ValueType, _ offset: Int, flag: Int, _ object: ObjectID, isPlain: Bool, isAtomic: Bool
    ) {
        let shape = layouts.layout(type)
        guard shape.size > 0 else { return }
        locations.append(
            MemoryLocation(
                offset: offset, size: shape.size, object: object, isPlain: isPlain, isAtomic: isAtomic, flag: flag,
                references: shape.leaves.filter(\.isReference)))
    }

    /// A plain variable: its elements and fields are locations of their own; a list is one.
    private mutating func add(
        _ type: ValueType, _ offset: Int, flag: Int, _ object: ObjectID, isPlain: Bool, isAtomic: Bool
    ) {
        switch type {
        case .array(let element, let count):
            for index in 0..<max(0, count) {
                add(
                    element, offset + index * layouts.size(element),
                    flag: flag < 0 ? -1 : flag + index * layouts.leafCount(element), object, isPlain: isPlain,
                    isAtomic: isAtomic)
            }
        case .structure(let index):
            var (bytes, leaves) = (0, 0)
            for field in program.structures[index].fields {
                add(
                    field.type, offset + bytes, flag: flag < 0 ? -1 : flag + leaves, object, isPlain: isPlain,
                    isAtomic: isAtomic)
                bytes += layouts.size(field.type)
                leaves += layouts.leafCount(field.type)
            }
        default: whole(type, offset, flag: flag, object, isPlain: isPlain, isAtomic: isAtomic)
        }
    }
}
