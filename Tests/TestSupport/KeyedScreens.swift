internal import Foundation

/// Golden screens of a Markdown text, each with the model and the keys that lead to it in a comment above:
/// `<!-- MODEL[, OPTION …]: KEYS · KEYS -->`.
package struct KeyedScreen: Sendable, CustomStringConvertible {
    package var name: String
    package var columns: Int
    package var rows: Int
    package var model: String
    package var options: [String]
    package var keys: [String]
    package var description: String { name }

    /// In the order of the text.
    package static func list(_ fixture: String) -> [KeyedScreen] {
        var result: [KeyedScreen] = []
        var script: KeyedScreen?
        for line in ((try? Fixtures.text(fixture)) ?? "").split(separator: "\n") {
            if line.hasPrefix("<!-- "), line.hasSuffix(" -->") {
                script = KeyedScreen(comment: line.dropFirst(5).dropLast(4))
            } else if line.hasPrefix("```screen "), var screen = script {
                let words = line.split(separator: " ")
                let sizes = words.count == 3 ? words[1].split(separator: "x").compactMap { Int($0) } : []
                guard sizes.count == 2 else { continue }
                (screen.name, screen.columns, screen.rows) = (String(words[2]), sizes[0], sizes[1])
                result.append(screen)
            }
        }
        return result
    }

    private init?(comment: Substring) {
        guard let colon = comment.firstRange(of: ": ") else { return nil }
        let head = comment[..<colon.lowerBound].split(separator: ",").map { String($0.drop { $0 == " " }) }
        guard let model = head.first else { return nil }
        name = ""
        columns = 0
        rows = 0
        self.model = model
        options = Array(head.dropFirst())
        keys = comment[colon.upperBound...].split(separator: "·").map(Self.trimmed).filter { !$0.isEmpty }
    }

    private static func trimmed(_ text: Substring) -> String {
        var text = text.drop { $0 == " " }
        while text.last == " " { text.removeLast() }
        return String(text)
    }

    /// Whether the environment asks for these screens to be written anew. Never in CI: look at them before you keep them.
    package static func isRecording(_ what: String) -> Bool {
        ProcessInfo.processInfo.environment["HEDDLE_RECORD"] == what
    }

    /// Puts what is shown now in the place of each screen of the text.
    package static func record(_ shown: [String: [String]], in fixture: String) throws {
        var result: [Substring] = []
        var isInside = false
        for line in try Fixtures.text(fixture).split(separator: "\n", omittingEmptySubsequences: false) {
            if isInside, line != "```" { continue }
            isInside = false
            result.append(line)
            let words = line.split(separator: " ")
            guard line.hasPrefix("```screen "), words.count == 3, let lines = shown[String(words[2])] else { continue }
            isInside = true
            let columns = Int(words[1].prefix { $0 != "x" }) ?? 0
            for line in lines { result.append(Substring(String(GoldenScreen.padded(line, to: columns)))) }
        }
        try Data(result.joined(separator: "\n").utf8).write(to: URL(fileURLWithPath: Fixtures.path(fixture)))
    }
}
