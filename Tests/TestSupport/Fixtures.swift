internal import Foundation

/// Files under Tests/Fixtures.
package enum Fixtures {
    /// The folder Tests of the checkout.
    private static let tests: URL = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        .deletingLastPathComponent()

    /// The folder that holds Package.swift.
    package static var package: String { tests.deletingLastPathComponent().path }

    package static func path(_ name: String) -> String {
        tests.appendingPathComponent("Fixtures").appendingPathComponent(name).path
    }

    package static func text(_ name: String) throws -> String {
        try String(contentsOfFile: path(name), encoding: .utf8)
    }

    /// Files of a folder below Fixtures with an extension, by name.
    package static func names(in folder: String, withExtension suffix: String) throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: path(folder)).filter { $0.hasSuffix(".\(suffix)") }.sorted()
    }
}

/// A folder of a test's own, gone with it.
package final class TemporaryFolder {
    package let path: String

    package init() throws {
        let url = FileManager.default.temporaryDirectory.appendingPathComponent("heddle-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
        path = url.path
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }

    @discardableResult
    package func write(_ text: String, to name: String) throws -> String {
        let url = URL(fileURLWithPath: path).appendingPathComponent(name)
        try FileManager.default.createDirectory(at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
        try Data(text.utf8).write(to: url)
        return url.path
    }

    package func file(_ name: String) -> String { "\(path)/\(name)" }
}
