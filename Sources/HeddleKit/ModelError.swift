internal import HeddleEngine
internal import HeddleLibrary
internal import HeddlePresentation
internal import HeddleProgram
internal import HeddleReports

/// Why there is no model: its file can't be read, or its text has errors.
public struct ModelError: Error, Sendable, CustomStringConvertible {
    /// An error at a place of the text. Lines and columns count from 1.
    public struct Diagnostic: Sendable, Hashable {
        /// Stable, `H201`: `heddle help language` explains it.
        public let id: String
        public let line: Int
        public let column: Int
        public let message: String
    }

    public let path: String
    /// All errors, ordered by place; empty where the file can't be read.
    public let diagnostics: [Diagnostic]
    /// As `heddle check` prints it, with the lines in question.
    public let description: String

    init(unreadable path: String, _ error: ScheduleError) {
        self.path = path
        diagnostics = []
        description = VisibleText.of(error.message(about: path))
    }

    init(_ loaded: LoadedMachine) {
        let source = loaded.file.source
        path = source.path
        diagnostics = loaded.errors.map { error in
            let place = CheckJSON.Failure(error, in: source)
            return Diagnostic(
                id: error.id, line: place.line ?? 1, column: place.column ?? 1, message: error.message)
        }
        description = DiagnosticReport(source: source, marks: Marks(ascii: false)).text(loaded.errors)
    }
}
