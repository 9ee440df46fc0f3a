package import HeddleLibrary
internal import HeddlePresentation
package import HeddleProgram

/// Lessons as text and as JSON: the list of a course, and what the check of its files came to.
package struct LessonReport {
    /// A goal that was checked.
    package struct Row {
        package var number: Int
        package var kind: String
        package var title: String
        /// The solution or the answer, where the goal is right.
        package var remark = ""
        /// Places are in the lesson's file.
        package var diagnostics: [Diagnostic] = []
        package init(number: Int, kind: String, title: String) {
            self.number = number
            self.kind = kind
            self.title = title
        }
    }

    /// A lesson that was checked.
    package struct Entry {
        package var source: SourceText
        package var title: String
        package var rows: [Row] = []
        /// Errors of the file itself: then there are no rows.
        package var diagnostics: [Diagnostic] = []
        package init(source: SourceText, title: String, diagnostics: [Diagnostic] = []) {
            self.source = source
            self.title = title
            self.diagnostics = diagnostics
        }

        package var errors: [Diagnostic] { diagnostics + rows.flatMap(\.diagnostics) }
    }

    private let style: ReportStyle

    package init(style: ReportStyle) { self.style = style }

    // MARK: - The check

    package func text(_ entries: [Entry]) -> String {
        var text = ""
        for entry in entries {
            if !text.isEmpty { text += "\n" }
            let count = Figures.count(entry.rows.count, "goal")
            let title = entry.title.isEmpty ? "" : style.marks.separator + VisibleText.of(entry.title)
            let goals = entry.rows.isEmpty ? "" : style.marks.separator + count
            text += VisibleText.of(entry.source.path) + title + goals + "\n"
            text += style.text(entry.rows.map(line))
        }
        let errors = entries.reduce(0) { $0 + $1.errors.count }
        let checked = Figures.count(entries.count, "lesson")
        return text + "\n"
            + (errors == 0 ? "\(checked): all as it should be.\n" : "\(checked): \(Figures.count(errors, "error")).\n")
    }

    private func line(_ row: Row) -> StyledLine {
        let isRight = row.diagnostics.isEmpty
        var line = StyledLine(isRight ? style.marks.holds : style.marks.fails, isRight ? .good : .bad)
        line.append(CellWidth.leftPadded("\(row.number)", 3) + "  ")
        line.append(CellWidth.padded(row.kind, 10))
        let remark = style.marks.cut(style.marks.plain(VisibleText.of(row.remark)), 34)
        let room = max(16, style.rightEdge - 16 - CellWidth.of(remark) - (remark.isEmpty ? 0 : 2))
        line.append(style.marks.cut(style.marks.plain(VisibleText.of(row.title)), room))
        line.putRight(remark, .quiet, endingAt: style.rightEdge, gap: 2)
        return line
    }

    /// The errors with their places, for standard error.
    package func complaints(_ entries: [Entry]) -> String {
        entries.map { DiagnosticReport(source: $0.source, marks: style.marks).text($0.errors) }.joined()
    }

    // MARK: - The list

    package func list(_ course: Course, _ progress: CourseProgress) -> String {
        var lines: [StyledLine] = []
        let width = course.lessons.map { CellWidth.of($0.name) }.max() ?? 0
        for (index, lesson) in course.lessons.enumerated() {
            let done = progress.doneCount(lesson)
            let isDone = done == lesson.goals.count
            var line = StyledLine(isDone ? style.marks.holds : style.marks.notJudged, isDone ? .good : .plain)
            line.append(CellWidth.leftPadded(String(index + 1), 3) + "  ")
            line.append(CellWidth.padded(VisibleText.of(lesson.name), width + 2), .strong)
            line.append(CellWidth.padded(LessonWords.share(done, lesson.goals.count), 5))
            line.append(style.marks.plain(VisibleText.of(lesson.title)))
            lines.append(line.cut(to: max(40, style.width - 1), marks: style.marks))
        }
        let done = course.lessons.count { progress.isDone($0) }
        return style.text(lines)
            + "\n\(LessonWords.count(course.lessons.count)), \(done) done. heddle learn NAME opens one.\n"
    }
}

/// The same as JSON.
package enum LessonJSON {
    private struct ListDocument: Encodable {
        var heddle: String
        var lessons: [Entry]
        struct Entry: Encodable {
            var about: String
            var done: [Int]
            var goals: [String]
            var minutes: Nullable<Int>
            var name: String
            var number: Int
            var title: String
        }
    }

    private struct CheckDocument: Encodable {
        var heddle: String
        var lessons: [Entry]
        struct Entry: Encodable {
            var errors: [Problem]
            var file: String
            var goals: [Goal]
            var title: String
        }
        struct Goal: Encodable {
            var kind: String
            var number: Int
            var remark: String
            var right: Bool
            var title: String
        }
        struct Problem: Encodable {
            var column: Int
            var id: String
            var line: Int
            var message: String
        }
    }

    package static func list(_ course: Course, _ progress: CourseProgress, version: String) -> String {
        let entries = course.lessons.enumerated().map { index, lesson in
            ListDocument.Entry(
                about: lesson.about,
                done: lesson.goals.indices.filter { progress.isDone(lesson, goal: $0) }.map { $0 + 1 },
                goals: lesson.goals.map(\.title), minutes: Nullable(lesson.minutes), name: lesson.name,
                number: index + 1, title: lesson.title)
        }
        return JSONText.document(ListDocument(heddle: version, lessons: entries))
    }

    package static func check(_ entries: [LessonReport.Entry], version: String) -> String {
        let lessons = entries.map { entry in
            CheckDocument.Entry(
                errors: entry.errors.map { error in
                    let place = entry.source.position(of: error.span.start)
                    return CheckDocument.Problem(
                        column: place.column, id: error.id, line: place.line, message: error.message)
                }, file: entry.source.path,
                goals: entry.rows.map {
                    CheckDocument.Goal(
                        kind: $0.kind, number: $0.number, remark: $0.remark, right: $0.diagnostics.isEmpty,
                        title: $0.title)
                }, title: entry.title)
        }
        return JSONText.document(CheckDocument(heddle: version, lessons: lessons))
    }
}
