internal import HeddleProgram

/// A litmus test as it was read.
struct LitmusTest: Sendable {
    let source: SourceText
    var name = LitmusName(text: "", span: .none)
    var description = ""
    var initial: [LitmusInitial] = []
    var threads: [LitmusThread] = []
    /// Names in `locations [ … ]`.
    var shown: [LitmusPlace] = []
    var filter: LitmusCondition?
    var final: LitmusFinal?
}

/// A shared location or a thread's register, as herd7's parts name it: `x`, `[x]`, `0:r`.
struct LitmusPlace: Sendable {
    /// nil: a shared location.
    var thread: Int?
    var name: LitmusName
    var span: SourceSpan
}

/// `atomic_int x = 1;` of the initial state.
struct LitmusInitial: Sendable {
    var place: LitmusPlace
    /// nil: no type is given.
    var isAtomic: Bool?
    var value: Int
}

/// `atomic_int* x`
struct LitmusParameter: Sendable {
    var name: LitmusName
    var isAtomic: Bool
}

/// `P0 (…) { … }`
struct LitmusThread: Sendable {
    var name: LitmusName
    var parameters: [LitmusParameter]
    var body: [LitmusStatement]
    var span: SourceSpan
}

struct LitmusStatement: Sendable {
    indirect enum Kind: Sendable {
        /// `int r;`, `int r = e;`
        case declare(LitmusName, LitmusExpression?)
        /// `r = e;`
        case assign(LitmusName, LitmusExpression)
        /// `*x = e;`
        case store(LitmusName, LitmusExpression)
        /// An operation whose result isn't used.
        case evaluate(LitmusOperation)
        case `if`(LitmusExpression, then: [LitmusStatement], otherwise: [LitmusStatement])
        case `while`(LitmusExpression, body: [LitmusStatement])
        case block([LitmusStatement])
        case empty
    }

    var kind: Kind
    /// Of an `if` or `while`: its head.
    var span: SourceSpan
}

struct LitmusExpression: Sendable {
    indirect enum Kind: Sendable {
        case number(Int)
        case register(LitmusName)
        /// `*x`
        case plain(LitmusName)
        case operation(LitmusOperation)
        case unary(UnaryOperator, LitmusExpression)
        case binary(BinaryOperator, LitmusExpression, LitmusExpression)
        /// `&&`, `||`
        case and(LitmusExpression, LitmusExpression)
        case or(LitmusExpression, LitmusExpression)
    }

    var kind: Kind
    var span: SourceSpan
}

/// A call of one of `<stdatomic.h>`'s functions.
struct LitmusOperation: Sendable {
    indirect enum Kind: Sendable {
        case load(LitmusName, MemoryOrder)
        case store(LitmusName, LitmusExpression, MemoryOrder)
        case modify(RMWOperator, LitmusName, LitmusExpression, MemoryOrder)
        case compareExchange(
            LitmusName, expected: LitmusExpected, desired: LitmusExpression, isWeak: Bool, MemoryOrder,
            failure: MemoryOrder)
        case fence(MemoryOrder)

        /// Whether it gives a value.
        var hasResult: Bool {
            switch self {
            case .store, .fence: return false
            default: return true
            }
        }
    }

    var kind: Kind
    var function: LitmusName
    var span: SourceSpan
}

/// Where a compare-exchange finds the value that it expects, and leaves the one that it found.
enum LitmusExpected: Sendable {
    /// An `int*` parameter: memory.
    case cell(LitmusName)
    /// `&r`
    case register(LitmusName)

    var name: LitmusName {
        switch self {
        case .cell(let name), .register(let name): return name
        }
    }
}

/// `exists P`, `~exists P`, `forall P`
struct LitmusFinal: Sendable {
    var quantifier: LitmusQuantifier
    var condition: LitmusCondition
    /// With the quantifier.
    var span: SourceSpan
}

/// A condition on the last values.
struct LitmusCondition: Sendable {
    indirect enum Kind: Sendable {
        case truth(Bool)
        case compare(LitmusPlace, isEqual: Bool, LitmusOperand)
        case not(LitmusCondition)
        /// `/\\`, `\\/`; two parts at least.
        case all([LitmusCondition])
        case any([LitmusCondition])
        case implies(LitmusCondition, LitmusCondition)
    }

    var kind: Kind
    var span: SourceSpan
}

enum LitmusOperand: Sendable {
    case number(Int)
    case place(LitmusPlace)
}
