package import HeddleEngine
package import HeddleProgram

/// Why a request can't be searched for.
package struct WayRefusal: Error, Hashable, Sendable {
    package var message: String
    package var hint: String?
    /// What is wrong within the request's free text. Unit: characters of it.
    package var columns: Range<Int>?
    /// All that is wrong with an expression. Unit of the spans: bytes of it.
    package var diagnostics: [Diagnostic] = []

    package init(_ message: String, hint: String? = nil) {
        self.message = message
        self.hint = hint
    }

    /// The first of an expression's mistakes, and the others behind it.
    package init(_ diagnostics: [Diagnostic], in text: String) {
        let first = diagnostics.first
        message = first?.message ?? "the condition can't be read"
        hint = first?.hint
        self.diagnostics = diagnostics
        guard let first else { return }
        let bytes = Array(text.utf8)
        func column(_ offset: Int) -> Int {
            String(decoding: bytes[..<max(0, min(offset, bytes.count))], as: UTF8.self).count
        }
        let start = column(first.span.start)
        columns = start..<max(start + 1, column(first.span.end))
    }
}

/// A request made ready: a machine that knows what is asked for, the state it is asked from, the goal.
package struct WayPlan: Sendable {
    package var machine: Machine
    package var start: State
    package var goal: WayGoal

    package var way: WayToGoal { WayToGoal(machine: machine, from: start, goal: goal) }
}

/// Makes requests ready for a model. It reads no expression itself: front ends do.
package struct WayPlanner {
    /// A machine of the same model with an expression as one of its properties; `isValue`: as one that compares it with
    /// itself.
    package typealias Compile = (
        _ text: String, _ isValue: Bool
    ) -> Result<(machine: Machine, property: Int), WayRefusal>

    private let machine: Machine
    private let compile: Compile

    package init(machine: Machine, compile: @escaping Compile) {
        self.machine = machine
        self.compile = compile
    }

    /// `path`: the steps from the model's start to where it is asked.
    package func plan(_ request: WayRequest, path: [Transition]) -> Result<WayPlan, WayRefusal> {
        let path = request.isFromStart ? [] : path
        switch request.goal {
        case .condition(let text):
            return compile(text, false).flatMap { plan($0.machine, path, .holds(property: $0.property)) }
        case .change(let text):
            if let object = object(text) {
                return plan(machine, path, .objectChanges(object.id, index: object.index))
            }
            return compile(text, true).flatMap { asked in
                let unset = Self.unsetLocal(asked.machine, asked.property, path)
                return plan(asked.machine, path, unset ?? .changes(property: asked.property))
            }
        case .violation:
            let run = Judge.run(of: machine.program, memoryModel: machine.memoryModel)
            return plan(machine, path, .fails(looksForRaces: Judge.looksForRaces(machine.program, run: run)))
        case .line(let line):
            let lines = machine.stepLines
            if lines.contains(line) { return plan(machine, path, .arrives(line: line)) }
            return .failure(
                WayRefusal("No step stands at line \(line).", hint: "Lines with steps: \(Self.ranges(lines))."))
        case .blocked(let name):
            return plan(machine, path, .blocks(thread: 0)).flatMap { made in
                let reader = SketchReader(machine: machine, marks: Marks(ascii: false))
                if let thread = reader.thread(name, made.start) {
                    return .success(WayPlan(machine: machine, start: made.start, goal: .blocks(thread: thread)))
                }
                let names = (0..<machine.threadCount(in: made.start)).map { machine.threadName($0, in: made.start) }
                let near = NearestWord.nearest(to: name, among: names)
                return .failure(
                    WayRefusal(
                        "There is no thread '\(name)' here.",
                        hint: near.map { "Did you mean \($0)?" }
                            ?? "Threads: \(names.prefix(12).joined(separator: ", "))."))
            }
        }
    }

    private func plan(_ machine: Machine, _ path: [Transition], _ goal: WayGoal) -> Result<WayPlan, WayRefusal> {
        var state = machine.start().state
        for transition in path {
            guard let next = machine.apply(transition, to: state) else {
                return .failure(
                    WayRefusal("Heddle bug: with this condition the steps made so far can't be made again."))
            }
            state = next.state
        }
        return .success(WayPlan(machine: machine, start: state, goal: goal))
    }

    /// The goal for a thread's local that has no value yet: its first one is a change, whatever the state held before.
    private static func unsetLocal(_ machine: Machine, _ property: Int, _ path: [Transition]) -> WayGoal? {
        guard machine.program.processes == nil,
            case .binary(_, let asked, _) = machine.program.properties[property].expression.kind,
            case .read(.threadLocal(let named, let routine, let local)) = asked.kind,
            case .constant(.thread(let thread)) = named.kind,
            !machine.program.routines[routine].locals[local].isFixed
        else { return nil }
        var (state, event) = machine.start()
        for transition in path {
            if event.gives(thread: thread, routine: routine, local: local) { return nil }
            guard let next = machine.apply(transition, to: state) else { return nil }
            (state, event) = next
        }
        if event.gives(thread: thread, routine: routine, local: local) { return nil }
        return .assigns(thread: thread, routine: routine, local: local)
    }

    /// A shared object by its name, `fork[1]` of an array of them.
    private func object(_ text: String) -> (id: ObjectID, index: Int)? {
        var name = text[...]
        var index: Int?
        if text.hasSuffix("]"), let open = text.firstIndex(of: "[") {
            guard let number = Int(text[text.index(after: open)..<text.index(before: text.endIndex)]) else {
                return nil
            }
            name = text[..<open]
            index = number
        }
        for (id, object) in machine.program.objects.enumerated() where object.name == name && !object.isOwn {
            if case .pool = object.kind { return nil }
            guard let count = object.count else { return index == nil ? (id, 0) : nil }
            if let index, index >= 0, index < count { return (id, index) }
        }
        return nil
    }

    /// `5, 9–11, 14`
    private static func ranges(_ lines: [Int]) -> String {
        var parts: [(first: Int, last: Int)] = []
        for line in lines {
            if let last = parts.last, last.last + 1 == line {
                parts[parts.count - 1].last = line
            } else {
                parts.append((line, line))
            }
        }
        var texts = parts.map { $0.first == $0.last ? "\($0.first)" : "\($0.first)–\($0.last)" }
        if texts.count > 12 { texts = Array(texts.prefix(12)) + ["…"] }
        return texts.joined(separator: ", ")
    }
}
