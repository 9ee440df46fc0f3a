/// `pool`: each cell is 0 never used, 1 in use, 2 freed; then its fields. A freed cell keeps its last values.
extension Workspace {
    func poolNew(_ facts: ObjectFacts, into cell: inout Int, _ at: Int) -> RunResult? {
        func isUsed(_ index: Int) -> Bool { byte(facts.offset + index * facts.stride) == 1 }
        guard let lowest = (0..<facts.capacity).first(where: { !isUsed($0) }) else {
            return fail(.poolEmpty, at, facts.capacity)
        }
        cell = lowest
        if facts.isFree {
            guard let chosen = chooseDigit(facts.capacity, { !isUsed($0) }) else { return .blocked }
            cell = chosen
        }
        put(1, facts.offset + cell * facts.stride, size: 1)
        return nil
    }

    func poolFree(_ reference: Int, _ facts: ObjectFacts) -> GuardAnswer {
        if reference == 0 { return .fails(.nilUsed, 0) }
        let cell = (reference >> 1) - 1
        let offset = facts.offset + cell * facts.stride
        if reference & 1 != 0 || byte(offset) != 1 { return .fails(.doubleFree, reference) }
        put(2, offset, size: 1)
        markDangling(cell, facts)
        return .passes
    }

    /// Every copy of a reference to the cell, wherever it is kept, learns that it dangles.
    private func markDangling(_ cell: Int, _ facts: ObjectFacts) {
        let limit = extent * 8
        for index in facts.firstReference..<(facts.firstReference + facts.referenceCount) {
            let slot = image.references[index]
            let offset = Int(slot.offset)
            if offset >= limit { continue }
            let value = take(offset, slot.width)
            if value >> 1 == cell + 1 { put(value | 1, offset, size: slot.width.size) }
        }
        sortChannels()
    }
}
