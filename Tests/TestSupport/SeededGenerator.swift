/// Random numbers that a seed repeats (SplitMix64), so that every random test can be run again.
package struct SeededGenerator: RandomNumberGenerator {
    private var state: UInt64

    package init(seed: UInt64) { state = seed }

    package mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}

extension SeededGenerator {
    /// A number from 0 on.
    package mutating func below(_ bound: Int) -> Int { Int.random(in: 0..<bound, using: &self) }

    /// True in so many of a hundred throws.
    package mutating func chance(_ percent: Int) -> Bool { below(100) < percent }

    package mutating func one<Element>(_ choices: [Element]) -> Element { choices[below(choices.count)] }
}

/// What is built by throwing dice.
package protocol RandomBuilder {
    var random: SeededGenerator { get set }
}

extension RandomBuilder {
    package mutating func below(_ bound: Int) -> Int { random.below(bound) }
    package mutating func chance(_ percent: Int) -> Bool { random.chance(percent) }
    package mutating func one<Element>(_ choices: [Element]) -> Element { random.one(choices) }
}
