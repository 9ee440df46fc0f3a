import HeddlePresentation
import Testing

@Suite("Text in cells")
struct TextTests {
    private let marks = Marks(ascii: false)
    private let ascii = Marks(ascii: true)

    @Test("Wide characters take two cells, combining marks none")
    func widths() {
        #expect(CellWidth.of("balance → 0") == 11)
        #expect(CellWidth.of("漢字") == 4)
        #expect(CellWidth.of("e\u{301}") == 1)
        #expect(CellWidth.of("\u{200D}") == 0)
    }

    @Test("Text is cut at its end with the mark of a cut, names in their middle")
    func cuts() {
        #expect(marks.cut("balance", 7) == "balance")
        #expect(marks.cut("balance", 4) == "bal…")
        #expect(ascii.cut("balance", 4) == "bal>")
        #expect(marks.cut("漢字漢", 4) == "漢…")
        #expect(marks.cut("balance", 0).isEmpty)
        #expect(marks.cutMiddle("network-monitoring-manager.12", 21) == "network-monito…ger.12")
        for width in 0...30 { #expect(CellWidth.of(marks.cutMiddle("network-monitoring-manager.12", width)) <= width) }
    }

    @Test("Control characters of a file are shown escaped, never sent")
    func escapes() {
        #expect(VisibleText.of("a\u{1B}[31mb") == "a\\u{1b}[31mb")
        #expect(VisibleText.of("\u{7F}\u{0}") == "\\u{7f}\\u{0}")
        #expect(VisibleText.of("\u{202E}x") == "\\u{202e}x")
        #expect(VisibleText.of("café") == "café")
        #expect(VisibleText.of("👩\u{200D}🚀") == "👩?🚀")
    }

    @Test("A tab in source fills up to the next column that eight divides")
    func tabs() {
        #expect(VisibleText.ofSource("\tx") == "        x")
        #expect(VisibleText.ofSource("ab\tx") == "ab      x")
    }

    @Test("Numbers have a thousands comma, and one is written with its singular")
    func figures() {
        #expect(Figures.number(1_207_944) == "1,207,944")
        #expect(Figures.number(999) == "999")
        #expect(Figures.number(-1000) == "-1,000")
        #expect(Figures.count(1, "step") == "1 step")
        #expect(Figures.count(1743, "state") == "1,743 states")
        #expect(Figures.count(2, "entry", plural: "entries") == "2 entries")
        #expect(Figures.list(["a", "b", "c"]) == "a, b and c")
    }

    @Test("A line is cut and filled to exactly its width, whatever it holds")
    func fitted() {
        var line = StyledLine("ab")
        line.append("漢字", .bad)
        line.append("cdef")
        for width in 0...12 { #expect(line.fitted(to: width, marks: marks).width == width) }
        #expect(line.cut(to: 4, marks: marks).text == "ab…")
    }

    @Test("Something put at a column keeps its distance to what is there")
    func put() {
        var line = StyledLine("abc")
        line.put("x", at: 6)
        line.put("y", at: 2, gap: 2)
        #expect(line.text == "abc   x  y")
        line.putRight("end", endingAt: 20)
        #expect(line.width == 20)
    }

    @Test("The plain form replaces our own marks alone")
    func plain() {
        #expect(ascii.plain("read x → 0 · ok") == "read x -> 0 . ok")
        #expect(ascii.plain("é") == "é")
        #expect(marks.plain("→") == "→")
    }

    @Test("Text is wrapped at blanks, and a word too long for a line is broken")
    func wrapped() {
        #expect(WrappedText.lines("a bb ccc", width: 4) == ["a bb", "ccc"])
        #expect(WrappedText.lines("abcdefgh", width: 3) == ["abc", "def", "gh"])
        #expect(WrappedText.lines("", width: 3) == [""])
    }

    @Test("A sentence gives up its long form before the key at its right")
    func sentence() {
        let texts = [
            "teller.0 read balance and got 0, the value it had at the start.", "teller.0 read balance and got 0.",
        ]
        let wide = SentenceLine.line(texts, key: "enter", command: "step", width: 80, marks: marks)
        #expect(wide.text == " teller.0 read balance and got 0, the value it had at the start.   enter · step ")
        let narrow = SentenceLine.line(texts, key: "enter", command: "step", width: 60, marks: marks)
        #expect(narrow.text == CellWidth.padded(" teller.0 read balance and got 0.", 60))
    }

    @Test("The letters of choices go on behind z")
    func choices() {
        #expect(StepLetters.choiceLetter(0) == "a")
        #expect(StepLetters.choiceLetter(25) == "z")
        #expect(StepLetters.choiceLetter(26) == "aa")
        #expect(StepLetters.choiceLetter(52) == "ba")
    }
}
