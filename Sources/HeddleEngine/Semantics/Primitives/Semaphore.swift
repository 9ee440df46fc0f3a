/// `semaphore`: a count of permits.
extension Workspace {
    func semaphoreGuard(_ offset: Int, _ facts: ObjectFacts) -> GuardAnswer {
        take(offset, facts.countWidth) > 0 ? .passes : .waits
    }

    func changeSemaphore(_ offset: Int, _ facts: ObjectFacts, by difference: Int) {
        put(take(offset, facts.countWidth) &+ difference, offset, size: facts.countWidth.size)
    }

    func semaphoreTry(_ offset: Int, _ facts: ObjectFacts) -> Int {
        guard take(offset, facts.countWidth) > 0 else { return 0 }
        changeSemaphore(offset, facts, by: -1)
        return 1
    }

    func semaphoreRelease(_ offset: Int, _ facts: ObjectFacts) -> GuardAnswer {
        if take(offset, facts.countWidth) >= facts.limit { return .fails(.releaseAboveLimit, facts.limit) }
        changeSemaphore(offset, facts, by: 1)
        return .passes
    }
}
