/// One line of text under edit, with readline's keys.
///
/// Shape: `characters` are grapheme clusters; `cursor` counts them, 0 … count.
package struct TextField: Hashable, Sendable {
    package private(set) var characters: [Character]
    package private(set) var cursor: Int
    /// Longer input is cut: a field is one line of a file. Unit: characters.
    package static let limit = 4_000

    package init(_ text: String = "") {
        characters = Array(text.prefix(Self.limit))
        cursor = characters.count
    }

    package var text: String {
        get { String(characters) }
        set { self = TextField(newValue) }
    }

    package mutating func moveCursor(to index: Int) { cursor = max(0, min(characters.count, index)) }

    /// Takes a key; false if it is none of a text field's.
    package mutating func take(_ key: Key) -> Bool {
        switch key {
        case .character(let character): insert(String(character))
        case .backspace, .control("h"): delete(from: max(0, cursor - 1), to: cursor)
        case .delete, .control("d"): delete(from: cursor, to: min(characters.count, cursor + 1))
        case .left, .control("b"): cursor = max(0, cursor - 1)
        case .right, .control("f"): cursor = min(characters.count, cursor + 1)
        case .home, .control("a"): cursor = 0
        case .end, .control("e"): cursor = characters.count
        case .control("w"): delete(from: wordStart(), to: cursor)
        case .control("u"): delete(from: 0, to: cursor)
        case .control("k"): delete(from: cursor, to: characters.count)
        case .alt("b"): cursor = wordStart()
        case .alt("f"): cursor = wordEnd()
        case .alt("d"): delete(from: cursor, to: wordEnd())
        default: return false
        }
        return true
    }

    /// Takes pasted text: line breaks and tabs become blanks, other control characters go.
    package mutating func paste(_ text: String) {
        var line = ""
        for scalar in text.unicodeScalars {
            switch scalar.value {
            case 0x09, 0x0A, 0x0D: line.unicodeScalars.append(" ")
            case 0x00..<0x20, 0x7F..<0xA0: continue
            default: line.unicodeScalars.append(scalar)
            }
        }
        insert(line)
    }

    private mutating func insert(_ text: String) {
        let room = Self.limit - characters.count
        guard room > 0 else { return }
        let before = String(characters[..<cursor]) + String(text.prefix(room))
        let after = String(characters[cursor...])
        // Marks that combine with the letter before them change the number of characters: count again.
        cursor = before.count
        characters = Array(before + after)
        cursor = min(cursor, characters.count)
    }

    private mutating func delete(from start: Int, to end: Int) {
        characters.removeSubrange(start..<end)
        cursor = start
    }

    private func wordStart() -> Int {
        var index = cursor
        while index > 0, characters[index - 1].isWhitespace { index -= 1 }
        while index > 0, !characters[index - 1].isWhitespace { index -= 1 }
        return index
    }

    private func wordEnd() -> Int {
        var index = cursor
        while index < characters.count, characters[index].isWhitespace { index += 1 }
        while index < characters.count, !characters[index].isWhitespace { index += 1 }
        return index
    }
}

/// A search in the focused pane or view.
package struct TextSearch: Hashable, Sendable {
    package var field: TextField
    /// The user still types; enter keeps, Esc drops.
    package var isEditing: Bool
    package init(field: TextField = TextField(), isEditing: Bool = true) {
        self.field = field
        self.isEditing = isEditing
    }
}
