import HeddleLanguages
import HeddleProgram

/// A Promela model's tree as short text, for comparing in tests.
struct PromelaTreeText {
    let model: PromelaModel
    let locals: [PromelaVariable]
    let labels: [PromelaLabel]

    /// The body of a process.
    static func body(_ model: PromelaModel, _ number: Int = 0) -> String {
        let proctype = model.proctypes[number]
        let text = PromelaTreeText(model: model, locals: proctype.locals, labels: proctype.labels)
        return text.sequence(proctype.body)
    }

    func sequence(_ sequence: PromelaSequence) -> String {
        sequence.statements.map(statement).joined(separator: "; ")
    }

    private func statement(_ statement: PromelaStatement) -> String {
        statement.labels.map { "\(labels[$0].name.text): " }.joined() + kind(statement.kind)
    }

    private func kind(_ kind: PromelaStatement.Kind) -> String {
        switch kind {
        case .assign(let place, let value): return "\(self.place(place)) = \(expression(value))"
        case .discard(let value): return "_ = \(expression(value))"
        case .increment(let place, let amount): return self.place(place) + (amount > 0 ? "++" : "--")
        case .condition(let value): return "?\(expression(value))"
        case .skip: return "skip"
        case .otherwise: return "else"
        case .send(let channel, let sorted, let values):
            return "\(place(channel))\(sorted ? "!!" : "!")\(list(values))"
        case .receive(let receive): return self.receive(receive)
        case .choice(let options, let repeats):
            return (repeats ? "do" : "if") + "{" + options.map(sequence).joined(separator: " | ") + "}"
        case .goto(let label): return "goto \(labels[label].name.text).\(label)"
        case .break: return "break"
        case .block(let inner): return "{\(sequence(inner))}"
        case .atomic(let inner): return "atomic{\(sequence(inner))}"
        case .deterministic(let inner): return "d_step{\(sequence(inner))}"
        case .unless(let main, let escape): return "{\(sequence(main))}unless{\(sequence(escape))}"
        case .assert(let value): return "assert \(expression(value))"
        case .print(let parts): return "print " + parts.map(part).joined(separator: "+")
        case .exclusive(let channel, let sends): return (sends ? "xs " : "xr ") + place(channel)
        }
    }

    private func part(_ part: PromelaPrintPart) -> String {
        switch part {
        case .text(let text): return "'\(text)'"
        case .value(let format, let value): return "%\(format.rawValue)(\(expression(value)))"
        }
    }

    private func list(_ values: [PromelaExpression]) -> String { values.map(expression).joined(separator: ",") }

    private func receive(_ receive: PromelaReceive) -> String {
        let arguments = receive.arguments.map { argument in
            switch argument {
            case .store(let place): self.place(place)
            case .match(let value): "=\(expression(value))"
            case .ignore: "_"
            }
        }.joined(separator: ",")
        let sign = receive.anywhere ? "??" : "?"
        return place(receive.channel) + sign + (receive.keeps ? "<\(arguments)>" : arguments)
    }

    private func place(_ place: PromelaPlace) -> String {
        switch place.root {
        case .global(let index): return parts(place, model.globals[index])
        case .local(let index): return parts(place, locals[index])
        }
    }

    private func parts(_ place: PromelaPlace, _ root: PromelaVariable) -> String {
        var text = root.name.text + (place.index.map { "[\(expression($0))]" } ?? "")
        var type = root.type
        for member in place.members {
            guard case .structure(let structure) = type else { return text + ".?" }
            let field = model.structures[structure].fields[member.field]
            text += ".\(field.name.text)" + (member.index.map { "[\(expression($0))]" } ?? "")
            type = field.type
        }
        return text
    }

    func expression(_ expression: PromelaExpression) -> String {
        switch expression.kind {
        case .number(let value): return "\(value)"
        case .mtype(let set, let value): return model.mtypes[set].names[value - 1].text
        case .place(let place): return self.place(place)
        case .unary(let operation, let operand): return operation.rawValue + self.expression(operand)
        case .binary(let operation, let left, let right):
            return "(\(self.expression(left)) \(operation.rawValue) \(self.expression(right)))"
        case .conditional(let test, let first, let second):
            return "(\(self.expression(test)) -> \(self.expression(first)) : \(self.expression(second)))"
        case .channel(let question, let channel): return "\(question.rawValue)(\(place(channel)))"
        case .poll(let receive): return "[\(self.receive(receive))]"
        case .run(let proctype, let values): return "run \(model.proctypes[proctype].name.text)(\(list(values)))"
        case .ownNumber: return "_pid"
        case .processCount: return "_nr_pr"
        case .lastMover: return "_last"
        case .timeout: return "timeout"
        case .remotePlace(let proctype, let instance, let place):
            let other = PromelaTreeText(
                model: model, locals: model.proctypes[proctype].locals, labels: model.proctypes[proctype].labels)
            return remote(proctype, instance) + ":" + other.place(place)
        case .remoteLabel(let proctype, let instance, let label):
            return remote(proctype, instance) + "@" + model.proctypes[proctype].labels[label].name.text
        }
    }

    private func remote(_ proctype: Int, _ instance: PromelaExpression?) -> String {
        model.proctypes[proctype].name.text + (instance.map { "[\(expression($0))]" } ?? "")
    }
}

extension PromelaFixtures {
    /// The text of the first process's body, or the diagnostics where there is no model.
    static func body(_ text: String, process: Int = 0, defines: [PromelaDefine] = []) -> String {
        let reading = read(text: text, defines: defines)
        guard let model = reading.model else {
            return reading.diagnostics.map(\.message).joined(separator: "\n")
        }
        return PromelaTreeText.body(model, process)
    }

    /// The body of a process `P` with some declarations before it.
    static func statements(_ text: String) -> String {
        body(
            """
            mtype = { ma, mb }; byte x, y, a[3]; short s; typedef T { byte f; byte g[2] }; T t; T ts[2];
            chan c = [2] of { byte, byte }; chan d = [1] of { T }; chan r = [0] of { mtype, byte };
            active proctype P() { \(text) }
            proctype W(byte p; chan q) { skip }
            """)
    }
}
