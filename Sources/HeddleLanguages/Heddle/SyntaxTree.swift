package import HeddleProgram

/// A parsed model: what stands in the file, nothing resolved. Every node carries its span.
package struct SyntaxModel: Sendable {
    /// nil where the `model` line is missing or broken.
    package var name: Identifier?
    package var documentation: String
    package var declarations: [SyntaxDeclaration]
    package init(name: Identifier?, documentation: String, declarations: [SyntaxDeclaration]) {
        self.name = name
        self.documentation = documentation
        self.declarations = declarations
    }
}

/// A name (or the text of a string) with its place.
package struct Identifier: Hashable, Sendable {
    package var text: String
    package var span: SourceSpan
    package init(_ text: String, _ span: SourceSpan) {
        self.text = text
        self.span = span
    }
}

package struct SyntaxDeclaration: Sendable {
    package indirect enum Kind: Sendable {
        case constant(Identifier, SyntaxType?, SyntaxExpression)
        case enumeration(Identifier, [Identifier])
        case structure(Identifier, [SyntaxField])
        case pool(Identifier, capacity: SyntaxExpression, any: Bool, recycling: Bool, [SyntaxField])
        case variable(SyntaxVariable, isGhost: Bool)
        case atomic(SyntaxVariable)
        case object(SyntaxObject)
        case channel(Identifier, size: SyntaxExpression?, SyntaxType, unordered: Bool, SyntaxCapacity)
        case setup(SyntaxBlock)
        case function(SyntaxFunction)
        case thread(SyntaxThread)
        case process(SyntaxProcess)
        case spec(Identifier, [SyntaxDeclaration])
        case faults([SyntaxFault])
        case bounds([SyntaxBound])
        case memory(Identifier)
        case property(SyntaxProperty)
        case eventually(SyntaxEventually)
        case linearizable(Identifier, sentence: Identifier?, spec: Identifier)
        case refines(Identifier, sentence: Identifier?, file: Identifier, [SyntaxMapping])
        case expect(SyntaxExpectation)
        /// `allow NAME` or, if `forbids`, `forbid NAME`.
        case permit(forbids: Bool, Identifier)
    }
    package var kind: Kind
    package var span: SourceSpan
    package var documentation: String
    package init(_ kind: Kind, _ span: SourceSpan, documentation: String = "") {
        self.kind = kind
        self.span = span
        self.documentation = documentation
    }
}

package struct SyntaxField: Sendable {
    package var name: Identifier
    package var type: SyntaxType
    package var initial: SyntaxExpression?
    package var isAtomic: Bool
    package init(name: Identifier, type: SyntaxType, initial: SyntaxExpression?, isAtomic: Bool) {
        self.name = name
        self.type = type
        self.initial = initial
        self.isAtomic = isAtomic
    }
}

/// `NAME : type [= expr]` or `NAME = expr`.
package struct SyntaxVariable: Sendable {
    package var name: Identifier
    package var type: SyntaxType?
    package var initial: SyntaxExpression?
    package init(name: Identifier, type: SyntaxType?, initial: SyntaxExpression?) {
        self.name = name
        self.type = type
        self.initial = initial
    }
}

/// mutex, rwlock, condition, semaphore, barrier, once, event.
package struct SyntaxObject: Sendable {
    package enum Kind: String, Sendable { case mutex, rwlock, condition, semaphore, barrier, once, event }
    package var kind: Kind
    package var name: Identifier
    package var size: SyntaxExpression?
    /// `recursive`, `writersFirst`, `spurious`.
    package var option: Identifier?
    /// A semaphore's initial count; a barrier's number of threads (nil: missing).
    package var argument: SyntaxExpression?
    /// A semaphore's limit.
    package var limit: SyntaxExpression?
    package init(
        kind: Kind, name: Identifier, size: SyntaxExpression?, option: Identifier?, argument: SyntaxExpression?,
        limit: SyntaxExpression?
    ) {
        self.kind = kind
        self.name = name
        self.size = size
        self.option = option
        self.argument = argument
        self.limit = limit
    }
}

package enum SyntaxCapacity: Sendable {
    case rendezvous
    case unbounded
    case bounded(SyntaxExpression)
}

package struct SyntaxFunction: Sendable {
    package var name: Identifier
    package var parameters: [SyntaxParameter]
    package var result: SyntaxType?
    /// `implements Spec.operation`.
    package var implements: (spec: Identifier, operation: Identifier)?
    package var body: SyntaxBlock
    package init(
        name: Identifier, parameters: [SyntaxParameter], result: SyntaxType?,
        implements: (spec: Identifier, operation: Identifier)?, body: SyntaxBlock
    ) {
        self.name = name
        self.parameters = parameters
        self.result = result
        self.implements = implements
        self.body = body
    }
}

package struct SyntaxParameter: Sendable {
    package var name: Identifier
    package var type: SyntaxType
    package init(name: Identifier, type: SyntaxType) {
        self.name = name
        self.type = type
    }
}

package enum SyntaxCopies: Sendable {
    case single
    case replicas(SyntaxExpression)
    /// The type is a range.
    case parameter(Identifier, SyntaxType)
}

package struct SyntaxThread: Sendable {
    package var name: Identifier
    package var isDaemon: Bool
    package var copies: SyntaxCopies
    package var body: SyntaxBlock
    package init(name: Identifier, isDaemon: Bool, copies: SyntaxCopies, body: SyntaxBlock) {
        self.name = name
        self.isDaemon = isDaemon
        self.copies = copies
        self.body = body
    }
}

package struct SyntaxProcess: Sendable {
    package enum Member: Sendable {
        case variable(SyntaxVariable, isDurable: Bool, isGhost: Bool)
        case function(SyntaxFunction)
        case main(SyntaxBlock)
        case recover(SyntaxBlock)
    }
    package var name: Identifier
    package var isDaemon: Bool
    package var copies: SyntaxCopies
    package var members: [(member: Member, span: SourceSpan)]
    package init(name: Identifier, isDaemon: Bool, copies: SyntaxCopies, members: [(member: Member, span: SourceSpan)])
    {
        self.name = name
        self.isDaemon = isDaemon
        self.copies = copies
        self.members = members
    }
}

package struct SyntaxFault: Sendable {
    package enum Kind: String, Sendable { case crash, lose, duplicate }
    package var kind: Kind
    package var name: Identifier
    package var atMost: SyntaxExpression?
    package var span: SourceSpan
    package init(kind: Kind, name: Identifier, atMost: SyntaxExpression?, span: SourceSpan) {
        self.kind = kind
        self.name = name
        self.atMost = atMost
        self.span = span
    }
}

package struct SyntaxBound: Sendable {
    package var name: Identifier
    package var value: SyntaxExpression
    package init(name: Identifier, value: SyntaxExpression) {
        self.name = name
        self.value = value
    }
}

package struct SyntaxProperty: Sendable {
    package var kind: Property.Kind
    package var name: Identifier
    package var sentence: Identifier?
    package var expression: SyntaxExpression
    package init(kind: Property.Kind, name: Identifier, sentence: Identifier?, expression: SyntaxExpression) {
        self.kind = kind
        self.name = name
        self.sentence = sentence
        self.expression = expression
    }
}

package struct SyntaxEventually: Sendable {
    package indirect enum Temporal: Sendable {
        case state(SyntaxExpression)
        case leadsTo(SyntaxExpression, SyntaxExpression)
        case forall(Identifier, SyntaxDomain, Temporal)
    }
    package var name: Identifier
    package var sentence: Identifier?
    package var temporal: Temporal
    /// `weak`, `strong`, `no`; nil: not written.
    package var fairness: Identifier?
    package init(name: Identifier, sentence: Identifier?, temporal: Temporal, fairness: Identifier?) {
        self.name = name
        self.sentence = sentence
        self.temporal = temporal
        self.fairness = fairness
    }
}

package struct SyntaxMapping: Sendable {
    package var name: Identifier
    package var value: SyntaxExpression
    package init(name: Identifier, value: SyntaxExpression) {
        self.name = name
        self.value = value
    }
}

package struct SyntaxExpectation: Sendable {
    /// A property or a check.
    package var name: Identifier
    /// `holds`, `fails`, `possible`, `impossible`; nil for `expect CHECK` and `expect no CHECK`.
    package var verdict: Identifier?
    package var isNo: Bool
    package var models: [Identifier]
    package var settings: [SyntaxMapping]
    package init(name: Identifier, verdict: Identifier?, isNo: Bool, models: [Identifier], settings: [SyntaxMapping]) {
        self.name = name
        self.verdict = verdict
        self.isNo = isNo
        self.models = models
        self.settings = settings
    }
}

package struct SyntaxType: Sendable {
    package indirect enum Kind: Sendable {
        /// `int`, `bool`, `u8` …, an enum, a struct, a pool.
        case name(Identifier)
        case thread
        case range(SyntaxExpression, SyntaxExpression, inclusive: Bool)
        case optional(SyntaxType)
        case array(SyntaxType, SyntaxExpression)
        case list(SyntaxType, SyntaxExpression)
    }
    package var kind: Kind
    package var span: SourceSpan
    package init(_ kind: Kind, _ span: SourceSpan) {
        self.kind = kind
        self.span = span
    }
}

package indirect enum SyntaxDomain: Sendable {
    case range(SyntaxExpression, SyntaxExpression, inclusive: Bool, SourceSpan)
    /// An array, a list, an enum's or a thread group's name, a channel.
    case expression(SyntaxExpression)

    package var span: SourceSpan {
        switch self {
        case .range(_, _, _, let span): return span
        case .expression(let expression): return expression.span
        }
    }
}

package struct SyntaxBlock: Sendable {
    package var statements: [SyntaxStatement]
    /// Braces included.
    package var span: SourceSpan
    package init(_ statements: [SyntaxStatement], _ span: SourceSpan) {
        self.statements = statements
        self.span = span
    }
}

package indirect enum SyntaxCondition: Sendable {
    case expression(SyntaxExpression)
    /// `let NAME = expr` over an optional.
    case binding(Identifier, SyntaxExpression)
}

package struct SyntaxStatement: Sendable {
    package indirect enum Kind: Sendable {
        case labelled(Identifier, SyntaxStatement)
        /// A bare block: only behind a label.
        case block(SyntaxBlock)
        /// `let`, or `var` if `isVariable`.
        case local(isVariable: Bool, Identifier, SyntaxType?, SyntaxExpression)
        case `if`(SyntaxCondition, SyntaxBlock, otherwise: SyntaxStatement?)
        case select([SyntaxAlternative])
        case `switch`(SyntaxExpression, [(values: [SyntaxExpression], body: SyntaxBlock)], otherwise: SyntaxBlock?)
        case `while`(SyntaxCondition, SyntaxBlock)
        case loop(SyntaxBlock)
        case `for`(Identifier, SyntaxDomain, SyntaxBlock)
        case `break`(Identifier?)
        case `continue`(Identifier?)
        case `return`(SyntaxExpression?)
        case await(SyntaxExpression)
        case assume(SyntaxExpression)
        case assert(SyntaxExpression, sentence: Identifier?)
        case atomic(SyntaxBlock)
        case ghost(SyntaxStatement)
        case choose(Identifier, SyntaxDomain, condition: SyntaxExpression?)
        case join(SyntaxExpression)
        case free(SyntaxExpression)
        case skip
        case yield
        case fence(Identifier)
        /// `o.run { … }`
        case run(SyntaxExpression, SyntaxBlock)
        /// `assignment` is `=`, `+=` …
        case assign(SyntaxExpression, String, SyntaxExpression)
        case expression(SyntaxExpression)
    }
    package var kind: Kind
    package var span: SourceSpan
    package init(_ kind: Kind, _ span: SourceSpan) {
        self.kind = kind
        self.span = span
    }
}

package struct SyntaxAlternative: Sendable {
    package enum Kind: Sendable {
        case await(SyntaxExpression)
        /// `[let NAME =] call`
        case call(binding: Identifier?, SyntaxExpression)
        case timeout
        case `default`
    }
    package var kind: Kind
    package var condition: SyntaxExpression?
    package var body: SyntaxBlock
    package var span: SourceSpan
    package init(_ kind: Kind, condition: SyntaxExpression?, body: SyntaxBlock, span: SourceSpan) {
        self.kind = kind
        self.condition = condition
        self.body = body
        self.span = span
    }
}

package struct SyntaxArgument: Sendable {
    package var label: Identifier?
    package var value: SyntaxExpression
    package init(label: Identifier?, value: SyntaxExpression) {
        self.label = label
        self.value = value
    }
}

package struct SyntaxExpression: Sendable {
    package indirect enum Kind: Sendable {
        case integer(Int)
        case boolean(Bool)
        case `nil`
        case selfThread
        case name(String)
        case parenthesized(SyntaxExpression)
        case array([SyntaxExpression])
        case repeated(SyntaxExpression, SyntaxExpression)
        case new(Identifier, [SyntaxArgument])
        case spawn(Identifier, [SyntaxArgument])
        case quantifier(Quantifier, Identifier, SyntaxDomain, SyntaxExpression)
        /// `x.name` (also a word of the language)
        case member(SyntaxExpression, Identifier)
        /// `x.0`: a thread's number
        case number(SyntaxExpression, Int)
        case index(SyntaxExpression, SyntaxExpression)
        case call(SyntaxExpression, [SyntaxArgument])
        case unwrap(SyntaxExpression)
        /// `!`, `-`, `~`
        case unary(String, SyntaxExpression)
        /// All infix operators but the two below, `implies` and `??` included; `operatorSpan` for carets.
        case binary(String, SyntaxExpression, SyntaxExpression, operatorSpan: SourceSpan)
        case conditional(SyntaxExpression, SyntaxExpression, SyntaxExpression)
        /// `t at L`
        case at(SyntaxExpression, Identifier)
        /// A place where the parser has already complained.
        case error
    }
    package var kind: Kind
    package var span: SourceSpan
    /// Levels of the tree from here down; the parser keeps it at `Parser.nestingLimit` or below.
    package var height: Int
    package init(_ kind: Kind, _ span: SourceSpan, height: Int = 1) {
        self.kind = kind
        self.span = span
        self.height = height
    }
}
