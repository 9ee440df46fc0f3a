import HeddleLanguages
import HeddleProgram

/// A syntax tree written with every pair of brackets, to compare shapes.
enum SyntaxTreeText {
    static func text(_ expression: SyntaxExpression) -> String {
        switch expression.kind {
        case .integer(let value): return "\(value)"
        case .boolean(let value): return "\(value)"
        case .nil: return "nil"
        case .selfThread: return "self"
        case .name(let name): return name
        case .parenthesized(let inner): return text(inner)
        case .array(let elements): return "[" + elements.map(text).joined(separator: ", ") + "]"
        case .repeated(let value, let length): return "[\(text(value)); \(text(length))]"
        case .new(let name, let arguments): return "new \(name.text)" + list(arguments)
        case .spawn(let name, let arguments): return "spawn \(name.text)" + list(arguments)
        case .quantifier(let quantifier, let name, let domain, let body):
            return "\(quantifier)(\(name.text) in \(text(domain)): \(text(body)))"
        case .member(let base, let name): return "\(text(base)).\(name.text)"
        case .number(let base, let number): return "\(text(base)).\(number)"
        case .index(let base, let index): return "\(text(base))[\(text(index))]"
        case .call(let base, let arguments): return text(base) + list(arguments)
        case .unwrap(let base): return text(base) + "!"
        case .unary(let symbol, let operand): return "(\(symbol)\(text(operand)))"
        case .binary(let symbol, let left, let right, _): return "(\(text(left)) \(symbol) \(text(right)))"
        case .conditional(let condition, let first, let second):
            return "(\(text(condition)) ? \(text(first)) : \(text(second)))"
        case .at(let base, let label): return "(\(text(base)) at \(label.text))"
        case .error: return "error"
        }
    }

    static func text(_ domain: SyntaxDomain) -> String {
        switch domain {
        case .range(let low, let high, let isInclusive, _):
            return text(low) + (isInclusive ? "..." : "..<") + text(high)
        case .expression(let expression): return text(expression)
        }
    }

    static func text(_ type: SyntaxType) -> String {
        switch type.kind {
        case .name(let name): return name.text
        case .thread: return "thread"
        case .range(let low, let high, let isInclusive): return text(low) + (isInclusive ? "..." : "..<") + text(high)
        case .optional(let base): return text(base) + "?"
        case .array(let base, let size): return "\(text(base))[\(text(size))]"
        case .list(let base, let size): return "\(text(base))[..\(text(size))]"
        }
    }

    private static func list(_ arguments: [SyntaxArgument]) -> String {
        let parts = arguments.map { ($0.label.map { "\($0.text): " } ?? "") + text($0.value) }
        return "(" + parts.joined(separator: ", ") + ")"
    }
}
