internal import HeddleProgram

/// A state of the plain second implementation: nested values, nothing packed, compared part by part.
struct PlainState: Hashable {
    struct Frame: Hashable {
        var routine: RoutineID
        /// The instruction that runs next; a thread rests before a `beginStep`.
        var next: Int
        var locals: [Value?]
        /// The caller's local that takes the result.
        var result: LocalID?
    }

    struct Thread: Hashable {
        var group: GroupID
        /// Outermost first; empty once the thread has finished.
        var frames: [Frame]
        /// Last values of the locals that a property names, by routine and local.
        var observed: [[Int]: Value]

        var isFinished: Bool { frames.isEmpty }
    }

    enum Part: Hashable {
        case value(Value)
        case mutex(holder: Int?, depth: Int)
        case rwlock(writer: Int?, readers: [Int], queued: Set<Int>)
        case condition(Set<Int>)
        case semaphore(Int)
        case barrier(Set<Int>)
        case once(OnceStatus)
        case event(Bool)
        case channel([Value], isClosed: Bool)
        /// Fields of a cell; free cells keep their last values.
        case cell(inUse: Bool, [Value])
    }

    enum OnceStatus: Hashable {
        case new
        case running(Int)
        case done
    }

    /// For each shared object its elements (one for a single object, the cells of a pool).
    var objects: [[Part]]
    var threads: [Thread]
    /// The check that the last step failed.
    var failed: Check?
}

/// Why an attempt to run a step did not come to its end.
enum PlainStop: Error {
    case blocked
    case failed(Check)
    case discarded
    case bound(String)
}

/// Defaults and ranges of types, by the language's table.
struct PlainTypes {
    let program: Program

    func defaultValue(_ type: ValueType) -> Value {
        switch type {
        case .int, .sized: return .integer(0)
        case .range(let lower, _): return .integer(lower)
        case .bool: return .boolean(false)
        case .enumeration: return .enumeration(0)
        case .structure(let table):
            return .structure(program.structures[table].fields.map { $0.initial ?? defaultValue($0.type) })
        case .array(let element, let count): return .elements(Array(repeating: defaultValue(element), count: count))
        case .list: return .elements([])
        case .optional: return .none
        case .reference: return .reference(cell: 0, dangling: false)
        case .thread: return .thread(0)
        }
    }

    /// An exact result as a value of an integer type: wrapped, or a violation outside of its range.
    func fit(_ number: Int, _ type: ValueType) throws -> Value {
        switch type {
        case .sized(let bits, let signed): return .integer(wrap(number, bits, signed))
        case .range(let lower, let upper):
            guard (lower...upper).contains(number) else { throw PlainStop.failed(.overflow) }
            return .integer(number)
        default: return .integer(number)
        }
    }

    func wrap(_ number: Int, _ bits: Int, _ signed: Bool) -> Int {
        switch (bits, signed) {
        case (8, true): return Int(Int8(truncatingIfNeeded: number))
        case (8, false): return Int(UInt8(truncatingIfNeeded: number))
        case (16, true): return Int(Int16(truncatingIfNeeded: number))
        case (16, false): return Int(UInt16(truncatingIfNeeded: number))
        case (32, true): return Int(Int32(truncatingIfNeeded: number))
        case (32, false): return Int(UInt32(truncatingIfNeeded: number))
        default: return number
        }
    }

    /// A value on its way into a place: ranges are checked, also inside optionals.
    func store(_ value: Value, _ type: ValueType) throws -> Value {
        switch (value, type) {
        case (.integer(let number), .range(let lower, let upper)):
            guard (lower...upper).contains(number) else { throw PlainStop.failed(.overflow) }
            return value
        case (.some(let inner), .optional(let wrapped)): return .some(try store(inner, wrapped))
        default: return value
        }
    }
}
