package import HeddleEngine
internal import HeddleProgram

/// The ways of one thread where they differ by the memory: which write a load reads, where a store is put, a flush; and
/// those that the memory forbids.
struct WeakWays {
    private let scene: Scene
    /// Choices behind the first are worded in full from here on. Unit: cells.
    private let width: Int
    private let events: [Transition: Event]
    private let picture: MemoryPicture?
    private var leftWidth = 0
    /// By how much the location's name is shortened where the ways would be cut off. Unit: cells.
    private var excess = 0
    /// What the memory leaves, where it also forbids something.
    private let memory: MemoryChoices?

    /// `listed`: the ways that have a row. `forbidden`: those that the memory doesn't leave and that have a row. `room`: of
    /// the words of a way; of two ways with a long name that says nothing of what sets them apart, it is the name that is
    /// shortened.
    init(
        _ scene: Scene, listed: some Sequence<Transition>, forbidden: [ForbiddenChoice], memory: MemoryChoices?,
        width: Int, room: Int
    ) {
        self.scene = scene
        self.width = width
        var events: [Transition: Event] = [:]
        self.memory = memory?.forbidden.isEmpty == false ? memory : nil
        if scene.machine.memoryModel != .sc {
            for move in listed {
                guard let event = scene.machine.preview(move, in: scene.state) else { continue }
                events[move] = event
            }
        }
        self.events = events
        picture = events.isEmpty || width < 120 ? nil : scene.machine.memoryPicture(of: scene.state)
        align(forbidden)
        let texts = listed.compactMap(choice) + forbidden.map(choice)
        excess = max(0, (texts.map(CellWidth.of).max() ?? 0) - room)
        if excess > 0 { align(forbidden) }
    }

    /// Puts what stands behind the values into one column.
    private mutating func align(_ forbidden: [ForbiddenChoice]) {
        let lefts = forbidden.compactMap { words($0.event) } + events.values.compactMap(left)
        leftWidth = min(lefts.map(CellWidth.of).max() ?? 0, 24)
    }

    var forbidsSome: Bool { memory != nil }

    /// What stands behind the letter on the row that sums the ways up: `data relaxed: 2 writes`, `data acq: 1 of 2 writes`.
    /// Nil: nothing here is the memory's doing.
    /// `room`: where it is too little for all of it, the shorter wording is taken. Unit: cells.
    func sum(_ moves: [Transition], room: Int) -> String? {
        let steps = moves.filter { !$0.isFlush }
        guard let first = steps.first ?? moves.first, let event = events[first] else { return nil }
        if steps.count <= 1, memory == nil {
            guard steps.count < moves.count, !steps.isEmpty else { return nil }
            let letter = scene.words.letter(event)
            return String(scene.words.text(event).dropFirst(letter.count)) + ", or a flush"
        }
        guard let operation = event.operations.first, isWeak(event) else { return nil }
        let noun =
            operation.kind == .write
            ? "place" : operation.kind.isCompareExchange && memory == nil ? "way" : "write"
        let order = Self.orderWord(operation.order).map { " " + $0 } ?? ""
        let tail = width >= 120 && noun != "way" && memory == nil ? " to choose from" : ""
        let count =
            memory.map { "\($0.openCount) of \(Figures.count($0.total, noun))" } ?? Figures.count(steps.count, noun)
        let name = VisibleText.of(operation.name)
        let flush = steps.count < moves.count ? ", or a flush" : ""
        let long = " \(name)\(order): \(count)\(tail)\(flush)"
        return CellWidth.of(long) <= room ? long : " \(name)\(order): \(count)\(flush)"
    }

    /// `data → 0   from start, passes over 1`; nil: not the memory's doing.
    func choice(_ move: Transition) -> String? {
        guard let event = events[move] else { return nil }
        if move.isFlush { return scene.words.text(event) + "  to memory" }
        guard let left = left(event) else { return nil }
        return joined(left, right(event))
    }

    /// `data → 0   from start`: what the memory forbids.
    func choice(_ forbidden: ForbiddenChoice) -> String {
        let name = scene.values.name(of: forbidden.write)
        return joined(words(forbidden.event) ?? "", (forbidden.isPlacement ? "before " : "from ") + name)
    }

    private func joined(_ left: String, _ right: String) -> String {
        left + String(repeating: " ", count: max(0, leftWidth - CellWidth.of(left))) + "  " + right
    }

    private func words(_ event: Event) -> String? {
        if event.failsForNoReason { return "fails for no reason" }
        guard let operation = event.operations.first else { return nil }
        let words = scene.words.rest(operation, event)
        let name = VisibleText.of(operation.name)
        // The value is not cut: what the name can't give, the end of the row does.
        let less = min(excess, CellWidth.of(name) - Marks.shortestName)
        return less > 0 ? scene.marks.cut(words, name: name, CellWidth.of(words) - less) : words
    }

    private func left(_ event: Event) -> String? { isWeak(event) ? words(event) : nil }

    /// Also where the memory leaves only one way.
    private func isWeak(_ event: Event) -> Bool {
        guard scene.words.siteKind(event) == .operation, memory != nil || event.choiceText != nil,
            event.operations.count == 1, let memory = event.operations.first?.memory
        else { return false }
        return memory.readsFrom != nil && !memory.isFromBuffer || memory.made != nil && !memory.isBuffered
    }

    private func right(_ event: Event) -> String {
        guard let operation = event.operations.first, let memory = operation.memory else { return "" }
        var parts: [String] = []
        if let source = memory.readsFrom {
            parts.append("from \(scene.values.name(of: source))")
            parts.append(memory.passesOver == 0 ? "the newest" : passed(memory, operation))
        } else if let next = memory.placedBefore {
            parts.append("before \(scene.values.name(of: next))")
        } else {
            parts.append("the newest")
        }
        return parts.joined(separator: ", ")
    }

    private func passed(_ memory: MemoryAccessRecord, _ operation: Operation) -> String {
        var only: String?
        if memory.passesOver == 1, width >= 120,
            let location = picture?.locations.first(where: { $0.offset == operation.location }),
            let name = location.writes.last?.name
        {
            only = scene.values.name(of: name)
        }
        if width >= 180 {
            return "passes over " + Figures.count(memory.passesOver, "newer write") + (only.map { ", " + $0 } ?? "")
        }
        return "passes over " + (only ?? Figures.number(memory.passesOver))
    }

    static func orderWord(_ order: MemoryOrder?) -> String? {
        switch order {
        case nil: return nil
        case .acquire: return "acq"
        case .release: return "rel"
        case let order?: return order.rawValue
        }
    }
}

extension Operation.Kind {
    fileprivate var isCompareExchange: Bool {
        self == .compareExchange || self == .compareExchangeFailed || self == .compareExchangeSpurious
    }
}

extension ValueText {
    /// A write by the thread that made it and its number there: `start`, `writer#1`.
    package func name(of write: WriteName) -> String {
        write.text(name(ofThread:))
    }
}
