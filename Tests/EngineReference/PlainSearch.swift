package import HeddleProgram

/// The deliberately plain search: a dictionary of states, one after another, nothing batched, nothing packed.
package struct PlainSearch {
    package private(set) var states = 0
    package private(set) var transitions = 0
    package private(set) var depth = 0
    package private(set) var endedStates = 0
    /// States in which a failed check ended an execution.
    package private(set) var failedStates = 0
    /// Names of properties that fail and of checks that find something, with the length of a shortest way.
    package private(set) var failing: [String: Int] = [:]
    /// Names of `reachable` and `outcome` properties with a witness.
    package private(set) var witnessed: [String: Int] = [:]
    /// Every end with its shared values in text.
    package private(set) var outcomes: Set<String> = []
    package private(set) var bounds: Set<String> = []
    /// Whether every state was expanded.
    package private(set) var isComplete = true

    package init(program: Program, stateLimit: Int = .max) {
        search(program, stateLimit)
    }

    private mutating func search(_ program: Program, _ stateLimit: Int) {
        let interpreter = PlainInterpreter(program: program)
        let first: PlainState
        do {
            first = try interpreter.start()
        } catch PlainStop.failed(let check) {
            states = 1
            if !program.allowed.contains(check) { failing[check.rawValue] = 0 }
            return
        } catch {
            return
        }
        var numbers: [PlainState: Int] = [first: 0]
        var queue = [first]
        var depths = [0]
        judge(first, 0, interpreter)
        var next = 0
        while next < queue.count {
            let state = queue[next]
            let here = depths[next]
            next += 1
            let steps = interpreter.steps(in: state)
            judgeEnd(state, here, steps, interpreter)
            for step in steps {
                switch step.outcome {
                case .discarded: continue
                case .bound(let bound):
                    bounds.insert(bound)
                    continue
                case .failed(let check):
                    if !program.allowed.contains(check) { note(check.rawValue, here + 1, &failing) }
                case .completed: break
                }
                transitions += 1
                if numbers[step.state] != nil { continue }
                if queue.count >= stateLimit {
                    isComplete = false
                    return finish(queue.count, depths)
                }
                numbers[step.state] = queue.count
                queue.append(step.state)
                depths.append(here + 1)
                if step.state.failed == nil { judge(step.state, here + 1, interpreter) }
            }
        }
        finish(queue.count, depths)
    }

    private mutating func finish(_ count: Int, _ depths: [Int]) {
        states = count
        depth = depths.max() ?? 0
    }

    private func note(_ name: String, _ depth: Int, _ table: inout [String: Int]) {
        table[name] = min(table[name] ?? .max, depth)
    }

    private mutating func judge(_ state: PlainState, _ depth: Int, _ interpreter: PlainInterpreter) {
        for property in interpreter.program.properties {
            switch property.kind {
            case .invariant: if interpreter.holds(property, in: state) != true { note(property.name, depth, &failing) }
            case .reachable:
                if interpreter.holds(property, in: state) == true { note(property.name, depth, &witnessed) }
            default: break
            }
        }
    }

    private mutating func judgeEnd(
        _ state: PlainState, _ depth: Int, _ steps: [PlainStep], _ interpreter: PlainInterpreter
    ) {
        let end = interpreter.end(of: state, steps: steps)
        let program = interpreter.program
        switch end {
        case .running: return
        case .failed:
            failedStates += 1
            return
        case .deadlock: if !program.allowed.contains(.deadlock) { note("deadlock", depth, &failing) }
        case .ended:
            endedStates += 1
            for property in program.properties {
                switch property.kind {
                case .final: if interpreter.holds(property, in: state) != true { note(property.name, depth, &failing) }
                case .outcome:
                    if interpreter.holds(property, in: state) == true { note(property.name, depth, &witnessed) }
                default: break
                }
            }
        }
        outcomes.insert("\(end): \(shared(state, program))")
    }

    /// Values of the variables and atomics that are no ghosts, as text.
    private func shared(_ state: PlainState, _ program: Program) -> String {
        let parts = program.objects.indices.compactMap { index -> String? in
            guard !program.objects[index].isGhost, case .value(let value) = state.objects[index][0] else { return nil }
            return "\(program.objects[index].name)=\(value)"
        }
        return parts.joined(separator: " ")
    }
}
