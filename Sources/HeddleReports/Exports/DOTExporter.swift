internal import HeddleEngine
internal import HeddlePresentation

/// A schedule as a graph for Graphviz: a column of steps for each thread, edges by kind.
///
/// In lanes each step has a rank of its own, in the order of the schedule; in the causal layout steps that nothing
/// orders share one.
package enum DOTExporter: Exporter {
    package static let format = "dot"
    package static let suffix = ".dot"
    package static let about = "the happens-before graph for Graphviz"

    package static func export(_ subject: ExportSubject) -> String {
        let names = subject.threadNames
        var out = """
            digraph schedule {
              graph [label=\(quoted(subject.title + "\n" + subject.verdict.mark(subject.marks) + " " + subject.verdict.text)), labelloc=t, rankdir=TB, newrank=true, fontname="monospace"]
              node [shape=box, style="rounded", fontname="monospace", fontsize=11, margin="0.12,0.05"]
              edge [fontname="monospace", fontsize=10]

            """
        for line in subject.legendComment { out += "  // \(line)\n" }
        for (thread, name) in names.enumerated() {
            out += "  t\(thread) [label=\(quoted("\(thread) \(name)")), shape=plaintext, group=\"t\(thread)\"]\n"
        }
        if names.count > 1 {
            out += "  { rank=same; \(names.indices.map { "t\($0)" }.joined(separator: "; ")) }\n"
            out += "  \(names.indices.map { "t\($0)" }.joined(separator: " -> ")) [style=invis]\n"
        }
        out += nodes(subject) + programOrder(subject, threads: names.count) + ranks(subject)
        for edge in subject.edges { out += self.edge(edge) }
        return out + "}\n"
    }

    private static func nodes(_ subject: ExportSubject) -> String {
        let letters = subject.letters
        let isFailing = subject.verdict.kind == .fails
        var out = ""
        for (index, step) in subject.trace.steps.enumerated() {
            var attributes = [
                "label=\(quoted("\(index + 1) \(letters.text(step.event))"))", "group=\"t\(step.event.thread)\"",
            ]
            let line = subject.line(of: step.event).map { " :\($0)" } ?? ""
            attributes.append("tooltip=\(quoted(letters.values.name(ofThread: step.event.thread) + line))")
            if index + 1 == subject.pointOfNoReturn { attributes.append("color=\"#c0262d\"") }
            if isFailing, index + 1 == subject.trace.steps.count { attributes.append("penwidth=2") }
            out += "  s\(index + 1) [\(attributes.joined(separator: ", "))]\n"
        }
        return out
    }

    private static func programOrder(_ subject: ExportSubject, threads: Int) -> String {
        var last = (0..<threads).map { "t\($0)" }
        var out = ""
        for (index, step) in subject.trace.steps.enumerated() {
            let own = step.event.partner.map { [step.event.thread, $0] } ?? [step.event.thread]
            for thread in own where last.indices.contains(thread) {
                out += "  \(last[thread]) -> s\(index + 1) [color=\"#8a929c\", arrowhead=none, weight=8]\n"
                last[thread] = "s\(index + 1)"
            }
        }
        return out
    }

    private static func ranks(_ subject: ExportSubject) -> String {
        guard subject.options.layout == .causal else {
            guard subject.trace.steps.count > 1 else { return "" }
            let chain = (1...subject.trace.steps.count).map { "s\($0)" }.joined(separator: " -> ")
            return "  \(chain) [style=invis, weight=0]\n"
        }
        return subject.rows.filter { $0.count > 1 }.map { row in
            "  { rank=same; \(row.map { "s\($0 + 1)" }.joined(separator: "; ")) }\n"
        }.joined()
    }

    private static func edge(_ edge: Edge) -> String {
        let look: String
        switch edge.kind {
        case .race:
            look = "color=\"#c0262d\", fontcolor=\"#c0262d\", penwidth=2, dir=both, arrowhead=normal, arrowtail=normal"
        case .synchronizesWith: look = "color=\"#0550ae\", fontcolor=\"#0550ae\", penwidth=2.5, arrowhead=normal"
        case .message: look = "color=\"#8250df\", fontcolor=\"#8250df\", arrowhead=empty"
        case .readsFrom: look = "color=\"#24292e\", arrowhead=normal"
        case .modificationOrder: look = "color=\"#57606a\", fontcolor=\"#57606a\", style=dashed, arrowhead=vee"
        }
        let label = quoted(EdgeMarks.word(edge))
        return "  s\(edge.source + 1) -> s\(edge.target + 1) [label=\(label), constraint=false, \(look)]\n"
    }

    /// A text in quotes: backslashes would begin an escape of Graphviz's own, line breaks are `\n`.
    static func quoted(_ text: String) -> String {
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false).map { line in
            TextEscape.shown(String(line)) { $0 == "\\" || $0 == "\"" ? "\\\($0)" : nil }
        }
        return "\"" + lines.joined(separator: "\\n") + "\""
    }
}
