internal import HeddleLibrary
internal import HeddleProgram
internal import HeddleReports
internal import HeddleScreen

/// What the command line wants on the screens.
struct ScreenRequest {
    /// A model or a saved schedule; nil: the start screen.
    var file: String?
    var settings: [Setting] = []
    var memoryModel: MemoryModel?
    var library: ScheduleFolder
    var bounds = SearchBounds()
    /// Lessons to begin with instead of a file; nil: those of the program, when they are asked for.
    var lessons: LessonDesk?
    var keyMap = KeyMap.standard

    /// The state before anything was read.
    func initialState(size: GridSize, appearance: Appearance) -> AppState {
        var state = AppState(
            size: size, appearance: appearance, libraryDirectory: library.path,
            views: lessons != nil ? [.learn] : file == nil ? [.start] : [])
        state.exportFormats = Exporters.formats
        state.keyMap = keyMap
        return state
    }

    /// Reads what was asked for; the answers lie in the bench's inbox. Errors: the file can't be read.
    func begin(on bench: Workbench) throws {
        if lessons != nil {
            bench.perform(.lesson(.loadCourse))
        } else if let file {
            if let reason = bench.open(file, settings: settings, memoryModel: memoryModel) {
                throw Failure.badInput(reason)
            }
        } else {
            bench.perform(.readFolder)
            bench.perform(.lesson(.loadCourse))
        }
    }

    /// What isn't needed for the first frame.
    func goOn(on bench: Workbench) {
        bench.perform(.loadLibrary)
        bench.recallHistory()
    }
}
