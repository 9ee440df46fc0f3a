internal import HeddleEngine
package import HeddleProgram

/// The model's program as a Loom test in Rust: the same threads and memory orders. Loom explores the schedules itself.
package enum RustExporter: NativeExporter {
    package static let format = "rust"
    package static let suffix = ".rs"
    package static let about = "a Loom test in Rust, with the model's program; Loom explores the schedules itself"
    package static let language = "Rust"

    package static func refusal(of memory: MemoryModel) -> String? {
        memory == .tso ? "its memory model is tso, and Loom has the orders of C++20 but no store buffers" : nil
    }

    package static func showsRaces(under memory: MemoryModel) -> Bool { memory.isC11 }

    package static func comment(_ text: String) -> String { "// " + text }

    package static func file(_ start: NativeStart) -> NativeFile {
        let file = RustFile(start)
        return NativeFile(text: file.text, refusals: file.refusals)
    }
}

private struct RustFile {
    private(set) var text = ""
    private(set) var refusals: [NativeRefusal]

    init(_ start: NativeStart) {
        let (program, claim, sites) = (start.program, start.claim, start.sites)
        let writer = StructuredWriter(machine: start.subject.machine, dialect: .rust, sites: sites)
        var fields: [(declaration: String, value: String)] = []
        for (id, object) in program.objects.enumerated() {
            if let field = RustFile.field(writer, id, object) { fields.append(field) }
        }
        let hasCells = program.objects.contains { if case .cell = writer.storage(of: $0) { true } else { false } }
        fields += RustFile.seenFields(writer)
        var functions: [String] = []
        if let setup = program.setup { writer.refuse("setup", program.routines[setup].span) }
        for routine in program.routines.indices { functions += writer.function(routine) }
        var threads: [String] = []
        for (group, declared) in program.threadGroups.enumerated() {
            if declared.copies == .spawned { writer.refuse("spawn", declared.span) }
            if declared.isDaemon { writer.refuse("a daemon, which Loom would wait for", declared.span) }
            threads += RustFile.threads(writer, group, declared)
        }
        let checks = RustFile.checks(writer, claim)
        let schedule = NativeSchedule(start.subject, sites: sites)
        let reach = LoomReach(schedule, program, sites: sites)
        refusals = writer.refusals + reach.refusals
        guard refusals.isEmpty else { return }

        var lines = start.title.map(RustExporter.comment)
        let tries = writer.isWeak ? "all schedules, and whatever a load may read" : "all schedules"
        lines += [
            "//",
            "// Made by heddle export --as rust. Loom tries \(tries); this is the one that was recorded:",
        ]
        for (number, turn) in schedule.turns.enumerated() {
            lines.append("//   \(number + 1)  \(NativeText.comment(turn.words))")
        }
        lines += [
            "//", "// Run: RUSTFLAGS=\"--cfg loom\" cargo test --release   (dependency: loom = \"0.7\")",
            "// Loom treats seq_cst loads and stores as acquire and release: it may fail where the model cannot.",
        ]
        lines += RustFile.remarks(writer, reach, hasCells: hasCells).map { "// " + $0 }
        lines += [
            "", "#![cfg(loom)]",
            "#![allow(dead_code, unused_variables, unused_mut, unused_assignments, unused_imports, unused_labels,",
            "    unused_parens, non_snake_case, non_upper_case_globals, clippy::all)]", "",
        ]
        if hasCells { lines.append("use loom::cell::UnsafeCell;") }
        lines += [
            "use loom::sync::atomic::{AtomicBool, AtomicI64, Ordering::*};",
            "use loom::sync::{Arc, Condvar, Mutex, MutexGuard};",
        ]
        if !writer.seenNames.isEmpty { lines.append("use std::cell::Cell;") }
        lines += ["use std::cmp::{max, min};", "", "// What the threads share.", "struct Shared {"]
        lines += fields.map { "    \($0.declaration)," } + ["}", ""]
        if hasCells || !writer.seenNames.isEmpty {
            lines += [
                "// Loom runs one thread at a time, and looks at the accesses to an UnsafeCell itself.",
                "unsafe impl Send for Shared {}", "unsafe impl Sync for Shared {}", "",
            ]
        }
        lines += functions
        lines += [
            "#[test]", "fn recorded_schedule() {", "    loom::model(|| {", "        let shared = Arc::new(Shared {",
        ]
        lines += fields.map { "            \($0.value)," } + ["        });", "        let mut threads = Vec::new();"]
        lines += threads + ["        for thread in threads {", "            thread.join().unwrap();", "        }"]
        lines += checks + ["    });", "}", ""]
        lines += RustFile.runtime.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
        text = lines.joined(separator: "\n") + "\n"
    }

    /// What Loom does otherwise than the model.
    private static func remarks(_ writer: StructuredWriter, _ reach: LoomReach, hasCells: Bool) -> [String] {
        var lines: [String] = []
        if hasCells { lines.append("A var is an UnsafeCell: a data race of it fails as a causality violation.") }
        if writer.isWeak { lines.append("Loom keeps the last \(LoomReach.mostWrites) writes of a variable.") }
        let hasWeakExchange = writer.program.routines.contains { routine in
            routine.code.contains {
                if case .compareExchange(_, _, _, true, _, _, _, _) = $0.kind { true } else { false }
            }
        }
        if hasWeakExchange { lines.append("Loom lets no compare_exchange_weak fail for no reason.") }
        if writer.hasWaitingLoops {
            lines += [
                "A round of a loop that only looks gives way to the others. A thread that waits for ever in one ends in",
                "\"Model exceeded maximum number of branches\".",
            ]
        }
        return lines + reach.limits
    }

    /// Where the threads leave the locals that properties look at: of no concern to Loom.
    private static func seenFields(_ writer: StructuredWriter) -> [(declaration: String, value: String)] {
        let count = writer.threadCount
        return writer.seenLocals.map { seen in
            let values = Array(repeating: "Cell::new(\(writer.initial(seen.type)))", count: count)
            return (
                "\(seen.name): [Cell<\(writer.type(seen.type, seen.span))>; \(count)]",
                "\(seen.name): [\(values.joined(separator: ", "))]"
            )
        }
    }

    private static func field(
        _ writer: StructuredWriter, _ id: ObjectID, _ object: SharedObject
    ) -> (declaration: String, value: String)? {
        let name = writer.objectNames[id]
        func objects(_ type: String, _ value: String) -> (String, String) {
            guard let count = object.count else { return ("\(name): \(type)", "\(name): \(value)") }
            let all = Array(repeating: value, count: count).joined(separator: ", ")
            return ("\(name): [\(type); \(count)]", "\(name): [\(all)]")
        }
        switch object.kind {
        case .variable(let type, let initial), .atomic(let type, let initial):
            if object.isGhost {
                writer.refuse("ghost '\(object.name)', which Loom would take for a part of the program", object.span)
                return nil
            }
            if case .array(let element, let count) = type, case .elements(let values) = initial {
                let all = values.map { cell(writer, element, $0, object).value }.joined(separator: ", ")
                let type = values.first.map { cell(writer, element, $0, object).type } ?? "AtomicI64"
                return ("\(name): [\(type); \(count)]", "\(name): [\(all)]")
            }
            let one = cell(writer, type, initial, object)
            return ("\(name): \(one.type)", "\(name): \(one.value)")
        case .mutex(recursive: false): return objects("Mutex<()>", "Mutex::new(())")
        case .condition(spurious: false): return objects("Condvar", "Condvar::new()")
        default: writer.refuse("'\(object.name)', an object that Loom does not have", object.span)
        }
        return nil
    }

    private static func cell(
        _ writer: StructuredWriter, _ type: ValueType, _ value: Value, _ object: SharedObject
    ) -> (type: String, value: String) {
        var scalar = type
        if case .optional(let wrapped) = type { scalar = wrapped }
        if !scalar.isScalar { writer.refuse("'\(object.name)', which is no number", object.span) }
        if case .reference = scalar { writer.refuse("'\(object.name)', a reference", object.span) }
        if case .cell(let mayBeEmpty) = writer.storage(of: object) {
            let plain = writer.type(type, object.span)
            guard mayBeEmpty else {
                return ("UnsafeCell<\(plain)>", "UnsafeCell::new(\(writer.literal(value, type, object.span)))")
            }
            return ("UnsafeCell<Option<\(plain)>>", "UnsafeCell::new(None)")
        }
        let name = type == .bool ? "AtomicBool" : "AtomicI64"
        return (name, "\(name)::new(\(writer.packed(writer.literal(value, type, object.span), type)))")
    }

    private static func threads(_ writer: StructuredWriter, _ group: Int, _ declared: ThreadGroup) -> [String] {
        let routine = writer.routineNames[declared.routine]
        let first = writer.numbers(group).first
        func start(_ argument: String, number: String, _ indent: String) -> [String] {
            let number = writer.hasSeenLocals(declared.routine) ? ", \(number)" : ""
            return [
                "\(indent)let given = shared.clone();",
                "\(indent)threads.push(loom::thread::spawn(move || \(routine)(&given\(number)\(argument))));",
            ]
        }
        switch declared.copies {
        case .single: return start("", number: "\(first)", "        ")
        case .replicas(let count):
            return ["        for \(writer.hasSeenLocals(declared.routine) ? "k" : "_") in 0..\(count) {"]
                + start("", number: "\(first) + k", "            ") + ["        }"]
        case .parameter(let lower, let upper):
            return ["        for k in \(lower)..=\(upper) {"]
                + start(", k", number: "(\(first) + k - \(lower)) as usize", "            ") + ["        }"]
        case .spawned: return []
        }
    }

    private static func checks(_ writer: StructuredWriter, _ claim: NativeClaim) -> [String] {
        claim.properties.flatMap { index -> [String] in
            let property = writer.program.properties[index]
            guard property.kind == .final || property.kind == .outcome else {
                writer.refuse(
                    "\(property.kind.rawValue) '\(property.name)': Loom sees no state between two steps", property.span)
                return []
            }
            let scope = StructuredWriter.Scope(
                locals: property.locals, names: property.locals.indices.map { "each_\($0)" }, isProperty: true)
            var test = ""
            _ = writer.apart(scope, depth: 0) { test = writer.expression(property.expression) }
            let told = (property.sentence.map { $0 + ": " } ?? "") + property.text
            let condition = property.kind.canFail ? test : "!(\(test))"
            // Braces would be places for values in a message of assert!.
            let words = NativeText.literal(told.replacingBraces())
            return ["        assert!(\(condition), \(words));"]
        }
    }

    private static let runtime = #"""
        fn add(a: i64, b: i64) -> i64 {
            a.checked_add(b).expect("overflow")
        }
        fn sub(a: i64, b: i64) -> i64 {
            a.checked_sub(b).expect("overflow")
        }
        fn mul(a: i64, b: i64) -> i64 {
            a.checked_mul(b).expect("overflow")
        }
        fn div(a: i64, b: i64) -> i64 {
            a.checked_div(b).expect("overflow")
        }
        fn rem(a: i64, b: i64) -> i64 {
            a.checked_rem(b).expect("overflow")
        }
        fn range(value: i64, lower: i64, upper: i64, words: &str) -> i64 {
            assert!(lower <= value && value <= upper, "overflow: {words} = {value} leaves {lower}...{upper}");
            value
        }
        fn some<T>(value: Option<T>, words: &str) -> T {
            value.unwrap_or_else(|| panic!("{words} is nil"))
        }
        // An atomic holds nothing as this number.
        const NIL: i64 = i64::MIN;
        fn packed(value: Option<i64>) -> i64 {
            value.unwrap_or(NIL)
        }
        fn unpacked(value: i64) -> Option<i64> {
            if value == NIL { None } else { Some(value) }
        }
        fn index(index: i64, count: i64, words: &str) -> usize {
            assert!(0 <= index && index < count, "overflow: {words}: {index} is not below {count}");
            index as usize
        }
        """#
}

extension String {
    /// With braces doubled, as Rust's formatted texts have them.
    func replacingBraces() -> String {
        String(flatMap { character -> String in character == "{" ? "{{" : character == "}" ? "}}" : String(character) })
    }
}
