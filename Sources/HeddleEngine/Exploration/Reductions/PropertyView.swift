internal import HeddleProgram

/// What the properties that count in every state look at: cells, labels, locals, ends.
///
/// Invariants and reachables only: finals and outcomes are judged where nothing can move any more, and those states are
/// all kept by every reduction.
struct PropertyView {
    private(set) var cells: BitRow
    private(set) var labels: Set<LabelID> = []
    /// By routine.
    private(set) var locals: [RoutineID: Set<LocalID>] = [:]
    private(set) var looksAtEnds = false
    private(set) var looksAtBlocking = false
    /// Whether there is anything to look at.
    private(set) var isEmpty = true

    init(_ program: Program, cells table: CellTable) {
        cells = BitRow(count: table.count)
        var reader = AccessReader(program: program, cells: table)
        for property in program.properties where property.kind == .invariant || property.kind == .reachable {
            isEmpty = false
            reader.read(property.expression)
            visit(property.expression, program)
        }
        cells = reader.access.reads
        cells[CellTable.everything] = false
    }

    /// Only what `cells` doesn't say: where threads are and what their locals hold.
    init(observing program: Program) {
        cells = BitRow(count: 0)
        for property in program.properties where property.kind == .invariant || property.kind == .reachable {
            visit(property.expression, program)
        }
    }

    private mutating func visit(_ expression: Expression, _ program: Program) {
        ExpressionParts.visit(expression, in: program) { part in
            switch part {
            case .expression(let inner):
                switch inner.kind {
                case .atLabel(_, let labels): self.labels.formUnion(labels)
                case .finished: looksAtEnds = true
                case .blocked, .crashed: looksAtBlocking = true
                default: break
                }
            case .place(.threadLocal(_, let routine, let local)): locals[routine, default: []].insert(local)
            case .place: break
            }
        }
    }
}
