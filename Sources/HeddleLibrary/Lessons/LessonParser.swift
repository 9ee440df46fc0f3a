package import HeddleProgram

/// Reads a lesson's file.
///
/// Shape: `heddle-lesson 1`, then lines of a key and its value; lines indented by blanks go on with the value of the key
/// above them, an empty line among them parts paragraphs. `#` begins a comment line. Keys before the first `goal`
/// belong to the lesson, those behind it to that goal, but what only a lesson has (`summary`, `origin` …) always to the
/// lesson.
/// Errors: all of them at once, as diagnostics L101 … L115 with their places.
package struct LessonParser {
    package static let sizeLimit = 200_000
    package static let currentVersion = 1
    static let goalLimit = 20

    struct Entry {
        var key: String
        var keySpan: SourceSpan
        /// From the value's first byte to its last, line breaks and indentation included.
        var span: SourceSpan
        /// Lines joined by blanks, paragraphs by line breaks.
        var text: String
    }

    let source: SourceText
    private(set) var diagnostics: [Diagnostic] = []

    package static func parse(_ source: SourceText) -> (lesson: Lesson?, diagnostics: [Diagnostic]) {
        var parser = LessonParser(source: source)
        let lesson = parser.lesson()
        return (parser.diagnostics.isEmpty ? lesson : nil, parser.diagnostics)
    }

    private init(source: SourceText) { self.source = source }

    mutating func fail(_ id: String, _ span: SourceSpan, _ message: String, _ hint: String? = nil) {
        diagnostics.append(Diagnostic(id, at: span, message, hint: hint))
    }

    // MARK: - Lines

    private func lineSpan(_ line: Int) -> SourceSpan {
        let start = source.lineStarts[line - 1]
        return SourceSpan(start: start, end: start + source.text(line: line).utf8.count)
    }

    private mutating func entries() -> [Entry] {
        var entries: [Entry] = []
        var isAfterGap = false
        for line in 1...max(1, source.lineCount) {
            let text = source.text(line: line)
            let trimmed = text.trimmingBlanks
            if line == 1 { continue }
            if trimmed.isEmpty {
                isAfterGap = true
                continue
            }
            if trimmed.hasPrefix("#") { continue }
            let indent = text.utf8.prefix { $0 == 0x20 || $0 == 0x09 }.count
            let start = source.lineStarts[line - 1] + indent
            let end = start + trimmed.utf8.count
            if indent == 0 {
                let key = String(trimmed.prefix { $0 != " " && $0 != "\t" })
                let value = trimmed.dropFirst(key.count).drop { $0 == " " || $0 == "\t" }
                let keySpan = SourceSpan(start: start, end: start + key.utf8.count)
                let span = value.isEmpty ? keySpan : SourceSpan(start: end - value.utf8.count, end: end)
                entries.append(Entry(key: key, keySpan: keySpan, span: span, text: String(value)))
            } else if entries.isEmpty {
                fail(
                    "L102", SourceSpan(start: start, end: end), "this goes on with a value, but no key stands above it")
            } else {
                let last = entries.count - 1
                let gap = entries[last].text.isEmpty ? "" : isAfterGap ? "\n" : " "
                if entries[last].text.isEmpty { entries[last].span.start = start }
                entries[last].text += gap + trimmed
                entries[last].span.end = end
            }
            isAfterGap = false
        }
        return entries
    }

    // MARK: - The lesson

    private mutating func lesson() -> Lesson {
        var lesson = Lesson(
            name: source.fileName.hasSuffix(Course.suffix)
                ? String(source.fileName.dropLast(Course.suffix.count)) : source.fileName,
            title: "", about: "", model: "", origin: "", introduction: "", summary: "", goals: [], source: source)
        let first = source.text(line: 1).split(separator: " ").map(String.init)
        guard first.count == 2, first[0] == "heddle-lesson", let version = Int(first[1]) else {
            fail("L101", lineSpan(1), "a lesson begins with 'heddle-lesson 1'", "put it on the first line")
            return lesson
        }
        guard version == Self.currentVersion else {
            fail("L101", lineSpan(1), "this heddle reads lessons of version \(Self.currentVersion), not \(version)")
            return lesson
        }
        var drafts: [GoalDraft] = []
        var seen: Set<String> = []
        for entry in entries() {
            if entry.key == "goal" {
                drafts.append(GoalDraft(head: entry))
            } else if drafts.isEmpty || Self.lessonKeys.contains(entry.key) && entry.key != "model" {
                if !seen.insert(entry.key).inserted {
                    fail("L104", entry.keySpan, "'\(entry.key)' stands here for the second time")
                }
                take(entry, into: &lesson)
            } else {
                drafts[drafts.count - 1].entries.append(entry)
            }
        }
        for draft in drafts.prefix(Self.goalLimit) { if let goal = goal(draft) { lesson.goals.append(goal) } }
        require(lesson, drafts, seen)
        return lesson
    }

    private static let lessonKeys = ["title", "number", "about", "minutes", "model", "origin", "intro", "summary"]

    private mutating func take(_ entry: Entry, into lesson: inout Lesson) {
        switch entry.key {
        case "title": lesson.title = entry.text
        case "number": lesson.number = number(entry)
        case "about": lesson.about = entry.text
        case "minutes": lesson.minutes = number(entry)
        case "model": lesson.model = fileName(entry)
        case "origin": lesson.origin = entry.text
        case "intro": lesson.introduction = entry.text
        case "summary": lesson.summary = entry.text
        default:
            fail(
                "L103", entry.keySpan, "a lesson has nothing called '\(entry.key)'",
                "it has \(Self.lessonKeys.joined(separator: ", ")) and goal")
        }
    }

    private mutating func require(_ lesson: Lesson, _ drafts: [GoalDraft], _ seen: Set<String>) {
        let missing = [
            ("title", lesson.title), ("about", lesson.about), ("model", lesson.model), ("intro", lesson.introduction),
            ("summary", lesson.summary),
        ].filter { $0.1.isEmpty }.map(\.0)
        for key in missing where !(key == "model" && seen.contains(key)) {
            fail("L105", lineSpan(1), "the lesson has no '\(key)'")
        }
        if drafts.isEmpty { fail("L105", lineSpan(1), "the lesson has no goal", "goal reach Make it fail.") }
        if drafts.count > Self.goalLimit {
            fail("L105", drafts[Self.goalLimit].head.keySpan, "a lesson has at most \(Self.goalLimit) goals")
        }
    }

    // MARK: - Values

    mutating func number(_ entry: Entry) -> Int? {
        guard let number = Int(entry.text), number > 0, number < 1_000_000 else {
            fail("L106", entry.span, "expected a number from 1 on, found '\(entry.text)'")
            return nil
        }
        return number
    }

    /// A file beside the lesson: nothing that leads elsewhere.
    mutating func fileName(_ entry: Entry) -> String {
        let isPlain = !entry.text.isEmpty && !entry.text.contains("/") && !entry.text.hasPrefix(".")
        if !isPlain || !entry.text.hasSuffix(Course.modelSuffix) {
            fail("L107", entry.span, "expected a file beside the lesson whose name ends in '\(Course.modelSuffix)'")
            return ""
        }
        return entry.text
    }

    func condition(_ entry: Entry) -> GoalCondition { GoalCondition(text: source.text(entry.span), span: entry.span) }
}

/// A goal's lines before they are understood.
struct GoalDraft {
    var head: LessonParser.Entry
    var entries: [LessonParser.Entry] = []
}

extension String {
    /// Without blanks at both ends.
    var trimmingBlanks: String {
        var slice = self[...]
        while let first = slice.first, first.isWhitespace { slice.removeFirst() }
        while let last = slice.last, last.isWhitespace { slice.removeLast() }
        return String(slice)
    }
}
