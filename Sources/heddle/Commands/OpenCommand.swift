internal import ArgumentParser

/// `heddle FILE`: opens a model on the screen.
struct OpenCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "open", abstract: "Opens a model, or a saved schedule, on the screen.")

    @Argument(help: "A model or a saved schedule.", completion: .file(extensions: ["heddle", "trace"]))
    var file: String?

    @OptionGroup var model: ModelOptions

    func run() throws {
        let command = file.map { " heddle check \($0) reports as text." } ?? ""
        throw Failure.badInput("the screens need a terminal.\(command)")
    }
}
