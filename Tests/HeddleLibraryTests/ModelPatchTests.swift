import HeddleLibrary
import HeddleProgram
import Testing

@Suite("What turns a model into its solution")
struct ModelPatchTests {
    private func patch(_ old: [String], _ new: [String], context: Int = 2) -> ModelPatch {
        ModelPatch(
            from: SourceText(path: "a.heddle", text: old.joined(separator: "\n")),
            to: SourceText(path: "a.heddle", text: new.joined(separator: "\n")), context: context)
    }

    @Test("A line that is replaced stands with the old and the new one, and lines around them")
    func replaced() {
        let patch = patch(["a", "b", "c", "d", "e", "f"], ["a", "b", "c", "D", "e", "f"], context: 1)
        #expect(
            patch.lines == [
                .same(number: 3, "c"), .gone(number: 4, "d"), .new("D"), .same(number: 5, "e"),
            ])
        #expect(patch.places == [4])
    }

    @Test("Changes far from one another are told apart; new lines follow the one behind which they come")
    func apart() {
        let old = (1...12).map(String.init)
        var new = old
        new.insert("new", at: 10)
        new.remove(at: 1)
        let patch = patch(old, new, context: 1)
        #expect(
            patch.lines == [
                .same(number: 1, "1"), .gone(number: 2, "2"), .same(number: 3, "3"), .skipped,
                .same(number: 10, "10"), .new("new"), .same(number: 11, "11"),
            ])
        #expect(patch.places == [2, 10])
    }

    @Test("What a model says of itself is no part of the cure")
    func aboutItself() {
        let patch = patch(
            ["/// It fails.", "a", "b", "expect p fails"], ["/// It holds.", "a", "B", "expect p holds"])
        #expect(
            patch.lines == [
                .same(number: 1, "/// It fails."), .same(number: 2, "a"), .gone(number: 3, "b"), .new("B"),
                .same(number: 4, "expect p fails"),
            ])
        #expect(self.patch(["a"], ["a"]).lines.isEmpty)
        #expect(self.patch(["a"], ["n", "a"]).places == [1])
    }
}
