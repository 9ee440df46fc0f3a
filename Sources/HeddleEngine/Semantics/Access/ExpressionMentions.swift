package import HeddleProgram

/// What an expression looks at: shared objects, and locals of threads.
package struct ExpressionMentions {
    package private(set) var objects: Set<ObjectID> = []
    /// Whether it looks at where threads are or at their locals.
    private(set) var looksAtThreads = false
    /// Places that it asks about, one set of labels each.
    private(set) var labels: Set<[LabelID]> = []
    private(set) var looksAtEnds = false
    private(set) var looksAtBlocking = false
    /// Whether it goes through all threads spawned on a group.
    private(set) var looksAtSpawns = false
    package private(set) var threadLocals: Set<ThreadLocal> = []
    /// The same with the threads that they belong to, in order of appearance.
    package private(set) var ownedLocals: [OwnedLocal] = []
    private var seenRoutines: Set<RoutineID> = []
    private let program: Program

    package struct ThreadLocal: Hashable {
        package var routine: RoutineID
        package var local: LocalID
    }

    /// A thread's local, as far as the expression alone tells whose.
    package struct OwnedLocal {
        package enum Owner {
            case thread(Int)
            /// The n-th spawned on the group.
            case spawned(GroupID, Int)
            /// Each thread that a quantifier goes through.
            case each
            /// Values decide.
            case computed
        }
        package var owner: Owner
        package var local: ThreadLocal
    }

    package init(_ expression: Expression, in program: Program) {
        self.program = program
        visit(expression)
    }

    private mutating func visit(_ expression: Expression) {
        switch expression.kind {
        case .constant, .selfThread: break
        case .read(let place): visit(place)
        case .unary(_, let a), .convert(let a), .some(let a), .unwrap(let a), .isNil(let a), .fieldOf(let a, _),
            .count(let a), .isEmpty(let a), .first(let a), .last(let a), .absolute(let a), .repeated(let a, _):
            visit(a)
        case .binary(_, let a, let b), .and(let a, let b), .or(let a, let b), .implies(let a, let b),
            .coalesce(let a, let b), .elementOf(let a, let b), .contains(let a, let b), .minimum(let a, let b),
            .maximum(let a, let b):
            visit(a)
            visit(b)
        case .conditional(let a, let b, let c):
            for part in [a, b, c] { visit(part) }
        case .structure(let parts), .elements(let parts):
            for part in parts { visit(part) }
        case .quantifier(_, _, let domain, let body):
            visit(domain)
            visit(body)
        case .call(let routine, let arguments):
            for argument in arguments { visit(argument) }
            visit(routine: routine)
        case .threadOf(_, let index): visit(index)
        case .atLabel(let thread, _), .finished(let thread), .crashed(let thread), .blocked(let thread):
            looksAtThreads = true
            noteObserver(expression.kind)
            visit(thread)
        case .holder(let reference), .channelCount(let reference), .channelClosed(let reference),
            .semaphoreValue(let reference), .eventIsSet(let reference), .waitingCount(let reference):
            objects.insert(reference.object)
            if let index = reference.index { visit(index) }
        case .process(let question):
            looksAtThreads = true
            for part in question.parts { visit(part) }
            for object in question.objects { objects.insert(object) }
        }
    }

    private mutating func noteObserver(_ kind: Expression.Kind) {
        switch kind {
        case .atLabel(_, let set): labels.insert(set)
        case .finished: looksAtEnds = true
        case .blocked: looksAtBlocking = true
        default: break
        }
    }

    private static func owner(_ thread: Expression) -> OwnedLocal.Owner {
        switch thread.kind {
        case .constant(.thread(let number)): return .thread(number)
        case .read(.local): return .each
        case .threadOf(let group, let index):
            if case .constant(.integer(let number)) = index.kind { return .spawned(group, number) }
            return .computed
        default: return .computed
        }
    }

    private mutating func visit(_ domain: Domain) {
        switch domain {
        case .range(let lower, let upper, _):
            visit(lower)
            visit(upper)
        case .elements(let list): visit(list)
        case .threads(let group): if program.threadGroups[group].copies == .spawned { looksAtSpawns = true }
        case .enumeration: break
        }
    }

    private mutating func visit(_ place: Place) {
        switch place {
        case .local: break
        case .shared(let object): objects.insert(object)
        case .cellField(let pool, let reference, _):
            objects.insert(pool)
            visit(reference)
        case .element(let base, let index):
            visit(base)
            visit(index)
        case .field(let base, _): visit(base)
        case .threadLocal(let thread, let routine, let local):
            looksAtThreads = true
            let found = ThreadLocal(routine: routine, local: local)
            threadLocals.insert(found)
            ownedLocals.append(OwnedLocal(owner: Self.owner(thread), local: found))
            visit(thread)
        }
    }

    /// A pure function that a property calls: whatever its instructions read counts.
    private mutating func visit(routine: RoutineID) {
        guard program.routines.indices.contains(routine), seenRoutines.insert(routine).inserted else { return }
        for instruction in program.routines[routine].code {
            switch instruction.kind {
            case .assign(_, let value), .assert(let value, _, _), .assume(let value), .guard(let value): visit(value)
            case .branch(let condition, _, _): visit(condition)
            case .return(let value?): visit(value)
            case .read(let place, _, _): visit(place)
            case .call(let other, let arguments, _):
                for argument in arguments { visit(argument) }
                visit(routine: other)
            default: break
            }
        }
    }
}
