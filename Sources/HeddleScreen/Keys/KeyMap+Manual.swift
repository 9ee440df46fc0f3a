/// One entry of a list of keys that leaves nothing out: keys that go together, with every name of theirs.
package struct KeyEntry: Hashable, Sendable {
    /// `up k, down j`; empty: the command has no key.
    package var keys: String
    /// `:up, :down`
    package var commands: String
    package var does: String
}

extension KeyMap {
    /// A section with every key and every command in it, in ASCII; a command that only speaks for the other direction
    /// stands with its sister.
    package func manual(_ section: HelpSection) -> [KeyEntry] {
        let shown = Set(rows.filter { !$0.isHidden }.map(\.command))
        var entries: [KeyEntry] = []
        for row in rows where row.section == section {
            let keys = row.command == .thread ? row.keyLabel(ascii: true) : row.keys.map(\.name).joined(separator: " ")
            guard row.isHidden, !shown.contains(row.command), let last = entries.indices.last else {
                entries.append(KeyEntry(keys: keys, commands: ":" + row.usage, does: row.does))
                continue
            }
            entries[last].keys += (entries[last].keys.isEmpty || keys.isEmpty ? "" : ", ") + keys
            entries[last].commands += ", :" + row.usage
        }
        return entries
    }
}
