package import HeddleLibrary

/// One entry of the library as the screens list it.
package struct LibraryEntry: Hashable, Sendable {
    package enum Status: String, Hashable, Sendable, CaseIterable {
        case open, fixed, expected, retired
    }

    /// One recorded step, in words.
    package struct Step: Hashable, Sendable {
        package var thread: String
        /// As in the lanes: `R balance → 0`.
        package var text: String
        package var note: String?
        package init(thread: String, text: String, note: String? = nil) {
            self.thread = thread
            self.text = text
            self.note = note
        }
    }

    package struct PropertyChange: Hashable, Sendable {
        package var was: String
        package var now: String
        package init(was: String, now: String) {
            self.was = was
            self.now = now
        }
    }

    /// A schedule that shows the same on the model as it is, and what it made of the record.
    package struct Repaired: Hashable, Sendable {
        /// `repaired: 2 edits`, by which rung.
        package var words: String
        package var edits: [String]
        /// How many there are of each kind: `12 steps inserted, 9 left out`.
        package var counts: String
        package var steps: [Step]
        /// For each step the recorded one, from 0; nil: it is new.
        package var origins: [Int?]
        package init(words: String, edits: [String], counts: String = "", steps: [Step], origins: [Int?]) {
            self.words = words
            self.edits = edits
            self.counts = counts
            self.steps = steps
            self.origins = origins
        }
    }

    /// The line of an entry's file that can't be read.
    package struct DamagedLine: Hashable, Sendable {
        /// From 1.
        package var number: Int
        /// As it stands in the file, without its end.
        package var text: String
        /// What is wrong in it, as the error quotes it; empty: the whole line.
        package var found: String
        package init(number: Int, text: String, found: String) {
            self.number = number
            self.text = text
            self.found = found
        }

        /// The line, and carets below what is wrong in it. Units: cells.
        package var rows: (text: String, carets: String) {
            let shown = VisibleText.ofSource(text)
            let wanted = Array(VisibleText.of(found).unicodeScalars)
            let scalars = Array(shown.unicodeScalars)
            var start = scalars.prefix { $0 == " " }.count
            var length = scalars.count - start
            if !wanted.isEmpty, wanted.count <= scalars.count,
                let place = (0...scalars.count - wanted.count).first(where: {
                    scalars[$0..<$0 + wanted.count].elementsEqual(wanted)
                })
            {
                (start, length) = (place, wanted.count)
            }
            func cells(_ part: some Sequence<UnicodeScalar>) -> Int {
                CellWidth.of(String(String.UnicodeScalarView(part)))
            }
            return (
                shown,
                String(repeating: " ", count: cells(scalars.prefix(start)))
                    + String(repeating: "^", count: max(1, cells(scalars.dropFirst(start).prefix(length))))
            )
        }
    }

    package enum Replay: Hashable, Sendable {
        case pending
        case reproduced
        case repaired(Repaired)
        case passes(allStates: Bool)
        case different(String)
        /// `step` from 1; what could run instead.
        case diverged(step: Int, enabled: [Step])
        case stale(String)
        case damaged(String)
        case skipped

        /// The word in the list's column.
        package var word: String {
            switch self {
            case .pending: return ""
            case .reproduced: return "reproduced"
            case .repaired: return "repaired"
            case .passes: return "passes"
            case .different: return "different"
            case .diverged(let step, _): return "diverged at \(step)"
            case .stale: return "stale"
            case .damaged: return "damaged"
            case .skipped: return "skipped"
            }
        }
    }

    /// Path of its file.
    package var path: String
    /// `lost-update/two-tellers`: the path within the library without its ending.
    package var name: String
    package var title: String
    package var status: Status
    package var model: String
    package var modelFile: String
    package var memoryModel: String
    /// Digest of the model when it was recorded, hexadecimal.
    package var digest: String
    /// What fails: the sentence or the check's words.
    package var claim: String
    /// Name of the property or the check that fails.
    package var property: String
    package var date: String
    package var tags: [String]
    package var cause: String
    package var source: String
    package var preemptions: Int
    package var hardness: Hardness
    package var threads: Int
    package var steps: [Step]
    package var replay: Replay
    /// nil: no model, or not known yet.
    package var modelChanged: Bool?
    /// The property's text when it was recorded and now, where they differ.
    package var propertyChange: PropertyChange?
    /// nil: inconclusive, or not replayed yet.
    package var asExpected: Bool?
    /// Of a damaged entry, where one line is to blame.
    package var damagedLine: DamagedLine?

    /// Its file can't be read: nothing is known of it but its path and why.
    package var isDamaged: Bool { if case .damaged = replay { true } else { false } }
    /// `open`; `?` where it isn't known.
    package var statusWord: String { isDamaged ? "?" : status.rawValue }

    package init(
        path: String, name: String, title: String, status: Status, model: String, claim: String, steps: [Step],
        replay: Replay = .pending
    ) {
        self.path = path
        self.name = name
        self.title = title
        self.status = status
        self.model = model
        self.claim = claim
        self.steps = steps
        self.replay = replay
        property = ""
        modelFile = ""
        memoryModel = "sc"
        digest = ""
        date = ""
        tags = []
        cause = ""
        source = ""
        preemptions = 0
        hardness = Hardness()
        threads = 0
        modelChanged = nil
        asExpected = nil
        damagedLine = nil
    }
}
