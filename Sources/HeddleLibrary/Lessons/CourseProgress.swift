/// What the user has done in a course, as it is kept between sessions.
///
/// Text form: `heddle-progress 1`, then lines `done LESSON GOAL [revealed]` and `line LESSON GOAL STEP…`, goals from 1,
/// a step as thread and choice (`0`, `1.2`). Whatever else a file holds is passed over: progress is never worth an
/// error.
package struct CourseProgress: Hashable, Sendable {
    package struct Mark: Hashable, Sendable {
        /// What lies behind the moves was shown before the goal was reached.
        package var wasRevealed: Bool
        package init(wasRevealed: Bool = false) { self.wasRevealed = wasRevealed }
    }

    /// A line of play in a goal that isn't reached yet.
    package struct Line: Hashable, Sendable {
        /// From 0.
        package var goal: Int
        package var steps: [Step]
        package init(goal: Int, steps: [Step]) {
            self.goal = goal
            self.steps = steps
        }
    }

    package struct Step: Hashable, Sendable {
        package var thread: Int
        package var choice: Int
        package init(thread: Int, choice: Int) {
            self.thread = thread
            self.choice = choice
        }
    }

    /// By lesson's name, then goal from 0.
    package var done: [String: [Int: Mark]] = [:]
    package var lines: [String: Line] = [:]

    package static let sizeLimit = 1_000_000
    /// Longer lines are not kept. Unit: steps.
    package static let stepLimit = 1_000
    private static let head = "heddle-progress 1"

    package init() {}

    package func isDone(_ lesson: Lesson, goal: Int) -> Bool { done[lesson.name]?[goal] != nil }

    package func doneCount(_ lesson: Lesson) -> Int {
        lesson.goals.indices.count { isDone(lesson, goal: $0) }
    }

    package func isDone(_ lesson: Lesson) -> Bool { doneCount(lesson) == lesson.goals.count }

    /// The goal to go on with: the first one that isn't done; else the first.
    package func nextGoal(_ lesson: Lesson) -> Int {
        lesson.goals.indices.first { !isDone(lesson, goal: $0) } ?? 0
    }

    package mutating func mark(_ lesson: Lesson, goal: Int, wasRevealed: Bool) {
        let old = done[lesson.name]?[goal]
        // Reached by oneself stays reached by oneself.
        done[lesson.name, default: [:]][goal] = Mark(wasRevealed: wasRevealed && old?.wasRevealed != false)
        if lines[lesson.name]?.goal == goal { lines[lesson.name] = nil }
    }

    // MARK: - As text

    package var text: String {
        var result = Self.head + "\n"
        for lesson in done.keys.sorted() {
            for (goal, mark) in (done[lesson] ?? [:]).sorted(by: { $0.key < $1.key }) {
                result += "done \(lesson) \(goal + 1)\(mark.wasRevealed ? " revealed" : "")\n"
            }
        }
        for lesson in lines.keys.sorted() {
            guard let line = lines[lesson], line.steps.count <= Self.stepLimit, !line.steps.isEmpty else { continue }
            let steps = line.steps.map { "\($0.thread)" + ($0.choice == 0 ? "" : ".\($0.choice)") }
            result += "line \(lesson) \(line.goal + 1) \(steps.joined(separator: " "))\n"
        }
        return result
    }

    /// What a file holds of progress; nothing where it holds none.
    package init(text: String) {
        let lines = text.split(separator: "\n")
        guard lines.first.map(String.init) == Self.head else { return }
        for line in lines.dropFirst().prefix(10_000) {
            let words = line.split(separator: " ").map(String.init)
            guard words.count >= 3, let goal = Int(words[2]), goal >= 1, goal <= 1_000 else { continue }
            switch words[0] {
            case "done": done[words[1], default: [:]][goal - 1] = Mark(wasRevealed: words.last == "revealed")
            case "line":
                let steps = words.dropFirst(3).prefix(Self.stepLimit).map(Self.step)
                guard !steps.contains(nil) else { continue }
                self.lines[words[1]] = Line(goal: goal - 1, steps: steps.compactMap { $0 })
            default: continue
            }
        }
    }

    private static func step(_ word: String) -> Step? {
        let parts = word.split(separator: ".", maxSplits: 1, omittingEmptySubsequences: false).map { Int($0) }
        guard let first = parts.first, let thread = first, (0..<10_000).contains(thread) else { return nil }
        if parts.count == 1 { return Step(thread: thread, choice: 0) }
        guard let choice = parts[1], (0..<10_000_000).contains(choice) else { return nil }
        return Step(thread: thread, choice: choice)
    }
}
