package import HeddleProgram

/// What no run of a model ever came to: steps that no thread reaches, steps that nobody who stands before them can make,
/// left sides of implications that were never true.
///
/// Of a whole search alone: what was not seen within a bound may still be there.
package struct Coverage: Sendable {
    /// No thread ever stands before these steps. In order of their places in the text.
    package var neverReached: [SourceSpan] = []
    /// Threads come to these steps and can never make them.
    package var neverMade: [SourceSpan] = []
    package var neverTrue: [Antecedent] = []

    package init() {}

    /// The left side of an `implies` in a property.
    package struct Antecedent: Sendable {
        /// Index into `Program.properties`.
        package var property: Int
        package var span: SourceSpan
    }
}

/// Looks through the states of a search for what was never seen.
///
/// Idea: for each step there is one note whether a thread was seen before it and one whether it could make it; a state
/// is looked at only for what is still open, and the walk ends when nothing is. Left sides of implications are judged as
/// properties of their own, on a machine of the same layout.
/// Processes do not rest within `atomic`: there the steps themselves are made once more and their records say which
/// statements were made, of so many steps at most.
/// Not covered: statements that are no steps, for they belong to the step before.
final class CoverageProbe {
    private let machine: Machine
    private let workspace: Workspace
    /// By resting place: index of its step; -1: none to look for.
    private let stepOfRest: [Int]
    private let steps: [SourceSpan]
    private var isReached: [Bool]
    private var isMade: [Bool]
    private var openSteps: Int
    /// Processes: the statements of which none was made so far, and how many more steps may be made to find them.
    private var openStatements: Set<StatementID> = []
    private var stepsLeft = 300_000
    private let judge: Machine?
    private let judging: Workspace?
    private let antecedents: [Coverage.Antecedent]
    private let judgesEnds: [Bool]
    private var isTrue: [Bool]
    private var openAntecedents: Int

    init(machine: Machine) {
        self.machine = machine
        workspace = machine.makeWorkspace()
        var numbers: [SourceSpan: Int] = [:]
        var steps: [SourceSpan] = []
        let isProcesses = machine.program.processes != nil
        stepOfRest = machine.recording.rests.map { rest in
            if isProcesses { return -1 }
            // The first entry of each thread stands for its end.
            guard machine.program.routines.indices.contains(rest.site.routine) else { return -1 }
            let site = machine.site(rest.site)
            if site.span == .none || rest.isEnd || site.isEnd { return -1 }
            if let known = numbers[site.span] { return known }
            numbers[site.span] = steps.count
            steps.append(site.span)
            return steps.count - 1
        }
        if !isProcesses {
            // Steps that no resting place stands for: the code itself never leads there.
            for routine in Set(machine.recording.rests.map(\.site.routine)).sorted()
            where machine.program.routines.indices.contains(routine) {
                for case .beginStep(let site) in machine.program.routines[routine].code.map(\.kind)
                where site.span != .none && numbers[site.span] == nil {
                    numbers[site.span] = steps.count
                    steps.append(site.span)
                }
            }
        }
        self.steps = steps
        isReached = Array(repeating: false, count: steps.count)
        isMade = isReached
        openSteps = steps.count
        if isProcesses { openStatements = Self.statements(machine.program) }
        let (program, found) = Self.withAntecedents(machine.program)
        let other = found.isEmpty ? nil : try? Machine(program, memoryModel: machine.memoryModel)
        judge = other?.wordCount == machine.wordCount ? other : nil
        judging = judge?.makeWorkspace()
        antecedents = judge == nil ? [] : found
        judgesEnds = antecedents.map { machine.program.properties[$0.property].kind == .final }
        isTrue = Array(repeating: false, count: antecedents.count)
        openAntecedents = antecedents.count
    }

    var isDone: Bool { openSteps == 0 && openStatements.isEmpty && openAntecedents == 0 }
    /// Too many steps would have to be made once more.
    var isSpent: Bool { stepsLeft <= 0 }

    func look(_ words: UnsafePointer<UInt64>, count: Int) {
        workspace.setSource(words, count: count)
        if workspace.isFaulted { return }
        if openSteps > 0 { lookAtThreads() }
        if !openStatements.isEmpty, !isSpent { makeSteps(words, count) }
        if openAntecedents > 0 { lookAtAntecedents(words, count) }
    }

    private func lookAtThreads() {
        for thread in 0..<workspace.threadCount {
            let rest = workspace.restIndex(of: thread)
            guard workspace.place(of: thread) != 0 else { continue }
            let step = stepOfRest[rest]
            guard step >= 0, !isMade[step] else { continue }
            isReached[step] = true
            if workspace.canMove(thread) {
                isMade[step] = true
                openSteps -= 1
            }
        }
    }

    private func state(_ words: UnsafePointer<UInt64>, _ count: Int) -> State {
        State(words, count: count, of: machine.stateLength)
    }

    private func makeSteps(_ words: UnsafePointer<UInt64>, _ count: Int) {
        let state = state(words, count)
        for move in machine.enabled(state) {
            stepsLeft -= 1
            guard let made = machine.apply(move, to: state) else { continue }
            for statement in made.event.statements { openStatements.remove(statement) }
            if let partner = made.event.partner { takeOffers(of: partner, in: state) }
        }
    }

    /// A rendezvous records the sender's statement alone: any of the receiver's that could take it counts as made.
    private func takeOffers(of partner: Int, in state: State) {
        guard let site = machine.site(ofThread: partner, in: state) else { return }
        let code = machine.program.routines[site.routine].code[site.instruction...]
        for instruction in code {
            if case .endStep = instruction.kind { break }
            guard case .alternatives(let all, provided: _, otherwise: _) = instruction.kind else { continue }
            for alternative in all where alternative.offer != nil { openStatements.remove(alternative.statement) }
        }
    }

    /// Every statement that some code of a process makes.
    private static func statements(_ program: Program) -> Set<StatementID> {
        var result: Set<StatementID> = []
        for routine in program.routines {
            for instruction in routine.code {
                guard case .alternatives(let all, provided: _, otherwise: _) = instruction.kind else { continue }
                for alternative in all where program.statements[alternative.statement].span != .none {
                    // That a process ends is nothing that it says.
                    if case .processEnd? = routine.code.dropFirst(alternative.target).first?.kind { continue }
                    result.insert(alternative.statement)
                }
            }
        }
        return result
    }

    private func lookAtAntecedents(_ words: UnsafePointer<UInt64>, _ count: Int) {
        guard let judge, let judging else { return }
        var ending: Ending?
        judging.setSource(words, count: count)
        for index in antecedents.indices where !isTrue[index] {
            if judgesEnds[index] {
                if ending == nil { ending = machine.ending(state(words, count)) }
                if ending != .ended { continue }
            }
            if judging.evaluate(property: judge.program.properties.count - antecedents.count + index) != false {
                isTrue[index] = true
                openAntecedents -= 1
            }
        }
    }

    var coverage: Coverage {
        var result = Coverage()
        for (index, span) in steps.enumerated() where !isMade[index] {
            if isReached[index] { result.neverMade.append(span) } else { result.neverReached.append(span) }
        }
        let spans = Set(openStatements.map { machine.program.statements[$0].span })
        result.neverReached += spans
        result.neverMade.sort { $0.start < $1.start }
        result.neverReached.sort { $0.start < $1.start }
        for (index, antecedent) in antecedents.enumerated() where !isTrue[index] {
            result.neverTrue.append(antecedent)
        }
        return result
    }

    // MARK: - Left sides

    /// The program with each left side as a property of its own behind the others.
    private static func withAntecedents(_ program: Program) -> (Program, [Coverage.Antecedent]) {
        var program = program
        var found: [Coverage.Antecedent] = []
        for (index, property) in program.properties.enumerated()
        where property.kind.canFail {
            for left in leftSides(property.expression) {
                found.append(Coverage.Antecedent(property: index, span: left.span))
                program.properties.append(
                    Property(
                        name: "\(property.name)-left", sentence: nil, kind: .reachable, expression: left.expression,
                        locals: property.locals, text: ""))
            }
        }
        return (program, found)
    }

    /// Left sides of the implications of which a condition consists, below any `forall`: there, that it holds for some.
    private static func leftSides(_ expression: Expression) -> [(expression: Expression, span: SourceSpan)] {
        switch expression.kind {
        case .and(let left, let right): return leftSides(left) + leftSides(right)
        case .implies(let left, let right): return [(left, left.span)] + leftSides(right)
        case .quantifier(.forall, let variable, let domain, let body):
            return leftSides(body).map { side in
                var some = expression
                some.kind = .quantifier(.exists, variable: variable, domain, body: side.expression)
                return (some, side.span)
            }
        default: return []
        }
    }
}
