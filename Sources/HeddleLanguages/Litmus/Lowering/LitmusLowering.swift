internal import HeddleProgram

/// A checked test to its program.
///
/// A location is a variable or an atomic, a thread a group of one, a register a local that keeps its last value. All
/// integers have 64 bits; leaving them is a violation (in C, that of an `int` is undefined).
struct LitmusLowering {
    private let test: LitmusTest
    private let scope: LitmusScope
    private(set) var program: Program

    init(_ test: LitmusTest, _ scope: LitmusScope, settings: [Setting]) {
        self.test = test
        self.scope = scope
        program = Program(source: test.source, name: test.name.text)
        // A test is C, and C has C's memory unless the command line says otherwise.
        program.memoryModel = .c11
        program.documentation = test.description
        program.litmus = LitmusFacts()
        declare(settings)
        declareLocations()
        lowerThreads()
        lowerConditions()
    }

    /// What was set from outside, as constants that the test itself doesn't have.
    private mutating func declare(_ settings: [Setting]) {
        for setting in settings {
            if let number = Int(setting.value), String(number) == setting.value {
                program.constants.append(
                    Constant(name: setting.name, type: .int, value: .integer(number), declared: .uninitialized))
                continue
            }
            let type = ValueType.enumeration(program.enumerations.count)
            program.enumerations.append(Enumeration(name: setting.name, cases: ["", setting.value]))
            program.constants.append(
                Constant(name: setting.name, type: type, value: .enumeration(1), declared: .enumeration(0)))
        }
    }

    private mutating func declareLocations() {
        for location in scope.locations {
            let initial = Value.integer(location.initial)
            program.objects.append(
                SharedObject(
                    name: location.name.text,
                    kind: location.isAtomic == true
                        ? .atomic(.int, initial: initial) : .variable(.int, initial: initial),
                    span: location.name.span))
        }
    }

    private mutating func lowerThreads() {
        for (index, thread) in test.threads.enumerated() {
            let lowering = LitmusThreadLowering(
                test.source, routine: index, scope: scope, thread: scope.threads[index],
                statements: program.statements)
            lowering.lower(thread.body)
            program.statements = lowering.statements
            program.routines.append(
                Routine(name: thread.name.text, locals: lowering.locals, code: lowering.code, span: thread.span))
            program.threadGroups.append(
                ThreadGroup(name: thread.name.text, copies: .single, routine: index, span: thread.name.span))
        }
    }

    // MARK: - Conditions

    private mutating func lowerConditions() {
        let filter = test.filter.map(lower)
        if let final = test.final {
            let condition = lower(final.condition)
            let fact = LitmusFacts.Condition(
                quantifier: final.quantifier, text: text(final.condition.span), property: program.properties.count)
            program.litmus?.condition = fact
            program.properties.append(property(final, condition, filter))
        }
        if let filter, let span = test.filter?.span {
            let place = program.properties.count
            program.litmus?.filter = place
            program.properties.append(
                Property(
                    name: "filter", sentence: nil, kind: .outcome, expression: filter, text: "filter " + text(span),
                    conjuncts: [Conjunct(expression: filter, text: text(span))], span: span))
        }
    }

    private func property(_ final: LitmusFinal, _ condition: Expression, _ filter: Expression?) -> Property {
        let name: String
        let kind: Property.Kind
        let expression: Expression
        var conjuncts: [Conjunct] = []
        let span = final.condition.span
        switch final.quantifier {
        case .exists:
            (name, kind) = ("exists", .outcome)
            expression = filter.map { Expression(.and($0, condition), .bool, span) } ?? condition
            if let filter, let part = test.filter {
                conjuncts.append(Conjunct(expression: filter, text: text(part.span)))
            }
            conjuncts += self.conjuncts(of: final.condition)
        case .notExists:
            (name, kind) = ("notExists", .final)
            let both = filter.map { Expression(.and($0, condition), .bool, span) } ?? condition
            expression = Expression(.unary(.not, both), .bool, span)
        case .forall:
            (name, kind) = ("forall", .final)
            expression = filter.map { Expression(.implies($0, condition), .bool, span) } ?? condition
            if filter == nil { conjuncts = self.conjuncts(of: final.condition) }
        }
        let whole = text(final.span)
        if conjuncts.isEmpty { conjuncts = [Conjunct(expression: expression, text: whole)] }
        return Property(
            name: name, sentence: nil, kind: kind, expression: expression, text: whole, conjuncts: conjuncts,
            span: final.span)
    }

    private func conjuncts(of condition: LitmusCondition) -> [Conjunct] {
        guard case .all(let parts) = condition.kind else {
            return [Conjunct(expression: lower(condition), text: text(condition.span))]
        }
        return parts.map { Conjunct(expression: lower($0), text: text($0.span)) }
    }

    private func text(_ span: SourceSpan) -> String { test.source.normalizedText(span) }

    /// A question as the last property.
    mutating func add(_ condition: LitmusCondition, _ question: Question) {
        let expression = lower(condition)
        program.properties.append(
            Property(
                name: "", sentence: nil, kind: .reachable, expression: expression, text: question.text,
                conjuncts: [Conjunct(expression: expression, text: question.text)], span: condition.span))
    }

    private func lower(_ condition: LitmusCondition) -> Expression {
        let span = condition.span
        switch condition.kind {
        case .truth(let isTrue): return Expression(.constant(.boolean(isTrue)), .bool, span)
        case .not(let inner): return Expression(.unary(.not, lower(inner)), .bool, span)
        case .all(let parts): return joined(parts[...]) { .and($0, $1) }
        case .any(let parts): return joined(parts[...]) { .or($0, $1) }
        case .implies(let left, let right): return Expression(.implies(lower(left), lower(right)), .bool, span)
        case .compare(let place, let isEqual, let operand):
            let value: Expression
            switch operand {
            case .number(let number): value = Expression(.constant(.integer(number)), .int, span)
            case .place(let other): value = lower(other)
            }
            return Expression(.binary(isEqual ? .equal : .notEqual, lower(place), value), .bool, span)
        }
    }

    /// Parts side by side as a tree that is no deeper than it must be.
    private func joined(
        _ parts: ArraySlice<LitmusCondition>, _ join: (Expression, Expression) -> Expression.Kind
    ) -> Expression {
        guard parts.count > 1 else { return lower(parts[parts.startIndex]) }
        let middle = parts.startIndex + parts.count / 2
        let (left, right) = (joined(parts[..<middle], join), joined(parts[middle...], join))
        return Expression(join(left, right), .bool, left.span.union(right.span))
    }

    private func lower(_ place: LitmusPlace) -> Expression {
        let found: Place
        if let thread = place.thread {
            guard let register = scope.threads[thread].register(place.name.text) else {
                preconditionFailure("Heddle bug: a register that was checked is gone")
            }
            found = .threadLocal(
                thread: Expression(.constant(.thread(thread)), .thread, place.span), routine: thread, local: register)
        } else {
            guard let location = scope.location(place.name.text) else {
                preconditionFailure("Heddle bug: a location that was checked is gone")
            }
            found = .shared(location)
        }
        return Expression(.read(found), .int, place.span)
    }
}
