internal import HeddleProgram

/// A word, number or sign of a litmus test.
struct LitmusToken: Sendable {
    enum Kind: Sendable {
        case name, number, symbol, string, end
    }

    var kind: Kind
    /// As in the source; a string without its quotes.
    var text: String
    var span: SourceSpan
    /// `number` only.
    var value = 0

    func isSymbol(_ text: String) -> Bool { kind == .symbol && self.text == text }
    func isWord(_ text: String) -> Bool { kind == .name && self.text == text }

    /// The number in `P3`; nil for any other word.
    var threadNumber: Int? {
        guard kind == .name, text.first == "P", text.utf8.count <= 10 else { return nil }
        let digits = text.dropFirst()
        guard !digits.isEmpty, digits.utf8.allSatisfy({ $0 >= 0x30 && $0 <= 0x39 }) else { return nil }
        return Int(digits)
    }
}

/// A name with its place.
struct LitmusName: Sendable {
    var text: String
    var span: SourceSpan
}
