/// A key as the user pressed it, named as in screens.md section 4 and in key files.
package enum Key: Hashable, Sendable {
    /// A printable character, already with shift applied.
    case character(Character)
    /// ctrl with a lower-case letter: `ctrl-r`. Tab, enter and escape have cases of their own.
    case control(Character)
    /// alt with a character: `alt-b`.
    case alt(Character)
    case enter, escape, tab, backTab, backspace, delete, insert
    case up, down, left, right, home, end, pageUp, pageDown
    case function(Int)
}

/// What the terminal has to say.
package enum InputEvent: Hashable, Sendable {
    case key(Key)
    case mouse(MouseEvent)
    case paste(String)
    case resize(GridSize)
    /// SIGCONT after a suspend: everything must be drawn anew.
    case resumed
    /// SIGTERM, SIGHUP, end of input: leave in good order.
    case terminate
    /// Another OS thread called `wake`.
    case wake
}

package struct MouseEvent: Hashable, Sendable {
    package enum Kind: Hashable, Sendable {
        case press, release, drag, wheelUp, wheelDown
    }
    package var kind: Kind
    package var point: GridPoint
    package init(kind: Kind, point: GridPoint) {
        self.kind = kind
        self.point = point
    }
}
