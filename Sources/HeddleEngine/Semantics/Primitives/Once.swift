/// `once`: 0 new, 1 done, else running by thread (value - 2).
extension Workspace {
    func onceGuard(_ offset: Int, _ thread: Int) -> GuardAnswer {
        let state = Int(byte(offset))
        if state <= 1 { return .passes }
        return state == thread + 2 ? .fails(.onceReentered, thread) : .waits
    }

    func onceEnter(_ offset: Int, _ thread: Int) -> Int {
        guard byte(offset) == 0 else { return 0 }
        put(thread + 2, offset, size: 1)
        return 1
    }
}
