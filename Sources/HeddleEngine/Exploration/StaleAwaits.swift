internal import HeddleProgram

/// Waiting that an overwritten store alone lets through.
///
/// Under `c11` an `await` may read any store that its thread may still read (language.md 11), so that no deadlock stands
/// where sc has one: the old store is always there to be read. Real memory shows the newest store in the end (C++20,
/// [intro.progress] 18: stores become visible in a finite time), and then such a thread waits for ever.
///
/// Idea: a second search, of the same model with `await`s that read the newest store only. Each of its runs is one of the
/// model's; where one comes to a deadlock and the model has none, the ways on are those of the old stores. The states of
/// both are laid out alike.
enum StaleAwaits {
    /// The waiting steps of the first such state; empty where there is none, or none within the limits.
    static func spans(_ machine: Machine, options: SearchOptions) -> [SourceSpan] {
        guard machine.memoryModel.isC11, let form = machine.memory?.form, form != .latest,
            !machine.program.allowed.contains(.deadlock), waits(machine.image)
        else { return [] }
        var memory = MemoryOptions()
        memory.form = form
        memory.awaitsNewest = true
        guard let made = try? Machine(machine.program, memoryModel: machine.memoryModel, memory: memory) else {
            return []
        }
        let explorer = BreadthFirstExplorer(machine: made, options: options)
        while !explorer.isOver { explorer.advance(budget: 1 << 16) }
        guard let finding = explorer.report.findings.first(where: { $0.subject == .check(.deadlock) }),
            let state = made.state(after: finding.schedule)
        else { return [] }
        var spans: [SourceSpan] = []
        for transition in machine.enabled(state) {
            guard let site = machine.site(ofThread: transition.thread, in: state) else { continue }
            let span = machine.site(site).span
            if !spans.contains(span) { spans.append(span) }
        }
        return spans
    }

    private static func waits(_ image: Image) -> Bool {
        (0..<image.memoryAccesses.count).contains { image.memoryAccesses[$0].isInstant }
    }
}
