internal import FoundationEssentials
internal import HeddleEngine
internal import HeddlePresentation
internal import HeddleProgram

/// A schedule as a page that stands alone: no network, nothing from elsewhere, walked with the arrow keys.
///
/// The page holds the steps, the picture, the source and the state at the end as plain markup, and a script that its
/// security policy names by digest; without scripts all but the walking is there.
package enum HTMLExporter: Exporter {
    package static let format = "html"
    package static let suffix = ".html"
    package static let about = "a page to walk through with the arrow keys, without a network"

    package static func export(_ subject: ExportSubject) -> String {
        let walk = HTMLWalk(subject)
        let style = "\n" + HTMLPageStyle.css + "\n"
        let script = "\n" + HTMLPageScript.source + "\n"
        let policy =
            "default-src 'none'; style-src '\(digest(style))'; script-src '\(digest(script))'; base-uri 'none'; "
            + "form-action 'none'"
        return """
            <!DOCTYPE html>
            <html lang="en">
            <head>
            <meta charset="utf-8">
            <meta http-equiv="Content-Security-Policy" content="\(policy)">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <meta name="referrer" content="no-referrer">
            <meta name="color-scheme" content="light dark">
            <title>\(TextEscape.markup(subject.title))</title>
            <style>\(style)</style>
            </head>
            <body>
            \(header(subject))
            <main class="panes">
            \(steps(subject))
            \(source(subject))
            \(state(walk))
            \(lanes(subject, walk))
            </main>
            <footer>\(TextEscape.markup(subject.heading)). Made by heddle export.</footer>
            <script type="application/json" id="walk">\(walk.data)</script>
            <script>\(script)</script>
            </body>
            </html>

            """
    }

    /// `sha256-…` of a text as a policy names it.
    private static func digest(_ text: String) -> String {
        let hex = Array(Digest.hex(text).utf8)
        func nibble(_ digit: UInt8) -> UInt8 { digit < 58 ? digit - 48 : digit - 87 }
        let bytes = stride(from: 0, to: hex.count, by: 2).map { nibble(hex[$0]) << 4 | nibble(hex[$0 + 1]) }
        return "sha256-" + Data(bytes).base64EncodedString()
    }

    // MARK: - Parts

    private static func header(_ subject: ExportSubject) -> String {
        let verdict = subject.verdict
        let wall = subject.wallSentence.map { "<p class=\"quiet\">\(TextEscape.markup($0))</p>\n" } ?? ""
        return """
            <header>
            <h1>\(TextEscape.markup(subject.title))</h1>
            <p class="quiet">\(TextEscape.markup(subject.heading))</p>
            <p id="verdict" class="\(verdict.kind.rawValue)">\
            \(TextEscape.markup(verdict.mark(subject.marks) + " " + verdict.text))</p>
            \(wall)</header>
            <noscript><p>Without scripts the steps, the picture and the source are shown, and the state at the end.</p></noscript>
            <nav class="bar script" hidden aria-label="Walk">
            <button type="button" id="first" title="Home" aria-label="start">⇤</button>
            <button type="button" id="back" title="←" aria-label="one step back">←</button>
            <button type="button" id="forward" title="→" aria-label="one step forward">→</button>
            <button type="button" id="last" title="End" aria-label="end">⇥</button>
            <span id="place"></span>
            <p id="sentence" aria-live="polite"></p>
            </nav>
            """
    }

    private static func steps(_ subject: ExportSubject) -> String {
        let letters = subject.letters
        var rows =
            "<li><button type=\"button\"><span class=\"n\"></span><span class=\"what\">start</span></button></li>\n"
        for (index, step) in subject.trace.steps.enumerated() {
            let number = index + 1
            let name = TextEscape.markup(letters.values.name(ofThread: step.event.thread))
            let line = subject.line(of: step.event).map { " <span class=\"quiet\">:\($0)</span>" } ?? ""
            let choice = step.event.choiceText.map { " <span class=\"quiet\">(\(TextEscape.markup($0)))</span>" } ?? ""
            let wall = number == subject.pointOfNoReturn ? " class=\"wall\"" : ""
            rows += "<li\(wall)><button type=\"button\"><span class=\"n\">\(number)</span>"
            rows += "<span class=\"who t\(step.event.thread % 4)\">\(name)</span>"
            rows +=
                "<span class=\"what\">\(TextEscape.markup(letters.text(step.event)))\(choice)\(line)</span></button>"
            if let note = subject.notes[number] { rows += "<p class=\"note\">\(TextEscape.markup(note))</p>" }
            rows += "</li>\n"
        }
        return """
            <section class="pane" aria-labelledby="h-steps">
            <h2 id="h-steps">Steps</h2>
            <div class="scroll" id="steps" tabindex="0">
            <ol class="steps">
            \(rows)</ol>
            </div>
            <p class="quiet hint script" hidden>← → one step, Home and End, or a click on a step</p>
            </section>
            """
    }

    private static func lanes(_ subject: ExportSubject, _ walk: HTMLWalk) -> String {
        let picture = LanePicture(subject)
        let sentences = walk.places.dropFirst().map(\.sentence)
        let legend = PictureStyle.legend(subject.edges).map(\.name).joined(separator: ", ")
        let letters = subject.letterLegend.joined(separator: subject.marks.separator)
        var key = legend.isEmpty ? "" : "<p class=\"quiet\">Arrows: \(TextEscape.markup(legend)).</p>\n"
        if !letters.isEmpty { key += "<p class=\"quiet\">Letters: \(TextEscape.markup(letters)).</p>\n" }
        return """
            <section class="pane whole" aria-labelledby="h-lanes">
            <h2 id="h-lanes">Happens-before</h2>
            <div class="scroll wide" id="lanes" tabindex="0">
            <svg class="picture" width="\(picture.width)" height="\(picture.height)" \
            viewBox="0 0 \(picture.width) \(picture.height)" role="graphics-document document" aria-label="Happens-before">
            \(PictureStyle.heads)\(picture.elements(sentences: Array(sentences)))</svg>
            </div>
            \(key)</section>
            """
    }

    private static func source(_ subject: ExportSubject) -> String {
        let text = subject.machine.program.source
        var rows = ""
        for number in 1...max(1, text.lineCount) {
            let line = TextEscape.markup(VisibleText.ofSource(text.text(line: number)))
            rows += "<span class=\"row\"><span class=\"no\">\(number)</span><span class=\"at\"></span> \(line)\n</span>"
        }
        return """
            <section class="pane" aria-labelledby="h-source">
            <h2 id="h-source">\(TextEscape.markup(text.fileName))</h2>
            <div class="scroll" id="source" tabindex="0">
            <pre class="source">\(rows)</pre>
            </div>
            </section>
            """
    }

    /// The state at the end; the script shows the others in the same rows.
    private static func state(_ walk: HTMLWalk) -> String {
        let end = walk.places.last?.shown ?? [:]
        var bodies = ""
        for section in walk.order {
            let style = section.thread.map { " class=\"t\($0 % 4)\"" } ?? ""
            bodies +=
                "<tbody>\n<tr><th colspan=\"3\" scope=\"rowgroup\"\(style)>\(TextEscape.markup(section.section))</th></tr>\n"
            for index in section.entries {
                let shown = end[index]
                let old = shown?.old.map { TextEscape.markup($0) + " → " } ?? ""
                let isChanged = shown.map { !$0.mark.isEmpty } ?? false
                bodies +=
                    "<tr data-entry=\"\(index)\"\(isChanged ? " class=\"changed\"" : "")\(shown == nil ? " hidden" : "")>"
                bodies +=
                    "<td class=\"mark\">\(TextEscape.markup(shown?.mark ?? ""))</td><td>\(TextEscape.markup(walk.entries[index].name))</td>"
                bodies +=
                    "<td><span class=\"old\">\(old)</span><span class=\"value\">\(TextEscape.markup(shown?.text ?? ""))</span></td></tr>\n"
            }
            bodies += "</tbody>\n"
        }
        return """
            <section class="pane" aria-labelledby="h-state">
            <h2 id="h-state">State</h2>
            <div class="scroll" tabindex="0">
            <table class="state">
            \(bodies)</table>
            </div>
            </section>
            """
    }
}
