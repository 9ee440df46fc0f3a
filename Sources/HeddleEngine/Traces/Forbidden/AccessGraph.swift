internal import HeddleProgram

/// The atomic operations of a line with the relations among them that the order of seq_cst is made of (semantics.md 1.4).
///
/// It says of the steps of a line what `EventGraph` says of the events that a state keeps; the two are compared by test.
struct AccessGraph {
    struct Access {
        var step: Int
        /// Which operation of the step.
        var number: Int
        var thread: Int
        var isSeqCst: Bool
        /// -1: a fence.
        var location: Int
        /// Doubled places in modification order, so that a new write fits between two others.
        var readAt: Int?
        var wroteAt: Int?
        /// Other operations belong to the same step.
        var isAmongOthers: Bool
        /// The seq_cst operations that synchronise with it directly.
        var synchronized: [Int] = []
        var isFence: Bool { location < 0 }
    }

    private struct Message: Hashable {
        var location: Int
        var name: WriteName
    }

    let isRC11: Bool
    var order: HappensBefore
    private(set) var accesses: [Access] = []
    /// By thread: its steps that touch something shared, with the one location that they touch, if it is one.
    private var steps: [Int: [(step: Int, location: Int?)]] = [:]

    // What seq_cst operations synchronise with an acquiring reader: of a message, of a thread's reads once a fence
    // acquires, and the last fence of a thread.
    private var heads: [Message: [Int]] = [:]
    private var pending: [Int: [Int]] = [:]
    private var fences: [Int: Int] = [:]

    init(_ order: HappensBefore, steps: Int, isRC11: Bool) {
        self.order = order
        self.isRC11 = isRC11
    }

    private static let idle: Set<Operation.Kind> = [.skip, .yield, .choose, .timeout, .selectDefault, .await]

    mutating func begin(_ step: Int, _ event: Event) {
        let shared = event.operations.filter { !Self.idle.contains($0.kind) }
        if shared.isEmpty { return }
        let location = shared.count == 1 && shared[0].memory != nil ? shared[0].location : nil
        steps[event.thread, default: []].append((step, location))
        if let partner = event.partner { steps[partner, default: []].append((step, nil)) }
    }

    mutating func addFence(_ fence: MemoryOrder, step: Int, number: Int, _ event: Event) {
        let access = Access(
            step: step, number: number, thread: event.thread, isSeqCst: fence == .seqCst, location: -1,
            isAmongOthers: event.operations.count > 1,
            synchronized: fence.acquires ? pending[event.thread] ?? [] : [])
        if fence == .seqCst { fences[event.thread] = accesses.count }
        accesses.append(access)
    }

    mutating func add(
        _ operation: Operation, _ location: Int, step: Int, number: Int, _ event: Event, readAt: Int?, wroteAt: Int?
    ) {
        let own = accesses.count
        let order = operation.appliedOrder
        var access = Access(
            step: step, number: number, thread: event.thread, isSeqCst: order == .seqCst, location: location,
            readAt: readAt, wroteAt: wroteAt, isAmongOthers: event.operations.count > 1 || event.isBlock)
        var passedOn: [Int] = []
        if let read = operation.memory?.readsFrom, let order {
            passedOn = heads[Message(location: location, name: read)] ?? []
            pending[event.thread, default: []] += passedOn.filter { pending[event.thread]?.contains($0) != true }
            if order.acquires { access.synchronized = passedOn }
        }
        if let made = operation.memory?.made, let order {
            var mine = passedOn
            if let fence = fences[event.thread] { mine.append(fence) }
            if order == .seqCst { mine.append(own) }
            heads[Message(location: location, name: made)] = mine
        }
        accesses.append(access)
    }

    // MARK: - Relations

    typealias Kind = ForbiddenChoice.Link.Kind

    /// Program order.
    private func precedes(_ a: Int, _ b: Int) -> Bool {
        let (first, second) = (accesses[a], accesses[b])
        return first.thread == second.thread && (first.step, first.number) < (second.step, second.number)
    }

    /// hb
    func happensBefore(_ a: Int, _ b: Int) -> Kind? {
        if precedes(a, b) { return .programOrder }
        let (source, target) = (accesses[a].step, accesses[b].step)
        guard source != target, order.precedes(source, target) else { return nil }
        let isDirect = order.edges(into: target).contains { $0.source == source && $0.kind == .synchronizesWith }
        return isDirect ? .synchronizesWith : .happensBefore
    }

    /// rf ∪ mo ∪ fr
    func communicates(_ a: Int, _ b: Int) -> Kind? {
        let (first, second) = (accesses[a], accesses[b])
        guard first.location >= 0, first.location == second.location else { return nil }
        if let wrote = first.wroteAt, wrote == second.readAt { return .readsFrom }
        return overwritten(first, second)
    }

    /// mo ∪ fr
    private func overwritten(_ first: Access, _ second: Access) -> Kind? {
        guard let wrote = second.wroteAt else { return nil }
        if let own = first.wroteAt, own < wrote { return .modificationOrder }
        if let read = first.readAt, read < wrote { return .fromRead }
        return nil
    }

    /// C++20: sb ∪ [SC];sw;[SC] ∪ sb;hb;sb
    func strongly(_ a: Int, _ b: Int) -> Kind? {
        if precedes(a, b) { return .programOrder }
        if accesses[a].isSeqCst, accesses[b].isSeqCst, accesses[b].synchronized.contains(a) { return .synchronizesWith }
        return isWithin(a, b, elsewhere: false) ? .happensBefore : nil
    }

    /// RC11: sb ∪ sb≠loc;hb;sb≠loc ∪ hb|loc ∪ mo ∪ fr
    func isBase(_ a: Int, _ b: Int) -> Kind? {
        if precedes(a, b) { return .programOrder }
        let (first, second) = (accesses[a], accesses[b])
        if first.location >= 0, first.location == second.location {
            if let kind = overwritten(first, second) { return kind }
            if let kind = happensBefore(a, b) { return kind }
        }
        return isWithin(a, b, elsewhere: true) ? .happensBefore : nil
    }

    /// sb;hb;sb. `elsewhere`: what lies between them on each side touches another location.
    private func isWithin(_ a: Int, _ b: Int, elsewhere: Bool) -> Bool {
        let (first, second) = (accesses[a], accesses[b])
        guard first.step != second.step else { return false }
        func isElsewhere(_ location: Int?, _ access: Access) -> Bool {
            !elsewhere || access.isFence || location != locationOffset(access)
        }
        let next =
            first.isAmongOthers
            ? first.step
            : steps[first.thread]?.first { $0.step > first.step && isElsewhere($0.location, first) }?.step
        let before =
            second.isAmongOthers
            ? second.step
            : steps[second.thread]?.last { $0.step < second.step && isElsewhere($0.location, second) }?.step
        guard let next, let before else { return false }
        return next == before || order.precedes(next, before)
    }

    /// The location of a step as `steps` keeps it.
    private func locationOffset(_ access: Access) -> Int? {
        steps[access.thread]?.first { $0.step == access.step }?.location
    }
}

extension Operation {
    /// The order that it has: of a compare-exchange that writes nothing, the one for that.
    var appliedOrder: MemoryOrder? {
        switch kind {
        case .compareExchangeFailed, .compareExchangeSpurious: return failureOrder ?? order
        default: return order
        }
    }
}
