internal import HeddleProgram

/// One routine as one thread runs it: non-recursive ones once a thread, recursive ones once a level.
struct ActivationKey: Hashable {
    /// Global thread number; -1 for the setup and properties.
    var thread: Int
    var routine: RoutineID
    var level: Int
    /// Runs within one step (or a property): no resting place, all locals in registers.
    var isInstant: Bool
    /// The body of the thread itself.
    var isRoot: Bool
}

/// Where the parts of a primitive (one element of it) lie, relative to its start.
struct ObjectLayout {
    var offset = 0
    /// From one element to the next. Unit: bytes.
    var stride = 0
    var elements = 1
    /// Variables: the bytes that mark uninitialised leaves, -1 if there are none. Pools: relative to the cell.
    var flags = -1
    /// rwlock: readers; queue. channel: count; messages. pool: fields.
    var second = 0
    var third = 0
    /// channel: width of the count, size of a message; semaphore: width.
    var countWidth = Width.u8
    var messageSize = 0
    var capacity = 0
    /// pool: offset of each field in a cell, and of its first mark.
    var fieldOffsets: [Int] = []
    var fieldFlags: [Int] = []
}

/// The names of a state's slots: which byte holds what.
///
/// Order: fault, number of spawned threads, shared objects, declared threads (place, locals), then what is mostly
/// unused: spawned threads one by one, and the levels of recursion. Zeros at the end need not be kept.
struct StateLayout {
    static let largestThreadCount = 250
    /// With every thread spawned and all recursion at its bound. Unit: bytes.
    static let largestExtent = 8_000_000

    let fault = 0
    var spawnedCount = -1
    var objects: [ObjectLayout] = []
    /// By thread, declared ones first.
    var place: [Int] = []
    var placeWidth = Width.u8
    var declaredThreads = 0
    var threadCount = 0
    /// Group of each declared thread.
    var groups: [GroupID] = []
    /// Index within the group of each declared thread.
    var ordinals: [Int] = []
    var spawnedGroups: [GroupID] = []
    /// Where a spawned thread's group (1 + index into `spawnedGroups`) lies, by slot.
    var groupSlots: [Int] = []
    var frames: [ActivationKey: Frame] = [:]
    /// Keys of the activations with a frame, in order.
    var activations: [ActivationKey] = []
    /// Words that are always there.
    var fixedWords = 0
    var words = 0
    /// Words needed once the spawn slot is in use.
    var slotWords: [Int] = []
    /// Bytes of each slot of a program of processes.
    var slotRanges: [Range<Int>] = []

    /// All that was laid out is always there; behind it lies a weak memory, as long as it is.
    mutating func append(room: Int) {
        fixedWords = words
        words += room
    }

    struct Frame {
        /// By local; -1 where it lies in registers.
        var locals: [Int]
        var returnSlot: Int
        var returnWidth: Width
        /// Words needed while the frame is in use.
        var words: Int
    }

    var maskBytes: Int { (threadCount + 7) / 8 }
}

/// Lays out a program's state.
struct StateLayoutBuilder {
    let program: Program
    let layouts: TypeLayouts
    var calls: CallGraph
    let analyses: [RoutineAnalysis]
    var layout = StateLayout()
    private var end = 0

    init(_ program: Program, _ layouts: TypeLayouts, _ calls: CallGraph, _ analyses: [RoutineAnalysis]) {
        self.program = program
        self.layouts = layouts
        self.calls = calls
        self.analyses = analyses
    }

    mutating func build() throws(MachineError) -> StateLayout {
        countThreads()
        guard layout.threadCount <= StateLayout.largestThreadCount else {
            throw MachineError(diagnostics: [
                Diagnostic(
                    "H921", at: program.threadGroups.last?.span ?? .none,
                    "\(layout.threadCount) threads are more than \(StateLayout.largestThreadCount)")
            ])
        }
        end = 1
        if !layout.spawnedGroups.isEmpty { layout.spawnedCount = take(1) }
        for object in program.objects { layout.objects.append(place(object)) }
        try placeThreads()
        layout.words = (end + 7) / 8
        if layouts.isTooLarge || layout.fixedWords * 8 > TypeLayouts.largestState || end > StateLayout.largestExtent {
            throw MachineError(diagnostics: [
                Diagnostic(
                    "H922", at: .none, "one state of this model would take more than \(TypeLayouts.largestState) bytes",
                    hint: "smaller arrays, pools or channels")
            ])
        }
        return layout
    }

    private mutating func take(_ bytes: Int) -> Int {
        defer { end += bytes }
        return end
    }

    private mutating func countThreads() {
        for (group, declared) in program.threadGroups.enumerated() {
            var count = 0
            switch declared.copies {
            case .single: count = 1
            case .replicas(let number): count = max(0, number)
            case .parameter(let lower, let upper): count = max(0, upper - lower + 1)
            case .spawned: layout.spawnedGroups.append(group)
            }
            layout.declaredThreads += count
            if layout.declaredThreads > StateLayout.largestThreadCount { continue }
            for ordinal in 0..<count {
                layout.groups.append(group)
                layout.ordinals.append(ordinal)
            }
        }
        let slots = layout.spawnedGroups.isEmpty ? 0 : max(0, program.processes?.slots ?? program.bounds.threads)
        layout.threadCount = layout.declaredThreads + slots
    }

    private mutating func placeThreads() throws(MachineError) {
        var deep: [ActivationKey] = []
        var rests = 0
        for thread in 0..<layout.threadCount {
            let keys = calls.activations(ofThread: thread, roots: roots(thread), analyses: analyses)
            rests = max(rests, keys.reduce(0) { $0 + calls.restCount($1.routine) })
            layout.activations.append(contentsOf: keys)
            deep.append(contentsOf: keys.filter { $0.level > 0 })
        }
        layout.placeWidth = .unsigned(rests)
        for thread in 0..<layout.threadCount {
            if program.processes != nil {
                placeSlot(thread)
                continue
            }
            if thread == layout.declaredThreads { layout.fixedWords = (end + 7) / 8 }
            if thread >= layout.declaredThreads { layout.groupSlots.append(take(1)) }
            layout.place.append(take(layout.placeWidth.size))
            for key in layout.activations where key.thread == thread && key.level == 0 { placeFrame(key) }
            if thread >= layout.declaredThreads { layout.slotWords.append((end + 7) / 8) }
            if end > StateLayout.largestExtent { return }
        }
        // A slot that is not in use costs nothing; but a short vector is quicker as a whole, where all are used.
        if let rules = program.processes, !rules.isBounded || end > Self.longestFixedVector {
            layout.fixedWords = (layout.slotRanges[0].lowerBound + 7) / 8
        }
        if layout.fixedWords == 0 { layout.fixedWords = (end + 7) / 8 }
        for key in deep.sorted(by: { ($0.level, $0.thread) < ($1.level, $1.thread) }) {
            placeFrame(key)
            if end > StateLayout.largestExtent { return }
        }
    }

    /// A vector of processes of up to this many bytes is kept as a whole, if the text tells how many there are.
    private static let longestFixedVector = 256

    /// A slot holds one process at a time: the places of its groups lie over one another.
    private mutating func placeSlot(_ thread: Int) {
        let start = end
        layout.groupSlots.append(take(1))
        layout.place.append(take(layout.placeWidth.size))
        let first = end
        var last = end
        for key in layout.activations where key.thread == thread {
            end = first
            placeFrame(key)
            last = max(last, end)
        }
        end = last
        layout.slotWords.append((end + 7) / 8)
        layout.slotRanges.append(start..<end)
    }

    /// Root routines of a thread: one for a declared thread, one for each spawned group otherwise.
    func roots(_ thread: Int) -> [RoutineID] {
        if thread < layout.declaredThreads { return [program.threadGroups[layout.groups[thread]].routine] }
        let groups =
            program.processes?.groups(ofSlot: thread, among: layout.spawnedGroups) ?? layout.spawnedGroups
        return groups.map { program.threadGroups[$0].routine }
    }

    private mutating func placeFrame(_ key: ActivationKey) {
        let routine = program.routines[key.routine]
        let analysis = analyses[key.routine]
        var frame = StateLayout.Frame(locals: [], returnSlot: -1, returnWidth: .u8, words: 0)
        if !key.isRoot {
            let sites = calls.siteCount(key)
            if sites > 1 {
                frame.returnWidth = .unsigned(sites)
                frame.returnSlot = take(frame.returnWidth.size)
            }
        }
        for (local, declared) in routine.locals.enumerated() {
            if analysis.isTemporary[local] || isParameterOfThread(key, local) {
                frame.locals.append(-1)
            } else {
                frame.locals.append(take(layouts.size(declared.type)))
            }
        }
        frame.words = (end + 7) / 8
        layout.frames[key] = frame
    }

    /// The `i` of `thread name(i: …)` is a constant of its thread unless a property looks at it.
    private func isParameterOfThread(_ key: ActivationKey, _ local: LocalID) -> Bool {
        guard key.isRoot, local == 0, key.thread < layout.declaredThreads else { return false }
        let group = program.threadGroups[layout.groups[key.thread]]
        guard case .parameter = group.copies else { return false }
        return !program.routines[key.routine].locals[0].isObserved
    }

    private mutating func place(_ object: SharedObject) -> ObjectLayout {
        var result = ObjectLayout()
        result.elements = object.count ?? 1
        result.stride = shape(object.kind, &result)
        let (bytes, overflow) = result.stride.multipliedReportingOverflow(by: max(0, result.elements))
        result.offset = take(overflow || bytes > StateLayout.largestExtent ? StateLayout.largestExtent : bytes)
        if case .variable(let type, let initial) = object.kind, ValueCoding.hasUninitialized(initial) {
            result.flags = take(layouts.leafCount(type))
        }
        if case .atomic(let type, let initial) = object.kind, ValueCoding.hasUninitialized(initial) {
            result.flags = take(layouts.leafCount(type))
        }
        return result
    }

    /// The size of one element, with the places of its parts.
    private func shape(_ kind: ObjectKind, _ result: inout ObjectLayout) -> Int {
        let mask = layout.maskBytes
        switch kind {
        case .variable(let type, _), .atomic(let type, _): return layouts.size(type)
        case .mutex(let recursive): return recursive ? 5 : 1
        case .rwlock(let writersFirst):
            result.second = 1
            result.third = 1 + layout.threadCount
            return result.third + (writersFirst ? mask : 0)
        case .condition, .barrier: return mask
        case .semaphore(let initial, let limit):
            result.countWidth = limit.map { .unsigned(max($0, initial)) } ?? (initial <= 0x7FFF_FFFF ? .u32 : .i64)
            return result.countWidth.size
        case .once, .event: return 1
        case .channel(let type, let capacity, _):
            switch capacity {
            case .rendezvous: return 1
            case .bounded(let count): result.capacity = max(0, count)
            case .unbounded: result.capacity = max(0, program.bounds.messages)
            }
            result.messageSize = layouts.size(type)
            result.countWidth = .unsigned(result.capacity)
            result.second = 1
            result.third = 1 + result.countWidth.size
            let (bytes, overflow) = result.messageSize.multipliedReportingOverflow(by: result.capacity)
            return overflow || bytes > StateLayout.largestExtent ? StateLayout.largestExtent : result.third + bytes
        case .pool(let fields, let capacity, _, _):
            result.elements = max(0, capacity)
            var size = 1
            for field in fields {
                result.fieldOffsets.append(size)
                size += layouts.size(field.type)
            }
            for field in fields {
                result.fieldFlags.append(size)
                if field.type.isScalar { size += mayBeUninitialized(field) ? 1 : 0 } else { continue }
            }
            return size
        }
    }

    private func mayBeUninitialized(_ field: Field) -> Bool {
        field.initial.map(ValueCoding.hasUninitialized) ?? false
    }
}
