/// How much a terminal of some size can show (screens.md 2.2). Columns and rows are judged apart; the smaller wins.
package enum ScreenClass: Int, Comparable, Hashable, Sendable, CaseIterable {
    case least, tiny, short, narrow, small, middle, wide, large

    package init(_ size: GridSize) {
        let fitting = Self.allCases.last { size.columns >= $0.from.columns && size.rows >= $0.from.rows }
        self = fitting ?? .least
    }

    /// The smallest terminal of the class.
    package var from: GridSize {
        switch self {
        case .least: return GridSize(columns: 0, rows: 0)
        case .tiny: return GridSize(columns: 8, rows: 1)
        case .short: return GridSize(columns: 20, rows: 4)
        case .narrow: return GridSize(columns: 40, rows: 10)
        case .small: return GridSize(columns: 80, rows: 24)
        case .middle: return GridSize(columns: 100, rows: 30)
        case .wide: return GridSize(columns: 120, rows: 36)
        case .large: return GridSize(columns: 180, rows: 50)
        }
    }

    package static func < (a: ScreenClass, b: ScreenClass) -> Bool { a.rawValue < b.rawValue }
}
