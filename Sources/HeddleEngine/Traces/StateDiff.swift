internal import HeddleProgram

/// What differs between two states, by name, down to single elements and fields.
package struct StateDiff: Sendable {
    package struct Change: Hashable, Sendable {
        /// `balance`, `flag[1]`, `Node#2.next`.
        package var name: String
        /// nil: not there before (an element that a list gained).
        package var before: String?
        package var after: String?
    }

    package var changes: [Change]

    package init(machine: Machine, from before: State, to after: State) {
        let old = Self.leaves(machine, before)
        let new = Self.leaves(machine, after)
        var oldTexts: [String: String] = [:]
        for leaf in old { oldTexts[leaf.name] = leaf.text }
        var newNames: Set<String> = []
        changes = []
        for leaf in new {
            newNames.insert(leaf.name)
            let previous = oldTexts[leaf.name]
            if previous != leaf.text { changes.append(Change(name: leaf.name, before: previous, after: leaf.text)) }
        }
        for leaf in old where !newNames.contains(leaf.name) {
            changes.append(Change(name: leaf.name, before: leaf.text, after: nil))
        }
    }

    private static func leaves(_ machine: Machine, _ state: State) -> [(name: String, text: String)] {
        let words = ValueWords(machine: machine, state: state)
        var result: [(name: String, text: String)] = []
        for entry in NamedValues.list(machine: machine, state: state) {
            if let value = entry.value {
                split(entry.name, value, entry.type, words, &result)
            } else {
                result.append((entry.name, entry.text))
            }
        }
        return result
    }

    private static func split(
        _ name: String, _ value: Value, _ type: ValueType?, _ words: ValueWords,
        _ result: inout [(name: String, text: String)]
    ) {
        switch (value, type) {
        case (.elements(let elements), .array(let element, _)?), (.elements(let elements), .list(let element, _)?):
            for (index, part) in elements.enumerated() { split("\(name)[\(index)]", part, element, words, &result) }
        case (.structure(let values), .structure(let table)?) where words.program.structures.indices.contains(table):
            for (field, part) in zip(words.program.structures[table].fields, values) {
                split("\(name).\(field.name)", part, field.type, words, &result)
            }
        default:
            result.append((name, words.text(value, type)))
        }
    }
}
