/// The words of a listing for what only processes do.
extension InstructionText {
    func textOfProcess(_ kind: InstructionKind) -> String {
        switch kind {
        case .alternatives(let all, let provided, let otherwise):
            let head = provided.map { " provided \(text($0))" } ?? ""
            let tail = otherwise.map { " otherwise \($0)" } ?? ""
            return "alternatives\(head) { " + all.map(text).joined(separator: "; ") + " }" + tail
        case .processSend(let channel, let values, let sorted, let handsOver, _):
            return "put \(text(channel))\(sorted ? " sorted" : "") \(values.map(text).joined(separator: ", "))"
                + " handing over \(handsOver)"
        case .processReceive(let channel, let parts, let anywhere, let keeps, _):
            return "take \(text(channel))\(anywhere ? " anywhere" : "")\(keeps ? " keeping" : "") "
                + parts.map(text).joined(separator: ", ")
        case .processEnd: return "die"
        case .processStuck(let text): return "stuck: \(text)"
        default: return "?"
        }
    }

    func text(_ channel: ChannelPlace) -> String {
        switch channel {
        case .known(let reference): return text(reference)
        case .identity(let value): return "#\(text(value))"
        }
    }

    private func text(_ part: MessagePart) -> String {
        switch part {
        case .store(let place): return text(place)
        case .match(let value): return "=\(text(value))"
        case .ignore: return "_"
        }
    }

    private func text(_ alternative: StepAlternative) -> String {
        let condition = alternative.condition.map(text) ?? (alternative.isOtherwise ? "else" : "true")
        let escape = alternative.escape > 0 ? " escape \(alternative.escape)" : ""
        return "\(condition)\(escape) -> \(alternative.target)"
    }

    func text(_ question: ProcessQuestion) -> String {
        switch question {
        case .timeout: return "timeout"
        case .count: return "processes"
        case .isYoungest: return "youngest"
        case .length(let channel): return "len(\(text(channel)))"
        case .isFull(let channel): return "full(\(text(channel)))"
        case .canSend(let channel, let values): return "\(text(channel))![\(values.map(text).joined(separator: ", "))]"
        case .canReceive(let channel, let parts, let anywhere):
            return "\(text(channel))\(anywhere ? "??" : "?")[\(parts.map(text).joined(separator: ", "))]"
        case .ownChannel(let index): return "own(\(index))"
        }
    }
}
