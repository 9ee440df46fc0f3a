internal import HeddleProgram

/// Adds up what expressions and instructions touch.
///
/// Indices that follow from known locals name one element; all others name every element. What is not known here at all
/// counts as touching everything.
struct AccessReader {
    let program: Program
    let cells: CellTable
    /// Locals that invariants and reachables look at, by routine.
    var observed: [RoutineID: Set<LocalID>] = [:]
    /// Known numbers of the locals; empty where nothing is known.
    var known: ConstantFlow.Known = []
    /// The routine that the instructions stand in.
    var routine: RoutineID = -1
    var access: CellAccess
    private var pure: Set<RoutineID> = []

    init(program: Program, cells: CellTable, observed: [RoutineID: Set<LocalID>] = [:]) {
        self.program = program
        self.cells = cells
        self.observed = observed
        access = CellAccess(cells: cells.count)
    }

    // MARK: - Expressions

    mutating func read(_ expression: Expression) {
        switch expression.kind {
        case .constant, .selfThread: break
        case .read(let place): read(place)
        case .unary(_, let a), .convert(let a), .some(let a), .unwrap(let a), .isNil(let a), .fieldOf(let a, _),
            .count(let a), .isEmpty(let a), .first(let a), .last(let a), .absolute(let a), .repeated(let a, _):
            read(a)
        case .binary(_, let a, let b), .and(let a, let b), .or(let a, let b), .implies(let a, let b),
            .coalesce(let a, let b), .elementOf(let a, let b), .contains(let a, let b), .minimum(let a, let b),
            .maximum(let a, let b):
            read(a)
            read(b)
        case .conditional(let a, let b, let c):
            for part in [a, b, c] { read(part) }
        case .structure(let parts), .elements(let parts):
            for part in parts { read(part) }
        case .threadOf(let group, let index):
            read(index)
            if program.threadGroups[group].copies == .spawned { access.read(cells.spawned) }
        case .quantifier(_, _, let domain, let body):
            read(domain)
            read(body)
        case .call(let callee, let arguments):
            for argument in arguments { read(argument) }
            readPure(callee)
        case .atLabel(let thread, _), .finished(let thread), .crashed(let thread), .blocked(let thread):
            read(thread)
            lookAtThreads()
        case .holder(let reference), .channelCount(let reference), .channelClosed(let reference),
            .semaphoreValue(let reference), .eventIsSet(let reference), .waitingCount(let reference):
            access.read(sides(reference, .take) + sides(reference, .give))
        case .process(let question): read(question)
        }
    }

    mutating func read(_ domain: Domain) {
        switch domain {
        case .range(let lower, let upper, _):
            read(lower)
            read(upper)
        case .elements(let list): read(list)
        case .enumeration: break
        case .threads(let group): if program.threadGroups[group].copies == .spawned { access.read(cells.spawned) }
        }
    }

    mutating func read(_ place: Place) {
        indices(of: place)
        access.read(shared(place))
        if case .threadLocal = root(place) { lookAtThreads() }
    }

    private mutating func lookAtThreads() {
        access.looksAtThreads = true
        access.touchEverything()
    }

    /// A pure function runs at this instant: whatever its instructions read counts.
    private mutating func readPure(_ callee: RoutineID) {
        guard pure.insert(callee).inserted else { return }
        let kept = (known, routine)
        known = []
        routine = callee
        for instruction in program.routines[callee].code { add(instruction.kind) }
        (known, routine) = kept
    }

    // MARK: - Places

    /// The outermost part of a place.
    private func root(_ place: Place) -> Place {
        switch place {
        case .element(let whole, _), .field(let whole, _): return root(whole)
        default: return place
        }
    }

    /// Reads what the indices and references in a place read.
    private mutating func indices(of place: Place) {
        switch place {
        case .local, .shared: break
        case .cellField(_, let reference, _): read(reference)
        case .element(let whole, let index):
            indices(of: whole)
            read(index)
        case .field(let whole, _): indices(of: whole)
        case .threadLocal(let thread, _, _): read(thread)
        }
    }

    /// The cells of a place; none where it is a local.
    private func shared(_ place: Place) -> [Int] {
        switch root(place) {
        case .shared(let object):
            guard cells.variableType(object) != nil else { return [CellTable.everything] }
            return Array(cells.variable(object, leaves(place)?.range ?? 0..<cells.leaves(object)))
        case .cellField(let pool, _, let field): return [cells.poolField(pool, field)]
        default: return []
        }
    }

    /// The scalars of a variable that a place covers; nil where that is not known, or the place is in a list.
    private func leaves(_ place: Place) -> (range: Range<Int>, type: ValueType)? {
        switch place {
        case .shared(let object):
            guard let type = cells.variableType(object) else { return nil }
            if case .atomic(.structure, _) = program.objects[object].kind { return nil }
            return (0..<cells.scalars(type), type)
        case .element(let whole, let index):
            guard let (range, type) = leaves(whole), case .array(let element, let count) = type,
                let number = ConstantFlow.value(index, known), (0..<count).contains(number)
            else { return nil }
            let size = cells.scalars(element)
            let start = range.lowerBound + number * size
            return (start..<(start + size), element)
        case .field(let whole, let field):
            guard let (range, type) = leaves(whole), case .structure(let table) = type else { return nil }
            let fields = program.structures[table].fields
            guard fields.indices.contains(field) else { return nil }
            let before = fields[..<field].reduce(0) { $0 + cells.scalars($1.type) }
            let start = range.lowerBound + before
            return (start..<(start + cells.scalars(fields[field].type)), fields[field].type)
        default: return nil
        }
    }

    mutating func write(_ place: Place) {
        indices(of: place)
        access.write(shared(place))
        if let local = LocalUse.root(place) { change(local) }
        if case .threadLocal = root(place) { access.touchEverything() }
    }

    /// A local gets a value.
    mutating func change(_ local: LocalID?) {
        if let local, observed[routine]?.contains(local) == true { access.changesObserved = true }
    }

    /// The cells of one side of a primitive; reads its index.
    func sides(_ reference: ObjectReference, _ side: CellTable.Side) -> [Int] {
        cells.primitive(reference.object, index: reference.index.flatMap { ConstantFlow.value($0, known) }, side)
    }
}
