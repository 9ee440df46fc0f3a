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

    /// `a`, `a and b`, `a, b and c`.
    package static func list(_ items: [String]) -> String {
        switch items.count {
        case 0: return ""
        case 1: return items[0]
        default: return items.dropLast().joined(separator: ", ") + " and " + items[items.count - 1]
        }
    }

    /// Bytes as `31 MB`, below one megabyte as `12 KB`.
    package static func memory(_ bytes: Int) -> String {
        if bytes >= 1 << 20 { return number((bytes + (1 << 19)) >> 20) + " MB" }
        return number((bytes + 1023) >> 10) + " KB"
    }
}
