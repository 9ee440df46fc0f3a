internal import ArgumentParser
internal import HeddleLibrary
internal import HeddleScreen

/// `heddle screen FILE`: plays a key file and prints the screen that it leads to, without a terminal.
struct ScreenCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "screen", abstract: "Prints the screen that a list of keys leads to; needs no terminal.",
        discussion: """
            The key file holds one key a line by its name (enter, space, 1, left, ctrl-r; heddle help keys lists \
            them), or a command that begins with a colon. The search has ended, or met its bound, before each key, so \
            that the same input always gives the same screen.
            """)

    @Argument(
        help: "A model or a saved schedule.", completion: .file(extensions: ["heddle", "pml", "litmus", "trace"])
    )
    var file: String?

    @Option(help: ArgumentHelp("Begins in a lesson instead: its number or name, or a folder.", valueName: "lesson"))
    var learn: String?

    @Option(help: ArgumentHelp("The keys to press (default: none).", valueName: "file"), completion: .file())
    var keys: String?

    @Option(help: "Columns and rows.")
    var size = SizeArgument(size: GridSize(columns: 80, rows: 24))

    @Flag(help: "Prints the screen as a picture in SVG.")
    var svg = false

    @OptionGroup var model: ModelOptions
    @OptionGroup var library: LibraryOptions
    @OptionGroup var search: SearchArguments
    @OptionGroup var keyMap: KeyMapOptions

    /// So that the screen doesn't depend on the machine's memory.
    static let defaultStates = 1_000_000

    func run() throws {
        var bounds = search.bounds
        bounds.states = bounds.states ?? Self.defaultStates
        let script = try script()
        let session = try HeadlessSession(
            ScreenRequest(
                file: file, settings: model.modelSettings, memoryModel: model.memoryModel, library: library.folder,
                bounds: bounds, lessons: try lessons(), keyMap: try keyMap.file.map(UserKeys.load) ?? .standard),
            size: size.size, appearance: Appearance())
        session.play(script)
        Output.write(svg ? SVGPicture.make(session.frame) : session.frame.text)
    }

    private func lessons() throws -> LessonDesk? {
        guard let learn else { return nil }
        let choice = try LessonChoice(learn, nil)
        // Nothing of the user's own progress: the same input gives the same screen.
        var desk = LessonDesk(shelf: choice.shelf, stateFolder: StateFolder.explicit)
        _ = try choice.load(&desk)
        return desk
    }

    private func script() throws -> KeyScript {
        guard let keys else { return try KeyScript("") }
        do {
            return try KeyScript(
                String(decoding: try FileBytes.read(keys, limit: KeyScript.sizeLimit), as: UTF8.self))
        } catch let error as ScheduleError {
            throw Failure.badInput(error.message(about: keys))
        }
    }
}
