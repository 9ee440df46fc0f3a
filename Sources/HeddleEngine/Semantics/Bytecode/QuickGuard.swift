/// The first test of a step, where it is one of a byte of the state against a constant: whoever fails it is blocked.
///
/// Reason: most ways that a search tries are blocked, and most of those by their first test; to see it without a run of the
/// code saves its calls. Passing means nothing: the code then tests again.
struct QuickGuard {
    /// -1: there is no such test.
    private var offset: Int32 = -1
    /// The values from `low` on, `span` more than one of them, pass; with `isInverted` all others.
    private var low: UInt8 = 0
    private var span: UInt8 = 0
    private var isInverted = false

    @inline(__always)
    func blocks(_ state: UnsafePointer<UInt64>) -> Bool {
        guard offset >= 0 else { return false }
        let value = UnsafeRawPointer(state).load(fromByteOffset: Int(offset), as: UInt8.self)
        return (value &- low <= span) == isInverted
    }

    static let none = QuickGuard()

    /// The test at the start of code that is linked and joined. `constants`: what stands in the registers below 0.
    static func first(_ code: [Instr], at entry: Int, constants: [Int]) -> QuickGuard {
        guard code.indices.contains(entry), code.indices.contains(entry + 1) else { return none }
        let load = code[entry]
        let next = code[entry + 1]
        switch load.op {
        case .loadFalse:
            return isBlocked(code, Int(next.c)) ? QuickGuard(offset: load.b, values: 1...255, isInverted: false) : none
        case .loadTrue:
            return isBlocked(code, Int(next.c)) ? QuickGuard(offset: load.b, values: 0...0, isInverted: false) : none
        case .loadU8, .loadEqualFalse: break
        default: return none
        }
        guard let values = passing(next, register: load.a, constants), let sense = sense(code, entry + 2, of: next.a)
        else {
            return none
        }
        return QuickGuard(offset: load.b, values: values, isInverted: !sense)
    }

    private init() {}

    private init(offset: Int32, values: ClosedRange<Int>, isInverted: Bool) {
        self.offset = offset
        low = UInt8(values.lowerBound)
        span = UInt8(values.count - 1)
        self.isInverted = isInverted
    }

    /// The values of a register for which a comparison with a constant is true; nil where it is none, or no byte passes.
    private static func passing(_ asked: Instr, register: Int32, _ constants: [Int]) -> ClosedRange<Int>? {
        func constant(_ number: Int32) -> Int? {
            let index = -Int(number) - 1
            return constants.indices.contains(index) ? constants[index] : nil
        }
        let isFirst = asked.b == register
        guard isFirst || asked.c == register, let bound = constant(isFirst ? asked.c : asked.b) else { return nil }
        let low: Int
        let high: Int
        switch asked.op.comparison {
        case .equal: (low, high) = (bound, bound)
        case .less: (low, high) = isFirst ? (0, bound - 1) : (bound + 1, 255)
        case .lessOrEqual: (low, high) = isFirst ? (0, bound) : (bound, 255)
        default: return nil
        }
        guard low <= high, low >= 0, high <= 255 else { return nil }
        return low...high
    }

    /// Whether the step goes on where a flag is true, or where it is false, and is blocked otherwise; nil: neither.
    private static func sense(_ code: [Instr], _ index: Int, of flag: Int32) -> Bool? {
        var index = index
        var flag = flag
        var isTurned = false
        if code.indices.contains(index), code[index].op == .not, code[index].b == flag {
            flag = code[index].a
            index += 1
            isTurned = true
        }
        guard code.indices.contains(index), code[index].a == flag else { return nil }
        switch code[index].op {
        case .blockUnless: return !isTurned
        case .branchFalse: return isBlocked(code, Int(code[index].c)) ? !isTurned : nil
        case .branchTrue: return isBlocked(code, Int(code[index].c)) ? isTurned : nil
        default: return nil
        }
    }

    private static func isBlocked(_ code: [Instr], _ index: Int) -> Bool {
        code.indices.contains(index) && code[index].op == .stop
            && RunResult(rawValue: UInt8(truncatingIfNeeded: code[index].x)) == .blocked
    }
}

extension Op {
    /// The comparison with which a superinstruction begins.
    fileprivate var comparison: Op {
        switch self {
        case .equalFalse, .equalTrue, .equalBlock, .unequalFalse, .unequalBlock: return .equal
        case .lessFalse, .lessTrue, .lessBlock: return .less
        case .lessOrEqualFalse, .lessOrEqualTrue, .lessOrEqualBlock: return .lessOrEqual
        default: return self
        }
    }
}
