package import HeddleEngine
internal import HeddleProgram

/// Whether a place in a line of play is where a goal wants it to be.
///
/// `machine` knows the lesson's conditions as properties behind the model's own; its states are those of the machine
/// that the user plays on.
package struct GoalWatch: Sendable {
    package enum Target: Hashable, Sendable {
        /// Index of a property that has to be true.
        case condition(Int)
        /// What has to fail.
        case failure(Subject)
    }

    /// What a line came to.
    package enum Result: Hashable, Sendable {
        case notYet
        case reached
        /// It is the place, but by more steps, or more preemptions, than the goal allows: so many it took.
        case tooManySteps(Int)
        case tooManyPreemptions(Int)
    }

    package var machine: Machine
    package var target: Target
    package var steps: Int?
    package var preemptions: Int?

    package init(machine: Machine, target: Target, steps: Int? = nil, preemptions: Int? = nil) {
        self.machine = machine
        self.target = target
        self.steps = steps
        self.preemptions = preemptions
    }

    /// Judges a state, with the record of the step that led to it.
    ///
    /// `taken` steps and preemptions of the line are asked for only where the state is right.
    package func result(_ state: State, _ event: Event, steps made: Int, preemptions taken: () -> Int) -> Result {
        guard Self.isMet(target, machine: machine, state: state, event: event) else { return .notYet }
        if let steps, made > steps { return .tooManySteps(made) }
        if let preemptions {
            let count = taken()
            if count > preemptions { return .tooManyPreemptions(count) }
        }
        return .reached
    }

    package static func isMet(_ target: Target, machine: Machine, state: State, event: Event) -> Bool {
        switch target {
        case .condition(let index): return machine.evaluate(property: index, in: state) == .value(true)
        case .failure(.check(let check)):
            if let violation = event.violation { return violation.check == check }
            return check == .deadlock && machine.ending(state) == .deadlock
        case .failure(.property(let index)):
            if event.violation != nil { return false }
            if machine.program.properties[index].kind == .final, machine.ending(state) != .ended { return false }
            return machine.evaluate(property: index, in: state) != .value(true)
        }
    }

    /// What a name in a lesson means in a model: an invariant or final, or a check that shows at a single place.
    ///
    /// A race is a step that fails where clocks find it; elsewhere it lies between two steps that could both be next.
    package static func subject(_ name: String, in machine: Machine) -> Subject? {
        let program = machine.program
        if let index = program.properties.firstIndex(where: { $0.name == name }) {
            return program.properties[index].kind.canFail ? .property(index) : nil
        }
        guard let check = Check(rawValue: name), check != .leak, check != .race || machine.memoryModel.isC11 else {
            return nil
        }
        return .check(check)
    }
}
