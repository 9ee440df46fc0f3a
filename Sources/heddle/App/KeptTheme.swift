internal import HeddleScreen

/// The theme that the user has set, in the state folder: it holds in later sessions.
enum KeptTheme {
    private static let name = "theme"

    /// nil: none was set, or there is nowhere to keep it.
    static var kind: Theme.Kind? {
        StateFolder()?.read(name).flatMap { Theme.Kind(rawValue: $0.filter { $0 != "\n" }) }
    }

    static func keep(_ kind: Theme.Kind) { StateFolder()?.write(name, kind.rawValue + "\n") }
}
