internal import HeddleProgram

/// Walks the code of one context from step to step.
struct StepWalker {
    private let program: Program
    private let cells: CellTable
    private let context: Int
    private let roots: [RoutineID]
    private let canRest: [Bool]
    private let observed: [RoutineID: Set<LocalID>]
    private let number: Int?
    private var flows: [RoutineID: ConstantFlow] = [:]
    private var parameters: [RoutineID: [Int?]] = [:]
    private var inStep: [RoutineID: [Bool]] = [:]
    /// Behind which instructions a routine's return goes on.
    private var returns: [RoutineID: [Position]] = [:]
    private var instant: [RoutineID: CellAccess] = [:]
    private var numbers: [Position: Int] = [:]
    /// For each root: what runs before its first step, and its first steps.
    private(set) var starts: [RoutineID: (access: CellAccess, nodes: [Int])] = [:]

    private struct Position: Hashable {
        var routine: RoutineID
        var instruction: Int
        var isInStep = false
    }

    private struct Stretch {
        var access = CellAccess(cells: 0)
        var ends: [Position] = []
        var mayFinish = false
        var crossesCalls = false
    }

    init(
        program: Program, cells: CellTable, context: Int, of declared: ThreadContext, canRest: [Bool],
        observed: [RoutineID: Set<LocalID>]
    ) {
        self.program = program
        self.cells = cells
        self.context = context
        self.canRest = canRest
        self.observed = observed
        roots = declared.roots
        number = declared.number
        for root in roots {
            var known = [Int?](repeating: nil, count: program.routines[root].parameterCount)
            for (index, parameter) in declared.parameters.enumerated() where index < known.count {
                known[index] = parameter
            }
            parameters[root] = known
        }
    }

    mutating func walk() -> [StepNode] {
        findFlows()
        var order: [Position] = []
        for routine in flows.keys.sorted() {
            for (index, instruction) in program.routines[routine].code.enumerated() where isReached(routine, index) {
                if case .beginStep = instruction.kind {
                    let position = Position(routine: routine, instruction: index)
                    numbers[position] = order.count
                    order.append(position)
                }
            }
        }
        for root in roots where starts[root] == nil {
            let start = stretch(from: Position(routine: root, instruction: 0))
            starts[root] = (start.access, start.ends.compactMap { numbers[$0] })
        }
        return order.map { node($0) }
    }

    private func isReached(_ routine: RoutineID, _ index: Int) -> Bool {
        flows[routine].map { $0.before[index] != nil } ?? false
    }

    private mutating func node(_ position: Position) -> StepNode {
        guard case .beginStep(let site) = program.routines[position.routine].code[position.instruction].kind else {
            preconditionFailure("Heddle bug: a node that is no step")
        }
        let found = stretch(
            from: Position(routine: position.routine, instruction: position.instruction + 1, isInStep: true))
        var access = found.access
        access.read(CellTable.everything)
        if site.kind == .atomic {
            // Each block takes up what those before it knew (language.md section 9).
            if cells.passesKnowledge { access.write(cells.blocks) }
            access.isDirect = true
        }
        if site.kind == .select { access.isDirect = true }
        if found.mayFinish { access.write(cells.finished + context) }
        return StepNode(
            context: context, routine: position.routine, instruction: position.instruction, labels: site.labels,
            access: access, successors: found.ends.compactMap { numbers[$0] }.sorted(), mayFinish: found.mayFinish,
            channels: access.meets, onlyTakes: onlyTakes(position), crossesCalls: found.crossesCalls, future: access)
    }

    /// The rendezvous channel of a step that is a receive and nothing else.
    private func onlyTakes(_ position: Position) -> ObjectID? {
        let code = program.routines[position.routine].code
        guard code.indices.contains(position.instruction + 1) else { return nil }
        let channel: ObjectID
        switch code[position.instruction + 1].kind {
        case .receive(let reference, _): channel = reference.object
        case .alternatives(let all, _, _):
            guard all.count == 1, let offer = all[0].offer,
                case .processReceive(.known(let reference), _, _, _, _) = code[offer].kind
            else { return nil }
            channel = reference.object
        default: return nil
        }
        if case .channel(_, .rendezvous, _) = program.objects[channel].kind { return channel }
        return nil
    }

    // MARK: - Known numbers

    /// Parameters are known where every call passes the same number.
    private mutating func findFlows() {
        var work = roots
        while let routine = work.popLast() {
            let declared = program.routines[routine]
            let flow = ConstantFlow(declared, parameters: parameters[routine] ?? [], number: number)
            flows[routine] = flow
            if inStep[routine] == nil { inStep[routine] = RoutineAnalysis(declared, canRest: canRest).isInStep }
            for (index, instruction) in declared.code.enumerated() {
                guard case .call(let callee, let arguments, _) = instruction.kind, let known = flow.before[index],
                    inStep[routine]?[index] == false, canRest[callee]
                else { continue }
                let position = Position(routine: routine, instruction: index + 1)
                if returns[callee]?.contains(position) != true { returns[callee, default: []].append(position) }
                let passed = arguments.map { ConstantFlow.value($0, known) }
                if let old = parameters[callee] {
                    let merged = zip(old, passed).map { $0 == $1 ? $0 : nil }
                    if merged == old, flows[callee] != nil { continue }
                    parameters[callee] = merged
                } else {
                    parameters[callee] = passed
                }
                if !work.contains(callee) { work.append(callee) }
            }
        }
    }

    // MARK: - Walking

    /// Everything from a position up to the next steps.
    private mutating func stretch(from start: Position) -> Stretch {
        var reader = AccessReader(program: program, cells: cells, observed: observed)
        var result = Stretch()
        var seen: Set<Position> = [start]
        var work = [start]
        func go(_ position: Position) {
            if seen.insert(position).inserted { work.append(position) }
        }
        while let position = work.popLast() {
            let code = program.routines[position.routine].code
            guard code.indices.contains(position.instruction) else {
                leave(position.routine, &result).forEach(go)
                continue
            }
            guard let known = flows[position.routine]?.before[position.instruction] else { continue }
            let kind = code[position.instruction].kind
            var next = position.isInStep
            reader.known = known
            reader.routine = position.routine
            switch kind {
            case .beginStep:
                result.ends.append(position)
                continue
            case .endStep, .select: next = false
            case .processEnd: result.mayFinish = true
            case .return where !position.isInStep:
                reader.add(kind)
                leave(position.routine, &result).forEach(go)
                continue
            case .call(let callee, _, _):
                reader.add(kind)
                if !position.isInStep, canRest[callee] {
                    result.crossesCalls = true
                    go(Position(routine: callee, instruction: 0))
                    continue
                }
                reader.access.formUnion(instantAccess(callee))
            default: break
            }
            if case .call = kind {} else { reader.add(kind) }
            for target in ConstantFlow.successors(code, position.instruction, known) {
                go(Position(routine: position.routine, instruction: target, isInStep: next))
            }
        }
        result.access = reader.access
        result.ends.sort { ($0.routine, $0.instruction) < ($1.routine, $1.instruction) }
        return result
    }

    /// The end of a routine: of the thread, or back to wherever it is called.
    private func leave(_ routine: RoutineID, _ result: inout Stretch) -> [Position] {
        if roots.contains(routine) { result.mayFinish = true }
        let behind = returns[routine] ?? []
        if !behind.isEmpty { result.crossesCalls = true }
        return behind
    }

    /// All that a routine may do that runs within one step.
    private mutating func instantAccess(_ routine: RoutineID) -> CellAccess {
        if let known = instant[routine] { return known }
        instant[routine] = CellAccess(cells: cells.count)
        var reader = AccessReader(program: program, cells: cells, observed: observed)
        reader.routine = routine
        for instruction in program.routines[routine].code {
            reader.add(instruction.kind)
            if case .call(let callee, _, _) = instruction.kind { reader.access.formUnion(instantAccess(callee)) }
        }
        var result = reader.access
        // A routine that calls itself has met an unfinished answer on the way: it may do whatever is in the circle.
        if isRecursive(routine) { result.touchEverything() }
        instant[routine] = result
        return result
    }

    private func isRecursive(_ routine: RoutineID) -> Bool {
        var seen: Set<RoutineID> = []
        var work = [routine]
        while let next = work.popLast() {
            for instruction in program.routines[next].code {
                guard case .call(let callee, _, _) = instruction.kind else { continue }
                if callee == routine { return true }
                if seen.insert(callee).inserted { work.append(callee) }
            }
        }
        return false
    }

    // MARK: - Ways that only look

    /// Whether every way from one step to the next rest at another only reads, and gives no value to what `kept` holds.
    func isPureWay(_ routine: RoutineID, from start: Int, to end: Int, kept: Set<LocalID>) -> Bool {
        let code = program.routines[routine].code
        var seen: Set<Int> = []
        // Twice the position, and one if something else than reading was met.
        var work = [2 * (start + 1)]
        var reached: Set<Int> = []
        while let item = work.popLast() {
            guard seen.insert(item).inserted else { continue }
            let position = item / 2
            var isTainted = item % 2 != 0
            guard code.indices.contains(position), let known = flows[routine]?.before[position] else { continue }
            let kind = code[position].kind
            if case .beginStep = kind {
                if position == end { reached.insert(item % 2) }
                continue
            }
            let effect = LocalUse.effect(of: kind)
            if !Self.isPure(kind) || (effect.writes + effect.touches).contains(where: kept.contains) {
                isTainted = true
            }
            if case .return = kind { continue }
            for target in ConstantFlow.successors(code, position, known) {
                work.append(2 * target + (isTainted ? 1 : 0))
            }
        }
        return reached == [0]
    }

    private static func isPure(_ kind: InstructionKind) -> Bool {
        switch kind {
        case .endStep, .read, .jump, .branch, .assign(.local, _), .skip, .yield, .guard, .eventIsSet,
            .channelCount:
            return true
        case .alternatives(let all, _, _): return !all.contains { $0.offer != nil }
        default: return false
        }
    }
}
