internal import HeddleEngine
internal import HeddlePresentation

/// What a page needs to walk a schedule: for each place the sentence, where the threads stand, what the state holds.
///
/// Shape: states are kept as differences; the row of a name is changed by the places that show it differently.
struct HTMLWalk {
    /// A name of the state, in the order of the State pane.
    struct Entry: Hashable {
        var section: String
        var name: String
        var thread: Int?
    }

    /// What the State pane shows of a name at one place.
    struct Shown: Hashable {
        var text: String
        var old: String?
        var mark: String
    }

    struct Place {
        var sentence: String
        /// The line of the step that led here.
        var madeLine: Int?
        /// Threads by the line where they stand, ordered by line.
        var standing: [(line: Int, threads: [Int])]
        var shown: [Int: Shown]
    }

    private(set) var entries: [Entry] = []
    private(set) var places: [Place] = []

    init(_ subject: ExportSubject) {
        let walk = ScheduleWalk(
            machine: subject.machine, trace: subject.trace, pointOfNoReturn: subject.pointOfNoReturn,
            marks: subject.marks)
        var known: [Entry: Int] = [:]
        for place in 0...walk.stepCount {
            let scene = walk.scene(at: place)
            var shown: [Int: Shown] = [:]
            for section in StateSections(scene).all {
                for entry in section.entries {
                    let key = Entry(section: section.title, name: entry.name, thread: section.thread)
                    let index = known[key] ?? entries.count
                    if index == entries.count {
                        entries.append(key)
                        known[key] = index
                    }
                    shown[index] = Shown(
                        text: entry.text, old: entry.oldText, mark: entry.mark == " " ? "" : entry.mark)
                }
            }
            let standing = SourceRows(scene).standing
            places.append(
                Place(
                    sentence: StepSentences(scene).texts.first ?? "",
                    madeLine: place == 0 ? nil : subject.line(of: scene.event),
                    standing: standing.keys.sorted().map { ($0, (standing[$0] ?? []).sorted()) }, shown: shown))
        }
    }

    /// Entries as the page lists them: section by section, each in the order in which its names appeared.
    var order: [(section: String, thread: Int?, entries: [Int])] {
        var result: [(section: String, thread: Int?, entries: [Int])] = []
        for (index, entry) in entries.enumerated() {
            if let place = result.firstIndex(where: { $0.section == entry.section && $0.thread == entry.thread }) {
                result[place].entries.append(index)
            } else {
                result.append((entry.section, entry.thread, [index]))
            }
        }
        // Threads that were spawned on the way stand behind those of before.
        let shared = result.filter { $0.thread == nil }
        return shared + result.filter { $0.thread != nil }.sorted { ($0.thread ?? 0) < ($1.thread ?? 0) }
    }

    // MARK: - As data

    /// One place as the page's script reads it.
    private struct PlaceData: Encodable {
        /// The sentence.
        var s: String
        /// The line of the step made.
        var m: Int?
        /// `[line, thread, …]`
        var l: [[Int]]
        /// Changed rows: `[entry]` is gone, `[entry, text, old, mark]`.
        var v: [Row]
    }

    private struct Row: Encodable {
        var entry: Int
        var shown: Shown?

        func encode(to encoder: any Encoder) throws {
            var list = encoder.unkeyedContainer()
            try list.encode(entry)
            guard let shown else { return }
            try list.encode(shown.text)
            try list.encode(shown.old ?? "")
            try list.encode(shown.mark)
        }
    }

    /// JSON in which no tag can end.
    var data: String {
        var last: [Int: Shown] = [:]
        let data = places.map { place in
            let changed = entries.indices.filter { place.shown[$0] != last[$0] }
            last = place.shown
            return PlaceData(
                s: place.sentence, m: place.madeLine, l: place.standing.map { [$0.line] + $0.threads },
                v: changed.map { Row(entry: $0, shown: place.shown[$0]) })
        }
        return JSONText.compact(data)
            .replacing("<", with: "\\u003c").replacing(">", with: "\\u003e").replacing("&", with: "\\u0026")
    }
}
