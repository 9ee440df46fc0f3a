internal import HeddleEngine
internal import HeddleProgram

/// A local of a thread that properties look at.
struct SeenLocal: Hashable {
    var routine: RoutineID
    var local: LocalID
}

/// Writes a program's routines in a language with labelled blocks and no jumps: Swift or Rust.
///
/// Covers numbers, truth values, enumerations, arrays of them, and the objects that both have; all else is refused. Under
/// weak memory each access has the model's order (`StructuredWriter+Access`).
final class StructuredWriter {
    enum Dialect { case swift, rust }

    let program: Program
    let dialect: Dialect
    /// The memory model that the file's accesses are written for.
    let memory: MemoryModel
    let sites: NativeSites
    private(set) var refusals: [NativeRefusal] = []

    private(set) var objectNames: [String] = []
    private(set) var routineNames: [String] = []
    var localNames: [[String]] = []
    /// Where each thread leaves a local that properties look at.
    private(set) var seenNames: [SeenLocal: String] = [:]
    /// The same in the order of their names, with the type of each and where it is declared.
    var seenLocals: [(name: String, type: ValueType, span: SourceSpan)] {
        seenNames.sorted { $0.value < $1.value }.map { place, name in
            let local = program.routines[place.routine].locals[place.local]
            return (name, local.type, local.span)
        }
    }
    var labelBits: [LabelID: Int] = [:]

    /// Names of what stands in the files beside the model.
    private static let ownNames: Set<String> = Set(
        """
        runner shared h play during after schedule sites failure threads thread given add sub mul div rem range index max min \
        drop each old new expected desired k Model Turns Runner Turn Site Stop Mutex Condition Semaphore Event Shared Arc \
        Condvar MutexGuard Some None Ok Err Option recorded_schedule loom print packed unpacked result thread_number Cell \
        UnsafeCell Seen Word Flag NIL raw
        """.split(separator: " ").map(String.init))

    struct Scope {
        var routine: RoutineID?
        var locals: [Local] = []
        var names: [String] = []
        var steps: [Int: Int] = [:]
        var isProperty = false
    }
    var scope = Scope()
    var lines: [String] = []
    var depth = 2
    /// Rust: loops around the place being written whose rounds may only wait, outermost first.
    var waitingLoops: [Int] = []
    var hasWaitingLoops = false
    private var lastLine = 0
    /// What is being written, for refusals without a place of their own.
    private var here = SourceSpan.none

    init(machine: Machine, dialect: Dialect, sites: NativeSites) {
        let program = machine.program
        self.program = program
        self.dialect = dialect
        self.memory = machine.memoryModel
        self.sites = sites
        var names = NativeNames(taken: Self.ownNames)
        objectNames = program.objects.map { names.name($0.name) }
        routineNames = program.routines.map { names.name($0.name) }
        localNames = program.routines.map { routine in
            var own = NativeNames(taken: Self.ownNames.union(objectNames).union(routineNames))
            return routine.locals.enumerated().map { $1.isHidden ? own.name("t\($0)") : own.name($1.name) }
        }
        for routine in program.routines.indices {
            for (local, declared) in program.routines[routine].locals.enumerated() where declared.isObserved {
                seenNames[SeenLocal(routine: routine, local: local)] = names.name(
                    "seen_\(routineNames[routine])_\(localNames[routine][local])")
            }
        }
    }

    var isRust: Bool { dialect == .rust }
    var isWeak: Bool { memory != .sc }
    /// Threads that exist from the start.
    var threadCount: Int { program.threadGroups.reduce(0) { $0 + CWriter.copies($1) } }
    var end: String { isRust ? ";" : "" }

    func refuse(_ what: String, _ span: SourceSpan) {
        let place = span == .none ? here : span
        let refusal = NativeRefusal(what: what, line: place == .none ? 0 : program.source.line(of: place.start))
        if !refusals.contains(refusal) { refusals.append(refusal) }
    }

    func line(_ text: String) { lines.append(String(repeating: "    ", count: depth) + text) }

    func open(_ text: String) {
        line(text)
        depth += 1
    }

    func close(_ text: String = "}") {
        depth -= 1
        line(text)
    }

    func comment(_ span: SourceSpan) {
        guard span != .none else { return }
        here = span
        let number = program.source.line(of: span.start)
        guard number != lastLine else { return }
        lastLine = number
        let text = program.source.text(line: number).drop { $0 == " " || $0 == "\t" }
        line("// \(number): \(NativeText.comment(String(text)))")
    }

    func apart(_ scope: Scope, depth: Int, _ body: () -> Void) -> [String] {
        let kept = (self.scope, lines, self.depth, lastLine)
        (self.scope, lines, self.depth, lastLine) = (scope, [], depth, 0)
        body()
        let written = lines
        (self.scope, lines, self.depth, lastLine) = kept
        return written
    }

    // MARK: - Types

    func type(_ type: ValueType, _ span: SourceSpan = .none) -> String {
        switch type {
        case .bool: return isRust ? "bool" : "Bool"
        case .int, .range, .enumeration, .thread: return isRust ? "i64" : "Int"
        case .sized(let bits, let signed):
            if bits == 64, !signed { refuse("type u64: this form counts with signed numbers", span) }
            return isRust ? "i64" : "Int"
        case .optional(let wrapped) where wrapped.isScalar:
            if case .reference = wrapped { break }
            return isRust ? "Option<\(self.type(wrapped, span))>" : "\(self.type(wrapped, span))?"
        case .array(let element, let count) where element.isScalar:
            return isRust ? "[\(self.type(element, span)); \(count)]" : "[\(self.type(element, span))]"
        default: break
        }
        refuse("values that are no numbers, truth values, cases, or arrays of these", span)
        return isRust ? "i64" : "Int"
    }

    func literal(_ value: Value, _ type: ValueType, _ span: SourceSpan = .none) -> String {
        switch value {
        case .integer(let number): return number == Int.min ? (isRust ? "i64::MIN" : "Int.min") : String(number)
        case .boolean(let flag): return flag ? "true" : "false"
        case .enumeration(let place): return String(place)
        case .thread(let number): return String(number)
        case .none: return isRust ? "None" : "nil"
        case .some(let inner):
            guard case .optional(let wrapped) = type else { return literal(inner, type, span) }
            return isRust ? "Some(\(literal(inner, wrapped, span)))" : literal(inner, wrapped, span)
        case .elements(let values):
            guard case .array(let element, _) = type else { break }
            return "[" + values.map { literal($0, element, span) }.joined(separator: ", ") + "]"
        default: break
        }
        refuse("this value", span)
        return "0"
    }

    func initial(_ type: ValueType) -> String {
        switch type {
        case .bool: return "false"
        case .range(let lower, _): return String(lower)
        case .optional: return isRust ? "None" : "nil"
        case .array(let element, let count):
            return isRust ? "[\(initial(element)); \(count)]" : "Array(repeating: \(initial(element)), count: \(count))"
        default: return "0"
        }
    }

    func fit(_ text: String, from: ValueType, to: ValueType, name: String) -> String {
        switch (from, to) {
        case (.range(let a, let b), .range(let lower, let upper)) where a >= lower && b <= upper: return text
        case (_, .range(let lower, let upper)):
            if let number = Int(text), number >= lower, number <= upper { return text }
            return call("range", [text, String(lower), String(upper), NativeText.literal(name)])
        case (.optional, .optional): return text
        case (_, .optional(let wrapped)):
            let inner = fit(text, from: from, to: wrapped, name: name)
            return isRust ? "Some(\(inner))" : inner
        default: return text
        }
    }

    /// A function of the file's own that may fail.
    func call(_ name: String, _ values: [String]) -> String {
        isRust ? "\(name)(\(values.joined(separator: ", ")))" : "h.\(name)(\(values.joined(separator: ", ")))"
    }

    /// `try` where something on the line may throw.
    func tried(_ text: String) -> String {
        guard !isRust else { return text }
        return Self.mentions("h.", in: text) || Self.mentions("runner.", in: text) || text.contains("(runner")
            ? "try \(text)" : text
    }

    /// Whether a text has a word that is not the end of a longer one: no `path.` where `h.` is looked for.
    private static func mentions(_ word: String, in text: String) -> Bool {
        var rest = text[...]
        while let found = rest.firstRange(of: word) {
            guard found.lowerBound > text.startIndex else { return true }
            let before = text[text.index(before: found.lowerBound)]
            if !before.isLetter, !before.isNumber, before != "_" { return true }
            rest = rest[found.upperBound...]
        }
        return false
    }
}
