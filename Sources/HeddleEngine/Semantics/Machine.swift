package import HeddleProgram

/// A program under a memory model, ready to run: initial state, enabled transitions, access, apply.
///
/// Immutable and shared between OS threads; whatever changes while running lives in a `Workspace`.
/// A state is one packed vector of `wordCount` 8-byte words, zero where nothing is: two states are equal exactly when
/// their words are. Locals that nothing can read any more are zero.
package final class Machine: Sendable {
    package let program: Program
    package let memoryModel: MemoryModel

    /// Compiles the program. Errors: what exceeds the machine's limits, as diagnostics.
    package init(_ program: Program, memoryModel: MemoryModel = .sc) throws(MachineError) {
        preconditionFailure("Heddle bug: skeleton")
    }
}

package struct MachineError: Error {
    package var diagnostics: [Diagnostic]
    package init(diagnostics: [Diagnostic]) { self.diagnostics = diagnostics }
}

// MARK: - Convenience on values (screens, replay, tests); explorers use the raw operations.
extension Machine {
    /// Length of a state. Unit: 8-byte words.
    package var wordCount: Int { preconditionFailure("Heddle bug: skeleton") }

    /// The first state, with the record of the setup and of the threads' initial local work.
    package func start() -> (state: State, event: Event) { preconditionFailure("Heddle bug: skeleton") }

    /// The moves of a state, ordered by thread, then choice. Empty where the last step was violated.
    package func enabled(_ state: State) -> [Transition] { preconditionFailure("Heddle bug: skeleton") }

    /// Applies an enabled transition and records it. Nil if it is not enabled.
    package func apply(_ transition: Transition, to state: State) -> (state: State, event: Event)? {
        preconditionFailure("Heddle bug: skeleton")
    }

    /// What the transition would record, without the resulting state. Nil if it is not enabled.
    package func preview(_ transition: Transition, in state: State) -> Event? {
        apply(transition, to: state)?.event
    }

    package func ending(_ state: State) -> Ending { preconditionFailure("Heddle bug: skeleton") }

    /// The value of property `index` (or of one of its conjuncts) at this state.
    package func evaluate(property index: Int, in state: State) -> PropertyValue {
        preconditionFailure("Heddle bug: skeleton")
    }
    package func evaluate(property index: Int, conjunct: Int, in state: State) -> PropertyValue {
        preconditionFailure("Heddle bug: skeleton")
    }
    /// Values of the operands of the conjunct's outermost comparison, worded: `balance == tellers` gives
    /// ("1", "==", "2"); nil where the conjunct is no comparison.
    package func operands(property index: Int, conjunct: Int, in state: State) -> (left: Value, right: Value)? {
        preconditionFailure("Heddle bug: skeleton")
    }

    /// Threads that exist in a state (numbers 0 ..< count): declared ones, then those spawned so far.
    package func threadCount(in state: State) -> Int { preconditionFailure("Heddle bug: skeleton") }
    /// Threads that exist from the start.
    package var declaredThreadCount: Int { preconditionFailure("Heddle bug: skeleton") }
    /// `teller.0`, `waiter`.
    package func threadName(_ thread: Int, in state: State) -> String { preconditionFailure("Heddle bug: skeleton") }
    package func threadGroup(_ thread: Int, in state: State) -> GroupID { preconditionFailure("Heddle bug: skeleton") }
    package func status(ofThread thread: Int, in state: State) -> ThreadStatus {
        preconditionFailure("Heddle bug: skeleton")
    }
    /// Why the thread can't make its next step; nil if it can, or has none.
    package func blockReason(ofThread thread: Int, in state: State) -> BlockReason? {
        preconditionFailure("Heddle bug: skeleton")
    }
    /// The shared operations that the thread's next step would make (its access), also while it is blocked, as far as
    /// they are known before it runs.
    package func nextOperations(ofThread thread: Int, in state: State) -> [Operation] {
        preconditionFailure("Heddle bug: skeleton")
    }
    /// The current value of a local as the state holds it (zeroed once forgotten).
    package func value(ofLocal local: LocalID, routine: RoutineID, thread: Int, in state: State) -> Value? {
        preconditionFailure("Heddle bug: skeleton")
    }

    /// `index`: element of an array of primitives, or cell of a pool; 0 otherwise.
    package func status(ofObject object: ObjectID, index: Int, in state: State) -> ObjectStatus {
        preconditionFailure("Heddle bug: skeleton")
    }

    package func site(_ reference: SiteReference) -> StepSite {
        guard case .beginStep(let site) = program.routines[reference.routine].code[reference.instruction].kind else {
            preconditionFailure("Heddle bug: no step at \(reference)")
        }
        return site
    }
}
