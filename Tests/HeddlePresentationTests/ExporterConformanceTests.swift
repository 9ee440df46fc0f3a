import FoundationXML
import HeddleEngine
import HeddleLanguages
import HeddlePresentation
import HeddleProgram
import HeddleReports
import TestSupport
import Testing

import struct Foundation.Data
import class Foundation.JSONSerialization

/// What every form of export keeps, whichever it is: the tests run over the catalogue.
@Suite("Exporters")
struct ExporterConformanceTests {
    @Test("Names and file suffixes are unique, and each says what it is")
    func catalogue() {
        #expect(Set(Exporters.formats).count == Exporters.all.count)
        #expect(Set(Exporters.all.map { $0.suffix }).count == Exporters.all.count)
        for exporter in Exporters.all {
            #expect(exporter.suffix.hasPrefix(".") && !exporter.about.isEmpty)
            #expect(Exporters.named(exporter.format)?.format == exporter.format)
        }
        #expect(Exporters.named("pdf") == nil)
    }

    @Test("The same schedule gives the same text, whole and in lines", arguments: Exporters.formats)
    func determinism(_ format: String) throws {
        let exporter = try #require(Exporters.named(format))
        let text = exporter.export(try SampleExport.finding("lost-update.heddle"))
        #expect(!text.isEmpty && text.hasSuffix("\n"))
        #expect(text == exporter.export(try SampleExport.finding("lost-update.heddle")))
        try SampleExport.check(text, format: format)
    }

    @Test("Every layout, all edges, plain marks", arguments: Exporters.formats)
    func options(_ format: String) throws {
        let exporter = try #require(Exporters.named(format))
        for name in ["lost-update.heddle", "lock-order.heddle", "philosophers.heddle"] {
            for layout in ExportOptions.Layout.allCases {
                for edges in ExportOptions.Edges.allCases {
                    var subject = try SampleExport.finding(name)
                    subject.options = ExportOptions(layout: layout, edges: edges, isASCII: true)
                    let text = exporter.export(subject)
                    try SampleExport.check(text, format: format)
                    if format == "text" || format == "dot" || format == "mermaid" {
                        #expect(text.utf8.allSatisfy { $0 < 0x80 }, "\(format) of \(name)")
                    }
                }
            }
        }
    }

    @Test("Hostile names reach no form raw, and break none", arguments: Exporters.formats)
    func hostileNames(_ format: String) throws {
        let exporter = try #require(Exporters.named(format))
        for layout in ExportOptions.Layout.allCases {
            var subject = try SampleExport.hostile()
            subject.options.layout = layout
            let text = exporter.export(subject)
            try SampleExport.check(text, format: format)
            let raw = text.unicodeScalars.filter {
                $0 != "\n" && ($0.properties.generalCategory == .control || $0.properties.generalCategory == .format)
            }
            #expect(raw.isEmpty, "\(format) holds \(raw.map(\.value))")
            if format == "html" || format == "svg" {
                #expect(!text.contains("<script>alert") && !text.contains("<img"))
                #expect(text.contains("&lt;script&gt;"))
            }
            if format == "html" { #expect(text.components(separatedBy: "</script").count == 3) }
        }
    }

    @Test("A schedule without steps", arguments: Exporters.formats)
    func noSteps(_ format: String) throws {
        let exporter = try #require(Exporters.named(format))
        for layout in ExportOptions.Layout.allCases {
            var subject = try SampleExport.steps("", of: "lost-update.heddle")
            subject.options.layout = layout
            let text = exporter.export(subject)
            #expect(!text.isEmpty)
            try SampleExport.check(text, format: format)
            if format == "text" || format == "svg" || format == "html" {
                #expect(text.contains("not over: 2 threads can go on from here"))
            }
        }
    }

    @Test("A thousand steps, each of them there", arguments: Exporters.formats)
    func manySteps(_ format: String) throws {
        let exporter = try #require(Exporters.named(format))
        let model = """
            model "Long"
            var x: int = 0
            thread a * 2 {
              for i in 0..<250 { x = x + 1 }
            }
            final sum "nothing is lost": x == 500
            """
        let steps = String(repeating: "0 0 1 1 ", count: 250)
        let subject = try SampleExport.steps(steps, of: model)
        #expect(subject.trace.steps.count == 1000)
        let text = exporter.export(subject)
        try SampleExport.check(text, format: format)
        if format == "text" || format == "html" { #expect(text.contains("nothing is lost: x = 500")) }
        let sign = ["svg": "data-step=\"1000\"", "html": "<span class=\"n\">1000</span>", "dot": "s1000 [label="]
        if let sign = sign[format] { #expect(text.contains(sign)) }
        if format == "mermaid" { #expect(text.contains("1000 W x")) }
        if format == "asciicast" { #expect(text.contains("frame 1000")) }
        if format == "text" { #expect(text.contains("    1000  a.1")) }
    }

    @Test("A rendezvous belongs to both its threads")
    func rendezvous() throws {
        let model = """
            model "Meet"
            channel wire: int
            thread left { wire.send(7) }
            thread right { let got = wire.receive() }
            """
        let subject = try SampleExport.steps("0", of: model)
        #expect(SVGExporter.export(subject).contains("class=\"meeting\""))
        #expect(MermaidExporter.export(subject).contains("t0->>t1: 1 ! wire 7"))
        #expect(DOTExporter.export(subject).contains("t1 -> s1"))
    }

    @Test("Each form says what its letters mean, the graphs in a comment")
    func legends() throws {
        let subject = try SampleExport.finding("lost-update.heddle")
        #expect(
            TextExporter.export(subject).hasSuffix(
                "  Letters: R read · W write · → a value that comes out · ← a value that goes in\n"))
        #expect(SVGExporter.export(subject).contains("R read · W write · → a value that comes out"))
        #expect(HTMLExporter.export(subject).contains("<p class=\"quiet\">Letters: R read · W write"))
        #expect(DOTExporter.export(subject).contains("\n  // Letters: R read · W write"))
        #expect(DOTExporter.export(subject).contains("\n  // Edges: mo modification order\n"))
        let mermaid = MermaidExporter.export(subject)
        #expect(mermaid.contains("sequenceDiagram\n  %% Letters: R read · W write"))
        #expect(
            mermaid.hasPrefix(
                "---\ntitle: \"Lost update: finding 1 of 1 ✗ every deposit is kept: balance == tellers, 1 == 2\"\n---\n"
            ))
    }

    @Test("A title keeps what HTML would take for its own")
    func mermaidTitle() throws {
        let unicode = MermaidExporter.title("a < b && \"c\" > \\", isASCII: false)
        #expect(unicode == "\"a ＜ b ＆＆ \\\"c\\\" ＞ \\\\\"")
        #expect(MermaidExporter.title("a < b", isASCII: true) == "\"a lt b\"")
    }

    @Test("Fewer edges by default than with all of them, and never an implied one")
    func essentialEdges() throws {
        var subject = try SampleExport.steps("0 0 1 1 0 0 1 1", of: "lost-update-twice")
        let few = DOTExporter.export(subject).components(separatedBy: "constraint=false").count
        subject.options.edges = .all
        let all = DOTExporter.export(subject).components(separatedBy: "constraint=false").count
        #expect(few > 1 && few < all)
    }
}

/// Schedules that tests export, and what a form must be to be read by others.
enum SampleExport {
    static func finding(_ name: String) throws -> ExportSubject {
        let model = try Fixtures.text((name == "lock-order.heddle" ? "examples/" : "golden/") + name)
        let machine = try machine(model, path: name)
        let run = Judge.run(of: machine.program, memoryModel: machine.memoryModel)
        let exploration = Exploration(machine: machine, options: SearchOptions(program: machine.program, run: run))
        exploration.finish()
        let finding = try #require(exploration.report.findings.first)
        return withScreens(
            ExportSubject(
                machine: machine, trace: Trace(machine: machine, schedule: finding.schedule), name: "finding 1 of 1",
                finding: finding, notes: [2: "the second read"]))
    }

    static func steps(_ steps: String, of model: String) throws -> ExportSubject {
        var text = model
        if model.hasSuffix(".heddle") { text = try Fixtures.text("golden/" + model) }
        if model == "lost-update-twice" {
            text = "model \"T\"\nvar x: int = 0\nthread a * 2 {\n  x = x + 1\n  x = x + 1\n}\n"
        }
        let machine = try machine(text, path: "model.heddle")
        return withScreens(
            ExportSubject(
                machine: machine, trace: try SketchReader(machine: machine, marks: Marks(ascii: false)).trace(steps),
                name: "by hand"))
    }

    /// Tags, quotes, entities, escapes of every form's own, controls and marks of direction.
    static let hostileText =
        "<script>alert(1)</script><img src=x onerror=alert(1)>\"'&amp;`$;#35;%%]]>--><!--\\N\\\"\u{202E}\u{0}\u{1B}[31m"
        + "\u{7}\r\n\u{2028}\u{FEFF}end"

    /// A model whose every name is hostile, with a step that fails.
    static func hostile() throws -> ExportSubject {
        let text = try Fixtures.text("golden/lost-update.heddle")
        let loaded = HeddleFrontEnd.load(SourceText(path: "m.heddle", text: text), settings: [])
        var program = try #require(loaded.program)
        program.source = SourceText(path: hostileText + ".heddle", text: text + "// " + hostileText + "\n")
        program.name = hostileText
        for index in program.objects.indices { program.objects[index].name = hostileText }
        for index in program.threadGroups.indices { program.threadGroups[index].name = hostileText }
        for index in program.properties.indices { program.properties[index].sentence = hostileText }
        for routine in program.routines.indices {
            for local in program.routines[routine].locals.indices {
                program.routines[routine].locals[local].name = hostileText
            }
        }
        let machine = try Machine(program, memoryModel: .sc)
        return withScreens(
            ExportSubject(
                machine: machine,
                trace: try SketchReader(machine: machine, marks: Marks(ascii: false)).trace("0 1 1 0"),
                name: hostileText,
                notes: [1: hostileText]))
    }

    private static func machine(_ text: String, path: String) throws -> Machine {
        let program = try #require(HeddleFrontEnd.load(SourceText(path: path, text: text), settings: []).program)
        return try Machine(program, memoryModel: .sc)
    }

    private static func withScreens(_ subject: ExportSubject) -> ExportSubject {
        var subject = subject
        let frames = (0...subject.trace.steps.count).map { "\u{1B}[2J\u{1B}[1;1Hframe \($0)" }
        subject.screens = ExportScreens(columns: 80, rows: 24, frames: frames)
        return subject
    }

    /// Whether others can read it, as far as that can be told without them.
    static func check(_ text: String, format: String) throws {
        switch format {
        case "svg":
            let parser = XMLParser(data: Data(text.utf8))
            #expect(parser.parse(), "\(String(describing: parser.parserError)) at \(parser.lineNumber)")
        case "html":
            #expect(text.hasPrefix("<!DOCTYPE html>"))
            // Whatever is loaded from elsewhere has an address; namespaces of SVG are none here.
            #expect(!text.contains("http:") && !text.contains("https:") && !text.contains("@import"))
            let data = try #require(
                text.components(separatedBy: "id=\"walk\">").last?.components(separatedBy: "<").first)
            #expect(try JSONSerialization.jsonObject(with: Data(data.utf8)) is [Any])
        case "asciicast":
            let lines = text.split(separator: "\n")
            for line in lines {
                #expect(throws: Never.self) { try JSONSerialization.jsonObject(with: Data(line.utf8)) }
            }
            #expect(lines[0].hasPrefix("{") && lines[0].contains("\"version\":2"))
        case "dot":
            #expect(text.hasPrefix("digraph ") && text.hasSuffix("}\n"))
            // Every quote that opens a text closes it on its line.
            for line in text.split(separator: "\n") {
                let plain = line.replacingOccurrences(of: "\\\\", with: "").replacingOccurrences(of: "\\\"", with: "")
                #expect(plain.filter { $0 == "\"" }.count.isMultiple(of: 2), "\(line)")
            }
        case "mermaid": try checkMermaid(text)
        case "c":
            // The comment at the top is closed, and nothing in it opens another one.
            let head = try #require(text.components(separatedBy: " */").first)
            #expect(text.hasPrefix("/*\n") && !head.dropFirst(2).contains("/*") && text.hasSuffix("}\n"))
        default: break
        }
    }

    /// The part of Mermaid's grammar that is used.
    private static func checkMermaid(_ text: String) throws {
        let lines = text.split(separator: "\n").map { $0.drop { $0 == " " } }.filter { !$0.hasPrefix("%% ") }
        #expect(lines[0] == "---" && lines[2] == "---")
        let plain = #"[^"<>\[\]{}|;:`$%\\&'()#]|#\d+;"#
        // No entity codes, which the front matter would show as they are, and nothing that HTML takes for its own.
        let title = try Regex(#"title: "([^"\\<>&]|\\["\\])*""#)
        #expect(lines[1].wholeMatch(of: title) != nil, "\(lines[1])")
        let isSequence = lines[3] == "sequenceDiagram"
        #expect(isSequence || lines[3] == "flowchart TB")
        let step =
            isSequence
            ? #"acc(Title|Descr): (T)*|participant t\d+ as (T)+|Note over t\d+(,t\d+)?: (T)+|t\d+(->>|-->>|-->|-\)|-x)t\d+: (T)+"#
            : #"acc(Title|Descr): (T)*|subgraph t\d+ \["(T)+"\]|s\d+\["(T)+"\]|end|s\d+ --- s\d+|s\d+ (<==>|==>|--o|-->|-\.->)\|"(T)*"\| s\d+|style s\d+ [a-z0-9:#,-]+"#
        let grammar = try Regex(step.replacingOccurrences(of: "(T)", with: "(\(plain))"))
        for line in lines.dropFirst(4) { #expect(line.wholeMatch(of: grammar) != nil, "\(line)") }
    }
}
