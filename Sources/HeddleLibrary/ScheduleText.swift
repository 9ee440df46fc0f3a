/// How single texts stand in a schedule's file: bare where they can, in quotes where they must.
///
/// A bare text is itself. A quoted one stands between `"` and knows `\"`, `\\`, `\n`, `\r`, `\t` and `\u{…}`.
enum ScheduleText {
    /// Places in which more texts need quotes than elsewhere.
    enum Setting {
        /// To the end of the line, or up to two blanks.
        case field
        /// Up to one blank.
        case word
        /// In a list with commas.
        case item
    }

    static func encode(_ text: String, as setting: Setting = .field) -> String {
        needsQuotes(text, setting) ? quoted(text) : text
    }

    private static func needsQuotes(_ text: String, _ setting: Setting) -> Bool {
        guard let first = text.utf8.first, let last = text.utf8.last else { return true }
        if first == blank || last == blank || first == quote || first == UInt8(ascii: "@") || text == "-" {
            return true
        }
        if text.unicodeScalars.contains(where: mustEscape) { return true }
        switch setting {
        case .field:
            var previous: UInt8 = 0
            for byte in text.utf8 {
                if byte == blank && previous == blank { return true }
                previous = byte
            }
            return false
        case .word: return text.utf8.contains { $0 == blank || $0 == UInt8(ascii: "=") || $0 == UInt8(ascii: "#") }
        case .item: return text.utf8.contains(UInt8(ascii: ","))
        }
    }

    static func quoted(_ text: String) -> String {
        var result = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"": result += "\\\""
            case "\\": result += "\\\\"
            case "\n": result += "\\n"
            case "\r": result += "\\r"
            case "\t": result += "\\t"
            default:
                if mustEscape(scalar) {
                    result += "\\u{" + String(scalar.value, radix: 16) + "}"
                } else {
                    result.unicodeScalars.append(scalar)
                }
            }
        }
        return result + "\""
    }

    /// What a terminal or a reviewer's page would act on instead of showing it.
    static func mustEscape(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0..<0x20, 0x7F...0x9F, 0x200B...0x200F, 0x2028...0x202E, 0x2060...0x206F, 0xFEFF, 0xFFF9...0xFFFB:
            return true
        default: return false
        }
    }

    static let blank = UInt8(ascii: " ")
    static let quote = UInt8(ascii: "\"")
}

/// Reads one line of a schedule's file from left to right.
///
/// Every method returns nil, or false, where the line has something else; it never traps.
struct ScheduleLine {
    let bytes: ArraySlice<UInt8>
    var position: Int

    init(_ bytes: ArraySlice<UInt8>) {
        self.bytes = bytes
        position = bytes.startIndex
    }

    var isAtEnd: Bool { position >= bytes.endIndex }

    /// What stands from here on, for messages.
    var rest: String { String(decoding: bytes[min(position, bytes.endIndex)...], as: UTF8.self) }

    /// Whether just this stands from here on.
    func isAll(_ text: StaticString) -> Bool {
        text.withUTF8Buffer { $0.count == bytes.endIndex - position && bytes[position...].elementsEqual($0) }
    }

    mutating func skipBlanks() {
        while position < bytes.endIndex, bytes[position] == ScheduleText.blank { position += 1 }
    }

    mutating func skip(_ text: String) -> Bool {
        guard bytes[position...].starts(with: text.utf8) else { return false }
        position += text.utf8.count
        return true
    }

    /// A text up to one blank, or quoted.
    mutating func word() -> String? {
        guard !isAtEnd else { return nil }
        if bytes[position] == ScheduleText.quote { return quoted() }
        let start = position
        while position < bytes.endIndex, bytes[position] != ScheduleText.blank { position += 1 }
        return start == position ? nil : String(decoding: bytes[start..<position], as: UTF8.self)
    }

    /// A text up to two blanks or the end, or quoted.
    mutating func field() -> String? {
        guard !isAtEnd else { return nil }
        if bytes[position] == ScheduleText.quote { return quoted() }
        let start = position
        while position < bytes.endIndex {
            if bytes[position] == ScheduleText.blank {
                if position + 1 >= bytes.endIndex || bytes[position + 1] == ScheduleText.blank { break }
            }
            position += 1
        }
        return start == position ? nil : String(decoding: bytes[start..<position], as: UTF8.self)
    }

    /// A text up to a comma or the end, or quoted.
    mutating func item() -> String? {
        guard !isAtEnd else { return nil }
        if bytes[position] == ScheduleText.quote { return quoted() }
        let start = position
        while position < bytes.endIndex, bytes[position] != UInt8(ascii: ",") { position += 1 }
        return start == position ? nil : String(decoding: bytes[start..<position], as: UTF8.self)
    }

    /// A number of up to 18 digits.
    mutating func number() -> Int? {
        let start = position
        while position < bytes.endIndex, position - start < 19, (48...57).contains(bytes[position]) { position += 1 }
        guard position > start, position - start < 19 else { return nil }
        return Int(String(decoding: bytes[start..<position], as: UTF8.self))
    }

    private mutating func quoted() -> String? {
        var result = String.UnicodeScalarView()
        var run = position + 1
        position += 1
        while position < bytes.endIndex {
            switch bytes[position] {
            case ScheduleText.quote:
                result.append(contentsOf: String(decoding: bytes[run..<position], as: UTF8.self).unicodeScalars)
                position += 1
                return String(result)
            case UInt8(ascii: "\\"):
                result.append(contentsOf: String(decoding: bytes[run..<position], as: UTF8.self).unicodeScalars)
                guard let scalar = escape() else { return nil }
                result.append(scalar)
                run = position
            default: position += 1
            }
        }
        return nil
    }

    private mutating func escape() -> Unicode.Scalar? {
        position += 1
        guard position < bytes.endIndex else { return nil }
        let kind = bytes[position]
        position += 1
        switch kind {
        case ScheduleText.quote: return "\""
        case UInt8(ascii: "\\"): return "\\"
        case UInt8(ascii: "n"): return "\n"
        case UInt8(ascii: "r"): return "\r"
        case UInt8(ascii: "t"): return "\t"
        case UInt8(ascii: "u"):
            guard position < bytes.endIndex, bytes[position] == UInt8(ascii: "{"),
                let close = bytes[position...].prefix(9).firstIndex(of: UInt8(ascii: "}")),
                let value = UInt32(String(decoding: bytes[(position + 1)..<close], as: UTF8.self), radix: 16)
            else { return nil }
            position = close + 1
            return Unicode.Scalar(value)
        default: return nil
        }
    }
}
