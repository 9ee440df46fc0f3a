/// Figures of hardness as lines of a schedule's header, one a line: `NAME = VALUE`.
///
/// ```
/// depth = 2                         (or: depth = at most 3)
/// chance = 19/120                   (or: chance = 0.0012 to 0.0013, chance = 83 of 10000, seed 1)
/// random = 512 of 1000, seed 1      (pct and pos likewise)
/// variables = 4
/// weak = 0
/// ```
enum HardnessText {
    private static let names = ["depth", "chance", "random", "pct", "pos", "variables", "weak"]

    static func lines(_ hardness: Hardness) -> [String] {
        var lines: [String] = []
        if let depth = hardness.depth {
            lines.append("depth = " + (depth.isExact ? "" : "at most ") + "\(depth.value)")
        }
        switch hardness.chance {
        case .exact(let numerator, let denominator): lines.append("chance = \(numerator)/\(denominator)")
        case .between(let low, let high): lines.append("chance = \(low) to \(high)")
        case .sampled(let hits, let runs, let seed): lines.append("chance = " + sample(hits, runs, seed))
        case nil: break
        }
        for taken in hardness.samples {
            lines.append("\(taken.scheduler.rawValue) = " + sample(taken.hits, taken.runs, taken.seed))
        }
        if let variables = hardness.variables { lines.append("variables = \(variables)") }
        if let weak = hardness.weakChoices { lines.append("weak = \(weak)") }
        return lines
    }

    private static func sample(_ hits: Int, _ runs: Int, _ seed: Int) -> String { "\(hits) of \(runs), seed \(seed)" }

    /// Reads one figure. Returns what was expected where something else stands, nil when all is well.
    static func read(into hardness: inout Hardness, from line: inout ScheduleLine) -> String? {
        guard let name = line.word(), names.contains(name), line.skip(" = ") else {
            return "a figure (\(names.joined(separator: ", "))) as 'depth = 2'"
        }
        switch name {
        case "depth":
            let isBound = line.skip("at most ")
            guard let value = line.number() else { return "a number, or 'at most' and a number" }
            hardness.depth = Hardness.Depth(value, isExact: !isBound)
        case "chance":
            guard let chance = chance(&line) else {
                return "a chance as '19/120', '0.0012 to 0.0013' or '83 of 10000, seed 1'"
            }
            hardness.chance = chance
        case "variables", "weak":
            guard let value = line.number() else { return "a number" }
            if name == "weak" { hardness.weakChoices = value } else { hardness.variables = value }
        default:
            guard let scheduler = Hardness.Sample.Scheduler(rawValue: name), let taken = sample(&line) else {
                return "hits as '512 of 1000, seed 1'"
            }
            hardness.samples.removeAll { $0.scheduler == scheduler }
            hardness.samples.append(
                Hardness.Sample(scheduler, hits: taken.hits, runs: taken.runs, seed: taken.seed))
        }
        return nil
    }

    private static func chance(_ line: inout ScheduleLine) -> Hardness.Chance? {
        var fraction = line
        if let numerator = fraction.digits(), fraction.skip("/"), let denominator = fraction.digits() {
            line = fraction
            guard let above = UInt128(numerator), let below = UInt128(denominator), below > 0, above <= below else {
                return nil
            }
            return .exact(numerator: numerator, denominator: denominator)
        }
        var hits = line
        if let taken = sample(&hits) {
            line = hits
            return .sampled(hits: taken.hits, runs: taken.runs, seed: taken.seed)
        }
        guard let low = line.word().flatMap(Double.init), line.skip(" to "),
            let high = line.word().flatMap(Double.init),
            0 <= low, low <= high, high <= 1
        else { return nil }
        return .between(low, high)
    }

    private static func sample(_ line: inout ScheduleLine) -> (hits: Int, runs: Int, seed: Int)? {
        guard let hits = line.number(), line.skip(" of "), let runs = line.number(), line.skip(", seed "),
            let seed = line.number(), hits <= runs, runs > 0
        else { return nil }
        return (hits, runs, seed)
    }
}

extension ScheduleLine {
    /// Decimal digits, at most 39 of them.
    fileprivate mutating func digits() -> String? {
        let start = position
        while position < bytes.endIndex, (48...57).contains(bytes[position]) { position += 1 }
        guard position > start, position - start <= 39 else { return nil }
        return String(decoding: bytes[start..<position], as: UTF8.self)
    }
}
