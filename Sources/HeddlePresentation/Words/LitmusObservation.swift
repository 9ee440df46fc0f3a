package import HeddleEngine
package import HeddleProgram

/// What a litmus test observes, as herd7 says it: how many executions satisfy its condition and how many don't.
///
/// Executions that differ in what a read reads or in the order of the writes to one location are counted; where they
/// can't be (a run may go on for ever) it is the outcomes. Those that the test's filter leaves out don't count, nor do
/// those that end in a violation.
package struct LitmusObservation: Sendable {
    package enum Verdict: String, Sendable {
        case always, sometimes, never
        /// There is a data race: in C the test means nothing.
        case undefined
        /// A bound bit, or executions were left out that ended in a violation: what was not seen may be there.
        case unknown

        /// As herd7 writes it.
        package var word: String {
            switch self {
            case .always: return "Always"
            case .sometimes: return "Sometimes"
            case .never: return "Never"
            case .undefined: return "Undefined"
            case .unknown: return "Unknown"
            }
        }
    }

    package enum Unit: String, Sendable {
        case executions, outcomes
    }

    package let test: String
    package let condition: LitmusFacts.Condition
    /// Of executions or outcomes at which the condition (without the quantifier) is true, and false.
    package let satisfied: Int
    package let others: Int
    package let unit: Unit
    /// Outcomes that ended in a violation.
    package let violated: Int
    package let hasRace: Bool
    private let isComplete: Bool

    /// nil for a test without a condition, and for any other model.
    package init?(program: Program, outcomes: [Outcome], report: SearchReport, isComplete: Bool) {
        guard let litmus = program.litmus, let condition = litmus.condition else { return nil }
        let ended = outcomes.filter { $0.end == .ended }
        let counted = ended.filter { outcome in litmus.filter.map { !outcome.key.missed.contains($0) } ?? true }
        let areKnown = isComplete && counted.allSatisfy { $0.executions != nil }
        func number(_ outcomes: [Outcome]) -> Int {
            areKnown ? outcomes.reduce(0) { $0 + ($1.executions ?? 0) } : outcomes.count
        }
        test = program.name
        self.condition = condition
        unit = areKnown ? .executions : .outcomes
        let holding = counted.filter { Self.isSatisfied(condition, $0) }
        satisfied = number(holding)
        others = number(counted) - satisfied
        violated = outcomes.count - ended.count
        hasRace = report.findings.contains { $0.subject == .check(.race) }
        self.isComplete = isComplete
    }

    /// Whether the condition, without its quantifier, is true at an end that the filter lets through.
    package static func isSatisfied(_ condition: LitmusFacts.Condition, _ outcome: Outcome) -> Bool {
        switch condition.quantifier {
        case .exists: return !outcome.key.missed.contains(condition.property)
        case .notExists: return outcome.failing.contains(condition.property)
        case .forall: return !outcome.failing.contains(condition.property)
        }
    }

    package var verdict: Verdict {
        if hasRace { return .undefined }
        if satisfied > 0, others > 0 { return .sometimes }
        if !isComplete || violated > 0 { return .unknown }
        return satisfied == 0 ? .never : .always
    }

    /// Whether the test says the truth; nil: not known, or without meaning.
    package var isMet: Bool? {
        if hasRace { return nil }
        let canTellAll = isComplete && violated == 0
        switch condition.quantifier {
        case .exists: return satisfied > 0 ? true : canTellAll ? false : nil
        case .notExists: return satisfied > 0 ? false : canTellAll ? true : nil
        case .forall: return others > 0 ? false : canTellAll ? true : nil
        }
    }

    /// herd7's name of what the quantifier asks.
    private var kind: String {
        switch condition.quantifier {
        case .exists: return "Allowed"
        case .notExists: return "Forbidden"
        case .forall: return "Required"
        }
    }

    /// The lines that herd7 prints behind the states.
    package var lines: [StyledLine] {
        let name = VisibleText.of(test)
        let result = hasRace ? "Undefined" : isMet.map { $0 ? "Ok" : "No" } ?? "Unknown"
        // herd7 counts witnesses of what the quantifier says.
        let isNegated = condition.quantifier == .notExists
        var lines = [
            StyledLine("Test \(name) \(kind)"),
            StyledLine(result, isMet == true ? .good : isMet == false ? .bad : .open),
            StyledLine("Witnesses"),
            StyledLine("Positive: \(isNegated ? others : satisfied) Negative: \(isNegated ? satisfied : others)"),
        ]
        if hasRace { lines.append(StyledLine("Flag data-race", .bad)) }
        lines += [
            StyledLine("Condition \(condition.quantifier.rawValue) \(VisibleText.of(condition.text))"),
            StyledLine("Observation \(name) \(verdict.word) \(satisfied) \(others)", .strong),
        ]
        return lines
    }

    /// What the numbers count and what they leave out.
    package var sentences: [String] {
        var sentences = [
            unit == .executions
                ? "Executions are counted: they differ in what is read or in the order of writes."
                : "Outcomes are counted, not executions."
        ]
        if hasRace { sentences.append("There is a data race: in C the test means nothing.") }
        if violated > 0, !hasRace {
            sentences.append("\(Figures.count(violated, "outcome")) of a violation: left out.")
        }
        return sentences
    }
}

/// The mark of an outcome: whether a run that ends so is good or, in a litmus test that asks for one, whether it is it.
package struct OutcomeMark {
    package let text: String
    package let role: Role

    package init(_ outcome: Outcome, program: Program, marks: Marks) {
        let isGood = outcome.isGood
        if isGood, let condition = program.litmus?.condition, condition.quantifier == .exists {
            let isIt = LitmusObservation.isSatisfied(condition, outcome)
            (text, role) = isIt ? (marks.holds, .good) : (marks.noValue, .quiet)
        } else {
            (text, role) = isGood ? (marks.holds, .good) : (marks.fails, .bad)
        }
    }

    /// The head of the marks' column: the property that is judged, or a litmus test's `exists`; nil: nothing is.
    package static func head(_ program: Program) -> String? {
        if let condition = program.litmus?.condition { return condition.quantifier.rawValue }
        return program.properties.first { $0.kind.canFail }?.title
    }
}
