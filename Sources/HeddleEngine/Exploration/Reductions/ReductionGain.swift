/// What reductions have left out of a search, to tell whether they are worth their time.
struct ReductionGain {
    /// Steps that were looked at, and those of them that are followed.
    var steps = 0
    var kept = 0
    /// Steps left out because they only wait; also ones that were looked at to go on.
    var idle = 0
    /// Ends of steps from which it was tried to go on, and steps that were made from there: because nobody notices them, or
    /// because nothing else has to be followed.
    var ends = 0
    var alone = 0
    var forced = 0

    /// Less than one in so many is not worth the looking.
    private static let least = 64

    /// Of the reductions in use those that leave out next to nothing, and whether to go on by force is worth it.
    func idleOnes(of uses: Reductions) -> (reductions: Reductions, forcesSteps: Bool) {
        let forces = forced > 0 && forced * Self.least >= ends
        var result: Reductions = []
        if !forces, (steps - kept - idle) * Self.least < steps { result.insert(.stubborn) }
        if !forces, alone * Self.least < ends { result.insert(.fusion) }
        result.formIntersection(uses)
        // Beside one of the others spinning costs nothing to see.
        let isAlone = uses.subtracting(result).isDisjoint(with: [.stubborn, .fusion])
        if isAlone, idle * Self.least < steps { result.formUnion(uses.intersection(.spin)) }
        return (result, forces)
    }
}
