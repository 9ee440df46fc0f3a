/// Keys by the names of screens.md section 4, as key files and the screens write them.
extension Key {
    /// `enter`, `space`, `1`, `left`, `ctrl-r`, `?`. Nil where nothing has this name.
    package init?(name: String) {
        if let known = Self.named.first(where: { $0.name == name }) {
            self = known.key
            return
        }
        if name.hasPrefix("ctrl-"), let letter = name.dropFirst(5).first, name.count == 6 {
            self = .control(Character(letter.lowercased()))
            return
        }
        if name.hasPrefix("alt-"), let letter = name.dropFirst(4).first, name.count == 5 {
            self = .alt(letter)
            return
        }
        if name.count >= 2, name.count <= 3, name.first == "f" || name.first == "F",
            let number = Int(name.dropFirst()), (1...24).contains(number)
        {
            self = .function(number)
            return
        }
        guard name.count == 1, let character = name.first else { return nil }
        self = .character(character)
    }

    /// Its name in a key file.
    package var name: String {
        switch self {
        case .character(" "): return "space"
        case .character(let character): return String(character)
        case .control(let letter): return "ctrl-" + String(letter)
        case .alt(let letter): return "alt-" + String(letter)
        case .function(let number): return "F\(number)"
        default: return Self.named.first { $0.key == self }?.name ?? "unknown"
        }
    }

    /// Its name on the screen: arrows are drawn where the locale allows.
    package func label(ascii: Bool) -> String {
        guard !ascii else { return name }
        switch self {
        case .left: return "←"
        case .right: return "→"
        case .up: return "↑"
        case .down: return "↓"
        default: return name
        }
    }

    private static let named: [(name: String, key: Key)] = [
        ("space", .character(" ")), ("enter", .enter), ("return", .enter), ("esc", .escape), ("escape", .escape),
        ("tab", .tab), ("shift-tab", .backTab), ("backspace", .backspace), ("delete", .delete), ("del", .delete),
        ("insert", .insert), ("up", .up), ("down", .down), ("left", .left), ("right", .right), ("home", .home),
        ("end", .end), ("pgup", .pageUp), ("pgdn", .pageDown),
    ]
}
