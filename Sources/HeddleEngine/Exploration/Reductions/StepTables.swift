internal import HeddleProgram

/// What the static analysis says about a machine's steps, as flat tables for the search.
///
/// Idea: for every step and every place at which another thread may stand, one bit says whether the step may depend on
/// what that thread can still do. A step is *barred* from reduced sets if an invariant or reachable can see it, or if it
/// goes along a marked edge. Marked edges cut every cycle of control, so that no cycle of the reduced graph goes without
/// a state in which everything was followed (a static form of the cycle proviso: Kurshan et al. 1998); rounds of loops
/// that only wait are no cycles, since they are not followed.
/// Tables for processes hold while those that live are what they were made for.
///
/// Shape: rows of bits, `rowWords` words each, by node. Immutable.
final class StepTables: @unchecked Sendable {
    /// By index of the resting place.
    let nodeOfRest: Table<Int32>
    let rowWords: Int
    /// Nodes whose future a step may depend on.
    let conflicts: Table<UInt64>
    /// Nodes whose future may let a step go that can't be made.
    let enablers: Table<UInt64>
    /// Nodes that a step may not lead to within a reduced set; one more bit for the thread's end.
    let barredEdges: Table<UInt64>
    /// Nodes to which a step completes a round of a loop that only looks.
    let returning: Table<UInt64>
    let isBarred: Table<Bool>
    /// Whether the step may be one of two threads.
    let meets: Table<Bool>
    /// Stands for the end of a thread among the targets of edges.
    let endNode: Int
    /// Place of a thread that is over and whose last stores are on their way to memory; -1 where nothing is buffered.
    let doneNode: Int
    /// By location of a store buffer, `rowWords` each: nodes that touch it, nodes that may still do so.
    let touching: Table<UInt64>
    let willTouch: Table<UInt64>
    /// Locations of which an invariant or reachable sees the value in memory.
    let isSeen: Table<Bool>
    /// By thread: where in `checkedOffsets` the bytes begin that must be as they were; empty where threads don't change.
    let checkStarts: Table<Int32>
    let checkedOffsets: Table<Int32>
    let checkedBytes: Table<UInt8>
    let needsCheck: Bool

    init(_ builder: StepTableBuilder, checks: [[(offset: Int, byte: UInt8)]] = []) {
        nodeOfRest = Table(builder.nodeOfRest)
        rowWords = builder.rowWords
        conflicts = Table(builder.conflicts)
        enablers = Table(builder.enablers)
        barredEdges = Table(builder.barredEdges)
        returning = Table(builder.returning)
        isBarred = Table(builder.isBarred)
        meets = Table(builder.meets)
        endNode = builder.nodeCount
        doneNode = builder.doneNode
        touching = Table(builder.touching.flatMap(\.self))
        willTouch = Table(builder.willTouch.flatMap(\.self))
        isSeen = Table(builder.isSeen)
        var starts: [Int32] = [0]
        for thread in checks { starts.append(starts[starts.count - 1] + Int32(thread.count)) }
        checkStarts = Table(starts)
        checkedOffsets = Table(checks.joined().map { Int32($0.offset) })
        checkedBytes = Table(checks.joined().map(\.byte))
        needsCheck = !checks.isEmpty
    }

    deinit {
        nodeOfRest.free()
        conflicts.free()
        enablers.free()
        barredEdges.free()
        returning.free()
        isBarred.free()
        meets.free()
        touching.free()
        willTouch.free()
        isSeen.free()
        checkStarts.free()
        checkedOffsets.free()
        checkedBytes.free()
    }

    @inline(__always) func bit(_ table: Table<UInt64>, _ row: Int, _ column: Int) -> Bool {
        table[row &* rowWords &+ column >> 6] >> UInt64(column & 63) & 1 != 0
    }

    /// Whether what lives in a slot is what the tables were made for.
    @inline(__always) func knows(_ thread: Int, _ state: UnsafePointer<UInt64>, count: Int) -> Bool {
        let bytes = UnsafeRawPointer(state)
        var index = Int(checkStarts[thread])
        let end = Int(checkStarts[thread &+ 1])
        while index < end {
            let offset = Int(checkedOffsets[index])
            let byte = offset < count &* 8 ? bytes.load(fromByteOffset: offset, as: UInt8.self) : 0
            if byte != checkedBytes[index] { return false }
            index &+= 1
        }
        return true
    }
}
