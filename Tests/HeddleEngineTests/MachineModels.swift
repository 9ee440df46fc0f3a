import HeddleEngine
import HeddleProgram

/// Programs made by hand, for tests of the machine alone.
struct ModelBuilder {
    var program: Program
    private var statements = 0

    init(_ name: String) { program = Program(source: SourceText(path: "\(name).heddle", text: ""), name: name) }

    mutating func object(_ name: String, _ kind: ObjectKind, count: Int? = nil) -> ObjectID {
        program.objects.append(SharedObject(name: name, kind: kind, count: count))
        return program.objects.count - 1
    }

    mutating func routine(
        _ name: String, locals: [Local] = [], parameters: Int = 0, result: ValueType? = nil, _ code: [InstructionKind]
    ) -> RoutineID {
        program.routines.append(
            Routine(
                name: name, parameterCount: parameters, locals: locals, resultType: result,
                code: code.map { Instruction($0) }))
        return program.routines.count - 1
    }

    mutating func group(_ name: String, _ copies: ThreadGroup.Copies, _ routine: RoutineID, isDaemon: Bool = false) {
        program.threadGroups.append(ThreadGroup(name: name, copies: copies, isDaemon: isDaemon, routine: routine))
    }

    mutating func property(_ name: String, _ kind: Property.Kind, _ expression: Expression, locals: [Local] = []) {
        program.properties.append(
            Property(name: name, sentence: nil, kind: kind, expression: expression, locals: locals, text: name))
    }
}

func step(_ kind: StepSite.Kind = .operation, _ operations: InstructionKind...) -> [InstructionKind] {
    [.beginStep(StepSite(kind: kind, statement: 0, operation: 0, span: .none))] + operations + [.endStep]
}

func number(_ value: Int) -> Expression { Expression(.constant(.integer(value)), .int) }
func flag(_ value: Bool) -> Expression { Expression(.constant(.boolean(value)), .bool) }
func local(_ index: LocalID, _ type: ValueType = .int) -> Expression { Expression(.read(.local(index)), type) }
func shared(_ object: ObjectID, _ type: ValueType = .int) -> Expression { Expression(.read(.shared(object)), type) }
func sum(_ a: Expression, _ b: Expression) -> Expression { Expression(.binary(.add, a, b), .int) }
func equal(_ a: Expression, _ b: Expression) -> Expression { Expression(.binary(.equal, a, b), .bool) }

/// States and transitions found by the plainest of searches, through the values of the machine.
struct MachineSearch {
    var states = 0
    var transitions = 0
    var deadlocks = 0
    var ended: [State] = []
    var violations: [Violation] = []
    var bounds: [ModelBound] = []

    init(_ machine: Machine, limit: Int = 200_000) {
        let start = machine.start()
        var seen: Set<State> = [start.state]
        var queue = [start.state]
        if let violation = start.event.violation { violations.append(violation) }
        var next = 0
        while next < queue.count, seen.count < limit {
            let state = queue[next]
            next += 1
            switch machine.ending(state) {
            case .ended: ended.append(state)
            case .deadlock: deadlocks += 1
            case .running, .violated: break
            }
            for transition in machine.enabled(state) {
                guard let result = machine.apply(transition, to: state) else { continue }
                switch result.event.outcome {
                case .discarded: continue
                case .bound(let bound):
                    bounds.append(bound)
                    continue
                case .violated: if let violation = result.event.violation { violations.append(violation) }
                case .completed: break
                }
                transitions += 1
                if seen.insert(result.state).inserted { queue.append(result.state) }
            }
        }
        states = seen.count
    }
}

func lostUpdate(tellers: Int) -> Program {
    var model = ModelBuilder("Lost update")
    let balance = model.object("balance", .variable(.int, initial: .integer(0)))
    let seen = Local(name: "seen", type: .int)
    let body = model.routine(
        "teller", locals: [seen],
        step(.operation, .read(.shared(balance), result: 0, order: nil))
            + step(.operation, .write(.shared(balance), sum(local(0), number(1)), order: nil)))
    model.group("teller", .replicas(tellers), body)
    model.property("everyDepositKept", .final, equal(shared(balance), number(tellers)))
    return model.program
}

func philosophers(_ count: Int) -> Program {
    var model = ModelBuilder("Dining philosophers")
    let fork = model.object("fork", .mutex(recursive: false), count: count)
    let meals = model.object("meals", .variable(.int, initial: .integer(0)))
    _ = meals
    let me = Local(name: "i", type: .range(lower: 0, upper: count - 1))
    let left = ObjectReference(fork, index: local(0))
    let right = ObjectReference(
        fork, index: Expression(.binary(.remainder, sum(local(0), number(1)), number(count)), .int))
    let code =
        step(.operation, .lock(left)) + step(.operation, .lock(right)) + step(.operation, .skip)
        + step(.operation, .unlock(right)) + step(.operation, .unlock(left))
    let body = model.routine("philosopher", locals: [me], parameters: 1, code + [.jump(0)])
    model.group("philosopher", .parameter(lower: 0, upper: count - 1), body)
    return model.program
}
