internal import FoundationEssentials

/// JSON documents of the reports: keys sorted, two blanks of indentation, a line break at the end.
package enum JSONText {
    package static func document(_ value: some Encodable) -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        guard let data = try? encoder.encode(value) else {
            preconditionFailure("Heddle bug: a report that is no JSON")
        }
        return String(decoding: data, as: UTF8.self) + "\n"
    }

    /// On one line, without a line break at its end.
    static func compact(_ value: some Encodable) -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        guard let data = try? encoder.encode(value) else {
            preconditionFailure("Heddle bug: a report that is no JSON")
        }
        return String(decoding: data, as: UTF8.self)
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
