import Foundation
import TestSupport
import Testing

/// What `heddle export --as c` writes, compiled with gcc and run on real threads.
@Suite("heddle export --as c, swift, rust")
struct NativeExportTests {
    @Test("A lost update fails in 1,000 of 1,000 runs, and with the repaired model in none")
    func everyTime() throws {
        let model = "demos/museum/lost-update.heddle"
        guard let broken = try CompiledTest([model]) else { return }
        let once = try broken.run([])
        #expect(once.status == 1)
        #expect(
            once.output == """
                FAILS  everyDepositKept: every deposit is kept
                  every deposit is kept: balance == tellers
                  balance = 1
                  after 4 of 4 recorded steps

                """)
        let often = try broken.run(["--runs", "1000"])
        #expect(often.status == 1 && often.output.hasSuffix("\n1000 of 1000 runs fail\n"), "\(often.output)")

        let repaired = try #require(
            try CompiledTest([model, "--model", "demos/museum/lost-update.repaired.heddle"]))
        let held = try repaired.run([])
        #expect(held.status == 0)
        #expect(held.output.hasPrefix("diverged at step "), "\(held.output)")
        #expect(held.output.hasSuffix("HOLDS  everyDepositKept: every deposit is kept\n"))
        #expect(try repaired.run(["--runs", "1000"]).output == "0 of 1000 runs fail\n")
    }

    @Test("Free threads make a stress test: the repaired model never fails in it")
    func free() throws {
        let model = "demos/museum/lost-update.heddle"
        guard let broken = try CompiledTest([model]) else { return }
        let run = try broken.run(["--free", "200"])
        let last = try #require(run.output.split(separator: "\n").last)
        let failed = try #require(Int(last.prefix { $0.isNumber }))
        #expect(last == "\(failed) of 200 runs fail")
        #expect(run.status == (failed > 0 ? 1 : 0))
        let repaired = try #require(
            try CompiledTest([model, "--model", "demos/museum/lost-update.repaired.heddle"]))
        let held = try repaired.run(["--free", "200"])
        #expect(held.status == 0 && held.output == "0 of 200 runs fail\n")
    }

    /// Model, and what its test says first.
    static let bugs: [(model: String, says: String)] = [
        ("go-timeout-leak", "FAILS  no deadlock"),
        ("stringbuffer-length", "FAILS  no failedAssertion"),
        ("actor-reentrancy", "FAILS  onlyOnce"),
        ("if-instead-of-while", "FAILS  onlyWhatIsThere"),
        ("bounded-buffer-notify", "FAILS  no deadlock"),
        ("krack", "FAILS  fresh"),
        ("hazard-revalidate", "FAILS  no memoryError"),
        ("nasdaq-facebook", "FAILS  opens"),
    ]

    @Test(
        "The same failure every time, none with the repaired model: all kinds of findings and objects",
        arguments: bugs)
    func museum(_ model: String, _ says: String) throws {
        let file = "demos/museum/\(model).heddle"
        guard let broken = try CompiledTest([file]) else { return }
        let run = try broken.run(["--runs", "50"])
        #expect(run.status == 1 && run.output.hasPrefix(says), "\(run.output)")
        #expect(run.output.hasSuffix("\n50 of 50 runs fail\n"), "\(run.output)")
        let repaired = try #require(
            try CompiledTest([file, "--model", "demos/museum/\(model).repaired.heddle"]))
        let held = try repaired.run([])
        #expect(held.status == 0 && held.output.contains("HOLDS  "), "\(held.output)")
    }

    /// Models under weak memory: how many reads no turn can force, and the first of them.
    static let weak: [(model: String, memory: String, count: Int, first: String)] = [
        ("demos/weak/store-buffering.heddle", "tso", 1, "step 4, t.1: load here[0] -> false (relaxed, from start)"),
        (
            "demos/message-passing.heddle", "c11", 1,
            "step 4, reader: load data -> 0 (relaxed, from start, passes over 1)"
        ),
        ("demos/weak/iriw.heddle", "c11", 1, "step 6, "),
        // Its flags are variables: what has no order in the model has none in C.
        ("demos/lessons/store-buffer.heddle", "tso", 1, "step 4, t.1: read here[0] -> false"),
    ]

    @Test("What no turn can force is named, in the file and by the test, and never faked", arguments: weak)
    func weakMemory(_ model: String, _ memory: String, _ count: Int, _ first: String) throws {
        var named: [String] = []
        let test = try CompiledTest([model, "--memory", memory]) { text in
            named = text.split(separator: "\n").filter { $0.hasPrefix(" *   step ") }.map {
                // Arrows as the test itself prints them.
                String($0.dropFirst(5)).replacing("→", with: "->").replacing("←", with: "<-")
            }
            #expect(text.contains("load_explicit(") && text.contains("memory_order_"))
            #expect(!model.hasPrefix("demos/lessons") || !text.contains("atomic_store(&shared."))
            return text
        }
        guard let test else { return }
        #expect(named.count == count && named.contains { $0.hasPrefix(first) }, "\(named)")
        let run = try test.run([])
        #expect(run.status == 0 && run.output.hasPrefix("HOLDS  "), "\(run.output)")
        #expect(named.allSatisfy { run.output.contains("  \($0)\n") }, "\(run.output)")
        // Whether the machine shows it is up to the machine.
        let free = try test.run(["--free", "50"])
        #expect(free.output.contains(" of 50 runs fail\n"), "\(free.output)")
    }

    @Test("A failure under weak memory that needs no weak read is forced every time")
    func weakButForced() throws {
        let folder = try TemporaryFolder()
        let model = try Fixtures.text("models/lost-update.heddle")
        try folder.write(model.replacing("var balance", with: "atomic balance"), to: "m.heddle")
        let test = try CompiledTest(["m.heddle", "--memory", "c11", "--steps", "0 1 0 1"], in: folder.path)
        guard let test else { return }
        #expect(try test.run(["--runs", "20"]).output.hasSuffix("20 of 20 runs fail\n"))
    }

    @Test("Wrong arguments of the compiled test end in 2")
    func arguments() throws {
        guard let test = try CompiledTest(["demos/lock-order.heddle"]) else { return }
        for arguments in [["--runs"], ["--runs", "0"], ["--free", "x"], ["--often", "3"]] {
            #expect(try test.run(arguments).status == 2)
        }
        let run = try test.run([])
        #expect(run.status == 1 && run.output.hasPrefix("FAILS  no deadlock\n"), "\(run.output)")
        #expect(run.output.contains("stands at line "))
    }

    @Test("A saved schedule whose model was mended since: it is followed as far as it goes")
    func mended() throws {
        let folder = try TemporaryFolder()
        let model = try Fixtures.text("models/lost-update.heddle")
        try folder.write(model, to: "m.heddle")
        #expect(try CommandLineRun(["library", "add", "m.heddle"], in: folder.path).status == 0)
        let entry = "traces/lost-update/teller-1-9-before-teller-0-10.trace"
        guard let broken = try CompiledTest([entry], in: folder.path) else { return }
        #expect(try broken.run([]).status == 1)
        let lines = model.replacingOccurrences(of: "var balance: int = 0", with: "mutex door\nvar balance: int = 0")
            .replacingOccurrences(of: "let seen = balance", with: "door.lock()\n  let seen = balance")
            .replacingOccurrences(of: "balance = seen + 1", with: "balance = seen + 1\n  door.unlock()")
        try folder.write(lines, to: "m.heddle")
        let mended = try #require(try CompiledTest([entry], in: folder.path))
        let run = try mended.run([])
        #expect(run.status == 0 && run.output.hasPrefix("diverged at step "), "\(run.output)")
        #expect(run.output.contains("HOLDS  everyDepositKept"))
    }

    @Test("A saved schedule's constants hold for the model of --model too")
    func settings() throws {
        let folder = try TemporaryFolder()
        let model = try Fixtures.text("models/lost-update.heddle")
        try folder.write(model, to: "m.heddle")
        let added = try CommandLineRun(
            ["library", "add", "m.heddle", "--set", "tellers=3", "--as", "three"], in: folder.path)
        #expect(added.status == 0, "\(added.errors)")
        let atOnce = model.replacing(
            "  let seen = balance\n  balance = seen + 1\n", with: "  atomic { balance += 1 }\n")
        #expect(atOnce != model)
        try folder.write(atOnce, to: "repaired.heddle")
        let test = try CompiledTest(["traces/three.trace", "--model", "repaired.heddle"], in: folder.path) { text in
            #expect(text.contains("return shared.balance == 3;"))
            return text
        }
        if let test {
            let run = try test.run([])
            #expect(run.status == 0 && run.output.hasSuffix("HOLDS  everyDepositKept: every deposit is kept\n"))
        }
        try folder.write(
            model.replacing("const tellers = 2\n", with: "").replacing("tellers", with: "2"), to: "two.heddle")
        let refused = try CommandLineRun(
            ["export", "traces/three.trace", "--as", "c", "--model", "two.heddle"], in: folder.path)
        #expect(refused.status == 2 && refused.output == "")
        #expect(
            refused.errors.hasSuffix(
                "heddle: the schedule was recorded with tellers = 3, which holds for --model too\n"),
            "\(refused.errors)")
    }

    @Test("A schedule that its own model can't make any more goes on another one with the property it claims")
    func otherOrder() throws {
        let folder = try TemporaryFolder()
        let model = try Fixtures.text("models/lost-update.heddle")
        let more = "invariant small: balance <= tellers\nfinal everyDepositKept"
        try folder.write(model.replacing("final everyDepositKept", with: more), to: "m.heddle")
        #expect(try CommandLineRun(["library", "add", "m.heddle", "--as", "two"], in: folder.path).status == 0)
        let atOnce = model.replacing(
            "  let seen = balance\n  balance = seen + 1\n", with: "  atomic { balance += 1 }\n")
        try folder.write(atOnce.replacing("final everyDepositKept", with: more), to: "m.heddle")
        // The other model has one property alone, the entry's has it as its second one.
        try folder.write(atOnce, to: "repaired.heddle")
        let test = try CompiledTest(["traces/two.trace", "--model", "repaired.heddle"], in: folder.path)
        if let test {
            let run = try test.run([])
            #expect(run.status == 0 && run.output.hasSuffix("HOLDS  everyDepositKept: every deposit is kept\n"))
        }
    }

    @Test(
        "What has no exact test is refused by name and line",
        arguments: [
            (
                ["demos/museum/futex-waiters-flag.heddle", "--as", "c"],
                "futex-waiters-flag.heddle:33: an atomic block that chooses"
            ),
            (["demos/rendezvous.pml", "--as", "c", "--steps", ""], "it is a program of Promela"),
            (["demos/museum/rwlock-recursive-read.heddle", "--as", "c"], "rwlock-recursive-read.heddle:24: blocked("),
            (["demos/museum/treiber-aba.heddle", "--as", "swift"], "struct"),
            (["demos/hyman.heddle", "--as", "rust"], "Loom sees no state between two steps"),
            (["demos/lost-update.heddle", "--model", "demos/lost-update.heddle"], "--model is for forms"),
            (
                ["demos/lost-update.heddle", "--as", "c", "--model", "demos/peterson.heddle"],
                "'everyDepositKept', which"
            ),
        ])
    func refused(_ arguments: [String], _ mentions: String) throws {
        let run = try CommandLineRun(["export"] + arguments, in: Fixtures.package)
        #expect(run.status == 2 && run.output == "")
        #expect(run.errors.contains(mentions), "\(run.errors)")
    }

    @Test("Names of C, of its headers and of its macros are harmless as a model's")
    func names() throws {
        let folder = try TemporaryFolder()
        try folder.write(
            """
            model "Na*/mes \\" %d ?" // */ /* ??/
            var errno: int = 0
            var log: int = 0
            var NULL: int[2]
            atomic int64_t: bool = false
            mutex signal
            thread printf * 2 {
              let exit = errno
              signal.lock()
              log += exit
              NULL[1] = log
              signal.unlock()
              errno = exit + 1
              int64_t = true
            }
            final main "100 % \\"of\\" \\\\n it": errno == 2 && int64_t && NULL[0] == 0
            """, to: "m.heddle")
        guard let test = try CompiledTest(["m.heddle"], in: folder.path) else { return }
        let run = try test.run(["--runs", "20"])
        #expect(run.output.hasSuffix("\n20 of 20 runs fail\n"), "\(run.output)")
    }

    @Test("The Swift case plays the same schedule on threads")
    func swift() throws {
        let folder = try TemporaryFolder()
        let swiftc = "/usr/bin/env"
        var said: [String] = []
        for model in [[], ["--model", "demos/museum/if-instead-of-while.repaired.heddle"]] {
            let run = try CommandLineRun(
                ["export", "demos/museum/if-instead-of-while.heddle", "--as", "swift"] + model, in: Fixtures.package)
            #expect(run.status == 0, "\(run.errors)")
            #expect(run.output.contains("@Suite(\"Woken, but too late\")") && run.output.contains("import Testing\n"))
            // The test's frame is the testing library's; what it plays is run here by itself.
            let start = try #require(run.output.range(of: "// MARK: - The model"))
            let main = "@main struct Main { static func main() { Swift.print(Model().play() ?? \"holds\") } }\n"
            try folder.write("import Foundation\n" + run.output[start.lowerBound...] + main, to: "case.swift")
            let built = try ToolRun(
                swiftc,
                [
                    "swiftc", "-swift-version", "6", "-parse-as-library", "-o", folder.file("case"),
                    folder.file("case.swift"),
                ])
            #expect(built.status == 0 && !built.output.contains("warning:"), "\(built.output)")
            said.append(try ToolRun(folder.file("case"), []).output)
        }
        #expect(said.first == "nobody takes from the empty buffer: items >= 0\n", "\(said)")
        #expect(said.last?.hasSuffix("holds\n") == true, "\(said)")
    }

    @Test("The Loom test has the model's threads and memory orders")
    func rust() throws {
        let folder = try TemporaryFolder()
        try folder.write(
            """
            model "Orders"
            var data: int = 0
            atomic flag: bool = false
            mutex door
            thread left {
              data = 1
              flag.store(true, release)
            }
            thread right(i: 0..<2) {
              door.lock()
              let seen = flag.load(acquire)
              if seen { data = data + i }
              door.unlock()
            }
            final sum "it is set": data >= 1
            """, to: "m.heddle")
        let run = try CommandLineRun(["export", "m.heddle", "--as", "rust", "--steps", "0"], in: folder.path)
        #expect(run.status == 0, "\(run.errors)")
        for part in [
            "shared.data.store(1, SeqCst);", "shared.flag.store(true, Release);", "shared.flag.load(Acquire)",
            "held_door = Some(shared.door.lock().unwrap());", "loom::thread::spawn(move || right(&given, k))",
            "assert!((shared.data.load(SeqCst) >= 1), \"it is set: data >= 1\");",
        ] {
            #expect(run.output.contains(part), "\(part)")
        }
    }
}

/// One run of some program: what it wrote, errors included, and how it ended.
struct ToolRun {
    var output: String
    var status: Int32

    init(_ path: String, _ arguments: [String]) throws {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: path)
        process.arguments = arguments
        let pipe = Pipe()
        process.standardOutput = pipe
        process.standardError = pipe
        process.standardInput = FileHandle.nullDevice
        try process.run()
        output = String(decoding: pipe.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        process.waitUntilExit()
        status = process.terminationStatus
    }
}

/// A schedule as C, compiled with every warning an error.
struct CompiledTest {
    private let folder: TemporaryFolder

    /// nil where there is no gcc: then the test says so as a known issue.
    /// `edit`: what a person does to the text before it is compiled.
    init?(
        _ arguments: [String], in directory: String = Fixtures.package, edit: (String) throws -> String = { $0 }
    ) throws {
        guard FileManager.default.isExecutableFile(atPath: "/usr/bin/gcc") else {
            withKnownIssue("gcc is not installed, so no exported C is compiled") { Issue.record("not compiled") }
            return nil
        }
        folder = try TemporaryFolder()
        let run = try CommandLineRun(
            ["export"] + arguments + ["--as", "c", "-o", folder.file("test.c")], in: directory)
        #expect(run.status == 0, "\(run.errors)")
        let text = try String(contentsOfFile: folder.file("test.c"), encoding: .utf8)
        try folder.write(try edit(text), to: "test.c")
        let built = try ToolRun(
            "/usr/bin/gcc",
            ["-std=c11", "-Wall", "-Wextra", "-Werror", "-pthread", "-o", folder.file("test"), folder.file("test.c")])
        #expect(built.status == 0, "\(built.output)")
    }

    func run(_ arguments: [String]) throws -> ToolRun { try ToolRun(folder.file("test"), arguments) }
}
