internal import HeddleProgram

/// What a piece of code may touch.
struct CellAccess: Equatable {
    var reads: BitRow
    var writes: BitRow
    /// What decides whether the step can be made at all, beyond what it reads.
    var guards: BitRow
    /// Sides of rendezvous channels at which it comes to stand ready: that lets others go, and changes nothing else, but for
    /// those who watch.
    var arrivals: BitRow
    /// Sides of rendezvous channels where it matters who does not stand ready: a try, an `else`.
    var watched: BitRow
    /// Whether there may be several ways through it.
    var isMultiWay = false
    /// Whether it looks at, or changes, what the analysis does not follow.
    var isUnknown = false
    /// Whether it looks at where threads are, or at their locals.
    var looksAtThreads = false
    /// Groups that it spawns.
    var spawns: Set<GroupID> = []
    /// Rendezvous channels on which it gives or takes.
    var meets: Set<ObjectID> = []
    /// Whether it may change a local that a property looks at.
    var changesObserved = false
    /// Whether a process dies in it: its death lets the next older one die, and nothing else depends on it but births.
    var dies = false
    /// Whether what it reads decides if it can be made: a value that nobody can take from it may still be forbidden to it.
    var isSelective = false
    /// Whether it writes to memory itself, and not to a store buffer.
    var isDirect = false
    /// Whether it may start something whose number depends on who has died.
    var countsDead = false

    init(cells: Int) {
        reads = BitRow(count: cells)
        writes = BitRow(count: cells)
        guards = BitRow(count: cells)
        arrivals = BitRow(count: cells)
        watched = BitRow(count: cells)
    }

    mutating func read(_ cell: Int) { reads[cell] = true }
    mutating func write(_ cell: Int) { writes[cell] = true }
    mutating func wait(_ cell: Int) { guards[cell] = true }

    mutating func read(_ cells: some Sequence<Int>) { for cell in cells { reads[cell] = true } }
    mutating func write(_ cells: some Sequence<Int>) { for cell in cells { writes[cell] = true } }
    mutating func wait(_ cells: some Sequence<Int>) { for cell in cells { guards[cell] = true } }

    mutating func arrive(_ cells: some Sequence<Int>) { for cell in cells { arrivals[cell] = true } }
    mutating func watch(_ cells: some Sequence<Int>) {
        for cell in cells {
            reads[cell] = true
            watched[cell] = true
        }
    }

    mutating func touchEverything() {
        writes[CellTable.everything] = true
        reads[CellTable.everything] = true
    }

    mutating func formUnion(_ other: CellAccess) {
        reads.formUnion(other.reads)
        writes.formUnion(other.writes)
        guards.formUnion(other.guards)
        arrivals.formUnion(other.arrivals)
        watched.formUnion(other.watched)
        isMultiWay = isMultiWay || other.isMultiWay
        isUnknown = isUnknown || other.isUnknown
        looksAtThreads = looksAtThreads || other.looksAtThreads
        spawns.formUnion(other.spawns)
        meets.formUnion(other.meets)
        changesObserved = changesObserved || other.changesObserved
        dies = dies || other.dies
        countsDead = countsDead || other.countsDead
        isSelective = isSelective || other.isSelective
        isDirect = isDirect || other.isDirect
    }
}

/// The relation on which every reduction of the search rests, in one place.
///
/// Under `sc` two steps are independent if neither writes what the other touches: then they commute, and neither can
/// disable or change the other. Nor can one let the other go, but that a thread comes to stand ready at a rendezvous: then
/// the step that it lets go is one of its own future, which counts there. What a memory model changes in it says
/// `MemoryDependence`.
enum Dependence {
    /// Whether a step may depend on something that another thread's future holds.
    static func depends(_ step: CellAccess, on future: CellAccess) -> Bool {
        step.writes.intersects(future.writes) || step.writes.intersects(future.reads)
            || step.reads.intersects(future.writes) || (step.dies && future.countsDead)
            || (step.countsDead && future.dies) || step.arrivals.intersects(future.watched)
            || step.watched.intersects(future.arrivals)
    }

    /// Whether another thread's future may enable a step that can't be made.
    static func enables(_ future: CellAccess, _ step: CellAccess) -> Bool {
        future.writes.intersects(step.guards) || future.writes.intersects(step.reads)
            || future.arrivals.intersects(step.guards) || future.arrivals.intersects(step.reads)
            || (future.dies && (step.dies || step.countsDead))
    }
}

extension BitRow {
    func intersects(_ other: BitRow) -> Bool {
        for index in 0..<wordCount where word(index) & other.word(index) != 0 { return true }
        return false
    }
}
