import HeddlePresentation
import Testing

@Suite("A recorded step's words become the letters of the lanes")
struct RecordedStepLettersTests {
    @Test(
        "Each verb has its letter",
        arguments: [
            ("read balance → 0", "R balance → 0"), ("write flag[1] ← true", "W flag[1] ← true"),
            ("fetchAdd next 1: 4 → 5", "M next 4 → 5"), ("lock fork[2]", "L fork[2]"), ("unlock fork[2]", "U fork[2]"),
            ("tryLock m → false", "L m → false"), ("wait on ready, release lock", "Z ready"),
            ("notify ready: wakes consumer.1", "N ready → consumer.1"),
            ("notify ready: nobody waits", "N ready → none waits"), ("send wire ← 5", "! wire 5"),
            ("receive wire → 5", "? wire 5"), ("hand 5 to consumer.0 on wire", "! wire 5 → consumer.0"),
            ("acquire seats (2 left)", "L seats"), ("spawn half.0", "+ half.0"), ("join half.0", "J half.0"),
            ("new Node#0", "+ Node#0"), ("free Node#0", "K Node#0"), ("case receive inbox → 5", "? inbox 5"),
            ("choose vote = true", "C vote true"), ("timeout", "T timeout"), ("yield", "Y"), ("skip", "S"),
            ("await !flag[1] || turn == 0", "A !flag[1] || turn == 0"), ("fence (release)", "F release"),
            ("close wire", "O wire"), ("atomic: write balance ← 1", "* balance ← 1"),
        ])
    func letters(_ words: String, _ letters: String) {
        #expect(RecordedStepLetters.text(words) == letters)
    }

    @Test("What is no step's words stays as it is")
    func others() {
        #expect(RecordedStepLetters.text("") == "")
        #expect(RecordedStepLetters.text("readily done") == "readily done")
    }
}
