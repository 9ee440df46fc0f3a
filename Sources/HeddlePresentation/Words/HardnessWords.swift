internal import HeddleEngine
package import HeddleLibrary

/// How hard a bug is to meet, in words and as a bar (screens.md section 3.11).
package struct HardnessWords {
    private let hardness: Hardness
    private let steps: Int
    private let threads: Int
    private let preemptions: Int
    private let marks: Marks

    package init(_ schedule: SavedSchedule, marks: Marks) {
        self.init(
            schedule.hardness, steps: schedule.steps.count, threads: schedule.threadCount,
            preemptions: schedule.preemptions, marks: marks)
    }

    package init(_ hardness: Hardness, steps: Int, threads: Int, preemptions: Int, marks: Marks) {
        self.hardness = hardness
        self.steps = steps
        self.threads = threads
        self.preemptions = preemptions
        self.marks = marks
    }

    package init(_ entry: LibraryEntry, marks: Marks) {
        self.init(
            entry.hardness, steps: entry.steps.count, threads: entry.threads, preemptions: entry.preemptions,
            marks: marks)
    }

    /// `1/214`, `≈0.0012` (sampled, or not known as a fraction), `< 1/3000` (no hit); nil: not measured.
    package var chance: String? { chance(width: Figures.longestFraction) }

    /// A longer fraction is rounded.
    package func chance(width: Int) -> String? {
        switch hardness.chance {
        case .exact(let numerator, let denominator):
            return Figures.fraction(numerator, denominator, width: width) ?? about(hardness.likelihood ?? 0, width)
        case .between(let low, let high): return about((low + high) / 2, width)
        case .sampled(let hits, let runs, _):
            return hits == 0 ? "< 1/\(max(1, runs / 3))" : about(Double(hits) / Double(runs), width)
        case nil: return nil
        }
    }

    private func about(_ value: Double, _ width: Int) -> String { Figures.about(value, width: width, marks: marks) }

    /// `4`, `≤ 4`; nil: not known.
    package var depth: String? {
        hardness.depth.map { ($0.isExact ? "" : marks.isASCII ? "<=" : "≤") + String($0.value) }
    }

    /// Full and half blocks, one a decade of 1/p, rounded to half a block; at most `width`.
    package func bar(width: Int) -> String {
        guard let likelihood = hardness.likelihood else { return "" }
        guard likelihood > 0 else { return String(repeating: marks.isASCII ? "#" : "█", count: width) }
        // Half a decade is a factor of the square root of 10; the first half begins half way into it.
        var (halves, bound) = (0, 0.562_341_325_190_349_1)
        while halves < width * 2, likelihood <= bound {
            halves += 1
            bound *= 0.316_227_766_016_837_9
        }
        if marks.isASCII { return String(repeating: "#", count: halves / 2) + (halves % 2 == 1 ? "-" : "") }
        return String(repeating: "█", count: halves / 2) + (halves % 2 == 1 ? "▌" : "")
    }

    /// `p = 1/214 · PCT depth 3 · 2 preemptions · 14 steps · 3 threads · 4 objects`
    package var line: String {
        var parts: [String] = []
        if let chance { parts.append(chance.first?.isNumber == true ? "p = \(chance)" : "p \(chance)") }
        if let depth { parts.append("PCT depth \(depth)") }
        parts.append(Figures.count(preemptions, "preemption"))
        if let weak = hardness.weakChoices, weak > 0 { parts.append(Figures.count(weak, "weak choice")) }
        parts.append(Figures.count(steps, "step"))
        parts.append(Figures.count(threads, "thread"))
        if let variables = hardness.variables { parts.append(Figures.count(variables, "object")) }
        return parts.joined(separator: marks.separator)
    }

    /// `fails in 512 of 1,000 random runs, 980 with PCT, 701 with POS (seed 1)`; nil: no runs were made.
    package var runs: String? {
        guard let first = hardness.samples.first else { return nil }
        let names: [Hardness.Sample.Scheduler: String] = [.random: "random runs", .pct: "with PCT", .pos: "with POS"]
        var parts: [String] = []
        for sample in hardness.samples {
            let hits = Figures.number(sample.hits)
            let size = sample.scheduler == .random ? " of \(Figures.number(sample.runs))" : ""
            parts.append("\(hits)\(size) \(names[sample.scheduler] ?? "")")
        }
        return "fails in " + parts.joined(separator: ", ") + " (seed \(first.seed))"
    }

    /// What a sampled chance is worth: `0.0010 to 0.0014 with 95 % confidence, 12 of 10,000 runs`; nil: it is no sample.
    package var confidence: String? {
        guard case .sampled(let hits, let runs, let seed) = hardness.chance else { return nil }
        let (low, high) = ClopperPearson.interval(hits: hits, runs: runs)
        return "\(Figures.decimal(low)) to \(Figures.decimal(high)) with 95 % confidence: \(Figures.number(hits)) of "
            + "\(Figures.number(runs)) runs, seed \(seed)"
    }
}
