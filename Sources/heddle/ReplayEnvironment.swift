internal import HeddleEngine
internal import HeddleLibrary
internal import HeddleProgram

/// What replaying saved schedules needs of files and of the search.
enum ReplayEnvironment {
    /// Models come from files; a bug counts as gone when a search of at most `states` states is complete without it.
    static func run(states: Int) -> ReplayRun {
        ReplayRun(load: load) { machine, subject in
            let run = Judge.run(of: machine.program, memoryModel: machine.memoryModel)
            var options = SearchOptions(program: machine.program, run: run)
            options.states = states
            if subject == .check(.race) { options.looksForRaces = true }
            let explorer = BreadthFirstExplorer(machine: machine, options: options)
            while !explorer.isOver { explorer.advance(budget: 1 << 20) }
            let report = explorer.report
            if case .property(let index) = subject, report.witnesses[index] != nil { return .found }
            if report.findings.contains(where: { $0.subject == subject }) { return .found }
            return report.complete ? .clean : .unknown
        }
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
