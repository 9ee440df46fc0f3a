internal import CPlatform
internal import HeddleLibrary
internal import Synchronization

/// Reads the entries of a large library on all cores; the result is that of reading them one after the other.
enum LibraryReading {
    /// Files that one thread takes at a time, and without so many for each no thread is started.
    private static let portion = 128

    static func entries(_ folder: ScheduleFolder) throws(ScheduleError) -> [ScheduleFolder.Entry] {
        let files = try folder.files()
        let helpers = min(Int(heddle_core_count()), files.count / portion) - 1
        guard helpers > 0 else { return files.map(ScheduleFolder.read) }
        let work = Work(files, portion: portion)
        var threads: [UInt64] = []
        for _ in 0..<helpers {
            var thread: UInt64 = 0
            let context = Unmanaged.passRetained(work)
            let error = heddle_start_thread(
                { context in
                    guard let context else { return }
                    Unmanaged<Work>.fromOpaque(context).takeRetainedValue().run()
                }, context.toOpaque(), &thread)
            if error == 0 { threads.append(thread) } else { context.release() }
        }
        // This thread takes its part, and all of it where no other could be started.
        work.run()
        for thread in threads { heddle_join_thread(thread) }
        return work.entries
    }

    private final class Work: Sendable {
        private let files: [String]
        private let portion: Int
        private let next = Atomic<Int>(0)
        private let done = Mutex<[Int: [ScheduleFolder.Entry]]>([:])

        init(_ files: [String], portion: Int) {
            self.files = files
            self.portion = portion
        }

        func run() {
            while true {
                let start = next.add(portion, ordering: .relaxed).oldValue
                guard start < files.count else { return }
                let entries = files[start..<min(start + portion, files.count)].map(ScheduleFolder.read)
                done.withLock { $0[start] = entries }
            }
        }

        /// In the order of the files.
        var entries: [ScheduleFolder.Entry] {
            done.withLock { done in done.sorted { $0.key < $1.key }.flatMap(\.value) }
        }
    }
}
