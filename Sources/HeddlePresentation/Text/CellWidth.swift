/// How many cells of a terminal text takes, and how it is cut to a number of them.
///
/// Units: cells. Text that comes from a file goes through `visible` first, so that no control character is left.
package enum CellWidth {
    package static func of(_ text: String) -> Int {
        var total = 0
        for scalar in text.unicodeScalars { total += of(scalar) }
        return total
    }

    /// 0 for combining and format characters, 2 for wide East Asian ones and emoji, else 1.
    package static func of(_ scalar: Unicode.Scalar) -> Int {
        let value = scalar.value
        if value < 0x300 { return value < 0x20 || (value >= 0x7F && value < 0xA0) ? 0 : 1 }
        switch scalar.properties.generalCategory {
        case .nonspacingMark, .enclosingMark, .format: return 0
        default: break
        }
        return isWide(value) ? 2 : 1
    }

    private static func isWide(_ value: UInt32) -> Bool {
        switch value {
        case 0x1100...0x115F, 0x2E80...0x303E, 0x3041...0x33FF, 0x3400...0x4DBF, 0x4E00...0x9FFF, 0xA000...0xA4CF,
            0xA960...0xA97F, 0xAC00...0xD7A3, 0xF900...0xFAFF, 0xFE30...0xFE6F, 0xFF00...0xFF60, 0xFFE0...0xFFE6,
            0x1F300...0x1F64F, 0x1F680...0x1F6FF, 0x1F900...0x1F9FF, 0x20000...0x3FFFD:
            return true
        default: return false
        }
    }

    /// The longest beginning that takes at most `width` cells.
    package static func prefix(_ text: String, _ width: Int) -> String {
        var result = String.UnicodeScalarView()
        var used = 0
        for scalar in text.unicodeScalars {
            let next = of(scalar)
            if used + next > width { break }
            used += next
            result.append(scalar)
        }
        return String(result)
    }

    /// The longest end that takes at most `width` cells.
    static func suffix(_ text: String, _ width: Int) -> String {
        var scalars: [Unicode.Scalar] = []
        var used = 0
        for scalar in text.unicodeScalars.reversed() {
            let next = of(scalar)
            if used + next > width { break }
            used += next
            scalars.append(scalar)
        }
        var view = String.UnicodeScalarView()
        view.append(contentsOf: scalars.reversed())
        return String(view)
    }

    /// Filled with blanks to `width` cells; longer text is left as it is.
    package static func padded(_ text: String, _ width: Int) -> String {
        let used = of(text)
        return used >= width ? text : text + String(repeating: " ", count: width - used)
    }

    package static func leftPadded(_ text: String, _ width: Int) -> String {
        let used = of(text)
        return used >= width ? text : String(repeating: " ", count: width - used) + text
    }
}

extension Marks {
    /// Text cut at its end with the mark for it, if it takes more than `width` cells.
    package func cut(_ text: String, _ width: Int) -> String {
        if isUncut || CellWidth.of(text) <= width { return text }
        if width <= 0 { return "" }
        return CellWidth.prefix(text, width - 1) + cutOff
    }

    /// What is left of a name in the middle of a text. Unit: cells.
    package static let shortestName = 6

    /// Text that names something: where that is enough, what is too much is taken from the middle of the name; else the text is
    /// cut at its end.
    package func cut(_ text: String, name: String, _ width: Int) -> String {
        let excess = CellWidth.of(text) - width
        let left = CellWidth.of(name) - excess
        guard !isUncut, excess > 0, left >= Self.shortestName, let place = text.firstRange(of: name) else {
            return cut(text, width)
        }
        return text[..<place.lowerBound] + cutMiddle(name, left) + text[place.upperBound...]
    }

    /// Names are cut in the middle: `network-mon…ager.12`.
    package func cutMiddle(_ text: String, _ width: Int) -> String {
        if isUncut || CellWidth.of(text) <= width { return text }
        if width <= 0 { return "" }
        let end = (width - 1) / 3
        return CellWidth.prefix(text, width - 1 - end) + cutOff + CellWidth.suffix(text, end)
    }
}
