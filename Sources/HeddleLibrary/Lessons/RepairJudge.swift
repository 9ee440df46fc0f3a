package import HeddleEngine
package import HeddleProgram

/// Why a changed model is no repair, before it is searched.
package enum RepairFault: Hashable, Sendable {
    case propertyMissing(String)
    case propertyChanged(String)
    /// Other threads, other numbers of them, or a thread that has become a daemon.
    case threadsChanged(String)
    case constantChanged(String)
    /// A variable that begins with another value.
    case startChanged(String)
    case checkSwitchedOff(String)
    case boundsChanged
    case memoryModelChanged
    /// Executions are left out by `assume`.
    case assumes
    case objectAdded(String)
    case atomicAdded
}

/// What a changed model came to.
package enum RepairVerdict: Hashable, Sendable {
    /// As the lesson gave it.
    case untouched
    /// Its text has errors.
    case broken
    case refused(RepairFault)
    /// The search found something.
    case fails(Subject)
    /// A search of so many states didn't see all.
    case notKnown(Int)
    /// No run ends any more.
    case neverEnds
    /// A run can get to where it never ends.
    case goesRound
    /// A `reachable` or `outcome` of the model isn't possible any more, by its index.
    case lostProperty(Int)
    /// What the lesson wants to stay possible isn't, by its place among the goal's.
    case lostCondition(Int)
    case accepted

    package var isAccepted: Bool { self == .accepted }
}

/// Judges whether a changed model is a repair: it holds all that the model states, every check finds nothing, and it is
/// not weakened.
///
/// Not weakened means: the same properties, threads (their number too), constants, first values of variables, checks and
/// bounds; no `assume` more; where the model's runs could end, every run still can, wherever it has come to; whatever
/// `reachable` and `outcome` were possible still are; so is what the lesson names with `keep`. Objects and code are the
/// user's to change, but for what the lesson forbids.
package struct RepairJudge: Sendable {
    /// A model with the lesson's conditions as properties behind its own.
    package var original: Machine
    package var goal: RepairGoal
    /// Index of the first condition among the properties of `original`.
    package var conditions: Int

    /// Unit: states.
    package static let stateLimit = 1_000_000

    package init(original: Machine, goal: RepairGoal, conditions: Int) {
        self.original = original
        self.goal = goal
        self.conditions = conditions
    }

    /// The model's own properties.
    private var own: [Property] { Array(original.program.properties.prefix(conditions)) }

    /// The first fault of a changed model's declarations; nil: the search may judge.
    ///
    /// `changed` may or may not hold the lesson's conditions.
    package func fault(_ changed: Program) -> RepairFault? {
        let program = original.program
        if changed.memoryModel != program.memoryModel { return .memoryModelChanged }
        for property in own {
            guard let other = changed.properties.first(where: { $0.name == property.name }) else {
                return .propertyMissing(property.name)
            }
            if other.kind != property.kind || other.text != property.text { return .propertyChanged(property.name) }
        }
        if let fault = threads(program, changed) ?? values(program, changed) { return fault }
        if let check = changed.allowed.subtracting(program.allowed).map(\.rawValue).min() {
            return .checkSwitchedOff(check)
        }
        if let check = program.forbidden.subtracting(changed.forbidden).map(\.rawValue).min() {
            return .checkSwitchedOff(check)
        }
        if changed.bounds != program.bounds { return .boundsChanged }
        if Self.count(changed, Self.isAssume) > Self.count(program, Self.isAssume) { return .assumes }
        if goal.keepsAtomics, Self.atomicBlocks(changed) > Self.atomicBlocks(program) { return .atomicAdded }
        let known = Set(program.objects.map(\.name))
        if goal.keepsObjects, let added = changed.objects.first(where: { !known.contains($0.name) && !$0.isGhost }) {
            return .objectAdded(added.name)
        }
        return nil
    }

    private func threads(_ program: Program, _ changed: Program) -> RepairFault? {
        // Spawned threads belong to the code, the declared ones to what is to be kept.
        func declared(_ program: Program) -> [ThreadGroup] { program.threadGroups.filter { $0.copies != .spawned } }
        for group in declared(program) {
            guard let other = declared(changed).first(where: { $0.name == group.name }),
                other.copies == group.copies, other.isDaemon == group.isDaemon
            else { return .threadsChanged(group.name) }
        }
        let names = declared(program).map(\.name)
        if let added = declared(changed).first(where: { !names.contains($0.name) }) {
            return .threadsChanged(added.name)
        }
        return nil
    }

    private func values(_ program: Program, _ changed: Program) -> RepairFault? {
        for constant in program.constants {
            guard let other = changed.constants.first(where: { $0.name == constant.name }) else { continue }
            if other.declared != constant.declared { return .constantChanged(constant.name) }
        }
        for object in program.objects where !object.isGhost {
            guard let first = Self.initial(object),
                let other = changed.objects.first(where: { $0.name == object.name }).flatMap(Self.initial)
            else { continue }
            if first != other { return .startChanged(object.name) }
        }
        return nil
    }

    private static func initial(_ object: SharedObject) -> Value? {
        switch object.kind {
        case .variable(_, let initial), .atomic(_, let initial): return initial
        case .semaphore(let initial, _): return .integer(initial)
        default: return nil
        }
    }

    private static func isAssume(_ kind: InstructionKind) -> Bool { if case .assume = kind { true } else { false } }

    private static func count(_ program: Program, _ isCounted: (InstructionKind) -> Bool) -> Int {
        program.routines.reduce(0) { $0 + $1.code.count { isCounted($0.kind) } }
    }

    private static func atomicBlocks(_ program: Program) -> Int {
        count(program) { if case .beginStep(let site) = $0, site.kind == .atomic { true } else { false } }
    }

    // MARK: - By searching

    /// Judges a changed model with the lesson's conditions as properties; `conditions` is the index of their first one.
    package func judge(_ changed: Machine, conditions first: Int) -> RepairVerdict {
        if let fault = fault(changed.program) { return .refused(fault) }
        let report = Self.search(changed)
        if let finding = report.findings.first { return .fails(finding.subject) }
        guard report.complete else { return .notKnown(report.states) }
        let before = Self.search(original)
        let couldEnd = before.endedStates > 0
        let hasFinal = own.contains { $0.kind == .final }
        if couldEnd || hasFinal, report.endedStates == 0 { return .neverEnds }
        if let lost = lostProperty(before, report, changed.program) { return .lostProperty(lost) }
        for index in goal.keeps.indices where report.witnesses[first + index] == nil { return .lostCondition(index) }
        if couldEnd {
            guard let graph = RunGraph(machine: changed, limit: Self.stateLimit) else {
                return .notKnown(report.states)
            }
            if graph.wayToTrap() != nil { return .goesRound }
        }
        return .accepted
    }

    private func lostProperty(_ before: SearchReport, _ after: SearchReport, _ changed: Program) -> Int? {
        for (index, property) in own.enumerated() where before.witnesses[index] != nil {
            guard let now = changed.properties.firstIndex(where: { $0.name == property.name }) else { continue }
            if after.witnesses[now] == nil { return index }
        }
        return nil
    }

    private static func search(_ machine: Machine) -> SearchReport {
        let run = Judge.run(of: machine.program, memoryModel: machine.memoryModel)
        var options = SearchOptions(program: machine.program, run: run)
        options.states = stateLimit
        let explorer = BreadthFirstExplorer(machine: machine, options: options)
        while !explorer.isOver { explorer.advance(budget: 1 << 20) }
        return explorer.report
    }
}
