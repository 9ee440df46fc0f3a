/// Where code stands: what it may do there, and whether its shared accesses are steps.
indirect enum EvaluationMode {
    /// A thread, or a function's variant for threads: every shared access is a step.
    case thread
    case atomic
    /// A function's variant for instant code.
    case function
    case setup
    case ghost
    /// `await e`
    case await
    /// `word`: with its article, as in "an invariant".
    case property(word: String)
    /// The condition of `when` and `where`.
    case choice(word: String)
    case constant
    /// Inside a quantifier of instant code: the same, but all of it one expression.
    case expression(EvaluationMode)

    var isThread: Bool { if case .thread = self { return true } else { return false } }

    /// Whether instructions may be emitted: otherwise everything must be one expression.
    var allowsCode: Bool {
        switch self {
        case .thread, .atomic, .function, .setup, .ghost: return true
        case .await, .property, .choice, .constant, .expression: return false
        }
    }

    /// Whether shared places and objects may be changed.
    var mayWrite: Bool {
        switch self {
        case .thread, .atomic, .function, .setup: return true
        default: return false
        }
    }

    /// Whether it may look at ghosts and at where threads stand.
    var mayObserve: Bool {
        switch self {
        case .property, .ghost, .function: return true
        case .expression(let outer): return outer.mayObserve
        default: return false
        }
    }

    /// The mode without what a quantifier put around it.
    var base: EvaluationMode { if case .expression(let outer) = self { return outer.base } else { return self } }
}
