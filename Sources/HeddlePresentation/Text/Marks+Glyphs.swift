// The glyphs of screens.md section 5, one name for each meaning.
extension Marks {
    package var fails: String { isASCII ? "x" : "✗" }
    package var holds: String { isASCII ? "v" : "✓" }
    package var open: String { "~" }
    package var searching: String { isASCII ? "..." : "…" }
    package var notJudged: String { isASCII ? "." : "·" }
    package var wall: String { isASCII ? "!" : "┃" }
    /// A value that comes out.
    package var out: String { isASCII ? "->" : "→" }
    /// A value that goes in.
    package var into: String { isASCII ? "<-" : "←" }
    package var noValue: String { isASCII ? "-" : "–" }
    package var cutOff: String { isASCII ? ">" : "…" }
    /// Before what was left out: `… 87 more`.
    package var ellipsis: String { isASCII ? "..." : "…" }
    package var selected: String { isASCII ? ">" : "▸" }
    package var here: String { isASCII ? "<" : "◂" }
    package var lane: String { isASCII ? "|" : "│" }
    package var times: String { isASCII ? "x" : "×" }
    package var separator: String { isASCII ? " . " : " · " }
    package var fromHere: String { isASCII ? "<" : "◂" }
    package var dot: String { isASCII ? "." : "·" }
    package var rule: String { isASCII ? "-" : "─" }
    package var queue: String { isASCII ? ")" : "▷" }
    package var atLeast: String { isASCII ? ">=" : "≥" }
    package var about: String { isASCII ? "~" : "≈" }
    package var atMost: String { isASCII ? "<=" : "≤" }
    /// Nothing orders the step and the one under the cursor.
    package var concurrent: String { isASCII ? "&" : "‖" }
    package var hereDash: String { isASCII ? "-" : "╌" }

    package var tee: String { isASCII ? "+" : "┬" }
    package var branch: String { isASCII ? "+" : "├" }
    package var lastBranch: String { isASCII ? "`" : "└" }
    package var up: String { isASCII ? "^" : "▲" }
    package var down: String { isASCII ? "v" : "▼" }
    package var right: String { isASCII ? ">" : "▶" }
    package var left: String { isASCII ? "<" : "◀" }
    package var roundCorner: String { isASCII ? "`" : "╰" }
    package var roundCornerRight: String { isASCII ? "'" : "╯" }

    /// Unicode text of ours (arrows, separators, dashes) in the plain form. Never applied to a model's text.
    package func plain(_ text: String) -> String {
        guard isASCII else { return text }
        var result = ""
        for character in text {
            switch character {
            case "→": result += "->"
            case "←": result += "<-"
            case "·": result += "."
            case "–": result += "-"
            case "…": result += "..."
            case "✗": result += "x"
            case "✓": result += "v"
            case "┃": result += "!"
            case "▸": result += ">"
            case "×": result += "x"
            default: result.append(character)
            }
        }
        return result
    }
}
