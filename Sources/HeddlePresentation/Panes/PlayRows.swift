internal import HeddleEngine

/// The Play pane: the tree of lines, your place, verdicts at the ends, the point of no return.
package struct PlayRows: Sendable {
    package struct Row: Sendable {
        package var line: StyledLine
        /// The nodes that its cells mean, for the mouse.
        package var targets: [Target]
    }

    package struct Target: Sendable {
        package var columns: Range<Int>
        package var node: Int
    }

    /// On the right of the pane's rule: `┃ point of no return: step 3`; empty if there is none on this line.
    package static func title(_ scene: Scene) -> String {
        scene.wall.map { "\(scene.marks.wall) point of no return: step \($0)" } ?? ""
    }

    /// Rows that the lines themselves take.
    package static func lineCount(_ scene: Scene) -> Int {
        1 + scene.situation.play.branchCount
    }

    package static func rows(_ scene: Scene, width: Int, height: Int, top: Int? = nil) -> [Row] {
        PlayRows(scene, width: width, height: height).rows(top: top)
    }

    private let scene: Scene
    private let width: Int
    private let height: Int
    private let marks: Marks
    private let layout: PlayLayout
    private let nameColumn: Int?
    private let ends: EndWords

    private init(_ scene: Scene, width: Int, height: Int) {
        self.scene = scene
        self.width = width
        self.height = height
        marks = scene.marks
        ends = EndWords(machine: scene.machine, marks: scene.marks)
        let isTree = Self.lineCount(scene) > 1
        nameColumn = isTree && width >= 80 && !scene.situation.play.names.isEmpty ? width - Self.nameRoom(width) : nil
        let verdict = 22
        layout = PlayLayout(
            scene, indent: width >= 120 ? 1 : 0, room: max(20, (nameColumn ?? width) - (width >= 80 ? verdict : 3)))
    }

    /// Cells at the right that names of lines take.
    private static func nameRoom(_ width: Int) -> Int {
        switch width {
        case 130...: return 17
        case 120...: return 14
        case 100...: return 15
        default: return 13
        }
    }

    private func rows(top: Int?) -> [Row] {
        let count = layout.rows.count
        // A note at the place always has a row: with less room there are fewer lines.
        let note = self.height >= 2 ? scene.situation.play.nodes[scene.situation.place].note : nil
        let height = note == nil ? self.height : self.height - 1
        let start = top ?? max(0, min(layout.place.row - height / 2, count - height))
        // The place stands at two thirds of the width at most.
        let shift = max(0, layout.place.column - (nameColumn ?? width) * 2 / 3)
        var result: [Row] = []
        for index in start..<max(start, min(count, start + height)) { result.append(row(index, shift: shift)) }
        if let note {
            if height > count { result.append(Row(line: StyledLine(), targets: [])) }
            let text = VisibleText.of(note.split(whereSeparator: \.isNewline).joined(separator: " "))
            result.append(Row(line: StyledLine("  note: " + text).cut(to: width, marks: marks), targets: []))
        } else if height - count >= 3 {
            result.append(Row(line: StyledLine(), targets: []))
            result.append(Row(line: footnote.cut(to: width, marks: marks), targets: []))
        }
        return result
    }

    /// Two steps that race at the end of a line, as the end that it is.
    private func race(at leaf: Int) -> EndWords.End? {
        guard let race = scene.situation.race(at: leaf) else { return nil }
        let words = ViolationWords(machine: scene.machine, state: scene.state, marks: marks)
        return EndWords.End(isGood: false, detail: words.brief(race), sentence: words.title(race))
    }

    private func row(_ index: Int, shift: Int) -> Row {
        let row = layout.rows[index]
        var canvas = CellCanvas(width: nameColumn.map { $0 - 1 } ?? width)
        var targets: [Target] = []
        for piece in row.pieces {
            let column = piece.column - shift
            canvas.put(piece.text, piece.role, at: column)
            if let node = piece.node, column >= 0 {
                targets.append(Target(columns: column..<column + CellWidth.of(piece.text), node: node))
            }
        }
        let leaf = scene.situation.play.nodes[row.leaf]
        if let end = ends.end(state: leaf.state, event: leaf.event) ?? race(at: row.leaf) {
            let column = row.end - shift
            let text = verdict(end, room: canvas.width - column - 2)
            canvas.put((end.isGood ? marks.holds : marks.fails) + text, end.isGood ? .good : .bad, at: column)
        }
        if shift > 0 { canvas.put(marks.cutOff, .quiet, at: 0) }
        if row.end - shift > canvas.width { canvas.put(marks.cutOff, .quiet, at: canvas.width - 1) }
        var line = canvas.line
        if let nameColumn, let name = name(ofLineWith: row, index: index) {
            line.put(name.0, .strong, at: nameColumn)
            line.put(marks.cut(name.1, max(1, width - nameColumn - 3)), .quiet, at: nameColumn + 3)
        }
        return Row(line: line, targets: targets)
    }

    private func verdict(_ end: EndWords.End, room: Int) -> String {
        if width < 80 { return "" }
        let isTree = layout.rows.count > 1
        let text: String
        switch (end.isGood, isTree) {
        case (true, false): text = end.sentence
        case (true, true): text = width >= 100 ? end.detail : ""
        case (false, _): text = end.detail
        }
        return text.isEmpty || room < 4 ? "" : " " + marks.cut(text, room)
    }

    /// Number or letter, and what it says.
    private func name(ofLineWith row: PlayLayout.Row, index: Int) -> (String, String)? {
        let play = scene.situation.play
        // A line that was named and then walked on keeps its name: its former end lies on the row.
        let named = play.names.last { row.holds($0.leaf, in: play) }
        guard let named else { return nil }
        switch named.kind {
        case .finding(let number): return ("\(number)", "finding \(number)")
        case .own(let name): return name.count == 1 ? (name, "mine") : (" ", VisibleText.of(name))
        case .entry(let name), .made(let name): return (" ", VisibleText.of(name))
        }
    }

    // MARK: - The line below

    private var footnote: StyledLine {
        if let wall = scene.wall {
            let text = "  \(marks.wall) point of no return: step \(wall)"
            return StyledLine(text + (width >= 130 ? passingClause : ""), .quiet)
        }
        var parts = legendOfLetters
        parts.append("[ ] where you are")
        if width >= 130 {
            parts.append("\(marks.wall) point of no return")
            parts.append("\(marks.dot)b = the choice taken")
        }
        return StyledLine("  " + parts.joined(separator: marks.separator), .quiet)
    }

    /// `; passes if teller.0:10 runs before teller.1:9`, of the finding that is walked, once that is known.
    private var passingClause: String {
        guard case .finding(let index) = scene.situation.walk,
            let words = scene.situation.explanations[.finding(index)],
            scene.situation.isCurrent(words, for: .finding(index)), words.pass?.isOtherWay == false,
            let sentence = words.sentence, sentence.hasPrefix("It passes ")
        else { return "" }
        return "; passes " + sentence.dropFirst("It passes ".count).dropLast()
    }

    /// `0R = thread 0 reads · W writes`: the letters of this line, each once.
    private var legendOfLetters: [String] {
        var parts: [String] = []
        var seen: Set<String> = []
        for node in scene.line.prefix(200) {
            let step = scene.situation.play.nodes[node]
            let letter = scene.words.letter(step.event)
            guard parts.count < 5, seen.insert(letter).inserted, let verb = Self.verb(letter) else { continue }
            parts.append(
                parts.isEmpty
                    ? "\(step.event.thread)\(letter) = thread \(step.event.thread) \(verb)" : "\(letter) \(verb)")
        }
        return parts
    }

    /// What a letter says of its thread.
    package static func verb(_ letter: String) -> String? {
        let verbs = [
            "R": "reads", "W": "writes", "M": "changes in one step", "F": "fences", "L": "locks", "U": "unlocks",
            "Z": "falls asleep", "N": "notifies", "!": "sends", "?": "receives", "A": "awaits", "C": "chooses",
            "T": "times out", "+": "spawns", "J": "joins", "K": "frees", "E": "uses an event", "O": "closes",
            "S": "skips", "B": "barrier or once", "*": "atomic block", "Y": "yields",
        ]
        return verbs[letter]
    }
}

extension PlayLayout.Row {
    /// Whether first children lead from a node to the row's end.
    func holds(_ node: Int, in play: PlayTree) -> Bool {
        guard let first = chain.first, node < play.links.count else { return node == 0 }
        let step = Int(play.links[node].depth - play.links[first].depth)
        // The start belongs to the row that its first child goes on in.
        if node == 0 { return play.nodes[0].children.first == first }
        return chain.indices.contains(step) && chain[step] == node
    }
}
