internal import HeddleProgram

// The lines of one goal.
extension LessonParser {
    private static let kinds = ["reach", "schedule", "predict", "repair"]

    /// nil where something is missing without which it is no goal.
    mutating func goal(_ draft: GoalDraft) -> Goal? {
        let head = draft.head.text
        let word = String(head.prefix { $0 != " " })
        let title = head.dropFirst(word.count).drop { $0 == " " }
        guard Self.kinds.contains(word) else {
            fail(
                "L108", draft.head.span, "a goal is 'reach', 'schedule', 'predict' or 'repair', not '\(word)'",
                "goal reach Make one deposit vanish.")
            return nil
        }
        if title.isEmpty { fail("L105", draft.head.span, "the goal says nothing: what is to be done?") }
        var fields = Fields(draft.entries)
        let kind: Goal.Kind? =
            switch word {
            case "predict": prediction(&fields, draft).map { .predict($0) }
            case "repair": repair(&fields, draft).map { .repair($0) }
            default: reach(&fields, draft, byFailure: word == "schedule").map { .reach($0) }
            }
        let text = fields.take("text")?.text ?? ""
        let hints = fields.takeAll("hint").map(\.text)
        let settings = settings(fields.take("with"))
        var (model, memory): (String?, MemoryModel?)
        if word != "repair" {
            model = fields.take("model").map { fileName($0) }
            memory = memoryModel(fields.take("memory"))
        }
        if hints.count != Goal.hintCount {
            fail(
                "L109", draft.head.keySpan, "a goal has \(Goal.hintCount) hints, this one has \(hints.count)",
                "each says more than the one before; the last one shows it")
        }
        if word == "repair", !settings.isEmpty {
            fail("L103", draft.head.keySpan, "a repair is judged with the constants of the model: no 'with'")
        }
        for entry in fields.rest {
            fail("L103", entry.keySpan, "a goal of the kind '\(word)' has no '\(entry.key)', or only one")
        }
        guard let kind else { return nil }
        return Goal(
            kind: kind, title: String(title), text: text, model: model, memoryModel: memory, settings: settings,
            hints: hints, span: draft.head.span)
    }

    /// A goal's entries, taken one by one.
    struct Fields {
        private(set) var rest: [Entry]
        init(_ entries: [Entry]) { rest = entries }

        mutating func take(_ key: String) -> Entry? {
            guard let index = rest.firstIndex(where: { $0.key == key }) else { return nil }
            return rest.remove(at: index)
        }

        mutating func takeAll(_ key: String) -> [Entry] {
            let found = rest.filter { $0.key == key }
            rest.removeAll { $0.key == key }
            return found
        }
    }

    // MARK: - Kinds

    private mutating func reach(_ fields: inout Fields, _ draft: GoalDraft, byFailure: Bool) -> ReachGoal? {
        let key = byFailure ? "fails" : "until"
        let target = fields.take(key)
        let solution = fields.take("solution")
        var goal = ReachGoal(
            target: .failure("", .none), solution: solution?.text.split(separator: " ").map(String.init) ?? [],
            solutionSpan: solution?.span ?? draft.head.keySpan)
        for entry in fields.takeAll("within") {
            let words = entry.text.split(separator: " ")
            guard words.count == 2, let most = Int(words[0]), most >= 0, most < 1_000_000 else {
                fail("L110", entry.span, "expected a number of steps or preemptions", "within 2 preemptions")
                continue
            }
            switch words[1] {
            case "steps", "step": goal.steps = most
            case "preemptions", "preemption": goal.preemptions = most
            default: fail("L110", entry.span, "expected 'steps' or 'preemptions', found '\(words[1])'")
            }
        }
        guard let target, !target.text.isEmpty else {
            fail("L105", draft.head.keySpan, "the goal has no '\(key)'")
            return nil
        }
        if goal.solution.isEmpty {
            fail("L105", draft.head.keySpan, "the goal has no 'solution'", "the threads that move: solution 0 1 1 0")
        }
        goal.target = byFailure ? .failure(target.text, target.span) : .condition(condition(target))
        return goal
    }

    private mutating func prediction(_ fields: inout Fields, _ draft: GoalDraft) -> PredictGoal? {
        var factor = 1
        if let entry = fields.take("factor"), let number = number(entry) { factor = number }
        let because = fields.take("because")?.text ?? ""
        guard let ask = fields.take("ask"), !ask.text.isEmpty else {
            fail("L105", draft.head.keySpan, "the goal has no 'ask'", "ask outcomes")
            return nil
        }
        return question(ask).map { PredictGoal(question: $0, because: because, factor: factor) }
    }

    private mutating func question(_ ask: Entry) -> PredictGoal.Question? {
        let word = String(ask.text.prefix { $0 != " " && $0 != "\n" })
        let rest = entry(ask, behind: word)
        switch word {
        case "outcomes", "runs":
            var condition: GoalCondition?
            if let rest {
                guard let found = self.entry(rest, behind: "where"), rest.text.hasPrefix("where") else { break }
                condition = self.condition(found)
            }
            return word == "runs" ? .runs(condition) : .outcomes(condition)
        case "values": if let rest { return .values(rest.text, rest.span) }
        case "possible": if let rest { return .possible(condition(rest)) }
        case "steps", "preemptions":
            guard let rest, let target = target(rest) else { break }
            return word == "steps" ? .steps(target) : .preemptions(target)
        case "chance": if rest == nil { return .chance }
        case "failing": if rest == nil { return .failing }
        default: break
        }
        fail(
            "L111", ask.span, "this is no question",
            "outcomes, runs (both with 'where CONDITION' or without), values NAME, steps until CONDITION, "
                + "preemptions fails NAME, possible CONDITION, chance, failing")
        return nil
    }

    private func target(_ entry: Entry) -> GoalTarget? {
        if entry.text.hasPrefix("until "), let rest = self.entry(entry, behind: "until") {
            return .condition(condition(rest))
        }
        if entry.text.hasPrefix("fails "), let rest = self.entry(entry, behind: "fails") {
            return .failure(rest.text, rest.span)
        }
        return nil
    }

    /// What follows a word at the beginning of a value; nil: nothing does.
    private func entry(_ entry: Entry, behind word: String) -> Entry? {
        let rest = entry.text.dropFirst(word.count).drop { $0 == " " || $0 == "\n" }
        if rest.isEmpty { return nil }
        var result = entry
        result.text = String(rest)
        let raw = source.text(entry.span)
        let blanks = raw.dropFirst(word.count).prefix { $0.isWhitespace }
        result.span.start += word.utf8.count + blanks.utf8.count
        return result
    }

    private mutating func repair(_ fields: inout Fields, _ draft: GoalDraft) -> RepairGoal? {
        var goal = RepairGoal(
            keeps: fields.takeAll("keep").map(condition), keepsObjects: false, keepsAtomics: false, solution: "",
            solutionSpan: draft.head.keySpan)
        for entry in fields.takeAll("no") {
            switch entry.text {
            case "new objects": goal.keepsObjects = true
            case "new atomic": goal.keepsAtomics = true
            default: fail("L112", entry.span, "expected 'new objects' or 'new atomic'", "no new objects")
            }
        }
        guard let solution = fields.take("solution") else {
            fail("L105", draft.head.keySpan, "the goal has no 'solution': a file with a model that is accepted")
            return nil
        }
        goal.solution = fileName(solution)
        goal.solutionSpan = solution.span
        return goal
    }

    /// `memory tso`
    private mutating func memoryModel(_ entry: Entry?) -> MemoryModel? {
        guard let entry else { return nil }
        guard let model = MemoryModel(rawValue: entry.text) else {
            let names = MemoryModel.allCases.map(\.rawValue).joined(separator: ", ")
            fail("L114", entry.span, "there is no memory model '\(entry.text)'", "there are \(names)")
            return nil
        }
        return model
    }

    /// `with attempt = 2, fast = true`
    private mutating func settings(_ entry: Entry?) -> [Setting] {
        guard let entry else { return [] }
        var result: [Setting] = []
        for part in entry.text.split(separator: ",") {
            let sides = part.split(separator: "=", maxSplits: 1).map { String($0).trimmingBlanks }
            guard sides.count == 2, !sides[0].isEmpty, !sides[1].isEmpty else {
                fail("L113", entry.span, "expected constants with their values", "with attempt = 2")
                return []
            }
            result.append(Setting(name: sides[0], value: sides[1]))
        }
        return result
    }
}
