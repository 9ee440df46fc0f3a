import Foundation
import TestSupport

/// The checkout as text, for the tests of its architecture.
enum SourceTree {
    struct File {
        /// From the folder of Package.swift.
        var path: String
        var lines: [String]

        private var components: [Substring] { path.split(separator: "/") }
        /// `HeddleEngine` of `Sources/HeddleEngine/Traces/Trace.swift`.
        var target: String { String(components[1]) }
        /// `Traces` of the same.
        var folder: String { components.count > 3 ? String(components[2]) : "" }

        /// Lines that are no comments, without the blanks before them.
        var code: [String] {
            lines.map { String($0.drop(while: { $0 == " " })) }.filter { !$0.hasPrefix("//") }
        }

        var imports: [String] {
            code.compactMap { line in
                let words = line.split(separator: " ")
                guard let place = words.firstIndex(of: "import"), place < 2, place + 1 < words.count else { return nil }
                return String(words[place + 1].prefix(while: { $0 != "." }))
            }
        }

        var declaredTypes: [String] {
            lines.compactMap { line in
                let words = line.split(whereSeparator: { !$0.isLetter && !$0.isNumber })
                guard line.hasPrefix("package ") || line.hasPrefix("struct ") || line.hasPrefix("final ") else {
                    return nil
                }
                guard
                    let place = words.firstIndex(where: { ["struct", "class", "enum", "protocol"].contains($0) }),
                    place < 3, place + 1 < words.count
                else { return nil }
                return String(words[place + 1])
            }
        }

        /// Identifiers of the code.
        var words: Set<String> {
            Set(
                code.flatMap {
                    $0.split(whereSeparator: { !$0.isLetter && !$0.isNumber && $0 != "_" }).map(String.init)
                })
        }
    }

    static func text(_ path: String) throws -> String {
        try String(contentsOfFile: "\(Fixtures.package)/\(path)", encoding: .utf8)
    }

    static func folders(_ path: String) throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: "\(Fixtures.package)/\(path)").sorted()
    }

    /// Paths of all files below a folder, sorted.
    static func files(_ path: String) throws -> [String] {
        try FileManager.default.subpathsOfDirectory(atPath: "\(Fixtures.package)/\(path)").map { "\(path)/\($0)" }
            .sorted()
    }

    static func swiftFiles(_ path: String) throws -> [File] {
        try files(path).filter { $0.hasSuffix(".swift") }.map {
            File(
                path: $0, lines: try text($0).split(separator: "\n", omittingEmptySubsequences: false).map(String.init))
        }
    }
}
