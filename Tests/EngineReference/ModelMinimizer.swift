/// Makes a failing model smaller: lines, then whole blocks, are dropped as long as the failure stays.
package enum ModelMinimizer {
    /// `fails`: whether a text still is a model, and fails.
    package static func smallest(_ text: String, fails: (String) -> Bool) -> String {
        var lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
        var changed = true
        while changed {
            changed = false
            var start = 0
            while start < lines.count {
                for end in ends(of: start, lines) {
                    var smaller = lines
                    smaller.removeSubrange(start..<end)
                    if fails(smaller.joined(separator: "\n")) {
                        lines = smaller
                        changed = true
                        break
                    }
                }
                start += 1
            }
        }
        return lines.joined(separator: "\n")
    }

    /// The end of the block that begins on a line, where one does, and the line's own.
    private static func ends(of start: Int, _ lines: [String]) -> [Int] {
        var depth = 0
        for index in start..<lines.count {
            depth += lines[index].filter { $0 == "{" }.count - lines[index].filter { $0 == "}" }.count
            if depth <= 0 { return index == start ? [start + 1] : [index + 1, start + 1] }
        }
        return [start + 1]
    }
}
