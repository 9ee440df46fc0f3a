internal import HeddleProgram

/// What the threads share: its declaration, and its first values.
extension CWriter {
    /// `static struct { … } shared;` and the reset before each run.
    func sharedDeclaration() -> [String] {
        var members: [String] = []
        for (id, object) in program.objects.enumerated() {
            let text = source(of: object.span)
            let comment = text.isEmpty ? "" : " /* \(text) */"
            members.append("  \(declaration(id, object))\(comment)")
        }
        if members.isEmpty { members = ["  int nothing;"] }
        return ["/* What the threads share. */", "static struct {"] + members + ["} shared;", ""]
    }

    /// `6: var balance: int = 0`
    private func source(of span: SourceSpan) -> String {
        guard span != .none else { return "" }
        let line = program.source.line(of: span.start)
        var text = program.source.text(line: line)[...]
        while let first = text.first, first == " " || first == "\t" { text.removeFirst() }
        if let remark = text.firstRange(of: "//") { text = text[..<remark.lowerBound] }
        while text.last == " " { text.removeLast() }
        return "\(line): \(NativeText.comment(String(text)))"
    }

    private func declaration(_ id: ObjectID, _ object: SharedObject) -> String {
        let name = objectNames[id]
        let array = object.count.map { "[\(max(1, $0))]" } ?? ""
        switch object.kind {
        case .variable(let type, _), .atomic(let type, _):
            guard atomicObjects.contains(id) else { return "\(self.type(type)) \(name);" }
            var sizes = ""
            var inner = type
            while case .array(let element, let count) = inner {
                sizes += "[\(max(1, count))]"
                inner = element
            }
            return "_Atomic int64_t \(name)\(sizes);"
        case .mutex: return part(.mutex, "h_mutex \(name)\(array);")
        case .rwlock: return part(.rwlock, "h_rwlock \(name)\(array);")
        case .condition: return part(.condition, "h_condition \(name)\(array);")
        case .semaphore: return part(.semaphore, "h_semaphore \(name)\(array);")
        case .barrier: return part(.barrier, "h_barrier \(name)\(array);")
        case .once: return part(.once, "h_once \(name)\(array);")
        case .event: return part(.event, "h_event \(name)\(array);")
        case .channel(let type, let capacity, _):
            let room = channelRoom(capacity)
            return part(
                .channel, "struct { h_channel state; \(self.type(type)) messages[\(max(1, room))]; } \(name)\(array);")
        case .pool(let fields, let capacity, _, _):
            let members = zip(fields, fieldNames[id]).map { "\(type($0.type)) \($1);" }.joined(separator: " ")
            return part(
                .pool,
                "struct { \(members.isEmpty ? "int nothing;" : members) } \(name)[\(max(1, capacity))]; h_cells \(name)_cells;"
            )
        }
    }

    private func part(_ part: CRuntimePart, _ text: String) -> String {
        use(part)
        return text
    }

    private func channelRoom(_ capacity: ChannelCapacity) -> Int {
        switch capacity {
        case .rendezvous: return 0
        case .bounded(let count): return count
        case .unbounded: return program.bounds.messages
        }
    }

    func resetFunction() -> [String] {
        let body = apart(Scope(isInstant: true)) {
            line("memset(&shared, 0, sizeof shared);")
            if parts.contains(.mutex) { line("h_mutex_count = 0;") }
            for (id, object) in program.objects.enumerated() { reset(id, object) }
            for (index, routine) in program.routines.enumerated() where routine.locals.contains(where: \.isObserved) {
                open("for (int k = 0; k <= H_THREADS; k++) {")
                for (local, declared) in routine.locals.enumerated() where declared.isObserved {
                    let value = defaultInitializer(declared.type)
                    let text = isPlain(declared.type) ? value : "(\(type(declared.type)))\(value)"
                    line("\(storage(index))[k].\(localNames[index][local]) = \(text);")
                }
                close()
            }
            if let setup = program.setup {
                if !instantRoutines.contains(setup) { instantRoutines.append(setup) }
                line("\(instantName(setup))();")
            }
        }
        return ["/* The first state. */", "static void h_reset(void) {"] + body + ["}", ""]
    }

    private func reset(_ id: ObjectID, _ object: SharedObject) {
        let name = "shared.\(objectNames[id])"
        switch object.kind {
        case .variable(let type, let initial), .atomic(let type, let initial):
            if atomicObjects.contains(id) {
                resetElements(name, type, initial)
            } else if isPlain(type) {
                line("\(name) = \(literal(initial, type));")
            } else {
                line("\(name) = (\(self.type(type)))\(initializer(initial, type));")
            }
        default:
            for index in 0..<(object.count ?? 1) {
                let words = NativeText.literal(object.count == nil ? object.name : "\(object.name)[\(index)]")
                resetObject(object.count == nil ? name : "\(name)[\(index)]", words, object.kind)
            }
        }
    }

    private func resetElements(_ name: String, _ type: ValueType, _ value: Value) {
        if case .array(let element, let count) = type {
            guard case .elements(let values) = value else {
                if case .uninitialized = value { return fill(name, element, count) }
                return
            }
            if let first = values.first, values.allSatisfy({ $0 == first }), values.count > 8, isPlain(element) {
                return line("for (int k = 0; k < \(count); k++) \(name)[k] = \(literal(first, element));")
            }
            for (index, value) in values.enumerated() { resetElements("\(name)[\(index)]", element, value) }
        } else {
            line("\(name) = \(literal(value, type));")
        }
    }

    private func fill(_ name: String, _ element: ValueType, _ count: Int) {
        for index in 0..<count { resetElements("\(name)[\(index)]", element, .uninitialized) }
    }

    private func resetObject(_ name: String, _ words: String, _ kind: ObjectKind) {
        switch kind {
        case .mutex(let recursive): line("h_init_mutex(&\(name), \(words), \(recursive));")
        case .rwlock(let first): line("h_init_rwlock(&\(name), \(words), \(first));")
        case .condition(let spurious): line("h_init_condition(&\(name), \(words), \(spurious));")
        case .semaphore(let initial, let limit):
            line("\(name) = (h_semaphore){\(words), \(integer(initial)), \(integer(limit ?? -1))};")
        case .barrier(let parties): line("h_init_barrier(&\(name), \(words), \(parties));")
        case .once: line("\(name).name = \(words);")
        case .event: line("\(name).name = \(words);")
        case .channel(_, let capacity, _):
            line("\(name).state.name = \(words);")
            line("\(name).state.capacity = \(channelRoom(capacity));")
            if capacity == .unbounded { line("\(name).state.unbounded = true;") }
        case .variable, .atomic, .pool: break
        }
    }
}
