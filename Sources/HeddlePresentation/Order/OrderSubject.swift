internal import HeddleEngine

/// What the Happens-before picture is about: a line of play with its order, and how it is shown.
///
/// It lives as long as a plan is made: a plan that kept it would make the line be copied whenever it grows.
struct OrderSubject {
    let order: CausalOrder
    /// Nodes of the whole line.
    let line: [Int]
    let play: PlayTree
    let machine: Machine
    let view: OrderView
    /// Steps made to come to the place.
    let depth: Int
    /// The rest of a walked line is shown as still to come.
    let showsRest: Bool

    /// Steps that the picture shows, if no filter leaves any out.
    var count: Int { showsRest ? line.count : depth }
    var isCausal: Bool { view.layout == .causal }
    func event(_ step: Int) -> Event { play.nodes[line[step]].event }

    init(_ scene: Scene) {
        order = scene.order
        line = scene.line
        play = scene.situation.play
        machine = scene.machine
        view = scene.situation.orderView
        depth = scene.depth
        showsRest = scene.showsRest
    }

    /// Of a situation whose order was followed.
    init(_ situation: Situation) {
        order = situation.followed.causal
        line = situation.followed.nodes
        play = situation.play
        machine = situation.machine
        view = situation.orderView
        depth = situation.play.nodes[situation.place].depth
        showsRest = situation.walk != .byHand && line.count > depth
    }
}

extension OrderSubject {
    /// The plan, from the one before where little has changed. `shared`: steps that the line has in common with its
    /// version before.
    fileprivate func plan(from known: consuming KeptOrderPlan?, key: KeptOrderPlan.Key, shared: Int) -> KeptOrderPlan {
        if var known, known.key.view == key.view {
            let steps =
                known.key.version == key.version
                ? line.count : known.key.version == key.version - 1 ? shared : 0
            if known.plan.follow(self, sharing: steps) {
                known.key = key
                return known
            }
        }
        return KeptOrderPlan(key: key, plan: OrderPlan(self))
    }
}

/// A plan of the picture that is still right, kept from frame to frame.
package struct KeptOrderPlan: Sendable {
    struct Key: Hashable, Sendable {
        /// Of the line: it changes whenever that does.
        var version: Int
        var depth: Int
        var count: Int
        var view: OrderView
    }

    fileprivate(set) var key: Key
    fileprivate(set) var plan: OrderPlan
}

extension Situation {
    /// Keeps `followed` the line through the place.
    package mutating func followLine() {
        followed.follow(place, in: play)
        followed.findWall(fates: fates, findings: report.findings, findingsVersion: reportVersion, in: play)
    }

    /// Keeps the line, and the plan of its picture.
    package mutating func followOrder() {
        followLine()
        let key = orderKey
        if keptOrderPlan?.key == key { return }
        // Layouts are changed to and fro: the plan before the last change of the view stands ready.
        if otherOrderPlan?.key == key || keptOrderPlan?.key.view != key.view { swap(&keptOrderPlan, &otherOrderPlan) }
        if keptOrderPlan?.key == key { return }
        // Out of the situation while it changes, so that it isn't copied.
        let known = keptOrderPlan
        keptOrderPlan = nil
        keptOrderPlan = OrderSubject(self).plan(from: known, key: key, shared: followed.sharedSteps)
    }

    /// What a plan depends on.
    var orderKey: KeptOrderPlan.Key {
        let depth = play.nodes[place].depth
        let showsRest = walk != .byHand && followed.nodes.count > depth
        return KeptOrderPlan.Key(
            version: followed.version, depth: depth, count: showsRest ? followed.nodes.count : depth, view: orderView)
    }
}
