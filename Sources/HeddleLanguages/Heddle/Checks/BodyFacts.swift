internal import HeddleProgram

/// What a body declares and calls as written, whatever the constants say.
struct BodyFacts {
    var labels: [Identifier] = []
    /// Names called or spawned, in order of appearance.
    var calls: [String] = []

    init(_ block: SyntaxBlock) {
        var found: (labels: [Identifier], calls: [String]) = ([], [])
        SyntaxWalk(
            statement: { statement in
                if case .labelled(let name, _) = statement.kind { found.labels.append(name) }
            },
            expression: { expression in
                if case .call(let callee, _) = expression.kind, case .name(let name) = callee.kind {
                    found.calls.append(name)
                }
            }
        ).walk(block)
        labels = found.labels
        calls = found.calls
    }
}

/// Visits every statement and expression of a part of the syntax tree, outer before inner, in order of the text.
struct SyntaxWalk {
    var statement: (SyntaxStatement) -> Void = { _ in }
    var expression: (SyntaxExpression) -> Void = { _ in }

    func walk(_ block: SyntaxBlock) {
        for statement in block.statements { walk(statement) }
    }

    func walk(_ node: SyntaxStatement) {
        statement(node)
        switch node.kind {
        case .labelled(_, let inner), .ghost(let inner): walk(inner)
        case .block(let block), .loop(let block), .atomic(let block): walk(block)
        case .local(_, _, _, let value): walk(value)
        case .if(let condition, let block, let otherwise):
            walk(condition)
            walk(block)
            if let otherwise { walk(otherwise) }
        case .select(let alternatives):
            for alternative in alternatives { walk(alternative) }
        case .switch(let subject, let cases, let otherwise):
            walk(subject)
            for one in cases {
                for value in one.values { walk(value) }
                walk(one.body)
            }
            if let otherwise { walk(otherwise) }
        case .while(let condition, let block):
            walk(condition)
            walk(block)
        case .for(_, let domain, let block):
            walk(domain)
            walk(block)
        case .return(let value): if let value { walk(value) }
        case .await(let value), .assume(let value), .assert(let value, _), .join(let value), .free(let value),
            .expression(let value):
            walk(value)
        case .choose(_, let domain, let condition):
            walk(domain)
            if let condition { walk(condition) }
        case .run(let object, let block):
            walk(object)
            walk(block)
        case .assign(let target, _, let value):
            walk(target)
            walk(value)
        case .break, .continue, .skip, .yield, .fence: break
        }
    }

    private func walk(_ alternative: SyntaxAlternative) {
        switch alternative.kind {
        case .await(let value), .call(_, let value): walk(value)
        case .timeout, .default: break
        }
        if let condition = alternative.condition { walk(condition) }
        walk(alternative.body)
    }

    private func walk(_ condition: SyntaxCondition) {
        switch condition {
        case .expression(let value), .binding(_, let value): walk(value)
        }
    }

    func walk(_ domain: SyntaxDomain) {
        switch domain {
        case .range(let lower, let upper, _, _):
            walk(lower)
            walk(upper)
        case .expression(let value): walk(value)
        }
    }

    func walk(_ node: SyntaxExpression) {
        expression(node)
        switch node.kind {
        case .integer, .boolean, .nil, .selfThread, .name, .error: break
        case .parenthesized(let inner), .member(let inner, _), .number(let inner, _), .unwrap(let inner),
            .unary(_, let inner), .at(let inner, _):
            walk(inner)
        case .array(let elements):
            for element in elements { walk(element) }
        case .repeated(let a, let b), .index(let a, let b), .binary(_, let a, let b, _):
            walk(a)
            walk(b)
        case .new(_, let arguments), .spawn(_, let arguments):
            for argument in arguments { walk(argument.value) }
        case .call(let callee, let arguments):
            walk(callee)
            for argument in arguments { walk(argument.value) }
        case .quantifier(_, _, let domain, let body):
            walk(domain)
            walk(body)
        case .conditional(let a, let b, let c):
            walk(a)
            walk(b)
            walk(c)
        }
    }
}
