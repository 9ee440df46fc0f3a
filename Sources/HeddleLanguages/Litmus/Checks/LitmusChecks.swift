internal import HeddleProgram

/// Checks a test's names and types, and that C gives each statement one meaning.
struct LitmusChecks {
    let test: LitmusTest
    var scope = LitmusScope()
    private(set) var diagnostics: [Diagnostic] = []
    /// Names that may be used in the thread that is being checked, innermost block last.
    var blocks: [Set<String>] = []
    var thread = 0

    init(_ test: LitmusTest) { self.test = test }

    mutating func run() {
        declareParameters()
        // Registers first: the initial state may give them values.
        for (index, thread) in test.threads.enumerated() {
            self.thread = index
            blocks = [[]]
            check(thread.body)
        }
        declareInitialState()
        for place in test.shown { check(place) }
        if let filter = test.filter { check(filter) }
        if let final = test.final { check(final.condition) }
    }

    mutating func report(_ id: String, _ span: SourceSpan, _ message: String, hint: String? = nil) {
        guard diagnostics.count < LitmusParser.diagnosticLimit else { return }
        diagnostics.append(Diagnostic(id, at: span, message, hint: hint))
    }

    // MARK: - Locations

    private mutating func declareParameters() {
        for thread in test.threads {
            var own = LitmusThreadScope()
            for parameter in thread.parameters {
                if own.parameters[parameter.name.text] != nil {
                    report("L202", parameter.name.span, "'\(parameter.name.text)' is a parameter twice")
                }
                own.parameters[parameter.name.text] = parameter
                declare(parameter.name, isAtomic: parameter.isAtomic)
            }
            scope.threads.append(own)
        }
    }

    private mutating func declare(_ name: LitmusName, isAtomic: Bool?) {
        guard let known = scope.location(name.text) else {
            scope.add(
                LitmusLocation(name: name, isAtomic: isAtomic, typeSpan: isAtomic == nil ? nil : name.span))
            return
        }
        guard let isAtomic else { return }
        if let other = scope.locations[known].isAtomic, other != isAtomic {
            let line = test.source.line(of: scope.locations[known].typeSpan?.start ?? 0)
            report(
                "L301", name.span,
                "'\(name.text)' is \(typeName(isAtomic)) here and \(typeName(other)) in line \(line)",
                hint: "a location is atomic for all threads or for none")
            return
        }
        if scope.locations[known].isAtomic == nil {
            scope.change(known) { ($0.isAtomic, $0.typeSpan) = (isAtomic, name.span) }
        }
    }

    private func typeName(_ isAtomic: Bool) -> String { isAtomic ? "an 'atomic_int'" : "an 'int'" }

    private mutating func declareInitialState() {
        var seen: Set<String> = []
        for item in test.initial {
            let place = item.place
            let key = place.thread.map { "\($0):\(place.name.text)" } ?? place.name.text
            if !seen.insert(key).inserted {
                report("L202", place.span, "'\(key)' has two initial values")
                continue
            }
            guard let thread = place.thread else {
                declare(place.name, isAtomic: item.isAtomic)
                if let index = scope.location(place.name.text) { scope.change(index) { $0.initial = item.value } }
                continue
            }
            if item.isAtomic == true {
                report("L301", place.span, "a register is an 'int'")
            } else if check(place) {
                scope.threads[thread].initial[place.name.text] = item.value
            }
        }
    }

    // MARK: - Conditions

    mutating func check(_ condition: LitmusCondition) {
        switch condition.kind {
        case .truth: break
        case .not(let inner): check(inner)
        case .all(let parts), .any(let parts): for part in parts { check(part) }
        case .implies(let left, let right):
            check(left)
            check(right)
        case .compare(let place, _, let operand):
            check(place)
            if case .place(let other) = operand { check(other) }
        }
    }

    /// Whether the place is there; said where it isn't.
    @discardableResult
    mutating func check(_ place: LitmusPlace) -> Bool {
        let name = place.name.text
        guard let thread = place.thread else {
            if scope.location(name) != nil { return true }
            let owners = scope.threads.indices.filter { scope.threads[$0].has(name) }
            report(
                "L201", place.span, "no location is called '\(name)'",
                hint: owners.first.map { "a register has its thread's number before it: '\($0):\(name)'" }
                    ?? Suggestions.hint(for: name, among: scope.locations.map(\.name.text)))
            return false
        }
        guard scope.threads.indices.contains(thread) else {
            report(
                "L201", place.span, "there is no thread P\(thread)", hint: "the last one is P\(scope.threads.count - 1)"
            )
            return false
        }
        if scope.threads[thread].has(name) { return true }
        let isParameter = scope.threads[thread].parameters[name] != nil
        report(
            "L201", place.span, "P\(thread) has no register '\(name)'",
            hint: isParameter
                ? "'\(name)' is a location: write '\(name)'"
                : Suggestions.hint(for: name, among: scope.threads[thread].registers.map(\.text)))
        return false
    }
}
