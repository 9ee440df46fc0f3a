internal import HeddleEngine
internal import HeddleProgram

/// A trace as the panes see a line of play: its end is the place.
enum TraceScene {
    static func scene(_ trace: Trace, machine: Machine, marks: Marks) -> Scene {
        var play = PlayTree(start: (state: trace.initialState, event: trace.startEvent))
        var node = 0
        for step in trace.steps {
            node = play.step(from: node, transition: step.transition, state: step.state, event: step.event)
        }
        var situation = Situation(
            machine: machine, play: play, place: node, report: SearchReport(),
            judgement: Judgement(rows: [], verdict: .inconclusive, asExpected: nil, isNamedRun: false), marks: marks)
        situation.followOrder()
        return Scene(situation)
    }
}

/// The failing and the passing schedule as lanes, side by side.
struct TwinLanes {
    private let lanes: (left: OrderPicture, right: OrderPicture)
    private let steps: (left: Int, right: Int)
    /// Whether there is room for more than letters.
    let isLegible: Bool

    init(_ words: PassWords, left: Int, right: Int) {
        let passing = words.passing ?? words.failing
        let scenes = (
            left: TraceScene.scene(words.failing, machine: words.machine, marks: words.marks),
            right: TraceScene.scene(passing, machine: words.machine, marks: words.marks)
        )
        steps = (words.failing.steps.count, passing.steps.count)
        lanes = (
            OrderPicture(OrderLayout(scenes.left, width: left), width: left, visible: 0..<steps.left),
            OrderPicture(OrderLayout(scenes.right, width: right), width: right, visible: 0..<steps.right)
        )
        isLegible = max(scenes.left.threadCount, scenes.right.threadCount) * 13 <= min(left, right) - 4
    }

    var header: (left: StyledLine, right: StyledLine) { (lanes.left.header, lanes.right.header) }
    var failing: [StyledLine] { (0..<steps.left).map { lanes.left.row($0).line } }
    var passing: [StyledLine] { (0..<steps.right).map { lanes.right.row($0).line } }
}
