internal import HeddleProgram

/// Routines: functions with steps, and the same without for what is done at one instant.
extension CWriter {
    /// The function of a routine whose steps wait for their turn.
    func steppedFunction(_ routine: RoutineID) -> [String] {
        function(routine, name: routineNames[routine], isInstant: false)
    }

    func instantFunction(_ routine: RoutineID) -> [String] {
        function(routine, name: instantName(routine), isInstant: true)
    }

    private func function(_ index: RoutineID, name: String, isInstant: Bool) -> [String] {
        let routine = program.routines[index]
        let structure = NativeStructure(routine.code)
        if !structure.isReducible { refuse("a jump into a loop", routine.span) }
        let nodes = structure.nodes
        var scope = Scope(routine: index, locals: routine.locals, names: localNames[index], isInstant: isInstant)
        if !isInstant { scope.steps = Self.steps(in: routine.code) }
        let body = apart(scope) {
            lastLine = program.source.line(of: routine.span.start)
            declareLocals(routine, index)
            write(nodes)
            // The function's end says it already.
            if lines.last == "  return;" { lines.removeLast() }
        }
        let first = program.source.line(of: routine.span.start)
        let text = program.source.text(line: first).drop { $0 == " " || $0 == "\t" }
        let head = "/* \(first): \(NativeText.comment(String(text))) */"
        return [head, signature(index, name: name, isInstant: isInstant) + " {"] + body + ["}", ""]
    }

    func signature(_ index: RoutineID, name: String, isInstant: Bool) -> String {
        let routine = program.routines[index]
        let result = routine.resultType.map { type($0) } ?? "void"
        let parameters = (0..<routine.parameterCount).map { place in
            let local = routine.locals[place]
            return "\(type(local.type)) \(local.isObserved && !isInstant ? "given_" : "")\(localNames[index][place])"
        }
        return "static \(result) \(name)(\(parameters.isEmpty ? "void" : parameters.joined(separator: ", ")))"
    }

    private func declareLocals(_ routine: Routine, _ index: RoutineID) {
        let used = RoutineLocals.used(in: routine)
        if routine.code.contains(where: { if case .select = $0.kind { return true } else { return false } }) {
            line("int h_taken = -1;")
        }
        for (place, local) in routine.locals.enumerated() {
            let name = localNames[index][place]
            if place < routine.parameterCount {
                if local.isObserved, !scope.isInstant {
                    line("\(storage(index))[h_me->number].\(name) = given_\(name);")
                } else {
                    line("(void)\(name);")
                }
            } else if !local.isObserved || scope.isInstant, used.contains(place) {
                line("\(type(local.type)) \(name) = \(defaultInitializer(local.type));")
                line("(void)\(name);")
            }
        }
    }

    // MARK: - Nodes

    func write(_ nodes: [NativeNode]) {
        for node in nodes {
            switch node {
            case .instruction(let place): instruction(place)
            case .block(let label, let body): block(label, body)
            case .loop(let label, let body): loop(label, body)
            case .branch(let place, let then, let otherwise): branch(place, then, otherwise)
            case .select(let place, let ways): select(place, ways)
            case .leave(let label):
                if label == breakLabel { line("break;") } else { jump("behind_\(label)", label) }
            case .again(let label):
                if label == continueLabel { line("continue;") } else { jump("loop_\(label)", ~label) }
            case .finish: finish()
            }
        }
    }

    /// The routine's end; what has a result never comes to it.
    private func finish() {
        let hasResult = scope.routine.map { program.routines[$0].resultType != nil } ?? false
        line(hasResult ? "h_stop();" : "return;")
    }

    private func jump(_ name: String, _ label: Int) {
        usedJumps.insert(label)
        line("goto \(name);")
    }

    private func block(_ label: Int, _ body: [NativeNode]) {
        // A loop that ends the block is left by `break`.
        if case .loop(let inner, let content)? = body.last {
            write(Array(body.dropLast()))
            loop(inner, content, leftTo: label)
        } else {
            write(body)
        }
        if usedJumps.contains(label) {
            depth -= 1
            line("behind_\(label):;")
            depth += 1
        }
    }

    private func loop(_ label: Int, _ body: [NativeNode], leftTo exit: Int? = nil) {
        let kept = (breakLabel, continueLabel)
        (breakLabel, continueLabel) = (exit, label)
        let start = lines.count
        var content = body
        if case .branch(let place, let then, let otherwise)? = body.first, body.count == 1, let exit,
            case .leave(exit)? = otherwise.first, otherwise.count == 1, let condition = condition(place)
        {
            comment(program.routines[scope.routine ?? 0].code[place].span)
            open("while (\(condition)) {")
            content = then
        } else {
            open("while (1) {")
        }
        write(content)
        close()
        if usedJumps.contains(~label) {
            lines.insert(String(repeating: "  ", count: depth - 1) + "loop_\(label):;", at: start)
        }
        (breakLabel, continueLabel) = kept
    }

    private func condition(_ place: Int) -> String? {
        guard let routine = scope.routine, case .branch(let value, _, _) = program.routines[routine].code[place].kind
        else {
            return nil
        }
        return bare(expression(value))
    }

    /// Without a pair of parentheses around all of it.
    func bare(_ text: String) -> String {
        guard text.hasPrefix("("), text.hasSuffix(")") else { return text }
        var level = 0
        for (offset, character) in text.enumerated() {
            if character == "(" { level += 1 }
            if character == ")" { level -= 1 }
            if level == 0 { return offset == text.count - 1 ? String(text.dropFirst().dropLast()) : text }
        }
        return text
    }

    private func branch(_ place: Int, _ then: [NativeNode], _ otherwise: [NativeNode]) {
        guard let condition = condition(place), let routine = scope.routine else { return }
        scope.step = scope.steps[place]
        comment(program.routines[routine].code[place].span)
        if then.isEmpty, otherwise.isEmpty { return line("(void)(\(condition));") }
        if then.isEmpty {
            open("if (!(\(condition))) {")
            write(otherwise)
            return close()
        }
        open("if (\(condition)) {")
        write(then)
        if !otherwise.isEmpty {
            depth -= 1
            line("} else {")
            depth += 1
            write(otherwise)
        }
        close()
    }

    private func select(_ place: Int, _ ways: [[NativeNode]]) {
        guard let routine = scope.routine,
            case .select(let alternatives) = program.routines[routine].code[place].kind
        else { return }
        scope.step = scope.steps[place]
        selectAlternatives(alternatives)
        // `break` would leave the switch: inside, loops are left and repeated by name.
        let kept = (breakLabel, continueLabel)
        breakLabel = nil
        open("switch (h_taken) {")
        for (index, way) in ways.enumerated() {
            line("case \(index): {")
            depth += 1
            write(way)
            line("break;")
            close()
        }
        close()
        (breakLabel, continueLabel) = kept
    }
}
