internal import HeddleEngine
package import HeddleLibrary
package import HeddleProgram

/// What replaying saved schedules needs of files and of the search.
package enum ReplayEnvironment {
    /// Models come from files; a bug counts as gone when a search of at most `states` states is complete without it.
    package static func run(states: Int) -> ReplayRun {
        run(ReplayMeter(ReplayBounds(states: states)))
    }

    /// The same within an entry's share, kept account of.
    package static func run(_ meter: ReplayMeter) -> ReplayRun {
        let load = { @Sendable (path: String, settings: [Setting], memoryModel: MemoryModel) -> ReplayRun.Model in
            let (model, fault) = read(path: path, settings: settings, memoryModel: memoryModel)
            if case .ready(let machine, _) = model { meter.note(machine) }
            if let fault { meter.note(fault) }
            return model
        }
        var run = ReplayRun(load: load) { meter.look(for: $1, at: $2, on: $0) }
        run.isOver = { meter.isOver() }
        return run
    }

    package static func load(path: String, settings: [Setting], memoryModel: MemoryModel) -> ReplayRun.Model {
        read(path: path, settings: settings, memoryModel: memoryModel).model
    }

    /// With the line of the first error.
    private static func read(
        path: String, settings: [Setting], memoryModel: MemoryModel
    ) -> (model: ReplayRun.Model, fault: ModelLine?) {
        let loaded: LoadedMachine
        do {
            loaded = try ModelLoader.load(path: path, settings: settings, memoryModel: memoryModel)
        } catch {
            return (FileBytes.exists(path) ? .invalid(error.message) : .missing, nil)
        }
        guard let machine = loaded.machine else {
            guard let first = loaded.errors.first else { return (.invalid("it can't be compiled"), nil) }
            let fault = ModelLine(of: first.span, in: loaded.file.source)
            let line = loaded.file.source.line(of: first.span.start)
            return (.invalid("line \(line): \(first.message)"), fault)
        }
        return (.ready(machine, digest: loaded.file.digest), nil)
    }
}
