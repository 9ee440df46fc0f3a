import Foundation
import TestSupport
import Testing

@Suite("The README")
struct ReadmeTests {
    @Test("Its picture is what the program draws")
    func picture() throws {
        let run = try CommandLineRun(
            [
                "screen", "demos/lost-update.heddle", "--keys", "Tests/Fixtures/keys/picture.keys", "--size", "120x40",
                "--svg",
            ], in: Fixtures.package)
        #expect(run.status == 0)
        #expect(run.output == (try SourceTree.text("demos/lost-update.svg")))
    }

    @Test("Every file that it names is there")
    func files() throws {
        let text = try SourceTree.text("README.md")
        let words = text.split(whereSeparator: { " `()\n|".contains($0) }).map(String.init)
        let paths = words.filter { $0.hasPrefix("demos/") || $0.hasPrefix("Tests/") || $0.hasPrefix(".ci/") }
        #expect(paths.count > 4)
        for path in paths where !path.contains("*") {
            #expect(FileManager.default.fileExists(atPath: "\(Fixtures.package)/\(path)"), "\(path)")
        }
    }

    @Test("The model of its recipe fails as it says")
    func recipe() throws {
        let text = try SourceTree.text("README.md")
        let start = try #require(text.range(of: "<<'MODEL'\n"))
        let end = try #require(text.range(of: "\nMODEL\n", range: start.upperBound..<text.endIndex))
        let folder = try TemporaryFolder()
        let file = try folder.write(String(text[start.upperBound..<end.lowerBound]) + "\n", to: "cache.heddle")
        let run = try CommandLineRun(["check", file], in: Fixtures.package)
        #expect(run.status == 1)
        #expect(run.output.contains("✗ the cache is filled at most once"))
    }

    @Test("Its two commands are marked for CI, and name no package twice")
    func commands() throws {
        let text = try SourceTree.text("README.md")
        for mark in ["<!-- first minute -->\n```sh\napt-get", "<!-- tests -->\n```sh\napt-get"] {
            #expect(text.contains(mark))
        }
    }
}
