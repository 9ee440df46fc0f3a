internal import HeddleEngine
internal import HeddlePresentation

/// How pictures look: colours on a light and on a dark ground, and edges that are told apart without colour as well, by
/// weight, dash and head.
enum PictureStyle {
    /// The colours of one ground.
    private struct Palette {
        var ground: String
        var text: String
        var quiet: String
        var bad: String
        var order: String
        var message: String
        var lit: String
        var threads: [String]

        static let light = Palette(
            ground: "#fdfdfb", text: "#24292e", quiet: "#646d76", bad: "#b3202a", order: "#0550ae", message: "#8250df",
            lit: "#fff0b3", threads: ["#0550ae", "#8250df", "#116b70", "#24292e"])
        static let dark = Palette(
            ground: "#1c1f26", text: "#d7dae0", quiet: "#9aa3b2", bad: "#f0828c", order: "#7aa2f7", message: "#cf94ea",
            lit: "#3f4557", threads: ["#62c4cf", "#cf94ea", "#e5c07b", "#7aa2f7"])
    }

    /// Classes of the elements of a `LanePicture`, for both grounds.
    static var css: String {
        """
        .picture text{font-family:"DejaVu Sans Mono",Menlo,Consolas,monospace;font-size:13.3px}
        .picture .label{font-size:11.6px}
        .picture .name,.picture .head{font-weight:bold}
        .picture .lane{stroke-width:1}
        .picture .line{fill:none;stroke-width:1.5}
        .picture .tick{fill:none;stroke-width:1.5}
        .picture .line+text{stroke:none}
        .picture .sw .line{stroke-width:3}
        .picture .mo .line{stroke-dasharray:2 4}
        .picture .race .line{stroke-width:2.5;stroke-dasharray:9 3}
        .picture .meeting{stroke-width:1.5;stroke-dasharray:1 3}
        .picture .lit{fill:none;stroke:none}
        .picture .tick{stroke-opacity:0.6}
        \(rules(.light))
        @media (prefers-color-scheme:dark){
        \(rules(.dark))
        }
        """
    }

    private static func rules(_ palette: Palette) -> String {
        var lines = [
            ".picture .ground{fill:\(palette.ground)}", ".picture text{fill:\(palette.text)}",
            ".picture .number,.picture .quiet{fill:\(palette.quiet)}", ".picture .bad{fill:\(palette.bad)}",
            ".picture .lane{stroke:\(palette.quiet);stroke-opacity:0.5}", ".picture .wall{fill:\(palette.bad)}",
            ".picture .meeting{stroke:\(palette.text)}", ".picture .current .lit{fill:\(palette.lit)}",
        ]
        for (index, colour) in palette.threads.enumerated() { lines.append(".picture .t\(index){fill:\(colour)}") }
        for kind in kinds {
            let colour = colour(kind, palette)
            let name = name(kind)
            lines.append(".picture .\(name) path{stroke:\(colour)}")
            lines.append(".picture .\(name) text{fill:\(colour)}")
            let isHollow = kind == .message
            lines.append(".picture #head-\(name) path{fill:\(isHollow ? palette.ground : colour);stroke:\(colour)}")
        }
        return lines.joined(separator: "\n")
    }

    private static let kinds: [EdgeKind] = [.race, .synchronizesWith, .message, .readsFrom, .modificationOrder]

    private static func colour(_ kind: EdgeKind, _ palette: Palette) -> String {
        switch kind {
        case .race: return palette.bad
        case .synchronizesWith: return palette.order
        case .message: return palette.message
        case .readsFrom: return palette.text
        case .modificationOrder: return palette.quiet
        }
    }

    /// The class of an edge.
    static func name(_ kind: EdgeKind) -> String {
        switch kind {
        case .race: return "race"
        case .synchronizesWith: return "sw"
        case .message: return "msg"
        case .readsFrom: return "rf"
        case .modificationOrder: return "mo"
        }
    }

    /// Heads of arrows: filled, hollow for messages, open for modification order, at both ends for races.
    static var heads: String {
        "<defs>"
            + kinds.map { kind in
                let isOpen = kind == .modificationOrder
                let path = isOpen ? "<path d=\"M1 1L7 4L1 7\" fill-opacity=\"0\"/>" : "<path d=\"M1 1L7 4L1 7Z\"/>"
                return "<marker id=\"head-\(name(kind))\" viewBox=\"0 0 8 8\" refX=\"6\" refY=\"4\" markerWidth=\"9\" "
                    + "markerHeight=\"9\" markerUnits=\"userSpaceOnUse\" orient=\"auto-start-reverse\">\(path)</marker>"
            }.joined() + "</defs>\n"
    }

    /// Kinds of edges that a picture has, each with its name, in the order of their strength.
    static func legend(_ edges: [Edge]) -> [(kind: EdgeKind, name: String)] {
        kinds.filter { kind in edges.contains { $0.kind == kind } }.map { ($0, EdgeMarks.name($0)) }
    }
}
