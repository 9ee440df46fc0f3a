/// Why the screens cannot be shown here.
package enum TerminalError: Error, Hashable, Sendable {
    case inputIsNoTerminal
    case outputIsNoTerminal
    /// TERM is empty or not set.
    case typeMissing
    /// No description of the terminal named by TERM is installed.
    case typeUnknown(String)
    /// The terminal named by TERM cannot place the cursor.
    case typeTooLimited(String)
    case systemFailed(errno: Int32)
}
