internal import CPlatform

/// A SHA-256 digest as 64 lower-case hexadecimal digits. Persistent: the same bytes give it on every machine.
package enum Digest {
    package static func hex(_ bytes: [UInt8]) -> String {
        var digest = [UInt8](repeating: 0, count: 32)
        bytes.withUnsafeBufferPointer { heddle_sha256($0.baseAddress, $0.count, &digest) }
        let digits = Array("0123456789abcdef".utf8)
        return String(
            decoding: digest.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }, as: UTF8.self)
    }

    package static func hex(_ text: String) -> String { hex(Array(text.utf8)) }

    /// The digest of a state over its named values as text: layouts and engines may change, it does not.
    package static func state(machine: Machine, state: State) -> String {
        let lines = NamedValues.list(machine: machine, state: state).map { "\($0.name) = \($0.text)\n" }
        return hex(lines.joined())
    }

    /// Digits of a state's digest that schedule files show.
    package static let shownDigits = 8

    package static func shown(_ digest: String) -> String { String(digest.prefix(shownDigits)) }
}
