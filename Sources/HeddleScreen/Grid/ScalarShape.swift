internal import HeddlePresentation

/// What one Unicode scalar beyond printable ASCII becomes on the grid.
enum ScalarShape: Equatable {
    /// A letter of its own, one or two cells wide.
    case cells(UInt32, width: Int)
    /// Belongs to the letter before it.
    case mark
    /// Shown as `?`, filled with a blank where the text counts two cells.
    case replaced(width: Int)
    case vanishing

    static func of(_ scalar: Unicode.Scalar, asciiOnly: Bool) -> ScalarShape {
        let value = scalar.value
        // Rules, lanes, blocks and arrows: most of what is drawn, and one cell each.
        if value >= 0x2190, value <= 0x25FC, !asciiOnly, value < 0x2300 || value >= 0x2500 {
            return .cells(value, width: 1)
        }
        if value < 0x20 || (value >= 0x7F && value < 0xA0) { return .replaced(width: 1) }
        let properties = scalar.properties
        switch properties.generalCategory {
        case .nonspacingMark, .enclosingMark: return isVariation(value) || asciiOnly ? .vanishing : .mark
        case .format: return .vanishing
        case .control, .unassigned, .privateUse, .surrogate, .lineSeparator, .paragraphSeparator:
            return .replaced(width: 1)
        default: break
        }
        let width = max(1, CellWidth.of(scalar))
        if asciiOnly || properties.isEmojiPresentation || properties.isEmojiModifier { return .replaced(width: width) }
        return .cells(value, width: width)
    }

    private static func isVariation(_ value: UInt32) -> Bool {
        (0xFE00...0xFE0F).contains(value) || (0xE0100...0xE01EF).contains(value)
    }
}
