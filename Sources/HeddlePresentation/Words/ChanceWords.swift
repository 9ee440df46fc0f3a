package import HeddleEngine

/// How likely a random run is to show a finding, in words.
package enum ChanceWords {
    /// `p = 19/120`, `p ≈ 0.0006`; nil: not known.
    package static func text(_ finding: Finding, marks: Marks) -> String? {
        finding.chance.map { text($0, marks: marks) }
    }

    static func text(_ chance: Chance, marks: Marks) -> String {
        let text = Figures.chance(chance, marks: marks)
        return (text.first?.isNumber == true ? "p = " : "p ") + text
    }

    /// Why a chance is not known, behind `p is not known: `.
    package static func reason(_ gap: ChanceGap) -> String {
        switch gap {
        case .notComplete: return "the search did not end"
        case .noGraph: return "the search left interleavings out"
        case .endless: return "runs can go on for ever"
        case .tooLarge(let states): return "more than \(Figures.number(states)) states"
        case .bound: return "a bound of the model was met"
        case .perBug: return "several bugs can end in the same failure"
        case .neverFirst: return "each such run has failed in another way before"
        }
    }

    /// `4 steps · 1 preemption · 1 stale read`. `isShort`: without preemptions where there are none and something else
    /// is told.
    package static func length(_ finding: Finding, marks: Marks, isShort: Bool = false) -> String {
        parts(finding, isShort: isShort).joined(separator: marks.separator)
    }

    private static func parts(_ finding: Finding, isShort: Bool = false) -> [String] {
        let weak = finding.weak.map(self.parts) ?? []
        var parts = [Figures.count(finding.schedule.count, "step")]
        if finding.preemptions > 0 || finding.preemptions == 0 && !(isShort && !weak.isEmpty) {
            parts.append(Figures.count(finding.preemptions, "preemption"))
        }
        return parts + weak
    }

    /// `1 stale read`, `2 writes placed early`; empty: neither.
    package static func parts(_ weak: WeakChoiceCount) -> [String] {
        var parts: [String] = []
        if weak.staleReads > 0 { parts.append(Figures.count(weak.staleReads, "stale read")) }
        if weak.earlyWrites > 0 { parts.append(Figures.count(weak.earlyWrites, "write") + " placed early") }
        return parts
    }

    /// `4 steps · 1 preemption · a random run fails like this with p = 1/2 · 3 more like it`
    package static func figures(_ finding: Finding, marks: Marks) -> String {
        var parts = parts(finding)
        if let chance = text(finding, marks: marks) {
            parts.append("a random run fails like this with \(chance)")
        } else if let gap = finding.chanceGap {
            parts.append("p is not known: \(reason(gap))")
        }
        if finding.alike > 0 { parts.append("\(Figures.number(finding.alike)) more like it") }
        return parts.joined(separator: marks.separator)
    }
}
