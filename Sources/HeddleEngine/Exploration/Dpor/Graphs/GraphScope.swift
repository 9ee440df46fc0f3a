internal import HeddleProgram

/// Why the execution graphs of a model can't be gone through one by one: then its executions are told apart by the order of
/// dependent steps (`DporSearch`).
package enum GraphRefusal: Hashable, Sendable {
    /// An `invariant` or a `reachable`: one schedule of a graph doesn't go through all of its states.
    case everyState
    /// Ghost variables see the order of steps that no execution graph tells.
    case ghosts
    /// Locks, channels, cells and the like: who comes first is no reads-from and no modification order.
    case otherObjects
    /// An atomic block, a `select`, a whole struct or array, an `await` of several variables.
    case severalLocations
    /// Several threads spawn: what their children are called depends on who comes first.
    case severalSpawners
    /// `bounds` of the event graph that another form of the memory doesn't need.
    case tooManyEvents
}

/// Which models a search of execution graphs can take: threads over variables and atomics, each step of which makes at
/// most one access.
enum GraphScope {
    /// nil where the model can be taken, as far as its code tells. `judgesStates`: what holds on the way counts, not only
    /// how executions end.
    static func refusal(_ machine: Machine, judgesStates: Bool = true) -> GraphRefusal? {
        let program = machine.program
        if judgesStates, program.properties.contains(where: { $0.kind == .invariant || $0.kind == .reachable }) {
            return .everyState
        }
        if program.objects.contains(where: \.isGhost) { return .ghosts }
        if hasList(program) { return .otherObjects }
        for (index, routine) in program.routines.enumerated() where index != program.setup {
            for instruction in routine.code {
                if let refusal = refusal(instruction.kind, routine, program) { return refusal }
            }
        }
        return nil
    }

    private static func refusal(_ kind: InstructionKind, _ routine: Routine, _ program: Program) -> GraphRefusal? {
        switch kind {
        case .assign(let place, _), .listAppend(let place, _), .listRemoveFirst(let place, _),
            .listRemoveLast(let place, _), .listClear(let place):
            return isLocal(place) ? nil : .severalLocations
        case .beginStep(let site):
            switch site.kind {
            case .operation, .await, .choose: return nil
            case .atomic, .select, .process: return .severalLocations
            }
        case .guard(let condition): return refusal(condition, program)
        case .read(let place, let result, _): return refusal(place, routine.locals[result].type, program)
        case .write(let place, let value, _): return refusal(place, value.type, program)
        case .readModifyWrite(_, let place, _, _, _), .compareExchange(let place, _, _, _, _, _, _, _):
            return isCell(place) ? .otherObjects : nil
        case .jump, .branch, .call, .return, .assert, .assume, .endStep, .fence, .choose, .spawn, .join, .skip, .yield:
            return nil
        default: return .otherObjects
        }
    }

    /// A plain variable of several locations is accessed part by part.
    private static func refusal(_ place: Place, _ type: ValueType, _ program: Program) -> GraphRefusal? {
        if isCell(place) { return .otherObjects }
        guard let object = root(place), case .variable = program.objects[object].kind else { return nil }
        return isWhole(type) ? .severalLocations : nil
    }

    private static func isWhole(_ type: ValueType) -> Bool {
        switch type {
        case .array, .structure: return true
        default: return false
        }
    }

    /// A shared list is no location of a weak memory: what is done with it leaves no trace in a graph.
    static func hasList(_ program: Program) -> Bool { program.objects.contains { hasList($0.kind, program) } }

    private static func hasList(_ kind: ObjectKind, _ program: Program) -> Bool {
        switch kind {
        case .variable(let type, _), .atomic(let type, _): return hasList(type, program)
        default: return false
        }
    }

    private static func hasList(_ type: ValueType, _ program: Program) -> Bool {
        switch type {
        case .list: return true
        case .array(let element, _): return hasList(element, program)
        case .optional(let inner): return hasList(inner, program)
        case .structure(let index): return program.structures[index].fields.contains { hasList($0.type, program) }
        default: return false
        }
    }

    /// A condition that is waited for looks at one variable or at one element.
    private static func refusal(_ condition: Expression, _ program: Program) -> GraphRefusal? {
        var objects: Set<ObjectID> = []
        var refusal: GraphRefusal?
        ExpressionParts.visit(condition, in: program) { part in
            switch part {
            case .place(let place):
                if isCell(place) { refusal = .otherObjects }
                if let object = root(place) { objects.insert(object) }
            case .expression(let expression):
                switch expression.kind {
                case .read(let place):
                    if let object = root(place), case .variable = program.objects[object].kind,
                        isWhole(expression.type)
                    {
                        refusal = .severalLocations
                    }
                case .atLabel, .finished, .crashed, .blocked, .holder, .channelCount, .channelClosed, .semaphoreValue,
                    .eventIsSet, .waitingCount, .process:
                    refusal = .otherObjects
                default: break
                }
            }
        }
        return refusal ?? (objects.count > 1 ? .severalLocations : nil)
    }

    /// The variable or atomic that a place lies in.
    static func root(_ place: Place) -> ObjectID? {
        switch place {
        case .local, .threadLocal, .cellField: return nil
        case .shared(let object): return object
        case .element(let whole, _), .field(let whole, _): return root(whole)
        }
    }

    private static func isCell(_ place: Place) -> Bool {
        switch place {
        case .local, .shared, .threadLocal: return false
        case .cellField: return true
        case .element(let whole, _), .field(let whole, _): return isCell(whole)
        }
    }

    private static func isLocal(_ place: Place) -> Bool {
        switch place {
        case .local: return true
        case .shared, .threadLocal, .cellField: return false
        case .element(let whole, _), .field(let whole, _): return isLocal(whole)
        }
    }

    /// A machine that goes through all execution graphs of a model: races end nothing, and reads may choose.
    /// The model's own where that does so.
    ///
    /// For `tso` it is one of `c11`: all that store buffers do is an execution graph there too, as C11 compiles to them
    /// (`StoreOrder` drops the others). That holds without the order of seq_cst, so it isn't kept.
    static func machine(for machine: Machine) throws(MachineError) -> Machine {
        guard let plan = machine.memory, plan.form == .buffers || plan.form == .latest || plan.hasClocks else {
            return machine
        }
        var program = machine.program
        program.allowed.insert(.race)
        var options = MemoryOptions()
        var model = machine.memoryModel
        switch plan.form {
        case .buffers:
            model = .c11
            program.bounds.messages = 250
            options.form = .views
        case .latest, .graph: options.form = .graph
        default: break
        }
        return try Machine(program, memoryModel: model, memory: options)
    }
}
