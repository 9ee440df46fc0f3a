internal import HeddleEngine
internal import HeddleProgram

extension FailureRows {
    /// Of a read in a weak memory: the write that it saw, whatever was written last.
    func origin(
        of operation: Operation, _ source: WriteName, _ maker: Int?, _ letters: StepLetters
    ) -> ValueOrigins.Row? {
        let name = VisibleText.of(operation.name)
        guard let maker else {
            return source.thread < 0 ? ValueOrigins.Row(value: name, origin: "as at the start", step: nil) : nil
        }
        let event = words.failing.events[maker]
        let place = words.name(event, words.failing) + " " + words.line(event)
        return ValueOrigins.Row(
            value: name, origin: "read from step \(maker + 1), \(place)  \(letters.text(event))", step: maker + 1)
    }

    /// Why steps that only a weak memory allows could be made, and which orders would forbid them.
    var weakReasons: [PageRow] {
        guard words.machine.memoryModel != .sc else { return [] }
        let reasons = WeakReasonWords(machine: words.machine, trace: words.failing, marks: marks).reasons
        return reasons.flatMap { reason in
            let lines = reason.sentences.flatMap { WrappedText.lines($0, width: width - 4) }
            // The cursor can be brought to both ends, so that all of it comes in sight.
            return [PageRow(PageRule(reason.title, label: "step \(reason.step)"))]
                + lines.enumerated().map { index, line in
                    let isEnd = index == 0 || index == lines.count - 1
                    return PageRow(StyledLine("  " + line), step: isEnd ? reason.step : nil)
                }
        }
    }
}
