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
}
