internal import ArgumentParser
internal import HeddleEngine
internal import HeddleLibrary

/// `heddle FILE`: opens a model on the screen.
struct OpenCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "open", abstract: "Opens a model, or a saved schedule, on the screen.")

    @Argument(
        help: "A model or a saved schedule.", completion: .file(extensions: ["heddle", "pml", "litmus", "trace"])
    )
    var file: String?

    @OptionGroup var model: ModelOptions
    @OptionGroup var library: LibraryOptions
    @OptionGroup var search: SearchArguments
    @OptionGroup var keyMap: KeyMapOptions

    func run() throws { try InteractiveSession(try request()).run() }

    func request() throws -> ScreenRequest {
        ScreenRequest(
            file: file, settings: model.modelSettings, memoryModel: model.memoryModel, library: library.folder,
            bounds: search.bounds, keyMap: try UserKeys.load(keyMap.file))
    }

    /// What the parser makes of arguments.
    static func request(parsing arguments: [String]) throws -> ScreenRequest { try parse(arguments).request() }

    /// The same for a file and nothing else.
    static func request(file: String) throws -> ScreenRequest {
        ScreenRequest(
            file: file, library: ScheduleFolder(path: LibraryOptions.usualPath), keyMap: try UserKeys.load(nil))
    }
}
