import HeddleEngine
import HeddleProgram
import TestSupport
import Testing

@testable import HeddlePresentation

/// What is kept from key to key is what one would find from nothing.
@Suite("The line that is followed")
struct FollowedLineTests {
    /// Steps, places, branches unhooked and hooked again, in a tree that the line follows.
    private struct Walk {
        let machine: Machine
        var play: PlayTree
        var place = 0
        var random: SeededGenerator
        var unhooked: [(node: Int, children: [Int])] = []

        init(_ machine: Machine, seed: UInt64) {
            self.machine = machine
            play = PlayTree(start: machine.start())
            random = SeededGenerator(seed: seed)
        }

        mutating func change() {
            switch Int.random(in: 0..<10, using: &random) {
            case 0: place = play.nodes[place].parent < 0 ? place : play.nodes[place].parent
            case 1: place = Int.random(in: 0..<play.nodes.count, using: &random)
            case 2:
                let children = play.nodes[place].children
                play.setPreferredChild(children.randomElement(using: &random), of: place)
            case 3:
                let children = play.nodes[place].children
                guard let lost = children.randomElement(using: &random) else { break }
                unhooked.append((place, children))
                play.setChildren(children.filter { $0 != lost }, of: place)
                if play.nodes[place].preferredChild == lost { play.setPreferredChild(nil, of: place) }
            case 4:
                guard let last = unhooked.popLast() else { break }
                play.setChildren(last.children, of: last.node)
            default:
                for _ in 0..<Int.random(in: 1..<5, using: &random) {
                    let state = play.nodes[place].state
                    guard play.nodes[place].event.violation == nil,
                        let move = machine.enabled(state).randomElement(using: &random),
                        let next = machine.apply(move, to: state)
                    else { break }
                    place = play.step(from: place, transition: move, state: next.state, event: next.event)
                }
            }
        }
    }

    @Test(
        "Whatever is played: its nodes, its order and its history", arguments: 0..<24 as Range<UInt64>,
        ["bounded-buffer", "treiber-aba", "worker-pool"])
    func follows(seed: UInt64, model: String) throws {
        let machine = try #require(EveryModelTests.machine(model + ".heddle"))
        var walk = Walk(machine, seed: seed)
        var line = FollowedLine()
        for _ in 0..<60 {
            walk.change()
            // Frames don't stand between all changes.
            if Bool.random(using: &walk.random) { continue }
            line.follow(walk.place, in: walk.play)
            let nodes = walk.play.line(through: walk.place)
            try #require(line.nodes == nodes)
            let events = nodes.map { walk.play.nodes[$0].event }
            #expect(line.causal.rows == CausalOrder(events: events).rows)
            let step = Int.random(in: 0...nodes.count, using: &walk.random)
            expectHistory(line.history, walk.play, Array(nodes.prefix(step)), step: step)
        }
    }

    /// Asks for all that the first steps touched, and looks for it from the back.
    private func expectHistory(_ history: LineHistory, _ play: PlayTree, _ path: [Int], step: Int) {
        let events = [play.nodes[0].event] + path.map { play.nodes[$0].event }
        func last(_ wanted: (Event) -> Bool) -> Int? { events.lastIndex(where: wanted) }
        for event in events {
            for change in event.localChanges {
                let key = LineHistory.LocalKey(thread: change.thread, routine: change.routine, local: change.local)
                func isIt(_ other: LocalChange) -> Bool {
                    other.thread == change.thread && other.routine == change.routine && other.local == change.local
                }
                let found = last { $0.localChanges.contains(where: isIt) }
                #expect(history.local(key, atStep: step)?.step == found)
                #expect(
                    history.local(key, atStep: step)?.value
                        == found.flatMap { events[$0].localChanges.last(where: isIt)?.value })
            }
            for operation in event.operations {
                let isName = { (other: HeddleEngine.Operation) in
                    other.kind.changesObject
                        && (other.name == operation.name || other.name.hasPrefix(operation.name + ".")
                            || other.secondName == operation.name)
                }
                #expect(
                    history.lastChange(ofName: operation.name, atStep: step)
                        == last { $0.operations.contains(where: isName) })
                guard operation.location >= 0 else { continue }
                #expect(
                    history.lastAccess(to: operation.location, atStep: step)
                        == last { $0.operations.contains { $0.location == operation.location } })
                #expect(
                    history.lastWrite(to: operation.location, atStep: step)
                        == last {
                            $0.operations.contains { $0.location == operation.location && $0.kind.writesValue }
                        })
            }
            guard event.thread >= 0 else { continue }
            #expect(history.lastStep(ofThread: event.thread, atStep: step) == last { $0.thread == event.thread })
        }
    }

    @Test(
        "The point of no return is the first step on the line known to fail, behind one from which a run can pass",
        arguments: 0..<40 as Range<UInt64>)
    func wall(seed: UInt64) throws {
        var walk = Walk(try #require(EveryModelTests.machine("bounded-buffer.heddle")), seed: seed)
        var line = FollowedLine()
        var fates = Fates()
        fates[0] = false
        for _ in 0..<60 {
            walk.change()
            if Int.random(in: 0..<3, using: &walk.random) == 0 {
                let node = Int.random(in: 1..<max(2, walk.play.nodes.count), using: &walk.random)
                fates[node] = Int.random(in: 0..<4, using: &walk.random) == 0
                let parent = walk.play.nodes.indices.contains(node) ? walk.play.nodes[node].parent : 0
                if fates[parent] == nil, Bool.random(using: &walk.random) { fates[parent] = false }
            }
            line.follow(walk.place, in: walk.play)
            line.findWall(fates: fates, findings: [], findingsVersion: 0, in: walk.play)
            let lost = line.nodes.firstIndex { fates[$0] == true }
            let isFirst = lost.map { fates[$0 == 0 ? 0 : line.nodes[$0 - 1]] == false } ?? false
            #expect(line.wall.step == (isFirst ? lost.map { $0 + 1 } : nil))
        }
        fates[0] = true
        line.findWall(fates: fates, findings: [], findingsVersion: 0, in: walk.play)
        #expect(line.wall.isAtStart && line.wall.step == nil)
    }

    @Test("The picture's plan is the one that would be made anew", arguments: 0..<16 as Range<UInt64>)
    func plan(seed: UInt64) throws {
        let played = try PlayedModel(
            """
            model "m"
            var x: int = 0
            var own: int[3]
            channel c: int
            thread worker(i: 0..<3) {
              loop {
                own[i] = 1
                own[i] = 2
                own[i] = 3
                if i == 2 { x = 1 - x }
                if i == 0 { c.send(1) }
                if i == 1 { let got = c.receive() }
              }
            }
            """)
        var random = SeededGenerator(seed: seed)
        var situation = played.situation
        situation.orderView.showsAllEdges = Bool.random(using: &random)
        var hasFolds = false
        for round in 0..<120 {
            let node = situation.place
            switch Int.random(in: 0..<8, using: &random) {
            case 0: situation.place = max(0, situation.play.nodes[node].parent)
            case 1: situation.place = situation.play.nodes[node].preferredChild ?? node
            case 2 where round % 9 == 0:
                let line = situation.play.line(through: node)
                situation.place = line.randomElement(using: &random) ?? 0
            case 3:
                situation.walk = situation.walk == .byHand ? .entry("e") : .byHand
            default:
                let thread = Int.random(in: 0..<3, using: &random)
                for _ in 0..<Int.random(in: 1..<14, using: &random) {
                    let state = situation.play.nodes[situation.place].state
                    guard let move = played.machine.enabled(state).first(where: { $0.thread == thread }),
                        let next = played.machine.apply(move, to: state)
                    else { break }
                    situation.place = situation.play.step(
                        from: situation.place, transition: move, state: next.state, event: next.event)
                }
            }
            situation.followOrder()
            let kept = try #require(situation.keptOrderPlan)
            #expect(kept.key == situation.orderKey)
            let fresh = OrderPlan(OrderSubject(situation))
            #expect(kept.plan.rows == fresh.rows)
            #expect(kept.plan.units == fresh.units)
            #expect(kept.plan.kinds == fresh.kinds && kept.plan.hasMeetings == fresh.hasMeetings)
            #expect(kept.plan.stepCount == fresh.stepCount && kept.plan.shownCount == fresh.shownCount)
            let steps = Array(0..<fresh.stepCount)
            #expect(steps.map(kept.plan.unit(ofStep:)) == steps.map(fresh.unit(ofStep:)))
            #expect(steps.map(kept.plan.row(nearStep:)) == steps.map(fresh.row(nearStep:)))
            #expect(
                steps.map { kept.plan.strongestLink(into: $0)?.link }
                    == steps.map { fresh.strongestLink(into: $0)?.link })
            hasFolds = hasFolds || fresh.units.contains(where: \.isFold)
        }
        #expect(hasFolds)
    }

    @Test("The tree knows how many branches it has, and walks as its nodes say", arguments: 0..<20 as Range<UInt64>)
    func tree(seed: UInt64) throws {
        var walk = Walk(try #require(EveryModelTests.machine("treiber-aba.heddle")), seed: seed)
        for _ in 0..<80 {
            walk.change()
            let nodes = walk.play.nodes
            #expect(walk.play.branchCount == nodes.reduce(0) { $0 + max(0, $1.children.count - 1) })
            for (node, link) in walk.play.links.enumerated() {
                #expect(Int(link.parent) == nodes[node].parent && Int(link.depth) == nodes[node].depth)
                #expect(link.firstChild == Int32(nodes[node].children.first ?? -1))
                #expect(link.preferredChild == Int32(nodes[node].preferredChild ?? -1))
                #expect(link.isBranched == (nodes[node].children.count > 1))
                #expect(Int(link.thread) == nodes[node].event.thread)
            }
        }
    }
}
