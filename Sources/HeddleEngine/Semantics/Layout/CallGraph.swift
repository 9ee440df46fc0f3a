internal import HeddleProgram

/// Who calls whom: which routines recurse, what a thread can come to run.
struct CallGraph {
    let program: Program
    /// Whether a routine, or one it calls with steps of its own, has a resting place.
    private(set) var canRest: [Bool]
    private var reach: [BitRow]
    private var sites: [ActivationKey: Int] = [:]

    init(_ program: Program) {
        self.program = program
        let count = program.routines.count
        reach = program.routines.map { routine in
            var row = BitRow(count: count)
            for instruction in routine.code {
                for called in LocalUse.effect(of: instruction.kind).calls { row[called] = true }
                if case .call(let called, _, _) = instruction.kind { row[called] = true }
            }
            return row
        }
        var changed = true
        while changed {
            changed = false
            for routine in 0..<count {
                var row = reach[routine]
                for target in 0..<count where row[target] { row.formUnion(reach[target]) }
                if row != reach[routine] {
                    reach[routine] = row
                    changed = true
                }
            }
        }
        let rests = program.routines.map { routine in
            routine.code.contains { if case .beginStep = $0.kind { return true } else { return false } }
        }
        canRest = rests
        for routine in 0..<count {
            canRest[routine] = rests[routine] || (0..<count).contains { reach[routine][$0] && rests[$0] }
        }
    }

    func reaches(_ from: RoutineID, _ to: RoutineID) -> Bool { reach[from][to] }

    func restCount(_ routine: RoutineID) -> Int {
        program.routines[routine].code.reduce(0) { if case .beginStep = $1.kind { return $0 + 1 } else { return $0 } }
    }

    /// The level at which `caller` runs what it calls; nil past the bound.
    func level(of called: RoutineID, from caller: ActivationKey) -> Int? {
        // A property and the setup call from no routine.
        guard caller.routine >= 0, reach[called][caller.routine] else { return 0 }
        let level = caller.isRoot ? 0 : caller.level + 1
        return level < max(1, program.bounds.recursion) ? level : nil
    }

    /// From how many places the activation is called.
    func siteCount(_ key: ActivationKey) -> Int { sites[key] ?? 0 }

    /// All activations with frames of their own in the state, breadth first from the thread's bodies.
    /// Counts the call sites of each on the way.
    mutating func activations(ofThread thread: Int, roots: [RoutineID], analyses: [RoutineAnalysis]) -> [ActivationKey]
    {
        var found = roots.map {
            ActivationKey(thread: thread, routine: $0, level: 0, isInstant: false, isRoot: true)
        }
        var known = Set(found)
        var next = 0
        while next < found.count {
            let key = found[next]
            next += 1
            for call in analyses[key.routine].calls where !call.isInstant {
                guard let level = level(of: call.routine, from: key) else { continue }
                let callee = ActivationKey(
                    thread: thread, routine: call.routine, level: level, isInstant: false, isRoot: false)
                sites[callee, default: 0] += 1
                if known.insert(callee).inserted { found.append(callee) }
            }
        }
        return found
    }
}
