import Foundation
import HeddleLibrary
import TestSupport
import Testing

@Suite("The library on a disk that doesn't help")
struct LibraryStorageTests {
    private static let entry = "lost-update/teller-1-9-before-teller-0-10"

    private func prepared() throws -> TemporaryFolder {
        let folder = try TemporaryFolder()
        try folder.write(CommandLineCheckTests.lostUpdate, to: "demos/lost-update.heddle")
        let added = try CommandLineRun(["library", "add", "demos/lost-update.heddle"], in: folder.path)
        #expect(added.status == 0, "\(added.errors)")
        return folder
    }

    /// Runs a line of shell in which `$heddle` is the program, with file systems of its own.
    private static func shell(_ line: String, in folder: String, mounts: Bool) throws -> (output: String, status: Int32)
    {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = (mounts ? ["unshare", "-m"] : []) + ["sh", "-c", line]
        process.currentDirectoryURL = URL(fileURLWithPath: folder)
        process.environment = [
            "PATH": "/usr/bin:/bin:/usr/sbin:/sbin", "LANG": "C.UTF-8", "SWIFT_BACKTRACE": "enable=no",
            "heddle": BuiltProducts.heddle,
        ]
        let pipe = Pipe()
        process.standardOutput = pipe
        process.standardError = pipe
        process.standardInput = FileHandle.nullDevice
        try process.run()
        let output = pipe.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        return (String(decoding: output, as: UTF8.self), process.terminationStatus)
    }

    /// Whether this machine lets the tests mount file systems of their own (root in a namespace does).
    private static let canMount: Bool = {
        let result = try? shell("mount -t tmpfs -o size=64k none /mnt", in: "/", mounts: true)
        return result?.status == 0
    }()

    private static func hidden(in folder: String) -> [String] {
        (FileManager.default.enumerator(atPath: folder)?.compactMap { $0 as? String } ?? []).filter {
            $0.split(separator: "/").last?.hasPrefix(".") == true
        }
    }

    @Test(
        "a full disk: the write is refused in words, what was written before stays, nothing half is there",
        .enabled(if: canMount, "needs the right to mount a file system"))
    func fullDisk() throws {
        let folder = try prepared()
        // Changes until one is refused; then the disk is as full as it gets.
        let line = """
            mkdir full && mount -t tmpfs -o size=96k none full && cp -r traces demos full && cd full || exit 9
            n=0
            while $heddle library change \(Self.entry) --note "change $n" --why "change $n" >>../said 2>>../refused; do
              n=$((n + 1)); [ $n -lt 200 ] || exit 8
            done
            $heddle library add demos/lost-update.heddle --finding everyDepositKept --as other >>../said 2>>../refused
            $heddle library verify && $heddle replay && grep cause traces/\(Self.entry).trace
            echo "last $((n - 1))"; find . -name '.?*'
            """
        let run = try Self.shell(line, in: folder.path, mounts: true)
        let said = try String(contentsOfFile: folder.file("said"), encoding: .utf8)
        let refused = try String(contentsOfFile: folder.file("refused"), encoding: .utf8)
        #expect(refused == "heddle: cannot write 'traces/\(Self.entry).trace': no space is left\n")
        let lines = run.output.split(separator: "\n").map(String.init)
        #expect(lines.contains { $0.hasSuffix("1 entry as recorded: nothing is wrong.") }, "\(run.output)")
        #expect(lines.contains("1 entry: 1 as expected."), "\(run.output)")
        let last = try #require(lines.first { $0.hasPrefix("last ") }).dropFirst(5)
        #expect(lines.contains("cause       change \(last)"), "\(run.output)")
        #expect(lines.last == "last \(last)", "no hidden file is left")
        #expect(said.contains("Head: "))
    }

    @Test("files that may not grow: refused in words, nothing half is there")
    func fileSizeLimit() throws {
        let folder = try prepared()
        let line = "trap '' XFSZ; ulimit -f 0; $heddle library change \(Self.entry) --note x --why x"
        let run = try Self.shell(line, in: folder.path, mounts: false)
        #expect(run.status == 2)
        #expect(run.output == "heddle: cannot write 'traces/\(Self.entry).trace': it is too large\n")
        #expect(Self.hidden(in: folder.path) == [])
        #expect(try CommandLineRun(["library", "verify"], in: folder.path).status == 0)
    }

    @Test(
        "a read-only library is listed, replayed and verified, and refuses writes in words",
        .enabled(if: canMount, "needs the right to mount a file system"))
    func readOnly() throws {
        let folder = try prepared()
        let line = """
            mount --bind traces traces && mount -o remount,bind,ro traces || exit 9
            $heddle library list && $heddle library verify && $heddle replay && $heddle library log || exit 8
            $heddle library change \(Self.entry) --note x --why x; echo "exit $?"
            """
        let run = try Self.shell(line, in: folder.path, mounts: true)
        #expect(run.output.contains("1 entry: 1 as expected.\n"), "\(run.output)")
        #expect(
            run.output.hasSuffix(
                "heddle: cannot write 'traces/\(Self.entry).trace': the file system is read-only\nexit 2\n"),
            "\(run.output)")
    }

    @Test("foreign files: what is no schedule is left alone or named, a pipe is not waited for, the rest goes on")
    func foreign() throws {
        let folder = try prepared()
        try folder.write("notes", to: "traces/notes.txt")
        try folder.write("\u{0}\u{1}binary", to: "traces/b.trace")
        try folder.write("", to: "traces/empty.trace")
        try folder.write("notes", to: "traces/log/README.md")
        let manager = FileManager.default
        try manager.createDirectory(atPath: folder.file("traces/folder.trace"), withIntermediateDirectories: true)
        try manager.createSymbolicLink(atPath: folder.file("traces/gone.trace"), withDestinationPath: "nowhere")
        try manager.createSymbolicLink(atPath: folder.file("traces/circle"), withDestinationPath: ".")
        for pipe in ["traces/p.trace", "traces/log/p.record"] { #expect(mkfifo(folder.file(pipe), 0o644) == 0) }

        let list = try CommandLineRun(["library", "list"], in: folder.path)
        #expect(list.status == 2)
        #expect(list.output.contains("expected  \(Self.entry)\n"))
        #expect(list.output.contains("\n1 entry, "))
        let named = list.errors.split(separator: "\n").map { String($0.prefix { $0 != ":" }) }
        #expect(named == ["traces/b.trace", "traces/empty.trace", "traces/gone.trace"])
        let replay = try CommandLineRun(["replay"], in: folder.path)
        #expect(replay.status == 2 && replay.output.contains("reproduced") && replay.output.contains("3 damaged"))
        let verify = try CommandLineRun(["library", "verify"], in: folder.path)
        #expect(verify.status == 1)
        for words in [
            "b.trace was never recorded", "empty.trace was never recorded", "gone.trace can't be read: cannot",
        ] {
            #expect(verify.output.contains(words), "\(verify.output)")
        }
        let change = try CommandLineRun(
            ["library", "change", Self.entry, "--note", "x", "--why", "x"], in: folder.path)
        #expect(change.status == 0, "\(change.errors)")
    }

    @Test("a file of a million steps is refused by its size, everywhere, and the rest goes on")
    func millionSteps() throws {
        let folder = try prepared()
        let text = try String(contentsOfFile: folder.file("traces/\(Self.entry).trace"), encoding: .utf8)
        let parts = text.split(separator: "\nsteps\n", maxSplits: 1).map(String.init)
        let step = try #require(parts.last?.split(separator: "\n").first.map { String($0) + "\n" })
        func write(_ count: Int, to name: String) throws {
            let steps = String(repeating: step, count: count)
            try folder.write("\(parts[0])\nsteps\n\(steps)end\n", to: name)
        }
        try write(1_000_000, to: "traces/long.trace")
        let size = try #require(
            try FileManager.default.attributesOfItem(atPath: folder.file("traces/long.trace"))[.size] as? Int)
        #expect(size > 16_000_000)
        let words = "it has \(size) bytes, more than the limit of 16000000"
        let show = try CommandLineRun(["library", "show", "long"], in: folder.path)
        #expect(show.status == 2)
        #expect(show.errors == "heddle: traces/long.trace: \(words)\n")
        let list = try CommandLineRun(["library", "list"], in: folder.path)
        #expect(list.status == 2 && list.errors == "traces/long.trace: \(words)\n")
        #expect(list.output.contains(Self.entry))
        let replay = try CommandLineRun(["replay"], in: folder.path)
        #expect(replay.status == 2 && replay.output.contains("damaged: \(words)"))
        #expect(
            try CommandLineRun(["library", "verify"], in: folder.path).output.contains(
                "long.trace can't be read: \(words)"))

        // As long as one may be.
        try FileManager.default.removeItem(atPath: folder.file("traces/long.trace"))
        let most = (16_000_000 - parts[0].utf8.count - 16) / step.utf8.count
        try write(most, to: "traces/most.trace")
        let long = try CommandLineRun(["library", "list", "--json"], in: folder.path)
        let entries = try JSONDocument(long.output)["entries"]
        #expect(entries.count == 2)
        #expect((0..<2).contains { entries[$0]["steps"].int == most })
    }

    @Test("ten thousand entries are listed, adopted and verified")
    func manyEntries() throws {
        let folder = try TemporaryFolder()
        let library = ScheduleFolder(path: folder.path + "/traces")
        try folder.write(CommandLineCheckTests.lostUpdate, to: "demos/lost-update.heddle")
        let added = try CommandLineRun(["library", "add", "demos/lost-update.heddle"], in: folder.path)
        #expect(added.status == 0)
        guard case .schedule(_, var schedule) = ScheduleFolder.read(try #require(try library.files().first)) else {
            Issue.record("the entry can't be read")
            return
        }
        let count = 9_999
        for number in 0..<count {
            schedule.title = "entry \(number)"
            schedule.signature.bug = "bug \(number)"
            schedule.preemptions = number % 7
            try folder.write(ScheduleCodec.print(schedule), to: "traces/m\(number % 100)/entry-\(number).trace")
        }
        let list = try CommandLineRun(["library", "list"], in: folder.path)
        #expect(list.status == 0, "\(list.errors)")
        let lines = list.output.split(separator: "\n").map(String.init)
        #expect(lines.count == count + 3)
        #expect(Set(lines).count == lines.count)
        #expect(lines.last?.hasPrefix("10,000 entries, ") == true)
        #expect(
            try CommandLineRun(["library", "adopt"], in: folder.path).output.contains("\n9,999 entries recorded.\n"))
        let verify = try CommandLineRun(["library", "verify"], in: folder.path)
        #expect(verify.output.hasPrefix("2 records, 10,000 entries as recorded: nothing is wrong.\n"))
        let again = try CommandLineRun(["library", "add", "demos/lost-update.heddle"], in: folder.path)
        #expect(again.output.hasPrefix("Known: "))
    }
}
