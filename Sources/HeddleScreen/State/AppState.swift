package import HeddleEngine
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
    package var library: [LibraryEntry] { didSet { filterLibrary() } }
    /// Which of them the list shows; nil: all.
    package var libraryFilter: LibraryFilter?
    /// Those that the filter admits, in the order of `library`; nil: there is no filter.
    var filteredLibrary: [LibraryEntry]?
    package var isLibraryLoaded: Bool
    /// The library was read at least once, whatever it holds.
    var isLibraryKnown = false
    package var libraryDirectory: String
    package var startFiles: [StartFile]
    /// The key table with the user's own keys.
    package var keyMap: KeyMap
    /// Forms in which the executable can write a schedule.
    package var exportFormats: [String]
    /// Texts read so far, by title.
    package var texts: [String: [String]]

    package var course: CourseInPlay?
    package var lesson: LessonInPlay?
    /// It was said in this lesson that something is hidden.
    package var hasSaidHidden: Bool

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
    /// The library shows how hard its entries are instead of the one under the cursor.
    package var showsChart = false
    package var outcomeSort: OutcomeSort
    /// The environment keeps the line of play for `:restore`.
    package var keepsLine: Bool
    package var dialog: Dialog?
    package var search: TextSearch?
    /// Commands typed into the palette, oldest first.
    package var commandHistory: [String]
    package var undo: UndoStack
    /// The search for a way that goes on in the background.
    package var asking: Asking?
    /// The constants are being changed by a command: what is read next is the same model, and the command can be
    /// taken back.
    package var swap: ModelSwap?
    /// What the last key did: its name, its command's name; nil before the first.
    package var lastCommand: LastCommand?
    /// Replaces the step's sentence until the next command.
    package var notice: String?
    package var queryNumber: Int
    /// Node at which the user last brought a pane to the front: a verdict there doesn't take it away again.
    package var frontsNode: Int?
    /// All of a pane's rows: Threads with more threads than rows.
    package var opened: Set<Pane>
    /// Where the last input was a click: a second one on the same row is a double click. There is no clock here.
    package var lastClick: GridPoint?
    /// A first ctrl-c on the idle main screen was the last key.
    package var isQuitArmed: Bool
    package var hasQuit: Bool
    /// Entries whose bug was looked for by another way, by path.
    package var bugSearches: [String: BugSearchPhase] = [:]
    /// The library's entry that is being opened is to be explained.
    package var wantsReason = false

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
        libraryFilter = nil
        filteredLibrary = nil
        isLibraryLoaded = false
        startFiles = []
        keyMap = .standard
        exportFormats = []
        texts = [:]
        course = nil
        lesson = nil
        hasSaidHidden = false
        focus = .threads
        fronts = []
        isZoomed = false
        viewPlaces = [:]
        paneScroll = [:]
        sort = .hardness
        outcomeSort = .values
        keepsLine = false
        dialog = nil
        search = nil
        commandHistory = []
        undo = UndoStack()
        asking = nil
        swap = nil
        lastCommand = nil
        notice = nil
        queryNumber = 0
        frontsNode = nil
        opened = []
        lastClick = nil
        isQuitArmed = false
        hasQuit = false
    }
}

/// The model in play with the user's place in it.
package struct ModelInPlay: Sendable {
    package var number: Int
    package var situation: Situation
    package var shape: ModelShape
    package var diagnostics: [Diagnostic]
    package var digest: String
    /// Lines of play: leaves of the tree.
    package var lines: Int
    /// The finding that `f` showed last; index into the report's findings.
    package var lastFinding: Int?
    /// Nodes of the tree whose fate the search was asked for: those below this index.
    package var fatesAsked: Int
    /// The node whose prospects were asked for last.
    package var prospectsAsked: Int?
    /// What the last explanation was asked for, with the point of no return known then.
    package var explanationAsked: ExplanationAsked?

    package init(_ opened: OpenedModel, marks: Marks) {
        number = opened.number
        situation = Situation(
            machine: opened.machine, play: PlayTree(start: opened.machine.start()), report: SearchReport(),
            judgement: Judgement(rows: [], verdict: .inconclusive, asExpected: nil, isNamedRun: false),
            settings: opened.settings, marks: marks)
        shape = ModelShape(opened.machine)
        diagnostics = opened.diagnostics
        digest = opened.digest
        lines = 1
        lastFinding = nil
        fatesAsked = 0
        prospectsAsked = nil
        explanationAsked = nil
    }

    package var machine: Machine { situation.machine }
    /// The node where the user stands.
    package var node: PlayTree.Node { situation.play.nodes[situation.place] }
    /// Where the user stands, as far as a command can move it.
    package var standpoint: Standpoint {
        get {
            Standpoint(
                place: situation.place, selectedThread: situation.selectedThread,
                selectedChoice: situation.selectedChoice, comparedNode: situation.comparedNode,
                walk: situation.walk, lastFinding: lastFinding)
        }
        set {
            situation.place = newValue.place
            situation.selectedThread = newValue.selectedThread
            situation.selectedChoice = newValue.selectedChoice
            situation.comparedNode = newValue.comparedNode
            situation.walk = newValue.walk
            lastFinding = newValue.lastFinding
        }
    }
}

/// A finding whose explanation was asked for, as far as it was known then.
package struct ExplanationAsked: Hashable, Sendable {
    package var target: WhyTarget
    package var schedule: [Transition]
    package var pointOfNoReturn: Int?
}

/// How far a pane is scrolled by hand. Unit: rows and columns; `top` nil: the pane follows the place.
package struct PaneScroll: Hashable, Sendable {
    package var top: Int?
    package var left: Int
    /// Row under the pane's own cursor; nil: the pane follows the place.
    package var cursor: Int?
    /// Source: its first row in sight when it followed the place last.
    package var followed: Int?
    /// Thread whose step the cursor is on, or nearest to, in a row that holds several.
    package var thread: Int?
    package init(top: Int? = nil, left: Int = 0, cursor: Int? = nil) {
        self.top = top
        self.left = left
        self.cursor = cursor
    }
}

package enum LibrarySort: String, Hashable, Sendable, CaseIterable {
    case hardness, depth, preemptions, weak, steps, threads, status, replay, title, name

    /// As the list says it. The file's name has no column: it stands with the entry.
    var title: String { self == .name ? "file name" : rawValue }

    /// `hardest first`, `by steps`
    var words: String { self == .hardness ? "hardest first" : "by " + title }
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
