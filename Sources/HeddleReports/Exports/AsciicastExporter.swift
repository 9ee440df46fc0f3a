/// A walk through a schedule on the real screens as a terminal recording (asciicast, version 2): a header, then one
/// event for each place, at fixed times.
///
/// Source: asciicast v2, docs.asciinema.org.
package enum AsciicastExporter: Exporter {
    package static let format = "asciicast"
    package static let suffix = ".cast"
    package static let about = "a terminal recording of the screens, step by step"
    package static let needsScreens = true

    /// Between two steps, and behind the last one. Unit: tenths of a second.
    private static let stepTime = 15
    private static let restTime = 30

    private struct Header: Encodable {
        var version = 2
        var width: Int
        var height: Int
        var title: String
        var env = ["TERM": "xterm-256color"]
    }

    package static func export(_ subject: ExportSubject) -> String {
        let screens = subject.screens ?? ExportScreens(columns: 80, rows: 24, frames: [])
        var out = JSONText.compact(Header(width: screens.columns, height: screens.rows, title: subject.title)) + "\n"
        for (index, frame) in screens.frames.enumerated() { out += event(tenths: index * stepTime, frame) }
        // A last event that shows nothing new keeps the last frame in sight.
        let end = max(0, screens.frames.count - 1) * stepTime + restTime
        return out + event(tenths: end, "")
    }

    private static func event(tenths: Int, _ text: String) -> String {
        "[\(tenths / 10).\(tenths % 10), \"o\", \(JSONText.compact(text))]\n"
    }
}
