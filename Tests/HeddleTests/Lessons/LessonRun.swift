import HeddleEngine
import HeddleLibrary
import HeddlePresentation
import HeddleScreen
import TestSupport
import Testing

@testable import heddle

/// A lesson played by keys without a terminal, with a state folder of its own.
struct LessonRun {
    let folder: TemporaryFolder
    let session: HeadlessSession

    /// Opens the list, or a lesson of a course (nil: the shipped one).
    init(_ lesson: String? = nil, of course: String? = nil, columns: Int = 80, rows: Int = 24) throws {
        try self.init(lesson, of: course, in: TemporaryFolder(), columns: columns, rows: rows)
    }

    init(
        _ lesson: String?, of course: String? = nil, in folder: TemporaryFolder, columns: Int = 80, rows: Int = 24
    ) throws {
        self.folder = folder
        let shelf = LessonShelf(place: course.map { .folder($0) } ?? .shipped)
        var desk = LessonDesk(shelf: shelf, stateFolder: folder.file("state"))
        let loaded = try desk.load().get()
        if let lesson {
            let index: Int? = loaded.course.index(of: lesson)
            #expect(index != nil, "no lesson \(lesson)")
            desk.begin = index
        }
        session = try HeadlessSession(
            ScreenRequest(library: ScheduleFolder(path: folder.file("traces")), lessons: desk),
            size: GridSize(columns: columns, rows: rows), appearance: Appearance())
    }

    var state: AppState { session.current }
    var lines: [String] { (0..<state.size.rows).map { session.frame.text(row: $0) } }
    var screen: String { lines.joined(separator: "\n") }
    var title: String { lines[0] }
    var sentence: String { lines[state.size.rows - 2] }
    var keyBar: String { lines[state.size.rows - 1] }

    /// Keys by name, blanks between; what stands between `:` and `;` is a command line.
    func press(_ script: String) throws {
        for part in script.split(separator: ";") {
            let text = part.drop { $0 == " " }
            let isCommand = text.hasPrefix(":")
            session.play(try KeyScript(isCommand ? String(text) : text.split(separator: " ").joined(separator: "\n")))
        }
    }

    func type(_ text: String) throws {
        for character in text { session.take(.input(.key(.character(character)))) }
    }

    /// Plays a schedule as a lesson's file has it, by the keys that a user would press.
    func play(_ steps: [String]) throws {
        for word in steps {
            let parts = word.split(separator: "·")
            let thread = try #require(Int(parts[0]))
            let choice = parts.count > 1 ? Int(try #require(parts[1].unicodeScalars.first).value) - 97 : 0
            let model = try #require(state.model)
            let ways = model.machine.enabled(model.node.state).count { $0.thread == thread }
            try press(String(thread))
            if ways > 1 {
                // The digit walks through the ways, from the one that the line took before.
                for _ in 0..<ways where state.model?.situation.selectedChoice != choice { try press(String(thread)) }
                try press("enter")
            }
        }
    }

    /// Another text of the user's copy, saved by an editor.
    func save(_ text: String) throws {
        let path = try #require(state.lesson?.copyPath)
        #expect(StateFolder.write(text, to: path) == nil)
        session.lookAtFile()
    }

    /// Goals from 1.
    func isDone(_ goal: Int) throws -> Bool {
        let course = try #require(state.course)
        let lesson = course.course.lessons[try #require(state.lesson?.index)]
        return course.progress.isDone(lesson, goal: goal - 1)
    }
}

/// The shipped course.
enum ShippedCourse {
    static func load() throws -> [Lesson] {
        let (course, broken) = try LessonShelf(place: .shipped).course()
        #expect(broken.isEmpty)
        return course.lessons
    }

    static func lesson(_ name: String) throws -> Lesson {
        try #require(try load().first { $0.name == name }, "no lesson \(name)")
    }

    static func text(_ name: String) throws -> String {
        String(decoding: try LessonShelf(place: .shipped).read(name, limit: 1_000_000), as: UTF8.self)
    }
}
