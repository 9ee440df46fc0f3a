package import HeddleEngine

/// Numbers and counted words: a thousands comma, one with its singular.
package enum Figures {
    /// `1,207,944`
    package static func number(_ value: Int) -> String {
        let digits = String(value.magnitude)
        var result = ""
        for (index, digit) in digits.enumerated() {
            if index > 0, (digits.count - index) % 3 == 0 { result.append(",") }
            result.append(digit)
        }
        return (value < 0 ? "-" : "") + result
    }

    /// `1 step`, `4 steps`; `plural` where adding an s isn't enough.
    package static func count(_ value: Int, _ noun: String, plural: String? = nil) -> String {
        number(value) + " " + (value == 1 ? noun : plural ?? noun + "s")
    }

    /// `all 4 states`; where there is one, `the only state`.
    package static func all(_ value: Int, _ noun: String) -> String {
        value == 1 ? "the only \(noun)" : "all " + count(value, noun)
    }

    /// `a`, `a and b`, `a, b and c`.
    package static func list(_ items: [String]) -> String {
        switch items.count {
        case 0: return ""
        case 1: return items[0]
        default: return items.dropLast().joined(separator: ", ") + " and " + items[items.count - 1]
        }
    }

    /// `1/2`; where the fraction is long or not known exactly `≈ 0.0006`.
    package static func chance(_ chance: Chance, marks: Marks) -> String {
        let exact = chance.isExact ? fraction("\(chance.numerator)", "\(chance.denominator)") : nil
        return exact ?? about(chance.value, gap: " ", marks: marks)
    }

    /// Fractions that are shown as they are. Unit: characters.
    package static let longestFraction = 9

    /// `1/2`, of a whole number its numerator; nil where there is no room for it.
    package static func fraction(_ numerator: String, _ denominator: String, width: Int = longestFraction) -> String? {
        if denominator == "1" { return numerator }
        let text = "\(numerator)/\(denominator)"
        return text.utf8.count <= width ? text : nil
    }

    /// `≈ 0.0006`: two digits that count, or one where there is no room for two. `gap` stands behind the mark.
    package static func about(_ value: Double, gap: String = "", width: Int = .max, marks: Marks) -> String {
        let mark = (marks.isASCII ? "~" : "≈") + gap
        let text = mark + decimal(value)
        return text.count <= width ? text : mark + decimal(value, digits: 1)
    }

    /// Two digits that count, or one: `0.27`, `0.0006`; below that as a power of ten.
    package static func decimal(_ value: Double, digits wanted: Int = 2) -> String {
        guard value > 0 else { return "0" }
        var zeros = 0
        var scaled = value
        while scaled < 0.1, zeros < 12 {
            scaled *= 10
            zeros += 1
        }
        if zeros > 6 { return "10^-\(zeros)" }
        let unit = wanted == 1 ? 10 : 100
        let rounded = Int((scaled * Double(unit)).rounded())
        // Rounded up to the next power of ten.
        if rounded >= unit { return zeros == 0 ? "1" : "0." + String(repeating: "0", count: zeros - 1) + "1" }
        return "0." + String(repeating: "0", count: zeros) + (rounded < unit / 10 ? "0" : "") + String(rounded)
    }

    /// Bytes as `31 MB`, below one megabyte as `12 KB`.
    package static func memory(_ bytes: Int) -> String {
        if bytes >= 1 << 20 { return number((bytes + (1 << 19)) >> 20) + " MB" }
        return number((bytes + 1023) >> 10) + " KB"
    }
}
