internal import HeddlePresentation

/// The lines in which two versions of a text differ, as `diff -u` writes them.
package struct UnifiedDiff {
    /// Lines shown before and behind what changes.
    private static let context = 3

    private enum Line {
        case same, gone, new
        var mark: String {
            switch self {
            case .same: return " "
            case .gone: return "-"
            case .new: return "+"
            }
        }
    }

    /// Empty where the texts are equal. The path and the lines are escaped for a terminal.
    package let text: String

    package init(old: String, new: String, path: String) {
        let lines = Self.merged(Self.lines(old), Self.lines(new))
        guard lines.contains(where: { $0.kind != .same }) else {
            text = ""
            return
        }
        let name = VisibleText.of(path)
        var result = "--- \(name)\n+++ \(name)\n"
        var index = 0
        var (oldNumber, newNumber) = (1, 1)
        while index < lines.count {
            guard let first = lines[index...].firstIndex(where: { $0.kind != .same }) else { break }
            let start = max(index, first - Self.context)
            (oldNumber, newNumber) = (oldNumber + start - index, newNumber + start - index)
            let end = Self.end(of: first, lines)
            let hunk = lines[start..<end]
            let (oldCount, newCount) = (hunk.count { $0.kind != .new }, hunk.count { $0.kind != .gone })
            result += "@@ -\(Self.range(oldNumber, oldCount)) +\(Self.range(newNumber, newCount)) @@\n"
            for line in hunk { result += line.kind.mark + VisibleText.of(line.text) + "\n" }
            (oldNumber, newNumber) = (oldNumber + oldCount, newNumber + newCount)
            index = end
        }
        text = result
    }

    /// Behind the last line of the hunk that begins at a change: changes close to each other are one.
    private static func end(of first: Int, _ lines: [(kind: Line, text: String)]) -> Int {
        var last = first
        var index = first
        while index < lines.count, index - last <= 2 * context + 1 {
            if lines[index].kind != .same { last = index }
            index += 1
        }
        return min(lines.count, last + context + 1)
    }

    /// A range without lines stands behind the line before it.
    private static func range(_ start: Int, _ count: Int) -> String {
        count == 1 ? "\(start)" : "\(count == 0 ? start - 1 : start),\(count)"
    }

    private static func lines(_ text: String) -> [String] {
        var lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
        if lines.last == "" { lines.removeLast() }
        return lines
    }

    /// All lines in order; what goes stands before what comes.
    private static func merged(_ old: [String], _ new: [String]) -> [(kind: Line, text: String)] {
        var gone: Set<Int> = []
        var added: Set<Int> = []
        for change in new.difference(from: old) {
            switch change {
            case .remove(let offset, _, _): gone.insert(offset)
            case .insert(let offset, _, _): added.insert(offset)
            }
        }
        var result: [(kind: Line, text: String)] = []
        var (from, to) = (0, 0)
        while from < old.count || to < new.count {
            if gone.contains(from) {
                result.append((.gone, old[from]))
                from += 1
            } else if added.contains(to) {
                result.append((.new, new[to]))
                to += 1
            } else {
                result.append((.same, old[from]))
                (from, to) = (from + 1, to + 1)
            }
        }
        return result
    }
}
