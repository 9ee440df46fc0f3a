/// The bytes that an xterm sends for keys with names.
package enum TestKeys {
    package static let escape = "\u{1B}"
    package static let enter = "\r"
    package static let tab = "\t"
    package static let backTab = "\u{1B}[Z"
    package static let backspace = "\u{7F}"
    package static let up = "\u{1B}OA"
    package static let down = "\u{1B}OB"
    package static let right = "\u{1B}OC"
    package static let left = "\u{1B}OD"
    package static let home = "\u{1B}OH"
    package static let end = "\u{1B}OF"
    package static let pageUp = "\u{1B}[5~"
    package static let pageDown = "\u{1B}[6~"
    package static let f1 = "\u{1B}OP"

    /// ctrl with a lower-case letter.
    package static func control(_ letter: Character) -> String {
        guard let value = letter.asciiValue, (0x61...0x7A).contains(value) else { return "" }
        return String(UnicodeScalar(value - 0x60))
    }

    /// A mouse report in the form without limits. Row and column from 0.
    package static func mouse(button: Int, row: Int, column: Int, release: Bool = false) -> String {
        "\u{1B}[<\(button);\(column + 1);\(row + 1)\(release ? "m" : "M")"
    }

    package static func paste(_ text: String) -> String { "\u{1B}[200~\(text)\u{1B}[201~" }
}
