/// Threads: spawning, joining, looking at one another.
extension Workspace {
    /// Threads that exist in the state as the step sees it now.
    var liveThreadCount: Int {
        guard image.spawnedCountOffset >= 0 else { return image.threadCount }
        return image.declaredThreads + Int(byte(image.spawnedCountOffset))
    }

    /// Starts a thread; its first local work belongs to the step.
    func spawn(
        into number: inout Int, arguments: UnsafeMutablePointer<Int>, count: Int, group: Int
    ) -> RunResult? {
        let slot = Int(byte(image.spawnedCountOffset))
        if image.declaredThreads + slot >= image.threadCount { return .boundThreads }
        reach(Int(image.slotWords[slot]))
        put(slot + 1, image.spawnedCountOffset, size: 1)
        put(group + 1, Int(image.groupSlots[slot]), size: 1)
        number = image.declaredThreads + slot
        partnerRegisters.update(from: arguments, count: count)
        let result = run(Int(image.spawnEntries[slot * image.spawnedGroupCount + group]), partnerRegisters)
        return result == .rested ? nil : result
    }

    /// Under `tso` a thread is joined when its stores have reached memory, too: no join on x86 comes before them.
    func joinGuard(_ other: Int, _ thread: Int) -> GuardAnswer {
        if other == thread { return .fails(.joinItself, thread) }
        guard other >= 0, other < liveThreadCount, place(of: other) == 0 else { return .waits }
        if let buffers = memory?.buffers, buffers.count[other] > 0 { return .waits }
        return .passes
    }

    /// The number of the n-th thread spawned on a group; 255 (nobody) before there is one.
    func threadOfGroup(_ group: Int, ordinal: Int) -> Int {
        var left = ordinal
        for slot in 0..<(liveThreadCount - image.declaredThreads)
        where Int(byte(Int(image.groupSlots[slot]))) == group + 1 {
            if left == 0 { return image.declaredThreads + slot }
            left -= 1
        }
        return 255
    }

    /// Whether the thread has a next step and cannot make it, seen from within a run.
    func isBlocked(_ other: Int) -> Bool {
        if isProbing { return false }
        guard other >= 0, other < liveThreadCount, place(of: other) != 0 else { return false }
        let workspace = inner ?? Workspace(image)
        workspace.isProbing = true
        inner = workspace
        let words = isCommitted && state == UnsafeMutableRawPointer(successor) ? extent : sourceCount
        workspace.setSource(state.assumingMemoryBound(to: UInt64.self), count: words)
        return !workspace.canMove(other)
    }

    /// Whether a thread can make its next step, alone or as the receiver of a rendezvous.
    func canMove(_ other: Int) -> Bool {
        settleTimeout()
        let count = threadCount
        for thread in 0..<count {
            state = UnsafeMutableRawPointer(mutating: UnsafeRawPointer(origin))
            if place(of: thread) == 0 || (thread != other && !hasReceiveOffer(other)) { continue }
            restart(thread)
            while nextOfThread() {
                if thread == other { if !isEnvironment { return true } } else if lastPartner == other { return true }
            }
        }
        return false
    }

    private func hasReceiveOffer(_ other: Int) -> Bool {
        let rest = Int(image.restBase[other]) + place(of: other)
        return (Int(image.offerStart[rest])..<Int(image.offerStart[rest + 1])).contains { image.offers[$0].isReceive }
    }

    /// Walks the callers of a thread's place, where the labels depend on who called.
    func isAtLabel(_ thread: Int, _ set: Int) -> Bool {
        guard thread >= 0, thread < liveThreadCount, place(of: thread) != 0 else { return false }
        let rest = Int(image.restBase[thread]) + place(of: thread)
        switch image.labelTable[set * image.restEntry.count + rest] {
        case 0: return false
        case 1: return true
        default: break
        }
        let labels = image.labelSets[set]
        var activation = image.activations[image.rests[rest].activation]
        while !activation.callers.isEmpty {
            let site = activation.returnSlot >= 0 ? take(activation.returnSlot, activation.returnWidth) : 0
            let caller = activation.callers[site]
            if caller.labels.contains(where: labels.contains) { return true }
            activation = image.activations[caller.activation]
        }
        return false
    }
}
