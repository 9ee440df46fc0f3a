package import HeddleEngine

/// A schedule in marks: `0R 1R 1W 0W`.
package struct ScheduleMarks: Sendable {
    let machine: Machine
    let marks: Marks

    package init(machine: Machine, marks: Marks) {
        self.machine = machine
        self.marks = marks
    }

    package func marks(_ trace: Trace) -> [String] {
        let letters = StepLetters(machine: machine, state: trace.lastState, marks: marks)
        return trace.steps.enumerated().map { index, step in
            let way = machine.wayNumber(of: step.transition, in: trace.state(after: index))
            return letters.mark(step.transition, step.event, choiceIndex: way)
        }
    }

    /// As many marks as fit, `…` for what is left out behind them.
    package func text(_ trace: Trace, width: Int) -> String {
        var text = ""
        for mark in marks(trace) {
            let next = text.isEmpty ? mark : text + " " + mark
            if CellWidth.of(next) > width {
                let room = width - CellWidth.of(marks.ellipsis) - 1
                while CellWidth.of(text) > max(0, room), let blank = text.lastIndex(of: " ") {
                    text = String(text[..<blank])
                }
                return text + " " + marks.ellipsis
            }
            text = next
        }
        return text
    }

    package func text(_ schedule: [Transition], width: Int) -> String {
        // What doesn't fit needs no run: a mark takes three cells with its blank.
        let shown = min(schedule.count, max(1, width / 3 + 2))
        let text = text(Trace(machine: machine, schedule: Array(schedule.prefix(shown))), width: width)
        return shown < schedule.count && !text.hasSuffix(marks.ellipsis) ? text + " " + marks.ellipsis : text
    }
}

/// A search and its limits in words.
package enum SearchWords {
    package static func search(_ report: SearchReport) -> String {
        switch report.search {
        case "bfs": return report.graphRefusal.map { "breadth first (no dpor: \(refusal($0)))" } ?? "breadth first"
        case "dfs": return "depth first"
        case "preemption": return "fewest preemptions first"
        case "dpor":
            guard let reason = report.graphRefusal else { return "one execution of each class" }
            return "one execution of each order of dependent steps (\(refusal(reason)))"
        default: return report.search
        }
    }

    /// What a search counts: `12 states`, `4 executions`.
    package static func extent(_ report: SearchReport) -> String {
        guard let executions = report.executions else { return Figures.count(report.states, "state") }
        return Figures.count(executions, "execution")
    }

    /// The same of a search that came to its end: `all 4 states`.
    package static func whole(_ report: SearchReport) -> String {
        guard let executions = report.executions else { return Figures.all(report.states, "state") }
        return Figures.all(executions, "execution")
    }

    /// `all 43 states were visited`; `where`: which of them, as `from here`.
    package static func visited(_ states: Int, where place: String = "") -> String {
        let all = Figures.all(states, "state") + (place.isEmpty ? "" : " " + place)
        return all + (states == 1 ? " was visited" : " were visited")
    }

    /// What the screens say where a search came to its end and found nothing.
    package static func nothingFails(_ report: SearchReport) -> String { "Nothing fails: \(visited(report.states))." }

    /// The same while it goes on, or where a bound ended it.
    package static func nothingFoundYet(_ report: SearchReport) -> String {
        "Nothing found so far. The search has looked \(Figures.count(report.completeDepth, "step")) deep."
    }

    /// Whether states were left out, and why not where it was asked for: `reduced`, `no reduction`, `reduced but for
    /// symmetry (…)`.
    package static func reduction(_ report: SearchReport) -> String {
        var reasons: [(text: String, names: [String])] = []
        for entry in Reductions.names {
            guard let refusal = report.refusals.first(where: { $0.reduction.contains(entry.reduction) }) else {
                continue
            }
            let text = self.refusal(refusal.reason)
            if let index = reasons.firstIndex(where: { $0.text == text }) {
                reasons[index].names.append(entry.name)
            } else {
                reasons.append((text, [entry.name]))
            }
        }
        if reasons.isEmpty { return report.reductions.isEmpty ? "no reduction" : "reduced" }
        if report.reductions.isEmpty { return "no reduction (\(reasons.map(\.text).joined(separator: "; ")))" }
        let parts = reasons.map { "\($0.names.joined(separator: ", ")) (\($0.text))" }
        return "reduced but for \(parts.joined(separator: "; "))"
    }

    /// Why a reduction is not used on a model.
    package static func refusal(_ reason: ReductionRefusal) -> String {
        switch reason {
        case .races: return "races are about where threads stand"
        case .everyInterleaving: return "every interleaving was asked for"
        case .memoryModel: return "not for this memory model"
        case .tooLarge: return "too large for the analysis"
        case .unknownInstruction: return "beyond the analysis"
        case .spuriousWakeUps: return "spurious wake-ups"
        case .blockedIsObserved: return "a property asks who is blocked"
        case .replicaIsNamed: return "a property names one of the threads"
        case .replicasDiffer: return "the threads are told apart"
        case .threadsInUnorderedChannel: return "an unordered channel carries threads"
        case .leavesNothingOut(let states): return "no use in the first \(Figures.count(states, "state"))"
        }
    }

    /// Why a model's executions are not told apart by their graphs.
    package static func refusal(_ reason: GraphRefusal) -> String {
        switch reason {
        case .everyState: return "a property looks at every state"
        case .ghosts: return "ghost variables see the order of all steps"
        case .otherObjects: return "the model has more than variables and atomics"
        case .severalLocations: return "a step looks at several variables"
        case .severalSpawners: return "several threads spawn"
        case .tooManyEvents: return "too many events"
        }
    }

    /// How far a search that isn't complete has looked: `within 12 steps`, `with at most 2 preemptions`.
    package static func reach(_ report: SearchReport) -> String {
        if report.executions != nil { return "in \(extent(report))" }
        guard let preemptions = report.completePreemptions else {
            // Steps of a reduced search are several of the machine's.
            return report.reductions.isEmpty ? "within \(Figures.count(report.completeDepth, "step"))" : "so far"
        }
        return preemptions < 0 ? "so far" : "with at most \(Figures.count(preemptions, "preemption"))"
    }

    /// `states bound 1,000,000 reached`
    package static func limits(_ report: SearchReport) -> String {
        if report.limits.isEmpty { return "stopped" }
        return report.limits.map(limit).joined(separator: ", ")
    }

    package static func limit(_ limit: SearchLimit) -> String {
        switch limit {
        case .states(let count): return "states bound \(Figures.number(count)) reached"
        case .depth(let count): return "depth bound \(Figures.number(count)) reached"
        case .memory(let bytes): return "memory bound \(Figures.memory(bytes)) reached"
        case .time(let seconds): return "time bound \(duration(seconds)) reached"
        case .stopped: return "stopped"
        case .model(let bound, let count): return "bound \(bound.rawValue) \(Figures.number(count)) reached"
        case .cycle: return "a loop without end"
        }
    }

    /// The bound as a sentence's subject: `the bound of 1,000,000 states was reached`.
    package static func limitSentence(_ limit: SearchLimit) -> String {
        switch limit {
        case .states(let count): return "the bound of \(Figures.count(count, "state")) was reached"
        case .depth(let count): return "the bound of \(Figures.count(count, "step")) was reached"
        case .memory(let bytes): return "the bound of \(Figures.memory(bytes)) was reached"
        case .time(let seconds): return "the bound of \(duration(seconds)) was reached"
        case .stopped: return "the search was stopped"
        case .model(.ways, let count):
            return
                "a step has more than \(Figures.count(count, "way")) through it: it chooses again and again without rest"
        case .model(let bound, let count):
            return "the model's bound \(bound.rawValue) \(Figures.number(count)) was reached"
        case .cycle(let steps):
            return "an execution comes back to a state after \(Figures.count(steps, "step")), and this search is "
                + "not for models with loops without end"
        }
    }

    /// JSON's `limit`: `states 1000000`.
    package static func limitCode(_ limit: SearchLimit) -> String {
        switch limit {
        case .states(let count): return "states \(count)"
        case .depth(let count): return "depth \(count)"
        case .memory(let bytes): return "memory \(bytes)"
        case .time(let seconds): return "time \(duration(seconds))"
        case .stopped: return "stopped"
        case .model(let bound, let count): return "\(bound.rawValue) \(count)"
        case .cycle(let steps): return "cycle \(steps)"
        }
    }

    private static func duration(_ seconds: Double) -> String {
        let whole = Int(seconds)
        return Double(whole) == seconds ? "\(whole) s" : "\(seconds) s"
    }
}
