/// The words of stored states, back to back in the order in which they were found.
///
/// Shape: states of one length lie at multiples of it. Where lengths vary, trailing zero words behind the first
/// `fixedWords` are left out, in one of two forms. *Runs*: all states of a run take the room of the longest one in it;
/// a longer state begins a new run, so that a state's place follows from its index. When padding has cost more than
/// offsets would, the states from there on are kept *tight*, with an offset of 4 bytes each.
/// Units: lengths and places in 8-byte words.
struct StateArena {
    let base: UnsafeMutablePointer<UInt64>
    private let memory: ReservedMemory
    private let offsetMemory: ReservedMemory?
    private let offsets: UnsafeMutablePointer<UInt32>
    private let capacity: Int
    private let trims: Bool
    private var used = 0
    // The run that states are appended to; `stride` 0: the tight form.
    private var first = 0
    private var start = 0
    private var stride: Int
    private var padding = 0
    private var older: [Run] = []

    private struct Run {
        var first: Int
        var start: Int
        var stride: Int
    }

    /// Padding that is never worth a change of form. Unit: words.
    private static let smallPadding = 1 << 12

    init(wordCount: Int, fixedWords: Int, memoryLimit: Int) {
        memory = ReservedMemory(capacity: memoryLimit)
        capacity = memory.capacity / 8
        base = memory.base.bindMemory(to: UInt64.self, capacity: capacity)
        trims = fixedWords < wordCount
        stride = trims ? max(1, fixedWords) : wordCount
        let most = capacity / max(1, fixedWords)
        offsetMemory = trims ? ReservedMemory(capacity: (most + 1) * 4) : nil
        let room = offsetMemory ?? memory
        offsets = room.base.bindMemory(to: UInt32.self, capacity: room.capacity / 4)
        largestCount = trims ? min(most, room.capacity / 4 - 1) : most
    }

    /// States that there could ever be room for.
    let largestCount: Int

    /// Unit: bytes.
    @inline(__always)
    func memoryBytes(count: Int) -> Int {
        used &* 8 &+ (stride == 0 ? (count &- first) &* 4 : 0)
    }

    @inline(__always)
    func start(of index: Int) -> Int {
        if index >= first {
            return stride != 0 ? start &+ (index &- first) &* stride : Int(offsets[index &- first])
        }
        return olderRun(of: index).0
    }

    /// Words kept of the state that begins at `begin`; trailing ones may be zero.
    @inline(__always)
    func length(of index: Int, _ begin: Int) -> Int {
        if index >= first { return stride != 0 ? stride : Int(offsets[index &- first &+ 1]) &- begin }
        return olderRun(of: index).1
    }

    @inline(never)
    private func olderRun(of index: Int) -> (Int, Int) {
        var number = older.count - 1
        while older[number].first > index { number -= 1 }
        let run = older[number]
        return (run.start + (index - run.first) * run.stride, run.stride)
    }

    /// Whether the state at an index is this one, `length` words long without its zeros.
    @inline(__always)
    func isEqual(_ index: Int, _ words: UnsafePointer<UInt64>, _ length: Int) -> Bool {
        let begin = start(of: index)
        let kept = UnsafePointer(base + begin)
        if trims {
            let keptLength = self.length(of: index, begin)
            if keptLength != length {
                if keptLength < length { return false }
                var word = length
                while word < keptLength {
                    if kept[word] != 0 { return false }
                    word &+= 1
                }
            }
        }
        var word = 0
        while word < length {
            if kept[word] != words[word] { return false }
            word &+= 1
        }
        return true
    }

    /// Puts a state behind the last of `count`; false if there is no room.
    @inline(__always)
    mutating func append(_ words: UnsafePointer<UInt64>, _ length: Int, count: Int) -> Bool {
        if length != stride {
            settle(length, count)
            if stride == 0 {
                guard used &+ length <= capacity else { return false }
                offsets[count &- first] = UInt32(truncatingIfNeeded: used)
                offsets[count &- first &+ 1] = UInt32(truncatingIfNeeded: used &+ length)
                copyWords(words, to: base + used, length)
                used &+= length
                return true
            }
        }
        guard used &+ stride <= capacity else { return false }
        // What lies behind the state's own words was never touched: it is zero.
        copyWords(words, to: base + used, length)
        used &+= stride
        return true
    }

    /// A state of another length than the run's: begins a longer run, notes the padding, or goes over to offsets.
    @inline(never)
    private mutating func settle(_ length: Int, _ count: Int) {
        guard stride != 0 else { return }
        if length > stride {
            if count > first { older.append(Run(first: first, start: start, stride: stride)) }
            (first, start, stride) = (count, used, length)
            return
        }
        padding += stride - length
        // An offset costs half a word a state.
        if padding > Self.smallPadding, padding > (count - first) / 2 {
            if count > first { older.append(Run(first: first, start: start, stride: stride)) }
            (first, start, stride) = (count, used, 0)
        }
    }

    /// Length of the longest of `count` states. Unit: words.
    func longest(count: Int) -> Int {
        if stride != 0 { return stride }
        var length = older.map(\.stride).max() ?? 1
        for index in first..<count {
            length = max(length, Int(offsets[index - first + 1]) - Int(offsets[index - first]))
        }
        return length
    }

    /// Gives the memory of all states before an index back to the system.
    func giveBack(before index: Int) {
        memory.giveBack(bytes: index == 0 ? 0 : (start(of: index - 1)) * 8)
    }

    // MARK: - Several OS threads at once

    /// The length that all states have just now; 0 where each has its own.
    var commonLength: Int { stride }

    /// Whether so many states of the common length have room.
    func hasRoom(for more: Int) -> Bool { used + more * stride <= capacity }

    /// Puts a state of the common length at its index, behind those that are there; `extend` makes them count.
    @inline(__always)
    func place(_ words: UnsafePointer<UInt64>, at index: Int) {
        copyWords(words, to: base + start(of: index), stride)
    }

    mutating func extend(by more: Int) { used += more * stride }
}
