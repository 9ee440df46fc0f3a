internal import HeddleProgram

/// A constant as declared, with what is known of its value.
struct ConstantDeclaration {
    enum Progress {
        case waiting, running
        /// nil: wrong, and said so.
        case done(type: ValueType, value: Value)
        case failed
    }
    var name: Identifier
    var type: SyntaxType?
    var expression: SyntaxExpression
    var progress = Progress.waiting
    /// From outside; it replaces the expression.
    var setting: Value?
}

extension ModelContext {
    private func report(_ id: String, _ setting: Setting, _ message: String, hint: String? = nil) {
        var diagnostic = Diagnostic(id, .error, at: .none, message, hint: hint)
        diagnostic.setting = setting
        report(diagnostic)
    }

    /// Gives every constant its value: first all as declared, then with what is set from outside.
    func evaluateConstants(settings: [Setting]) {
        for index in constants.indices { _ = constant(index) }
        for declaration in constants {
            guard case .done(let type, let value) = declaration.progress else { continue }
            program.constants.append(
                Constant(
                    name: declaration.name.text, type: type, value: value, declared: value, span: declaration.name.span)
            )
        }
        var isChanged = false
        for setting in settings {
            guard let index = constants.firstIndex(where: { $0.name.text == setting.name }) else {
                report(
                    "H710", setting, "'\(setting.name)' is not a constant of this model",
                    hint: Suggestions.hint(for: setting.name, among: constants.map(\.name.text)))
                continue
            }
            guard case .done(let type, _) = constants[index].progress else { continue }
            guard let value = value(of: setting.value, as: type) else {
                report("H301", setting, "'\(setting.name)' is \(words(for: type)), and '\(setting.value)' is not")
                continue
            }
            constants[index].setting = value
            isChanged = true
        }
        guard isChanged else { return }
        for index in constants.indices { constants[index].progress = .waiting }
        for index in constants.indices {
            _ = constant(index)
            let name = constants[index].name.text
            guard case .done(_, let value) = constants[index].progress,
                let place = program.constants.firstIndex(where: { $0.name == name })
            else { continue }
            program.constants[place].value = value
        }
    }

    private func words(for type: ValueType) -> String {
        switch type {
        case .bool: return "'true' or 'false'"
        case .enumeration(let index):
            return "one of " + program.enumerations[index].cases.map { "'\($0)'" }.joined(separator: ", ")
        case .range: return "in '\(describe(type))'"
        default: return "a number"
        }
    }

    /// A value written outside a model: `3`, `-1`, `true`, `ordered`, `Cure.ordered`.
    func value(of text: String, as type: ValueType) -> Value? {
        switch type {
        case .bool: return text == "true" ? .boolean(true) : text == "false" ? .boolean(false) : nil
        case .enumeration(let index):
            let name = text.split(separator: ".").last.map(String.init) ?? text
            return program.enumerations[index].cases.firstIndex(of: name).map { .enumeration($0) }
        default:
            guard let number = Self.integer(text), fits(number, type) else { return nil }
            return .integer(number)
        }
    }

    /// A literal of the language with an optional sign.
    static func integer(_ text: String) -> Int? {
        var digits = text.filter { $0 != "_" }
        let isNegative = digits.hasPrefix("-")
        if isNegative { digits.removeFirst() }
        guard let first = digits.first, first.isNumber else { return nil }
        var radix = 10
        if digits.hasPrefix("0x") { radix = 16 }
        if digits.hasPrefix("0b") { radix = 2 }
        if radix != 10 { digits.removeFirst(2) }
        return Int((isNegative ? "-" : "") + digits, radix: radix)
    }

    /// Whether a number is a value of an integer type. `u64` numbers above the signed range are held as their
    /// two's complement.
    func fits(_ number: Int, _ type: ValueType) -> Bool {
        switch type {
        case .int: return true
        case .range(let lower, let upper): return number >= lower && number <= upper
        case .sized(let bits, let signed):
            if bits == 64 { return signed || number >= 0 }
            return signed
                ? number >= -(1 << (bits - 1)) && number < 1 << (bits - 1) : number >= 0 && number < 1 << bits
        default: return false
        }
    }

    /// Longest chain of constants, each defined by the next.
    static let constantDepthLimit = 100

    /// Type and value of a constant; nil if it is wrong (and that was said).
    func constant(_ index: Int) -> (type: ValueType, value: Value)? {
        switch constants[index].progress {
        case .done(let type, let value): return (type, value)
        case .failed: return nil
        case .running:
            error(
                "H208", constants[index].name.span,
                "the constant '\(constants[index].name.text)' is defined by itself")
            constants[index].progress = .failed
            return nil
        case .waiting: break
        }
        guard constantDepth < Self.constantDepthLimit else {
            error("H322", constants[index].name.span, "constants refer to one another too deeply")
            constants[index].progress = .failed
            return nil
        }
        constantDepth += 1
        defer { constantDepth -= 1 }
        constants[index].progress = .running
        let declaration = constants[index]
        var result: (type: ValueType, value: Value)?
        let wanted = declaration.type.map { resolve($0) }
        let expression = RoutineLowering.constant(in: self).lower(declaration.expression, expecting: wanted ?? nil)
        if let wanted {
            if let wanted, let value = constantValue(expression, declaration.expression, as: wanted) {
                result = (wanted, value)
            }
        } else if let expression, let value = constantValue(expression, declaration.expression, as: expression.type) {
            result = (expression.type, value)
        }
        if let found = result {
            switch found.type {
            case .int, .range, .sized, .bool, .enumeration: break
            default:
                error("H307", declaration.expression.span, "a constant is an integer, a boolean or an enum case")
                result = nil
            }
        }
        if case .failed = constants[index].progress { return nil }
        if let found = result, let setting = declaration.setting { result = (found.type, setting) }
        constants[index].progress = result.map { .done(type: $0.type, value: $0.value) } ?? .failed
        return result
    }

    /// The value of an expression that must be constant and of a type; a diagnostic otherwise.
    func evaluateConstant(_ expression: SyntaxExpression, as type: ValueType) -> Value? {
        let lowered = RoutineLowering.constant(in: self).lower(expression, expecting: type)
        return constantValue(lowered, expression, as: type)
    }

    private func constantValue(_ lowered: Expression?, _ syntax: SyntaxExpression, as type: ValueType) -> Value? {
        guard let lowered, let value = RoutineLowering.constant(in: self).coerce(lowered, to: type) else { return nil }
        if case .constant(let constant) = value.kind { return constant }
        error("H307", syntax.span, "this must be constant: '\(text(syntax.span))' cannot be computed beforehand")
        return nil
    }
}
