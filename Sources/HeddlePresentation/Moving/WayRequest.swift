package import HeddleEngine

/// Where a user wants to be taken, as typed behind `run`, `reach`, `then` and on the command line.
package struct WayRequest: Hashable, Sendable {
    package enum Goal: Hashable, Sendable {
        /// An expression in the model's own words.
        case condition(String)
        /// Something fails: `anything`, `until-violation`.
        case violation
        /// A thread comes to stand at this line (from 1).
        case line(Int)
        /// A variable, an object, or any expression is worth something else.
        case change(String)
        /// A thread, by name or number, can't move.
        case blocked(String)
    }

    package var goal: Goal
    /// Asked from the start, wherever the user stands.
    package var isFromStart = false
    /// Where the free text (an expression, a name) begins in what was typed. Unit: characters.
    package var offset = 0

    package init(_ goal: Goal) { self.goal = goal }

    package struct Refusal: Error, Hashable, Sendable {
        package var message: String
    }

    /// The words behind `run`, as completion offers them.
    package static let words = [
        "until ", "until-blocked", "until-preemption", "until-violation", "until-line ", "until-change ",
    ]

    /// Those of them that ask for a state: what `parse` reads.
    package static let goalWords = words.map { String($0.prefix { $0 != " " }) }.filter { $0 != "until-preemption" }

    /// Reads `balance == 1`, `until balance == 1`, `until-line 10`, `until-change balance`, `until-blocked phil.1`,
    /// `until-violation`, `anything`; `from start` may stand behind each.
    package static func parse(_ text: String) -> Result<WayRequest, Refusal> {
        var rest = text[...]
        var isFromStart = false
        rest = trimmedEnd(rest)
        for ending in [" from start", " from the start"] where rest.hasSuffix(ending) {
            rest = trimmedEnd(rest.dropLast(ending.count))
            isFromStart = true
        }
        rest = rest.drop(while: \.isWhitespace)
        let word = rest.prefix { !$0.isWhitespace }
        var free = rest.dropFirst(word.count).drop(while: \.isWhitespace)
        let goal: Goal
        switch word {
        case "": return .failure(Refusal(message: "A condition is wanted, as in balance == 1."))
        case "anything", "until-violation":
            guard free.isEmpty else { return .failure(tooMuch(word, free)) }
            goal = .violation
        case "until-line":
            guard let line = Int(free), line > 0 else {
                return .failure(Refusal(message: "until-line wants the number of a line, as in until-line 10."))
            }
            goal = .line(line)
        case "until-change":
            if free.isEmpty { return .failure(Refusal(message: "until-change wants the name of a variable.")) }
            goal = .change(String(free))
        case "until-blocked":
            if free.isEmpty { return .failure(Refusal(message: "until-blocked wants a thread, by name or number.")) }
            goal = .blocked(String(free))
        case "until":
            if free.isEmpty { return .failure(Refusal(message: "until wants a condition, as in until balance == 1.")) }
            goal = .condition(String(free))
        default:
            if word.hasPrefix("until-") {
                if word == "until-preemption" {
                    return .failure(
                        Refusal(message: "until-preemption goes along the line of play: it is for :run on the screens.")
                    )
                }
                let known = goalWords.filter { $0 != "until" }
                let near = NearestWord.nearest(to: String(word), among: known)
                return .failure(
                    Refusal(
                        message: "There is no '\(word)'" + (near.map { ": did you mean \($0)?" } ?? ". ")
                            + (near == nil ? known.joined(separator: ", ") + " are known." : "")))
            }
            free = rest
            goal = .condition(String(free))
        }
        var request = WayRequest(goal)
        request.isFromStart = isFromStart
        request.offset = text.distance(from: text.startIndex, to: free.startIndex)
        return .success(request)
    }

    private static func trimmedEnd(_ text: Substring) -> Substring {
        var text = text
        while let last = text.last, last.isWhitespace { text.removeLast() }
        return text
    }

    private static func tooMuch(_ word: Substring, _ rest: Substring) -> Refusal {
        Refusal(message: "Nothing stands behind \(word): what is '\(rest)'?")
    }

    /// What is looked for, in a few words.
    package var title: String {
        switch goal {
        case .condition(let text): return text
        case .violation: return "something that fails"
        case .line(let line): return "a thread at line \(line)"
        case .change(let text): return "a change of \(text)"
        case .blocked(let text): return "\(text) blocked"
        }
    }
}

/// What a search for a way came to.
package struct WayOutcome: Hashable, Sendable {
    package enum Verdict: Hashable, Sendable {
        /// With how many steps.
        case found(Int)
        /// Where it was asked, without a step.
        case holdsAlready
        /// Every state was visited.
        case none
        case notKnown(SearchLimit)
    }

    package var verdict: Verdict
    /// Different states looked at.
    package var states: Int
    /// States in which the expression has no value; they don't count as reached.
    package var faults: Int

    package init(_ verdict: Verdict, states: Int, faults: Int = 0) {
        self.verdict = verdict
        self.states = states
        self.faults = faults
    }
}

/// The sentences that go with such a search (screens.md sections 6 and 7).
package struct WayWords: Sendable {
    package var request: WayRequest

    package init(_ request: WayRequest) { self.request = request }

    /// `Looking, esc stops it: 12,403 states so far for balance == 1.`
    package func progress(states: Int) -> String {
        let seen = states > 0 ? "\(Figures.count(states, "state")) so far for " : ""
        return "Looking, esc stops it: \(seen)\(VisibleText.of(request.title))."
    }

    /// `Can't be reached: all 43 states were visited.` `isFromHere`: those that lie behind a place that is not the start.
    package func sentence(_ outcome: WayOutcome, isFromHere: Bool = false) -> String {
        let states = Figures.count(outcome.states, "state")
        switch outcome.verdict {
        case .found(let steps): return "Reached in \(Figures.count(steps, "step")): \(VisibleText.of(request.title))."
        case .holdsAlready: return "\(already) No step was made."
        case .none:
            let all = SearchWords.visited(outcome.states, where: isFromHere ? "from here" : "")
            if request.goal == .violation { return "Nothing fails from here: \(all)." + faults(outcome) }
            return "Can't be reached: \(all)." + faults(outcome)
        case .notKnown(.stopped): return "Stopped after \(states): not known."
        case .notKnown(.states): return "Not found within \(states): not known." + faults(outcome)
        case .notKnown(let limit):
            return "Not found within \(states): not known, \(SearchWords.limitSentence(limit))." + faults(outcome)
        }
    }

    /// `Reached in 4 steps, space walks them: balance == 1.`
    package func walk(steps: Int) -> String {
        let them = steps == 1 ? "it" : "them"
        return "Reached in \(Figures.count(steps, "step")), space walks \(them): \(VisibleText.of(request.title))."
    }

    /// `It holds at the start already.`
    package var alreadyAtStart: String {
        switch request.goal {
        case .blocked(let thread): return "\(VisibleText.of(thread)) is blocked at the start already."
        case .violation: return "It fails at the start already."
        default: return "It holds at the start already."
        }
    }

    private var already: String {
        switch request.goal {
        case .condition: return "It holds here already."
        case .violation: return "It fails here already."
        case .blocked(let thread): return "\(VisibleText.of(thread)) is blocked here already."
        case .line, .change: return "It is so here already."
        }
    }

    private func faults(_ outcome: WayOutcome) -> String {
        outcome.faults == 0 ? "" : " In \(Figures.number(outcome.faults)) of them it has no value."
    }
}

extension WayOutcome {
    /// Of a search that is over.
    package init(_ search: WaySearch, faults: Int) {
        let verdict: Verdict
        switch search.answer {
        case .found(let way): verdict = .found(way.count)
        case WaySearch.Answer.none?: verdict = .none
        case .notKnown, nil: verdict = .notKnown(search.reached ?? .stopped)
        }
        self.init(verdict, states: search.states, faults: faults)
    }
}
