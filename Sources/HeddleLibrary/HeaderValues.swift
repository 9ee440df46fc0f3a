internal import HeddleProgram

/// What the header lines of a schedule's file have said so far.
struct HeaderValues {
    private var texts: [HeaderKey: String] = [:]
    private var status: SavedSchedule.Status?
    private var tags: [String] = []
    private var causes: [String] = []
    private var memoryModel: MemoryModel?
    private var settings: [Setting] = []
    private var bounds: [SavedSchedule.Bound] = []
    private var verdict: SavedSchedule.Claim.Verdict?
    private var kind = ""
    private var name = ""
    private var place: SavedSchedule.Place?
    private var preemptions = 0
    private var hardness = Hardness()
    private var constraints: [SavedSchedule.Constraint] = []

    /// Reads a value. Returns what was expected where something else stands, nil when all is well.
    mutating func read(_ key: HeaderKey, from line: inout ScheduleLine) -> String? {
        switch key {
        case .status: return readStatus(&line)
        case .tags: return readTags(&line)
        case .cause:
            guard let text = line.field() else { return "a text" }
            causes.append(text)
        case .memory:
            guard let model = line.word().flatMap(MemoryModel.init(rawValue:)) else {
                return "a memory model (\(MemoryModel.allCases.map(\.rawValue).joined(separator: ", ")))"
            }
            memoryModel = model
        case .set:
            guard let name = readName(&line), let value = line.field() else { return "a constant, as 'n = 3'" }
            settings.append(Setting(name: name, value: value))
        case .bound:
            guard let name = readName(&line), let value = line.number() else { return "a bound, as 'states = 1000'" }
            bounds.append(SavedSchedule.Bound(name: name, value: value))
        case .claim: return readClaim(&line)
        case .place:
            guard let function = line.word(), let numbers = line.placeNumbers(), numbers.operation == nil else {
                return "a function with the number of the statement, as 'teller #1'"
            }
            line.skipBlanks()
            place = line.place(function: function, occurrence: numbers.occurrence)
            return place == nil ? "a statement or '@' and a label" : nil
        case .preemptions:
            guard let number = line.number() else { return "a number" }
            preemptions = number
        case .hardness: return HardnessText.read(into: &hardness, from: &line)
        case .constraint:
            guard let constraint = line.constraint() else {
                return "a step, 'before', and a step, each as 'teller.0  teller #1.1  let seen = balance  1'"
            }
            constraints.append(constraint)
        default:
            guard let text = line.field() else { return "a text" }
            texts[key] = text
        }
        return nil
    }

    private mutating func readStatus(_ line: inout ScheduleLine) -> String? {
        status = line.word().flatMap(SavedSchedule.Status.init(rawValue:))
        return status == nil ? SavedSchedule.Status.allCases.map(\.rawValue).joined(separator: ", ") : nil
    }

    private mutating func readTags(_ line: inout ScheduleLine) -> String? {
        repeat {
            line.skipBlanks()
            guard let tag = line.item() else { return "a tag" }
            tags.append(tag)
            line.skipBlanks()
        } while line.skip(",")
        return nil
    }

    private mutating func readClaim(_ line: inout ScheduleLine) -> String? {
        let expected = "'violated', 'witnessed' or 'clean', a kind and a name"
        guard let verdict = line.word().flatMap(SavedSchedule.Claim.Verdict.init(rawValue:)) else { return expected }
        line.skipBlanks()
        guard let kind = line.word() else { return expected }
        line.skipBlanks()
        guard let name = line.word() else { return expected }
        (self.verdict, self.kind, self.name) = (verdict, kind, name)
        return nil
    }

    private func readName(_ line: inout ScheduleLine) -> String? {
        guard let name = line.word() else { return nil }
        return line.skip(" = ") ? name : nil
    }

    /// The schedule, once every required line was there.
    func schedule(version: Int, steps: [SavedSchedule.Step]) throws(ScheduleError) -> SavedSchedule {
        guard let status, let memoryModel, let verdict else {
            preconditionFailure("Heddle bug: a required header line was not asked for")
        }
        let claim = SavedSchedule.Claim(
            verdict: verdict, kind: kind, name: name, sentence: texts[.sentence] ?? "", text: texts[.text] ?? "",
            textDigest: texts[.textDigest] ?? "", detail: texts[.detail] ?? "", place: place)
        var schedule = SavedSchedule(
            title: texts[.title] ?? "", status: status,
            model: SavedSchedule.ModelReference(
                path: texts[.model] ?? "", name: texts[.modelName] ?? "", digest: texts[.digest] ?? ""),
            memoryModel: memoryModel, claim: claim,
            signature: SavedSchedule.Signature(bug: texts[.bug] ?? "", trace: texts[.order] ?? ""), steps: steps)
        schedule.formatVersion = version
        schedule.tags = tags
        schedule.author = texts[.author] ?? ""
        schedule.date = texts[.date] ?? ""
        schedule.source = texts[.source] ?? ""
        schedule.cause = causes.joined(separator: "\n")
        schedule.settings = settings
        schedule.bounds = bounds
        schedule.claim = claim
        schedule.preemptions = preemptions
        schedule.hardness = hardness
        schedule.constraints = constraints
        return schedule
    }
}
