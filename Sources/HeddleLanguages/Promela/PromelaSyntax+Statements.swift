package import HeddleProgram

package struct PromelaSequence: Sendable {
    /// Never empty.
    package var statements: [PromelaStatement]
    package var span: SourceSpan

    package init(statements: [PromelaStatement], span: SourceSpan) {
        self.statements = statements
        self.span = span
    }
}

/// One statement with its labels.
///
/// Spin's own changes are made already: a `goto` or `break` with an end, progress, accept or remotely named label
/// has a `skip` before it, which carries the labels; repeated `skip`s within an option are gone; a label alone is a
/// `skip`.
package struct PromelaStatement: Sendable {
    package indirect enum Kind: Sendable {
        /// Also a local variable declared behind the first statement: there Spin assigns its initial value (or 0) in a
        /// step of its own, and the variable's `initial` is nil. (Of a structure that step is a `skip`.)
        case assign(PromelaPlace, PromelaExpression)
        /// `_ = e`: e is computed and forgotten.
        case discard(PromelaExpression)
        /// `x++` (1), `x--` (-1).
        case increment(PromelaPlace, by: Int)
        /// An expression as a statement: a condition that must not be zero; `run P()` alone is one too.
        case condition(PromelaExpression)
        case skip
        /// `else` as the first statement of an option (within `atomic`, `d_step` or blocks perhaps).
        case otherwise
        case send(channel: PromelaPlace, sorted: Bool, [PromelaExpression])
        case receive(PromelaReceive)
        /// `if … fi`, or `do … od` if `repeats`.
        case choice([PromelaSequence], repeats: Bool)
        case goto(label: Int)
        /// Leaves the innermost `do` (or `for`).
        case `break`
        /// `{ … }`, an expanded inline. `for` and `select` are what Spin makes of them already: an assignment (or
        /// none) and a `choice`, side by side in the sequence around them.
        case block(PromelaSequence)
        case atomic(PromelaSequence)
        case deterministic(PromelaSequence)
        case unless(PromelaSequence, escape: PromelaSequence)
        case assert(PromelaExpression)
        case print([PromelaPrintPart])
        /// `xr` (receives) and `xs` (sends): a promise to the reduction; no step.
        case exclusive(channel: PromelaPlace, sends: Bool)
    }
    package var kind: Kind
    /// What is shown as the step's place: of an inline's statement, the inline's body.
    package var span: SourceSpan
    /// Where the inlines were called that this statement comes from, outermost first; empty outside of inlines.
    package var calls: [SourceSpan]
    /// Indices into the proctype's labels.
    package var labels: [Int]

    package init(_ kind: Kind, _ span: SourceSpan, calls: [SourceSpan] = [], labels: [Int] = []) {
        self.kind = kind
        self.span = span
        self.calls = calls
        self.labels = labels
    }
}

/// `c?x`, `c??x`, `c?<x>`, `c??<x>`; also a poll (`c?[x]`, `c??[x]`) within an expression, where a variable fits
/// anything and takes nothing.
package struct PromelaReceive: Sendable {
    package enum Argument: Sendable {
        case store(PromelaPlace)
        /// A constant or `eval(e)`: only a message with this value fits.
        case match(PromelaExpression)
        /// `_`
        case ignore(SourceSpan)
    }
    package var channel: PromelaPlace
    /// `??`: the first message in the buffer that fits, not only the oldest.
    package var anywhere: Bool
    /// `<…>`: the message stays in the buffer.
    package var keeps: Bool
    /// One a message component; a structure as an argument is its scalar fields already. A poll may have fewer than
    /// the channel has components; of a channel that is not known before the run the numbers may differ.
    package var arguments: [Argument]

    package init(channel: PromelaPlace, anywhere: Bool, keeps: Bool, arguments: [Argument]) {
        self.channel = channel
        self.anywhere = anywhere
        self.keeps = keeps
        self.arguments = arguments
    }
}

package enum PromelaPrintPart: Sendable {
    case text(String)
    /// `%d` `%u` `%c` `%x` `%o` `%e` with its value.
    case value(PromelaPrintFormat, PromelaExpression)
}

package enum PromelaPrintFormat: Character, Sendable {
    case decimal = "d"
    case unsigned = "u"
    case character = "c"
    case hexadecimal = "x"
    case octal = "o"
    /// The name of a symbolic constant; also `printm`.
    case symbolic = "e"
}
