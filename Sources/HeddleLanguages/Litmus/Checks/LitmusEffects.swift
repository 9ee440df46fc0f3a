internal import HeddleProgram

/// What evaluating an expression touches.
struct LitmusEffects {
    private(set) var touchesMemory = false
    private(set) var read: Set<String> = []
    private(set) var written: Set<String> = []

    init(_ expression: LitmusExpression) { add(expression) }

    /// Whether the result doesn't depend on which of the two is evaluated first.
    func isOrdered(against other: LitmusEffects) -> Bool {
        if touchesMemory && other.touchesMemory { return false }
        return written.isDisjoint(with: other.read.union(other.written)) && other.written.isDisjoint(with: read)
    }

    private mutating func add(_ expression: LitmusExpression) {
        switch expression.kind {
        case .number: break
        case .register(let name): read.insert(name.text)
        case .plain: touchesMemory = true
        case .unary(_, let operand): add(operand)
        case .and(let left, let right), .or(let left, let right), .binary(_, let left, let right):
            add(left)
            add(right)
        case .operation(let operation):
            touchesMemory = true
            switch operation.kind {
            case .load, .fence: break
            case .store(_, let value, _), .modify(_, _, let value, _): add(value)
            case .compareExchange(_, let expected, let desired, _, _, _):
                add(desired)
                if case .register(let name) = expected {
                    read.insert(name.text)
                    written.insert(name.text)
                }
            }
        }
    }
}
