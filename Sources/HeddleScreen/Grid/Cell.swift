/// One cell of the screen.
///
/// `scalar`: a Unicode scalar; 0 in the right half of a wide character (`width` 0). `combining`: index into the grid's
/// table of marks, 0 for none. `style`: index into `Style`'s packed form.
package struct Cell: Hashable, Sendable {
    package var scalar: UInt32
    package var style: Style
    package var width: UInt8
    /// Index into `CellGrid.clusters` plus one; 0: the scalar alone.
    package var cluster: UInt16

    package init(_ scalar: UInt32 = 0x20, style: Style = .plain, width: UInt8 = 1, cluster: UInt16 = 0) {
        self.scalar = scalar
        self.style = style
        self.width = width
        self.cluster = cluster
    }
}

/// Colour and attributes as the terminal knows them: one of its own 16 colours or its default.
package struct Style: Hashable, Sendable {
    /// -1: the terminal's default foreground; else 0 … 15.
    package var foreground: Int8
    package var attributes: Attributes

    package struct Attributes: OptionSet, Hashable, Sendable {
        package let rawValue: UInt8
        package init(rawValue: UInt8) { self.rawValue = rawValue }
        package static let bold = Attributes(rawValue: 1)
        package static let reverse = Attributes(rawValue: 2)
        package static let underline = Attributes(rawValue: 4)
        package static let dim = Attributes(rawValue: 8)
    }

    package init(foreground: Int8 = -1, attributes: Attributes = []) {
        self.foreground = foreground
        self.attributes = attributes
    }
    package static let plain = Style()
}
