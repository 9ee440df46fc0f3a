internal import HeddleProgram

/// The lowering of one body: its code as it grows, its locals, and where in the text it stands.
///
/// Idea: an expression is lowered to instructions for whatever is a step, and to one pure expression over locals for
/// the rest. Where the right side of an operator needed instructions, what the left side still has to do is inserted
/// before them. Jumps name code labels, which become indices at the end.
final class RoutineLowering {
    /// A place in the code that is jumped to: index into `positions`.
    typealias CodeLabel = Int

    let context: ModelContext
    let routine: RoutineID
    var mode: EvaluationMode
    var code: [Instruction] = []
    /// Instruction index of each code label; -1 while not bound.
    var positions: [Int] = []
    var locals: [Local] = []
    var scopes: [[ScopedLocal]] = [[]]
    /// Every named local with its declaration, for properties and for H705.
    var named: [ScopedLocal] = []
    /// Temporaries to be used again, and those in use by the current statement.
    private var freeTemporaries: [LocalID] = []
    private var usedTemporaries: [LocalID] = []
    var statement: StatementPlace?
    private var occurrences: [String: Int] = [:]
    /// Labels whose statement encloses the current place.
    var activeLabels: [LabelID] = []
    var loops: [LoopPlace] = []
    /// Number of `run` blocks around the current place.
    var runDepth = 0
    var branchDepth: Int { branchWords.count }
    /// `switch` and `select` around the current place, outermost first.
    var branchWords: [String] = []
    /// Whether a step has begun that every way out must end.
    var isInsideStep = false
    var resultType: ValueType?
    /// Domains of the locals that range over threads.
    var groups: [LocalID: GroupID] = [:]
    var usedLabels: Set<String> = []
    /// How many parts have been left out since constants switch them off.
    var deadParts = 0
    /// Shared objects that the expression at hand has mentioned, in order.
    var mentioned: [ObjectID] = []
    /// Number of `if` blocks around the current place.
    var ifDepth = 0
    /// A local declared without a type that waits for the type of its value.
    var untyped: (local: LocalID, isVariable: Bool)?
    /// Locals declared in ghost code.
    var ghostLocals: Set<LocalID> = []
    /// The function lowered, if it is one.
    var function: Int?
    /// Most instructions of one body.
    static let instructionLimit = 20_000

    init(_ context: ModelContext, routine: RoutineID, mode: EvaluationMode) {
        self.context = context
        self.routine = routine
        self.mode = mode
    }

    /// For expressions that must be constant.
    static func constant(in context: ModelContext) -> RoutineLowering {
        RoutineLowering(context, routine: -1, mode: .constant)
    }

    struct ScopedLocal {
        var name: Identifier
        var id: LocalID
        var type: ValueType
        /// A `let`, a parameter, the variable of a `for`, `choose` or quantifier.
        var isConstant: Bool
        /// Its declaration was wrong: uses say nothing.
        var isPoisoned = false
    }

    struct LoopPlace {
        var label: String?
        var end: CodeLabel
        var next: CodeLabel
        var isInsideStep: Bool
        var runDepth: Int
        var branchDepth: Int
        var hasBreak = false
    }

    /// The statement that steps are anchored to; its id is given with its first step.
    final class StatementPlace {
        let span: SourceSpan
        let text: String
        let occurrence: Int
        let label: String?
        var id: StatementID?
        var operations = 0
        init(span: SourceSpan, text: String, occurrence: Int, label: String?) {
            self.span = span
            self.text = text
            self.occurrence = occurrence
            self.label = label
        }
    }

    // MARK: - Code

    func emit(_ kind: InstructionKind, _ span: SourceSpan = .none) {
        var instruction = Instruction(kind, span)
        if case .call = kind { instruction.labels = activeLabels }
        code.append(instruction)
    }

    func newLabel() -> CodeLabel {
        positions.append(-1)
        return positions.count - 1
    }

    func bind(_ label: CodeLabel) { positions[label] = code.count }

    func bind(_ label: CodeLabel, at position: Int) { positions[label] = position }

    /// Puts instructions before position `mark`; what is bound at `mark` itself then leads to them.
    func insert(_ instructions: [Instruction], at mark: Int) {
        code.insert(contentsOf: instructions, at: mark)
        for index in positions.indices where positions[index] > mark { positions[index] += instructions.count }
    }

    /// The code with code labels replaced by instruction indices.
    func finishedCode() -> [Instruction] {
        code.map { instruction in
            var instruction = instruction
            switch instruction.kind {
            case .jump(let label): instruction.kind = .jump(positions[label])
            case .branch(let condition, let then, let otherwise):
                instruction.kind = .branch(condition, then: positions[then], otherwise: positions[otherwise])
            case .select(let alternatives):
                instruction.kind = .select(
                    alternatives.map {
                        var alternative = $0
                        alternative.target = positions[$0.target]
                        return alternative
                    })
            default: break
            }
            return instruction
        }
    }

    // MARK: - Steps

    /// One operation: a step of its own in a thread, part of the step or of the instant elsewhere.
    func operation(_ kind: InstructionKind, _ span: SourceSpan) {
        guard mode.isThread else {
            emit(kind, span)
            return
        }
        beginStep(.operation, span)
        emit(kind, span)
        emit(.endStep, span)
    }

    func beginStep(_ kind: StepSite.Kind, _ span: SourceSpan, text: String = "") {
        let place = statement ?? StatementPlace(span: span, text: context.text(span), occurrence: 0, label: nil)
        if place.id == nil {
            place.id = context.program.statements.count
            context.program.statements.append(
                Statement(
                    span: place.span, routine: routine, text: place.text, occurrence: place.occurrence,
                    label: place.label))
        }
        let site = StepSite(
            kind: kind, statement: place.id ?? 0, operation: place.operations, span: span, text: text,
            labels: activeLabels)
        place.operations += 1
        emit(.beginStep(site), span)
    }

    /// Makes a statement the one that steps are anchored to.
    func enterStatement(_ span: SourceSpan, label: String?) -> StatementPlace? {
        let outer = statement
        let trimmed = span.trimmedEnd(in: context.source)
        let text = context.text(trimmed)
        let occurrence = occurrences[text, default: 0]
        occurrences[text] = occurrence + 1
        statement = StatementPlace(span: trimmed, text: text, occurrence: occurrence, label: label)
        return outer
    }

    // MARK: - Parts that constants switch off

    /// Checks a part for errors and leaves no code of it.
    func dead(_ body: () -> Void) {
        let saved = (code, positions, freeTemporaries, usedTemporaries, statement, activeLabels)
        let counts = (context.program.statements.count, context.program.labels.count)
        let operations = statement?.operations ?? 0
        let id = statement?.id
        context.deadDepth += 1
        body()
        context.deadDepth -= 1
        deadParts += 1
        (code, positions, freeTemporaries, usedTemporaries, statement, activeLabels) = saved
        statement?.operations = operations
        statement?.id = id
        context.program.statements.removeSubrange(counts.0...)
        context.program.labels.removeSubrange(counts.1...)
    }

    // MARK: - Locals

    func newLocal(_ local: Local) -> LocalID {
        locals.append(local)
        return locals.count - 1
    }

    /// A hidden local for the length of a statement.
    func temporary(_ type: ValueType) -> LocalID {
        let id: LocalID
        if let place = freeTemporaries.firstIndex(where: { locals[$0].type == type }) {
            id = freeTemporaries.remove(at: place)
        } else {
            id = newLocal(Local(name: "", type: type, isHidden: true))
        }
        usedTemporaries.append(id)
        return id
    }

    var temporaryMark: Int { usedTemporaries.count }

    /// Gives back the temporaries taken since `mark`.
    func releaseTemporaries(_ mark: Int) {
        while usedTemporaries.count > mark { freeTemporaries.append(usedTemporaries.removeLast()) }
    }

    func lookup(_ name: String) -> ScopedLocal? {
        for scope in scopes.reversed() {
            if let found = scope.last(where: { $0.name.text == name }) { return found }
        }
        return nil
    }

    /// Declares a named local in the innermost scope.
    func declare(_ name: Identifier, _ type: ValueType, isConstant: Bool, isFixed: Bool = false) -> LocalID {
        let local = newLocal(Local(name: name.text, type: type, isFixed: isFixed, span: name.span))
        nameLocal(name, local, isConstant: isConstant)
        return local
    }

    /// Gives a local its name in the innermost scope.
    func nameLocal(_ name: Identifier, _ local: LocalID, isConstant: Bool, isPoisoned: Bool = false) {
        if let known = context.names[name.text] {
            if case .refused = known.entity {
            } else {
                context.error(
                    "H203", name.span,
                    "the local '\(name.text)' would hide the \(wordOf(known.entity)) of line \(context.line(of: known.span))",
                    hint: "choose another name")
            }
        } else if let known = lookup(name.text) {
            context.error(
                "H203", name.span,
                "the local '\(name.text)' would hide the local of line \(context.line(of: known.name.span))",
                hint: "choose another name")
        }
        if case .ghost = mode.base { ghostLocals.insert(local) }
        let scoped = ScopedLocal(
            name: name, id: local, type: locals[local].type, isConstant: isConstant, isPoisoned: isPoisoned)
        scopes[scopes.count - 1].append(scoped)
        named.append(scoped)
    }

    private func wordOf(_ entity: Entity) -> String {
        guard case .object(let object) = entity else { return entity.word }
        switch context.program.objects[object].kind {
        case .variable: return "shared variable"
        case .atomic: return "shared atomic"
        case .mutex: return "mutex"
        case .rwlock: return "rwlock"
        case .condition: return "condition"
        case .semaphore: return "semaphore"
        case .barrier: return "barrier"
        case .once: return "once"
        case .event: return "event"
        case .channel: return "channel"
        case .pool: return "pool"
        }
    }

    func inScope(_ body: () -> Void) {
        scopes.append([])
        body()
        scopes.removeLast()
    }

    /// Runs a part in another mode.
    func inMode<T>(_ other: EvaluationMode, _ body: () -> T) -> T {
        let outer = mode
        mode = other
        let result = body()
        mode = outer
        return result
    }

    func error(_ id: String, _ span: SourceSpan, _ message: String, hint: String? = nil) {
        context.error(id, span, message, hint: hint)
    }
}
