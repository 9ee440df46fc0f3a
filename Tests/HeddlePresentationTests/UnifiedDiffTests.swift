import HeddleReports
import Testing

@Suite("Differences as diff -u writes them")
struct UnifiedDiffTests {
    private func diff(_ old: String, _ new: String) -> String { UnifiedDiff(old: old, new: new, path: "f").text }

    @Test("equal texts have none")
    func equal() {
        #expect(diff("", "") == "")
        #expect(diff("a\nb\n", "a\nb\n") == "")
    }

    @Test("three lines around a change, far changes in hunks of their own, near ones in one")
    func hunks() {
        let lines = (1...20).map { "\($0)" }
        let old = lines.joined(separator: "\n") + "\n"
        func changed(_ numbers: [Int]) -> String {
            lines.map { numbers.contains(Int($0) ?? 0) ? "x" + $0 : $0 }.joined(separator: "\n") + "\n"
        }
        #expect(
            diff(old, changed([5])) == """
                --- f
                +++ f
                @@ -2,7 +2,7 @@
                 2
                 3
                 4
                -5
                +x5
                 6
                 7
                 8

                """)
        #expect(diff(old, changed([5, 16])).split(separator: "\n").count { $0.hasPrefix("@@") } == 2)
        #expect(diff(old, changed([5, 16])).contains("@@ -13,7 +13,7 @@\n"))
        #expect(diff(old, changed([5, 12])).split(separator: "\n").count { $0.hasPrefix("@@") } == 1)
        #expect(diff(old, changed([5, 13])).split(separator: "\n").count { $0.hasPrefix("@@") } == 2)
    }

    @Test("texts that only come or only go")
    func edges() {
        #expect(diff("", "a\n") == "--- f\n+++ f\n@@ -0,0 +1 @@\n+a\n")
        #expect(diff("a\nb\n", "") == "--- f\n+++ f\n@@ -1,2 +0,0 @@\n-a\n-b\n")
        #expect(diff("a\n", "a\nb\n") == "--- f\n+++ f\n@@ -1 +1,2 @@\n a\n+b\n")
    }

    @Test("what a terminal would obey is escaped")
    func escaped() {
        #expect(!diff("a\n", "\u{1b}[31m\n").contains("\u{1b}"))
    }
}
