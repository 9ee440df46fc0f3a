package import HeddleEngine
internal import HeddleProgram

/// A finished schedule as a line of play, for whoever shows it step by step without a session.
///
/// Shape: places count from 0, the start; place `k` is behind step `k`.
package struct ScheduleWalk: Sendable {
    private var situation: Situation
    private let line: [Int]

    /// `pointOfNoReturn`: the step (from 1) behind which every run fails; 0: from the start on.
    package init(
        machine: Machine, trace: Trace, pointOfNoReturn: Int? = nil, marks: Marks, orderView: OrderView = OrderView()
    ) {
        var play = PlayTree(start: (trace.initialState, trace.startEvent))
        var line = [0]
        for step in trace.steps {
            line.append(
                play.step(from: line[line.count - 1], transition: step.transition, state: step.state, event: step.event)
            )
        }
        situation = Situation(
            machine: machine, play: play, report: SearchReport(),
            judgement: Judgement(rows: [], verdict: .inconclusive, asExpected: nil, isNamedRun: false), marks: marks)
        if let point = pointOfNoReturn, line.indices.contains(point) {
            situation.fates[line[point]] = true
            if point > 0 { situation.fates[line[point - 1]] = false }
        }
        self.line = line
        situation.orderView = orderView
        situation.place = line[line.count - 1]
        situation.followOrder()
    }

    package var stepCount: Int { line.count - 1 }

    /// What all panes show at a place; the thread under the cursor is the one that moves next, at the end the last.
    package func scene(at place: Int) -> Scene {
        var situation = situation
        situation.place = line[place]
        let next = place < stepCount ? place + 1 : max(0, stepCount)
        situation.selectedThread = max(0, situation.play.nodes[line[next]].event.thread)
        return Scene(situation)
    }
}
