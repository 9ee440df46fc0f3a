/// A lowered model: what every front end produces and the machine runs.
///
/// Immutable once made. Everything is by index into its tables; names serve display only.
package struct Program: Sendable {
    package var source: SourceText
    /// The front end's name as shown on the screen, nil for Heddle's own language (`Promela`).
    package var languageName: String?
    package var name: String
    package var documentation: String
    package var memoryModel: MemoryModel
    /// Where the model names it; `.none` where it doesn't.
    package var memoryModelSpan = SourceSpan.none
    /// All constants with their values, in order of declaration.
    package var constants: [Constant]
    package var enumerations: [Enumeration]
    package var structures: [Structure]
    package var objects: [SharedObject]
    package var routines: [Routine]
    /// In order of declaration; groups that are spawned follow.
    package var threadGroups: [ThreadGroup]
    package var labels: [Label]
    package var statements: [Statement]
    /// Runs once before the first state, instantly; its shared accesses are no steps.
    package var setup: RoutineID?
    package var properties: [Property]
    package var expectations: [Expectation]
    /// Checks of language.md section 14 that the model switches.
    package var allowed: Set<Check>
    package var forbidden: Set<Check>
    package var bounds: ModelBounds
    /// Whether an expression reads an atomic weaker than seq_cst (`Expression.order`).
    package var hasWeakExpressions = false
    /// Set for a program of processes, whose threads live and die by rules of their own.
    package var processes: ProcessRules?
    /// Set for a litmus test, whose locals are registers and which has one condition on the ends of its runs.
    package var litmus: LitmusFacts?

    package init(source: SourceText, name: String) {
        self.source = source
        self.name = name
        languageName = nil
        documentation = ""
        memoryModel = .sc
        constants = []
        enumerations = []
        structures = []
        objects = []
        routines = []
        threadGroups = []
        labels = []
        statements = []
        setup = nil
        properties = []
        expectations = []
        allowed = []
        forbidden = []
        bounds = ModelBounds()
        processes = nil
        litmus = nil
    }
}

package struct Constant: Sendable {
    package var name: String
    package var type: ValueType
    /// The value in this program.
    package var value: Value
    /// The value as declared; differs from `value` when set from outside.
    package var declared: Value
    package var span: SourceSpan
    package init(name: String, type: ValueType, value: Value, declared: Value, span: SourceSpan = .none) {
        self.name = name
        self.type = type
        self.value = value
        self.declared = declared
        self.span = span
    }
}

package struct Local: Sendable {
    package var name: String
    package var type: ValueType
    /// A temporary of the lowering: never shown.
    package var isHidden: Bool
    /// Named by a property: keeps its last value for ever. All others are forgotten when nothing can read them.
    package var isObserved: Bool
    /// Keeps its value as long as its thread lives, whether it is read again or not.
    package var isKept: Bool
    /// Its value follows from constants and the thread's parameter alone (`let left = i`): the screens don't list it.
    package var isFixed: Bool
    /// Stands for each element in turn within one expression, `d` in `count(d in …)`: the screens don't list it.
    package var isBinder = false
    package var span: SourceSpan
    package init(
        name: String, type: ValueType, isHidden: Bool = false, isObserved: Bool = false, isFixed: Bool = false,
        isKept: Bool = false,
        span: SourceSpan = .none
    ) {
        self.name = name
        self.type = type
        self.isHidden = isHidden
        self.isObserved = isObserved
        self.isKept = isKept
        self.isFixed = isFixed
        self.span = span
    }

    /// Whether State has a row for it.
    package var isListed: Bool { !isHidden && !isFixed && !isBinder }
}

/// The body of a thread, a function or the setup: a flat list of instructions; jumps are indices into it.
/// Running off the end returns.
package struct Routine: Sendable {
    package var name: String
    /// The first `parameterCount` locals are the parameters, in order.
    package var parameterCount: Int
    package var locals: [Local]
    package var resultType: ValueType?
    package var code: [Instruction]
    package var span: SourceSpan
    package init(
        name: String, parameterCount: Int = 0, locals: [Local] = [], resultType: ValueType? = nil,
        code: [Instruction] = [], span: SourceSpan = .none
    ) {
        self.name = name
        self.parameterCount = parameterCount
        self.locals = locals
        self.resultType = resultType
        self.code = code
        self.span = span
    }
}

/// Threads declared together, or spawned on one function.
///
/// Thread numbers are global: the instances of group 0 first, then those of group 1 …; spawned instances get the
/// next number when spawned.
package struct ThreadGroup: Sendable {
    package enum Copies: Hashable, Sendable {
        /// `thread name`: one, without a number behind its name.
        case single
        /// `thread name * n`: replicas named `name.0` …
        case replicas(Int)
        /// `thread name(i: lower...upper)`: `name.lower` …; the routine's parameter 0 is `i`.
        case parameter(lower: Int, upper: Int)
        /// Started by `spawn`; the n-th is `name.n`. Parameters come with the spawn.
        case spawned
    }

    package var name: String
    package var copies: Copies
    package var isDaemon: Bool
    package var routine: RoutineID
    package var span: SourceSpan
    package init(name: String, copies: Copies, isDaemon: Bool = false, routine: RoutineID, span: SourceSpan = .none) {
        self.name = name
        self.copies = copies
        self.isDaemon = isDaemon
        self.routine = routine
        self.span = span
    }
}

package struct Label: Sendable {
    package var name: String
    package var routine: RoutineID
    package init(name: String, routine: RoutineID) {
        self.name = name
        self.routine = routine
    }
}

/// A statement of the source, for anchors and for stepping by statement.
package struct Statement: Sendable {
    package var span: SourceSpan
    package var routine: RoutineID
    /// Comments gone, blanks normalised.
    package var text: String
    /// Which of several statements with the same text in its routine this is, from 0.
    package var occurrence: Int
    /// The innermost label that stands directly before the statement; replaces the text in an anchor.
    package var label: String?
    package init(span: SourceSpan, routine: RoutineID, text: String, occurrence: Int, label: String? = nil) {
        self.span = span
        self.routine = routine
        self.text = text
        self.occurrence = occurrence
        self.label = label
    }
}
