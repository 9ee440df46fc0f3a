internal import CNcurses
package import HeddleScreen

extension Terminal {
    /// Longest paste that is taken; the rest is dropped. Unit: characters.
    package static let pasteLimit = 100_000

    /// The next thing that the terminal has to say; nil when `timeout` milliseconds have passed first.
    ///
    /// - Parameter timeout: nil waits for ever, 0 takes only what is already there.
    package func nextEvent(timeout: Int?) -> InputEvent? {
        var event = terminal_event()
        while true {
            terminal_wait(timeout.map { Int32(clamping: $0) } ?? -1, &event)
            if event.kind == TERMINAL_EVENT_NONE { return nil }
            if let text = pastedText {
                if let result = extendPaste(text, by: event) { return result }
            } else if event.kind == TERMINAL_EVENT_PASTE_BEGINS {
                pastedText = ""
            } else if let result = inputEvent(event) {
                return result
            }
        }
    }

    /// Keys within a paste are text; whatever else happens meanwhile is an event of its own.
    private func extendPaste(_ text: String, by event: terminal_event) -> InputEvent? {
        switch event.kind {
        case TERMINAL_EVENT_PASTE_ENDS:
            pastedText = nil
            return .paste(text)
        case TERMINAL_EVENT_CHARACTER, TERMINAL_EVENT_ALT_CHARACTER:
            if let scalar = Unicode.Scalar(event.code), text.unicodeScalars.count < Self.pasteLimit {
                pastedText?.unicodeScalars.append(scalar)
            }
            return nil
        case TERMINAL_EVENT_KEY:
            if event.code == TERMINAL_KEY_ENTER.rawValue { pastedText?.append("\n") }
            if event.code == TERMINAL_KEY_TAB.rawValue { pastedText?.append("\t") }
            return nil
        default:
            return inputEvent(event)
        }
    }

    private func inputEvent(_ event: terminal_event) -> InputEvent? {
        switch event.kind {
        case TERMINAL_EVENT_CHARACTER: return Self.characterKey(event.code).map { .key($0) }
        case TERMINAL_EVENT_ALT_CHARACTER: return Unicode.Scalar(event.code).map { .key(.alt(Character($0))) }
        case TERMINAL_EVENT_KEY: return Self.namedKey(event.code).map { .key($0) }
        case TERMINAL_EVENT_FUNCTION_KEY: return .key(.function(Int(event.code)))
        case TERMINAL_EVENT_MOUSE: return mouseEvent(event).map { .mouse($0) }
        case TERMINAL_EVENT_RESIZED:
            forgetFrame()
            return .resize(size)
        case TERMINAL_EVENT_RESUMED:
            forgetFrame()
            return .resumed
        case TERMINAL_EVENT_SIGNAL:
            terminationSignal = Int32(event.code)
            return .terminate
        case TERMINAL_EVENT_END_OF_INPUT: return .terminate
        case TERMINAL_EVENT_WOKEN: return .wake
        default: return nil
        }
    }

    private static func characterKey(_ code: UInt32) -> Key? {
        guard let scalar = Unicode.Scalar(code) else { return nil }
        if code < 0x20 {
            guard (1...26).contains(code), let letter = Unicode.Scalar(code + 0x60) else { return nil }
            return .control(Character(letter))
        }
        guard !(0x7F..<0xA0).contains(code) else { return nil }
        return .character(Character(scalar))
    }

    private static func namedKey(_ code: UInt32) -> Key? {
        switch terminal_key(code) {
        case TERMINAL_KEY_UP: .up
        case TERMINAL_KEY_DOWN: .down
        case TERMINAL_KEY_LEFT: .left
        case TERMINAL_KEY_RIGHT: .right
        case TERMINAL_KEY_HOME: .home
        case TERMINAL_KEY_END: .end
        case TERMINAL_KEY_PAGE_UP: .pageUp
        case TERMINAL_KEY_PAGE_DOWN: .pageDown
        case TERMINAL_KEY_DELETE: .delete
        case TERMINAL_KEY_INSERT: .insert
        case TERMINAL_KEY_BACKSPACE: .backspace
        case TERMINAL_KEY_ENTER: .enter
        case TERMINAL_KEY_ESCAPE: .escape
        case TERMINAL_KEY_TAB: .tab
        case TERMINAL_KEY_BACK_TAB: .backTab
        default: nil
        }
    }

    private func mouseEvent(_ event: terminal_event) -> MouseEvent? {
        let point = GridPoint(row: Int(event.row), column: Int(event.column))
        guard (0..<size.rows).contains(point.row), (0..<size.columns).contains(point.column) else { return nil }
        switch terminal_mouse(event.code) {
        case TERMINAL_MOUSE_PRESS: return MouseEvent(kind: .press, point: point)
        case TERMINAL_MOUSE_RELEASE: return MouseEvent(kind: .release, point: point)
        case TERMINAL_MOUSE_DRAG: return MouseEvent(kind: .drag, point: point)
        case TERMINAL_MOUSE_WHEEL_UP: return MouseEvent(kind: .wheelUp, point: point)
        case TERMINAL_MOUSE_WHEEL_DOWN: return MouseEvent(kind: .wheelDown, point: point)
        default: return nil
        }
    }
}
