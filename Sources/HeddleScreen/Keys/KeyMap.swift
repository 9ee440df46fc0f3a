/// The key table with a user's own keys in it.
///
/// A key of the user's takes the place of what it means in the table wherever both count; everything made from the table
/// (key bar, help, palette, manual) shows it first.
package struct KeyMap: Hashable, Sendable {
    /// A key given to a command by the user, with what is said behind the command: `thread 3`.
    package struct Binding: Hashable, Sendable {
        package var key: Key
        /// nil: the key means nothing.
        package var command: Command?
        package var arguments: [String]

        package init(key: Key, command: Command?, arguments: [String] = []) {
            self.key = key
            self.command = command
            self.arguments = arguments
        }
    }

    /// The table as it stands now.
    package private(set) var rows: [CommandRow]
    private var arguments: [Key: [String]] = [:]

    /// The keys of the table alone.
    package static let standard = KeyMap([])

    package init(_ bindings: [Binding]) {
        rows = KeyTable.rows
        for binding in bindings { take(binding) }
        if !bindings.isEmpty { relabel() }
    }

    private mutating func take(_ binding: Binding) {
        let contexts = rows.filter { $0.command == binding.command }.map(\.contexts)
        for index in rows.indices where rows[index].command != binding.command {
            let isShared = binding.command == nil || contexts.contains { Self.overlap($0, rows[index].contexts) }
            if isShared { rows[index].keys.removeAll { $0 == binding.key } }
        }
        for index in targets(of: binding) {
            rows[index].keys.removeAll { $0 == binding.key }
            rows[index].keys.insert(binding.key, at: 0)
        }
        arguments[binding.key] = binding.arguments.isEmpty ? nil : binding.arguments
    }

    /// The rows that get a key: the form of the command that it is given, else those that have keys, else the first one.
    private func targets(of binding: Binding) -> [Int] {
        let own = rows.indices.filter { rows[$0].command == binding.command }
        if let form = binding.arguments.first, let row = own.first(where: { rows[$0].form == form }) { return [row] }
        let keyed = own.filter { !KeyTable.rows[$0].keys.isEmpty }
        return keyed.isEmpty ? Array(own.prefix(1)) : keyed
    }

    /// Whether rows count at a same place; none stands for everywhere.
    static func overlap(_ one: [KeyContext], _ other: [KeyContext]) -> Bool {
        one.isEmpty || other.isEmpty || one.contains(where: other.contains)
    }

    /// Labels written by hand (`f F`, `0 … 9`) count as long as their keys do: else the row's own keys are named, and the
    /// first one of each sister row that it speaks for.
    private mutating func relabel() {
        for index in rows.indices where rows[index].keyText != nil {
            var sisters: [Int] = []
            var next = index + 1
            while next < rows.count, rows[next].isHidden, rows[next].command != .run {
                sisters.append(next)
                next += 1
            }
            let isChanged = ([index] + sisters).contains { rows[$0].keys != KeyTable.rows[$0].keys }
            guard isChanged else { continue }
            let keys = rows[index].keys.prefix(2) + sisters.flatMap { rows[$0].keys.prefix(1) }
            rows[index].keyText = rows[index].command == .thread ? nil : keys.map(\.name).joined(separator: " ")
        }
    }

    // MARK: - Questions

    /// What a key means at a place; nil: nothing.
    package func row(for key: Key, in context: KeyContext) -> CommandRow? {
        rows.first { $0.keys.contains(key) && $0.counts(in: context) }
    }

    /// The row of a command, preferring the one for the context.
    package func row(of command: Command, in context: KeyContext = .main) -> CommandRow? {
        rows.first { $0.command == command && $0.counts(in: context) } ?? rows.first { $0.command == command }
    }

    /// What is said behind the command of a key.
    package func arguments(of key: Key) -> [String] { arguments[key] ?? [] }

    /// Every key with its command, as a key file has them.
    package var text: String {
        var out = ""
        for section in HelpSection.allCases {
            var seen: Set<Key> = []
            var lines = ""
            for row in rows where row.section == section {
                for key in row.keys where seen.insert(key).inserted {
                    let name = key.name + String(repeating: " ", count: max(1, 10 - key.name.count))
                    lines += ([name + row.command.rawValue] + arguments(of: key)).joined(separator: " ") + "\n"
                }
            }
            if !lines.isEmpty { out += "\n# \(section.rawValue)\n" + lines }
        }
        return out
    }
}
