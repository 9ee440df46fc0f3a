internal import HeddleEngine
internal import HeddlePresentation

/// Happens-before as a picture: a lane for each thread, time downwards, an edge level with its target.
///
/// An edge leaves its source's lane at the height of its target, as on the screens, so that none needs a bend. In lanes
/// the strongest edge of a step runs on the step's own row, the others above it; in the causal layout, where steps share
/// rows, all of them run above, side by side where they don't overlap.
/// Shape: what `elements` gives is SVG without its outermost element; classes are those of `PictureStyle`.
/// Units: pixels; a cell of text is 8 wide.
struct LanePicture {
    static let cell = 8
    private static let row = 26
    private static let track = 20
    /// From a lane to the text of its steps.
    private static let indent = 12

    private struct Arrow {
        var edge: Edge
        var x: Int
        var endX: Int
        var y: Int
    }

    private let subject: ExportSubject
    private let letters: StepLetters
    private let names: [String]
    private let texts: [String]
    private var laneX: [Int] = []
    /// Vertical middle of each step.
    private var stepY: [Int] = []
    private var arrows: [Arrow] = []
    private let first: Int
    private let top = 34
    private(set) var width = 0
    private(set) var height = 0

    init(_ subject: ExportSubject) {
        self.subject = subject
        letters = subject.letters
        names = subject.threadNames
        let isCausal = subject.options.layout == .causal
        let words = letters
        texts = subject.trace.steps.enumerated().map { index, step in
            (isCausal ? "\(index + 1) " : "") + words.text(step.event)
        }
        first = isCausal ? 20 : (String(subject.trace.steps.count).count + 2) * Self.cell + 16
        let edges = subject.edges
        placeLanes(edges)
        placeRows(edges)
    }

    private func thread(_ step: Int) -> Int { subject.trace.steps[step].event.thread }

    // MARK: - Places

    /// Each lane is as wide as its longest step, with the label of an edge that comes from the right behind it.
    private mutating func placeLanes(_ edges: [Edge]) {
        var widths = names.indices.map { CellWidth.of("\($0) \(names[$0])") * Self.cell + 28 }
        for (index, text) in texts.enumerated() where widths.indices.contains(thread(index)) {
            widths[thread(index)] = max(widths[thread(index)], Self.indent + CellWidth.of(text) * Self.cell + 36)
        }
        for edge in edges {
            let (source, target) = (thread(edge.source), thread(edge.target))
            let label = CellWidth.of(EdgeMarks.label(edge, subject.marks)) * Self.cell
            guard widths.indices.contains(source), widths.indices.contains(target), source != target else { continue }
            if source < target {
                widths[source] = max(widths[source], label + 40)
            } else {
                let text = Self.indent + CellWidth.of(texts[edge.target]) * Self.cell
                widths[target] = max(widths[target], text + label + 44)
            }
        }
        var x = first
        for width in widths {
            laneX.append(x)
            x += width
        }
        self.width = max(x, first + 160)
    }

    private mutating func placeRows(_ edges: [Edge]) {
        var incoming: [Int: [Edge]] = [:]
        for edge in edges { incoming[edge.target, default: []].append(edge) }
        stepY = Array(repeating: 0, count: texts.count)
        var y = top
        for steps in subject.rows {
            var tracks: [(edge: Edge, track: Int)] = []
            var own: [Edge] = []
            var taken: [[ClosedRange<Int>]] = []
            for step in steps {
                var edges = incoming[step] ?? []
                if subject.options.layout == .lanes, !edges.isEmpty { own.append(edges.removeFirst()) }
                for edge in edges {
                    let lanes = [thread(edge.source), thread(edge.target)].sorted()
                    let range = lanes[0]...lanes[1]
                    let track = taken.firstIndex { !$0.contains { $0.overlaps(range) } } ?? taken.count
                    if track == taken.count { taken.append([]) }
                    taken[track].append(range)
                    tracks.append((edge, track))
                }
            }
            for (edge, track) in tracks { add(edge, y: y + track * Self.track + Self.track / 2, isOnRow: false) }
            y += taken.count * Self.track
            for step in steps { stepY[step] = y + Self.row / 2 }
            for edge in own { add(edge, y: y + Self.row / 2, isOnRow: true) }
            y += Self.row
        }
        height = y + 10
    }

    private mutating func add(_ edge: Edge, y: Int, isOnRow: Bool) {
        let (source, target) = (laneX[thread(edge.source)], laneX[thread(edge.target)])
        var end = target + (source < target ? -6 : 6)
        if isOnRow, source > target { end = target + Self.indent + CellWidth.of(texts[edge.target]) * Self.cell + 8 }
        arrows.append(Arrow(edge: edge, x: source, endX: end, y: y))
    }

    // MARK: - Elements

    /// `sentences`: what each step did, for its title.
    func elements(sentences: [String]) -> String {
        var out = ""
        for (thread, x) in laneX.enumerated() {
            out += "<line class=\"lane\" x1=\"\(x)\" y1=\"\(top - 6)\" x2=\"\(x)\" y2=\"\(height - 4)\"/>\n"
            out += text("\(thread) \(names[thread])", x: x - 4, y: 18, "name t\(thread % 4)") + "\n"
        }
        for arrow in arrows { out += element(arrow) }
        for step in texts.indices { out += element(step, sentence: sentences[step]) }
        return out
    }

    private func element(_ step: Int, sentence: String) -> String {
        let event = subject.trace.steps[step].event
        let x = laneX[event.thread]
        let y = stepY[step]
        let size = Self.indent + CellWidth.of(texts[step]) * Self.cell
        var out = "<g class=\"step\" data-step=\"\(step + 1)\"><title>\(TextEscape.markup(sentence))</title>"
        out += "<rect class=\"lit\" x=\"\(x - 8)\" y=\"\(y - 12)\" width=\"\(size + 14)\" height=\"24\" rx=\"4\"/>"
        if subject.options.layout == .lanes {
            let number = String(step + 1)
            out += text(number, x: first - 18 - number.count * Self.cell, y: y + 5, "number")
        }
        if step + 1 == subject.pointOfNoReturn {
            out += "<rect class=\"wall\" x=\"2\" y=\"\(y - 12)\" width=\"4\" height=\"24\"/>"
        }
        if let partner = event.partner, laneX.indices.contains(partner) {
            out += "<line class=\"meeting\" x1=\"\(x)\" y1=\"\(y)\" x2=\"\(laneX[partner])\" y2=\"\(y)\"/>"
            out += "<circle class=\"dot t\(partner % 4)\" cx=\"\(laneX[partner])\" cy=\"\(y)\" r=\"4\"/>"
        }
        out += "<circle class=\"dot t\(event.thread % 4)\" cx=\"\(x)\" cy=\"\(y)\" r=\"4\"/>"
        let isEnd = step == texts.count - 1 && subject.verdict.kind == .fails
        out += text(texts[step], x: x + Self.indent, y: y + 5, isEnd ? "action bad" : "action")
        return out + "</g>\n"
    }

    private func element(_ arrow: Arrow) -> String {
        let kind = PictureStyle.name(arrow.edge.kind)
        let label = EdgeMarks.label(arrow.edge, subject.marks)
        let size = CellWidth.of(label) * Self.cell
        // The label stands in the gap beside the source, above the line.
        let x = arrow.x < arrow.endX ? arrow.x + 8 : arrow.x - 8 - size
        let title = "step \(arrow.edge.source + 1) to step \(arrow.edge.target + 1): \(EdgeMarks.name(arrow.edge.kind))"
        let tail = arrow.edge.kind == .race ? " marker-start=\"url(#head-\(kind))\"" : ""
        return """
            <g class="edge \(kind)"><title>\(TextEscape.markup(title))</title>\
            <path d="M\(arrow.x) \(arrow.y - 4)V\(arrow.y + 4)M\(arrow.x) \(arrow.y)H\(arrow.endX)" class="tick"/>\
            <path d="M\(arrow.x) \(arrow.y)H\(arrow.endX)" class="line"\(tail) marker-end="url(#head-\(kind))"/>\
            \(text(label, x: x, y: arrow.y - 4, "label"))</g>

            """
    }

    /// A text that takes exactly its cells, whatever font the viewer has.
    private func text(_ text: String, x: Int, y: Int, _ style: String) -> String {
        if text.isEmpty { return "" }
        let isSmall = style == "label"
        let size = CellWidth.of(text) * Self.cell * (isSmall ? 7 : 8) / 8
        return "<text class=\"\(style)\" x=\"\(x)\" y=\"\(y)\" textLength=\"\(size)\" "
            + "lengthAdjust=\"spacingAndGlyphs\">\(TextEscape.markup(text))</text>"
    }
}
