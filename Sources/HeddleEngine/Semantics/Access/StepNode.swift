internal import HeddleProgram

/// A resting place as the static analysis sees it: a step of a routine, in one context, whoever called.
struct StepNode {
    var context: Int
    var routine: RoutineID
    /// The `beginStep`.
    var instruction: Int
    var labels: [LabelID]
    /// The step with the local work behind it.
    var access: CellAccess
    /// Nodes at which the thread may stand after the step, in order.
    var successors: [Int] = []
    var mayFinish = false
    /// Rendezvous channels of the step itself, and the one on which it must be handed something to go at all.
    var channels: Set<ObjectID> = []
    var onlyTakes: ObjectID?
    /// Whether a call or a return may lie on the way to a node.
    var crossesCalls = false
    /// Everything that may happen from here on: this step, and whatever follows, spawned threads included.
    var future: CellAccess
}
