import Foundation
import HeddleLibrary
import TestSupport
import Testing

@Suite("Writers that are killed", .serialized)
struct KilledWriterTests {
    /// Two writers at once, each killed this often, in each of the libraries.
    private static let killsEach = 25

    /// What one writer said in all its lives.
    private static func lives(_ writer: Int, _ library: String, round: Int) throws -> [String] {
        var random = SeededGenerator(seed: UInt64(round * 2 + writer))
        // Kills are spread over as long as a write takes on this machine now. Unit: microseconds.
        var pace = 5_000
        var lines: [String] = []
        for life in 0..<killsEach {
            let killed = try KilledWriter(
                library: library, seed: random.next(), name: "w\(writer)-\(life)",
                writes: life == 0 ? 1 : random.below(2), patience: random.below(max(1, min(pace, 200_000))))
            lines += killed.lines
            pace = killed.pace ?? pace
        }
        return lines
    }

    @Test(
        "1,000 kills of two writers at once: nothing acknowledged is lost, nothing is half, no lock is left",
        arguments: 0..<20)
    func kills(round: Int) async throws {
        let root = try TemporaryFolder()
        let path = root.path + "/traces"
        let said = try await withThrowingTaskGroup(of: [String].self) { group in
            for writer in 0..<2 { group.addTask { try Self.lives(writer, path, round: round) } }
            return try await group.reduce(into: []) { $0 += $1 }
        }
        #expect(!said.contains { $0.hasPrefix("failed") }, "\(said.filter { $0.hasPrefix("failed") })")
        let library = ScheduleFolder(path: path)

        // Before anything is settled: what a reader sees is whole.
        for case .damaged(let path, let error) in try library.entries() { Issue.record("\(path): \(error)") }
        #expect(try LogAudit(library).problems == [])

        // A last writer, who meets no lock and settles what is left.
        var last = SavedSchedule.lostUpdate
        last.signature.bug = "the last"
        guard case .added(_, let head) = try library.add(last, modelFile: "/m.heddle", by: .test) else {
            Issue.record("the last entry is taken for another one")
            return
        }
        let writes = said.map { $0.split(separator: " ").map(String.init) }.filter { $0.count == 4 }
        #expect(writes.count >= 2)
        let audit = try LogAudit(library, given: writes.map { $0[3] })
        #expect(audit.problems == [])
        #expect(audit.heads == [head], "the writers took turns: there is one line of records")
        #expect(audit.brokenOff == nil)

        let entries = try library.entries().reduce(into: [String: SavedSchedule]()) { found, entry in
            if case .schedule(let path, let schedule) = entry { found[library.name(of: path)] = schedule }
        }
        for write in writes {
            let (kind, entry, token) = (write[0], write[1], write[2])
            if kind == "retired" {
                #expect(entries[entry]?.status == .retired, "\(write)")
            } else {
                #expect(entries[entry]?.tags.contains(token) == true, "\(write)")
            }
        }
        let files = FileManager.default.enumerator(atPath: path)?.compactMap { $0 as? String } ?? []
        let left = files.filter { FilePath.lastComponent($0).hasPrefix(".") }
        #expect(left == [])
    }
}
