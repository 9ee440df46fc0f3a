internal import HeddleEngine
internal import HeddleLibrary

/// Figures of hardness in JSON; what was not measured is null.
struct HardnessJSON: Encodable {
    struct Chance: Encodable {
        /// `19/120`; null where it is not known as a fraction.
        var fraction: Nullable<String>
        var value: Double
        /// Certain bounds of a computed chance, a 95 % confidence interval of a sampled one.
        var low: Double
        var high: Double
        /// Runs of the sample; null where it is computed.
        var runs: Nullable<Int>
    }

    struct Hits: Encodable {
        var scheduler: String
        var hits: Int
        var runs: Int
        var seed: Int
    }

    var chance: Nullable<Chance>
    var depth: Nullable<Int>
    /// False: a bound from above.
    var depthIsExact: Nullable<Bool>
    var samples: [Hits]
    var variables: Nullable<Int>
    var weakChoices: Nullable<Int>

    init(_ hardness: Hardness) {
        chance = Nullable(Self.chance(hardness))
        depth = Nullable(hardness.depth?.value)
        depthIsExact = Nullable(hardness.depth?.isExact)
        samples = hardness.samples.map {
            Hits(scheduler: $0.scheduler.rawValue, hits: $0.hits, runs: $0.runs, seed: $0.seed)
        }
        variables = Nullable(hardness.variables)
        weakChoices = Nullable(hardness.weakChoices)
    }

    private static func chance(_ hardness: Hardness) -> Chance? {
        guard let chance = hardness.chance, let value = hardness.likelihood else { return nil }
        switch chance {
        case .exact(let numerator, let denominator):
            return Chance(
                fraction: Nullable("\(numerator)/\(denominator)"), value: value, low: value, high: value,
                runs: Nullable(nil))
        case .between(let low, let high):
            return Chance(fraction: Nullable(nil), value: value, low: low, high: high, runs: Nullable(nil))
        case .sampled(let hits, let runs, _):
            let (low, high) = ClopperPearson.interval(hits: hits, runs: runs)
            return Chance(fraction: Nullable(nil), value: value, low: low, high: high, runs: Nullable(runs))
        }
    }
}
