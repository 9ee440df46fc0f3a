internal import HeddleEngine
internal import HeddleProgram

/// The parts of the file around the routines: limits, threads, properties, tables.
extension CWriter {
    func limits(_ machine: Machine, _ claim: NativeClaim, _ schedule: NativeSchedule) -> [String] {
        let mutexes = program.objects.reduce(0) { sum, object in
            if case .mutex = object.kind { return sum + (object.count ?? 1) }
            return sum
        }
        let cells = program.objects.reduce(1) { most, object in
            if case .pool(_, let capacity, _, _) = object.kind { return max(most, capacity) }
            return most
        }
        var allowed = 0
        for check in program.allowed {
            if let kind = Self.kinds.firstIndex(where: { $0.check == check }) { allowed |= 1 << kind }
        }
        var lines = [
            "#define H_THREADS \(max(1, machine.threadCapacity)) /* at most so many threads */",
            "#define H_LOCKED \(isLocked ? 1 : 0)  /* 1: also free threads make their steps one at a time */",
            "#define H_WEAK \(machine.memoryModel == .sc ? 0 : 1)    /* 1: free threads start at once and are not held up */",
            "#define H_ALLOWED \(allowed) /* checks that the model allows to fail, as bits */",
            "#define H_WANTED \(claim.check.flatMap(Self.kind) ?? "H_PROPERTY")",
            "#define H_TITLE \(NativeText.literal(claim.title))",
            "#define H_SITES \(max(1, sites.all.count))",
            "#define H_SCHEDULE \(schedule.turns.count)",
        ]
        if parts.contains(.mutex) { lines.append("#define H_MUTEXES \(max(1, mutexes))") }
        if parts.contains(.pool) { lines.append("#define H_CELLS \(cells)") }
        if parts.contains(.channel) || parts.contains(.condition) {
            lines.append("#define H_CHOICES \(max(1, machine.threadCapacity)) /* choices of a thread count so far */")
        }
        return lines + [""]
    }

    private static let kinds: [(check: Check, name: String)] = [
        (.deadlock, "H_DEADLOCK"), (.failedAssertion, "H_ASSERTION"), (.misuse, "H_MISUSE"), (.overflow, "H_OVERFLOW"),
        (.memoryError, "H_MEMORY"), (.uninitializedRead, "H_UNSET"),
    ]

    private static func kind(_ check: Check) -> String? { kinds.first { $0.check == check }?.name }

    // MARK: - Threads

    /// Routines that a routine calls with their steps.
    func steppedCalls(_ routine: RoutineID) -> [RoutineID] {
        let code = program.routines[routine].code
        let inside = Self.steps(in: code)
        return code.indices.compactMap { index in
            guard case .call(let callee, _, _) = code[index].kind, inside[index] == nil else { return nil }
            return callee
        }
    }

    /// Declarations that the routines need of their threads.
    func threadDeclarations() -> [String] {
        var lines: [String] = []
        for (group, declared) in program.threadGroups.enumerated() where declared.copies == .spawned {
            let routine = program.routines[declared.routine]
            let members = (0..<routine.parameterCount).map { "\(type(routine.locals[$0].type)) a\($0);" }
            if !members.isEmpty {
                lines.append("static struct { \(members.joined(separator: " ")) } arguments_\(group)[H_THREADS + 1];")
            }
            lines.append("static inline void start_\(group)(void);")
        }
        return lines
    }

    func threadFunctions() -> [String] {
        var lines: [String] = []
        var creation: [String] = []
        for (group, declared) in program.threadGroups.enumerated() {
            let routine = program.routines[declared.routine]
            var arguments = ""
            switch declared.copies {
            case .parameter: arguments = "h_me->parameter"
            case .spawned:
                arguments = (0..<routine.parameterCount).map { "arguments_\(group)[h_me->number].a\($0)" }
                    .joined(separator: ", ")
            default: break
            }
            let call = "\(routineNames[declared.routine])(\(arguments))"
            lines.append(
                "static inline void start_\(group)(void) { \(routine.resultType == nil ? "" : "(void)")\(call); }")
            creation += Self.creation(group, declared)
        }
        lines += ["", "static void h_create_threads(void) {", "  h_thread *t;", "  (void)t;"]
        lines += creation.map { "  " + $0 } + ["}", ""]
        lines += ["static void h_check_end(void) {"]
        if parts.contains(.mutex) {
            lines += [
                "  for (int k = 0; k < h_mutex_count; k++) {", "    const h_mutex *const m = h_mutexes[k];",
                "    if (m->holder == h_me->number + 1) h_fail(H_MISUSE, \"finishes while it holds %s\", m->name);",
                "  }",
            ]
        }
        return lines + ["}", ""]
    }

    private static func creation(_ group: Int, _ declared: ThreadGroup) -> [String] {
        let name = NativeText.literal(declared.name)
        let daemon = declared.isDaemon ? " t->is_daemon = true;" : ""
        switch declared.copies {
        case .single: return ["t = h_new_thread(\(group), start_\(group), \(name), -1);" + daemon]
        case .replicas(let count):
            return [
                "for (int k = 0; k < \(count); k++) { t = h_new_thread(\(group), start_\(group), \(name), k);\(daemon) }"
            ]
        case .parameter(let lower, let upper):
            let body = "t = h_new_thread(\(group), start_\(group), \(name), k); t->parameter = k;\(daemon)"
            return ["for (int k = \(lower); k <= \(upper); k++) { \(body) }"]
        case .spawned: return []
        }
    }

    func storageDeclarations() -> [String] {
        var lines: [String] = []
        for (index, routine) in program.routines.enumerated() where routine.locals.contains(where: \.isObserved) {
            let members = routine.locals.enumerated().filter(\.element.isObserved).map {
                "\(type($0.element.type)) \(localNames[index][$0.offset]);"
            }
            lines.append("/* Locals that properties look at, by thread. */")
            lines.append("static struct { \(members.joined(separator: " ")) } \(storage(index))[H_THREADS + 1];")
            lines.append("")
        }
        return lines
    }

    // MARK: - Properties

    func propertyFunctions(_ claim: NativeClaim) -> [String] {
        var lines: [String] = []
        var during: [String] = []
        var after: [String] = []
        var shown = Set<ObjectID>()
        for index in claim.properties {
            let property = program.properties[index]
            let scope = Scope(locals: property.locals, names: Self.names(of: property.locals), isProperty: true)
            let written = apart(scope) { line("return \(bare(expression(property.expression)));") }
            let first = program.source.line(of: property.span.start)
            lines.append("/* \(first): \(property.kind.rawValue) \(NativeText.comment(property.name)) */")
            lines += ["static int64_t property_\(index)(void) {"] + written + ["}", ""]
            let told = (property.sentence.map { $0 + ": " } ?? "") + property.text
            let ending = property.kind.canFail ? "" : " is so"
            let test = property.kind.canFail ? "!" : ""
            let text =
                "  if (\(test)property_\(index)()) h_fail(H_PROPERTY, \"%s\", \(NativeText.literal(told + ending)));"
            switch property.kind {
            case .invariant, .reachable: during.append(text)
            case .final, .outcome: after.append(text)
            }
            shown.formUnion(PropertyObjects.of(property.expression))
        }
        lines += ["static void h_check_state(void) {"] + during + ["}", ""]
        lines += ["static void h_check_final(void) {"] + after + ["}", ""]
        let values = apart(Scope(isProperty: true)) { for object in shown.sorted() { show(object) } }
        lines += ["/* What the properties are about, as it is now. */", "static void h_show_values(void) {"]
        return lines + values + ["}", ""]
    }

    private func show(_ object: ObjectID) {
        guard case .shared = Place.shared(object) else { return }
        switch program.objects[object].kind {
        case .variable(let type, _), .atomic(let type, _):
            var counts: [Int] = []
            var inner = type
            while case .array(let element, let count) = inner {
                counts.append(count)
                inner = element
            }
            guard isPlain(inner), !isReference(inner), counts.count < 2 else { return }
            let name = NativeText.literal(program.objects[object].name)
            let path = "shared.\(objectNames[object])"
            guard let count = counts.first else {
                return line("printf(\"  %s = %\" PRId64 \"\\n\", \(name), (int64_t)\(path));")
            }
            let element = atomicObjects.contains(object) ? "\(path)[k]" : "\(path).at[k]"
            open("for (int k = 0; k < \(count); k++) {")
            line("printf(\"  %s[%d] = %\" PRId64 \"\\n\", \(name), k, (int64_t)\(element));")
            close()
        default: break
        }
    }

    // MARK: - Tables

    func tables(_ schedule: NativeSchedule) -> [String] {
        var lines = [
            "/* The steps of the model: routine, line, statement, labels. One of your own needs a row too; H_SITES counts them. */"
        ]
        lines.append("static const h_site h_sites[H_SITES] = {")
        for (number, site) in sites.all.enumerated() {
            let statement = program.statements[site.site.statement]
            let routine = NativeText.literal(program.routines[site.reference.routine].name)
            let mask = labelMask(site.site.labels)
            lines.append(
                "  /* \(number) */ {\(routine), \(site.line), \(NativeText.literal(String(statement.text.prefix(70)))), UINT64_C(\(mask))},"
            )
        }
        if sites.all.isEmpty { lines.append("  {\"\", 0, \"\", 0},") }
        lines += [
            "};", "",
            "/* The recorded schedule: thread, step, choice (-1: any). Rows may be changed, put elsewhere and taken",
        ]
        lines.append(
            " * out; for more of them, H_SCHEDULE says how many there may be. The first that can't be made is named. */"
        )
        lines.append("static const h_turn h_schedule[H_SCHEDULE + 1] = {")
        for (number, turn) in schedule.turns.enumerated() {
            let words = NativeText.literal(turn.words)
            lines.append("  /* \(number + 1) */ {\(turn.thread), \(turn.site), \(turn.choice), \(words)},")
        }
        lines += ["  {-1, -1, -1, \"\"},", "};", ""]
        lines.append("/* What the schedule needs and no turn can force. */")
        lines.append("static const char *const h_unforced[] = {")
        lines += schedule.unforced.map { "  \(NativeText.literal($0))," }
        return lines + ["  NULL", "};", ""]
    }
}
