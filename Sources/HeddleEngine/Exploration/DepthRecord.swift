/// How near to the start each state was met, for a depth-first search with a bound on depth.
///
/// Shape: 4 bytes a state, by index: 1 + the least depth (0: not met), and whether it was expanded or cut off.
final class DepthRecord {
    private let memory: ReservedMemory
    private let entries: UnsafeMutablePointer<UInt32>
    /// States that were met at the bound alone, so that their steps were left out.
    private(set) var cutOff = 0

    private static let expandedBit: UInt32 = 1 << 31
    private static let cutOffBit: UInt32 = 1 << 30
    private static let depthMask: UInt32 = cutOffBit - 1

    init(memoryLimit: Int) {
        memory = ReservedMemory(capacity: memoryLimit)
        entries = memory.base.bindMemory(to: UInt32.self, capacity: memory.capacity / 4)
    }

    /// Whether the state was met, but only farther from the start.
    func isNearer(_ state: Int, _ depth: Int) -> Bool {
        let least = entries[state] & Self.depthMask
        return least != 0 && Int(least) > depth + 1
    }

    /// Whether this is the first time that the state is met.
    func meet(_ state: Int, _ depth: Int) -> Bool {
        let isFirst = entries[state] & Self.depthMask == 0
        let capped = UInt32(truncatingIfNeeded: min(depth + 1, Int(Self.depthMask)))
        entries[state] = entries[state] & ~Self.depthMask | capped
        return isFirst
    }

    func cut(_ state: Int) {
        guard entries[state] & (Self.cutOffBit | Self.expandedBit) == 0 else { return }
        entries[state] |= Self.cutOffBit
        cutOff += 1
    }

    /// Whether this is the first time that the state is expanded.
    func expand(_ state: Int) -> Bool {
        if entries[state] & Self.cutOffBit != 0 {
            entries[state] &= ~Self.cutOffBit
            cutOff -= 1
        }
        let isFirst = entries[state] & Self.expandedBit == 0
        entries[state] |= Self.expandedBit
        return isFirst
    }
}
