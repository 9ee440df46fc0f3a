/// `rwlock`: the writer (thread + 1), a count of read locks for each thread, and with `writersFirst` the queue.
extension Workspace {
    private static let deepestReadLock = 255

    private func readers(_ offset: Int) -> Int { offset + 1 }
    private func queue(_ offset: Int) -> Int { offset + 1 + image.threadCount }

    private func hasReaders(_ offset: Int) -> Bool {
        (0..<image.threadCount).contains { byte(readers(offset) + $0) != 0 }
    }

    func readGuard(_ offset: Int, _ thread: Int, _ facts: ObjectFacts) -> GuardAnswer {
        let writer = Int(byte(offset))
        if writer == thread + 1 { return .fails(.lockByWriter, thread) }
        if writer != 0 { return .waits }
        return facts.isOpen && maskCount(queue(offset)) > 0 ? .waits : .passes
    }

    func readTake(_ offset: Int, _ thread: Int, _ facts: ObjectFacts) -> RunResult? {
        let count = Int(byte(readers(offset) + thread))
        if count == Self.deepestReadLock { return .boundRecursion }
        put(count + 1, readers(offset) + thread, size: 1)
        return nil
    }

    func readTry(_ offset: Int, _ thread: Int, _ facts: ObjectFacts, into result: inout Int, _ at: Int) -> RunResult? {
        switch readGuard(offset, thread, facts) {
        case .passes:
            result = 1
            return readTake(offset, thread, facts)
        case .waits: result = 0
        case .fails(let code, let value): return fail(code, at, value)
        }
        return nil
    }

    func readUnlock(_ offset: Int, _ thread: Int) -> GuardAnswer {
        let count = Int(byte(readers(offset) + thread))
        if count == 0 { return .fails(.readUnlockNotHeld, -1) }
        put(count - 1, readers(offset) + thread, size: 1)
        return .passes
    }

    func writeQueue(_ offset: Int, _ thread: Int) -> GuardAnswer {
        if let misuse = misuseOfWriteLock(offset, thread) { return misuse }
        addToMask(queue(offset), thread)
        return .passes
    }

    private func misuseOfWriteLock(_ offset: Int, _ thread: Int) -> GuardAnswer? {
        if Int(byte(offset)) == thread + 1 { return .fails(.lockByWriter, thread) }
        if byte(readers(offset) + thread) != 0 { return .fails(.writeLockByReader, thread) }
        return nil
    }

    func writeGuard(_ offset: Int, _ thread: Int, _ facts: ObjectFacts) -> GuardAnswer {
        if let misuse = misuseOfWriteLock(offset, thread) { return misuse }
        return byte(offset) != 0 || hasReaders(offset) ? .waits : .passes
    }

    func writeTake(_ offset: Int, _ thread: Int, _ facts: ObjectFacts) {
        put(thread + 1, offset, size: 1)
        if facts.isOpen { removeFromMask(queue(offset), thread) }
    }

    func writeTry(_ offset: Int, _ thread: Int, _ facts: ObjectFacts, into result: inout Int, _ at: Int) -> RunResult? {
        switch writeGuard(offset, thread, facts) {
        case .passes:
            result = 1
            writeTake(offset, thread, facts)
        // One's own read lock is in the way like anybody's: `writeLock` would be misuse, a try only fails.
        case .waits, .fails(.writeLockByReader, _): result = 0
        case .fails(let code, let value): return fail(code, at, value)
        }
        return nil
    }

    func writeUnlock(_ offset: Int, _ thread: Int) -> GuardAnswer {
        let writer = Int(byte(offset))
        if writer != thread + 1 { return .fails(.writeUnlockNotHeld, writer - 1) }
        put(0, offset, size: 1)
        return .passes
    }
}
