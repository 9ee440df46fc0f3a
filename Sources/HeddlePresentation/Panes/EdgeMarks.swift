package import HeddleEngine

/// The glyphs of one kind of edge (screens.md section 5.2).
package struct EdgeMarks: Sendable {
    /// On the source's lane, the edge leaving to the right or to the left.
    let tickRight: String
    let tickLeft: String
    let dash: String
    let headRight: String
    let headLeft: String
    let crossing: String
    let role: Role

    package init(_ kind: EdgeKind, _ marks: Marks) {
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
        }
    }

    /// `3 mo`, `2 sw`, `1 req`: the source's number and what the edge is.
    package static func label(_ edge: Edge) -> String {
        let word: String
        switch edge.kind {
        case .race: word = "race"
        case .synchronizesWith: word = "sw"
        case .readsFrom: word = "rf"
        case .modificationOrder: word = "mo"
        case .message: word = edge.label.map(VisibleText.of) ?? "msg"
        }
        return "\(edge.source + 1) \(word)"
    }
}
