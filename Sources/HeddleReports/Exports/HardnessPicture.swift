package import HeddlePresentation

/// The distribution of hardness in a library as an SVG picture: decades of 1/p from left to right, entries upwards.
package enum HardnessPicture {
    private static let (barWidth, gap, room, left, top) = (56, 24, 180, 48, 56)

    package static func svg(_ chart: HardnessChart, title: String) -> String {
        let width = max(420, left + chart.bars.count * (barWidth + gap) + 24)
        let base = top + room
        let height = base + 64
        let most = max(1, chart.bars.map(\.count).max() ?? 1)
        var body = "<text class=\"name\" x=\"16\" y=\"26\">\(TextEscape.markup(title))</text>\n"
        for (index, bar) in chart.bars.enumerated() {
            let x = left + index * (barWidth + gap)
            let size = (bar.count * room + most - 1) / most
            let middle = x + barWidth / 2
            body += """
                <g><title>\(TextEscape.markup(bar.name)): \(bar.count)</title>\
                <rect class="bar" x="\(x)" y="\(base - size)" width="\(barWidth)" height="\(size)"/>\
                <text x="\(middle)" y="\(base - size - 6)" text-anchor="middle">\(bar.count)</text>\
                <text class="label" x="\(middle)" y="\(base + 18)" text-anchor="middle">10<tspan dy="-5">\
                \u{2212}\(index + 1)</tspan></text></g>

                """
        }
        var foot = "chance of a random run, above"
        if chart.unmeasured > 0 { foot += "; \(chart.unmeasured) not measured" }
        body += "<line class=\"lane\" x1=\"\(left - 12)\" y1=\"\(base)\" x2=\"\(width - 12)\" y2=\"\(base)\"/>\n"
        body += "<text class=\"label\" x=\"16\" y=\"\(height - 14)\">\(TextEscape.markup(foot))</text>\n"
        return """
            <svg xmlns="http://www.w3.org/2000/svg" class="picture" width="\(width)" height="\(height)" \
            viewBox="0 0 \(width) \(height)" role="img">
            <title>\(TextEscape.markup(title))</title>
            <style>\(PictureStyle.css)
            .picture .bar{fill:currentColor;opacity:.7}
            </style>
            <rect class="ground" width="100%" height="100%"/>
            \(body)</svg>

            """
    }
}
