internal import FoundationEssentials

/// The bytes that ask a terminal to put a text into the clipboard (OSC 52), also from inside a terminal multiplexer.
///
/// tmux hears the request itself where `set-clipboard` is `on`, and hands a wrapped one through where
/// `allow-passthrough` is; both are sent, for either alone is enough. screen hands through what is wrapped in short
/// pieces. Source: xterm's control sequences; tmux(1), ALLOW-PASSTHROUGH; screen(1), device control strings.
package enum ClipboardSequence {
    package enum Multiplexer: Hashable, Sendable {
        case none, tmux, screen
    }

    /// Longest piece that screen takes. Unit: bytes.
    private static let screenPiece = 200

    package static func bytes(_ text: String, inside multiplexer: Multiplexer) -> String {
        let request = "\u{1B}]52;c;" + Data(text.utf8).base64EncodedString() + "\u{07}"
        switch multiplexer {
        case .none: return request
        case .tmux: return request + "\u{1B}Ptmux;" + request.replacing("\u{1B}", with: "\u{1B}\u{1B}") + "\u{1B}\\"
        case .screen:
            var out = ""
            var rest = request[...]
            while !rest.isEmpty {
                out += "\u{1B}P" + rest.prefix(screenPiece) + "\u{1B}\\"
                rest = rest.dropFirst(screenPiece)
            }
            return out
        }
    }
}
