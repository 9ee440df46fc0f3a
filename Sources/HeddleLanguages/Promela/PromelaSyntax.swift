package import HeddleProgram

/// A checked Promela model: every name resolved to an index, every constant folded where Promela wants one.
///
/// Lowering looks nothing up by name: variables, channels, processes, labels, structures and symbolic names are
/// indices into the tables here. All spans are byte offsets in `source`, which holds the model's file and behind
/// it the included ones.
package struct PromelaModel: Sendable {
    package var source: SourceText
    /// Sets of symbolic names. Set 0 is the plain `mtype` (perhaps empty), then the named ones (`mtype:fruit`).
    package var mtypes: [PromelaMtype] = []
    package var structures: [PromelaStructure] = []
    /// In order of declaration, which is the order of their initialisation.
    package var globals: [PromelaVariable] = []
    /// In order of declaration; `init` is one of them.
    package var proctypes: [PromelaProctype] = []
    /// Claims that are in the file and are not checked (`never`, `ltl`), named for reports.
    package var uncheckedClaims: [PromelaClaim] = []

    package init(source: SourceText) {
        self.source = source
    }
}

/// One set of symbolic names.
package struct PromelaMtype: Sendable {
    /// nil for the plain `mtype`.
    package var name: String?
    /// By value: the name of value v is `names[v - 1]`. In Promela the name declared last gets the least value
    /// within one declaration; this table is by value already.
    package var names: [Identifier]

    package init(name: String?, names: [Identifier] = []) {
        self.name = name
        self.names = names
    }
}

package struct PromelaStructure: Sendable {
    package var name: Identifier
    package var fields: [PromelaVariable]

    package init(name: Identifier, fields: [PromelaVariable]) {
        self.name = name
        self.fields = fields
    }
}

package struct PromelaClaim: Sendable {
    package enum Kind: String, Sendable { case never, ltl, trace, notrace }
    package var kind: Kind
    package var name: String?
    package var span: SourceSpan
    /// `never claim`, `ltl claim 'live'`.
    package var title: String { "\(kind.rawValue) claim" + (name.map { " '\($0)'" } ?? "") }

    package init(kind: Kind, name: String?, span: SourceSpan) {
        self.kind = kind
        self.name = name
        self.span = span
    }
}

/// The type of a variable, a field or a message's component. Values are computed as 32-bit C ints and cut to the
/// type's width when they are stored.
package enum PromelaType: Hashable, Sendable {
    case bit, bool, byte, pid, short, int
    /// `unsigned x : bits`, 1 to 31 bits.
    case unsigned(bits: Int)
    /// Index into `PromelaModel.mtypes`.
    case mtype(set: Int)
    case chan
    /// Index into `PromelaModel.structures`.
    case structure(Int)
}

/// A global, a parameter, a local variable or a field of a structure.
package struct PromelaVariable: Sendable {
    package var name: Identifier
    package var type: PromelaType
    /// Number of elements if it is an array, else nil.
    package var count: Int?
    package var initial: PromelaInitial?
    /// Declared `hidden`: no part of the state in Spin.
    package var isHidden: Bool

    package init(
        name: Identifier, type: PromelaType, count: Int? = nil, initial: PromelaInitial? = nil, isHidden: Bool = false
    ) {
        self.name = name
        self.type = type
        self.count = count
        self.initial = initial
        self.isHidden = isHidden
    }
}

package enum PromelaInitial: Sendable {
    /// Of an array: the value of each element.
    case value(PromelaExpression)
    /// `{ 1, 2, 3 }`; elements behind the last are zero.
    case list([PromelaExpression])
    /// `[capacity] of { … }`; of an array of channels: one such channel for each element.
    case channel(PromelaChannel)
}

/// `[capacity] of { fields }`.
package struct PromelaChannel: Sendable {
    /// 0: rendezvous.
    package var capacity: Int
    /// As written; a structure is one entry here and as many message components as it has scalar fields.
    package var fields: [PromelaType]
    package var span: SourceSpan

    package init(capacity: Int, fields: [PromelaType], span: SourceSpan) {
        self.capacity = capacity
        self.fields = fields
        self.span = span
    }
}

/// A proctype, or `init`.
package struct PromelaProctype: Sendable {
    package var name: Identifier
    package var isInit: Bool
    /// How many instances there are at the start: `active [n]`; `init` is 1.
    package var activeCount: Int
    /// The first locals are the parameters.
    package var parameterCount: Int
    /// Parameters, then all local variables of all blocks and expanded inlines, in order of declaration. Names may
    /// repeat where blocks hide one another; hidden loop counters of `for (m in channel)` have names with a dot.
    package var locals: [PromelaVariable]
    package var provided: PromelaExpression?
    /// Every label, inlines' ones once an expansion.
    package var labels: [PromelaLabel]
    package var body: PromelaSequence
    package var isDeterministic: Bool
    /// The header, from `active` or `proctype` up to the `{`.
    package var span: SourceSpan

    package init(
        name: Identifier, isInit: Bool, activeCount: Int, parameterCount: Int = 0, locals: [PromelaVariable] = [],
        provided: PromelaExpression? = nil, labels: [PromelaLabel] = [], body: PromelaSequence,
        isDeterministic: Bool = false, span: SourceSpan
    ) {
        self.name = name
        self.isInit = isInit
        self.activeCount = activeCount
        self.parameterCount = parameterCount
        self.locals = locals
        self.provided = provided
        self.labels = labels
        self.body = body
        self.isDeterministic = isDeterministic
        self.span = span
    }
}

package struct PromelaLabel: Sendable {
    package var name: Identifier

    package init(name: Identifier) {
        self.name = name
    }

    /// A process may stay here for ever: a valid end state.
    package var isEnd: Bool { name.text.hasPrefix("end") }
    package var isProgress: Bool { name.text.hasPrefix("progress") }
    package var isAccept: Bool { name.text.hasPrefix("accept") }
}
