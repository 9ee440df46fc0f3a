/// A probability: a fraction where it is known exactly and short, else as near as floating point comes.
package struct Chance: Hashable, Sendable {
    package private(set) var numerator: UInt128
    package private(set) var denominator: UInt128
    /// False: numerator and denominator became too long, and `value` is rounded.
    package private(set) var isExact: Bool
    package private(set) var value: Double

    package static let zero = Chance(numerator: 0, denominator: 1)
    package static let one = Chance(numerator: 1, denominator: 1)

    init(numerator: UInt128, denominator: UInt128) {
        self.numerator = numerator
        self.denominator = denominator
        isExact = true
        value = Double(numerator) / Double(denominator)
    }

    static func + (a: Chance, b: Chance) -> Chance {
        var result = a
        result.value += b.value
        guard a.isExact, b.isExact else { return result.rounded }
        let common = gcd(a.denominator, b.denominator)
        let (left, first) = a.numerator.multipliedReportingOverflow(by: b.denominator / common)
        let (right, second) = b.numerator.multipliedReportingOverflow(by: a.denominator / common)
        let (sum, third) = left.addingReportingOverflow(right)
        let (whole, fourth) = (a.denominator / common).multipliedReportingOverflow(by: b.denominator)
        if first || second || third || fourth { return result.rounded }
        let shared = gcd(sum, whole)
        result.numerator = sum / shared
        result.denominator = whole / shared
        return result
    }

    /// A part of it: one of so many that are alike.
    static func / (a: Chance, count: Int) -> Chance {
        var result = a
        result.value /= Double(count)
        guard a.isExact else { return result }
        let shared = gcd(a.numerator, UInt128(count))
        let (whole, overflow) = a.denominator.multipliedReportingOverflow(by: UInt128(count) / shared)
        if overflow { return result.rounded }
        result.numerator = a.numerator / shared
        result.denominator = whole
        return result
    }

    static func * (a: Chance, b: Chance) -> Chance {
        var result = a
        result.value *= b.value
        guard a.isExact, b.isExact else { return result.rounded }
        let (first, second) = (gcd(a.numerator, b.denominator), gcd(b.numerator, a.denominator))
        let (upper, one) = (a.numerator / first).multipliedReportingOverflow(by: b.numerator / second)
        let (lower, two) = (a.denominator / second).multipliedReportingOverflow(by: b.denominator / first)
        if one || two { return result.rounded }
        result.numerator = upper
        result.denominator = lower
        return result
    }

    /// A quotient; the divisor is not 0.
    static func / (a: Chance, b: Chance) -> Chance {
        var inverse = b
        inverse.value = 1 / b.value
        inverse.numerator = b.denominator
        inverse.denominator = b.numerator
        return a * inverse
    }

    private var rounded: Chance {
        var result = self
        result.isExact = false
        result.numerator = 0
        result.denominator = 1
        return result
    }

    private static func gcd(_ a: UInt128, _ b: UInt128) -> UInt128 {
        var (a, b) = (a, b)
        while b != 0 { (a, b) = (b, a % b) }
        return a == 0 ? 1 : a
    }
}
