internal import CPlatform
internal import HeddleEngine
internal import HeddleProgram

/// One search of a machine on the command line: to its end, to a bound or to Ctrl-C.
struct ModelSearch {
    var bounds = SearchBounds()
    var reductions: Reductions = []
    var stopsAtFirst = false
    var collectsAll = false
    var stop: StopFlag?
    var name: String

    /// Transitions between two looks at the clock and at the keyboard.
    private static let portion = 100_000

    /// Room for buffers and stacks. Unit: bytes.
    private static let buffers = 6 << 20

    /// The finished exploration, for its report and for questions about its graph.
    func explore(_ machine: Machine, run: Run) -> Exploration {
        var options = bounds.options(for: machine.program, run: run)
        options.reductions = reductions
        // The limit is the process's: what it has already, and what the search needs beside its states, counts.
        options.reservedMemory = min(Int(heddle_resident_bytes()) + Self.buffers, bounds.memory / 2)
        options.stopsAtFirst = stopsAtFirst
        options.collectsAll = collectsAll
        let exploration = Exploration(machine: machine, options: options)
        var progress = Progress()
        while !exploration.isOver {
            if stop?.isRaised == true { exploration.stop() }
            exploration.advance(budget: Self.portion)
            progress.show(exploration.report, name: name)
        }
        progress.clear()
        return exploration
    }
}
