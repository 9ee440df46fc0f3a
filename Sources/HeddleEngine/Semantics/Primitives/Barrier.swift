/// `barrier`: the set of threads that have arrived; whoever was let go is no longer in it.
extension Workspace {
    /// `result[0]`: whether this thread completes the round; `result[1]`: the how-manieth it is.
    func barrierArrive(_ offset: Int, _ thread: Int, parties: Int, into result: UnsafeMutablePointer<Int>) {
        let arrived = maskCount(offset) + 1
        result[0] = arrived >= parties ? 1 : 0
        result[1] = arrived
        if arrived >= parties {
            for index in 0..<image.maskBytes { put(0, offset + index, size: 1) }
        } else {
            addToMask(offset, thread)
        }
    }
}
