package import HeddleLibrary

/// How the bugs of a library are spread over decades of hardness: one bar a decade of 1/p.
package struct HardnessChart: Hashable, Sendable {
    package struct Bar: Hashable, Sendable {
        /// The largest chance that counts here: `1/10`.
        package var upTo: String
        /// What the chances here are larger than: `1/100`; `0` in the last bar.
        package var above: String
        package var count: Int

        /// `1/10 to 1/100`, `below 1/1000000000`
        package var name: String { above == "0" ? "below \(upTo)" : "\(upTo) to \(above)" }
    }

    /// Easiest first, without the empty ones behind the hardest.
    package private(set) var bars: [Bar]
    /// Entries that were not measured.
    package private(set) var unmeasured: Int

    /// Decades that have bars of their own; what is harder stands in the last one.
    private static let decades = 9

    package init(_ entries: [Hardness]) {
        var counts = [Int](repeating: 0, count: Self.decades + 1)
        unmeasured = 0
        for entry in entries {
            guard let chance = entry.likelihood else {
                unmeasured += 1
                continue
            }
            counts[Self.decade(chance)] += 1
        }
        let used = (counts.lastIndex { $0 > 0 } ?? -1) + 1
        bars = (0..<used).map { Bar(upTo: Self.bound($0), above: Self.bound($0 + 1), count: counts[$0]) }
    }

    /// 0 for chances above 1/10, 1 for those above 1/100, and so on.
    private static func decade(_ chance: Double) -> Int {
        var bound = 0.1
        for decade in 0..<decades {
            if chance > bound { return decade }
            bound /= 10
        }
        return decades
    }

    /// A power of 1/10 as a fraction; 0 behind the last decade.
    private static func bound(_ power: Int) -> String {
        if power > decades { return "0" }
        return power == 0 ? "1" : "1/1" + String(repeating: "0", count: power)
    }

    /// The chart as lines, at most `width` cells wide.
    package func rows(width: Int, marks: Marks) -> [String] {
        let names = bars.map(\.name.count).max() ?? 0
        let most = bars.map(\.count).max() ?? 0
        let digits = Figures.number(most).count
        let room = max(1, width - names - digits - 4)
        var rows = bars.map { bar -> String in
            let halves = most <= room ? bar.count * 2 : (bar.count * room * 2 + most - 1) / most
            let blocks = String(repeating: marks.isASCII ? "#" : "█", count: halves / 2)
            let rest = halves % 2 == 0 ? "" : marks.isASCII ? "-" : "▌"
            let count = CellWidth.leftPadded(Figures.number(bar.count), digits)
            return "\(CellWidth.padded(bar.name, names))  \(count)  \(blocks)\(rest)"
        }
        if unmeasured > 0 {
            let entries = Figures.count(unmeasured, "entry", plural: "entries")
            rows.append("\(entries) not measured: heddle library measure")
        }
        return rows
    }
}
