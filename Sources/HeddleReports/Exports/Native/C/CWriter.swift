internal import HeddleEngine
internal import HeddleProgram

/// Writes a program as C: what all parts of it share.
///
/// Every scalar is an `int64_t`: `bool` 0 and 1, an enumeration its case's number, a thread its number, a reference its
/// cell from 1 in the lower half and the cell's life in the upper one; `nil` is `H_NIL`.
final class CWriter {
    let program: Program
    let sites: NativeSites
    private(set) var refusals: [NativeRefusal] = []
    private var refused: Set<NativeRefusal> = []

    /// Type definitions and functions in the order in which they were asked for.
    var typeLines: [String] = []
    var knownTypes: Set<String> = []
    var helperLines: [String] = []
    var knownHelpers: Set<String> = []
    /// Parts of the runtime that are used.
    var parts: Set<CRuntimePart> = []

    /// Members of `shared`, by object.
    var objectNames: [String] = []
    var fieldNames: [[String]] = []
    var routineNames: [String] = []
    var localNames: [[String]] = []
    /// Objects whose every access is of one scalar: `_Atomic` each.
    var atomicObjects: Set<ObjectID> = []
    /// Objects and fields that can hold no value.
    var holdsNothing: Set<ObjectID> = []
    /// Whether each step has to be made alone also when the threads run freely.
    var isLocked = false
    /// Under weak memory a `var` is read and written relaxed: no order is the model's.
    var isWeak = false
    var instantRoutines: [RoutineID] = []
    var labelBits: [LabelID: Int] = [:]

    /// Where the writer is.
    struct Scope {
        var routine: RoutineID?
        var locals: [Local] = []
        var names: [String] = []
        /// At one instant: no steps inside.
        var isInstant = false
        var isProperty = false
        /// By instruction inside a step, where the step begins; and that of the instruction being written.
        var steps: [Int: Int] = [:]
        var step: Int?
    }
    var scope = Scope()
    var lines: [String] = []
    var depth = 1
    var lastLine = 0
    var usedJumps: Set<Int> = []
    /// A label that `break` reaches.
    var breakLabel: Int?
    var continueLabel: Int?
    var quantifierCount = 0
    /// Where a rendezvous puts the message of an alternative of the step being written.
    var slots: [Int: String] = [:]

    init(program: Program, sites: NativeSites) {
        self.program = program
        self.sites = sites
        nameEverything()
    }

    func refuse(_ what: String, _ span: SourceSpan) {
        let line = span == .none ? lastLine : program.source.line(of: span.start)
        let refusal = NativeRefusal(what: what, line: line)
        if refused.insert(refusal).inserted { refusals.append(refusal) }
    }

    private func nameEverything() {
        var names = NativeNames()
        objectNames = program.objects.map { names.name($0.name) }
        fieldNames = program.objects.map { object in
            guard case .pool(let fields, _, _, _) = object.kind else { return [] }
            var own = NativeNames()
            return fields.map { own.name($0.name) }
        }
        var routines = NativeNames()
        let bodies = Set(program.threadGroups.map(\.routine))
        routineNames = program.routines.indices.map { index in
            let plain = routines.name(program.routines[index].name)
            return (bodies.contains(index) ? "thread_" : "func_") + plain
        }
        localNames = program.routines.map { Self.names(of: $0.locals) }
    }

    static func names(of locals: [Local]) -> [String] {
        var own = NativeNames()
        return locals.enumerated().map { index, local in
            local.isHidden ? own.name("t\(index)") : own.name(local.name)
        }
    }

    // MARK: - Lines

    func line(_ text: String) {
        lines.append(text.isEmpty ? "" : String(repeating: "  ", count: depth) + text)
    }

    func open(_ text: String) {
        line(text)
        depth += 1
    }

    func close(_ text: String = "}") {
        depth -= 1
        line(text)
    }

    /// The line of the model behind what follows, once.
    func comment(_ span: SourceSpan) {
        guard span != .none else { return }
        let number = program.source.line(of: span.start)
        guard number != lastLine else { return }
        lastLine = number
        let text = program.source.text(line: number).drop { $0 == " " || $0 == "\t" }
        line("/* \(number): \(NativeText.comment(String(text))) */")
    }

    /// Writes lines of a function of its own, and comes back.
    func apart(_ scope: Scope, _ body: () -> Void) -> [String] {
        let kept = (self.scope, lines, depth, lastLine)
        let jumps = (usedJumps, breakLabel, continueLabel)
        self.scope = scope
        (lines, depth, lastLine) = ([], 1, 0)
        (usedJumps, breakLabel, continueLabel) = ([], nil, nil)
        body()
        let written = lines
        (self.scope, lines, depth, lastLine) = kept
        (usedJumps, breakLabel, continueLabel) = jumps
        return written
    }

    func helper(_ name: String, _ text: @autoclosure () -> [String]) {
        if knownHelpers.insert(name).inserted { helperLines += text() }
    }
}

/// Parts of the runtime that only some models need.
enum CRuntimePart: String, CaseIterable {
    case arithmetic, choice, mutex, rwlock, condition, semaphore, barrier, once, event, channel, pool, join, spawned
}
