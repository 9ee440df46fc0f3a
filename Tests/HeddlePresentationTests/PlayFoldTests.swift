import HeddleEngine
import HeddleProgram
import TestSupport
import Testing

@testable import HeddlePresentation

/// Long lines are laid out from their ends and from what stands out alone. What comes of it is what folding all steps
/// one by one gives.
@Suite("Folding a long line of play")
struct PlayFoldTests {
    /// A step or more as one item of a row.
    private struct Item {
        var nodes: [Int]
        var isFixed = false
        var text: String
    }

    @Test("is the same as folding step by step", arguments: 0..<60 as Range<UInt64>)
    func folds(seed: UInt64) throws {
        let played = try PlayedModel(
            """
            model "m"
            var x: int = 0
            thread worker(i: 0..<3) { loop { x = i } }
            """
        )
        let machine = played.machine
        var random = SeededGenerator(seed: seed)
        var play = PlayTree(start: machine.start())
        var nodes: [Int] = []
        var node = 0
        let length = Int.random(in: 1..<120, using: &random)
        let longest = [1, 2, 5, 30, 200].randomElement(using: &random)!
        while nodes.count < length {
            let moves = machine.enabled(play.nodes[node].state)
            guard let thread = moves.randomElement(using: &random)?.thread else { break }
            for _ in 0..<Int.random(in: 1...longest, using: &random) where nodes.count < length {
                let state = play.nodes[node].state
                guard let next = machine.apply(Transition(thread: thread), to: state) else { break }
                node = play.step(
                    from: node, transition: Transition(thread: thread), state: next.state, event: next.event)
                nodes.append(node)
            }
        }
        let place = nodes.randomElement(using: &random)!
        for _ in 0..<Int.random(in: 0..<4, using: &random) {
            play.setNote("here", of: nodes.randomElement(using: &random)!)
        }
        if Bool.random(using: &random) {
            play.bookmarks = [PlayTree.Bookmark(name: "b", node: nodes.randomElement(using: &random)!)]
        }
        let situation = Situation(
            machine: machine, play: play, place: place, report: SearchReport(), judgement: played.judgement,
            marks: Marks(ascii: false))
        let scene = Scene(situation)
        for room in [20, 40, 58, 98, 178] {
            let layout = PlayLayout(scene, indent: 0, room: room)
            let shown = layout.rows[0].pieces.dropFirst().filter { $0.role != .quiet || $0.node != nil }.map(\.text)
            let wanted = Self.folded(nodes, scene, room: room).map {
                $0.nodes == [place] ? "[\($0.text)]" : " \($0.text) "
            }
            #expect(shown == wanted, "room \(room)")
            #expect(layout.rows[0].pieces.last?.node == nodes.last)
        }
    }

    /// Every step an item; then runs; then stretches between what is near a fixed one.
    private static func folded(_ nodes: [Int], _ scene: Scene, room: Int) -> [Item] {
        let play = scene.situation.play
        let steps = nodes.enumerated().map { index, node in
            let step = play.nodes[node]
            let tags =
                (step.note == nil ? "" : "\"")
                + play.bookmarks.filter { $0.node == node }.map { "#" + $0.name }.joined()
            let isTagged = step.note != nil || play.bookmarks.contains { $0.node == node }
            return Item(
                nodes: [node],
                isFixed: node == scene.situation.place || isTagged || index == 0 || index == nodes.count - 1,
                text: scene.words.mark(step.transition, step.event, choiceIndex: 0) + tags)
        }
        func fits(_ items: [Item]) -> Bool {
            " start ".count + items.reduce(0) { $0 + CellWidth.of($1.text) + 4 } <= room
        }
        if fits(steps) { return steps }
        var runs: [Item] = []
        var run: [Item] = []
        func thread(_ item: Item) -> Int { play.nodes[item.nodes[0]].event.thread }
        func flush() {
            if run.count < 4 {
                runs += run
            } else {
                runs.append(
                    Item(nodes: run.flatMap(\.nodes), text: "\(thread(run[0]))×\(Figures.number(run.count))"))
            }
            run = []
        }
        for step in steps {
            if step.isFixed || run.last.map({ thread($0) != thread(step) }) == true { flush() }
            if step.isFixed { runs.append(step) } else { run.append(step) }
        }
        flush()
        if fits(runs) { return runs }
        let fixed = runs.indices.filter { runs[$0].isFixed }
        var result: [Item] = []
        var stretch: [Int] = []
        for (index, item) in runs.enumerated() {
            if !fixed.contains(where: { abs($0 - index) <= 3 }) {
                stretch += item.nodes
                continue
            }
            if !stretch.isEmpty { result.append(Item(nodes: stretch, text: "… \(Figures.number(stretch.count)) …")) }
            stretch = []
            result.append(item)
        }
        return result
    }
}
