/// Lessons in order.
package struct Course: Sendable {
    /// Name end of a lesson's file, and of the models beside it.
    package static let suffix = ".lesson"
    package static let modelSuffix = ".heddle"

    /// What the record of progress calls it: empty for the one that comes with the program, else its folder.
    package var key: String
    package var lessons: [Lesson]

    /// Lessons by their number, then by name.
    package init(key: String, lessons: [Lesson]) {
        self.key = key
        self.lessons = lessons.sorted { ($0.number ?? .max, $0.name) < ($1.number ?? .max, $1.name) }
    }

    /// The lesson that a word means: its place from 1, its name, or the beginning of a name or title that no other has.
    package func index(of word: String) -> Int? {
        if let number = Int(word) { return lessons.indices.contains(number - 1) ? number - 1 : nil }
        let wanted = word.lowercased()
        if let exact = lessons.firstIndex(where: { $0.name.lowercased() == wanted || $0.title.lowercased() == wanted })
        {
            return exact
        }
        let found = lessons.indices.filter {
            lessons[$0].name.lowercased().hasPrefix(wanted) || lessons[$0].title.lowercased().hasPrefix(wanted)
        }
        return found.count == 1 ? found[0] : nil
    }

    /// Names near a word that means no lesson.
    package func names(like word: String) -> [String] {
        lessons.map(\.name).filter { $0.contains(word.lowercased()) }
    }
}
