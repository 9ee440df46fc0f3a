import Foundation
import TestSupport

/// `heddle` on a terminal of its own, in a folder of its own with the golden models.
final class ScreenRun {
    let folder: TemporaryFolder
    let session: TerminalSession

    /// Opens a model (nil: none) and waits for the first frame.
    init(
        _ model: String? = "lost-update.heddle", _ arguments: [String] = [], environment: [String: String?] = [:],
        rows: Int = 24, columns: Int = 80, recordsBytes: Bool = false
    ) throws {
        folder = try TemporaryFolder()
        for name in ["lost-update.heddle", "philosophers.heddle"] {
            try folder.write(Fixtures.text("models/\(name)"), to: name)
        }
        session = try TerminalSession(
            BuiltProducts.heddle, (model.map { [$0] } ?? []) + arguments, environment: environment,
            folder: folder.path, rows: rows, columns: columns, recordsBytes: recordsBytes)
    }

    var screen: EmulatedScreen { session.screen }
    var title: String { screen.line(0) }

    /// Waits until the search has ended, what lies behind the moves is known, and the screen is whole.
    @discardableResult
    func waitForSearch(_ states: String = "12 states") throws -> ScreenRun {
        try session.wait(for: "the end of the search") {
            title.contains(states) && !screen.line(screen.rows - 1).isEmpty && !isLookingAhead
        }
        return self
    }

    /// Whether a row of Threads still has its analysis to come: a lone mark at the column where it stands.
    private var isLookingAhead: Bool {
        (2..<min(8, screen.rows)).contains { row in
            let line = screen.line(row).split(separator: " ")
            return line.last == "…" || line.last == "..." || line.last == "states" && line.contains("…")
        }
    }

    func press(_ keys: String, until text: String) throws {
        session.send(keys)
        try session.wait(forText: text)
    }

    /// Presses keys until the title says where the user stands.
    func press(_ keys: String, untilTitle text: String) throws {
        session.send(keys)
        try session.wait(for: "the title “\(text)”") { title.contains(text) }
    }

    func quit() throws -> PseudoTerminal.Ending {
        session.send("q")
        return try session.waitForEnd()
    }
}
