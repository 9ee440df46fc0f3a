package import HeddleEngine
package import HeddleProgram

/// What no run of a model came to, in words (language.md section 17: H808, H809, H810), and where runs go on by old stores
/// alone (H814).
package enum CoverageWords {
    /// Of a model with several runs: what none of them came to. Empty where one of the runs isn't known whole.
    package static func warnings(_ runs: [(program: Program, report: SearchReport)]) -> [Diagnostic] {
        guard let program = runs.first?.program else { return [] }
        let all = runs.compactMap(\.report.coverage)
        let stale = staleAwaits(runs.map(\.report))
        guard all.count == runs.count, let first = all.first else { return stale }
        func inAll(_ spans: (Coverage) -> [SourceSpan]) -> [SourceSpan] {
            spans(first).filter { span in all.dropFirst().allSatisfy { spans($0).contains(span) } }
        }
        // What is never reached in one run may be never made in another.
        let idle = inAll { $0.neverReached + $0.neverMade }
        let unreached = Set(inAll(\.neverReached))
        // One is enough for a line: of a branch that is never taken no statement is ever made.
        var lines: Set<Int> = []
        var result = idle.filter { lines.insert(program.source.line(of: $0.start)).inserted }.map { span in
            unreached.contains(span)
                ? Diagnostic("H809", .warning, at: span, "this statement was never reached", hint: unreachedHint)
                : Diagnostic("H809", .warning, at: span, "this statement can never be made", hint: unmadeHint)
        }
        let sides = inAll { $0.neverTrue.map(\.span) }
        for antecedent in first.neverTrue where sides.contains(antecedent.span) {
            let name = VisibleText.of(program.properties[antecedent.property].name)
            result.append(
                Diagnostic(
                    "H810", .warning, at: antecedent.span,
                    "the left side of 'implies' was never true: '\(name)' tested nothing here",
                    hint: "is it what you mean? a 'reachable' says whether it can happen"))
        }
        return result + neverJudged(runs) + stale
    }

    /// One run is enough to say it.
    private static func staleAwaits(_ reports: [SearchReport]) -> [Diagnostic] {
        var told: Set<SourceSpan> = []
        return reports.flatMap(\.staleAwaits).filter { told.insert($0).inserted }.map { span in
            Diagnostic(
                "H814", .warning, at: span, "only a store that is overwritten may let this step go on",
                hint: "memory shows the newest one in the end: then every thread waits, and it is a deadlock")
        }
    }

    private static let unreachedHint = "no run of the model gets here"
    private static let unmadeHint = "threads come here and wait for ever, in every run"

    private static func neverJudged(_ runs: [(program: Program, report: SearchReport)]) -> [Diagnostic] {
        guard let program = runs.first?.program, runs.allSatisfy({ $0.report.endedStates == 0 }) else { return [] }
        return program.properties.filter { $0.kind == .final }.map { property in
            Diagnostic(
                "H808", .warning, at: property.span,
                "nothing ends: the final '\(VisibleText.of(property.name))' was never judged",
                hint: "an 'invariant' is judged in every state")
        }
    }

    /// `holds, but A was never true: nothing was tested`; nil where all left sides of a property were true once.
    package static func vacuity(ofProperty property: Int, in report: SearchReport, _ program: Program) -> String? {
        guard let coverage = report.coverage else { return nil }
        let sides = coverage.neverTrue.filter { $0.property == property }
        guard let first = sides.first else { return nil }
        let text = VisibleText.of(program.source.normalizedText(first.span))
        return "holds, but `\(text)` was never true: nothing was tested"
    }
}
