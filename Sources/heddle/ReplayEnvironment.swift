internal import HeddleEngine
internal import HeddleLibrary
internal import HeddleProgram

/// What replaying saved schedules needs of files and of the search.
enum ReplayEnvironment {
    /// Models come from files; a bug counts as gone when a search of at most `states` states is complete without it.
    static func run(states: Int) -> ReplayRun {
        let search = BugSearch(states: states)
        return ReplayRun(load: load) { search.look(for: $1, at: $2, on: $0) }
    }

    @Sendable static func load(
        path: String, settings: [Setting], memoryModel: MemoryModel
    ) -> ReplayRun.Model {
        let loaded: LoadedMachine
        do {
            loaded = try ModelLoader.load(path: path, settings: settings, memoryModel: memoryModel)
        } catch {
            return FileBytes.exists(path) ? .invalid(error.message) : .missing
        }
        guard let machine = loaded.machine else {
            guard let first = loaded.errors.first else { return .invalid("it can't be compiled") }
            return .invalid("line \(loaded.file.source.line(of: first.span.start)): \(first.message)")
        }
        return .ready(machine, digest: loaded.file.digest)
    }
}
