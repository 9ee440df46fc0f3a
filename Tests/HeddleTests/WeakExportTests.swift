import Foundation
import TestSupport
import Testing

/// What `heddle export --as swift` and `--as rust` write of models under weak memory: compiled and run, or held against
/// Loom's types.
@Suite("heddle export --as swift, rust: weak memory")
struct WeakExportTests {
    static let classics: [(model: String, options: [String], named: String, orders: [String])] = [
        (
            "demos/weak/store-buffering.heddle", ["--memory", "tso"],
            "step 4, t.1: load here[0] → false (relaxed, from start)",
            ["try here[h.index(me, 2, \"here[me]\")].value.store(true, ordering: .relaxed)"]
        ),
        (
            "demos/message-passing.heddle", ["--memory", "c11"],
            "step 4, reader: load data → 0 (relaxed, from start, passes over 1)",
            ["data.value.store(42, ordering: .relaxed)", "flag.value.load(ordering: .relaxed)"]
        ),
        (
            "demos/weak/iriw.heddle", ["--memory", "c11"], "step 6, ",
            ["x.value.store(1, ordering: .releasing)", "y.value.load(ordering: .acquiring)"]
        ),
        (
            "demos/weak/mcs-lock.heddle", ["--memory", "c11", "--set", "order=linkRelaxed"],
            "step 10, p.0: store waiting[1] ← false (release, before p.1#1)",
            ["unpacked(tail.value.exchange(packed(me), ordering: .acquiringAndReleasing))"]
        ),
        (
            "demos/weak/chase-lev-deque.heddle", ["--memory", "c11"], "step 12, ",
            [
                "atomicMemoryFence(ordering: .releasing)", "atomicMemoryFence(ordering: .sequentiallyConsistent)",
                "successOrdering: .sequentiallyConsistent, failureOrdering: .relaxed",
            ]
        ),
    ]

    @Test("Swift: what no turn can force is named, in the file and by the test, and never faked", arguments: classics)
    func named(_ model: String, _ options: [String], _ named: String, _ orders: [String]) throws {
        let test = try SwiftCase([model] + options)
        let steps = test.text.split(separator: "\n").filter { $0.hasPrefix("//   step ") }.map {
            // Arrows as the test itself prints them.
            String($0.dropFirst(5)).replacing("→", with: "->").replacing("←", with: "<-")
        }
        #expect(
            steps.contains { $0.hasPrefix(named.replacing("→", with: "->").replacing("←", with: "<-")) }, "\(steps)")
        for part in orders { #expect(test.text.contains(part), "\(part)") }
        let run = try test.run()
        #expect(run.hasPrefix("HOLDS  ") || run.hasPrefix("diverged at step "), "\(run)")
        #expect(run.contains("  The recorded failure needs what no turn can force"), "\(run)")
        #expect(!steps.isEmpty && steps.allSatisfy { run.contains("\n  \($0)\n") }, "\(run)")
        #expect(run.hasSuffix("\nholds\n"), "\(run)")
    }

    @Test("Swift: threads run freely where nothing is held but atomics, and only if one asks for it")
    func free() throws {
        let test = try SwiftCase(
            ["demos/weak/message-passing.heddle", "--memory", "c11"],
            main: "_ = Model.countFailures(runs: 50); Swift.print(freeRuns)")
        #expect(test.text.contains("HEDDLE_FREE=N looks for the failure."))
        #expect(test.text.contains("free threads\", .enabled(if: freeRuns > 0))"))
        let run = try test.run()
        #expect(run.contains(" of 50 runs fail\n") && run.hasSuffix("\n0\n"), "\(run)")
        let dekker = try export(["demos/weak/dekker.heddle", "--memory", "c11", "--set", "fenceFirst=false"], "swift")
        #expect(!dekker.contains("HEDDLE_FREE") && dekker.contains("under sequential consistency.\n"))
    }

    @Test("Swift: a failure under weak memory that needs no weak read is forced, one without a reason too")
    func forced() throws {
        let folder = try TemporaryFolder()
        let model = try Fixtures.text("models/lost-update.heddle")
        try folder.write(model.replacing("var balance", with: "atomic balance"), to: "lost.heddle")
        let lost = try SwiftCase(["lost.heddle", "--memory", "c11", "--steps", "0 1 0 1"], in: folder.path)
        #expect(try lost.run() == "every deposit is kept: balance == tellers\n")
        try folder.write(Self.weakExchange, to: "weak.heddle")
        for memory in ["sc", "c11", "tso"] {
            let weak = try SwiftCase(["weak.heddle", "--memory", memory], in: folder.path)
            #expect(try weak.run().hasSuffix("it is taken: taken == 1\n"), "\(memory)")
        }
    }

    /// Fails only where the exchange does so for no reason.
    private static let weakExchange = """
        model "Once"
        atomic taken: int = 0
        thread one { let done = taken.compareExchangeWeak(0, 1, acq_rel, relaxed) }
        final it "it is taken": taken == 1

        """

    static let loom: [(model: String, options: [String], parts: [String])] = [
        (
            "demos/message-passing.heddle", [],
            ["shared.data.store(42, Relaxed);", "up = shared.flag.load(Relaxed);", "seen_reader_up[1].get()"]
        ),
        (
            "demos/weak/message-passing.heddle", ["--set", "strength=paired", "--steps", ""],
            ["shared.flag.store(true, Release);", "up = shared.flag.load(Acquire);"]
        ),
        (
            "demos/weak/message-passing.heddle", ["--set", "strength=fences", "--steps", ""],
            ["loom::sync::atomic::fence(Release);", "loom::sync::atomic::fence(Acquire);"]
        ),
        ("demos/weak/store-buffering.heddle", [], ["spawn(move || t(&given, (0 + k - 0) as usize, k))"]),
        (
            "demos/weak/2+2w.heddle", [],
            ["//   step 4, right: store x ← 2 (relaxed, before left#1)", "unordered until"]
        ),
        (
            "demos/weak/spinlock.heddle", ["--set", "order=noRelease"],
            [
                "total: UnsafeCell<i64>,", "with_mut(|raw| unsafe { *raw = add(", "loom::thread::yield_now();",
                "compare_exchange(false, true, Acquire, Acquire).is_ok()",
                "\"Model exceeded maximum number of branches\"",
            ]
        ),
        (
            "demos/weak/mcs-lock.heddle", ["--set", "order=linkRelaxed"],
            ["tail: AtomicI64,", "unpacked(shared.tail.swap(packed(Some(me)), AcqRel))"]
        ),
        (
            "demos/weak/double-checked.heddle", ["--set", "order=noRelease"],
            ["settings: UnsafeCell<Option<i64>>,", ".expect(\"settings is read before it was written\")"]
        ),
        (
            "demos/museum/arc-get-mut.heddle", [],
            [
                "value: UnsafeCell<i64>,", "seen = shared.value.with(|raw| unsafe { *raw });",
                "fails as a causality violation",
            ]
        ),
        (
            "demos/weak/chase-lev-deque.heddle", [],
            [
                "compare_exchange(t, add(t, 1), SeqCst, Relaxed).is_ok()", "loom::sync::atomic::fence(SeqCst);",
                "tries all schedules, and whatever a load may read",
            ]
        ),
    ]

    @Test("Rust: the file has the model's orders, and Loom's types take it", arguments: loom)
    func rust(_ model: String, _ options: [String], _ parts: [String]) throws {
        let text = try export([model, "--memory", "c11"] + options, "rust")
        for part in parts { #expect(text.contains(part), "\(part)") }
        guard let loom = try LoomTypes() else { return }
        #expect(try loom.check(text) == "", "\(model)")
    }

    @Test("Rust: the last owner of an object acquires what the others released; weak exchanges; rc11")
    func ownModels() throws {
        let folder = try TemporaryFolder()
        try folder.write(
            """
            model "The last owner"
            atomic owners: int = 2
            var object: int = 7
            thread owner * 2 {
              let mine = object
              if owners.fetchSub(1, release) == 1 {
                fence(acquire)
                object = 0
              }
            }
            thread retry {
              while !owners.compareExchangeWeak(9, 8, acq_rel, relaxed) && owners.load(relaxed) > 0 {}
            }
            """, to: "count.heddle")
        let text = try export(["count.heddle", "--memory", "rc11", "--steps", "0 0 1 1"], "rust", in: folder.path)
        for part in [
            "let old = shared.owners.fetch_sub(1, Release);", "loom::sync::atomic::fence(Acquire);",
            "compare_exchange_weak(9, 8, AcqRel, Relaxed).is_ok()",
            "// Loom lets no compare_exchange_weak fail for no reason.",
        ] {
            #expect(text.contains(part), "\(part)")
        }
        guard let loom = try LoomTypes() else { return }
        #expect(try loom.check(text) == "")
    }

    @Test("What these forms can't say under weak memory is refused by name")
    func refused() throws {
        let folder = try TemporaryFolder()
        try folder.write(Self.weakExchange, to: "weak.heddle")
        try folder.write(
            """
            model "Old"
            atomic data: int = 0
            atomic flag: bool = false
            thread writer {
              for i in 1...8 { data.store(i, relaxed) }
              flag.store(true, relaxed)
            }
            thread reader {
              let up = flag.load(relaxed)
              let got = data.load(relaxed)
            }
            final fresh: reader.up implies reader.got != 0
            """, to: "old.heddle")
        try folder.write("model \"Five\"\natomic x: int\nthread t * 5 { x.store(1, relaxed) }\n", to: "five.heddle")
        let package = Fixtures.package
        let refusals: [(arguments: [String], form: String, says: String)] = [
            (
                ["\(package)/demos/weak/store-buffering.heddle", "--memory", "tso"], "rust",
                "its memory model is tso, and Loom has the orders of C++20 but no store buffers"
            ),
            (
                ["weak.heddle", "--memory", "c11"], "rust",
                "weak.heddle:3: step 1, one: compareExchange taken failed for no reason (acq_rel, from start): Loom lets no"
            ),
            (["old.heddle", "--memory", "c11"], "rust", "8 newer writes, and Loom keeps the last 7 of a variable"),
            (
                ["five.heddle", "--memory", "c11", "--steps", ""], "rust",
                "5 threads: Loom has room for 4 beside its own"
            ),
            (["five.heddle", "--steps", ""], "rust", "5 threads: Loom has room for 4 beside its own"),
            (
                ["\(package)/demos/weak/spinlock.heddle", "--memory", "c11", "--set", "order=noRelease"], "swift",
                "it claims race, which a run of the program cannot show"
            ),
            (
                ["\(package)/demos/weak/peterson.heddle", "--memory", "c11"], "rust",
                "invariant 'exclusive': Loom sees no state between two steps"
            ),
        ]
        for (arguments, form, says) in refusals {
            let run = try CommandLineRun(["export"] + arguments + ["--as", form], in: folder.path)
            #expect(run.status == 2 && run.output == "" && run.errors.contains(says), "\(arguments): \(run.errors)")
        }
    }

    private func export(_ arguments: [String], _ form: String, in directory: String = Fixtures.package) throws -> String
    {
        let run = try CommandLineRun(["export"] + arguments + ["--as", form], in: directory)
        #expect(run.status == 0, "\(run.errors)")
        return run.output
    }
}

/// A schedule as Swift, compiled: the test's frame is the testing library's, what it plays is run by itself.
private struct SwiftCase {
    let text: String
    private let folder: TemporaryFolder

    init(
        _ arguments: [String], in directory: String = Fixtures.package,
        main: String = "Swift.print(Model().play() ?? \"holds\")"
    ) throws {
        let run = try CommandLineRun(["export"] + arguments + ["--as", "swift"], in: directory)
        #expect(run.status == 0, "\(run.errors)")
        text = run.output
        folder = try TemporaryFolder()
        let start = try #require(text.range(of: "// MARK: - The model"))
        let imports = text[..<start.lowerBound].split(separator: "\n").filter {
            $0.hasPrefix("import ") && $0 != "import Testing"
        }
        let whole =
            imports.joined(separator: "\n") + "\n" + text[start.lowerBound...]
            + "@main struct Main { static func main() { \(main) } }\n"
        try folder.write(whole, to: "case.swift")
        let built = try ToolRun(
            "/usr/bin/env",
            [
                "swiftc", "-swift-version", "6", "-parse-as-library", "-o", folder.file("case"),
                folder.file("case.swift"),
            ])
        #expect(built.status == 0 && !built.output.contains("warning:"), "\(built.output)")
    }

    func run() throws -> String { try ToolRun(folder.file("case"), []).output }
}

/// The part of Loom's interface that an exported file uses, over the standard library: for the compiler's eyes only.
private struct LoomTypes {
    private let folder: TemporaryFolder

    /// nil where there is no Rust: then the test says so as a known issue.
    init?() throws {
        guard try ToolRun("/usr/bin/env", ["rustc", "--version"]).status == 0 else {
            withKnownIssue("rustc is not installed, so no exported Rust is compiled") { Issue.record("not compiled") }
            return nil
        }
        folder = try TemporaryFolder()
        try folder.write(
            """
            pub mod cell {
                pub struct UnsafeCell<T>(std::cell::UnsafeCell<T>);
                impl<T> UnsafeCell<T> {
                    pub fn new(data: T) -> Self { UnsafeCell(std::cell::UnsafeCell::new(data)) }
                    pub fn with<F: FnOnce(*const T) -> R, R>(&self, f: F) -> R { f(self.0.get() as *const T) }
                    pub fn with_mut<F: FnOnce(*mut T) -> R, R>(&self, f: F) -> R { f(self.0.get()) }
                }
            }
            pub mod sync {
                pub use std::sync::{Arc, Condvar, Mutex, MutexGuard};
                pub mod atomic { pub use std::sync::atomic::{fence, AtomicBool, AtomicI64, Ordering}; }
            }
            pub mod thread { pub use std::thread::{spawn, yield_now, JoinHandle}; }
            pub fn model<F: Fn() + Sync + Send + 'static>(f: F) { f() }
            """, to: "loom.rs")
        let built = try rustc(["--crate-type", "rlib", "--crate-name", "loom", "-o", "libloom.rlib", "loom.rs"])
        #expect(built.status == 0, "\(built.output)")
    }

    /// What the compiler has to say of a file: nothing.
    func check(_ text: String) throws -> String {
        try folder.write(text, to: "case.rs")
        let run = try rustc(
            [
                "--test", "--cfg", "loom", "--emit", "metadata", "-o", "case.rmeta", "--extern", "loom=libloom.rlib",
                "case.rs",
            ])
        return run.status == 0 ? run.output : "error: \(run.output)"
    }

    private func rustc(_ arguments: [String]) throws -> ToolRun {
        try ToolRun("/usr/bin/env", ["-C", folder.path, "rustc", "--edition", "2021"] + arguments)
    }
}
