internal import HeddleProgram

/// Counting preemptions along a schedule: a thread is left that is still able to make a step of its own and did not just
/// yield.
///
/// A flush is the memory's doing: it leaves nobody, and who could do no more than flush is not left by force either.
package struct Preemptions {
    package private(set) var count = 0
    /// The thread whose leaving would be a preemption.
    package private(set) var last: Int?

    package init() {}

    /// Takes the next step of a schedule, whether it is a preemption. `state`: the one before it.
    @discardableResult
    package mutating func take(_ event: Event, _ transition: Transition, from state: State, _ machine: Machine) -> Bool
    {
        if let known = last, known != transition.thread || transition.isFlush,
            !machine.enabled(state, waysPerThread: 1).contains(where: { $0.thread == known && !$0.isFlush })
        {
            last = nil
        }
        if transition.isFlush { return false }
        let isPreemption = last.map { $0 != transition.thread } ?? false
        if isPreemption { count += 1 }
        last = event.operations.contains { $0.kind == .yield } ? nil : transition.thread
        return isPreemption
    }

    package static func count(_ schedule: [Transition], machine: Machine) -> Int {
        var state = machine.start().state
        var counter = Preemptions()
        for transition in schedule {
            guard let next = machine.apply(transition, to: state) else { break }
            counter.take(next.event, transition, from: state, machine)
            state = next.state
        }
        return counter.count
    }
}
