internal import HeddleProgram

/// A shared location: what it holds at the start and how threads get at it.
struct LitmusLocation: Sendable {
    var name: LitmusName
    /// Whether it is an `atomic_int`; nil as long as neither a thread nor the initial state says so.
    var isAtomic: Bool?
    /// Where its type is given first.
    var typeSpan: SourceSpan?
    var initial = 0
}

/// A thread's registers and parameters.
struct LitmusThreadScope: Sendable {
    var parameters: [String: LitmusParameter] = [:]
    /// In order of declaration; one for each name, whatever block declares it.
    private(set) var registers: [LitmusName] = []
    private var numbers: [String: Int] = [:]
    /// Values from the initial state.
    var initial: [String: Int] = [:]

    /// Its place among the registers.
    func register(_ name: String) -> Int? { numbers[name] }
    func has(_ register: String) -> Bool { numbers[register] != nil }

    mutating func add(_ register: LitmusName) {
        numbers[register.text] = registers.count
        registers.append(register)
    }
}

/// All names of a test, looked up once.
struct LitmusScope: Sendable {
    /// In order of first appearance in the threads' parameters, then in the initial state.
    private(set) var locations: [LitmusLocation] = []
    private var numbers: [String: Int] = [:]
    var threads: [LitmusThreadScope] = []

    /// Its place among the locations.
    func location(_ name: String) -> Int? { numbers[name] }

    mutating func add(_ location: LitmusLocation) {
        numbers[location.name.text] = locations.count
        locations.append(location)
    }

    mutating func change(_ location: Int, _ body: (inout LitmusLocation) -> Void) { body(&locations[location]) }
}
