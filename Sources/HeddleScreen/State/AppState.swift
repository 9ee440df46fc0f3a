package import HeddlePresentation
package import HeddleProgram

/// Everything that the screens know, as values. Changed by `update` alone, shown by `render`.
package struct AppState: Sendable {
    package var size: GridSize
    package var appearance: Appearance
    /// The model in play; nil: none is open.
    package var model: ModelInPlay?
    /// A text with errors, shown by the Errors view until it is right again.
    package var broken: BrokenModel?
    /// How often the file was read.
    package var timesRead: Int
    package var library: [LibraryEntry]
    package var isLibraryLoaded: Bool
    package var libraryDirectory: String
    package var startFiles: [StartFile]
    /// Texts read so far, by title.
    package var texts: [String: [String]]

    package var focus: Pane
    /// Panes that the user brought to the front of a shared place.
    package var fronts: [Pane]
    package var isZoomed: Bool
    /// Views over the main screen, the topmost last.
    package var views: [View]
    /// Cursor and scroll position of each view and pane.
    package var viewPlaces: [View: ListPlace]
    package var paneScroll: [Pane: PaneScroll]
    package var sort: LibrarySort
    package var dialog: Dialog?
    package var search: TextSearch?
    /// Commands typed into the palette, oldest first.
    package var commandHistory: [String]
    package var undo: UndoStack
    /// What the last key did: its name, its command's name; nil before the first.
    package var lastCommand: LastCommand?
    /// Replaces the step's sentence until the next command.
    package var notice: String?
    package var queryNumber: Int
    /// A first ctrl-c on the idle main screen was the last key.
    package var isQuitArmed: Bool
    package var hasQuit: Bool

    package init(
        size: GridSize, appearance: Appearance = Appearance(), libraryDirectory: String = "traces",
        views: [View] = []
    ) {
        self.size = size
        self.appearance = appearance
        self.libraryDirectory = libraryDirectory
        self.views = views
        model = nil
        broken = nil
        timesRead = 0
        library = []
        isLibraryLoaded = false
        startFiles = []
        texts = [:]
        focus = .threads
        fronts = []
        isZoomed = false
        viewPlaces = [:]
        paneScroll = [:]
        sort = .hardness
        dialog = nil
        search = nil
        commandHistory = []
        undo = UndoStack()
        lastCommand = nil
        notice = nil
        queryNumber = 0
        isQuitArmed = false
        hasQuit = false
    }
}

/// The model in play with the user's place in it.
package struct ModelInPlay: Sendable {
    package var number: Int
    package var situation: Situation
    package var diagnostics: [Diagnostic]
    package var digest: String
    /// The finding that `f` showed last; index into the report's findings.
    package var lastFinding: Int?
    /// Number of findings when the user last looked, for "new".
    package var isExploring: Bool
    package init(number: Int, situation: Situation, diagnostics: [Diagnostic], digest: String) {
        self.number = number
        self.situation = situation
        self.diagnostics = diagnostics
        self.digest = digest
        lastFinding = nil
        isExploring = false
    }
}

/// How far a pane is scrolled by hand. Unit: rows and columns; `top` nil: the pane follows the place.
package struct PaneScroll: Hashable, Sendable {
    package var top: Int?
    package var left: Int
    package init(top: Int? = nil, left: Int = 0) {
        self.top = top
        self.left = left
    }
}

package enum LibrarySort: String, Hashable, Sendable, CaseIterable {
    case hardness, steps, status, replay, title
}

/// The key pressed last and the command that it meant, for the right end of the sentence line.
package struct LastCommand: Hashable, Sendable {
    package var key: String
    package var command: String
    package init(key: String, command: String) {
        self.key = key
        self.command = command
    }
}
