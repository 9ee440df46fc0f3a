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
            [PageRow(PageRule(reason.title, label: "step \(reason.step)"))]
                + reason.sentences.flatMap { sentence in
                    WrappedText.lines(sentence, width: width - 4)
                        .map { PageRow(StyledLine("  " + $0), step: nil) }
                }
        }
    }
}
