import HeddleEngine
import HeddleLanguages
import HeddleLibrary
import HeddlePresentation
import HeddleProgram
import HeddleScreen
import TestSupport
import Testing

/// The screens driven by keys without a terminal: effects on model and search are done at once, as `heddle screen`
/// does them; all others are kept for the test to look at.
struct ScreenPlayer {
    var state: AppState
    var effects: [Effect] = []
    private var source: SourceText
    private var number = 0
    private var exploration: Exploration?
    private var ahead: LookAhead?
    /// States that a search for a way looks at.
    var wayLimit = 1_000_000
    /// Path of the entry that the library is said to know.
    var known: String?
    /// States that the search and the look-ahead see; nil: as many as usual.
    private var bound: Int?
    private var memory: MemoryModel?

    init(
        _ source: String, columns: Int = 80, rows: Int = 24, settings: [Setting] = [], states bound: Int? = nil
    ) throws {
        let isFile = source.hasSuffix(".heddle") || source.hasSuffix(".pml")
        let text = isFile ? try Fixtures.text("golden/" + source) : source
        try self.init(
            isFile ? String(source.split(separator: "/").last ?? "") : "model.heddle", text: text, columns: columns,
            rows: rows, settings: settings, states: bound)
    }

    /// A model's text under a name that tells its language.
    init(
        _ path: String, text: String, columns: Int = 80, rows: Int = 24, settings: [Setting] = [],
        states bound: Int? = nil, memory: MemoryModel? = nil
    ) throws {
        self.bound = bound
        self.memory = memory
        if let bound { wayLimit = bound }
        source = SourceText(path: path, text: text)
        state = AppState(size: GridSize(columns: columns, rows: rows))
        try load(settings)
        try send(.libraryLoaded([]))
    }

    private mutating func load(_ settings: [Setting]) throws {
        let loaded =
            source.path.hasSuffix(".pml")
            ? PromelaFrontEnd.load(source, settings: settings)
            : source.path.hasSuffix(".litmus")
                ? LitmusFrontEnd.load(source, settings: settings) : HeddleFrontEnd.load(source, settings: settings)
        let program = try #require(loaded.program, "\(loaded.diagnostics)")
        number += 1
        ahead = nil
        let machine = try Machine(program, memoryModel: memory ?? program.memoryModel)
        try send(
            .modelLoaded(OpenedModel(number: number, machine: machine, settings: settings, digest: "3f9ab0c2")))
    }

    /// Another text of the same file, as an editor leaves it.
    mutating func rewrite(_ text: String) throws {
        source = SourceText(path: source.path, text: text)
        let loaded = HeddleFrontEnd.load(source, settings: state.model?.situation.settings ?? [])
        if loaded.program == nil {
            try send(.modelBroken(BrokenModel(source: source, diagnostics: loaded.diagnostics)))
        } else {
            try load(state.model?.situation.settings ?? [])
        }
    }

    mutating func send(_ message: Message) throws {
        for effect in update(&state, message) { try perform(effect) }
    }

    private mutating func perform(_ effect: Effect) throws {
        switch effect {
        case .explore(let model):
            guard model == number, let machine = state.model?.situation.machine else { return }
            let run = Judge.run(of: machine.program, memoryModel: machine.memoryModel)
            var options = SearchOptions(program: machine.program, run: run)
            options.groupsFindings = true
            options.states = bound
            let search = Exploration(machine: machine, options: options)
            search.finish()
            exploration = search
            let outcomes = search.outcomes(countingClasses: search.report.complete).outcomes
            var report = search.report
            if report.complete {
                report.coverage = search.coverage()
                search.addChances(to: &report)
                report.interleavings = search.interleavings()
                report.classes = Exploration.classes(outcomes, in: machine.program)
            }
            try send(.report(model: model, report, search.judgement(run: run), outcomes: outcomes))
        case .reload(let settings): try load(settings)
        case .set(let setting, let settings):
            let loaded = HeddleFrontEnd.load(source, settings: settings)
            if loaded.program == nil, !source.path.hasSuffix(".pml") {
                try send(.settingRefused(setting, loaded.diagnostics))
            } else {
                try load(settings)
            }
        case .query(let query):
            switch query.content {
            case .knownEntry:
                try send(.queryAnswered(Answer(number: query.number, content: .knownEntry(known))))
            case .fates(let model, let states):
                guard let exploration else { return }
                try send(.fates(model: model, states.compactMapValues { exploration.isDoomed($0) }))
            case .prospects(let model, let node, let state):
                guard let machine = self.state.model?.situation.machine else { return }
                let ahead =
                    self.ahead
                    ?? LookAhead(
                        machine: machine, looksForRaces: looksForRaces(machine), limit: bound ?? LookAhead.defaultLimit)
                self.ahead = ahead
                ahead.look(at: state)
                while !ahead.isFinal { ahead.advance(budget: 1_000) }
                if let prospects = ahead.prospects() {
                    try send(.prospects(model: model, node: node, prospects))
                }
            case .explanation(let model, let target, let finding):
                guard let machine = self.state.model?.situation.machine else { return }
                let words = PassWords(
                    machine: machine, finding: finding, looksForRaces: looksForRaces(machine),
                    marks: Marks(ascii: false))
                try send(.explained(model: model, target, words))
            case .way(let asked): try send(.queryAnswered(Answer(number: query.number, content: answer(asked))))
            case .wayToViolation(_, let node, let state):
                let way = exploration?.wayToViolation(from: state)
                try send(.queryAnswered(Answer(number: query.number, content: .wayToViolation(node: node, way))))
            }
        default: effects.append(effect)
        }
    }

    private func looksForRaces(_ machine: Machine) -> Bool {
        Judge.looksForRaces(
            machine.program, run: Judge.run(of: machine.program, memoryModel: machine.memoryModel))
    }

    private func answer(_ asked: WayQuery) throws -> Answer.Content {
        let machine = try #require(state.model?.machine)
        let settings = state.model?.situation.settings ?? []
        let planner = WayPlanner(machine: machine) { [source] text, isValue in
            let question = Question(isValue ? .value : .condition, text)
            let asked =
                source.path.hasSuffix(".pml")
                ? PromelaFrontEnd.ask(question, of: source, settings: settings)
                : HeddleFrontEnd.ask(question, of: source, settings: settings)
            guard let program = asked.program, let machine = try? Machine(program) else {
                return .failure(WayRefusal(asked.diagnostics, in: question.text))
            }
            return .success((machine, asked.property))
        }
        switch planner.plan(asked.request, path: asked.path) {
        case .failure(let refusal): return .wayRefused(refusal)
        case .success(let plan):
            let way = plan.way
            if way.isMetAtStart { return .way(WayOutcome(.holdsAlready, states: 1), []) }
            let search = way.search(limit: wayLimit)
            while search.answer == nil { search.advance(budget: 1_000) }
            guard case .found(let found)? = search.answer else {
                return .way(WayOutcome(search, faults: way.faults), [])
            }
            return .way(WayOutcome(search, faults: way.faults), found)
        }
    }

    /// Keys by name, blanks between; a word that begins with `:` runs to the next `;` and is a command line.
    mutating func press(_ script: String) throws {
        for part in script.split(separator: ";") {
            let text = part.drop { $0 == " " }
            if text.hasPrefix(":"), text.count > 1 {
                try send(.commandLine(String(text)))
                continue
            }
            for word in text.split(separator: " ") {
                let key = try #require(Key(name: String(word)), "no key \(word)")
                try send(.input(.key(key)))
            }
        }
    }

    /// Types text into a field, letter by letter.
    mutating func type(_ text: String) throws {
        for character in text { try send(.input(.key(.character(character)))) }
    }

    var grid: CellGrid { render(state, state.size) }
    var lines: [String] {
        let grid = grid
        return (0..<state.size.rows).map { grid.text(row: $0) }
    }
    var screen: String { lines.joined(separator: "\n") }
    var title: String { lines[0] }
    var sentence: String { lines[state.size.rows - 2] }
    var keyBar: String { lines[state.size.rows - 1] }
    var depth: Int { state.model?.node.depth ?? -1 }

    /// The current line by thread numbers, the place in brackets.
    var line: String {
        guard let situation = state.model?.situation else { return "" }
        return situation.play.line(through: situation.place).map { node in
            let thread = situation.play.nodes[node].transition.thread
            return node == situation.place ? "[\(thread)]" : "\(thread)"
        }.joined(separator: " ")
    }
}
