import HeddleLanguages
import HeddleProgram

/// Collects which constructs of the grammar a model uses, by a word or two each.
struct SyntaxConstructs {
    private(set) var found: Set<String> = []

    mutating func visit(_ model: SyntaxModel) {
        for declaration in model.declarations { visit(declaration) }
    }

    private mutating func visit(_ declaration: SyntaxDeclaration) {
        if !declaration.documentation.isEmpty { found.insert("documentation") }
        switch declaration.kind {
        case .constant(_, let type, let value):
            found.insert("const")
            visit(type)
            visit(value)
        case .enumeration: found.insert("enum")
        case .structure(_, let fields):
            found.insert("struct")
            visit(fields)
        case .pool(_, let capacity, let any, let recycling, let fields):
            found.insert("pool")
            if any { found.insert("pool any") }
            if recycling { found.insert("pool recycling") }
            visit(capacity)
            visit(fields)
        case .variable(let variable, let isGhost): visit(variable, isGhost ? "ghost var" : "var")
        case .atomic(let variable): visit(variable, "atomic")
        case .object(let object): visit(object)
        case .channel(_, let size, let type, let unordered, let capacity): visitChannel(size, type, unordered, capacity)
        case .setup(let block):
            found.insert("setup")
            visit(block)
        case .function(let function):
            found.insert("func")
            if function.result != nil { found.insert("func ->") }
            for parameter in function.parameters { visit(parameter.type) }
            visit(function.result)
            visit(function.body)
        case .thread(let thread): visit(thread)
        case .bounds: found.insert("bounds")
        case .memory: found.insert("memory")
        case .property(let property):
            found.insert(property.kind.rawValue)
            if property.sentence != nil { found.insert("sentence") }
            visit(property.expression)
        case .expect(let expectation): visit(expectation)
        case .permit(let forbids, _): found.insert(forbids ? "forbid" : "allow")
        case .process: found.insert("process")
        case .spec: found.insert("spec")
        case .faults: found.insert("faults")
        case .eventually: found.insert("eventually")
        case .linearizable: found.insert("linearizable")
        case .refines: found.insert("refines")
        }
    }

    private mutating func visit(_ fields: [SyntaxField]) {
        for field in fields {
            if field.isAtomic { found.insert("atomic field") }
            visit(field.type)
            if let initial = field.initial { visit(initial) }
        }
    }

    private mutating func visit(_ variable: SyntaxVariable, _ word: String) {
        found.insert(word)
        visit(variable.type)
        if let initial = variable.initial { visit(initial) }
    }

    private mutating func visit(_ object: SyntaxObject) {
        found.insert(object.kind.rawValue)
        if let option = object.option { found.insert("\(object.kind.rawValue) \(option.text)") }
        if object.size != nil { found.insert("object array") }
        if object.limit != nil { found.insert("semaphore limit") }
        for part in [object.size, object.argument, object.limit] { if let part { visit(part) } }
    }

    private mutating func visitChannel(
        _ size: SyntaxExpression?, _ type: SyntaxType, _ unordered: Bool, _ capacity: SyntaxCapacity
    ) {
        found.insert("channel")
        if size != nil { found.insert("channel array") }
        if unordered { found.insert("channel unordered") }
        switch capacity {
        case .rendezvous: found.insert("channel rendezvous")
        case .unbounded: found.insert("channel unbounded")
        case .bounded: found.insert("channel capacity")
        }
        visit(type)
    }

    private mutating func visit(_ thread: SyntaxThread) {
        if thread.isDaemon { found.insert("daemon") }
        switch thread.copies {
        case .single: found.insert("thread")
        case .replicas(let number):
            found.insert("thread *")
            visit(number)
        case .parameter(_, let type):
            found.insert("thread ()")
            visit(type)
        }
        visit(thread.body)
    }

    private mutating func visit(_ expectation: SyntaxExpectation) {
        found.insert("expect " + (expectation.verdict?.text ?? (expectation.isNo ? "no" : "check")))
        if !expectation.models.isEmpty { found.insert("expect under") }
        if !expectation.settings.isEmpty { found.insert("expect with") }
    }

    private mutating func visit(_ type: SyntaxType?) {
        switch type?.kind {
        case nil: break
        case .name(let name): found.insert("type \(["int", "bool"].contains(name.text) ? name.text : "name")")
        case .thread: found.insert("type thread")
        case .range(_, _, let isInclusive): found.insert(isInclusive ? "type ..." : "type ..<")
        case .optional(let base):
            found.insert("type ?")
            visit(base)
        case .array(let base, _):
            found.insert("type []")
            visit(base)
        case .list(let base, _):
            found.insert("type [..]")
            visit(base)
        }
    }

    private mutating func visit(_ block: SyntaxBlock) {
        for statement in block.statements { visit(statement) }
    }

    private mutating func visit(_ condition: SyntaxCondition, _ word: String) {
        switch condition {
        case .expression(let expression): visit(expression)
        case .binding(_, let expression):
            found.insert("\(word) let")
            visit(expression)
        }
    }

    private mutating func visit(_ domain: SyntaxDomain) {
        switch domain {
        case .range(let low, let high, let isInclusive, _):
            found.insert(isInclusive ? "domain ..." : "domain ..<")
            visit(low)
            visit(high)
        case .expression(let expression):
            found.insert("domain value")
            visit(expression)
        }
    }
}

// MARK: Statements and expressions

extension SyntaxConstructs {
    private mutating func visit(_ statement: SyntaxStatement) {
        switch statement.kind {
        case .labelled(_, let inner): note("label", inner)
        case .block(let block): note("block", block)
        case .local(let isVariable, _, let type, let value):
            note(isVariable ? "local var" : "let", value)
            visit(type)
        case .if(let condition, let then, let otherwise):
            note("if", then)
            visit(condition, "if")
            if let otherwise { note("else", otherwise) }
        case .select(let alternatives): visit(alternatives)
        case .switch(let value, let cases, let otherwise):
            note("switch", value)
            for one in cases { visit(one.body) }
            if let otherwise { note("switch else", otherwise) }
        case .while(let condition, let body):
            note("while", body)
            visit(condition, "while")
        case .loop(let body): note("loop", body)
        case .for(_, let domain, let body):
            note("for", body)
            visit(domain)
        case .break(let label): found.insert(label == nil ? "break" : "break label")
        case .continue(let label): found.insert(label == nil ? "continue" : "continue label")
        case .return(let value): value.map { note("return value", $0) } ?? { _ = found.insert("return") }()
        case .await(let condition): note("await", condition)
        case .assume(let condition): note("assume", condition)
        case .assert(let condition, let sentence):
            note(sentence == nil ? "assert" : "assert sentence", condition)
        case .atomic(let body): note("atomic block", body)
        case .ghost(let inner): note("ghost", inner)
        case .choose(_, let domain, let condition):
            found.insert("choose")
            visit(domain)
            if let condition { note("choose where", condition) }
        case .join(let thread): note("join", thread)
        case .free(let cell): note("free", cell)
        case .skip: found.insert("skip")
        case .yield: found.insert("yield")
        case .fence: found.insert("fence")
        case .run(let object, let body):
            note("run", body)
            visit(object)
        case .assign(let target, let symbol, let value):
            note(symbol, value)
            visit(target)
        case .expression(let expression): note("call statement", expression)
        }
    }

    private mutating func note(_ word: String, _ part: SyntaxStatement) {
        found.insert(word)
        visit(part)
    }

    private mutating func note(_ word: String, _ part: SyntaxBlock) {
        found.insert(word)
        visit(part)
    }

    private mutating func note(_ word: String, _ part: SyntaxExpression) {
        found.insert(word)
        visit(part)
    }

    private mutating func visit(_ alternatives: [SyntaxAlternative]) {
        found.insert("select")
        for alternative in alternatives {
            switch alternative.kind {
            case .await(let condition): note("case await", condition)
            case .call(let binding, let call): note(binding == nil ? "case" : "case let", call)
            case .timeout: found.insert("timeout")
            case .default: found.insert("default")
            }
            if let condition = alternative.condition { note("when", condition) }
            visit(alternative.body)
        }
    }

    private mutating func visit(_ expression: SyntaxExpression) {
        switch expression.kind {
        case .integer: found.insert("integer")
        case .boolean: found.insert("boolean")
        case .nil: found.insert("nil")
        case .selfThread: found.insert("self")
        case .name: found.insert("name")
        case .parenthesized(let inner): note("( )", inner)
        case .array(let elements):
            found.insert("[ , ]")
            for element in elements { visit(element) }
        case .repeated(let value, let length): note("[ ; ]", [value, length])
        case .new(_, let arguments): note("new", arguments.map(\.value))
        case .spawn(_, let arguments): note("spawn", arguments.map(\.value))
        case .quantifier(let quantifier, _, let domain, let body):
            note("\(quantifier)", body)
            visit(domain)
        case .member(let base, let name):
            note(".", base)
            found.insert("." + name.text)
        case .number(let base, _): note(". number", base)
        case .index(let base, let index): note("index", [base, index])
        case .call(let base, let arguments):
            if arguments.contains(where: { $0.label != nil }) { found.insert("labelled argument") }
            note("call", [base] + arguments.map(\.value))
        case .unwrap(let base): note("unwrap", base)
        case .unary(let symbol, let operand): note("unary \(symbol)", operand)
        case .binary(let symbol, let left, let right, _): note("binary \(symbol)", [left, right])
        case .conditional(let condition, let first, let second): note("? :", [condition, first, second])
        case .at(let thread, _): note("at", thread)
        case .error: found.insert("error")
        }
    }

    private mutating func note(_ word: String, _ parts: [SyntaxExpression]) {
        found.insert(word)
        for part in parts { visit(part) }
    }
}
