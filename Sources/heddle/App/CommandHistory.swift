/// The palette's commands over sessions, oldest first, in the user's state folder.
///
/// Shape: a file with one command a line. Sessions at the same time add to what the others have written.
struct CommandHistory: Sendable {
    private let folder: StateFolder?

    /// Most commands kept, and the longest one. Units: lines; characters.
    private static let limit = 500
    private static let longest = 1_000
    private static let name = "history"

    init() { folder = StateFolder() }

    var lines: [String] {
        guard let text = folder?.read(Self.name) else { return [] }
        return text.split(separator: "\n").map(String.init).filter(Self.isKept).suffix(Self.limit).map { $0 }
    }

    /// A command said again is remembered once, as the latest.
    func add(_ line: String) {
        guard Self.isKept(line) else { return }
        let all = lines.filter { $0 != line } + [line]
        folder?.write(Self.name, all.suffix(Self.limit).joined(separator: "\n") + "\n")
    }

    private static func isKept(_ line: String) -> Bool {
        !line.isEmpty && line.count <= longest
            && line.unicodeScalars.allSatisfy { $0.value >= 0x20 && $0.value != 0x7F }
    }
}
