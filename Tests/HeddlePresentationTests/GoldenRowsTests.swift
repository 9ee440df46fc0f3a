import HeddleEngine
import HeddlePresentation
import HeddleProgram
import TestSupport
import Testing

/// The insides of panes against the screens of the specification, cell by cell. What a later version brings
/// (classes, chances of findings) is cut off by the columns compared.
@Suite("Rows of the golden screens")
struct GoldenRowsTests {
    private func expectSame(
        _ lines: [StyledLine], _ name: String, rows: Range<Int>, columns: Range<Int>,
        sourceLocation: SourceLocation = #_sourceLocation
    ) throws {
        let differences = try GoldenPart(name, rows: rows, columns: columns).differences(lines)
        #expect(differences.isEmpty, "\(name)\n\(differences.joined(separator: "\n"))", sourceLocation: sourceLocation)
    }

    private func part(_ lines: [StyledLine], _ columns: Range<Int>) -> [StyledLine] {
        lines.map { line in
            let characters = Array(line.text)
            let end = min(columns.upperBound, characters.count)
            return columns.lowerBound < end ? StyledLine(String(characters[columns.lowerBound..<end])) : StyledLine()
        }
    }

    // MARK: - Threads

    @Test("Threads of lost update")
    func threads() throws {
        let hand = try PlayedModel.lostUpdateByHand().scene
        try expectSame(ThreadsRows.rows(hand, width: 80).map(\.line), "lost-update-80", rows: 2..<4, columns: 0..<80)
        try expectSame(ThreadsRows.rows(hand, width: 120).map(\.line), "lost-update-120", rows: 2..<4, columns: 0..<120)
        let walked = try PlayedModel.lostUpdateWalked().scene
        try expectSame(ThreadsRows.rows(walked, width: 100).map(\.line), "walk-100", rows: 2..<4, columns: 0..<100)
        try expectSame(ThreadsRows.rows(walked, width: 200).map(\.line), "walk-200", rows: 2..<4, columns: 0..<200)
        let ascii = try PlayedModel.lostUpdateWalked(ascii: true).scene
        try expectSame(ThreadsRows.rows(ascii, width: 80).map(\.line), "walk-ascii", rows: 2..<4, columns: 0..<80)
    }

    @Test("Threads of a deadlock say who holds what they wait for")
    func deadlockThreads() throws {
        let three = try PlayedModel.deadlock(seats: 3).scene
        try expectSame(ThreadsRows.rows(three, width: 80).map(\.line), "deadlock-80", rows: 2..<5, columns: 0..<80)
        let five = try PlayedModel.deadlock(seats: 5).scene
        try expectSame(ThreadsRows.rows(five, width: 120).map(\.line), "deadlock-120", rows: 2..<7, columns: 0..<120)
    }

    @Test("Below 70 columns the right half has a row of its own")
    func narrowThreads() throws {
        let hand = try PlayedModel.lostUpdateByHand().scene
        let rows = ThreadsRows.rows(hand, width: 60).map(\.line)
        #expect(rows.count == 4)
        try expectSame(rows, "tiny-60", rows: 2..<6, columns: 0..<60)
    }

    // MARK: - Source

    @Test("Source of lost update and of the philosophers")
    func source() throws {
        let hand = SourceRows(try PlayedModel.lostUpdateByHand().scene)
        #expect(hand.selectedLine == 10)
        try expectSame(hand.rows(4..<17, width: 40), "lost-update-80", rows: 5..<18, columns: 0..<40)
        try expectSame(hand.rows(3..<17, width: 59), "lost-update-120", rows: 5..<19, columns: 0..<59)
        let walked = SourceRows(try PlayedModel.lostUpdateWalked().scene)
        try expectSame(walked.rows(1..<17, width: 66), "walk-200", rows: 5..<21, columns: 0..<66)
        let three = SourceRows(try PlayedModel.deadlock(seats: 3).scene)
        try expectSame(three.rows(4..<15, width: 40), "deadlock-80", rows: 6..<17, columns: 0..<40)
        let five = SourceRows(try PlayedModel.deadlock(seats: 5).scene)
        try expectSame(five.rows(1..<15, width: 59), "deadlock-120", rows: 8..<22, columns: 0..<59)
    }

    // MARK: - State

    @Test("State of lost update at every width")
    func state() throws {
        let hand = try PlayedModel.lostUpdateByHand().scene
        #expect(StateRows.title(hand) == "against start")
        try expectSame(StateRows.rows(hand, width: 39).map(\.line), "lost-update-80", rows: 5..<8, columns: 41..<80)
        let walked = try PlayedModel.lostUpdateWalked().scene
        #expect(StateRows.title(walked) == "against step 1")
        try expectSame(StateRows.rows(walked, width: 39).map(\.line), "walk-80", rows: 5..<8, columns: 41..<80)
        try expectSame(StateRows.rows(walked, width: 49).map(\.line), "walk-100", rows: 5..<8, columns: 51..<100)
        try expectSame(StateRows.rows(walked, width: 60).map(\.line), "walk-120", rows: 5..<12, columns: 60..<120)
        try expectSame(StateRows.rows(walked, width: 66).map(\.line), "walk-200", rows: 5..<12, columns: 67..<133)
        let ascii = try PlayedModel.lostUpdateWalked(ascii: true).scene
        try expectSame(StateRows.rows(ascii, width: 39).map(\.line), "walk-ascii", rows: 5..<8, columns: 41..<80)
    }

    /// The specification draws `step 1` one cell left of `since the start` here, and in one column everywhere else.
    @Test("State of lost update by hand at 120 columns, but for the column of the changed row's step")
    func stateByHand() throws {
        let rows = StateRows.rows(try PlayedModel.lostUpdateByHand().scene, width: 60).map(\.line)
        try expectSame(part(rows, 0..<40), "lost-update-120", rows: 5..<12, columns: 60..<100)
        try expectSame(Array(rows.prefix(4)), "lost-update-120", rows: 5..<9, columns: 60..<120)
    }

    @Test("State of a deadlock")
    func deadlockState() throws {
        let three = try PlayedModel.deadlock(seats: 3).scene
        try expectSame(StateRows.rows(three, width: 39).map(\.line), "deadlock-80", rows: 6..<9, columns: 41..<80)
        let five = try PlayedModel.deadlock(seats: 5).scene
        #expect(StateRows.title(five) == "against step 4")
        try expectSame(StateRows.rows(five, width: 60).map(\.line), "deadlock-120", rows: 8..<14, columns: 60..<120)
    }

    // MARK: - Happens-before, Wait-for

    @Test("Lanes of lost update by hand and walked")
    func lanes() throws {
        let hand = try PlayedModel.lostUpdateByHand().scene
        try expectSame(OrderLayout.rows(hand, width: 39, height: 9), "lost-update-80", rows: 9..<18, columns: 41..<80)
        try expectSame(OrderLayout.rows(hand, width: 59, height: 13), "lost-update-120", rows: 20..<33, columns: 0..<59)
        let walked = try PlayedModel.lostUpdateWalked().scene
        try expectSame(OrderLayout.rows(walked, width: 39, height: 9), "walk-80", rows: 9..<18, columns: 41..<80)
        try expectSame(OrderLayout.rows(walked, width: 49, height: 7), "walk-100", rows: 9..<16, columns: 51..<100)
        try expectSame(OrderLayout.rows(walked, width: 59, height: 12), "walk-120", rows: 20..<32, columns: 0..<59)
        try expectSame(OrderLayout.rows(walked, width: 66, height: 20), "walk-200", rows: 5..<25, columns: 134..<200)
        let ascii = try PlayedModel.lostUpdateWalked(ascii: true).scene
        try expectSame(OrderLayout.rows(ascii, width: 39, height: 9), "walk-ascii", rows: 9..<18, columns: 41..<80)
    }

    @Test("Lanes of five philosophers stand ten columns apart")
    func deadlockLanes() throws {
        let five = try PlayedModel.deadlock(seats: 5).scene
        try expectSame(OrderLayout.rows(five, width: 59, height: 11), "deadlock-120", rows: 23..<34, columns: 0..<59)
    }

    @Test("A circle of waits is drawn as a ring")
    func ring() throws {
        let three = try PlayedModel.deadlock(seats: 3).scene
        try expectSame(WaitForRows.rows(three, width: 39), "deadlock-80", rows: 10..<19, columns: 41..<80)
        let five = try PlayedModel.deadlock(seats: 5).scene
        try expectSame(WaitForRows.rows(five, width: 60), "deadlock-120", rows: 16..<24, columns: 60..<120)
        #expect(WaitForRows.title(five) == "1 cycle")
    }

    // MARK: - Play

    @Test("Play of lost update by hand")
    func play() throws {
        let hand = try PlayedModel.lostUpdateByHand().scene
        #expect(PlayRows.title(hand).isEmpty)
        try expectSame(
            PlayRows.rows(hand, width: 80, height: 3).map(\.line), "lost-update-80", rows: 19..<22, columns: 0..<80)
        try expectSame(
            PlayRows.rows(hand, width: 120, height: 4).map(\.line), "lost-update-120", rows: 34..<38, columns: 0..<120)
        try expectSame(PlayRows.rows(hand, width: 60, height: 1).map(\.line), "tiny-60", rows: 12..<13, columns: 0..<60)
    }

    @Test("Play of a finding with two branches, and the wall before the point of no return")
    func playTree() throws {
        let walked = try PlayedModel.lostUpdateWalked().scene
        #expect(PlayRows.title(walked) == "┃ point of no return: step 2")
        try expectSame(
            PlayRows.rows(walked, width: 80, height: 3).map(\.line), "walk-80", rows: 19..<22, columns: 0..<80)
        try expectSame(
            PlayRows.rows(walked, width: 100, height: 4).map(\.line), "walk-100", rows: 24..<28, columns: 0..<100)
        try expectSame(
            PlayRows.rows(walked, width: 120, height: 5).map(\.line), "walk-120", rows: 33..<38, columns: 0..<120)
        // The sentence on what would make it pass belongs to a later version.
        try expectSame(
            PlayRows.rows(walked, width: 133, height: 6).map(\.line), "walk-200", rows: 52..<55, columns: 0..<133)
        let ascii = try PlayedModel.lostUpdateWalked(ascii: true).scene
        try expectSame(
            PlayRows.rows(ascii, width: 80, height: 3).map(\.line), "walk-ascii", rows: 19..<22, columns: 0..<80)
    }

    @Test("Play of a deadlock")
    func deadlockPlay() throws {
        let three = try PlayedModel.deadlock(seats: 3).scene
        try expectSame(
            PlayRows.rows(three, width: 80, height: 2).map(\.line), "deadlock-80", rows: 20..<22, columns: 0..<80)
        let five = try PlayedModel.deadlock(seats: 5).scene
        try expectSame(
            PlayRows.rows(five, width: 120, height: 3).map(\.line), "deadlock-120", rows: 35..<38, columns: 0..<120)
    }

    // MARK: - Properties, Explorer, Outcomes

    @Test("Properties by hand and beyond the point of no return")
    func properties() throws {
        let hand = try PlayedModel.lostUpdateByHand().scene
        try expectSame(PropertyRows.rows(hand, width: 60), "lost-update-120", rows: 16..<19, columns: 60..<120)
        let walked = try PlayedModel.lostUpdateWalked().scene
        try expectSame(PropertyRows.rows(walked, width: 60), "walk-120", rows: 16..<19, columns: 60..<120)
        let large = PropertyRows.rows(walked, width: 66)
        try expectSame([large[0], large[1]], "walk-200", rows: 17..<19, columns: 67..<133)
        try expectSame(part([large[2]], 0..<30), "walk-200", rows: 19..<20, columns: 67..<97)
        try expectSame([large[3]], "walk-200", rows: 20..<21, columns: 67..<133)
    }

    @Test("Explorer without classes and chances")
    func explorer() throws {
        let hand = ExplorerRows.rows(try PlayedModel.lostUpdateByHand().scene, width: 60).map(\.line)
        try expectSame(part(hand, 0..<43), "lost-update-120", rows: 22..<27, columns: 60..<103)
        let walked = try PlayedModel.lostUpdateWalked().scene
        let middle = ExplorerRows.rows(walked, width: 49).map(\.line)
        try expectSame([middle[0]], "walk-100", rows: 17..<18, columns: 51..<86)
        try expectSame(Array(middle[1...]), "walk-100", rows: 18..<20, columns: 51..<100)
        let large = ExplorerRows.rows(walked, width: 66).map(\.line)
        try expectSame(part(large, 0..<45), "walk-200", rows: 27..<31, columns: 0..<45)
        try expectSame([large[5]], "walk-200", rows: 32..<33, columns: 0..<66)
        #expect(large[4].text.contains("1  0R 1R 1W 0W    4 steps · 1 preemption"))
    }

    @Test("Outcomes before classes and chances are counted")
    func outcomes() throws {
        let walked = try PlayedModel.lostUpdateWalked().scene
        let rows = OutcomesRows.rows(walked, width: 66).map(\.line)
        let golden = try GoldenPart("walk-200", rows: 27..<30, columns: 67..<133).rows
        for (row, wanted) in zip(rows, golden) {
            #expect(part([row], 0..<10)[0].text.trimmingEnd == String(wanted.prefix(10)).trimmingEnd)
            #expect(part([row], 34..<66)[0].text.trimmingEnd == String(Array(wanted)[34...]).trimmingEnd)
        }
    }

    // MARK: - Title and sentence

    @Test(
        "The title at every width",
        arguments: [("lost-update-80", 80), ("lost-update-120", 120), ("tiny-60", 60)])
    func titleByHand(name: String, width: Int) throws {
        let scene = try PlayedModel.lostUpdateByHand().scene
        try expectSame([TitleLine.line(scene, width: width)], name, rows: 0..<1, columns: 0..<width)
    }

    @Test(
        "The title of a walked finding",
        arguments: [("walk-80", 80), ("walk-100", 100), ("walk-120", 120), ("walk-200", 200)])
    func titleWalked(name: String, width: Int) throws {
        let scene = try PlayedModel.lostUpdateWalked().scene
        try expectSame([TitleLine.line(scene, width: width)], name, rows: 0..<1, columns: 0..<width)
    }

    @Test("The title of a deadlock with a constant set from outside, and without")
    func titleDeadlock() throws {
        let three = try PlayedModel.deadlock(seats: 3).scene
        try expectSame([TitleLine.line(three, width: 80)], "deadlock-80", rows: 0..<1, columns: 0..<80)
        let five = try PlayedModel.deadlock(seats: 5).scene
        try expectSame([TitleLine.line(five, width: 120)], "deadlock-120", rows: 0..<1, columns: 0..<120)
        let ascii = try PlayedModel.lostUpdateWalked(ascii: true).scene
        try expectSame([TitleLine.line(ascii, width: 80)], "walk-ascii", rows: 0..<1, columns: 0..<80)
    }

    @Test("The sentence says what the step did, and from where on every run fails")
    func sentences() throws {
        func line(_ scene: Scene, _ key: String, _ command: String, _ width: Int) -> StyledLine {
            SentenceLine.line(
                StepSentences(scene).texts, key: key, command: command, width: width, marks: scene.marks)
        }
        let hand = try PlayedModel.lostUpdateByHand().scene
        try expectSame([line(hand, "enter", "step", 80)], "lost-update-80", rows: 22..<23, columns: 0..<80)
        try expectSame([line(hand, "enter", "step", 60)], "tiny-60", rows: 13..<14, columns: 0..<60)
        let walked = try PlayedModel.lostUpdateWalked().scene
        try expectSame([line(walked, "space", "go on", 80)], "walk-80", rows: 22..<23, columns: 0..<80)
        let three = try PlayedModel.deadlock(seats: 3).scene
        try expectSame([line(three, "space", "go on", 80)], "deadlock-80", rows: 22..<23, columns: 0..<80)
    }
}

extension String {
    var trimmingEnd: String { GoldenPart.trimmed(self) }
}
