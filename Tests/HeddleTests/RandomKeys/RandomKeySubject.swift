import Foundation
import HeddleLibrary
import HeddleScreen
import TestSupport
import Testing

@testable import heddle

/// What random keys are pressed on: a demo, whole or damaged, a lesson, a saved schedule, or nothing at all.
struct RandomKeySubject: Sendable, CustomTestStringConvertible {
    enum Kind: Hashable, Sendable {
        /// A file below the copied folder; `isDamaged`: with changed lines from the first frame on.
        case file(String, isDamaged: Bool)
        /// A lesson of the shipped course, by its name.
        case lesson(String)
        case start
    }

    /// Place in the list: its seed depends on it.
    var index: Int
    var kind: Kind

    var testDescription: String {
        switch kind {
        case .file(let path, let isDamaged): return path + (isDamaged ? ", damaged" : "")
        case .lesson(let name): return "lesson \(name)"
        case .start: return "nothing open"
        }
    }

    /// Every model of demos/ and of the folders in it, each damaged too; every lesson; every saved schedule; the start
    /// screen.
    static let all: [RandomKeySubject] = {
        let demos = files(in: "demos", suffixes: [".heddle", ".pml", ".litmus"])
        var kinds = demos.map { Kind.file($0, isDamaged: false) }
        kinds += demos.map { Kind.file($0, isDamaged: true) }
        kinds += files(in: "demos/lessons", suffixes: [".lesson"]).map {
            .lesson(String(FilePath.lastComponent($0).dropLast(".lesson".count)))
        }
        kinds += files(in: "traces", suffixes: [".trace"]).map { .file($0, isDamaged: false) }
        kinds.append(.start)
        return kinds.enumerated().map { RandomKeySubject(index: $0.offset, kind: $0.element) }
    }()

    private static func files(in folder: String, suffixes: [String]) -> [String] {
        let paths = (try? FileManager.default.subpathsOfDirectory(atPath: Fixtures.package + "/" + folder)) ?? []
        return paths.filter { path in suffixes.contains { path.hasSuffix($0) } }.sorted().map { folder + "/" + $0 }
    }

    /// States of a search: more would take time that keys are better spent with.
    private static let states = 2_000

    /// A session on it. The folder holds copies of demos and traces, to be written to.
    func session(in folder: TemporaryFolder, size: GridSize) throws -> HeadlessSession {
        var request = ScreenRequest(
            library: ScheduleFolder(path: folder.file("library")), bounds: SearchBounds(states: Self.states))
        switch kind {
        case .file(let path, _): request.file = folder.file(path)
        case .lesson(let name):
            var desk = LessonDesk(shelf: LessonShelf(place: .shipped), stateFolder: folder.file("state"))
            desk.begin = try desk.load().get().course.index(of: name)
            request.lessons = desk
        case .start: break
        }
        return try HeadlessSession(request, size: size, appearance: Appearance(), lookAhead: Self.states)
    }

    /// Copies what its session reads and may write.
    func prepare(_ folder: TemporaryFolder) throws {
        for name in ["demos", "traces"] {
            try FileManager.default.copyItem(atPath: Fixtures.package + "/" + name, toPath: folder.file(name))
        }
        for name in ["lost-update", "lock-order-inversion"] {
            try FileManager.default.createDirectory(
                atPath: folder.file("library"), withIntermediateDirectories: true)
            try FileManager.default.copyItem(
                atPath: folder.file("traces/" + name), toPath: folder.file("library/" + name))
        }
    }

    /// The file whose lines are changed while the screens show it; nil: there is none.
    func model(in folder: TemporaryFolder) -> String? {
        if case .file(let path, _) = kind, !path.hasSuffix(".trace") { return folder.file(path) }
        if case .lesson(let name) = kind { return folder.file("state/lessons/\(name).heddle") }
        return nil
    }

    var isDamaged: Bool { if case .file(_, true) = kind { true } else { false } }
}
