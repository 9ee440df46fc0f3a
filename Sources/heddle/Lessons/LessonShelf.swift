internal import HeddleEngine
internal import HeddleKit
internal import HeddleLibrary
internal import HeddleProgram

/// Where a course's files come from: out of the program itself, or out of a folder.
struct LessonShelf: Sendable {
    enum Place: Hashable, Sendable {
        case shipped
        case folder(String)
    }

    var place: Place

    /// A lesson's file that can't be read as one.
    struct BrokenLesson {
        var source: SourceText
        var diagnostics: [Diagnostic]
    }

    /// What the record of progress calls the course.
    var key: String {
        switch place {
        case .shipped: return ""
        case .folder(let path): return FilePath.normalized(FilePath.joined(FileBytes.workingFolder, path))
        }
    }

    /// The lessons in order, and those that have errors. Errors: the folder, or a file in it, can't be read.
    func course() throws(ScheduleError) -> (course: Course, broken: [BrokenLesson]) {
        var lessons: [Lesson] = []
        var broken: [BrokenLesson] = []
        for name in try names() {
            let (lesson, diagnostics) = LessonParser.parse(
                SourceText(path: path(of: name), bytes: try read(name, limit: LessonParser.sizeLimit)))
            if let lesson {
                lessons.append(lesson)
            } else {
                broken.append(
                    BrokenLesson(
                        source: SourceText(path: path(of: name), bytes: try read(name, limit: LessonParser.sizeLimit)),
                        diagnostics: diagnostics))
            }
        }
        return (Course(key: key, lessons: lessons), broken)
    }

    /// Names of the lessons' files.
    private func names() throws(ScheduleError) -> [String] {
        switch place {
        case .shipped: return ShippedLessons.files.map(\.name).filter { $0.hasSuffix(Course.suffix) }
        case .folder(let path):
            return try FileBytes.files(below: path, suffix: Course.suffix)
                .filter { FilePath.folder(of: $0) == (path == "." ? "." : path) }.map(FilePath.lastComponent)
        }
    }

    /// As messages show it: a shipped file has its name alone.
    func path(of name: String) -> String {
        switch place {
        case .shipped: return name
        case .folder(let folder): return FilePath.joined(folder, name)
        }
    }

    /// A file beside the lessons. Errors: as of `FileBytes.read`.
    func read(_ name: String, limit: Int) throws(ScheduleError) -> [UInt8] {
        switch place {
        case .shipped:
            guard let file = ShippedLessons.files.first(where: { $0.name == name }) else {
                throw .system(operation: "read", path: name, number: 2)
            }
            return Array(file.text.utf8)
        case .folder: return try FileBytes.read(path(of: name), limit: limit)
        }
    }

    /// A model beside the lessons, its path as messages show it.
    func model(_ name: String) throws(ScheduleError) -> ModelFile {
        let bytes = try read(name, limit: 1_000_000)
        return ModelFile(source: SourceText(path: path(of: name), bytes: bytes), digest: Digest.hex(bytes))
    }
}
