internal import HeddleEngine
internal import HeddleProgram

/// What a record names that the model names otherwise by now: threads, functions, statements.
///
/// Guessed from the record alone, for the old model is not kept: a thread or function that is gone is the new one with
/// mostly the same statements; a statement that is gone is the new one that stands between the same neighbours and reads
/// alike. A wrong guess costs a repair and never makes one: what is repaired has shown its claim on the machine.
struct ModelChanges {
    private(set) var threads: [String: String] = [:]
    private(set) var functions: [String: String] = [:]
    /// Those of the functions that are not bodies of renamed threads.
    private(set) var calledFunctions: [String: String] = [:]
    private var statements: [Key: StepAnchor] = [:]
    private let program: Program
    private let names: Set<String>

    /// A statement of a function, as recorded.
    private struct Key: Hashable {
        var function: String
        var label: String?
        var statement: String
        var occurrence: Int
        init(_ anchor: StepAnchor) {
            function = anchor.function
            label = anchor.label
            statement = anchor.label == nil ? anchor.statement : ""
            occurrence = anchor.label == nil ? anchor.occurrence : 0
        }
    }

    init(record: [RecordedStep], machine: Machine) {
        program = machine.program
        names = Self.names(machine.program)
        findThreads(record, machine)
        findFunctions(record)
        findStatements(record)
    }

    /// The step in the words of the model as it is.
    func step(_ step: RecordedStep) -> RecordedStep {
        var result = step
        result.anchor = anchor(step.anchor)
        result.choice = step.choice.map { RenamedText.replacing(threads, in: $0) }
        return result
    }

    func anchor(_ anchor: StepAnchor) -> StepAnchor {
        var result = anchor
        result.thread = threads[anchor.thread] ?? anchor.thread
        result.function = functions[anchor.function] ?? anchor.function
        var wanted = result
        if let changed = statements[Key(anchor)] { wanted = changed }
        // As the program writes it: with its label, or without one.
        if let statement = program.statement(at: wanted) {
            result.label = statement.label
            result.statement = statement.text
            result.occurrence = statement.occurrence
        }
        return result
    }

    /// Where the recorded check has to fail in the model as it is.
    func place(_ place: SavedSchedule.Place) -> ClaimPlace {
        var result = place
        result.function = functions[place.function] ?? place.function
        return ClaimPlace(result, in: program, names: names)
    }

    // MARK: - Threads and functions

    private mutating func findThreads(_ record: [RecordedStep], _ machine: Machine) {
        let state = machine.start().state
        let now = Set((0..<machine.threadCount(in: state)).map { machine.threadName($0, in: state) })
        let recorded = Self.inOrder(record.map(\.anchor.thread))
        let bases = Self.inOrder(recorded.map { Self.parts($0).base })
        let groups = program.threadGroups
        var renamed: [String: ThreadGroup] = [:]
        let gone = bases.filter { base in !groups.contains { $0.name == base } }
        for base in gone {
            let texts = Set(record.filter { $0.anchor.function == base }.map(Self.text))
            let free = groups.filter { group in
                !bases.contains(group.name) && !renamed.values.contains { $0.name == group.name }
            }
            // A thread that only calls functions has no statement of its own to be known by; its name may do.
            let known = best(free, for: texts) { program.routines[$0.routine].name }
            renamed[base] = known ?? (gone.count - renamed.count == free.count ? Self.closest(free, to: base) : nil)
        }
        for name in recorded where !now.contains(name) {
            let (base, number) = Self.parts(name)
            guard let group = renamed[base] ?? groups.first(where: { $0.name == base }) else { continue }
            let wanted: String
            switch group.copies {
            case .single: wanted = group.name
            case .replicas: wanted = group.name + (number ?? ".0")
            case .parameter(let lower, _): wanted = group.name + (number ?? ".\(lower)")
            case .spawned: wanted = group.name + (number ?? "")
            }
            if wanted != name { threads[name] = wanted }
        }
        for (base, group) in renamed { functions[base] = program.routines[group.routine].name }
    }

    private mutating func findFunctions(_ record: [RecordedStep]) {
        let recorded = Self.inOrder(record.map(\.anchor.function))
        for function in recorded where functions[function] == nil {
            if program.routines.contains(where: { $0.name == function }) { continue }
            let texts = Set(record.filter { $0.anchor.function == function }.map(Self.text))
            let free = program.routines.filter { routine in
                !recorded.contains(routine.name) && !functions.values.contains(routine.name)
            }
            calledFunctions[function] = best(free, for: texts) { $0.name }?.name
            functions[function] = calledFunctions[function]
        }
    }

    /// The one whose routine has most of the texts, at least half of them.
    private func best<Candidate>(
        _ candidates: [Candidate], for texts: Set<String>, routine: (Candidate) -> String
    ) -> Candidate? {
        var found: (candidate: Candidate, count: Int)?
        for candidate in candidates {
            let name = routine(candidate)
            let own = Set(
                program.statements.filter { program.routines[$0.routine].name == name }.map { $0.label ?? $0.text })
            let count = texts.count { text in
                own.contains(text) || own.contains { RenamedText.isRenamed(text, $0, names: names) }
            }
            if 2 * count >= texts.count, count > found?.count ?? 0 { found = (candidate, count) }
        }
        return found?.candidate
    }

    // MARK: - Statements

    private mutating func findStatements(_ record: [RecordedStep]) {
        for function in Self.inOrder(record.map(\.anchor.function)) {
            let own = record.filter { $0.anchor.function == function }
            // The thread that has come to most of them shows their order best.
            let lines = Self.inOrder(own.map(\.anchor.thread)).map { thread in
                Self.inOrder(own.filter { $0.anchor.thread == thread }.map { Key($0.anchor) })
            }
            guard let old = lines.max(by: { $0.count < $1.count }) else { continue }
            let name = functions[function] ?? function
            let now = program.statements.filter { program.routines[$0.routine].name == name }
                .sorted { $0.span.start < $1.span.start }
            for (key, statement) in aligned(old, now) { statements[key] = statement.anchor(in: name) }
        }
    }

    /// What an equal statement, one with other names and one that reads alike are worth in an alignment.
    private static let worths = (same: 4, renamed: 3, alike: 2)
    /// Statements with this share of common words read alike.
    private static let alikeness = 0.5
    /// Longer functions are not aligned: the table would grow with the square. Unit: pairs of statements.
    private static let largest = 1 << 18

    /// Pairs of a statement that is gone and a new one, of the alignment in order that is worth most.
    private func aligned(_ old: [Key], _ now: [Statement]) -> [(Key, Statement)] {
        let (rows, columns) = (old.count, now.count)
        guard rows > 0, columns > 0, rows * columns <= Self.largest else { return [] }
        let texts = Set(now.map { $0.label ?? $0.text })
        let known = Set(old.map { $0.label ?? $0.statement })
        var worth = Array(repeating: Array(repeating: 0, count: columns), count: rows)
        for (row, key) in old.enumerated() {
            let isGone = !texts.contains(key.label ?? key.statement)
            for (column, statement) in now.enumerated() {
                let isNew = !known.contains(statement.label ?? statement.text)
                worth[row][column] = self.worth(key, statement, isGone && isNew)
            }
        }
        var best = Array(repeating: Array(repeating: 0, count: columns + 1), count: rows + 1)
        for row in (0..<rows).reversed() {
            for column in (0..<columns).reversed() {
                let own = worth[row][column]
                let pair = own > 0 ? best[row + 1][column + 1] + own : 0
                best[row][column] = max(pair, best[row + 1][column], best[row][column + 1])
            }
        }
        var result: [(Key, Statement)] = []
        var (row, column) = (0, 0)
        while row < rows, column < columns {
            let own = worth[row][column]
            if own > 0, best[row][column] == best[row + 1][column + 1] + own {
                if own < Self.worths.same { result.append((old[row], now[column])) }
                (row, column) = (row + 1, column + 1)
            } else if best[row][column] == best[row + 1][column] {
                row += 1
            } else {
                column += 1
            }
        }
        return result
    }

    private func worth(_ key: Key, _ statement: Statement, _ mayHaveChanged: Bool) -> Int {
        if let label = key.label { return label == statement.label ? Self.worths.same : 0 }
        if key.statement == statement.text { return Self.worths.same }
        guard mayHaveChanged else { return 0 }
        if RenamedText.isRenamed(key.statement, statement.text, names: names) { return Self.worths.renamed }
        return RenamedText.likeness(key.statement, statement.text) >= Self.alikeness ? Self.worths.alike : 0
    }

    // MARK: - Pieces

    /// `teller.1` as `teller` and `.1`.
    private static func parts(_ name: String) -> (base: String, number: String?) {
        guard let dot = name.lastIndex(of: "."), dot != name.startIndex else { return (name, nil) }
        let digits = name[name.index(after: dot)...]
        guard !digits.isEmpty, digits.allSatisfy(\.isNumber) else { return (name, nil) }
        return (String(name[..<dot]), String(name[dot...]))
    }

    /// The one whose name begins most like another; of several the first.
    private static func closest(_ groups: [ThreadGroup], to name: String) -> ThreadGroup? {
        var found: (group: ThreadGroup, length: Int)?
        for group in groups {
            let length = zip(group.name, name).prefix { $0 == $1 }.count
            if length > found?.length ?? -1 { found = (group, length) }
        }
        return found?.group
    }

    private static func text(_ step: RecordedStep) -> String { step.anchor.label ?? step.anchor.statement }

    private static func inOrder<Element: Hashable>(_ elements: [Element]) -> [Element] {
        var seen: Set<Element> = []
        return elements.filter { seen.insert($0).inserted }
    }

    private static func names(_ program: Program) -> Set<String> {
        var result = Set(program.objects.map(\.name) + program.constants.map(\.name))
        result.formUnion(program.threadGroups.map(\.name))
        for routine in program.routines {
            result.insert(routine.name)
            result.formUnion(routine.locals.map(\.name))
        }
        return result
    }
}

extension Statement {
    func anchor(in function: String) -> StepAnchor {
        StepAnchor(thread: "", function: function, label: label, statement: text, occurrence: occurrence)
    }
}

extension Program {
    /// The statement that an anchor names, whatever its thread and operation.
    func statement(at anchor: StepAnchor) -> Statement? {
        statements.first { statement in
            guard routines[statement.routine].name == anchor.function else { return false }
            if let label = anchor.label, let own = statement.label { return label == own }
            return statement.text == anchor.statement && statement.occurrence == anchor.occurrence
        }
    }

    /// Whether some statement of the anchor's function has its label or, whatever its number, its text.
    func hasText(of anchor: StepAnchor) -> Bool {
        statements.contains { statement in
            guard routines[statement.routine].name == anchor.function else { return false }
            if let label = anchor.label, let own = statement.label { return label == own }
            return statement.text == anchor.statement
        }
    }
}
