internal import CVTerm

/// A terminal's screen as libvterm sees it: fed with bytes, read as cells.
package final class EmulatedScreen {
    package struct Colour: Hashable, Sendable {
        /// One of the terminal's named colours; nil for its default and for RGB.
        package var index: Int?
        package var isDefault: Bool
    }

    package struct Cell: Hashable, Sendable {
        /// Empty in a cell that was never written and in the right half of a wide character.
        package var text: String
        package var width: Int
        package var foreground: Colour
        package var background: Colour
        package var bold: Bool
        package var reverse: Bool
        package var underline: Bool
    }

    /// What libvterm reports by callbacks; in a box of its own, since C holds a pointer to it.
    private final class Properties {
        var showsAlternateScreen = false
        var showsCursor = true
        var mouseMode = 0
        var bells = 0
    }

    package private(set) var rows: Int
    package private(set) var columns: Int
    private let terminal: OpaquePointer
    private let screen: OpaquePointer
    private let properties = Properties()
    private let callbacks: UnsafeMutablePointer<VTermScreenCallbacks>

    package init(rows: Int, columns: Int) {
        self.rows = rows
        self.columns = columns
        terminal = vterm_new(Int32(rows), Int32(columns))
        vterm_set_utf8(terminal, 1)
        screen = vterm_obtain_screen(terminal)
        callbacks = .allocate(capacity: 1)
        callbacks.initialize(to: VTermScreenCallbacks())
        callbacks.pointee.settermprop = { property, value, user in
            guard let user, let value else { return 0 }
            let properties = Unmanaged<Properties>.fromOpaque(user).takeUnretainedValue()
            switch property {
            case VTERM_PROP_ALTSCREEN: properties.showsAlternateScreen = value.pointee.boolean != 0
            case VTERM_PROP_CURSORVISIBLE: properties.showsCursor = value.pointee.boolean != 0
            case VTERM_PROP_MOUSE: properties.mouseMode = Int(value.pointee.number)
            default: break
            }
            return 1
        }
        callbacks.pointee.bell = { user in
            guard let user else { return 0 }
            Unmanaged<Properties>.fromOpaque(user).takeUnretainedValue().bells += 1
            return 1
        }
        vterm_screen_set_callbacks(screen, callbacks, Unmanaged.passUnretained(properties).toOpaque())
        vterm_screen_enable_altscreen(screen, 1)
        vterm_screen_reset(screen, 1)
    }

    deinit {
        vterm_free(terminal)
        callbacks.deallocate()
    }

    package var showsAlternateScreen: Bool { properties.showsAlternateScreen }
    package var showsCursor: Bool { properties.showsCursor }
    package var asksForMouse: Bool { properties.mouseMode != 0 }
    package var bells: Int { properties.bells }

    /// Takes what a program wrote; returns what the terminal answers to it.
    package func feed(_ bytes: [UInt8]) -> [UInt8] {
        bytes.withUnsafeBytes { buffer in
            _ = vterm_input_write(terminal, buffer.baseAddress?.assumingMemoryBound(to: CChar.self), buffer.count)
        }
        vterm_screen_flush_damage(screen)
        var answer = [CChar](repeating: 0, count: 4096)
        let count = vterm_output_read(terminal, &answer, answer.count)
        return answer.prefix(count).map { UInt8(bitPattern: $0) }
    }

    package func resize(rows: Int, columns: Int) {
        self.rows = rows
        self.columns = columns
        vterm_set_size(terminal, Int32(rows), Int32(columns))
    }

    /// Row and column from 0.
    package var cursor: (row: Int, column: Int) {
        var position = VTermPos()
        vterm_state_get_cursorpos(vterm_obtain_state(terminal), &position)
        return (Int(position.row), Int(position.col))
    }

    package func cell(_ row: Int, _ column: Int) -> Cell {
        var cell = VTermScreenCell()
        _ = vterm_screen_get_cell(screen, VTermPos(row: Int32(row), col: Int32(column)), &cell)
        var text = ""
        withUnsafeBytes(of: cell.chars) { bytes in
            for value in bytes.bindMemory(to: UInt32.self) {
                guard value != 0, value != UInt32.max, let scalar = Unicode.Scalar(value) else { break }
                text.unicodeScalars.append(scalar)
            }
        }
        return Cell(
            text: text, width: Int(cell.width),
            foreground: Self.colour(cell.fg, defaultFlag: VTERM_COLOR_DEFAULT_FG.rawValue),
            background: Self.colour(cell.bg, defaultFlag: VTERM_COLOR_DEFAULT_BG.rawValue),
            bold: cell.attrs.bold != 0, reverse: cell.attrs.reverse != 0, underline: cell.attrs.underline != 0)
    }

    private static func colour(_ colour: VTermColor, defaultFlag: UInt32) -> Colour {
        let isDefault = UInt32(colour.type) & defaultFlag != 0
        let kind = UInt32(colour.type) & VTERM_COLOR_TYPE_MASK.rawValue
        // The index has to be read before any conversion to RGB, which overwrites it.
        let index = kind == VTERM_COLOR_INDEXED.rawValue ? Int(colour.indexed.idx) : nil
        return Colour(index: isDefault ? nil : index, isDefault: isDefault)
    }

    /// A row as text, one column a character (wide characters stand once), without the blanks at its end.
    package func line(_ row: Int) -> String {
        var result = ""
        var column = 0
        while column < columns {
            let cell = cell(row, column)
            result += cell.text.isEmpty ? " " : cell.text
            column += max(1, cell.width)
        }
        while result.last == " " { result.removeLast() }
        return result
    }

    package var lines: [String] { (0..<rows).map { line($0) } }
}
