internal import HeddleLibrary
internal import HeddlePresentation

// The list of lessons, and what there was to learn (screens.md 3.13).
extension AppState {
    private var lessons: [Lesson] { course?.course.lessons ?? [] }

    private var doneLessons: Int { lessons.count { course?.progress.isDone($0) == true } }

    func learnPage() -> ViewPage {
        let width = size.columns
        let lessons = lessons
        let cursor = cursor(.learn, count: lessons.count)
        let columns = LessonColumns(width: width, lessons: lessons)
        let progress = course?.progress ?? CourseProgress()
        let list = ViewList(items: lessons.count) {
            columns.row($0, lessons[$0], progress, isSelected: $0 == cursor, marks: marks)
        }
        var page = ViewPage(
            title: TitleLine.compose(
                left: ["Learn", course == nil ? "" : LessonWords.count(lessons.count)],
                right: StyledLine("\(doneLessons) done"), width: width, marks: marks),
            name: "Lessons", label: lessons.isEmpty ? "" : "\(cursor + 1) of \(lessons.count)", list: list,
            sentence: lessons.isEmpty
                ? course == nil ? "The lessons are being read." : "There is no lesson here." : LessonWords.anyAnswer)
        page.header = columns.header
        page.countsRest = true
        page.detailHeight = 8
        guard lessons.indices.contains(cursor) else { return page }
        let lesson = lessons[cursor]
        page.lower = { [marks] height in
            let done = progress.doneCount(lesson)
            return ViewPage.Section(
                name: "\(cursor + 1)  \(VisibleText.of(lesson.title))",
                label: "\(done) of \(Figures.count(lesson.goals.count, "goal"))",
                rows: Self.fitted(Self.details(lesson, progress, width: width, marks: marks), height))
        }
        return page
    }

    /// Where there are too few rows, the blank ones go first.
    private static func fitted(_ rows: [StyledLine], _ height: Int) -> [StyledLine] {
        rows.count <= height ? rows : rows.filter { !$0.isBlank }
    }

    private static func details(
        _ lesson: Lesson, _ progress: CourseProgress, width: Int, marks: Marks
    ) -> [StyledLine] {
        var rows = paragraphs(String(lesson.introduction.prefix { $0 != "\n" }), width: width, marks: marks)
        rows.append(StyledLine())
        for (index, goal) in lesson.goals.enumerated() {
            let mark = progress.done[lesson.name]?[index]
            var line = StyledLine("  ")
            line.append(mark == nil ? marks.notJudged : marks.holds, mark == nil ? .plain : .good)
            line.append(" " + marks.plain(VisibleText.of(goal.title)))
            if mark?.wasRevealed == true { line.append("  after :reveal", .quiet) }
            rows.append(line)
        }
        let last = [LessonWords.duration(lesson), LessonWords.kept].filter { !$0.isEmpty }.joined(separator: " ")
        return rows + [StyledLine(), StyledLine("  " + last)]
    }

    private static func paragraphs(_ text: String, width: Int, marks: Marks) -> [StyledLine] {
        var rows: [StyledLine] = []
        for paragraph in text.split(separator: "\n") {
            if !rows.isEmpty { rows.append(StyledLine()) }
            rows += WrappedText.lines(VisibleText.of(String(paragraph)), width: min(width - 4, 96)).map {
                StyledLine("  " + marks.plain($0))
            }
        }
        return rows
    }

    // MARK: - A solution

    /// The third hint of a repair: which lines of the model go, and what comes in their place.
    func solutionPage() -> ViewPage {
        let patch = lesson?.patch
        let rows = patch.map { PatchRows.rows($0, marks: marks) } ?? []
        let card = model?.situation.lesson
        return ViewPage(
            title: TitleLine.compose(
                left: ["Lesson \((lesson?.index ?? 0) + 1)", VisibleText.of(currentLesson?.title ?? "")],
                right: StyledLine(card.map { "goal \($0.goal + 1) of \($0.lesson.goals.count)" } ?? ""),
                width: size.columns, marks: marks),
            name: View.lessonSolution.title, label: "against the model as it was",
            list: ViewList(rows.map { ViewList.Row(line: $0, item: nil) }),
            sentence: "- goes, + comes; every other way that holds counts too.")
    }

    // MARK: - The summary

    /// What there was to learn; behind the last lesson also what there was in the course.
    func summaryPage() -> ViewPage {
        let lesson = currentLesson
        let isAll = doneLessons == lessons.count && !lessons.isEmpty
        var rows: [StyledLine] = [StyledLine()]
        func add(_ text: String) { rows += Self.paragraphs(text, width: size.columns, marks: marks) + [StyledLine()] }
        if let lesson {
            add(lesson.summary)
            if !lesson.origin.isEmpty {
                rows.append(StyledLine("  Where it comes from", .strong))
                add(lesson.origin)
            }
            let revealed = lesson.goals.indices.filter { course?.progress.done[lesson.name]?[$0]?.wasRevealed == true }
            if !revealed.isEmpty {
                let numbers = Figures.list(revealed.map { String($0 + 1) })
                add("After :reveal: goal \(numbers). :goal \(revealed[0] + 1) is there to be done once more.")
            }
        }
        if isAll {
            rows.append(StyledLine("  The whole course", .strong))
            for (index, lesson) in lessons.enumerated() {
                var line = StyledLine("  " + CellWidth.leftPadded(String(index + 1), 2) + "  ", .quiet)
                line.append(marks.plain(VisibleText.of(lesson.title)), .strong)
                rows.append(line)
                rows += WrappedText.lines(VisibleText.of(Self.moral(lesson)), width: min(size.columns - 8, 92)).map {
                    StyledLine("      " + marks.plain($0))
                }
            }
            rows.append(StyledLine())
            add(
                "All \(LessonWords.count(lessons.count)) are done. What you have in your hands now works on models of your own: heddle FILE."
            )
        }
        let done = lesson.map { course?.progress.doneCount($0) ?? 0 } ?? 0
        let number = (self.lesson?.index ?? 0) + 1
        return ViewPage(
            title: TitleLine.compose(
                left: ["Lesson \(number)", VisibleText.of(lesson?.title ?? ""), "done"],
                right: StyledLine("\(doneLessons) of \(LessonWords.count(lessons.count)) done"), width: size.columns,
                marks: marks),
            name: "What there was to learn", label: Figures.count(done, "goal"),
            list: ViewList(rows.map { ViewList.Row(line: $0, item: nil) }),
            sentence: isAll ? "That was the last lesson." : "enter opens the next lesson; esc goes back to this one.")
    }

    /// The last paragraph of a summary is its moral.
    private static func moral(_ lesson: Lesson) -> String {
        lesson.summary.split(separator: "\n").last.map(String.init) ?? ""
    }

    /// The lesson behind the current one that isn't done; nil: all are.
    var nextLesson: Int? {
        guard let course, let lesson else { return nil }
        let order = Array(lessons.indices.dropFirst(lesson.index + 1)) + Array(lessons.indices.prefix(lesson.index + 1))
        return order.first { !course.progress.isDone(lessons[$0]) }
    }
}

/// Columns of the list of lessons.
struct LessonColumns {
    private let goals: Int
    private let about: Int
    private let width: Int

    /// What a lesson is about begins further left where that lets it stand whole.
    init(width: Int, lessons: [Lesson]) {
        self.width = width
        let titles = lessons.map { CellWidth.of(VisibleText.of($0.title)) }.max() ?? 0
        let texts = lessons.map { CellWidth.of(VisibleText.of($0.about)) }.max() ?? 0
        let usual = width >= 120 ? 64 : 53
        about = width >= 80 ? max(min(usual, 13 + titles + 9), min(usual, width - texts - 1)) : width
        goals = min(about, width) - 7
    }

    var header: StyledLine {
        var line = StyledLine("  done   lesson", .quiet)
        line.put("goals", .quiet, at: goals)
        if about < width { line.put("about", .quiet, at: about) }
        return line
    }

    func row(_ index: Int, _ lesson: Lesson, _ progress: CourseProgress, isSelected: Bool, marks: Marks) -> StyledLine {
        let done = progress.doneCount(lesson)
        let isDone = done == lesson.goals.count
        var line = StyledLine((isSelected ? marks.selected : " ") + " ")
        line.append(isDone ? marks.holds : marks.notJudged, isDone ? .good : .plain)
        line.append(CellWidth.leftPadded(String(index + 1), 8) + "  ", .quiet)
        line.append(marks.cut(marks.plain(VisibleText.of(lesson.title)), max(8, goals - 15)))
        line.putRight(LessonWords.share(done, lesson.goals.count), .quiet, endingAt: goals + 5)
        if about < width { line.put(marks.cut(VisibleText.of(lesson.about), width - about - 1), at: about) }
        return line
    }
}
