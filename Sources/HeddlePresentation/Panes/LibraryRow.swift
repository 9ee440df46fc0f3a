package import HeddleLibrary

/// One saved schedule as the Library shows it.
package struct LibraryRow: Hashable, Sendable {
    /// Path below the library's folder without its ending: `lost-update/two-tellers`.
    package var name: String
    package var file: String
    /// nil where the file is damaged.
    package var schedule: SavedSchedule?
    /// nil until it was replayed.
    package var result: ReplayResult?

    package init(name: String, file: String, schedule: SavedSchedule?, result: ReplayResult? = nil) {
        self.name = name
        self.file = file
        self.schedule = schedule
        self.result = result
    }
}
