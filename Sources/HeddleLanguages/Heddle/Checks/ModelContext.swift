internal import HeddleProgram

/// What a name at the top of a model stands for.
enum Entity {
    /// Index into `ModelContext.constants`.
    case constant(Int)
    case enumeration(Int)
    /// One case, or several of the same name in several enums.
    case enumerationCase([(enumeration: Int, index: Int)])
    case structure(Int)
    case object(ObjectID)
    case pool(ObjectID)
    /// Index into `ModelContext.functions`.
    case function(Int)
    case threads(GroupID)
    /// Of a construct that this version refuses, or declared wrongly: nobody complains about it a second time.
    case refused

    /// As in "would hide the … of line 6".
    var word: String {
        switch self {
        case .constant: return "constant"
        case .enumeration: return "enum"
        case .enumerationCase: return "enum case"
        case .structure: return "struct"
        case .object: return "shared object"
        case .pool: return "pool"
        case .function: return "function"
        case .threads: return "thread"
        case .refused: return "name"
        }
    }
}

/// A name of the top with the place of its declaration.
struct NamedEntity {
    var entity: Entity
    var span: SourceSpan
}

/// A function as declared, with its resolved signature and the routines made of it so far.
struct FunctionDeclaration {
    var syntax: SyntaxFunction
    var span: SourceSpan
    var parameters: [(name: Identifier, type: ValueType)] = []
    var result: ValueType?
    /// The variant that runs in threads: each shared access a step.
    var threadRoutine: RoutineID?
    /// The variant that runs at one instant: inside `atomic`, in ghost code, in setup, in properties.
    var instantRoutine: RoutineID?
    var spawnedGroup: GroupID?
    /// Its signature is wrong: the body is left alone.
    var isPoisoned = false
}

/// A call from instant code whose permission is known only once the called routine has been lowered.
struct DeferredCall {
    var function: Int
    var routine: RoutineID
    var mode: EvaluationMode
    var span: SourceSpan
}

/// Everything that is known of a model while it is checked and lowered: its names, its types, its diagnostics and
/// the program that grows from it.
final class ModelContext {
    let source: SourceText
    let model: SyntaxModel
    /// Whether parsing found errors: then some names may be missing through no fault of their users.
    let hasSyntaxErrors: Bool
    var program: Program
    var diagnostics: [Diagnostic]
    private var reported: Set<Diagnostic>

    var names: [String: NamedEntity] = [:]
    /// Names of the top in order of declaration, for suggestions.
    var nameOrder: [String] = []
    var constants: [ConstantDeclaration] = []
    /// Fields as written, by index in the program's table of structs.
    var structureFields: [[SyntaxField]] = []
    var poolFields: [ObjectID: [SyntaxField]] = [:]
    var functions: [FunctionDeclaration] = []
    var threadSyntax: [SyntaxThread] = []
    /// First global number of each declared group.
    var firstThread: [Int] = []
    /// Locals and labels that bodies declare, whatever the constants say.
    var bodies: [RoutineID: BodyFacts] = [:]
    /// The named locals of each lowered routine.
    var namedLocals: [RoutineID: [RoutineLowering.ScopedLocal]] = [:]
    /// Which function each routine was made of.
    var functionOfRoutine: [RoutineID: Int] = [:]
    /// Routines still to be lowered.
    var pending: [RoutineID] = []
    var deferredCalls: [DeferredCall] = []
    /// Instant routines in which code that is not ghost reads ghosts.
    var ghostReaders: Set<RoutineID> = []
    var reads: Set<ObjectID> = []
    var writes: Set<ObjectID> = []
    var notified: Set<ObjectID> = []
    var awaited: [ObjectID: SourceSpan] = [:]
    /// How deep constants lead to constants at the moment.
    var constantDepth = 0
    /// Properties that a question may name as conditions.
    var askable: [String: SyntaxExpression] = [:]
    /// Nesting depth of parts that constants switch off.
    var deadDepth = 0

    init(source: SourceText, model: SyntaxModel, diagnostics: [Diagnostic]) {
        self.source = source
        self.model = model
        self.diagnostics = diagnostics
        self.reported = Set(diagnostics)
        hasSyntaxErrors = diagnostics.contains { $0.severity == .error }
        program = Program(source: source, name: model.name?.text ?? source.fileName)
        program.documentation = model.documentation
    }

    var hasErrors: Bool { diagnostics.contains { $0.severity == .error } }

    /// Whether so much is wrong that nothing more is said.
    var isFull: Bool { diagnostics.count >= Parser.diagnosticLimit }

    func report(_ diagnostic: Diagnostic) {
        guard !isFull else { return }
        if reported.insert(diagnostic).inserted { diagnostics.append(diagnostic) }
    }

    func error(_ id: String, _ span: SourceSpan, _ message: String, hint: String? = nil) {
        report(Diagnostic(id, .error, at: span, message, hint: hint))
    }

    func warning(_ id: String, _ span: SourceSpan, _ message: String, hint: String? = nil) {
        report(Diagnostic(id, .warning, at: span, message, hint: hint))
    }

    func note(_ id: String, _ span: SourceSpan, _ message: String, hint: String? = nil) {
        report(Diagnostic(id, .note, at: span, message, hint: hint))
    }

    func line(of span: SourceSpan) -> Int { source.line(of: span.start) }

    func text(_ span: SourceSpan) -> String { source.normalizedText(span) }

    /// The type of an object's values: variables, atomics and channels have one.
    func type(of object: ObjectID) -> ValueType? {
        switch program.objects[object].kind {
        case .variable(let type, _), .atomic(let type, _), .channel(let type, _, _): return type
        default: return nil
        }
    }

    /// The routine of a function's variant, asked for if nobody has yet. In parts switched off by constants nothing
    /// is asked for.
    func routine(of function: Int, instant: Bool) -> RoutineID {
        let known = instant ? functions[function].instantRoutine : functions[function].threadRoutine
        if let known { return known }
        if deadDepth > 0 { return 0 }
        let id = program.routines.count
        let declaration = functions[function]
        program.routines.append(
            Routine(
                name: declaration.syntax.name.text, parameterCount: declaration.parameters.count,
                resultType: declaration.result, span: declaration.span))
        if instant { functions[function].instantRoutine = id } else { functions[function].threadRoutine = id }
        functionOfRoutine[id] = function
        pending.append(id)
        return id
    }

    /// The group of the threads spawned on a function.
    func spawnedGroup(of function: Int) -> GroupID {
        if let known = functions[function].spawnedGroup { return known }
        // Properties may name the group even where constants switch the spawning off.
        let depth = deadDepth
        deadDepth = 0
        let routine = routine(of: function, instant: false)
        deadDepth = depth
        let id = program.threadGroups.count
        program.threadGroups.append(
            ThreadGroup(
                name: functions[function].syntax.name.text, copies: .spawned, routine: routine,
                span: functions[function].span))
        functions[function].spawnedGroup = id
        return id
    }

    /// The label of that name in a routine.
    func label(_ name: String, in routine: RoutineID) -> LabelID {
        if let known = program.labels.firstIndex(where: { $0.routine == routine && $0.name == name }) { return known }
        program.labels.append(Label(name: name, routine: routine))
        return program.labels.count - 1
    }

    /// Whether an object belongs to ghost state.
    func isGhost(_ object: ObjectID) -> Bool { program.objects[object].isGhost }
}
