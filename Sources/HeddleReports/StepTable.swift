package import HeddleEngine
package import HeddlePresentation
internal import HeddleProgram

/// A schedule as a table: step, thread, line, action, where a value came from, the point of no return.
package struct StepTable: Sendable {
    private let machine: Machine
    private let trace: Trace
    private let pointOfNoReturn: Int?
    /// Behind the last step: `✗ 1 == 0`.
    private let verdict: String
    private let style: ReportStyle
    private var marks: Marks { style.marks }

    package init(
        machine: Machine, trace: Trace, pointOfNoReturn: Int? = nil, verdict: String = "", style: ReportStyle
    ) {
        self.machine = machine
        self.trace = trace
        self.pointOfNoReturn = pointOfNoReturn
        self.verdict = verdict
        self.style = style
    }

    private struct Row {
        var thread: String
        var number: Int
        var line: String
        var action: String
        var origin: String
    }

    package var lines: [StyledLine] {
        let rows = self.rows
        let nameWidth = max(6, min(24, rows.map { CellWidth.of($0.thread) }.max() ?? 0))
        let lineEnd = 10 + nameWidth + 7
        let actionColumn = lineEnd + 2
        let withOrigin = rows.filter { !$0.origin.isEmpty }.map { CellWidth.of($0.action) }.max() ?? 0
        var head = StyledLine("    step  thread", .quiet)
        head.putRight("line", .quiet, endingAt: lineEnd)
        head.put("action", .quiet, at: actionColumn)
        var lines = [head]
        for (index, row) in rows.enumerated() {
            var line = StyledLine("  ")
            if index + 1 == pointOfNoReturn { line.append(marks.wall, .bad) }
            line.putRight(String(index + 1), endingAt: 8, gap: 0)
            line.put(marks.cutMiddle(row.thread, nameWidth), .thread(row.number), at: 10)
            line.putRight(row.line, .quiet, endingAt: lineEnd)
            line.put(row.action, at: actionColumn)
            line.put(row.origin, .quiet, at: actionColumn + withOrigin + 4)
            if index == rows.count - 1, !verdict.isEmpty {
                line.putRight(verdict, .bad, endingAt: style.rightEdge, gap: 2)
            }
            lines.append(line)
        }
        return lines
    }

    private var rows: [Row] {
        let words = StepLetters(machine: machine, state: trace.lastState, marks: marks)
        var origins: [Int: String] = [:]
        for edge in HappensBefore(trace).edges where edge.kind == .message || edge.kind == .readsFrom {
            if origins[edge.target] == nil { origins[edge.target] = "from step \(edge.source + 1)" }
        }
        for (index, step) in trace.steps.enumerated() {
            if let memory = step.event.operations.first?.memory, memory.readsFrom == nil,
                let next = memory.placedBefore
            {
                origins[index] = "before \(words.values.name(of: next))"
            }
            // Under a weak memory by the write that was read, whatever was written last.
            guard let operation = step.event.operations.first, let memory = operation.memory,
                let source = memory.readsFrom
            else { continue }
            origins[index] = nil
            let maker = trace.steps[..<index].lastIndex {
                $0.event.thread == source.thread
                    && $0.event.operations.contains {
                        $0.location == operation.location && $0.kind != .flush && $0.memory?.made == source
                    }
            }
            if memory.passesOver > 0 {
                origins[index] =
                    "from \(maker.map { "step \($0 + 1)" } ?? "start"), passes over \(memory.passesOver)"
            } else if let maker {
                origins[index] = "from step \(maker + 1)"
            }
        }
        return trace.steps.enumerated().map { index, step in
            let line = machine.span(of: step.event).map { String(machine.program.source.line(of: $0.start)) } ?? ""
            return Row(
                thread: words.values.name(ofThread: step.event.thread), number: step.event.thread, line: line,
                action: words.text(step.event), origin: origins[index] ?? "")
        }
    }
}
