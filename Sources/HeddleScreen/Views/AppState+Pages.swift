internal import HeddleEngine
internal import HeddlePresentation
internal import HeddleProgram

extension AppState {
    /// What a view shows now.
    func page(of view: View, scene: Scene?) -> ViewPage {
        switch view {
        case .findings: if let scene { return findingsPage(scene) }
        case .outcomes: if let scene { return outcomesPage(scene) }
        case .library: return libraryPage()
        case .entry(let path): return entryPage(path)
        case .help: return helpPage()
        case .marks: return marksPage()
        case .errors: return errorsPage()
        case .start: break
        case .why(let target): if let scene { return whyPage(target, scene) }
        case .learn: return learnPage()
        case .lessonSummary: return summaryPage()
        case .lessonSolution: return solutionPage()
        case .text(let title): return textPage(title)
        }
        return startPage()
    }

    /// The list of a view, for its cursor.
    func viewList(_ view: View) -> ViewList { page(of: view, scene: model.map { Scene($0.situation) }).list }

    func pageHeight(of view: View) -> Int {
        page(of: view, scene: model.map { Scene($0.situation) }).listRows(layout)
    }

    var marks: Marks { Marks(ascii: appearance.isASCII) }

    func cursor(_ view: View, count: Int) -> Int {
        max(0, min((viewPlaces[view] ?? ListPlace()).cursor, count - 1))
    }

    // MARK: - Findings

    private func findingsPage(_ scene: Scene) -> ViewPage {
        let report = scene.situation.report
        let count = report.findings.count
        let cursor = cursor(.findings, count: count)
        var listed: [Int] = []
        let rows = ExplorerRows.findingRows(scene, width: size.columns, cursor: count == 0 ? nil : cursor).map { row in
            // Items are numbered in the order in which they stand, findings in that of discovery.
            if let finding = row.finding, listed.last != finding { listed.append(finding) }
            return ViewList.Row(line: row.line, item: row.finding.map { _ in listed.count - 1 })
        }
        var page = ViewPage(
            title: TitleLine.compose(
                left: TitleLine.model(scene, withFile: size.columns >= 100),
                right: TitleLine.summary(scene, width: size.columns), width: size.columns, marks: marks),
            name: "Findings", label: count == 0 ? "" : "\(cursor + 1) of \(count)", list: ViewList(rows),
            sentence: count == 0
                ? nothingFound(report) : "Enter walks a finding from its decision; the simplest of a kind comes first.")
        let progress = ExplorerRows.progressRows(scene, width: size.columns)
        page.upper = ViewPage.Section(
            name: "Explorer", label: report.phase == .running ? "x pauses" : report.complete ? "" : "x goes on",
            rows: progress, height: progress.count)
        return page
    }

    /// Findings in the order in which the view lists them: by what fails, then by discovery.
    var listedFindings: [Int] {
        guard let findings = model?.situation.report.findings else { return [] }
        var subjects: [Subject] = []
        for finding in findings where !subjects.contains(finding.subject) { subjects.append(finding.subject) }
        return subjects.flatMap { subject in findings.indices.filter { findings[$0].subject == subject } }
    }

    // MARK: - Text

    private func textPage(_ title: String) -> ViewPage {
        let lines = texts[title] ?? []
        return ViewPage(
            title: TitleLine.compose(left: ["Help", title], right: StyledLine(), width: size.columns, marks: marks),
            name: title, label: Figures.count(lines.count, "line"),
            list: ViewList(lines.map { ViewList.Row(line: StyledLine("  " + VisibleText.of($0)), item: nil) }),
            sentence: "The same text: heddle help \(title).")
    }
}
