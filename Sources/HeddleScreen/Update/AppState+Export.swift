internal import HeddleEngine
internal import HeddlePresentation

// `:export`: the line of play as a file, in one of the forms that the executable knows.
extension AppState {
    /// `:export svg! lost.svg`: a form, `!` to replace a file, a file.
    mutating func export(_ arguments: [String], _ effects: inout [Effect]) {
        guard let model else {
            notice = "No model is open."
            return
        }
        var format = arguments.first ?? ""
        let isReplacing = format.hasSuffix("!")
        if isReplacing { format.removeLast() }
        guard exportFormats.contains(format) else {
            let list = exportFormats.joined(separator: ", ")
            notice = format.isEmpty ? "Export as what: \(list)?" : "'\(format)' is no form: \(list)."
            return
        }
        let situation = model.situation
        let line = situation.play.line(through: situation.place)
        if line.isEmpty {
            notice = "No step was made yet: there is nothing to export."
            return
        }
        let scene = Scene(situation)
        let schedule = line.map { situation.play.nodes[$0].transition }
        let findings = situation.report.findings
        let known = findings.firstIndex { $0.schedule == schedule }
        var notes: [Int: String] = [:]
        for (index, node) in line.enumerated() { notes[index + 1] = situation.play.nodes[node].note }
        effects.append(
            .export(
                ExportRequest(
                    model: model.number, schedule: schedule, name: lineName(line, finding: known, of: findings.count),
                    finding: known.map { findings[$0] }, pointOfNoReturn: scene.isLostFromStart ? 0 : scene.wall,
                    notes: notes, format: format,
                    file: arguments.count > 1 ? arguments.dropFirst().joined(separator: " ") : nil,
                    isReplacing: isReplacing, orderView: situation.orderView, isASCII: appearance.isASCII, size: size)))
        notice = "The line is written as \(format)."
    }

    private func lineName(_ line: [Int], finding: Int?, of count: Int) -> String {
        if let finding { return "finding \(finding + 1) of \(count)" }
        guard let situation = model?.situation else { return "" }
        if case .entry(let name) = situation.walk { return name }
        switch situation.play.names.last(where: { $0.leaf == line.last })?.kind {
        case .own(let name): return "line \(name)"
        case .entry(let name), .made(let name): return name
        default: return "a schedule by hand"
        }
    }
}
