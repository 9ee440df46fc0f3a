package import HeddleEngine
internal import HeddleProgram

/// The ways of one thread where they differ by the memory: which write a load reads, where a store is put, a flush.
struct WeakWays {
    private let scene: Scene
    /// Choices behind the first are worded in full from here on. Unit: cells.
    private let width: Int
    private let events: [Transition: Event]
    private let picture: MemoryPicture?
    private let leftWidth: Int

    /// `listed`: the ways that have a row.
    init(_ scene: Scene, listed: some Sequence<Transition>, width: Int) {
        self.scene = scene
        self.width = width
        var events: [Transition: Event] = [:]
        var widest = 0
        if scene.machine.memoryModel != .sc {
            for move in listed {
                guard let event = scene.machine.preview(move, in: scene.state) else { continue }
                events[move] = event
                if let left = Self.left(event, scene) { widest = max(widest, CellWidth.of(left)) }
            }
        }
        self.events = events
        leftWidth = min(widest, 24)
        picture = events.isEmpty || width < 120 ? nil : scene.machine.memoryPicture(of: scene.state)
    }

    /// What stands behind the letter on the row that sums the ways up: `data relaxed: 2 writes`. Nil: nothing here is
    /// the memory's doing.
    func sum(_ moves: [Transition]) -> String? {
        let steps = moves.filter { !$0.isFlush }
        guard let first = steps.first ?? moves.first, let event = events[first] else { return nil }
        if steps.count <= 1 {
            guard steps.count < moves.count, !steps.isEmpty else { return nil }
            let letter = scene.words.letter(event)
            return String(scene.words.text(event).dropFirst(letter.count)) + ", or a flush"
        }
        guard let operation = event.operations.first, Self.isWeak(event, scene) else { return nil }
        let noun = operation.kind == .write ? "place" : operation.kind.isCompareExchange ? "way" : "write"
        let order = Self.orderWord(operation.order).map { " " + $0 } ?? ""
        let tail = width >= 120 && noun != "way" ? " to choose from" : ""
        return " \(VisibleText.of(operation.name))\(order): \(Figures.count(steps.count, noun))\(tail)"
            + (steps.count < moves.count ? ", or a flush" : "")
    }

    /// `data → 0   from start, passes over 1`; nil: not the memory's doing.
    func choice(_ move: Transition) -> String? {
        guard let event = events[move] else { return nil }
        if move.isFlush { return scene.words.text(event) + "  to memory" }
        guard let left = Self.left(event, scene) else { return nil }
        let blanks = String(repeating: " ", count: max(0, leftWidth - CellWidth.of(left)))
        return left + blanks + "  " + right(event)
    }

    private static func left(_ event: Event, _ scene: Scene) -> String? {
        guard isWeak(event, scene), let operation = event.operations.first else { return nil }
        return scene.words.rest(operation, event)
    }

    private static func isWeak(_ event: Event, _ scene: Scene) -> Bool {
        guard scene.words.siteKind(event) == .operation, event.choiceText != nil, event.operations.count == 1,
            let memory = event.operations.first?.memory
        else { return false }
        return memory.readsFrom != nil && !memory.isFromBuffer || memory.made != nil && !memory.isBuffered
    }

    private func right(_ event: Event) -> String {
        guard let operation = event.operations.first, let memory = operation.memory else { return "" }
        var parts: [String] = []
        if operation.kind == .compareExchangeSpurious { parts.append("for no reason") }
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
