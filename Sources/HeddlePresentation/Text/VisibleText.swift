/// Text of a file made fit to be shown: control characters escaped, what has no fixed width replaced.
package enum VisibleText {
    /// Control and unassigned characters become `\u{…}`; joiners, variation selectors, skin tones and flag letters
    /// `?`. Base letters with marks stay.
    package static func of(_ text: String) -> String {
        if text.utf8.allSatisfy({ $0 >= 0x20 && $0 < 0x7F }) { return text }
        var result = String.UnicodeScalarView()
        for scalar in text.unicodeScalars {
            if isEscaped(scalar) {
                result.append(contentsOf: escape(scalar).unicodeScalars)
            } else if isReplaced(scalar) {
                result.append("?")
            } else {
                result.append(scalar)
            }
        }
        return String(result)
    }

    /// What a line begins with: as `of`, and `::` at its start is escaped, which a build server takes for a command.
    package static func ofLine(_ text: String) -> String {
        let visible = of(text)
        let start = visible.drop { $0 == " " }
        return start.hasPrefix("::")
            ? visible.prefix(visible.count - start.count) + "\\u{3a}" + start.dropFirst() : visible
    }

    /// A line of source: as `of`, with tabs as blanks up to the next column that 8 divides.
    package static func ofSource(_ line: String) -> String {
        guard line.utf8.contains(0x09) else { return of(line) }
        var result = ""
        for (index, part) in line.split(separator: "\t", omittingEmptySubsequences: false).enumerated() {
            if index > 0 {
                let column = CellWidth.of(result)
                result += String(repeating: " ", count: 8 - column % 8)
            }
            result += of(String(part))
        }
        return result
    }

    private static func isEscaped(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.properties.generalCategory {
        case .control, .unassigned, .privateUse, .surrogate, .lineSeparator, .paragraphSeparator: return true
        case .format: return scalar.value != 0x200D
        default: return false
        }
    }

    private static func isReplaced(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0x200D, 0xFE00...0xFE0F, 0x1F3FB...0x1F3FF, 0x1F1E6...0x1F1FF: return true
        default: return false
        }
    }

    private static func escape(_ scalar: Unicode.Scalar) -> String {
        "\\u{" + String(scalar.value, radix: 16) + "}"
    }
}
