/// Joins short runs of instructions that often stand together, so that one dispatch does the work of several.
///
/// Idea: only the first instruction of a run changes its operation; the others stay where they are, serve as its further
/// operands, and still work for whoever jumps between them. So no address moves, and every register is still written.
/// Measured: dispatch is what a step of a few instructions costs most (a third of the search's time before this).
struct Superinstructions {
    private let code: [Instr]

    private init(_ code: [Instr]) { self.code = code }

    static func join(_ given: [Instr]) -> [Instr] {
        let code = straightened(given)
        let joiner = Self(code)
        var result = code
        for index in code.indices {
            if let op = joiner.joined(at: index) { result[index].op = op }
        }
        return result
    }

    /// Jumps that lead to jumps go on to the last one; those that lead to a resting place are that place.
    private static func straightened(_ code: [Instr]) -> [Instr] {
        var result = code
        for index in code.indices {
            switch code[index].op {
            case .jump, .jumpBack:
                let end = target(of: Int(code[index].a), code)
                if code[end].op == .rest {
                    result[index] = code[end]
                } else if code[index].op == .jump {
                    result[index].a = Int32(end)
                }
            case .branchFalse, .branchTrue, .branchUnequal, .branchEqual:
                result[index].c = Int32(target(of: Int(code[index].c), code))
            default: break
            }
        }
        return result
    }

    private static func target(of index: Int, _ code: [Instr]) -> Int {
        var end = index
        var left = 16
        while left > 0, code[end].op == .jump || (code[end].op == .jumpBack && code[Int(code[end].a)].op == .rest) {
            end = Int(code[end].a)
            left -= 1
        }
        return end
    }

    private func op(_ index: Int) -> Op? { index < code.count ? code[index].op : nil }

    private func joined(at index: Int) -> Op? {
        let first = code[index]
        switch first.op {
        case .loadU8: return joinedLoad(first, index)
        case .equal, .less, .lessOrEqual: return joinedComparison(first, index)
        case .addWrap, .subtractWrap:
            guard op(index + 1) == .narrow, code[index + 1].x == UInt16(Width.u8.rawValue), code[index + 1].b == first.a
            else { return nil }
            return first.op == .addWrap ? .addByte : .subtractByte
        case .commit:
            switch op(index + 1) {
            case .rest: return .commitRest
            case .jump: return .commitJump
            case .store8: return op(index + 2) == .rest ? .commitStoreRest : .commitStore
            default: return nil
            }
        case .store8: return op(index + 1) == .rest ? .storeRest : nil
        default: return nil
        }
    }

    private func joinedLoad(_ first: Instr, _ index: Int) -> Op? {
        if op(index + 1) == .checkIndex, code[index + 1].a == first.a, op(index + 2) == .loadIndexed,
            code[index + 2].c == first.a, code[index + 2].x == UInt16(Width.u8.rawValue)
        {
            switch asked(of: code[index + 2].a, at: index + 3) {
            case .equalFalse: return .loadElementEqualFalse
            case .branchFalse: return .loadElementFalse
            case .branchTrue: return .loadElementTrue
            default: return .loadElement
            }
        }
        if op(index + 1) == .checkIndex, code[index + 1].a == first.a, op(index + 2) == .storeIndexed,
            code[index + 2].c == first.a, code[index + 2].x == 1
        {
            return .storeElement
        }
        switch asked(of: first.a, at: index + 1) {
        case .equalFalse: return .loadEqualFalse
        case .branchFalse: return .loadFalse
        case .branchTrue: return .loadTrue
        default: return op(index + 1) == .loadU8 ? .loadTwo : nil
        }
    }

    /// What is asked at once of a register just loaded.
    private func asked(of register: Int32, at index: Int) -> Op? {
        guard index + 1 < code.count else { return nil }
        let next = code[index]
        switch next.op {
        case .branchFalse, .branchTrue: return next.a == register ? next.op : nil
        case .equal:
            let isAsked = next.b == register && code[index + 1].op == .branchFalse && code[index + 1].a == next.a
            return isAsked ? .equalFalse : nil
        default: return nil
        }
    }

    /// A comparison and the branch or the guard on it, also where it is turned round in between.
    private func joinedComparison(_ first: Instr, _ index: Int) -> Op? {
        var last = index + 1
        var flag = first.a
        var isTurned = false
        if op(last) == .not, code[last].b == flag {
            flag = code[last].a
            last += 1
            isTurned = true
        }
        guard last < code.count, code[last].a == flag else { return nil }
        switch (first.op, code[last].op, isTurned) {
        case (.equal, .blockUnless, false): return .equalBlock
        case (.equal, .blockUnless, true): return .unequalBlock
        case (.less, .blockUnless, false): return .lessBlock
        case (.lessOrEqual, .blockUnless, false): return .lessOrEqualBlock
        case (.equal, .branchFalse, false): return .equalFalse
        case (.equal, .branchFalse, true): return .unequalFalse
        case (.equal, .branchTrue, false): return .equalTrue
        case (.less, .branchTrue, false): return .lessTrue
        case (.lessOrEqual, .branchTrue, false): return .lessOrEqualTrue
        case (.less, .branchFalse, false): return .lessFalse
        case (.lessOrEqual, .branchFalse, false): return .lessOrEqualFalse
        default: return nil
        }
    }
}
