internal import HeddleProgram

/// What a name of the whole model stands for.
enum PromelaSymbol {
    /// Index into the model's globals.
    case variable(Int)
    case mtype(set: Int, value: Int)
    case structure(Int)
    case proctype(Int)
    case inline

    var words: String {
        switch self {
        case .variable: "a variable"
        case .mtype: "a symbolic name"
        case .structure: "a type"
        case .proctype: "a process"
        case .inline: "an inline"
        }
    }
}

/// A `run` whose process may be declared later: its arguments are counted at the end.
struct PromelaRun {
    var proctype: Int
    /// How many scalars are given.
    var count: Int
    var span: SourceSpan
}

/// What the checks ask of a structure, found once when it is defined.
struct PromelaStructureFacts {
    var components = 0
    /// Whether an array is somewhere in it.
    var hasArray = false
    /// Whether an array of structures is somewhere in it.
    var hasStructureArray = false
}

/// A process while it is read.
struct PromelaBody {
    struct Label {
        var name: PromelaToken
        /// The blocks around it, outermost first.
        var scope: [Int]
        /// Number of the `d_step` around it; 0 if none.
        var step: Int
    }
    struct Jump {
        var name: PromelaToken
        var scope: [Int]
        var step: Int
    }

    var number: Int
    var locals: [PromelaVariable] = []
    /// Names of each open block, innermost last.
    var names: [[String: Int]] = [[:]]
    var scope: [Int] = []
    var scopeCount = 0
    var labels: [Label] = []
    /// The labels of each name.
    var labelNumbers: [String: [Int]] = [:]
    /// In the tree a `goto` holds an index into this table until the body is complete.
    var jumps: [Jump] = []
    /// Whether no statement stands before: initial values are given when the process starts.
    var isBeforeStatements = true
    /// Numbers of the `d_step`s around the open loops, outermost loop first.
    var loops: [Int] = []
    var step = 0
    var stepCount = 0
    /// Whether an `else` may stand here.
    var isAtOptionStart = false

    init(number: Int) {
        self.number = number
    }

    func local(_ name: String) -> Int? {
        for block in names.reversed() {
            if let index = block[name] { return index }
        }
        return nil
    }

    mutating func openScope() {
        scopeCount += 1
        scope.append(scopeCount)
        names.append([:])
    }

    mutating func closeScope() {
        scope.removeLast()
        names.removeLast()
    }
}

extension PromelaParser {
    /// The nearest known name, as a hint.
    func suggestion(for name: String, processes: Bool = false) -> String? {
        var candidates: [String] = []
        if processes {
            candidates = model.proctypes.map(\.name.text) + Array(proctypeNumbers.keys)
        } else {
            candidates = model.globals.map(\.name.text) + (body?.locals.map(\.name.text) ?? [])
            candidates += model.mtypes.flatMap { $0.names.map(\.text) }
            candidates += inlines.keys
        }
        return Suggestions.hint(for: name, among: candidates.sorted())
    }

    /// Whether a new name may be declared here; says why not.
    func isFree(_ name: PromelaToken, asLocal: Bool = false) -> Bool {
        if PromelaWords.predefined.contains(name.text) {
            complain("P301", place(of: name), "'\(name.text)' is predefined and cannot be declared")
            return false
        }
        if let index = body?.local(name.text), let known = body?.locals[index] {
            complain(
                "P302", place(of: name),
                "'\(name.text)' is declared already, on line \(source.line(of: known.name.span.start))",
                hint: "Spin knows no hiding of names: blocks within blocks need names of their own")
            return false
        }
        guard let known = globals[name.text] else { return true }
        complain(
            "P302", place(of: name), "'\(name.text)' is \(known.words) of the model already",
            hint: asLocal ? "Spin knows no hiding of names: a local variable needs a name of its own" : nil)
        return false
    }

    /// How many scalars a type has; no more than a million are counted.
    func components(of type: PromelaType) -> Int {
        if case .structure(let index) = type { return structureFacts[index].components }
        return 1
    }

    /// What is to be known of a structure, from what is known of its fields' types.
    func facts(of fields: [PromelaVariable]) -> PromelaStructureFacts {
        var facts = PromelaStructureFacts()
        for field in fields {
            facts.components += min(1_000_000, components(of: field.type) * (field.count ?? 1))
            if field.count != nil { facts.hasArray = true }
            guard case .structure(let inner) = field.type else { continue }
            facts.hasArray = facts.hasArray || structureFacts[inner].hasArray
            facts.hasStructureArray =
                facts.hasStructureArray || field.count != nil || structureFacts[inner].hasStructureArray
        }
        facts.components = min(1_000_000, facts.components)
        return facts
    }

    /// A place of a structure's type as the places of its scalars.
    func scalars(of place: PromelaPlace) -> [PromelaPlace] {
        guard case .structure(let structure) = place.type else { return [place] }
        var result: [PromelaPlace] = []
        for (number, field) in model.structures[structure].fields.enumerated() {
            for element in 0..<(field.count ?? 1) {
                var part = place
                let index = field.count == nil ? nil : PromelaExpression(.number(element), place.span)
                part.members.append(PromelaPlace.Member(field: number, index: index))
                part.type = field.type
                result += scalars(of: part)
                if result.count > 1_000 { return result }
            }
        }
        return result
    }
}
