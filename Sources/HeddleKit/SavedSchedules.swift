internal import HeddleEngine
internal import HeddleLibrary
internal import HeddlePresentation
internal import HeddleReports

/// A folder of saved schedules, each to be replayed on its model as it is now.
public struct SavedSchedules: Sendable {
    /// What a replay may use. Without a bound on time no result depends on time.
    public struct Budget: Sendable, Hashable {
        /// Whether a search says if a bug that doesn't show is gone from every state. Without, an entry that is marked as
        /// fixed stays inconclusive.
        public var searches: Bool
        /// Most states of an entry's search.
        public var states: Int
        /// Most memory of the process. Unit: bytes.
        public var memory: Int
        /// Of the whole run, shared equally: what an entry doesn't use goes to the later ones. nil: no bound.
        public var time: Duration?

        public init(searches: Bool = true, states: Int = 1_000_000, memory: Int = 2 << 30, time: Duration? = nil) {
            self.searches = searches
            self.states = states
            self.memory = memory
            self.time = time
        }

        var bounds: ReplayBounds {
            ReplayBounds(
                mode: searches ? .explore : .replay, states: states, memory: memory,
                seconds: time.map { $0 / .seconds(1) })
        }
    }

    /// One saved schedule: a file.
    public struct Entry: Sendable, Hashable, Codable, Identifiable, CustomStringConvertible {
        /// Path of the file; it begins as the folder's path does.
        public let file: String
        /// The path within the folder without its ending: `lost-update/two-tellers`.
        public let name: String

        public var id: String { file }
        public var description: String { VisibleText.of(name) }

        /// Replays the schedule on its model as it is now.
        public func replay(within budget: Budget = Budget()) -> Replay {
            let results = ReplaySession(budget.bounds).results([file])
            return Replay(self, results[0])
        }
    }

    public let folder: String
    /// In the order of their paths.
    public let entries: [Entry]

    /// Lists the schedules in a folder and below it; none is read yet. A relative path begins at the working folder: with
    /// `swift test` the package's.
    ///
    /// - Throws: `SavedSchedulesError`, where there is no such folder or it can't be read.
    public init(in folder: String) throws(SavedSchedulesError) {
        let schedules = ScheduleFolder(path: folder)
        self.folder = schedules.path
        do throws(ScheduleError) {
            guard FileBytes.isFolder(schedules.path) else {
                throw ScheduleError.system(operation: "read the folder", path: folder, number: SystemError.noSuchFile)
            }
            entries = try schedules.files().map { Entry(file: $0, name: schedules.name(of: $0)) }
        } catch {
            throw SavedSchedulesError(description: VisibleText.of(error.message(about: folder)))
        }
    }

    /// Replays all of them, in order, within one budget: a result for each entry.
    public func replay(within budget: Budget = Budget()) -> [Replay] {
        let results = ReplaySession(budget.bounds).results(entries.map(\.file))
        return zip(entries, results).map { Replay($0, $1) }
    }
}

/// Why a folder has no list of schedules.
public struct SavedSchedulesError: Error, Sendable, CustomStringConvertible {
    public let description: String
}

extension SavedSchedules {
    /// What became of a saved schedule.
    public struct Replay: Sendable, CustomStringConvertible {
        public enum Outcome: String, Sendable, Hashable {
            /// The same bug, by the same steps.
            case reproduced
            /// The same bug, by steps that had to be changed.
            case repaired
            /// It ran to its end and the bug did not show.
            case passes
            /// The same steps came to something else.
            case different
            /// A step could not be made any more.
            case diverged
            /// Its model or property is gone, or the model has errors.
            case stale
            /// A retired entry: kept, not replayed.
            case skipped
            /// The file can't be read as a schedule.
            case damaged
            /// The budget was used up before its turn.
            case notReplayed
            /// Something that a newer version knows by a word of its own.
            case other
        }

        /// What an entry's author wants of its replay.
        public enum Status: String, Sendable, Hashable {
            /// A bug that is there: wants reproduced or repaired.
            case open
            /// A bug that was repaired: wants passes, with every state visited.
            case fixed
            /// Belongs to the model, as in a lesson: wants reproduced or repaired.
            case expected
            /// Kept and not replayed.
            case retired
        }

        public let entry: Entry
        /// nil where the file is damaged, or was not read.
        public let title: String?
        /// nil where the file is damaged, or was not read.
        public let status: Status?
        public let outcome: Outcome
        /// Held against the status; nil: a bound left it open.
        public let isAsExpected: Bool?
        /// States visited by the searches behind the replay.
        public let states: Int
        /// What a reader needs to know, a line each: what was wanted, what came, where in the model.
        public let description: String
    }
}

extension SavedSchedules.Replay {
    init(_ entry: SavedSchedules.Entry, _ result: ReplayResult) {
        self.entry = entry
        title = result.schedule?.title
        status = result.schedule.flatMap { Status(rawValue: $0.status.rawValue) }
        outcome = result.effort.isUndone ? .notReplayed : Outcome(rawValue: result.word) ?? .other
        isAsExpected = result.asExpected
        states = result.effort.states
        description = ReplayReport.explanation(of: result)
    }
}
