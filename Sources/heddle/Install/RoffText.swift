/// Lines of a manual page in the macros of man(7), readable by groff and mandoc.
struct RoffText {
    private(set) var text: String

    init(title: String, section: Int, date: String, version: String) {
        text = ".TH \(title) \(section) \"\(date)\" \"\(version)\" \"User Commands\"\n.nh\n.ad l\n"
    }

    /// Backslashes, hyphens of options, and what isn't ASCII in the forms that both programs know.
    static func escape(_ text: String) -> String {
        var result = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\\": result += "\\e"
            case "-": result += "\\-"
            case "'": result += "\\(aq"
            case "`": result += "\\(ga"
            case "^": result += "\\(ha"
            case "~": result += "\\(ti"
            case "\"": result += "\\(dq"
            default:
                if scalar.isASCII {
                    result.unicodeScalars.append(scalar)
                } else {
                    let hex = String(scalar.value, radix: 16, uppercase: true)
                    result += "\\[u" + String(repeating: "0", count: max(0, 4 - hex.count)) + hex + "]"
                }
            }
        }
        return result
    }

    /// A line that no macro begins.
    private static func line(_ text: String) -> String {
        let escaped = escape(text)
        return escaped.hasPrefix(".") ? "\\&" + escaped : escaped
    }

    /// Longest line of filled text. Unit: bytes.
    private static let width = 78

    /// Filled text: a sentence begins a line, and long ones go on in the next.
    private static func filled(_ text: String) -> String {
        var lines: [String] = []
        var current = ""
        for word in text.split(separator: " ").map(String.init) {
            let next = current.isEmpty ? word : current + " " + word
            if !current.isEmpty, line(next).utf8.count > width || endsSentence(current) {
                lines.append(current)
                current = word
            } else {
                current = next
            }
        }
        lines.append(current)
        return lines.map(line).joined(separator: "\n")
    }

    private static func endsSentence(_ text: String) -> Bool {
        var text = text[...]
        while text.last == ")" || text.last == "\"" { text.removeLast() }
        return text.hasSuffix(".") || text.hasSuffix("?") && text.count > 1 && text.dropLast().last != " "
    }

    mutating func section(_ name: String) { text += ".SH \(Self.escape(name))\n" }
    mutating func subsection(_ name: String) { text += ".SS \(Self.escape(name))\n" }

    /// Paragraphs, one empty line between two.
    mutating func paragraphs(_ words: String, isFirst: Bool = true) {
        var isFirst = isFirst
        for part in words.split(separator: "\n\n") {
            let lines = part.split(separator: "\n").map { String($0.drop { $0 == " " }) }.filter { !$0.isEmpty }
            if lines.isEmpty { continue }
            if !isFirst { text += ".PP\n" }
            isFirst = false
            text += Self.filled(lines.joined(separator: " ")) + "\n"
        }
    }

    /// A term in bold, what stands behind it in italics, its explanation indented below.
    mutating func entry(_ term: String, _ argument: String = "", _ words: String) {
        text += ".TP\n\\fB\(Self.escape(term))\\fR"
        if !argument.isEmpty { text += " \\fI\(Self.escape(argument))\\fR" }
        text += "\n\(Self.filled(words))\n"
    }

    /// Lines as they are, indented.
    mutating func example(_ lines: [String]) {
        text += ".RS 4\n.nf\n" + lines.map { Self.line($0) + "\n" }.joined() + ".fi\n.RE\n"
    }
}
