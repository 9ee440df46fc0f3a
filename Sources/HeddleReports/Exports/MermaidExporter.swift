internal import HeddleEngine
internal import HeddlePresentation

/// A schedule for Mermaid, as Markdown files and issue trackers draw it: a sequence diagram, or in the causal layout a
/// flow chart.
package enum MermaidExporter: Exporter {
    package static let format = "mermaid"
    package static let suffix = ".mmd"
    package static let about = "a sequence diagram, or with --layout causal a flow chart, for Markdown"

    package static func export(_ subject: ExportSubject) -> String {
        subject.options.layout == .causal ? flowChart(subject) : sequence(subject)
    }

    // MARK: - Sequence diagram

    private static func sequence(_ subject: ExportSubject) -> String {
        let letters = subject.letters
        var incoming: [Int: [Edge]] = [:]
        for edge in subject.edges { incoming[edge.target, default: []].append(edge) }
        var lines = ["sequenceDiagram"]
        lines += accessibility(subject)
        for (thread, name) in subject.threadNames.enumerated() {
            lines.append("participant t\(thread) as \(escape("\(thread) \(name)"))")
        }
        let events = subject.trace.events
        for (index, event) in events.enumerated() {
            for edge in incoming[index] ?? [] {
                let source = events[edge.source].thread
                if source == event.thread { continue }
                lines.append(
                    "t\(source)\(arrow(edge.kind))t\(event.thread): \(escape(EdgeMarks.label(edge, subject.marks)))")
            }
            let text = escape("\(index + 1) \(letters.text(event))")
            if let partner = event.partner {
                lines.append("t\(event.thread)->>t\(partner): \(text)")
            } else {
                lines.append("Note over t\(event.thread): \(text)")
            }
            if index + 1 == subject.pointOfNoReturn, let last = subject.threadNames.indices.last {
                let over = last == 0 ? "t0" : "t0,t\(last)"
                lines.append("Note over \(over): \(escape("point of no return: from here on every run fails"))")
            }
        }
        return diagram(subject, lines)
    }

    private static func arrow(_ kind: EdgeKind) -> String {
        switch kind {
        case .race: return "-x"
        case .synchronizesWith: return "->>"
        case .message: return "-)"
        case .readsFrom: return "-->>"
        case .modificationOrder: return "-->"
        }
    }

    // MARK: - Flow chart

    private static func flowChart(_ subject: ExportSubject) -> String {
        let letters = subject.letters
        let names = subject.threadNames
        var lines = ["flowchart TB"]
        lines += accessibility(subject)
        var last: [Int: Int] = [:]
        var order: [String] = []
        var steps: [[Int]] = Array(repeating: [], count: names.count)
        for (index, event) in subject.trace.events.enumerated() {
            let own = event.partner.map { [event.thread, $0] } ?? [event.thread]
            for thread in own {
                if let before = last[thread] { order.append("s\(before + 1) --- s\(index + 1)") }
                last[thread] = index
            }
            if steps.indices.contains(event.thread) { steps[event.thread].append(index) }
        }
        for (thread, name) in names.enumerated() {
            lines.append("subgraph t\(thread) [\"\(escape("\(thread) \(name)"))\"]")
            for step in steps[thread] {
                let text = "\(step + 1) \(letters.text(subject.trace.steps[step].event))"
                lines.append("  s\(step + 1)[\"\(escape(text))\"]")
            }
            lines.append("end")
        }
        lines += order
        for edge in subject.edges {
            let label = escape(EdgeMarks.word(edge))
            lines.append("s\(edge.source + 1) \(link(edge.kind))|\"\(label)\"| s\(edge.target + 1)")
        }
        if let point = subject.pointOfNoReturn, point > 0 {
            lines.append("style s\(point) stroke:#c0262d,stroke-width:3px")
        }
        return diagram(subject, lines)
    }

    private static func link(_ kind: EdgeKind) -> String {
        switch kind {
        case .race: return "<==>"
        case .synchronizesWith: return "==>"
        case .message: return "--o"
        case .readsFrom: return "-->"
        case .modificationOrder: return "-.->"
        }
    }

    // MARK: - Both

    private static func accessibility(_ subject: ExportSubject) -> [String] {
        let verdict = subject.verdict
        return [
            "accTitle: \(escape(subject.title))",
            "accDescr: \(escape("\(Figures.count(subject.trace.steps.count, "step")); \(verdict.kind.rawValue): \(verdict.text)"))",
        ]
    }

    private static func diagram(_ subject: ExportSubject, _ lines: [String]) -> String {
        let verdict = subject.verdict
        let title = self.title(
            "\(subject.title) \(verdict.mark(subject.marks)) \(verdict.text)", isASCII: subject.marks.isASCII)
        let comments = subject.legendComment.map { "%% " + $0 }
        let body = (lines.prefix(1) + comments + lines.dropFirst()).enumerated().map {
            $0.offset == 0 ? $0.element : "  " + $0.element
        }
        return "---\ntitle: \(title)\n---\n" + body.joined(separator: "\n") + "\n"
    }

    /// The title as YAML, which takes a text of JSON's. Mermaid decodes no entity codes there, and makes entities of what
    /// HTML has a use for, to show them literally: others stand for these.
    package static func title(_ text: String, isASCII: Bool) -> String {
        let plain = TextEscape.shown(text) { scalar in
            switch scalar {
            case "<": isASCII ? "lt" : "\u{FF1C}"
            case ">": isASCII ? "gt" : "\u{FF1E}"
            case "&": isASCII ? "and" : "\u{FF06}"
            default: nil
            }
        }
        return JSONText.compact(plain)
    }

    /// A label or a description. Letters, digits and what no rule of Mermaid's grammar begins with stay; all other ASCII
    /// becomes an entity code of Mermaid's, `#35;`, which it decodes in all that stands behind the front matter.
    static func escape(_ text: String) -> String {
        TextEscape.shown(text) { scalar in
            let isPlain =
                scalar.value >= 0x80 || scalar.properties.isAlphabetic || (48...57).contains(scalar.value)
                || " .,_=-+*/?!".unicodeScalars.contains(scalar)
            return isPlain ? nil : "#\(scalar.value);"
        }
    }
}
