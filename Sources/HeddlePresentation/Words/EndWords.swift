package import HeddleEngine
internal import HeddleProgram

/// How a line of play ended, for Play's ends and for reports: `✗ balance = 1, not 2`, `✗ deadlock`, `✓`.
package struct EndWords: Sendable {
    let machine: Machine
    let marks: Marks

    package init(machine: Machine, marks: Marks) {
        self.machine = machine
        self.marks = marks
    }

    package struct End: Hashable, Sendable {
        package var isGood: Bool
        /// What the values say: `balance = 1, not 2`.
        package var detail: String
        /// What the property says: `every deposit is kept`.
        package var sentence: String
    }

    /// nil where the run goes on.
    package func end(state: State, event: Event) -> End? {
        if let violation = event.violation {
            let words = ViolationWords(machine: machine, state: state, marks: marks)
            return End(isGood: false, detail: words.brief(violation), sentence: words.title(violation))
        }
        switch machine.ending(state) {
        case .running: return brokenInvariant(state)
        case .deadlock:
            let words = FindingWords.checkFailure(.deadlock, in: machine.program)
            return End(isGood: false, detail: words, sentence: words)
        case .violated: return End(isGood: false, detail: "violated", sentence: "violated")
        case .ended: return ended(state)
        }
    }

    /// A run that goes on, in a state where an invariant is false.
    private func brokenInvariant(_ state: State) -> End? {
        firstFalse(properties(.invariant), state)
    }

    private func properties(_ kind: Property.Kind) -> [Int] {
        machine.program.properties.indices.filter { machine.program.properties[$0].kind == kind }
    }

    private func firstFalse(_ properties: [Int], _ state: State) -> End? {
        for index in properties where machine.evaluate(property: index, in: state) != .value(true) {
            let words = PropertyWords(machine: machine, state: state, marks: marks)
            let title = VisibleText.of(machine.program.properties[index].title)
            return End(isGood: false, detail: words.difference(property: index) ?? title, sentence: title)
        }
        return nil
    }

    private func ended(_ state: State) -> End {
        let finals = properties(.final)
        if let broken = firstFalse((finals + properties(.invariant)).sorted(), state) { return broken }
        if let leak = LeakFinder.violation(at: .ended, machine: machine, state: state) {
            let words = ViolationWords(machine: machine, state: state, marks: marks)
            return End(isGood: false, detail: words.brief(leak), sentence: words.title(leak))
        }
        guard let index = finals.first else { return End(isGood: true, detail: "ends", sentence: "ends") }
        let words = PropertyWords(machine: machine, state: state, marks: marks)
        let title = VisibleText.of(machine.program.properties[index].title)
        return End(
            isGood: true, detail: words.equality(property: index) ?? title,
            sentence: finals.count == 1 ? title : "every property holds")
    }
}

/// A property's expression with its values.
package struct PropertyWords: Sendable {
    let machine: Machine
    let state: State
    let marks: Marks

    package init(machine: Machine, state: State, marks: Marks) {
        self.machine = machine
        self.state = state
        self.marks = marks
    }

    private var values: ValueText { ValueText(machine: machine, state: state, marks: marks) }

    private func parts(_ property: Int, _ conjunct: Int) -> (left: Expression, op: BinaryOperator, right: Expression)? {
        guard case .binary(let op, let left, let right) = expression(property, conjunct).kind else { return nil }
        return (left, op, right)
    }

    func expression(_ property: Int, _ conjunct: Int) -> Expression {
        let property = machine.program.properties[property]
        return conjunct < property.conjuncts.count ? property.conjuncts[conjunct].expression : property.expression
    }

    package func conjunctCount(_ property: Int) -> Int { max(1, machine.program.properties[property].conjuncts.count) }

    package func text(property: Int, conjunct: Int) -> String {
        let it = machine.program.properties[property]
        return VisibleText.of(conjunct < it.conjuncts.count ? it.conjuncts[conjunct].text : it.text)
    }

    package func isTrue(property: Int, conjunct: Int) -> Bool {
        let it = machine.program.properties[property]
        if conjunct < it.conjuncts.count {
            return machine.evaluate(property: property, conjunct: conjunct, in: state) == .value(true)
        }
        return machine.evaluate(property: property, in: state) == .value(true)
    }

    /// The outermost comparison with its values: `("1", "==", "2")`.
    package func operands(property: Int, conjunct: Int) -> (left: String, sign: String, right: String)? {
        guard let parts = parts(property, conjunct),
            let pair = machine.operands(property: property, conjunct: conjunct, in: state)
        else { return nil }
        return (
            values.text(pair.left, parts.left.type), parts.op.rawValue, values.text(pair.right, parts.right.type)
        )
    }

    /// The operands of the `||` that a conjunct is; one where it is none.
    func alternatives(property: Int, conjunct: Int) -> [Expression] {
        // Parts of an expression that has no conjuncts are not computed by themselves.
        guard conjunct < machine.program.properties[property].conjuncts.count else { return [] }
        return expression(property, conjunct).alternatives
    }

    func value(property: Int, conjunct: Int, alternative: Int) -> PropertyValue {
        machine.evaluate(property: property, conjunct: conjunct, alternative: alternative, in: state)
    }

    /// `||`, as the model's language writes it.
    var disjunction: String { machine.program.litmus == nil ? "||" : "\\/" }

    /// The values of a conjunct: `1 == 2`, else whether it is true.
    package func valueText(property: Int, conjunct: Int) -> String {
        if let it = operands(property: property, conjunct: conjunct) { return "\(it.left) \(it.sign) \(it.right)" }
        if fault(property: property, conjunct: conjunct) != nil { return "cannot be computed" }
        return isTrue(property: property, conjunct: conjunct) ? "true" : "false"
    }

    /// Why a conjunct has no value: the property's own fault (language.md section 13.1).
    func fault(property: Int, conjunct: Int) -> String? {
        let it = machine.program.properties[property]
        let value =
            conjunct < it.conjuncts.count
            ? machine.evaluate(property: property, conjunct: conjunct, in: state)
            : machine.evaluate(property: property, in: state)
        guard case .fault(let violation) = value else { return nil }
        return ViolationWords(machine: machine, state: state, marks: marks, nobody: "the property").sentence(violation)
    }

    /// The first conjunct that is false: its index.
    package func failingConjunct(_ property: Int) -> Int? {
        (0..<conjunctCount(property)).first { !isTrue(property: property, conjunct: $0) }
    }

    /// `balance = 1, not 2`, of the first false conjunct where it is an equation.
    func difference(property: Int) -> String? {
        guard let conjunct = failingConjunct(property), let parts = parts(property, conjunct), parts.op == .equal,
            let it = operands(property: property, conjunct: conjunct)
        else { return nil }
        return "\(side(parts.left)) = \(it.left), not \(it.right)"
    }

    /// `balance = 2`, of the first conjunct where it is an equation.
    func equality(property: Int) -> String? {
        guard let parts = parts(property, 0), parts.op == .equal, let it = operands(property: property, conjunct: 0)
        else { return nil }
        return "\(side(parts.left)) = \(it.left)"
    }

    /// What a conjunct's values are: `balance = 1` of an equation, `inside = 2` of a comparison with a number,
    /// `first = 2, last = 1` of one between two values; else whether it is true.
    func reading(property: Int, conjunct: Int) -> String {
        guard let parts = parts(property, conjunct), let it = operands(property: property, conjunct: conjunct) else {
            let text = text(property: property, conjunct: conjunct)
            if fault(property: property, conjunct: conjunct) != nil { return text + " cannot be computed" }
            return text + (isTrue(property: property, conjunct: conjunct) ? " is true" : " is false")
        }
        let (left, right) = (side(parts.left), side(parts.right))
        let isLeftPlain = left == it.left
        if parts.op == .equal, !isLeftPlain { return "\(left) = \(it.left)" }
        var values = isLeftPlain ? [] : ["\(left) = \(it.left)"]
        if right != it.right { values.append("\(right) = \(it.right)") }
        return values.isEmpty ? "\(it.left) \(it.sign) \(it.right)" : values.joined(separator: ", ")
    }

    /// Both sides of a conjunct that is a comparison, as they are written.
    package func sides(property: Int, conjunct: Int) -> (left: String, right: String)? {
        guard let parts = parts(property, conjunct) else { return nil }
        return (side(parts.left), side(parts.right))
    }

    func side(_ expression: Expression) -> String {
        VisibleText.of(machine.program.source.normalizedText(expression.span))
    }

    /// `balance == tellers, 1 == 2`: the expression (or its false part) with its values.
    package func detail(property: Int, separator: String = ", ") -> String {
        let conjunct = failingConjunct(property) ?? 0
        let text = text(property: property, conjunct: conjunct)
        if let fault = fault(property: property, conjunct: conjunct) { return text + separator + fault }
        guard let it = operands(property: property, conjunct: conjunct) else { return text }
        return text + separator + "\(it.left) \(it.sign) \(it.right)"
    }
}
