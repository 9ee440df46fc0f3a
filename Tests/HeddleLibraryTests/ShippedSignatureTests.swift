import Foundation
import HeddleEngine
import HeddleLanguages
import HeddleProgram
import Testing

@testable import HeddleLibrary

/// The repository's folder.
private let house = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent()

private let shipped: [String] = {
    let traces = house.appendingPathComponent("traces").resolvingSymlinksInPath().path
    let files = FileManager.default.enumerator(atPath: traces)?.compactMap { $0 as? String } ?? []
    return files.filter { $0.hasSuffix(".trace") }.sorted().map { traces + "/" + $0 }
}()

@Test("shipped schedules carry the signatures by which the same bug is recognised today", arguments: shipped)
func shippedSignatures(file: String) throws {
    guard case .schedule(_, let schedule) = ScheduleFolder.read(file) else {
        Issue.record("\(file) is damaged")
        return
    }
    let path = FilePath.normalized(FilePath.joined(FilePath.folder(of: file), schedule.model.path))
    let bytes = [UInt8](try Data(contentsOf: URL(fileURLWithPath: path)))
    let loaded = HeddleFrontEnd.load(SourceText(path: path, bytes: bytes), settings: schedule.settings)
    let machine = try Machine(try #require(loaded.program), memoryModel: schedule.memoryModel)
    let replay = Replay(machine: machine, steps: schedule.steps.map(\.recorded))
    #expect(replay.divergence == nil)
    let subject = schedule.claim.subject(in: machine.program)
    let now = SavedSchedule.Signature(subject: subject, machine: machine, trace: replay.trace)
    #expect(now == schedule.signature, "\(file): bug \(now.bug), order \(now.trace)")
}
