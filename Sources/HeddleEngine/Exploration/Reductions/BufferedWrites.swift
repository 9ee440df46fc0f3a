internal import HeddleProgram

/// Stores on their way to memory (`tso`), as the search by reduced sets must count them: to let one go is a step of its
/// thread, and touches a location that the thread's place says nothing about.
///
/// Confined to the reducer that owns it.
final class BufferedWrites {
    private let buffers: StoreBuffers
    private let fixedWords: Int
    private let threads: Int

    /// nil where nothing is buffered.
    init?(_ machine: Machine) {
        guard let plan = machine.memory, plan.form == .buffers else { return nil }
        buffers = StoreBuffers(plan)
        fixedWords = machine.image.fixedWords
        threads = plan.threads
    }

    /// Takes the buffers out of a state.
    func read(_ state: UnsafePointer<UInt64>, count: Int) {
        let tail = UnsafeRawPointer(state + fixedWords).assumingMemoryBound(to: UInt8.self)
        buffers.decode(tail: tail, count: max(0, count - fixedWords) * 8)
    }

    func isWaiting(_ thread: Int) -> Bool { thread < threads && buffers.count[thread] > 0 }

    /// Whether the next store of a thread that reaches memory is one that an invariant or reachable sees.
    func isSeen(_ thread: Int, _ tables: StepTables) -> Bool {
        isWaiting(thread) && tables.isSeen[buffers.location(thread, 0)]
    }

    /// Whether what a thread may do next, its waiting stores included, may depend on what another one can still do because
    /// of stores that wait. `row`, `column`: the nodes at which they stand.
    func areDependent(_ thread: Int, _ row: Int, _ other: Int, _ column: Int, _ tables: StepTables) -> Bool {
        guard thread < threads, other < threads else { return true }
        for entry in 0..<buffers.count[thread] {
            let location = buffers.location(thread, entry)
            if tables.bit(tables.willTouch, location, column) { return true }
            for waiting in 0..<buffers.count[other] where buffers.location(other, waiting) == location { return true }
        }
        for waiting in 0..<buffers.count[other]
        where tables.bit(tables.touching, buffers.location(other, waiting), row) {
            return true
        }
        return false
    }
}
