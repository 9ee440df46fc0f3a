internal import HeddleProgram

/// Conditions as jumps: a truth value that nobody keeps is never put into a register.
extension Compiler {
    /// To `label` unless the condition holds.
    func jump(unless condition: Expression, to label: Int) {
        switch condition.kind {
        case .and(let left, let right):
            jump(unless: left, to: label)
            jump(unless: right, to: label)
        case .or(let left, let right):
            let holds = newLabel()
            jump(if: left, to: holds)
            jump(unless: right, to: label)
            place(holds)
        case .unary(.not, let inner): jump(if: inner, to: label)
        default: emit(.branchFalse, value(condition), 0, label)
        }
    }

    /// To `label` if the condition holds.
    func jump(if condition: Expression, to label: Int) {
        switch condition.kind {
        case .and(let left, let right):
            let fails = newLabel()
            jump(unless: left, to: fails)
            jump(if: right, to: label)
            place(fails)
        case .or(let left, let right):
            jump(if: left, to: label)
            jump(if: right, to: label)
        case .unary(.not, let inner): jump(unless: inner, to: label)
        default: emit(.branchTrue, value(condition), 0, label)
        }
    }

    /// For the record of a step: what the first comparison of an assertion that fails compares. Of `&&` each side is a
    /// comparison of its own, and the right one is looked at where the left one holds, for only there it is computed.
    /// `isNamed`: its text is noted as well, for what is read above it is not the condition itself.
    func noteCompared(_ condition: Expression, isNamed: Bool = false) {
        guard annotates else { return }
        switch condition.kind {
        case .and(let left, let right):
            noteCompared(left, isNamed: true)
            let fails = newLabel()
            jump(unless: left, to: fails)
            noteCompared(right, isNamed: true)
            place(fails)
        case .binary(let sign, let left, let right) where left.type.isScalar:
            let flag = value(condition)
            let (first, second) = (value(left), value(right))
            note(
                .asserted(
                    flag: flag, sign: sign.rawValue, NotedValue(register: first, type: left.type),
                    NotedValue(register: second, type: right.type), part: isNamed ? text(condition) : nil))
        default: break
        }
    }
}
