package import HeddleEngine

/// The glyphs of one kind of edge (screens.md section 5.2); nil: an order through steps that are left out.
package struct EdgeMarks: Sendable {
    /// On the source's lane, the edge leaving to the right or to the left.
    let tickRight: String
    let tickLeft: String
    let dash: String
    let headRight: String
    let headLeft: String
    let crossing: String
    package let role: Role

    package init(_ kind: EdgeKind?, _ marks: Marks) {
        if marks.isASCII {
            (tickRight, tickLeft, crossing) = ("+", "+", "+")
            (headRight, headLeft) = kind == .message ? (")", "(") : (">", "<")
        } else {
            (headRight, headLeft) = kind == .message ? ("▷", "◁") : ("▶", "◀")
            switch kind {
            case .synchronizesWith: (tickRight, tickLeft, crossing) = ("┝", "┥", "┿")
            case .race: (tickRight, tickLeft, crossing) = ("╞", "╡", "╪")
            default: (tickRight, tickLeft, crossing) = ("├", "┤", "┼")
            }
        }
        switch kind {
        case .race: (dash, role) = (marks.isASCII ? "#" : "═", .bad)
        case .synchronizesWith: (dash, role) = (marks.isASCII ? "=" : "━", .order)
        case .message: (dash, role) = (marks.isASCII ? "-" : "─", .plain)
        case .readsFrom: (dash, role) = (marks.isASCII ? "-" : "─", .plain)
        case .modificationOrder: (dash, role) = (marks.isASCII ? "." : "┄", .quiet)
        case nil: (dash, role) = (marks.isASCII ? ":" : "╌", .quiet)
        }
    }

    /// The edge within a line of text: `─rf▶`, `━sw▶`, for program order `─po▶`.
    package static func inline(_ kind: EdgeKind?, _ marks: Marks) -> String {
        guard let kind else { return marks.rule + "po" + marks.right }
        let glyphs = EdgeMarks(kind, marks)
        return glyphs.dash + word(kind) + glyphs.headRight
    }

    private static func word(_ kind: EdgeKind) -> String {
        switch kind {
        case .race: return "race"
        case .synchronizesWith: return "sw"
        case .readsFrom: return "rf"
        case .modificationOrder: return "mo"
        case .message: return "msg"
        }
    }

    /// An edge's kind in full: `synchronizes-with`.
    package static func name(_ kind: EdgeKind) -> String {
        switch kind {
        case .race: return "race"
        case .synchronizesWith: return "synchronizes-with"
        case .readsFrom: return "reads-from"
        case .modificationOrder: return "modification order"
        case .message: return "message"
        }
    }

    /// `mo`, `sw`, `req`: what an edge is.
    package static func word(_ edge: Edge) -> String {
        edge.kind == .message ? edge.label.map(VisibleText.of) ?? word(edge.kind) : word(edge.kind)
    }

    /// `3 mo`, `2 sw`, `1 req`: the source's number and what the edge is.
    package static func label(_ edge: Edge, _ marks: Marks) -> String {
        label(OrderLink(source: edge.source, target: edge.target, kind: edge.kind), channel: edge.label, marks)
    }

    /// `channel`: the name that a message bears.
    static func label(_ link: OrderLink, channel: String?, _ marks: Marks) -> String {
        let word = link.kind.map { kind in
            kind == .message ? channel.map(VisibleText.of) ?? Self.word(kind) : Self.word(kind)
        }
        return "\(link.source + 1) \(word ?? marks.ellipsis)"
    }
}
