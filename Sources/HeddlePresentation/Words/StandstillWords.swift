internal import HeddleEngine
internal import HeddleProgram

/// The step of a deadlock behind which nobody can run any more, in words.
struct StandstillWords {
    /// A trace's end as the panes see it.
    private let scene: Scene
    private let trace: Trace

    init(_ scene: Scene, trace: Trace) {
        self.scene = scene
        self.trace = trace
    }

    /// `Step 5, phil.1 :9 L fork[1], was the last one: after it phil.1 waits for fork[2], and nobody else could run.`
    var sentence: String {
        guard let last = trace.steps.last else { return "Nobody can run from the start on." }
        let event = last.event
        let line = scene.machine.span(of: event).map { " :\(scene.program.source.line(of: $0.start))" } ?? ""
        let who = scene.name(ofThread: event.thread)
        let step = "Step \(trace.steps.count), \(who)\(line) \(scene.words.text(event)), was the last one: after it "
        let before = trace.state(after: trace.steps.count - 1)
        // Those who could still run are held up by that very step.
        let able = scene.machine.ableThreads(before).filter { $0 != event.thread }
        let rest =
            able.isEmpty
            ? "nobody else could run"
            : able.map { "\(scene.name(ofThread: $0)), who could still run before, \(state(of: $0))" }
                .joined(separator: ", and ")
        return step + "\(who) \(state(of: event.thread)), and \(rest)."
    }

    /// `waits for fork[2]`, `is asleep on notEmpty`, `is done`
    private func state(of thread: Int) -> String {
        guard let reason = scene.machine.blockReason(ofThread: thread, in: scene.state) else { return "is done" }
        if case .asleep(let condition) = reason.cause { return "is asleep on \(VisibleText.of(condition))" }
        let wait = WaitGraph(scene).waits.first { $0.thread == thread }
        return "waits for \(wait?.label ?? "good")"
    }
}
