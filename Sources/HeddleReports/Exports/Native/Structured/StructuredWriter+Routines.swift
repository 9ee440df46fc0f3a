internal import HeddleEngine
internal import HeddleProgram

/// Routines and their control flow.
extension StructuredWriter {
    func function(_ index: RoutineID) -> [String] {
        let routine = program.routines[index]
        let structure = NativeStructure(routine.code)
        if !structure.isReducible { refuse("a jump into a loop", routine.span) }
        var scope = Scope(routine: index, locals: routine.locals, names: localNames[index])
        scope.steps = CWriter.steps(in: routine.code)
        let body = apart(scope, depth: isRust ? 1 : 2) {
            declareLocals(routine, index)
            write(structure.nodes)
            if lines.last?.drop(while: { $0 == " " }) == (isRust ? "return;" : "return") { lines.removeLast() }
        }
        let first = program.source.line(of: routine.span.start)
        let text = program.source.text(line: first).drop { $0 == " " || $0 == "\t" }
        let indent = isRust ? "" : "    "
        let head = "\(indent)// \(first): \(NativeText.comment(String(text)))"
        return [head, indent + signature(index) + " {"] + body + [indent + "}", ""]
    }

    private func signature(_ index: RoutineID) -> String {
        let routine = program.routines[index]
        let written = InstructionParts.written(in: routine)
        let parameters = (0..<routine.parameterCount).map { place in
            let name = (written.contains(place) ? "given_" : "") + localNames[index][place]
            return isRust
                ? "\(name): \(type(routine.locals[place].type))" : "_ \(name): \(type(routine.locals[place].type))"
        }
        let result = routine.resultType.map { " -> \(type($0))" } ?? ""
        if isRust {
            let first = hasSeenLocals(index) ? ["shared: &Shared", "thread_number: usize"] : ["shared: &Shared"]
            return "fn \(routineNames[index])(\((first + parameters).joined(separator: ", ")))\(result)"
        }
        return
            "func \(routineNames[index])(\((["_ runner: Runner"] + parameters).joined(separator: ", "))) throws\(result)"
    }

    /// Whether properties look at locals of a routine: then it knows which thread runs it.
    func hasSeenLocals(_ routine: RoutineID) -> Bool {
        program.routines[routine].locals.contains(where: \.isObserved)
    }

    private func declareLocals(_ routine: Routine, _ index: RoutineID) {
        let used = RoutineLocals.used(in: routine)
        let read = RoutineLocals.read(in: routine)
        let written = InstructionParts.written(in: routine)
        for (place, local) in routine.locals.enumerated() where used.contains(place) {
            if place < routine.parameterCount, !written.contains(place) { continue }
            let name = localNames[index][place]
            let value = place < routine.parameterCount ? "given_\(name)" : initial(local.type)
            let keyword = isRust ? "let mut" : "var"
            line("\(keyword) \(name): \(type(local.type, local.span)) = \(value)\(end)")
            // The compiler need not say that nobody asks for it.
            if !isRust, !read.contains(place), !local.isObserved { line("_ = \(name)") }
        }
        for place in 0..<routine.parameterCount { leave(place) }
        guard isRust else { return }
        for object in RustGuards.objects(in: routine) {
            let name = "held_\(objectNames[object])"
            if let count = program.objects[object].count {
                line("let mut \(name): [Option<MutexGuard<()>>; \(count)] = [const { None }; \(count)];")
            } else {
                line("let mut \(name): Option<MutexGuard<()>> = None;")
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
            case .select(let place, _):
                refuse("select", program.routines[scope.routine ?? 0].code[place].span)
            case .leave(let label): line(isRust ? "break 'behind_\(label);" : "break behind_\(label)")
            case .again(let label): line(isRust ? "continue 'again_\(label);" : "continue again_\(label)")
            case .finish:
                // A function with a result never comes to its end without one.
                line(isRust ? (hasResult ? "unreachable!();" : "return;") : hasResult ? "throw Stop()" : "return")
            }
        }
    }

    private var hasResult: Bool { scope.routine.map { program.routines[$0].resultType != nil } ?? false }

    private func loop(_ label: Int, _ body: [NativeNode]) {
        let isWaiting = isRust && scope.routine.map { WaitingLoops.isWaiting(body, $0, program) } ?? false
        if isWaiting {
            hasWaitingLoops = true
            waitingLoops.append(label)
            line("let mut idle_\(label) = false;")
        }
        open(isRust ? "'again_\(label): loop {" : "again_\(label): while true {")
        if isWaiting {
            line("if idle_\(label) { loom::thread::yield_now(); }")
            line("idle_\(label) = true;")
        }
        write(body)
        close()
        if isWaiting { waitingLoops.removeLast() }
    }

    private func block(_ label: Int, _ body: [NativeNode]) {
        open(isRust ? "'behind_\(label): {" : "behind_\(label): do {")
        write(body)
        close()
    }

    private func branch(_ place: Int, _ then: [NativeNode], _ otherwise: [NativeNode]) {
        guard let routine = scope.routine, case .branch(let value, _, _) = program.routines[routine].code[place].kind
        else {
            return
        }
        comment(program.routines[routine].code[place].span)
        let test = tried(expression(value))
        if then.isEmpty {
            open("if \(isRust || !test.hasPrefix("try") ? "!(\(test))" : "try !(\(test.dropFirst(4)))") {")
            write(otherwise)
            return close()
        }
        open("if \(test) {")
        write(then)
        if !otherwise.isEmpty {
            depth -= 1
            line("} else {")
            depth += 1
            write(otherwise)
        }
        close()
    }

    // MARK: - Instructions

    private func instruction(_ index: Int) {
        let instruction = program.routines[scope.routine ?? 0].code[index]
        switch instruction.kind {
        case .beginStep(let site):
            comment(site.span)
            if site.kind == .atomic, isRust { refuse("an atomic block, which Loom does not have", site.span) }
            if isRust { return }
            let reference = SiteReference(routine: scope.routine ?? 0, instruction: index)
            line("try runner.step(\(sites.number(reference)))")
        case .endStep, .jump, .branch, .select: break
        case .guard(let value):
            comment(instruction.span)
            wait(until: value, isFirst: scope.steps[index].map { index == $0 + 1 } ?? false)
        default:
            comment(instruction.span)
            simple(instruction)
            if WaitingLoops.isProgress(instruction.kind, program) {
                for label in waitingLoops { line("idle_\(label) = false;") }
            }
        }
    }

    private func wait(until value: Expression, isFirst: Bool) {
        if !isFirst { return refuse("an atomic block that waits after its beginning", value.span) }
        if isRust {
            if PropertyObjects.of(value).count > 1 {
                refuse("await on several shared variables, which Loom would read one by one", value.span)
            }
            hasWaitingLoops = true
            return line("while !(\(expression(value))) { loom::thread::yield_now(); }")
        }
        line("while \(tried("!(\(expression(value)))")) { try runner.blocked() }")
    }

    private func simple(_ instruction: Instruction) {
        switch instruction.kind {
        case .assign(let place, let value): store(place, value, nil)
        case .write(let place, let value, let order): store(place, value, order)
        case .read(let place, let result, let order):
            let source = path(place)
            set(result, value(source, order), source.type)
        case .readModifyWrite(let op, let place, let value, let result, let order):
            readModifyWrite(op, place, value, result, order)
        case .compareExchange: compareExchange(instruction)
        case .call(let routine, let values, let result): call(routine, values, result, instruction)
        case .return(let value):
            guard let value, let type = scope.routine.flatMap({ program.routines[$0].resultType }) else {
                return line("return\(end)")
            }
            line("return \(tried(fit(expression(value), from: value.type, to: type, name: words(value))))\(end)")
        case .assert(let value, let sentence, let text):
            let told = NativeText.literal(sentence ?? text)
            if isRust { return line("assert!(\(expression(value)), \(told.replacingBraces()));") }
            line("try runner.assert(\(expression(value)), \(told))")
        case .skip: line("// skip: a step that does nothing")
        case .yield: if isRust { line("loom::thread::yield_now();") }
        case .fence(let order):
            if isRust {
                line("loom::sync::atomic::fence(\(self.order(order, .update)));")
            } else if isWeak {
                line("atomicMemoryFence(ordering: \(self.order(order, .update)))")
            }
        default: primitive(instruction)
        }
    }

    private func call(_ routine: RoutineID, _ values: [Expression], _ result: LocalID?, _ instruction: Instruction) {
        let declared = program.routines[routine]
        if isRust, !RustGuards.objects(in: declared).isEmpty {
            refuse("a function that locks, called by another", instruction.span)
        }
        if program.routines[scope.routine ?? 0].code.indices.contains(where: { index in
            guard case .call(routine, _, _) = program.routines[scope.routine ?? 0].code[index].kind else {
                return false
            }
            return scope.steps[index] != nil
        }) {
            refuse("a call inside an atomic block", instruction.span)
        }
        if !isRust, !instruction.labels.isEmpty, instruction.labels.contains(where: { labelBits[$0] != nil }) {
            refuse("a label around a call", instruction.span)
        }
        let arguments = zip(values, declared.locals).map { fitted($0, $1.type) }
        let text = "\(routineNames[routine])(\(([isRust ? "shared" : "runner"] + arguments).joined(separator: ", ")))"
        guard let result, let type = declared.resultType else {
            return line("\(isRust || declared.resultType == nil ? "" : "_ = ")\(tried(text))\(end)")
        }
        set(result, text, type)
    }

    private func primitive(_ instruction: Instruction) {
        if isRust { return rustPrimitive(instruction) }
        switch instruction.kind {
        case .lock(let one): line("try \(object(one)).lock(runner)")
        case .tryLock(let one, let result):
            if let result {
                set(result, "\(object(one)).tryLock(runner)", .bool)
            } else {
                line("_ = \(object(one)).tryLock(runner)")
            }
        case .unlock(let one): line("try \(object(one)).unlock(runner)")
        case .conditionWait(let one, let mutex): line("try \(object(one)).wait(runner, \(object(mutex)))")
        case .conditionResume(let one, let mutex): line("try \(object(one)).resume(runner, \(object(mutex)))")
        case .notify(let one, let all): line("try \(object(one)).\(all ? "notifyAll" : "notify")(runner)")
        case .acquire(let one): line("try \(object(one)).acquire(runner)")
        case .release(let one): line("try \(object(one)).release(runner)")
        case .eventSet(let one): line("\(object(one)).isSet = true")
        case .eventReset(let one): line("\(object(one)).isSet = false")
        case .eventWait(let one): line("while !\(object(one)).isSet { try runner.blocked() }")
        default:
            refuse("this statement: \(program.source.normalizedText(instruction.span).prefix(40))", instruction.span)
        }
    }

    private func held(_ one: ObjectReference) -> String {
        let name = "held_\(objectNames[one.object])"
        guard let index = one.index, let count = program.objects[one.object].count else { return name }
        return "\(name)[\(self.index(expression(index), count, program.objects[one.object].name)) as usize]"
    }

    private func rustPrimitive(_ instruction: Instruction) {
        switch instruction.kind {
        case .lock(let one): line("\(held(one)) = Some(\(object(one)).lock().unwrap());")
        case .unlock(let one):
            line(
                "drop(\(held(one)).take().expect(\(NativeText.literal("unlocks \(program.objects[one.object].name), which it does not hold"))));"
            )
        case .conditionWait(let one, let mutex):
            line("\(held(mutex)) = Some(\(object(one)).wait(\(held(mutex)).take().unwrap()).unwrap());")
        case .conditionResume: break
        case .notify(let one, let all): line("\(object(one)).notify_\(all ? "all" : "one")();")
        default:
            refuse("this statement: \(program.source.normalizedText(instruction.span).prefix(40))", instruction.span)
        }
    }
}

/// The mutexes that a routine locks itself.
enum RustGuards {
    static func objects(in routine: Routine) -> [ObjectID] {
        var found: Set<ObjectID> = []
        for instruction in routine.code {
            switch instruction.kind {
            case .lock(let one), .unlock(let one), .conditionWait(_, let one), .tryLock(let one, _):
                found.insert(one.object)
            default: break
            }
        }
        return found.sorted()
    }
}
