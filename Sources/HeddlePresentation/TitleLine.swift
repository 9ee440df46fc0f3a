internal import HeddleEngine
internal import HeddleProgram

/// The title line: model, file, memory model, constants, place on the left; what is known of the whole on the right
/// (screens.md section 2.2).
package struct TitleLine: Sendable {
    private let scene: Scene
    private let width: Int
    private let marks: Marks

    private init(_ scene: Scene, width: Int) {
        self.scene = scene
        self.width = width
        marks = scene.marks
    }

    /// The main screen's title, exactly `width` cells.
    package static func line(_ scene: Scene, width: Int) -> StyledLine {
        TitleLine(scene, width: width).line
    }

    /// A view's title: parts on the left, one text on the right.
    package static func compose(left: [String], right: StyledLine, width: Int, marks: Marks) -> StyledLine {
        let text = left.filter { !$0.isEmpty }.joined(separator: marks.separator)
        var line = StyledLine(" ")
        let room = width - 2 - (right.width == 0 ? 0 : right.width + 2)
        line.append(marks.cut(text, max(1, room)), .strong)
        line.pad(to: width - 1 - right.width)
        line.append(contentsOf: right)
        return line.fitted(to: width, marks: marks)
    }

    /// A view's title with shorter forms of both sides, longest first: the right side gives way first, but for its last
    /// shrinking, before which the left one does; then one part on the left is cut.
    package static func compose(
        lefts: [[String]], rights: [StyledLine], cutting part: Int, width: Int, marks: Marks
    ) -> StyledLine {
        let lefts = lefts.map { $0.filter { !$0.isEmpty } }
        for (index, right) in rights.enumerated() {
            for left in index >= rights.count - 2 ? lefts : Array(lefts.prefix(1)) {
                let text = left.joined(separator: marks.separator)
                if CellWidth.of(text) + right.width + 4 <= width {
                    return compose(left: left, right: right, width: width, marks: marks)
                }
            }
        }
        let right = rights.last ?? StyledLine()
        var left = lefts.last ?? []
        if left.indices.contains(part) {
            let over = CellWidth.of(left.joined(separator: marks.separator)) + right.width + 4 - width
            left[part] = marks.cut(left[part], max(4, CellWidth.of(left[part]) - over))
        }
        return compose(left: left, right: right, width: width, marks: marks)
    }

    /// What is known of the whole model, as short as `width` asks for.
    package static func summary(_ scene: Scene, width: Int) -> StyledLine {
        let it = TitleLine(scene, width: width).right
        return it.first ?? StyledLine()
    }

    /// Model, memory model, constants: what stands before the place.
    package static func model(_ scene: Scene, withFile: Bool) -> [String] {
        var parts = [VisibleText.of(scene.program.name)]
        let fileName = scene.program.source.fileName
        if withFile, fileName != scene.program.name { parts.append(VisibleText.of(fileName)) }
        parts.append(scene.program.languageName ?? scene.machine.memoryModel.rawValue)
        parts += scene.situation.settings.map { VisibleText.of("\($0.name) = \($0.value)") }
        return parts
    }

    // MARK: - Fitting

    private var line: StyledLine {
        let candidates = right
        for (index, right) in candidates.enumerated() {
            for left in lefts(forCandidate: index, of: candidates.count) {
                let text = left.joined(separator: marks.separator)
                if 1 + CellWidth.of(text) + 2 + right.width + 1 <= width { return assembled(text, right) }
            }
        }
        return cutName(candidates.last ?? StyledLine())
    }

    private func assembled(_ left: String, _ right: StyledLine) -> StyledLine {
        var line = StyledLine(" ")
        line.append(left, .strong)
        line.pad(to: width - 1 - right.width)
        line.append(contentsOf: right)
        line.append(" ")
        return line.fitted(to: width, marks: marks)
    }

    /// Everything else has gone: the model's name is cut, then the place.
    private func cutName(_ right: StyledLine) -> StyledLine {
        let room = width - 2 - (right.width == 0 ? 0 : right.width + 2)
        let rest = Array(Self.model(scene, withFile: false).dropFirst()) + [place]
        let tail = marks.separator + rest.joined(separator: marks.separator)
        let name = marks.cut(VisibleText.of(scene.program.name), max(4, room - CellWidth.of(tail)))
        return assembled(marks.cut(name + tail, max(1, room)), right)
    }

    /// The right side gives way first, but for its last shrinking, before which the file's name goes.
    private func lefts(forCandidate index: Int, of count: Int) -> [[String]] {
        let long = Self.model(scene, withFile: width >= 100) + [place]
        let short = Self.model(scene, withFile: false) + [place]
        if width < 100 { return [short] }
        return index >= count - 2 ? [long, short] : [long]
    }

    private var place: String {
        let step = scene.depth
        switch scene.situation.walk {
        case .byHand:
            if step == 0 { return "start" }
            let others = width >= 180 && (PlayRows.lineCount(scene) > 1 || !scene.situation.report.findings.isEmpty)
            return "after step \(Figures.number(step))" + (others ? " of your line" : "")
        case .finding(let index):
            if step == 0 { return "start" }
            let total = scene.situation.report.findings.count
            return "step \(Figures.number(step)) of \(Figures.number(walkLength)) of finding \(index + 1)"
                + (width >= 120 && index < total ? " of \(total)" : "")
        case .entry(let name):
            if step == 0 { return "start" }
            return "step \(Figures.number(step)) of \(Figures.number(walkLength)) of \(VisibleText.of(name))"
        }
    }

    /// Steps of what is walked, which the line may have left behind.
    private var walkLength: Int {
        let play = scene.situation.play
        let named = play.names.first {
            switch ($0.kind, scene.situation.walk) {
            case (.finding(let number), .finding(let index)): number == index + 1
            case (.entry(let name), .entry(let walked)): name == walked
            default: false
            }
        }
        return named.map { play.nodes[$0.leaf].depth } ?? scene.line.count
    }

    // MARK: - The right side, longest form first

    private var right: [StyledLine] {
        if let finding = scene.walkedFinding, width < 180 {
            let title = FindingWords(machine: scene.machine, marks: marks).title(finding)
            return [bad(title), bad("fails")]
        }
        let report = scene.situation.report
        switch report.phase {
        case .idle: return [StyledLine(marks.searching, .open)]
        case .running, .paused: return exploring(report)
        case .complete, .stoppedAtFinding: return failing(report) ?? passing(report)
        case .limited: return failing(report) ?? limited(report)
        }
    }

    private func bad(_ text: String) -> StyledLine {
        var line = StyledLine(marks.fails + " ", .bad)
        line.append(text, .bad)
        return line
    }

    private func exploring(_ report: SearchReport) -> [StyledLine] {
        let failing = Set(report.findings.map(\.subject)).count
        let word = report.phase == .paused ? "paused" : "exploring"
        let tail =
            failing == 0
            ? ""
            : marks.separator + "\(Figures.count(failing, "property", plural: "properties")) "
                + (failing == 1 ? "fails" : "fail") + " so far"
        return [StyledLine("\(marks.searching) \(word)\(tail)", .open), StyledLine(marks.searching, .open)]
    }

    private var failingRows: [Judgement.Row] {
        scene.situation.judgement.rows.filter { $0.status == .fails }
    }

    private func counts(_ report: SearchReport) -> String {
        // What is not known behind the failure has a bound, and that is named.
        if report.phase == .limited { return marks.separator + SearchWords.limits(report) }
        let states =
            marks.separator
            + (report.complete ? Figures.all(report.states, "state") : Figures.count(report.states, "state"))
        return width >= 180 ? states + ", " + Figures.count(report.transitions, "transition") : states
    }

    private func failing(_ report: SearchReport) -> [StyledLine]? {
        let rows = failingRows
        guard let first = rows.first else { return nil }
        if width < 80 {
            return report.complete ? [bad("fails" + marks.separator + "done"), bad("fails")] : [bad("fails")]
        }
        let expected = expectation(first)
        let verdict = "fails" + expected
        let more = rows.count > 1 ? " and \(rows.count - 1) more" : ""
        guard width >= 100 else { return [bad(verdict + more + counts(report)), bad(verdict + more), bad("fails")] }
        let sentence = FindingWords(machine: scene.machine, marks: marks).title(first.subject, in: report)
        return [
            bad("\(sentence): \(verdict)\(more)\(counts(report))"), bad("\(sentence)\(more)\(counts(report))"),
            bad(sentence + more), bad("fails"),
        ]
    }

    /// `, as expected under c11`, only if a line of the model says so.
    private func expectation(_ row: Judgement.Row) -> String {
        guard row.isStated, row.asExpected == true else { return "" }
        let stated = scene.program.expectations.contains { expectation in
            let model = scene.machine.memoryModel
            guard expectation.memoryModels.contains(model) else { return false }
            switch (expectation.target, row.subject) {
            case (.property(let a), .property(let b)): return a == b
            case (.check(let a), .check(let b)): return a == b
            default: return false
            }
        }
        return ", as expected" + (stated && width >= 180 ? " under \(scene.machine.memoryModel.rawValue)" : "")
    }

    private func passing(_ report: SearchReport) -> [StyledLine] {
        func good(_ text: String) -> StyledLine { StyledLine("\(marks.holds) \(text)", .good) }
        if report.phase == .stoppedAtFinding { return limited(report) }
        if width < 80, isEveryPropertyJudged { return [good("holds" + marks.separator + "done"), good("holds")] }
        if scene.situation.judgement.rows.contains(where: { $0.asExpected == false }) {
            let text = "nothing fails, not as expected"
            return [bad(text + counts(report)), bad(text), bad("unexpected")]
        }
        let text = !isEveryPropertyJudged ? "nothing fails" : width >= 100 ? "every property holds" : "holds"
        return [good(text + counts(report)), good(text), good(isEveryPropertyJudged ? "holds" : text)]
    }

    /// Whether there is a property that can fail, and each was held against something.
    private var isEveryPropertyJudged: Bool {
        let program = scene.program
        let rows = scene.situation.judgement.rows.filter { row in
            if case .property(let index) = row.subject { program.properties[index].kind.canFail } else { false }
        }
        return !rows.isEmpty
            && rows.allSatisfy { row in
                guard case .property(let index) = row.subject, row.status == .holds else { return false }
                return CoverageWords.vacuity(ofProperty: index, in: scene.situation.report, program) == nil
            }
    }

    private func limited(_ report: SearchReport) -> [StyledLine] {
        let text = "\(marks.open) not known"
        return [
            StyledLine("\(text): \(SearchWords.limits(report))", .open), StyledLine(text, .open),
            StyledLine(marks.open, .open),
        ]
    }
}
