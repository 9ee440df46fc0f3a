internal import HeddleProgram

/// What a step touches: the threads that take part and the shared places, by name, that it reads or changes.
///
/// Two steps are *dependent* if they share a thread or touch overlapping places of which at least one is changed;
/// otherwise swapping them as neighbours changes nothing. A name overlaps the names of its parts (`flag` and
/// `flag[1]`). The relation errs on the side of dependence: operations of one channel always depend on one another.
package struct Footprint: Sendable {
    package struct Place: Hashable, Sendable {
        package var name: String
        package var changes: Bool
    }

    /// The acting thread first; then the partner, and threads spawned, joined or woken.
    package var threads: [Int]
    package var places: [Place]

    package init(of event: Event) {
        threads = [event.thread]
        if let partner = event.partner { threads.append(partner) }
        places = []
        for operation in event.operations { add(operation) }
    }

    private mutating func add(_ operation: Operation) {
        // A store buffer is its thread's own.
        if let memory = operation.memory, memory.isBuffered || memory.isFromBuffer { return }
        switch operation.kind {
        case .read, .compareExchangeFailed, .compareExchangeSpurious, .tryLockFailed, .tryReadLockFailed,
            .tryWriteLockFailed, .tryAcquireFailed, .onceDone, .eventWait, .eventIsSet, .channelCount,
            .trySendFailed, .receiveNothing, .nextClosed:
            add(operation.name, changes: false)
        case .await, .choose, .skip, .yield, .timeout, .selectDefault, .fence:
            break
        case .spawn:
            threads += operation.otherThreads.filter { $0 >= 0 }
            add("spawned threads", changes: true)
        case .join:
            threads += operation.otherThreads.filter { $0 >= 0 }
        case .new, .free:
            add(String(operation.name.prefix { $0 != "#" }) + " cells", changes: true)
            add(operation.name, changes: true)
        default:
            add(operation.name, changes: true)
        }
        if let second = operation.secondName { add(second, changes: true) }
    }

    private mutating func add(_ name: String, changes: Bool) {
        guard !name.isEmpty else { return }
        if let known = places.firstIndex(where: { $0.name == name }) {
            places[known].changes = places[known].changes || changes
        } else {
            places.append(Place(name: name, changes: changes))
        }
    }

    package func depends(on other: Footprint) -> Bool {
        threads.contains(where: other.threads.contains) || sharesPlace(with: other)
    }

    /// Whether both touch a place, or a place and a part of it, and one of them changes it.
    package func sharesPlace(with other: Footprint) -> Bool {
        for mine in places {
            for theirs in other.places where mine.changes || theirs.changes {
                if Self.overlap(mine.name, theirs.name) { return true }
            }
        }
        return false
    }

    /// Whether one name is the other or names a part of it.
    package static func overlap(_ a: String, _ b: String) -> Bool {
        if a == b { return true }
        let (short, long) = a.utf8.count < b.utf8.count ? (a, b) : (b, a)
        guard long.utf8.starts(with: short.utf8) else { return false }
        let next = long.utf8[long.utf8.index(long.utf8.startIndex, offsetBy: short.utf8.count)]
        return next == UInt8(ascii: "[") || next == UInt8(ascii: ".")
    }

    /// The names of what `name` is a part of, itself first: `a[1].x`, `a[1]`, `a`.
    package static func enclosing(_ name: String) -> [String] {
        var result = [name]
        var current = Substring(name)
        while let cut = current.lastIndex(where: { $0 == "[" || $0 == "." }) {
            current = current[..<cut]
            result.append(String(current))
        }
        return result
    }
}
