internal import ArgumentParser
internal import HeddleScreen

/// `80x24`
struct SizeArgument: ExpressibleByArgument {
    var size: GridSize

    /// Largest number of columns or rows.
    static let limit = 1_000

    init(size: GridSize) { self.size = size }

    init?(argument: String) {
        let numbers = argument.split(separator: "x", omittingEmptySubsequences: false).map { Int($0) }
        guard numbers.count == 2, let columns = numbers[0], let rows = numbers[1],
            (1...Self.limit).contains(columns), (1...Self.limit).contains(rows)
        else { return nil }
        size = GridSize(columns: columns, rows: rows)
    }

    var defaultValueDescription: String { "\(size.columns)x\(size.rows)" }
}
