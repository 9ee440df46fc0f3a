package import HeddleEngine
package import HeddlePresentation

/// Commands that can be taken back, newest last, and those taken back, for redo.
///
/// A record holds the user's place before the command and the edits of the tree that it made; playing a record back
/// gives the record that does the command again. Steps themselves stay in the tree: nothing is lost.
package struct UndoStack: Sendable {
    package var past: [UndoRecord]
    package var future: [UndoRecord]
    /// Older records are forgotten. Unit: commands.
    package static let limit = 10_000

    package init() {
        past = []
        future = []
    }

    package mutating func push(_ record: UndoRecord) {
        past.append(record)
        if past.count > Self.limit { past.removeFirst(past.count - Self.limit) }
        future = []
    }

    /// Makes one record of the last two: what went on in the background belongs to the command that began it.
    package mutating func joinLast() {
        guard past.count >= 2, past[past.count - 1].model == nil, past[past.count - 2].model == nil else { return }
        let last = past.removeLast()
        past[past.count - 1].edits += last.edits
    }
}

package struct UndoRecord: Sendable {
    package var standpoint: Standpoint
    package var edits: [TreeEdit]
    /// Where the command was one that read the model anew with other constants: the model as it was played before.
    package var model: ModelInPlay?
    package init(standpoint: Standpoint, edits: [TreeEdit] = [], model: ModelInPlay? = nil) {
        self.standpoint = standpoint
        self.edits = edits
        self.model = model
    }
}

/// Where the user stands, as far as a command can move it.
package struct Standpoint: Hashable, Sendable {
    package var place: Int
    package var selectedThread: Int
    package var selectedChoice: Int?
    package var comparedNode: Int?
    package var walk: Situation.Walk
    package var lastFinding: Int?
}

/// The earlier value of one part of the play tree.
package enum TreeEdit: Sendable {
    case preferred(node: Int, child: Int?)
    case note(node: Int, String?)
    case children(node: Int, [Int])
    /// A line that a command made: its first node, how many steps it has of its own, its name. `isThere` false: it was
    /// not in the tree before.
    case line(first: Int, count: Int, PlayTree.LineName, isThere: Bool)
    case names([PlayTree.LineName])
    case bookmarks([PlayTree.Bookmark])
}
