package import HeddleProgram

/// One executed schedule: the start, then a step for each transition.
package struct Trace: Sendable {
    package struct Step: Sendable {
        package var transition: Transition
        package var event: Event
        /// The state after the step.
        package var state: State
        package init(transition: Transition, event: Event, state: State) {
            self.transition = transition
            self.event = event
            self.state = state
        }
    }

    package var initialState: State
    package var startEvent: Event
    package var steps: [Step]

    package init(initialState: State, startEvent: Event, steps: [Step] = []) {
        self.initialState = initialState
        self.startEvent = startEvent
        self.steps = steps
    }

    /// Runs a schedule as far as it is enabled; `steps.count` tells how far that was.
    package init(machine: Machine, schedule: [Transition]) {
        let start = machine.start()
        self.init(initialState: start.state, startEvent: start.event)
        var state = start.state
        for transition in schedule {
            guard let next = machine.apply(transition, to: state) else { break }
            steps.append(Step(transition: transition, event: next.event, state: next.state))
            state = next.state
        }
        nameRacingAccess(machine)
    }

    /// Where the line ends in a data race under a weak memory, the step that made the other access is found on it.
    private mutating func nameRacingAccess(_ machine: Machine) {
        guard let last = steps.last, let violation = last.event.violation,
            case .race(let object, let other, .none, let writes, let otherWrites) = violation.evidence,
            let found = steps.dropLast().last(where: { step in
                step.event.thread == other
                    && step.event.operations.contains {
                        $0.name == object && ($0.kind != .read || !otherWrites)
                            || ($0.kind == .new || $0.kind == .free) && object.hasPrefix($0.name + ".")
                    }
            }), let site = found.event.site
        else { return }
        steps[steps.count - 1].event.violation?.evidence = .race(
            object: object, otherThread: other, otherSpan: machine.site(site).span, writes: writes,
            otherWrites: otherWrites)
    }

    package var schedule: [Transition] { steps.map(\.transition) }
    package var events: [Event] { steps.map(\.event) }
    /// The state after `count` steps; 0 is the start.
    package func state(after count: Int) -> State { count == 0 ? initialState : steps[count - 1].state }
    package var lastState: State { state(after: steps.count) }

    /// The last value given to a local by the first `count` steps (screens show it also after it was forgotten);
    /// nil before its declaration has run.
    package func lastValue(thread: Int, routine: RoutineID, local: LocalID, after count: Int) -> Value? {
        var index = count
        while index >= 0 {
            let event = index == 0 ? startEvent : steps[index - 1].event
            if let change = event.localChanges.last(where: {
                $0.thread == thread && $0.routine == routine && $0.local == local
            }) {
                return change.value
            }
            index -= 1
        }
        return nil
    }
}
