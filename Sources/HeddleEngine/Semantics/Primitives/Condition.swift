/// `condition`: the set of waiting threads. Whoever is notified is a choice of the notifier.
extension Workspace {
    func conditionWait(_ offset: Int, mutex: Int, _ thread: Int, isRecursive: Bool) -> GuardAnswer {
        let holder = Int(byte(mutex))
        if holder != thread + 1 { return .fails(.waitWithoutLock, holder - 1) }
        if isRecursive, take(mutex + 1, .u32) > 1 { return .fails(.waitHeldTwice, thread) }
        put(0, mutex, size: 1)
        if isRecursive { put(0, mutex + 1, size: 4) }
        addToMask(offset, thread)
        return .passes
    }

    /// Chooses the thread to wake, -1 if nobody waits.
    func notifyOne(_ offset: Int, into chosen: inout Int) -> RunResult? {
        if maskCount(offset) == 0 {
            chosen = -1
            return nil
        }
        guard let thread = chooseDigit(image.threadCount, { isInMask(offset, $0) }) else { return .blocked }
        chosen = thread
        return nil
    }

    /// Empties the set; four registers take who was in it.
    func notifyAll(_ offset: Int, _ woken: UnsafeMutablePointer<Int>) {
        woken.update(repeating: 0, count: 4)
        for index in 0..<image.maskBytes {
            woken[index >> 3] |= Int(byte(offset + index)) << ((index & 7) * 8)
            put(0, offset + index, size: 1)
        }
    }
}
