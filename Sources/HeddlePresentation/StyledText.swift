/// A role that text plays on the screen; a theme gives it colour and attributes (screens.md 5.4).
package enum Role: Hashable, Sendable {
    case plain, strong, quiet, selected, here, good, bad, open, changed, order, match
    case thread(Int)
}

/// A run of text in one role.
package struct StyledRun: Hashable, Sendable {
    package var text: String
    package var role: Role
    package init(_ text: String, _ role: Role = .plain) {
        self.text = text
        self.role = role
    }
}

/// One row of a pane, before it is cut to a width.
package struct StyledLine: Hashable, Sendable, ExpressibleByStringLiteral {
    package var runs: [StyledRun]
    package init(_ runs: [StyledRun] = []) { self.runs = runs }
    package init(_ text: String, _ role: Role = .plain) { runs = [StyledRun(text, role)] }
    package init(stringLiteral value: String) { self.init(value) }
    package mutating func append(_ text: String, _ role: Role = .plain) { runs.append(StyledRun(text, role)) }
    package var text: String { runs.map(\.text).joined() }
}
