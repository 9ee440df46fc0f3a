internal import HeddleProgram

extension PromelaPreprocessor {
    /// Whether the constant expression of an `#if` or `#elif` holds.
    func condition(_ tokens: [PromelaToken], at span: SourceSpan) -> Bool {
        var plain: [PromelaToken] = []
        var index = 0
        while index < tokens.count {
            guard tokens[index].isWord("defined") else {
                plain.append(tokens[index])
                index += 1
                continue
            }
            let isBracketed = index + 1 < tokens.count && tokens[index + 1].isSymbol("(")
            let place = index + (isBracketed ? 2 : 1)
            guard place < tokens.count, tokens[place].kind == .name,
                !isBracketed || (place + 1 < tokens.count && tokens[place + 1].isSymbol(")"))
            else {
                complain("P128", tokens[index].span, "'defined' wants a name")
                return false
            }
            used.insert(tokens[place].text)
            var answer = tokens[index]
            answer.kind = .number
            answer.text = macros[tokens[place].text] != nil ? "1" : "0"
            plain.append(answer)
            index = place + (isBracketed ? 2 : 1)
        }
        let expanded = expand(plain, disabled: [], depth: 0)
        for token in expanded where token.kind == .name { used.insert(token.text) }
        var reader = PromelaCondition(expanded, span)
        let value = reader.value()
        if let problem = reader.problem { complain("P128", problem.span, problem.message) }
        return value != 0 && reader.problem == nil
    }
}

/// A constant expression of C's preprocessor, on 64-bit ints; names are 0.
struct PromelaCondition {
    private static let nestingLimit = 100
    private static let levels: [[String]] = [
        ["||"], ["&&"], ["|"], ["^"], ["&"], ["==", "!="], ["<", "<=", ">", ">="], ["<<", ">>"], ["+", "-"],
        ["*", "/", "%"],
    ]
    private let tokens: [PromelaToken]
    private let span: SourceSpan
    private var index = 0
    private var depth = 0
    private(set) var problem: (span: SourceSpan, message: String)?

    init(_ tokens: [PromelaToken], _ span: SourceSpan) {
        self.tokens = tokens
        self.span = span
    }

    mutating func value() -> Int {
        let value = choice()
        if problem == nil, index < tokens.count { fail("'\(tokens[index].text)' has no place here") }
        return value
    }

    private mutating func fail(_ message: String) {
        if problem == nil { problem = (index < tokens.count ? tokens[index].span : span, message) }
        index = tokens.count
    }

    private mutating func take(_ symbol: String) -> Bool {
        guard index < tokens.count, tokens[index].isSymbol(symbol) else { return false }
        index += 1
        return true
    }

    private mutating func choice() -> Int {
        guard depth < Self.nestingLimit else {
            fail("this condition is nested more than \(Self.nestingLimit) deep")
            return 0
        }
        depth += 1
        defer { depth -= 1 }
        let test = infix(0)
        guard take("?") else { return test }
        let first = choice()
        guard take(":") else {
            fail("expected ':' for the '?' before it")
            return 0
        }
        let second = choice()
        return test != 0 ? first : second
    }

    private mutating func infix(_ level: Int) -> Int {
        guard level < Self.levels.count else { return unary() }
        var left = infix(level + 1)
        while index < tokens.count, tokens[index].kind == .symbol, Self.levels[level].contains(tokens[index].text) {
            let symbol = tokens[index].text
            index += 1
            let right = infix(level + 1)
            left = apply(symbol, left, right)
        }
        return left
    }

    private mutating func apply(_ symbol: String, _ left: Int, _ right: Int) -> Int {
        switch symbol {
        case "||": return left != 0 || right != 0 ? 1 : 0
        case "&&": return left != 0 && right != 0 ? 1 : 0
        case "|": return left | right
        case "^": return left ^ right
        case "&": return left & right
        case "==": return left == right ? 1 : 0
        case "!=": return left != right ? 1 : 0
        case "<": return left < right ? 1 : 0
        case "<=": return left <= right ? 1 : 0
        case ">": return left > right ? 1 : 0
        case ">=": return left >= right ? 1 : 0
        case "<<": return left << (right & 63)
        case ">>": return left >> (right & 63)
        case "+": return left &+ right
        case "-": return left &- right
        case "*": return left &* right
        default:
            if right == 0 {
                fail("division by zero in a condition")
                return 0
            }
            if right == -1 { return symbol == "/" ? 0 &- left : 0 }
            return symbol == "/" ? left / right : left % right
        }
    }

    private mutating func unary() -> Int {
        guard depth < Self.nestingLimit else {
            fail("this condition is nested more than \(Self.nestingLimit) deep")
            return 0
        }
        depth += 1
        defer { depth -= 1 }
        if take("!") { return unary() == 0 ? 1 : 0 }
        if take("-") { return 0 &- unary() }
        if take("~") { return ~unary() }
        if take("+") { return unary() }
        if take("(") {
            let value = choice()
            if problem == nil, !take(")") { fail("expected ')'") }
            return value
        }
        guard index < tokens.count else {
            fail("a value is missing in this condition")
            return 0
        }
        let token = tokens[index]
        index += 1
        switch token.kind {
        case .name: return 0
        case .character: return token.value
        case .number:
            if let value = Self.number(token.text) { return value }
            fail("'\(token.text)' is no whole number")
            return 0
        default:
            index -= 1
            fail("'\(token.text)' has no place in a condition")
            return 0
        }
    }

    /// C's decimal, octal and hexadecimal whole numbers, with their suffixes.
    private static func number(_ text: String) -> Int? {
        var digits = text.lowercased()
        while let last = digits.last, last == "u" || last == "l" { digits.removeLast() }
        if digits.hasPrefix("0x") { return Int(digits.dropFirst(2), radix: 16) }
        if digits.hasPrefix("0"), digits.count > 1 { return Int(digits.dropFirst(1), radix: 8) }
        return Int(digits)
    }
}
