internal import HeddleEngine
internal import HeddlePresentation
internal import HeddleProgram

// Searches in the background for a way from the user's place: run until, reach, sketches.
extension AppState {
    /// `:run until …`, with what stands behind `run`.
    mutating func runUntil(_ text: String, line: String, _ effects: inout [Effect]) {
        switch text {
        case "", "until-blocked": onMain { $0.run() }
        case "until-preemption": onMain { $0.runToPreemption() }
        default:
            guard text.hasPrefix("until") else {
                notice =
                    "run wants until and a condition, or one of "
                    + WayRequest.words.dropFirst().map(\.trimmed)
                    .joined(separator: ", ") + "."
                return
            }
            ask(text, .run, line: line, &effects)
        }
    }

    /// `:play 0 0 1R then anything`
    mutating func playSketch(_ text: String, line: String, _ effects: inout [Effect]) {
        let sketch = ScheduleSketch(text)
        if sketch.steps.isEmpty, sketch.then == nil { return need("steps, as in 0 0 1R") }
        let records = undo.past.count
        var refusal: String?
        onMain {
            refusal = $0.play(sketch)
            return refusal
        }
        guard refusal == nil, let then = sketch.then else { return }
        ask(then, .sketch(joins: undo.past.count > records), line: line, &effects)
    }

    /// Asks for a way to what `text` says; `line`: the whole command, to be mended where it is wrong.
    mutating func ask(_ text: String, _ purpose: Asking.Purpose, line: String, _ effects: inout [Effect]) {
        guard let model else {
            notice = "No model is open."
            return
        }
        views = []
        switch WayRequest.parse(text) {
        case .failure(let refusal): mend(line, Mistake(message: refusal.message))
        case .success(let request):
            queryNumber += 1
            let place = model.situation.place
            let path = model.situation.play.path(to: place).map { model.situation.play.nodes[$0].transition }
            let offset = line.count - text.count + request.offset
            asking = Asking(
                number: queryNumber, place: place, request: request, purpose: purpose, line: line, offset: offset)
            notice = WayWords(request).progress(states: 0)
            effects.append(
                .query(
                    Query(
                        number: queryNumber,
                        content: .way(WayQuery(model: model.number, path: path, request: request)))))
        }
    }

    /// The palette opens again with the line as it was typed and what is wrong with it.
    mutating func mend(_ line: String, _ mistake: Mistake) {
        var palette = PaletteDialog(text: line)
        palette.mistake = mistake
        if let columns = mistake.columns { palette.field.moveCursor(to: columns.upperBound) }
        dialog = .palette(palette)
        notice = nil
    }

    mutating func takeProgress(_ number: Int, states: Int) {
        guard let asking, asking.number == number else { return }
        notice = WayWords(asking.request).progress(states: states)
    }

    /// Esc, ctrl-c: true if there was something to stop.
    mutating func stopAsking(_ effects: inout [Effect]) -> Bool {
        guard let asking else { return false }
        effects.append(.stopQuery(asking.number))
        return true
    }

    /// Who goes elsewhere, or opens another model, wants to know no more.
    mutating func dropAsking(_ effects: inout [Effect]) {
        guard let asking, model?.situation.place != asking.place else { return }
        effects.append(.stopQuery(asking.number))
        self.asking = nil
    }

    mutating func takeRefusal(_ refusal: WayRefusal, number: Int) {
        guard let asking, asking.number == number else { return }
        self.asking = nil
        var mistake = Mistake(message: refusal.message, hint: refusal.hint)
        mistake.columns = refusal.columns.map {
            asking.offset + $0.lowerBound..<asking.offset + $0.upperBound
        }
        mend(asking.line, mistake)
    }

    mutating func takeWay(_ outcome: WayOutcome, _ way: [Transition], number: Int) {
        guard let asking, asking.number == number else { return }
        self.asking = nil
        let words = WayWords(asking.request)
        guard !way.isEmpty else {
            let isFromHere = asking.place != 0 && !asking.request.isFromStart && asking.request.goal != .violation
            notice = words.sentence(outcome, isFromHere: isFromHere)
            return
        }
        let stays = asking.purpose == .reach
        asCommand { play in
            if asking.request.isFromStart {
                play.stand(at: 0)
                play.take(way, stays: stays)
            } else {
                play.take(way, stays: stays)
            }
            if stays { return words.walk(steps: way.count) }
            // What fails says it better itself.
            return asking.request.goal == .violation ? nil : words.sentence(outcome)
        }
        if asking.purpose == .sketch(joins: true) { undo.joinLast() }
    }
}
