package import HeddleProgram

/// From a checked Promela model to a program of processes.
///
/// Each proctype is a routine whose steps are its places, with Spin's shape (`ControlBuilder`); every statement is one
/// step. All variables are kept as long as their process lives: nothing is forgotten, as with Spin's `-o1 -o2 -o3`.
package enum PromelaLowering {
    /// Processes at a time where a `run` can be made any number of times.
    package static let openSlots = 24

    /// `program` is nil where the model can't be lowered; then a diagnostic says why.
    ///
    /// `settings`: what was defined from outside; it comes to be the program's constants.
    package static func lower(
        _ model: PromelaModel, settings: [Setting] = []
    ) -> (program: Program?, diagnostics: [Diagnostic]) {
        let lowering = ModelLowering(model)
        lowering.declareSettings(settings)
        lowering.lower()
        return (lowering.diagnostics.isEmpty ? lowering.program : nil, lowering.diagnostics)
    }
}

/// The state of lowering one model.
final class ModelLowering {
    let model: PromelaModel
    var program: Program
    var rules: ProcessRules
    var diagnostics: [Diagnostic] = []
    /// By set of symbolic names, the enumeration that shows them.
    var enumerations: [Int] = []
    /// The enumeration of channels, by identity.
    var channelNames = 0
    /// By global variable: its shared variable, nil where it holds channels that never change.
    var globals: [ObjectID?] = []
    /// Channels that a variable is for good, by its root.
    var fixedChannels: [ChannelRoot: FixedChannel] = [:]
    /// Channels that a local variable begins with.
    var ownVariables: [ChannelRoot: FixedChannel] = [:]
    /// Channels that structures make: where their identities lie.
    var globalFieldChannels: [(place: Place, identity: Int)] = []
    /// By proctype; the identity is one among the process's own.
    var ownFieldChannels: [Int: [(local: Int, place: Place, identity: Int)]] = [:]
    var usesLast = false
    var lastMover: ObjectID?
    /// By proctype: labels of the program of its labels.
    var labels: [[LabelID]] = []

    struct ChannelRoot: Hashable {
        /// -1: global.
        var proctype: Int
        var variable: Int
    }

    struct FixedChannel {
        var object: ObjectID
        var count: Int
        /// Identity of the first one: of all, or among the process's own.
        var identity: Int
        var isOwn: Bool
    }

    init(_ model: PromelaModel) {
        self.model = model
        program = Program(source: model.source, name: model.source.fileName)
        program.languageName = "Promela"
        rules = ProcessRules(slots: 1)
        rules.uncheckedClaims = model.uncheckedClaims.map(\.title)
    }

    func report(_ id: String, _ span: SourceSpan, _ message: String, hint: String? = nil) {
        diagnostics.append(Diagnostic(id, at: span, message, hint: hint))
    }

    func lower() {
        declareNames()
        declareStructures()
        countSlots()
        let written = WrittenChannels(model)
        declareGlobals(written)
        declareOwnChannels(written)
        declareRoutines()
        for index in model.proctypes.indices { lowerProctype(index) }
        lowerSetup()
        program.processes = rules
        program.bounds.threads = rules.slots
        numberStatements()
    }

    // MARK: Names and structures

    /// What was defined from outside, as constants that the model itself doesn't have.
    func declareSettings(_ settings: [Setting]) {
        for setting in settings {
            let constant: Constant
            if let number = Int(setting.value), String(number) == setting.value {
                constant = Constant(
                    name: setting.name, type: .int, value: .integer(number), declared: .uninitialized)
            } else {
                let type = ValueType.enumeration(program.enumerations.count)
                program.enumerations.append(Enumeration(name: setting.name, cases: ["", setting.value]))
                constant = Constant(
                    name: setting.name, type: type, value: .enumeration(1), declared: .enumeration(0))
            }
            program.constants.append(constant)
        }
    }

    private func declareNames() {
        for set in model.mtypes {
            enumerations.append(program.enumerations.count)
            // The value 0 has no name, and any byte may be stored.
            let names = ["0"] + set.names.map(\.text)
            let rest = names.count < 255 ? (names.count..<255).map(String.init) : []
            program.enumerations.append(Enumeration(name: set.name ?? "mtype", cases: names + rest))
        }
        channelNames = program.enumerations.count
        program.enumerations.append(Enumeration(name: "chan", cases: []))
    }

    private func declareStructures() {
        for structure in model.structures {
            program.structures.append(Structure(name: structure.name.text, fields: []))
        }
        for (index, structure) in model.structures.enumerated() {
            program.structures[index].fields = structure.fields.map {
                Field(name: $0.name.text, type: type(of: $0))
            }
        }
    }

    /// The type of one value.
    func type(_ type: PromelaType) -> ValueType {
        switch type {
        case .bit: return .sized(bits: 1, signed: false)
        case .bool: return .bool
        case .byte, .pid: return .sized(bits: 8, signed: false)
        case .short: return .sized(bits: 16, signed: true)
        case .int: return .sized(bits: 32, signed: true)
        case .unsigned(let bits): return .sized(bits: bits, signed: false)
        case .mtype(let set): return .enumeration(enumerations[set])
        case .chan: return .enumeration(channelNames)
        case .structure(let index): return .structure(index)
        }
    }

    func type(of variable: PromelaVariable) -> ValueType {
        let element = type(variable.type)
        return variable.count.map { .array(element, count: $0) } ?? element
    }

    // MARK: Processes

    /// How many processes there can be at a time, as far as the text tells, and which of them where.
    private func countSlots() {
        var starts: [Int] = []
        for (index, proctype) in model.proctypes.enumerated() {
            starts += Array(repeating: index, count: proctype.activeCount)
        }
        let runs = model.proctypes.map { RunSites($0) }
        // A proctype that is run outside of loops, from proctypes that are bounded themselves, is bounded.
        var known: [Int?] = model.proctypes.map { $0.activeCount }
        for index in model.proctypes.indices {
            known[index] = instances(of: index, runs, path: [])
        }
        let total = known.reduce(0 as Int?) { sum, count in
            guard let sum, let count else { return nil }
            return min(sum + count, 10_000)
        }
        rules.slots = max(1, starts.count, min(250, total ?? max(PromelaLowering.openSlots, starts.count + 8)))
        if starts.count > 250 {
            report(
                "P901", model.proctypes.first?.span ?? .none,
                "\(starts.count) processes at the start are more than 250")
            rules.slots = 250
        }
        let spawnable = model.proctypes.indices.filter { index in runs.contains { $0.targets[index] != nil } }
        for slot in 0..<rules.slots {
            var groups = Set(spawnable)
            if starts.indices.contains(slot) { groups.insert(starts[slot]) }
            rules.groupsOfSlot.append(groups.sorted())
        }
        rules.isBounded = total.map { $0 <= 250 } ?? false
        rules.isSingle = model.proctypes.indices.map {
            model.proctypes[$0].activeCount == 1 && !spawnable.contains($0)
        }
    }

    /// The most processes of a proctype that one execution can start; nil where no number is seen.
    private func instances(of proctype: Int, _ runs: [RunSites], path: [Int]) -> Int? {
        if path.contains(proctype) { return nil }
        var total = model.proctypes[proctype].activeCount
        for (caller, sites) in runs.enumerated() {
            guard let count = sites.targets[proctype] else { continue }
            guard let count, let callers = instances(of: caller, runs, path: path + [proctype]) else { return nil }
            total = min(10_000, total + count * callers)
        }
        return total
    }

    private func declareRoutines() {
        for (index, proctype) in model.proctypes.enumerated() {
            program.routines.append(
                Routine(
                    name: proctype.name.text, parameterCount: proctype.parameterCount,
                    locals: proctype.locals.map {
                        Local(name: $0.name.text, type: type(of: $0), isKept: true, span: $0.name.span)
                    }, span: proctype.span))
            program.threadGroups.append(
                ThreadGroup(name: proctype.name.text, copies: .spawned, routine: index, span: proctype.span))
            labels.append([])
            for label in proctype.labels {
                labels[index].append(program.labels.count)
                program.labels.append(Label(name: label.name.text, routine: index))
            }
        }
    }

    /// Starts the active processes, after what globals begin with that is no constant.
    private func lowerSetup() {
        var code = setupAssignments()
        let locals: [Local] = []
        for (index, proctype) in model.proctypes.enumerated() {
            let zeros = proctype.locals.prefix(proctype.parameterCount).map {
                Expression(.constant(zero(type(of: $0))), type(of: $0))
            }
            for _ in 0..<proctype.activeCount {
                code.append(Instruction(.spawn(index, zeros, result: nil), proctype.span))
            }
        }
        program.setup = program.routines.count
        program.routines.append(Routine(name: "start", locals: locals, code: code))
    }

    func zero(_ type: ValueType) -> Value {
        switch type {
        case .bool: return .boolean(false)
        case .enumeration: return .enumeration(0)
        case .array(let element, let count): return .elements(Array(repeating: zero(element), count: count))
        case .structure(let index): return .structure(model.structures[index].fields.map { zero(self.type(of: $0)) })
        default: return .integer(0)
        }
    }

    /// A number as a value of a scalar type, cut as C cuts it.
    func constant(_ number: Int, _ type: ValueType) -> Value {
        switch type {
        case .bool: return .boolean(number & 1 != 0)
        case .enumeration: return .enumeration(number & 0xFF)
        case .sized(let bits, let signed):
            if bits >= 64 { return .integer(number) }
            let cut = number & (1 << bits - 1)
            return .integer(signed && cut >> (bits - 1) & 1 != 0 ? cut - 1 << bits : cut)
        default: return .integer(number)
        }
    }

    // MARK: Statements

    private var statementIDs: [SourceSpan: [Int: StatementID]] = [:]

    /// The statement at a place of a proctype, for anchors and for people.
    func statement(
        _ span: SourceSpan, _ routine: RoutineID, label: String? = nil, text: String? = nil
    ) -> StatementID {
        if let known = statementIDs[span]?[routine] { return known }
        let id = program.statements.count
        statementIDs[span, default: [:]][routine] = id
        program.statements.append(
            Statement(
                span: span, routine: routine, text: text ?? model.source.normalizedText(span), occurrence: 0,
                label: label))
        return id
    }

    private func numberStatements() {
        var seen: [String: Int] = [:]
        let order = program.statements.indices.sorted {
            let (a, b) = (program.statements[$0], program.statements[$1])
            return (a.routine, a.span.start, a.span.end) < (b.routine, b.span.start, b.span.end)
        }
        for index in order {
            let key = "\(program.statements[index].routine) \(program.statements[index].text)"
            program.statements[index].occurrence = seen[key, default: 0]
            seen[key, default: 0] += 1
        }
    }
}
