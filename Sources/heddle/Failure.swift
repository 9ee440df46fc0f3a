internal import HeddlePresentation

/// What ends a command with a message on standard error.
struct Failure: Error {
    var message: String
    var status: ExitStatus

    /// A file or argument that can't be used. The message may hold text from files.
    static func badInput(_ message: String) -> Failure {
        Failure(message: message, status: .badInput)
    }

    var text: String { "heddle: \(VisibleText.of(message))\n" }
}
