/// Why a schedule's file could not be read or written, with its evidence; the wording lives with who shows it.
package enum ScheduleError: Error, Hashable, Sendable {
    /// Unit of `line`: from 1. `expected` is a noun phrase, `found` the text there (escaped, shortened).
    case damaged(line: Int, expected: String, found: String)
    case newerVersion(Int, supported: Int)
    /// Larger than a schedule may be. Unit: bytes.
    case tooLarge(Int, limit: Int)
    case notText(line: Int)
    /// What the system says of the file, as its error number.
    case system(operation: String, path: String, number: Int32)
    /// Every name tried was taken.
    case noFreeName(String)
    /// Another process has been writing to the library for long.
    case busy(library: String)
    /// An entry's file isn't the one that the log speaks of.
    case changedByHand(entry: String)
    /// A folder inside of a library that keeps its own log.
    case partOfLibrary(String, library: String)
    /// Outside of the library's folder, or no schedule's file.
    case noEntry(String, library: String)
    /// A remark for a step that isn't there. Unit: from 1.
    case noStep(Int, count: Int)

    /// One line in plain words, without the file's name.
    package var message: String {
        switch self {
        case .damaged(let line, let expected, let found):
            return found.isEmpty
                ? "line \(line): expected \(expected)" : "line \(line): expected \(expected), found '\(found)'"
        case .newerVersion(let version, let supported):
            return "it has format version \(version), and this heddle reads up to version \(supported)"
        case .tooLarge(let count, let limit): return "it has \(count) bytes, more than the limit of \(limit)"
        case .notText(let line): return "line \(line): expected UTF-8 text"
        case .system(let operation, let path, let number):
            return "cannot \(operation) '\(path)': \(SystemError.words(number))"
        case .noFreeName(let name): return "no free file name for '\(name)'"
        case .busy(let library):
            return "another process is writing to the library '\(library)'; nothing was written"
        case .changedByHand(let entry):
            return "'\(entry)' was changed by hand since it was recorded; heddle library adopt records it as it is"
        case .partOfLibrary(let folder, let library):
            return "'\(folder)' is a part of the library '\(library)', which keeps its log; name that one"
        case .noEntry(let file, let library): return "'\(file)' is no entry of the library '\(library)'"
        case .noStep(let step, let count): return "there is no step \(step); the schedule has \(count)"
        }
    }

    /// One line in plain words that names the file.
    package func message(about path: String) -> String {
        if case .system = self { return message }
        return "\(path): \(message)"
    }

    /// The line (from 1) to which it belongs, if it belongs to one.
    package var line: Int? {
        switch self {
        case .damaged(let line, _, _), .notText(let line): return line
        default: return nil
        }
    }
}
