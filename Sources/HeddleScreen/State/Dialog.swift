package import HeddleEngine
package import HeddleLibrary
package import HeddlePresentation

/// What lies boxed over everything else and takes all keys.
package enum Dialog: Sendable {
    case save(SaveDialog)
    case palette(PaletteDialog)
    case note(NoteDialog)
    /// The answer to a lesson's question.
    case guess(NoteDialog)
    case confirm(ConfirmDialog)
    /// A text too long for its row, in full.
    case full(title: String, text: String)
}

/// The form of screens.md 3.10.
package struct SaveDialog: Sendable {
    package enum Field: Int, Sendable, CaseIterable {
        case title, file, status, tags, cause
    }

    package var title: TextField
    package var file: TextField
    /// The user has changed the file's name: it no longer follows the title.
    package var isFileEdited: Bool
    package var status: LibraryEntry.Status
    package var tags: TextField
    package var cause: TextField
    package var field: Field
    package var schedule: [Transition]
    package var notes: [Int: String]
    package var subject: Subject?
    package var preemptions: Int
    /// nil: not measured (yet).
    package var hardness: Hardness?
    /// `every deposit is kept: balance == tellers, 1 == 2`; nil: nothing fails at the end.
    package var fails: String?
    /// Path of the entry with the same bug.
    package var known: String?
    /// The library has answered whether it knows the bug.
    package var isKnownAsked: Bool
    package var query: Int
    /// The form was handed over, and whether it is written is not known yet.
    package var isSaving = false

    package init(title: String, file: String, tags: String, schedule: [Transition], query: Int) {
        self.title = TextField(title)
        self.file = TextField(file)
        self.tags = TextField(tags)
        self.schedule = schedule
        self.query = query
        isFileEdited = false
        status = .open
        cause = TextField()
        field = .cause
        notes = [:]
        subject = nil
        preemptions = 0
        fails = nil
        known = nil
        isKnownAsked = false
    }

    /// `the root cause and 2 notes`: what enter adds to the entry that holds the bug; nil: there is nothing to add.
    var remarks: String? {
        var parts: [String] = []
        if !cause.text.trimmed.isEmpty { parts.append("the root cause") }
        if !notes.isEmpty { parts.append(Figures.count(notes.count, "note")) }
        return known == nil || parts.isEmpty ? nil : parts.joined(separator: " and ")
    }
}

/// The command palette of screens.md 3.12.
package struct PaletteDialog: Hashable, Sendable {
    package var field: TextField
    /// Which of the matching commands is under the cursor, and the first one shown.
    package var selected: Int
    package var top: Int
    /// How far back in the history the field's text is; 0: the user's own.
    package var historyIndex: Int
    /// Why the line could not be run.
    package var problem: String?
    /// What is wrong with the line that was run.
    package var mistake: Mistake?
    /// What was typed before older commands were looked for.
    package var typed: String?
    package init(text: String = "") {
        field = TextField(text)
        selected = 0
        top = 0
        historyIndex = 0
        problem = nil
        mistake = nil
        typed = nil
    }
}

/// A note on a step, or a name for a line.
package struct NoteDialog: Hashable, Sendable {
    package var field: TextField
    /// Node of the play tree.
    package var node: Int
    package init(text: String, node: Int) {
        field = TextField(text)
        self.node = node
    }
}

/// A question with y/N.
package struct ConfirmDialog: Hashable, Sendable {
    package enum Deed: Hashable, Sendable {
        case quit
    }
    package var question: String
    package var deed: Deed
    package init(question: String, deed: Deed) {
        self.question = question
        self.deed = deed
    }
}
