import Foundation
import HeddleScreen
import TestSupport

/// What a cat on the keyboard would do: every key of the screens, commands with and without sense, mouse, pastes.
struct RandomKeys {
    private var random: SeededGenerator
    /// Words of the model, and others that a user may type.
    private let words: [String]
    /// Where files may be written.
    private let folder: String
    private var shown = GridSize(columns: 80, rows: 24)

    init(seed: UInt64, text: String = "", folder: String = "/nowhere") {
        random = SeededGenerator(seed: seed)
        words = Self.strange + Self.names(of: text)
        self.folder = folder
    }

    private static let named: [Key] = [
        .enter, .enter, .escape, .escape, .tab, .tab, .backTab, .backspace, .delete, .up, .down, .left, .right, .home,
        .end, .pageUp, .pageDown, .function(1), .function(5), .insert, .alt("b"), .alt("f"), .alt("d"),
    ]
    private static let letters = Array(" 0123456789hjklgG.<>trufFwepoxbsamcDyvRSzn N/?:iéß待[]{}\"\\")
    private static let controls = Array("abcdefghijklmnoprstuvwxy")
    /// Command lines with and without sense. `{}` stands for a word.
    private static let commands = [
        "step 3", "step 0", "step -1", "step 99999999999999999999", "thread 1", "thread 77", "play 0 1 0R 1W",
        "play 9 x", "play {}", "play 0 0 1 1 2 2 0 1 0 1 then anything", "play 0×40", "play 0 1 2 then {}",
        "ascii on", "ascii off", "theme light", "theme none", "theme dark", "mouse off", "mouse on",
        "bound states 5", "bound states 500", "bound depth 3", "bound memory 1", "bound {} {}", "set {} 1", "set {} 2",
        "set {} {}", "set tellers 3", "set seats 3", "name-branch sägewerk", "name-branch {}", "go-on", "pane state",
        "pane {}", "pane happens-before", "pane wait-for", "pane properties", "pane source", "pane play", "explore",
        "findings", "outcomes", "library", "help language", "help {}", "reload", "undo", "redo", "", "  ", "nonsense",
        "{}", "note ✗", "note {}", "run until {} == 1", "run until {} == {}", "run until {} &&", "run until-violation",
        "run until-line 10", "run until-line {}", "run until-change {}", "run until-blocked {}", "run until-blocked",
        "run until-preemption", "run", "reach {}", "reach {} == 2 from start", "reach (((((", "reach", "play",
        "play 0 1 then anything", "play 0×9999999999 then {} == 1", "play then", "bookmark a", "bookmark {}",
        "bookmark",
        "go a", "go {}", "go 2", "go end", "compare a", "compare 1", "compare {}", "memory tso", "memory sc",
        "memory c11", "search dfs", "search bfs", "search preemption", "search pct", "search {}", "open lo", "open {}",
        "open {demos}", "filter {}", "filter {} {}", "filter", "edges all", "edges needed", "fold on", "fold off",
        "copy state", "copy step", "copy command", "copy {}", "export text! {file}", "export svg! {file}",
        "export html! {file}", "export dot! {file}", "export mermaid! {file}", "export asciicast! {file}",
        "export {} {file}", "goal 1", "goal 2", "goal 3", "goal", "predict 4", "predict {}", "reveal", "reset", "hint",
        "lessons", "why", "passing", "finding 1", "finding 2", "finding {}", "save", "restore", "sort", "zoom", "{} {}",
    ]
    private static let strange = [
        "1", "0", "-1", "7", "é", "e\u{301}", "待機", "👩\u{200D}👩\u{200D}👧", "\u{202E}abc", "\u{7}", "\u{1B}[31m", "\t",
        "\"", "\\", "%s%n", "a b  c", "’", "𝔘", "\u{FEFF}", "{}[]()", "&&", "||", "<=", "==", "true", "nil", "start",
        "end", String(repeating: "w", count: 120), String(repeating: "長", count: 50),
    ]
    private static let sizes = [
        (80, 24), (200, 60), (120, 40), (100, 30), (60, 15), (30, 6), (12, 2), (1, 1), (8, 1), (20, 4), (40, 10),
        (3, 50), (250, 3), (79, 23), (180, 50), (250, 80), (80, 24), (120, 36), (100, 80), (250, 12),
    ]

    /// Names, numbers and a few whole lines of a model.
    private static func names(of text: String) -> [String] {
        let parts = text.split { !($0.isLetter || $0.isNumber || $0 == "_" || $0 == "[" || $0 == "]") }.map(String.init)
        return Array(parts.prefix(400)) + text.split(separator: "\n").prefix(20).map(String.init)
    }

    /// Another size of the terminal: one where something changes, or any.
    mutating func size() -> GridSize {
        var size = pick(Self.sizes)
        if Int.random(in: 0..<3, using: &random) == 0 {
            size = (Int.random(in: 1...250, using: &random), Int.random(in: 1...80, using: &random))
        }
        shown = GridSize(columns: size.0, rows: size.1)
        return shown
    }

    /// The next key, or several that belong together.
    mutating func next() -> [InputEvent] {
        switch Int.random(in: 0..<1_000, using: &random) {
        case 0..<460: return [.key(.character(pick(Self.letters)))]
        case 460..<740: return [.key(pick(Self.named))]
        case 740..<770: return [.key(.control(pick(Self.controls)))]
        case 770..<810: return Self.typed(":" + command()) + [.key(.enter)]
        case 810..<830: return browsing()
        case 830..<845: return Self.typed("/" + pick(words)) + [.key(.enter)]
        case 845..<860: return filling()
        case 860..<890: return [.mouse(mouse())]
        case 890..<900:
            let word = pick(words)
            return [.paste(pick(["q\nq", "", "paste ✗ é\u{301}", "\u{1B}[31m\u{7}", word]))]
        case 900..<920: return [.resize(size())]
        case 920..<925: return [.resumed]
        case 925..<928: return [.key(.character("q"))]
        case 928..<960: return Self.typed("f ") + [.key(.enter)]
        default: return (0..<6).map { _ in .key(.character(Character("\(Int.random(in: 0..<4, using: &random))"))) }
        }
    }

    private static func typed(_ text: String) -> [InputEvent] { text.map { .key(.character($0)) } }

    private mutating func command() -> String {
        var line = pick(Self.commands)
        line = line.replacingOccurrences(of: "{file}", with: folder + "/exported")
        line = line.replacingOccurrences(of: "{demos}", with: folder + "/demos/lost-update.heddle")
        while let range = line.range(of: "{}") { line.replaceSubrange(range, with: pick(words).filter { $0 != "{" }) }
        return line
    }

    /// A command of the palette, whichever it is, found by a part of its name and completed.
    private mutating func browsing() -> [InputEvent] {
        let row = KeyTable.rows[Int.random(in: 0..<KeyTable.rows.count, using: &random)]
        // What it would write lies in no folder of its own.
        if row.command == .export || row.command == .quit { return [] }
        let part = String(row.line.prefix(Int.random(in: 1...row.line.count, using: &random)))
        var events = Self.typed(":" + part)
        for _ in 0..<Int.random(in: 0..<4, using: &random) {
            events.append(.key(pick([.down, .up, .tab, .tab, .backTab, .control("r")])))
        }
        events += Self.typed(Bool.random(using: &random) ? " " + pick(words) : "")
        return events + [.key(pick([.enter, .enter, .tab, .escape]))]
    }

    /// A dialog with fields: opened, filled in, kept or left.
    private mutating func filling() -> [InputEvent] {
        var events = Self.typed(pick(["s", "a"]))
        for _ in 0..<Int.random(in: 0..<6, using: &random) {
            events += Self.typed(pick(words))
            events.append(.key(pick([.tab, .backTab, .left, .home, .backspace, .control("w"), .control("o"), .right])))
        }
        return events + [.key(pick([.enter, .escape]))]
    }

    private mutating func pick<Element>(_ elements: [Element]) -> Element {
        elements[Int.random(in: 0..<elements.count, using: &random)]
    }

    private mutating func mouse() -> MouseEvent {
        let kinds: [MouseEvent.Kind] = [.press, .release, .drag, .wheelUp, .wheelDown]
        let point = GridPoint(
            row: Int.random(in: 0..<shown.rows + 1, using: &random),
            column: Int.random(in: 0..<shown.columns + 1, using: &random))
        return MouseEvent(kind: pick(kinds), point: point)
    }

    /// The bytes that a terminal sends for an event; nil where it sends none.
    static func bytes(_ event: InputEvent) -> String? {
        switch event {
        case .key(let key): keyBytes(key)
        case .mouse(let mouse): mouseBytes(mouse)
        case .paste(let text): TestKeys.paste(text)
        case .resize, .resumed, .terminate, .wake: nil
        }
    }

    private static func mouseBytes(_ mouse: MouseEvent) -> String {
        let button =
            switch mouse.kind {
            case .press, .release: 0
            case .drag: 32
            case .wheelUp: 64
            case .wheelDown: 65
            }
        return TestKeys.mouse(
            button: button, row: mouse.point.row, column: mouse.point.column, release: mouse.kind == .release)
    }

    private static func keyBytes(_ key: Key) -> String? {
        switch key {
        case .character(let character): String(character)
        case .control(let letter): TestKeys.control(letter)
        case .alt(let letter): TestKeys.escape + String(letter)
        case .enter: TestKeys.enter
        case .escape: TestKeys.escape
        case .tab: TestKeys.tab
        case .backTab: TestKeys.backTab
        case .backspace: TestKeys.backspace
        case .up: TestKeys.up
        case .down: TestKeys.down
        case .left: TestKeys.left
        case .right: TestKeys.right
        case .home: TestKeys.home
        case .end: TestKeys.end
        case .pageUp: TestKeys.pageUp
        case .pageDown: TestKeys.pageDown
        case .function(1): TestKeys.f1
        case .delete: "\u{1B}[3~"
        case .insert: "\u{1B}[2~"
        case .function: nil
        }
    }
}
