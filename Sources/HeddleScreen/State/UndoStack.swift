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
}

package struct UndoRecord: Sendable {
    package var standpoint: Standpoint
    package var edits: [TreeEdit]
    package init(standpoint: Standpoint, edits: [TreeEdit] = []) {
        self.standpoint = standpoint
        self.edits = edits
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
    case names([PlayTree.LineName])
}
