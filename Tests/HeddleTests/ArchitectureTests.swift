import Foundation
import TestSupport
import Testing

/// The rules of the house that a text can be held against.
@Suite("The architecture")
struct ArchitectureTests {
    /// What each target may import, besides the system modules of `systemModules`.
    private static let importTable: [String: Set<String>] = [
        "HeddleProgram": [],
        "HeddleLanguages": ["HeddleProgram"],
        "HeddleEngine": ["HeddleProgram", "CPlatform"],
        "HeddleLibrary": ["HeddleProgram", "HeddleEngine", "CPlatform"],
        "HeddlePresentation": ["HeddleProgram", "HeddleEngine", "HeddleLibrary"],
        "HeddleReports": ["HeddleProgram", "HeddleEngine", "HeddleLibrary", "HeddlePresentation"],
        "HeddleScreen": ["HeddleProgram", "HeddleEngine", "HeddleLibrary", "HeddlePresentation"],
        "HeddleKit": [
            "HeddleProgram", "HeddleLanguages", "HeddleEngine", "HeddleLibrary", "HeddlePresentation",
            "HeddleReports", "CPlatform",
        ],
        "HeddleTerminal": ["HeddleScreen", "CNcurses"],
        "heddle": [
            "HeddleProgram", "HeddleLanguages", "HeddleEngine", "HeddleLibrary", "HeddlePresentation",
            "HeddleReports", "HeddleKit", "HeddleScreen", "HeddleTerminal", "CPlatform", "ArgumentParser",
        ],
        // Starts other programs and reads what they print: the one place with the whole of Foundation.
        "heddle-bench": [
            "HeddleProgram", "HeddleLanguages", "HeddleEngine", "HeddlePresentation", "HeddleScreen", "CPlatform",
            "Foundation",
        ],
    ]

    /// Targets without files, clocks and processes: values in, values out.
    private static let pureTargets: Set<String> = [
        "HeddleProgram", "HeddleLanguages", "HeddlePresentation", "HeddleScreen",
    ]

    private static let targetsInC: Set<String> = ["CNcurses", "CPlatform"]

    private static func allowedModules(of target: String) -> Set<String> {
        var result = importTable[target] ?? []
        result.insert("FoundationEssentials")
        if !pureTargets.contains(target) { result.insert("Glibc") }
        // Threads are the executable's; a machine is shared between them and keeps spare workspaces behind a lock, a replay
        // the account of its searches.
        if ["heddle", "HeddleEngine", "HeddleKit"].contains(target) { result.insert("Synchronization") }
        return result
    }

    @Test("Every target of Sources stands in the table of imports")
    func targets() throws {
        let folders = Set(try SourceTree.folders("Sources"))
        #expect(folders == Set(Self.importTable.keys).union(Self.targetsInC))
    }

    @Test("A file imports only what the table allows its target")
    func imports() throws {
        for file in try SourceTree.swiftFiles("Sources") {
            let allowed = Self.allowedModules(of: file.target)
            for module in file.imports where !allowed.contains(module) {
                Issue.record("\(file.path) imports \(module)")
            }
        }
    }

    @Test("Every import says whether it is for all or for the file")
    func importLevels() throws {
        for file in try SourceTree.swiftFiles("Sources") {
            for line in file.lines where line.hasPrefix("import ") && file.target != "heddle" {
                Issue.record("\(file.path): \(line)")
            }
        }
    }

    @Test("Within the engine, semantics and traces know nothing of exploration, and semantics nothing of traces")
    func engineFolders() throws {
        let files = try SourceTree.swiftFiles("Sources/HeddleEngine")
        func declared(in folder: String) -> Set<String> {
            Set(files.filter { $0.folder == folder }.flatMap(\.declaredTypes))
        }
        let exploration = declared(in: "Exploration")
        let above = ["Semantics": exploration.union(declared(in: "Traces")), "Traces": exploration]
        #expect(exploration.contains("SearchReport"))
        for file in files {
            for name in (above[file.folder] ?? []).intersection(file.words).sorted() {
                Issue.record("\(file.path) mentions \(name)")
            }
        }
    }

    @Test("Only HeddleKit has a public face")
    func publicDeclarations() throws {
        for file in try SourceTree.swiftFiles("Sources") where file.target != "HeddleKit" {
            for line in file.code where line.hasPrefix("public ") || line.hasPrefix("open class ") {
                Issue.record("\(file.path): \(line)")
            }
        }
    }

    @Test("No file is longer than 600 lines")
    func fileLength() throws {
        for file in try SourceTree.swiftFiles("Sources") + SourceTree.swiftFiles("Tests") where file.lines.count > 600 {
            Issue.record("\(file.path) has \(file.lines.count) lines")
        }
    }

    @Test("Curses is known in two targets only")
    func curses() throws {
        for path in try SourceTree.files("Sources")
        where path.hasSuffix(".swift") || path.hasSuffix(".h") || path.hasSuffix(".c") {
            guard !path.hasPrefix("Sources/CNcurses/"), !path.hasPrefix("Sources/HeddleTerminal/") else { continue }
            let text = try SourceTree.text(path)
            #expect(!text.contains("curses.h") && !text.contains("import CNcurses"), "\(path)")
        }
    }

    @Test("The top level holds what was agreed")
    func topLevel() throws {
        let agreed: Set<String> = [
            "Package.swift", "Sources", "Tests", "demos", "traces", "README.md", "LICENSE", "CHANGELOG.md",
            // Written by every build, and ignored by git.
            "Package.resolved",
        ]
        let found = Set(
            try FileManager.default.contentsOfDirectory(atPath: Fixtures.package).filter { !$0.hasPrefix(".") })
        #expect(found.subtracting(agreed) == [])
    }

    @Test("Nothing is left unfinished")
    func unfinished() throws {
        let signs = ["TODO", "FIXME", "XXX", "not implemented", "Heddle bug: skeleton"]
        for file in try SourceTree.swiftFiles("Sources") {
            for line in file.lines where signs.contains(where: line.contains) {
                Issue.record("\(file.path): \(line)")
            }
        }
    }
}
