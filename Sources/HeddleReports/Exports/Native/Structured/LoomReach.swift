internal import HeddleEngine
internal import HeddleProgram

/// What of a recorded schedule Loom (0.7) does not do, or not in the recorded way.
///
/// Source: Loom's own list of what it does not support, and its cells: five threads with its own, the last seven writes
/// of a cell, a weak compare-exchange that is a strong one, writes that nothing orders left unordered until they are read.
struct LoomReach {
    /// Loom's threads beside the one that starts them.
    static let mostThreads = 4
    /// Writes of one variable that Loom remembers.
    static let mostWrites = 7

    private(set) var refusals: [NativeRefusal] = []
    /// Steps that Loom may not make as they were recorded, in words.
    private(set) var doubtful: [String] = []

    init(_ schedule: NativeSchedule, _ program: Program, sites: NativeSites) {
        let threads = program.threadGroups.reduce(0) { $0 + CWriter.copies($1) }
        if threads > Self.mostThreads, let first = program.threadGroups.first {
            let what = "\(threads) threads: Loom has room for \(Self.mostThreads) beside its own"
            refusals.append(NativeRefusal(what: what, line: program.source.line(of: first.span.start)))
        }
        for (index, turn) in schedule.turns.enumerated() {
            let step = "step \(index + 1), \(turn.words)"
            func refuse(_ reason: String) {
                let line = sites.all.indices.contains(turn.site) ? sites.all[turn.site].line : 0
                refusals.append(NativeRefusal(what: "\(step): \(reason)", line: line))
            }
            for operation in turn.operations {
                if operation.kind == .compareExchangeSpurious {
                    refuse("Loom lets no compare-exchange fail for no reason")
                }
                guard let memory = operation.memory else { continue }
                if memory.passesOver >= Self.mostWrites, operation.kind != .write {
                    refuse(
                        "\(memory.passesOver) newer writes, and Loom keeps the last \(Self.mostWrites) of a variable")
                }
                let failsOnOldValue = operation.kind == .compareExchangeFailed && memory.passesOver > 0
                if memory.placedBefore != nil || failsOnOldValue { doubtful.append(step) }
            }
        }
    }

    /// Lines for the top of a file.
    var limits: [String] {
        guard !doubtful.isEmpty else { return [] }
        return [
            "Loom leaves writes that nothing orders unordered until they are read, and lets an update read only what no",
            "known write follows. Whether it makes these steps as they were recorded is up to it:",
        ] + doubtful.map { "  " + NativeText.comment($0) }
    }
}
