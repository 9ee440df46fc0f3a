internal import HeddleEngine
internal import HeddleProgram

/// The Source pane: the model's text, `▸` at the selected step, thread numbers where each thread stands.
///
/// Rows are made one by one, so that a long file costs what is visible of it.
package struct SourceRows: Sendable {
    private let scene: Scene
    /// Threads by the line of their next step.
    package let standing: [Int: [Int]]
    /// The line (from 1) of the selected thread's next step; nil: it has none.
    package let selectedLine: Int?

    package init(_ scene: Scene) {
        self.scene = scene
        var standing: [Int: [Int]] = [:]
        for thread in 0..<scene.threadCount {
            if let line = scene.sourceLine(ofThread: thread) {
                standing[line, default: []].append(thread)
            } else if let line = Self.endLine(ofThread: thread, scene) {
                standing[line, default: []].append(thread)
            }
        }
        self.standing = standing
        selectedLine = scene.situation.selectedLine
    }

    package var lineCount: Int { scene.program.source.lineCount }

    /// Line `number` (from 1) of the source.
    package func row(_ number: Int, width: Int, scrolledBy columns: Int = 0) -> StyledLine {
        let isSelected = number == selectedLine
        var line = StyledLine(isSelected ? scene.marks.selected : " ")
        let digits = max(2, String(lineCount).count)
        line.append(" " + CellWidth.leftPadded(String(number), digits), .quiet)
        let threads = standing[number] ?? []
        let room = threads.reduce(0) { $0 + String($1).count }
        if room > 3 || threads.count > 1 && threads.contains(where: { $0 > 9 }) {
            line.put(scene.marks.times + String(threads.count), .strong, at: digits + 3)
        } else {
            // Up to three digits stand in the middle of their three columns.
            line.pad(to: digits + 3 + (4 - max(1, room)) / 2)
            for thread in threads { line.append(String(thread), .thread(thread)) }
        }
        let text = VisibleText.ofSource(scene.program.source.text(line: number))
        var shown = text
        if columns > 0 { shown = String(shown.dropFirst(columns)) }
        if !shown.isEmpty { line.put(shown, at: digits + 8) }
        return line.cut(to: width, marks: scene.marks)
    }

    package func rows(_ range: Range<Int>, width: Int) -> [StyledLine] {
        range.map { row($0, width: width) }
    }

    /// The last line of a finished thread's body: there it is shown as long as the pane lives.
    private static func endLine(ofThread thread: Int, _ scene: Scene) -> Int? {
        guard scene.machine.status(ofThread: thread, in: scene.state) == .finished else { return nil }
        let group = scene.program.threadGroups[scene.machine.threadGroup(thread, in: scene.state)]
        let span = scene.program.routines[group.routine].span
        guard span.end > span.start else { return nil }
        return scene.program.source.line(of: scene.program.source.closingBrace(of: span) ?? span.end - 1)
    }
}

extension SourceText {
    /// Where the body ends that belongs to a head, or to a whole declaration; nil: it has none. Unit: bytes.
    fileprivate func closingBrace(of head: SourceSpan) -> Int? {
        if bytes[head.end - 1] == UInt8(ascii: "}") { return head.end - 1 }
        var depth = 0
        var offset = head.start
        while offset < bytes.count {
            let next = offset + 1 < bytes.count ? bytes[offset + 1] : 0
            switch (bytes[offset], next) {
            case (UInt8(ascii: "/"), UInt8(ascii: "/")):
                while offset < bytes.count, bytes[offset] != UInt8(ascii: "\n") { offset += 1 }
            case (UInt8(ascii: "/"), UInt8(ascii: "*")):
                offset += 2
                while offset + 1 < bytes.count,
                    bytes[offset] != UInt8(ascii: "*") || bytes[offset + 1] != UInt8(ascii: "/")
                {
                    offset += 1
                }
                offset += 1
            case (UInt8(ascii: "\""), _):
                offset += 1
                while offset < bytes.count, bytes[offset] != UInt8(ascii: "\"") {
                    offset += bytes[offset] == UInt8(ascii: "\\") ? 2 : 1
                }
            case (UInt8(ascii: "{"), _): depth += 1
            case (UInt8(ascii: "}"), _):
                depth -= 1
                if depth <= 0 { return depth == 0 ? offset : nil }
            default: break
            }
            offset += 1
        }
        return nil
    }
}
