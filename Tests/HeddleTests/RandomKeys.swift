import HeddleScreen
import TestSupport

/// What a cat on the keyboard would do: every key of the screens, commands with and without sense, mouse, pastes.
struct RandomKeys {
    private var random: SeededGenerator

    init(seed: UInt64) { random = SeededGenerator(seed: seed) }

    private static let named: [Key] = [
        .enter, .escape, .tab, .backTab, .backspace, .delete, .up, .down, .left, .right, .home, .end, .pageUp,
        .pageDown,
        .function(1), .function(5), .insert, .alt("b"), .alt("f"), .alt("d"),
    ]
    private static let letters = Array(" 0123456789hjklgG.<>trufFweoxbsamcDyvRSzn N/?:é待[]{}\"\\")
    private static let controls = Array("abcdefghijklmnoprstuvwxy")
    private static let commands = [
        "step 3", "step 0", "step -1", "step 99999999999999999999", "thread 1", "thread 77", "play 0 1 0R 1W",
        "play 9 x",
        "ascii on", "ascii off", "theme light", "theme none", "theme dark", "mouse off", "bound states 5",
        "bound time x",
        "set tellers 3", "set nothing 1", "name-branch sägewerk", "go-on", "pane state", "pane nowhere", "explore",
        "findings", "outcomes", "library", "help language", "reload", "undo", "redo", "", "  ", "nonsense", "note ✗",
        "run until balance == 1", "run until teller.0.seen == 1 &&", "run until-violation", "run until-line 10",
        "run until-line 99", "run until-change fork[0]", "run until-blocked phil.1", "run until-preemption", "run",
        "reach everyDepositKept", "reach balance == 2 from start", "reach (((((", "reach", "play 0 1 then anything",
        "play 0×9999999999 then balance == 1", "play then", "bookmark a", "bookmark", "go a", "go 2", "go end",
        "compare a", "compare 1", "memory tso", "memory", "search dfs", "search bfs", "search pct", "open lo",
    ]
    private static let sizes = [
        (80, 24), (200, 60), (120, 40), (100, 30), (60, 15), (30, 6), (12, 2), (1, 1), (8, 1), (20, 4), (40, 10),
        (3, 50), (300, 3), (79, 23), (180, 50),
    ]

    /// The next key, or several that belong together.
    mutating func next() -> [InputEvent] {
        switch Int.random(in: 0..<100, using: &random) {
        case 0..<55: return [.key(.character(pick(Self.letters)))]
        case 55..<85: return [.key(pick(Self.named))]
        case 85..<89: return [.key(.control(pick(Self.controls)))]
        case 89..<92: return [.key(.character(":"))] + pick(Self.commands).map { .key(.character($0)) } + [.key(.enter)]
        case 92..<94: return [.mouse(mouse())]
        case 94: return [.paste(pick(["q\nq", "", "paste ✗ é\u{301}", "\u{1B}[31m\u{7}"]))]
        case 95..<97:
            let (columns, rows) = pick(Self.sizes)
            return [.resize(GridSize(columns: columns, rows: rows))]
        case 97: return [.resumed]
        case 98: return [.key(.character("q"))]
        default: return [.key(.character("f")), .key(.character(" ")), .key(.enter)]
        }
    }

    private mutating func pick<Element>(_ elements: [Element]) -> Element {
        elements[Int.random(in: 0..<elements.count, using: &random)]
    }

    private mutating func mouse() -> MouseEvent {
        let kinds: [MouseEvent.Kind] = [.press, .release, .drag, .wheelUp, .wheelDown]
        let point = GridPoint(
            row: Int.random(in: 0..<60, using: &random), column: Int.random(in: 0..<200, using: &random))
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
