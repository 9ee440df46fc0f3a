package import HeddleEngine
internal import HeddleProgram

/// Where the values of a condition come from: who wrote them last, when, and from what.
package struct ValueOrigins: Sendable {
    package struct Row: Sendable {
        /// `balance = 1`
        package var value: String
        /// `written in step 4, teller.0 :10, from seen = 0 read in step 1`
        package var origin: String
        /// The step (from 1) that gave the value; nil: the start, or a constant.
        package var step: Int?
    }

    private let machine: Machine
    private let trace: Trace
    private let marks: Marks
    private let isRoomy: Bool
    private let values: ValueText

    /// `isRoomy`: names in full and the line of each step.
    package init(machine: Machine, trace: Trace, marks: Marks, isRoomy: Bool = false) {
        self.machine = machine
        self.trace = trace
        self.marks = marks
        self.isRoomy = isRoomy
        values = ValueText(machine: machine, state: trace.lastState, marks: marks)
    }

    /// Of the objects and constants that a part of a property names.
    package func rows(property: Int, conjunct: Int) -> [Row] {
        let program = machine.program
        let it = program.properties[property]
        let part = conjunct < it.conjuncts.count ? it.conjuncts[conjunct] : nil
        return rows(of: part?.expression ?? it.expression, text: part?.text ?? it.text)
    }

    /// `balance = 1   written in step 4, …`, the values in one column.
    package func lines(property: Int, conjunct: Int) -> [String] {
        Self.aligned(rows(property: property, conjunct: conjunct))
    }

    package static func aligned(_ rows: [Row]) -> [String] {
        let width = rows.map { CellWidth.of($0.value) }.max() ?? 0
        return rows.map { CellWidth.padded($0.value, width) + "   " + $0.origin }
    }

    private func rows(of expression: Expression, text: String) -> [Row] {
        let program = machine.program
        var rows: [Row] = []
        for object in ExpressionMentions(expression, in: program).objects.sorted() {
            guard case .value(let value) = machine.status(ofObject: object, index: 0, in: trace.lastState),
                let type = Self.type(program.objects[object])
            else { continue }
            let name = VisibleText.of(program.objects[object].name)
            let step = lastWrite(of: object)
            rows.append(
                Row(
                    value: "\(name) = \(values.text(value, type))", origin: step.map(written) ?? "as at the start",
                    step: step.map { $0 + 1 }))
        }
        rows += localRows(of: expression, text: text)
        let names = Set(text.split { !($0.isLetter || $0.isNumber || $0 == "_") }.map(String.init))
        for constant in program.constants where names.contains(constant.name) {
            let text = "\(VisibleText.of(constant.name)) = \(values.text(constant.value, constant.type))"
            let line = isRoomy ? " " + lineText(constant.span) : ""
            rows.append(Row(value: text, origin: "constant" + line, step: nil))
        }
        return rows
    }

    private func name(of local: String, thread: Int) -> String {
        machine.program.localName(local, ofThread: thread, called: values.name(ofThread: thread))
    }

    /// Locals of threads that it names: of those whose names stand in its text, else of all that have them.
    private func localRows(of expression: Expression, text: String) -> [Row] {
        let mentions = ExpressionMentions(expression, in: machine.program).threadLocals
        let sorted = mentions.sorted { ($0.routine, $0.local) < ($1.routine, $1.local) }
        let threads = 0..<machine.threadCount(in: trace.lastState)
        var found: [(thread: Int, row: Row)] = []
        for thread in threads {
            for it in sorted {
                guard
                    let value = machine.value(
                        ofLocal: it.local, routine: it.routine, thread: thread, in: trace.lastState)
                else { continue }
                let declared = machine.program.routines[it.routine].locals[it.local]
                let step = trace.events.lastIndex { event in
                    event.localChanges.contains {
                        $0.thread == thread && $0.routine == it.routine && $0.local == it.local
                    }
                }
                let name = self.name(of: VisibleText.of(declared.name), thread: thread)
                found.append(
                    (
                        thread,
                        Row(
                            value: "\(name) = \(values.text(value, declared.type))",
                            origin: step.map(given) ?? "no step has given it a value", step: step.map { $0 + 1 })
                    ))
            }
        }
        let named = found.filter { text.contains(name(of: "", thread: $0.thread)) }
        return (named.isEmpty ? found : named).map(\.row)
    }

    /// `read in step 1, teller.0 :9`; `step` from 0.
    private func given(_ step: Int) -> String {
        let event = trace.events[step]
        let isRead = event.operations.contains { $0.kind == .read || $0.kind == .readModifyWrite }
        let place = [values.name(ofThread: event.thread), line(event)].filter { !$0.isEmpty }
        let source = isRead && event.operations.count == 1 ? source(event.operations.first) : ""
        return "\(isRead ? "read" : "set") in step \(step + 1), " + place.joined(separator: " ") + source
    }

    /// The last step (from 0) that gave an object, or a part of it, a value.
    func lastWrite(of object: ObjectID) -> Int? {
        if machine.program.objects[object].isGhost {
            // What changes beside a step is no operation of it.
            return trace.steps.indices.last { step in
                machine.status(ofObject: object, index: 0, in: trace.state(after: step))
                    != machine.status(ofObject: object, index: 0, in: trace.state(after: step + 1))
            }
        }
        if let last = lastInMemory(of: object) { return last }
        return trace.events.lastIndex { event in
            event.operations.contains { $0.kind.writesValue && $0.object == object }
        }
    }

    /// Under a weak memory the step that made the newest write of an object, or of the part of it written last; the inner
    /// nil: the value is that of the start. The outer: the memory is strong.
    private func lastInMemory(of object: ObjectID) -> Int?? {
        guard machine.memoryModel != .sc, let picture = machine.memoryPicture(of: trace.lastState) else { return nil }
        let locations = picture.locations.filter { $0.object == object }
        guard !locations.isEmpty else { return nil }
        let steps = locations.compactMap { location in
            location.writes.last?.name.flatMap {
                trace.maker(of: $0, at: location.offset, before: trace.steps.count)
            }
        }
        return .some(steps.max())
    }

    /// `, from writer#1`: the write that a read of a weak memory saw.
    private func source(_ operation: Operation?) -> String {
        guard let source = operation?.memory?.readsFrom, machine.memoryModel != .sc else { return "" }
        return ", from \(values.name(of: source))"
    }

    /// `written in step 4, teller.0 :10, from seen = 0 read in step 1`; `step` from 0.
    func written(_ step: Int) -> String {
        let event = trace.events[step]
        let who = values.name(ofThread: event.thread)
        let place = [who, line(event)].filter { !$0.isEmpty }.joined(separator: " ")
        let from = sources(ofStep: step)
        if isRoomy { return "written in step \(step + 1) by \(place)" + (from.isEmpty ? "" : " from \(from)") }
        return "written in step \(step + 1), \(place)" + (from.isEmpty ? "" : ", from \(from)")
    }

    /// The locals that a step (from 0) computed from, with the steps that gave them.
    func sourceRows(ofStep step: Int) -> [Row] {
        ValueSource.sources(ofStep: step, in: trace, machine: machine).map { source in
            let given = trace.events[source.step - 1]
            let place = [values.name(ofThread: given.thread), line(given)].filter { !$0.isEmpty }
            return Row(
                value: "\(VisibleText.of(source.name)) = \(values.text(source.value, source.type))",
                origin: "\(source.isRead ? "read" : "set") in step \(source.step), " + place.joined(separator: " "),
                step: source.step)
        }
    }

    /// `seen = 0 read in step 1`
    private func sources(ofStep step: Int) -> String {
        let owner = isRoomy ? name(of: "", thread: trace.events[step].thread) : ""
        let found = ValueSource.sources(ofStep: step, in: trace, machine: machine)
        let parts = found.map { source in
            let text = "\(owner)\(VisibleText.of(source.name)) = \(values.text(source.value, source.type))"
            let verb = source.isRead ? "read" : "set"
            if isRoomy { return "\(text), \(verb) in step \(source.step) \(line(trace.events[source.step - 1]))" }
            return "\(text) \(verb) in step \(source.step)"
        }
        return Figures.list(parts)
    }

    private func line(_ event: Event) -> String { machine.span(of: event).map(lineText) ?? "" }

    private func lineText(_ span: SourceSpan) -> String {
        span == .none ? "" : ":\(machine.program.source.line(of: span.start))"
    }

    private static func type(_ object: SharedObject) -> ValueType? {
        switch object.kind {
        case .variable(let type, _), .atomic(let type, _): return object.count == nil ? type : nil
        default: return nil
        }
    }
}
