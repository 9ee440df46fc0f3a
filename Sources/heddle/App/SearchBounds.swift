internal import CPlatform
internal import HeddleEngine
internal import HeddleProgram

/// How, and how far, states are searched: as the command line says; on the screens as `:bound` changes it.
struct SearchBounds: Sendable {
    var states: Int?
    var depth: Int?
    /// Unit: seconds.
    var time: Double?
    /// Unit: bytes.
    var memory = SearchOptions.defaultMemory
    var strategy = SearchOptions.Strategy.breadthFirst
    var workers = 1

    func options(for program: Program, run: Run) -> SearchOptions {
        var options = SearchOptions(program: program, run: run, memory: memory)
        options.groupsFindings = true
        options.strategy = strategy
        options.workers = workers
        options.states = states
        options.depth = depth
        options.time = time
        options.clock = { heddle_monotonic_seconds() }
        return options
    }

    /// Takes a bound in the command line's words, `states 4000000`, `time 60s`; false if it is none.
    mutating func set(_ name: String, to value: String) -> Bool {
        let plain = value.filter { $0 != "," && $0 != "_" }
        switch name {
        case "states": return Self.take(Int(plain), above: 0, into: &states)
        case "depth": return Self.take(Int(plain), above: 0, into: &depth)
        case "time": return Self.take(SearchArguments.Duration(argument: plain)?.seconds, above: 0, into: &time)
        case "memory":
            guard let count = SearchArguments.ByteCount(argument: plain) else { return false }
            memory = count.bytes
            return true
        default: return false
        }
    }

    private static func take<Number: Comparable>(_ value: Number?, above low: Number, into bound: inout Number?) -> Bool
    {
        guard let value, value > low else { return false }
        bound = value
        return true
    }
}
