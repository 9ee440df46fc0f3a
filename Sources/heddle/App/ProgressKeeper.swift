internal import CPlatform
internal import HeddleLibrary
internal import HeddleScreen

/// Keeps what the user has done in lessons, while it is done. Nothing here may fail aloud.
final class ProgressKeeper {
    private var kept: CourseProgress?
    private var lastWrite = 0.0

    /// Between two writes of a line that grows. Unit: seconds.
    private static let interval = 1.0

    /// Looks whether something was done; writes it at once where a goal was reached or the session ends, else soon.
    func keep(_ course: CourseInPlay?, to file: String?, atEnd: Bool = false) {
        guard let course, let file else { return }
        // What was read is what is kept already.
        guard let old = kept else {
            kept = course.progress
            return
        }
        guard old != course.progress else { return }
        let now = heddle_monotonic_seconds()
        guard atEnd || old.done != course.progress.done || now - lastWrite >= Self.interval else { return }
        lastWrite = now
        kept = course.progress
        _ = StateFolder.write(course.progress.text, to: file)
    }
}
