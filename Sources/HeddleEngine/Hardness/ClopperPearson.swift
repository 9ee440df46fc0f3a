internal import Glibc

/// The exact confidence interval of a probability of which a sample is known (Clopper, Pearson 1934).
package enum ClopperPearson {
    /// Bounds that hold with the given confidence, from 0 to 1, whatever the probability is. `hits` of `runs`, of which
    /// there is at least one.
    package static func interval(hits: Int, runs: Int, confidence: Double = 0.95) -> (low: Double, high: Double) {
        let tail = (1 - confidence) / 2
        let low = hits == 0 ? 0 : root { atLeast(hits, of: runs, $0) - tail }
        let high = hits == runs ? 1 : root { tail - (1 - atLeast(hits + 1, of: runs, $0)) }
        return (low, high)
    }

    /// Where a growing function of a probability crosses 0, by halving.
    private static func root(_ function: (Double) -> Double) -> Double {
        var (low, high) = (0.0, 1.0)
        for _ in 0..<60 {
            let middle = (low + high) / 2
            if function(middle) < 0 { low = middle } else { high = middle }
        }
        return (low + high) / 2
    }

    /// The chance of so many hits or more. The smaller tail is summed.
    private static func atLeast(_ hits: Int, of runs: Int, _ chance: Double) -> Double {
        if chance <= 0 { return hits == 0 ? 1 : 0 }
        if chance >= 1 { return 1 }
        func term(_ count: Int) -> Double {
            let (n, k) = (Double(runs), Double(count))
            return exp(lgamma(n + 1) - lgamma(k + 1) - lgamma(n - k + 1) + k * log(chance) + (n - k) * log1p(-chance))
        }
        if Double(hits) > Double(runs) * chance { return min(1, (hits...runs).reduce(0) { $0 + term($1) }) }
        return max(0, 1 - (0..<hits).reduce(0) { $0 + term($1) })
    }
}
