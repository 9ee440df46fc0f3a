package import HeddleProgram

/// A variable or a part of one: `x`, `a[i]`, `s.f[j].g`.
package struct PromelaPlace: Sendable {
    package enum Root: Hashable, Sendable {
        /// Index into `PromelaModel.globals`.
        case global(Int)
        /// Index into the proctype's locals.
        case local(Int)
    }
    package struct Member: Sendable {
        /// Index into the structure's fields.
        package var field: Int
        /// nil: no subscript; of an array that means element 0.
        package var index: PromelaExpression?

        package init(field: Int, index: PromelaExpression?) {
            self.field = field
            self.index = index
        }
    }
    package var root: Root
    /// nil: no subscript; of an array that means element 0.
    package var index: PromelaExpression?
    package var members: [Member]
    /// What stands there in the end: of an array, the type of an element.
    package var type: PromelaType
    package var span: SourceSpan

    package init(
        root: Root, index: PromelaExpression? = nil, members: [Member] = [], type: PromelaType, span: SourceSpan
    ) {
        self.root = root
        self.index = index
        self.members = members
        self.type = type
        self.span = span
    }
}

package struct PromelaExpression: Sendable {
    package indirect enum Kind: Sendable {
        case number(Int)
        /// A symbolic name; `value` from 1.
        case mtype(set: Int, value: Int)
        case place(PromelaPlace)
        case unary(PromelaUnary, PromelaExpression)
        case binary(PromelaBinary, PromelaExpression, PromelaExpression)
        /// `(condition -> then : else)`
        case conditional(PromelaExpression, PromelaExpression, PromelaExpression)
        case channel(PromelaChannelQuestion, PromelaPlace)
        /// `c?[…]`, `c??[…]`
        case poll(PromelaReceive)
        /// `run P(…)`: the new process's number, 0 if there is no room. Index into `PromelaModel.proctypes`.
        case run(proctype: Int, [PromelaExpression])
        /// `_pid`
        case ownNumber
        /// `_nr_pr`
        case processCount
        /// `_last`
        case lastMover
        case timeout
        /// `P[e]:x` and `P:x`; the place's root is `.local` of that proctype.
        case remotePlace(proctype: Int, instance: PromelaExpression?, PromelaPlace)
        /// `P[e]@L` and `P@L`; index into that proctype's labels.
        case remoteLabel(proctype: Int, instance: PromelaExpression?, label: Int)
    }
    package var kind: Kind
    package var span: SourceSpan

    package init(_ kind: Kind, _ span: SourceSpan) {
        self.kind = kind
        self.span = span
    }
}

package enum PromelaUnary: String, Sendable {
    case not = "!"
    case complement = "~"
    case minus = "-"
}

/// C's operators, with C's meaning on 32-bit ints.
package enum PromelaBinary: String, Sendable {
    case add = "+"
    case subtract = "-"
    case multiply = "*"
    case divide = "/"
    case remainder = "%"
    case and = "&&"
    case or = "||"
    case bitAnd = "&"
    case bitOr = "|"
    case bitXor = "^"
    case shiftLeft = "<<"
    case shiftRight = ">>"
    case equal = "=="
    case unequal = "!="
    case less = "<"
    case atMost = "<="
    case greater = ">"
    case atLeast = ">="
}

package enum PromelaChannelQuestion: String, Sendable {
    case length = "len"
    case full, empty
    case notFull = "nfull"
    case notEmpty = "nempty"
}
