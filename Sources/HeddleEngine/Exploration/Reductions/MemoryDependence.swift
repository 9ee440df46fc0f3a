internal import HeddleProgram

/// What a memory model changes in the relation of dependence (`Dependence`).
///
/// Under `c11` an execution is a graph, and whatever order of its events keeps program order and reads-from can be run
/// (every part of a consistent graph that holds what its events read is consistent, semantics.md 1.3 and 1.4). So a
/// write of an atomic location needs no order against what others do there: made earlier, it is placed before their
/// later writes, and their reads still have the older ones. A read depends on the writes to come. What a thread can do
/// next it can do after all that others do, too: the newest write can be read, and a write be put last; only a step that
/// must find a certain value may lose it to a cycle of seq_cst, and depends on everything. Where all accesses are seq_cst
/// (`latest`), the order is that of `sc`. Locks, channels and blocks pass knowledge on in the order in which they are
/// used: `CellTable.passesKnowledge`.
///
/// Under `tso` a store waits in the buffer: what it touches then is looked up in each state (`BufferedWrites`).
struct MemoryDependence {
    /// Cells that a write may reach without an order.
    private let unordered: BitRow
    /// Whether only a store that waits in a buffer is without order.
    private let isBuffered: Bool
    private let mayLoseValues: Bool
    /// By location of the memory plan.
    let cellsOfLocation: [[Int]]

    init(_ machine: Machine, _ cells: CellTable) {
        var unordered = BitRow(count: cells.count)
        guard let plan = machine.memory else {
            (self.unordered, isBuffered, mayLoseValues, cellsOfLocation) = (unordered, false, false, [])
            return
        }
        isBuffered = plan.form == .buffers
        mayLoseValues = plan.form == .graph || plan.form == .history
        var byObject: [ObjectID: [Int]] = [:]
        for index in plan.locations.indices { byObject[plan.locations[index].object, default: []].append(index) }
        var found: [[Int]] = Array(repeating: [], count: plan.locations.count)
        for (object, locations) in byObject {
            let sorted = locations.sorted { plan.locations[$0].offset < plan.locations[$1].offset }
            let all = Self.cells(of: object, machine.program, cells)
            for (place, location) in sorted.enumerated() {
                found[location] = sorted.count == all.count ? [all[place]] : all
            }
            // Who accesses a plain variable second races, and goes no further; a cell is freed by a plain access.
            let isAtomic = locations.allSatisfy { !plan.locations[$0].isPlain }
            if plan.form != .latest, isBuffered || isAtomic { for cell in all { unordered[cell] = true } }
        }
        self.unordered = unordered
        cellsOfLocation = found
    }

    private static func cells(of object: ObjectID, _ program: Program, _ cells: CellTable) -> [Int] {
        if case .pool(let fields, _, _, _) = program.objects[object].kind {
            return fields.indices.map { cells.poolField(object, $0) }
        }
        return Array(cells.variable(object, 0..<cells.leaves(object)))
    }

    /// What of a step others can get in the way of.
    func ordered(_ step: CellAccess) -> CellAccess {
        var result = step
        if !isBuffered || !step.isDirect { result.writes.subtract(unordered) }
        return result
    }

    /// Whether a step depends on everything that others do.
    func needsEverything(_ step: CellAccess) -> Bool { mayLoseValues && step.isSelective }
}
