internal import HeddleEngine
internal import HeddleProgram

extension Scene {
    /// A clause as a sentence: with a full stop, and with a capital unless it begins with a name of the model, which keeps
    /// its letters.
    func asSentence(_ clause: String) -> String {
        let text = isName(clause.prefix { $0 != " " && $0 != ";" && $0 != "," }) ? clause : capitalized(clause)
        return text + "."
    }

    private func capitalized(_ text: String) -> String { text.prefix(1).uppercased() + text.dropFirst() }

    private func isName(_ word: Substring) -> Bool {
        if (0..<threadCount).contains(where: { name(ofThread: $0) == word }) { return true }
        let base = word.prefix { $0 != "[" && $0 != "." && $0 != "#" }
        return program.objects.contains { VisibleText.of($0.name) == base }
            || program.routines.contains { $0.locals.contains { !$0.isHidden && $0.name == base } }
    }
}
