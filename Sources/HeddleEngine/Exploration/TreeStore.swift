/// An exact set of states in compressed form, in the order in which they were found.
///
/// Idea: a state's halves of words are the leaves of a binary tree; each inner node keeps the pairs of its children's
/// numbers once (`NodeTable`), and a state is the pair at the root. States of one model share most of their parts, so
/// that one costs little more than its root: 8 bytes and a slot. Slower by a factor of 2 to 4 than states as they are.
/// Shape: heap order, root 1, inner nodes 2 ..< leaves, leaves behind; a state of another length is padded with zeros, and
/// a longer one than the tree has leaves for makes it larger.
/// Source: tree compression (Blom, Lisser, van de Pol, Weber 2008), with exact tables.
struct TreeStore {
    private var leaves: Int
    private var nodes: [NodeTable]
    private var roots: NodeTable
    /// Numbers of the nodes of the state at hand.
    private var numbers: UnsafeMutablePointer<UInt32>
    /// Memory of all tables, brought up to date as they grow. Unit: bytes.
    private(set) var memoryBytes = 0

    var count: Int { roots.count }

    init(words: Int) {
        leaves = max(2, words * 2)
        nodes = (0..<leaves).map { _ in NodeTable() }
        roots = NodeTable()
        numbers = .allocate(capacity: 2 * leaves)
        numbers.initialize(repeating: 0, count: 2 * leaves)
        measure()
    }

    func free() {
        for node in nodes { node.free() }
        roots.free()
        numbers.deallocate()
    }

    private mutating func measure() {
        memoryBytes = nodes.reduce(roots.memoryBytes) { $0 + $1.memoryBytes } + leaves * 8
    }

    /// Words that a state can have.
    var words: Int { leaves / 2 }

    private func setLeaves(_ words: UnsafePointer<UInt64>, _ length: Int) {
        let target = numbers + leaves
        for index in 0..<self.words {
            let word = index < length ? words[index] : 0
            target[2 &* index] = UInt32(truncatingIfNeeded: word)
            target[2 &* index &+ 1] = UInt32(truncatingIfNeeded: word >> 32)
        }
    }

    @inline(__always)
    private func pair(_ node: Int) -> UInt64 {
        UInt64(numbers[2 &* node]) << 32 | UInt64(numbers[2 &* node &+ 1])
    }

    /// The index of a known state.
    func find(_ words: UnsafePointer<UInt64>, _ length: Int) -> Int? {
        guard length <= self.words else { return nil }
        setLeaves(words, length)
        var node = leaves - 1
        while node >= 2 {
            guard let number = nodes[node].find(pair(node)) else { return nil }
            numbers[node] = number
            node -= 1
        }
        return roots.find(pair(1)).map(Int.init)
    }

    /// The index of a state, kept from now on; whether it is new.
    mutating func insert(_ words: UnsafePointer<UInt64>, _ length: Int) -> (index: Int, isNew: Bool) {
        if length > self.words { enlarge(to: length) }
        setLeaves(words, length)
        var node = leaves - 1
        while node >= 2 {
            numbers[node] = add(pair(node), to: node)
            node -= 1
        }
        let before = roots.memoryBytes
        let entered = roots.insert(pair(1))
        memoryBytes += roots.memoryBytes - before
        return (Int(entered.number), entered.isNew)
    }

    private mutating func add(_ key: UInt64, to node: Int) -> UInt32 {
        let before = nodes[node].memoryBytes
        let number = nodes[node].insert(key).number
        memoryBytes += nodes[node].memoryBytes - before
        return number
    }

    /// What the next insertion may add to the memory: every table could grow at once. Unit: bytes.
    var largestGrowth: Int { nodes.reduce(roots.nextGrowth) { $0 + $1.nextGrowth } }

    /// Writes out the words of a state.
    func load(_ index: Int, into target: UnsafeMutablePointer<UInt64>) {
        set(children: roots[index], of: 1)
        for node in 2..<max(2, leaves) { set(children: nodes[node][Int(numbers[node])], of: node) }
        let source = numbers + leaves
        for word in 0..<words {
            target[word] = UInt64(source[2 &* word]) | UInt64(source[2 &* word &+ 1]) << 32
        }
    }

    @inline(__always)
    private func set(children pair: UInt64, of node: Int) {
        numbers[2 &* node] = UInt32(truncatingIfNeeded: pair >> 32)
        numbers[2 &* node &+ 1] = UInt32(truncatingIfNeeded: pair)
    }

    private mutating func enlarge(to words: Int) {
        var larger = TreeStore(words: words)
        let state = UnsafeMutablePointer<UInt64>.allocate(capacity: self.words)
        for index in 0..<count {
            load(index, into: state)
            _ = larger.insert(state, self.words)
        }
        state.deallocate()
        free()
        self = larger
    }
}
