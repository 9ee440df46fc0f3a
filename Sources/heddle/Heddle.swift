import ArgumentParser

@main
struct Heddle: ParsableCommand {
    static let configuration = CommandConfiguration(commandName: "heddle")
}
