internal import FoundationEssentials

/// JSON documents of the reports: keys sorted, two blanks of indentation, a line break at the end.
package enum JSONText {
    package static func document(_ value: some Encodable) -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        guard let data = try? encoder.encode(value) else {
            preconditionFailure("Heddle bug: a report that is no JSON")
        }
        return escaped(String(decoding: data, as: UTF8.self)) + "\n"
    }

    /// The same document without a character that a terminal would act on: `\\u202e` for the override of direction. The
    /// encoder leaves those raw that aren't ASCII; they can only stand in strings.
    private static func escaped(_ document: String) -> String {
        guard document.unicodeScalars.contains(where: isActedOn) else { return document }
        var result = String.UnicodeScalarView()
        for scalar in document.unicodeScalars {
            guard isActedOn(scalar) else {
                result.append(scalar)
                continue
            }
            for unit in String(scalar).utf16 {
                let digits = String(unit, radix: 16)
                result.append(
                    contentsOf: ("\\u" + String(repeating: "0", count: 4 - digits.count) + digits).unicodeScalars)
            }
        }
        return String(result)
    }

    private static func isActedOn(_ scalar: Unicode.Scalar) -> Bool {
        guard scalar.value >= 0x7F else { return false }
        switch scalar.properties.generalCategory {
        case .control, .format, .lineSeparator, .paragraphSeparator: return true
        default: return false
        }
    }

    /// On one line, without a line break at its end.
    static func compact(_ value: some Encodable) -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        guard let data = try? encoder.encode(value) else {
            preconditionFailure("Heddle bug: a report that is no JSON")
        }
        return escaped(String(decoding: data, as: UTF8.self))
    }
}

/// A value or `null`: a key of the contract stands there also where it has no value.
struct Nullable<Wrapped: Encodable>: Encodable {
    var value: Wrapped?
    init(_ value: Wrapped?) { self.value = value }

    func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        if let value { try container.encode(value) } else { try container.encodeNil() }
    }
}

/// A model's value in JSON: numbers and truth values as such, everything else as text.
enum JSONScalar: Encodable {
    case integer(Int)
    case boolean(Bool)
    case text(String)

    func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        switch self {
        case .integer(let value): try container.encode(value)
        case .boolean(let value): try container.encode(value)
        case .text(let value): try container.encode(value)
        }
    }
}
