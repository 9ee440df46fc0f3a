internal import HeddleProgram

/// What one routine's code says about its locals, found once for all threads that run it.
///
/// Idea: the usual backward analysis for liveness, and forwards which locals may hold something; a local that is dead
/// at a resting place is forgotten there, and one that never outlives a step needs no place in the state at all.
struct RoutineAnalysis {
    /// Whether the instruction lies between `beginStep` and `endStep`.
    var isInStep: [Bool]
    /// Locals to zero on arriving at the instruction (a `beginStep`), on calling, or on returning, by instruction.
    var cleared: [[LocalID]]
    /// Locals that live in registers only.
    var isTemporary: [Bool]
    /// Other routines called: those with steps of their own, and those run within a step or expression.
    var calls: [(routine: RoutineID, isInstant: Bool)]
    /// Instructions that begin a step and can be reached.
    var reachable: [Bool]
    /// Back edges lead to these.
    var hasLoop: Bool

    /// Successors of an instruction; `code.count` stands for running off the end.
    static func successors(_ code: [Instruction], _ index: Int) -> [Int] {
        switch code[index].kind {
        case .jump(let target): return [target]
        case .branch(_, let then, let otherwise): return [then, otherwise]
        case .return: return []
        case .select(let alternatives): return alternatives.map(\.target)
        case .alternatives(let alternatives, _, let otherwise):
            return alternatives.map(\.target) + (otherwise.map { [$0] } ?? [])
        case .processSend(_, _, _, let handsOver, _): return [index + 1, handsOver]
        case .processEnd, .processStuck: return []
        default: return [index + 1]
        }
    }

    init(_ routine: Routine, canRest: [Bool]) {
        let code = routine.code
        var inStep = Array(repeating: false, count: code.count + 1)
        var seen = Array(repeating: false, count: code.count + 1)
        var work = [0]
        seen[0] = true
        var loops = false
        while let index = work.popLast() {
            if index >= code.count { continue }
            var next = inStep[index]
            if case .beginStep = code[index].kind { next = true }
            if case .endStep = code[index].kind { next = false }
            if case .select = code[index].kind { next = false }
            for target in Self.successors(code, index) {
                if target <= index { loops = true }
                if !seen[target] {
                    seen[target] = true
                    inStep[target] = next
                    work.append(target)
                }
            }
        }
        isInStep = inStep
        reachable = seen
        hasLoop = loops
        calls = []
        let effects = code.map { LocalUse.effect(of: $0.kind) }
        for (index, instruction) in code.enumerated() where seen[index] {
            for called in effects[index].calls { calls.append((called, true)) }
            if case .call(let called, _, _) = instruction.kind { calls.append((called, inStep[index])) }
        }
        let live = Self.liveness(routine, effects)
        let facts = Self.possiblySet(routine, effects, live, canRest: canRest, isInStep: inStep)
        cleared = facts.cleared
        isTemporary = facts.isTemporary
    }

    /// Live on entry to each instruction; the last entry is the routine's end.
    private static func liveness(_ routine: Routine, _ effects: [LocalUse.Effect]) -> [BitRow] {
        let code = routine.code
        let empty = BitRow(count: routine.locals.count)
        var live = Array(repeating: empty, count: code.count + 1)
        var changed = true
        while changed {
            changed = false
            for index in stride(from: code.count - 1, through: 0, by: -1) {
                var row = empty
                if case .select(let alternatives) = code[index].kind {
                    for alternative in alternatives {
                        var part = live[alternative.target]
                        if let result = alternative.result { part[result] = false }
                        row.formUnion(part)
                    }
                } else {
                    for target in successors(code, index) { row.formUnion(live[target]) }
                    for local in effects[index].writes { row[local] = false }
                }
                for local in effects[index].reads { row[local] = true }
                if row != live[index] {
                    live[index] = row
                    changed = true
                }
            }
        }
        return live
    }

    private static func possiblySet(
        _ routine: Routine, _ effects: [LocalUse.Effect], _ live: [BitRow], canRest: [Bool], isInStep: [Bool]
    ) -> (cleared: [[LocalID]], isTemporary: [Bool]) {
        let code = routine.code
        let empty = BitRow(count: routine.locals.count)
        var observed = empty
        for (local, declared) in routine.locals.enumerated() where declared.isObserved || declared.isKept {
            observed[local] = true
        }
        var temporary = routine.locals.map { !$0.isObserved && !$0.isKept }
        var keepAt: [Int: BitRow] = [:]
        for (index, instruction) in code.enumerated() {
            if case .beginStep = instruction.kind { keepAt[index] = live[index] }
            if case .call(let called, _, let result) = instruction.kind, canRest[called], !isInStep[index] {
                var after = live[index + 1]
                if let result { after[result] = false }
                keepAt[index] = after
            }
        }
        for index in keepAt.keys.sorted() {
            for local in 0..<temporary.count where keepAt[index]![local] { temporary[local] = false }
        }
        var set = Array(repeating: empty, count: code.count + 1)
        for parameter in 0..<routine.parameterCount { set[0][parameter] = true }
        var work = [0]
        var seen = Array(repeating: false, count: code.count + 1)
        seen[0] = true
        while let index = work.popLast() {
            if index >= code.count { continue }
            var out = set[index]
            if var keep = keepAt[index] {
                keep.formUnion(observed)
                out.formIntersection(keep)
            }
            for local in effects[index].writes + effects[index].touches { out[local] = true }
            if case .select(let alternatives) = code[index].kind {
                for alternative in alternatives { alternative.result.map { out[$0] = true } }
            }
            for target in successors(code, index) {
                var merged = set[target]
                merged.formUnion(out)
                if merged != set[target] || !seen[target] {
                    seen[target] = true
                    set[target] = merged
                    work.append(target)
                }
            }
        }
        var cleared: [[LocalID]] = Array(repeating: [], count: code.count + 1)
        for index in 0...code.count {
            var keep: BitRow?
            if index == code.count { keep = empty } else if case .return = code[index].kind { keep = empty }
            keep = keep ?? keepAt[index]
            guard let keep else { continue }
            cleared[index] = (0..<temporary.count).filter {
                set[index][$0] && !keep[$0] && !observed[$0] && !temporary[$0]
            }
        }
        return (cleared, temporary)
    }
}

/// A set of small numbers.
struct BitRow: Equatable {
    private var words: [UInt64]
    init(count: Int) { words = Array(repeating: 0, count: (count + 63) / 64) }
    subscript(index: Int) -> Bool {
        get { words[index >> 6] >> UInt64(index & 63) & 1 != 0 }
        set {
            let bit = UInt64(1) << UInt64(index & 63)
            if newValue { words[index >> 6] |= bit } else { words[index >> 6] &= ~bit }
        }
    }
    var wordCount: Int { words.count }
    func word(_ index: Int) -> UInt64 { words[index] }
    mutating func formUnion(_ other: BitRow) { for i in words.indices { words[i] |= other.words[i] } }
    mutating func subtract(_ other: BitRow) { for i in words.indices { words[i] &= ~other.words[i] } }
    mutating func formIntersection(_ other: BitRow) { for i in words.indices { words[i] &= other.words[i] } }
}
