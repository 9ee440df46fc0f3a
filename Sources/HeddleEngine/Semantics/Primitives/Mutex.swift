/// `mutex`: free (0) or held (thread + 1); recursive ones count their depth behind it.
extension Workspace {
    func mutexGuard(_ offset: Int, _ thread: Int, isRecursive: Bool) -> GuardAnswer {
        let holder = Int(byte(offset))
        if holder == 0 { return .passes }
        if holder != thread + 1 { return .waits }
        return isRecursive ? .passes : .fails(.lockHeldByItself, thread)
    }

    func mutexTake(_ offset: Int, _ thread: Int, isRecursive: Bool) {
        put(thread + 1, offset, size: 1)
        if isRecursive { put(take(offset + 1, .u32) + 1, offset + 1, size: 4) }
    }

    func mutexTry(_ offset: Int, _ thread: Int, isRecursive: Bool) -> Int {
        let holder = Int(byte(offset))
        guard holder == 0 || (isRecursive && holder == thread + 1) else { return 0 }
        mutexTake(offset, thread, isRecursive: isRecursive)
        return 1
    }

    func mutexUnlock(_ offset: Int, _ thread: Int, isRecursive: Bool) -> GuardAnswer {
        let holder = Int(byte(offset))
        if holder == 0 { return .fails(.unlockNotHeld, -1) }
        if holder != thread + 1 { return .fails(.unlockOfAnother, holder - 1) }
        if isRecursive {
            let depth = take(offset + 1, .u32)
            put(depth - 1, offset + 1, size: 4)
            if depth > 1 { return .passes }
        }
        put(0, offset, size: 1)
        return .passes
    }

    /// Whether a thread that is about to end holds a mutex; its offset goes into `heldMutex`.
    func holdsMutex(_ thread: Int) -> Bool {
        for index in 0..<image.mutexes.count where Int(byte(Int(image.mutexes[index]))) == thread + 1 {
            return true
        }
        return false
    }
}
