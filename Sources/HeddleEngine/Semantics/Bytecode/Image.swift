internal import HeddleProgram

/// The facts about an object that the running code needs.
struct ObjectFacts {
    var offset = 0
    var stride = 0
    var elements = 0
    var second = 0
    var third = 0
    var countWidth = Width.u8
    var messageSize = 0
    var capacity = 0
    /// Semaphore: largest count.
    var limit = Int.max
    /// Channel unordered; pool any.
    var isFree = false
    /// Channel unbounded; pool recycling; rwlock writers first.
    var isOpen = false
    /// Components of a message, in `messageFields`.
    var firstField = 0
    var fieldCount = 0
    /// Offsets of slots that may hold references to this pool, in `references`.
    var firstReference = 0
    var referenceCount = 0
}

struct LinkedOffer {
    var object: Int32
    var isReceive: Bool
    var probe: Int32
    var accept: Int32
    var escape: Int32
}

/// One alternative of a process's place, tried by itself: its number is its choice.
struct LinkedWay {
    var entry: Int32
    var escape: Int32
    /// Goes only where none of those before it did.
    var isOtherwise: Bool
    var guardTest: QuickGuard
}

/// A slot of the state that holds references.
struct ReferenceSlot {
    var offset: Int32
    var width: Width
}

/// A flat table that never changes once made, freed with its owner.
struct Table<Element> {
    let start: UnsafeMutablePointer<Element>
    let count: Int
    init(_ elements: [Element]) {
        count = elements.count
        start = .allocate(capacity: max(1, elements.count))
        start.initialize(from: elements, count: elements.count)
    }
    subscript(index: Int) -> Element {
        @inline(__always) get { start[index] }
    }
    func free() {
        start.deinitialize(count: count)
        start.deallocate()
    }
}

/// Linked code with its tables: what a workspace runs. Immutable.
final class Image: @unchecked Sendable {
    let code: Table<Instr>
    let constants: [Int]
    let registerCount: Int
    let returns: Table<Int32>
    let objects: Table<ObjectFacts>
    let references: Table<ReferenceSlot>
    let restEntry: Table<Int32>
    let restBase: Table<Int32>
    /// By resting place: words that a step from there may come to use, its callers' frames included.
    let restWords: Table<Int32>
    let place: Table<Int32>
    let offerStart: Table<Int32>
    let offers: Table<LinkedOffer>
    /// Code by which threads begin: declared ones, by number.
    let threadEntries: Table<Int32>
    /// Slot-major.
    let spawnEntries: Table<Int32>
    let slotWords: Table<Int32>
    let groupSlots: Table<Int32>
    /// `labelSets × rests`: 0 not there, 1 there, 2 the callers must be asked.
    let labelTable: Table<UInt8>
    let labelSetCount: Int
    /// Offset by set and thread, -1 where there is none.
    let threadLocals: Table<Int32>
    /// Elements of all mutexes.
    let mutexes: Table<Int32>
    let isDaemon: Table<Bool>
    let placeWidth: Int
    let declaredThreads: Int
    let threadCount: Int
    let spawnedGroupCount: Int
    let spawnedCountOffset: Int
    let maskBytes: Int
    let fixedWords: Int
    let words: Int
    /// Whether all states have the same length.
    let isFixed: Bool
    /// By resting place: whether the step there has one way through it at most, without a choice.
    let hasOneWay: Table<Bool>
    /// By resting place, with one more: where its alternatives begin in `ways`; none where they can't be tried one by one.
    let wayStart: Table<Int32>
    let ways: Table<LinkedWay>
    /// By resting place: the first test of the step there.
    let restGuard: Table<QuickGuard>
    /// What a weak memory consists of; nil under sc.
    let memory: MemoryPlan?
    let hasBuffers: Bool
    let memoryAccesses: Table<MemoryAccess>
    let memoryLeaves: Table<Leaf>
    let localBudget: Int
    let setupEntry: Int
    let propertyEntries: [PropertyEntry]
    // Processes
    /// By resting place: whether a process may stay there for ever.
    let restIsEnd: Table<Bool>
    let usesTimeout: Bool
    let messageFields: Table<MessageField>
    let channelSlots: Table<ChannelSlot>
    /// By spawned group, with one more: where its own channels begin.
    let ownStart: Table<Int32>
    let ownChannels: Table<OwnChannel>
    /// Of each property as a whole: where its code begins, and the register with the answer.
    let propertyCode: Table<(entry: Int, result: Int)>
    // Display
    let faults: [Int: FaultInfo]
    let notes: [Note]
    let rests: [RestPoint]
    let activations: [Activation]
    let labelSets: [[LabelID]]

    struct PropertyEntry {
        var entry: Int
        var result: Int
        var conjuncts: [(entry: Int, result: Int)]
        var operands: [(entry: Int, left: NotedValue, right: NotedValue)?]
        /// Of each conjunct its operands of `||`; empty where it has none. In code that is recorded only.
        var alternatives: [[(entry: Int, result: Int)]]
    }

    init(_ linker: Linker) {
        // What is traced stays apart: a rule tells what one instruction touches.
        let isPlain = linker.compiler.annotates || linker.compiler.traces
        code = Table(isPlain ? linker.code : Superinstructions.join(linker.code))
        constants = linker.compiler.constants
        registerCount = linker.compiler.registerCount + 8
        returns = Table(linker.returns)
        objects = Table(linker.objects)
        references = Table(linker.references)
        let compiler = linker.compiler
        let layout = compiler.layout
        rests = linker.rests
        restEntry = Table(linker.rests.map { Int32($0.entry) })
        restBase = Table(compiler.restBase.map { Int32($0) })
        restWords = Table(Self.wordsInUse(linker.rests, compiler.activations, layout))
        place = Table(layout.place.map { Int32($0) })
        var starts: [Int32] = []
        var flat: [LinkedOffer] = []
        for rest in linker.rests {
            starts.append(Int32(flat.count))
            for offer in rest.offers {
                flat.append(
                    LinkedOffer(
                        object: Int32(offer.object), isReceive: offer.isReceive, probe: Int32(offer.probe),
                        accept: Int32(offer.accept), escape: Int32(offer.escape)))
            }
        }
        starts.append(Int32(flat.count))
        offerStart = Table(starts)
        offers = Table(flat)
        threadEntries = Table(linker.threadEntries)
        spawnEntries = Table(linker.spawnEntries)
        slotWords = Table(layout.slotWords.map { Int32($0) })
        groupSlots = Table(layout.groupSlots.map { Int32($0) })
        labelTable = Table(linker.labelTable)
        labelSetCount = compiler.labelSets.count
        threadLocals = Table(compiler.threadLocals.flatMap { $0.map { Int32($0) } })
        mutexes = Table(linker.mutexes)
        isDaemon = Table(linker.daemons)
        placeWidth = layout.placeWidth.size
        declaredThreads = layout.declaredThreads
        threadCount = layout.threadCount
        spawnedGroupCount = layout.spawnedGroups.count
        spawnedCountOffset = layout.spawnedCount
        maskBytes = layout.maskBytes
        fixedWords = layout.fixedWords
        words = layout.words
        isFixed = layout.words == layout.fixedWords
        memory = compiler.memory
        hasBuffers = compiler.memory?.form == .buffers
        memoryAccesses = Table(compiler.memoryAccesses)
        memoryLeaves = Table(compiler.memoryLeaves)
        let analysis = WayAnalysis(code: linker.code, constants: linker.compiler.constants)
        // Under a weak memory every step may have several ways, and none is tried without its memory.
        let isWeak = compiler.memory != nil
        hasOneWay = Table(isWeak ? linker.rests.map { _ in false } : analysis.hasOneWay(linker.rests))
        let known =
            isWeak
            ? (starts: [Int32](repeating: 0, count: linker.rests.count + 1), ways: []) : analysis.ways(linker.rests)
        wayStart = Table(known.starts)
        ways = Table(known.ways)
        restGuard = Table(analysis.guards(linker.rests))
        localBudget = compiler.program.bounds.local
        setupEntry = linker.setupEntry
        propertyEntries = linker.properties
        restIsEnd = Table(linker.rests.map { $0.isEnd })
        usesTimeout = compiler.program.processes?.usesTimeout ?? false
        messageFields = Table(linker.messageFields)
        channelSlots = Table(linker.channelSlots)
        ownStart = Table(linker.ownStart)
        ownChannels = Table(linker.ownChannels)
        propertyCode = Table(linker.properties.map { (entry: $0.entry, result: $0.result) })
        faults = compiler.faults
        notes = compiler.notes
        activations = compiler.activations
        labelSets = compiler.labelSets
    }

    /// The frames of a thread that are in use where it rests lie on its level of recursion and on those below.
    private static func wordsInUse(
        _ rests: [RestPoint], _ activations: [Activation], _ layout: StateLayout
    ) -> [Int32] {
        var needed: [[Int]: Int] = [:]
        for (key, frame) in layout.frames {
            needed[[key.thread, key.level]] = max(needed[[key.thread, key.level]] ?? 0, frame.words)
        }
        return rests.map { rest in
            guard activations.indices.contains(rest.activation) else { return 0 }
            let key = activations[rest.activation].key
            return Int32((0...max(0, key.level)).map { needed[[key.thread, $0]] ?? 0 }.max() ?? 0)
        }
    }

    deinit {
        code.free()
        returns.free()
        objects.free()
        references.free()
        restEntry.free()
        restBase.free()
        restWords.free()
        place.free()
        offerStart.free()
        offers.free()
        threadEntries.free()
        spawnEntries.free()
        slotWords.free()
        groupSlots.free()
        labelTable.free()
        threadLocals.free()
        mutexes.free()
        hasOneWay.free()
        wayStart.free()
        ways.free()
        restGuard.free()
        memoryAccesses.free()
        memoryLeaves.free()
        propertyCode.free()
        isDaemon.free()
        restIsEnd.free()
        messageFields.free()
        channelSlots.free()
        ownStart.free()
        ownChannels.free()
    }
}
