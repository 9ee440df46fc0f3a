/// An expression without side effects, evaluated at one instant.
///
/// Where thread code reads something shared, the front end has split the read off into a step of its own and
/// the expression reads a local; only instant code (await, atomic, ghost, setup, properties) reads shared places
/// directly. Evaluation may end in a violation (overflow, index, nil, division by zero).
package struct Expression: Sendable {
    package indirect enum Kind: Sendable {
        case constant(Value)
        /// A local, a shared place (instant code only), a pool cell's field, a thread's local (properties only).
        case read(Place)
        /// Operand and result have one integer type (or bool for `not`).
        case unary(UnaryOperator, Expression)
        /// Both operands have one type; ranges are `int`. Comparisons give bool; equality works on any type.
        case binary(BinaryOperator, Expression, Expression)
        /// Short-circuit.
        case and(Expression, Expression)
        case or(Expression, Expression)
        case implies(Expression, Expression)
        case conditional(Expression, then: Expression, otherwise: Expression)
        /// `a ?? b`: `a` is an optional.
        case coalesce(Expression, Expression)
        /// Integer to the expression's (integer) type: wraps for sized types, keeps the value for `int`; a
        /// value outside a range type is a violation.
        case convert(Expression)
        /// `T` to `T?`.
        case some(Expression)
        /// `x!`: nil is a violation (`memoryError`).
        case unwrap(Expression)
        case isNil(Expression)
        case structure([Expression])
        /// Array values, and lists (the expression's type says which).
        case elements([Expression])
        /// `[e; n]`
        case repeated(Expression, count: Int)
        /// An element or field of a value that is not a place.
        case elementOf(Expression, index: Expression)
        case fieldOf(Expression, Int)
        /// Lists and arrays.
        case count(Expression)
        case isEmpty(Expression)
        case first(Expression)
        case last(Expression)
        case contains(Expression, Expression)
        case minimum(Expression, Expression)
        case maximum(Expression, Expression)
        case absolute(Expression)
        case selfThread
        /// The identity of one thread of a group: by its number there (spawned ones: the n-th spawned; no thread at all
        /// before that: it has not finished, is nowhere, and its locals have their defaults). For groups with a
        /// parameter `index` is the parameter's value. Outside of the group: a bad index.
        case threadOf(GroupID, index: Expression)
        /// `forall`, `exists`, `count`, `sum` over a domain; `variable` is a local of the enclosing routine
        /// (or of the property) that exists only inside.
        case quantifier(Quantifier, variable: LocalID, Domain, body: Expression)
        /// A pure function, run at this instant.
        case call(RoutineID, [Expression])

        // Observers: properties and ghost code only, except channelCount.
        /// `t at L`: the thread's next step lies within the labelled statement, calls included.
        case atLabel(thread: Expression, [LabelID])
        case finished(thread: Expression)
        case crashed(thread: Expression)
        case blocked(thread: Expression)
        /// `m.holder`: thread?
        case holder(ObjectReference)
        case channelCount(ObjectReference)
        case channelClosed(ObjectReference)
        case semaphoreValue(ObjectReference)
        case eventIsSet(ObjectReference)
        case waitingCount(ObjectReference)
        case process(ProcessQuestion)
    }

    package var kind: Kind
    package var type: ValueType
    package var span: SourceSpan
    /// Of a read of an atomic within instant code, where it isn't seq_cst: `await flag.load(acquire)`.
    package var order: MemoryOrder?

    package init(_ kind: Kind, _ type: ValueType, _ span: SourceSpan = .none) {
        self.kind = kind
        self.type = type
        self.span = span
    }
}

extension Expression {
    /// The operands of `||` at its top, in order, those in brackets whole; one, the expression itself, where there is none.
    package var alternatives: [Expression] {
        guard case .or(let left, let right) = kind else { return [self] }
        return left.openAlternatives + right.openAlternatives
    }

    /// The same of an operand: what stands in brackets of its own begins before its left side.
    private var openAlternatives: [Expression] {
        guard case .or(let left, let right) = kind, span.start == left.span.start, span.end == right.span.end else {
            return [self]
        }
        return alternatives
    }
}

package enum UnaryOperator: String, Sendable {
    case not = "!"
    case negate = "-"
    case complement = "~"
}

package enum BinaryOperator: String, Sendable {
    case add = "+"
    case subtract = "-"
    case multiply = "*"
    case divide = "/"
    case remainder = "%"
    case bitAnd = "&"
    case bitOr = "|"
    case bitXor = "^"
    case shiftLeft = "<<"
    case shiftRight = ">>"
    case equal = "=="
    case notEqual = "!="
    case less = "<"
    case lessOrEqual = "<="
    case greater = ">"
    case greaterOrEqual = ">="
}

package enum Quantifier: String, Sendable {
    case forall, exists, count, sum
}

/// What a quantifier, `for` or `choose` ranges over.
package indirect enum Domain: Sendable {
    /// `lower ..< upper` or, if `inclusive`, `lower ... upper`.
    case range(Expression, Expression, inclusive: Bool)
    /// An array or list value.
    case elements(Expression)
    case enumeration(Int)
    /// The threads of a group, as thread identities.
    case threads(GroupID)
}

/// A primitive, or one of an array of them.
package struct ObjectReference: Sendable {
    package var object: ObjectID
    /// nil where the object is no array.
    package var index: Expression?

    package init(_ object: ObjectID, index: Expression? = nil) {
        self.object = object
        self.index = index
    }
}

/// Something that holds a value.
package indirect enum Place: Sendable {
    /// A local of the routine (or property) that the instruction stands in.
    case local(LocalID)
    /// A shared variable or atomic.
    case shared(ObjectID)
    /// A field of a pool's cell. Reading through a dangling reference is a violation unless in a property.
    case cellField(pool: ObjectID, reference: Expression, field: Int)
    case element(Place, index: Expression)
    case field(Place, Int)
    /// A local of another thread (properties and ghost code only): of `routine`, in the thread whose identity
    /// `thread` is. `local` counts in `routine.locals`.
    case threadLocal(thread: Expression, routine: RoutineID, local: LocalID)
}
