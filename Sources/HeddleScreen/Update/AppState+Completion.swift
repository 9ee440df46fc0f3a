internal import HeddleEngine
internal import HeddlePresentation
internal import HeddleProgram

// Completion in the palette: commands, then what may stand behind them.
extension AppState {
    mutating func complete(_ palette: inout PaletteDialog, _ matches: PaletteMatches, _ effects: inout [Effect]) {
        let text = palette.field.text
        let rows = matches.rows
        if let row = rows.first(where: { text.hasPrefix($0.line + " ") }), !matches.isSuggestion {
            let typed = String(text.dropFirst(row.line.count).drop { $0 == " " })
            if row.command == .open { effects.append(.listFiles(prefix: typed)) }
            return complete(&palette, before: row.line + " ", typed: typed, with: arguments(of: row, typed: typed))
        }
        guard rows.indices.contains(palette.selected) else { return }
        let row = rows[palette.selected]
        // As far as all that match go the same way, unless the user has chosen one of them.
        let names = rows.map(\.line).filter { $0.hasPrefix(text) }
        if palette.selected == 0, names.count > 1, let common = Self.commonPrefix(names), common.count > text.count {
            palette.field.text = common
        } else {
            palette.field.text = row.line + (row.takesArgument ? " " : "")
            palette.selected = 0
        }
    }

    /// Texts of `heddle help`; the palette completes them.
    package static let helpTopics = ["language", "keys", "lessons", "ci"]

    /// Files that were asked for by a completion that still waits for them.
    mutating func complete(files: [String], prefix: String) {
        guard case .palette(var palette) = dialog else { return }
        let text = palette.field.text
        guard text.hasPrefix("open "), String(text.dropFirst(5).drop { $0 == " " }) == prefix else { return }
        complete(&palette, before: "open ", typed: prefix, with: files)
        dialog = .palette(palette)
    }

    private func complete(_ palette: inout PaletteDialog, before: String, typed: String, with candidates: [String]) {
        var seen: Set<String> = []
        let found = candidates.filter { $0.hasPrefix(typed) && seen.insert($0).inserted }
        palette.problem = nil
        if let common = Self.commonPrefix(found), common.count > typed.count || found.count == 1 {
            palette.field.text = before + common
        } else {
            palette.problem = found.isEmpty ? "Nothing completes this." : found.prefix(8).joined(separator: "  ")
        }
    }

    /// What may stand behind a command, whole: with `typed` as its beginning.
    private func arguments(of row: CommandRow, typed: String) -> [String] {
        switch row.command {
        case .set: return settings(typed)
        case .bound: return ["states ", "time ", "depth ", "memory "]
        case .memory:
            return MemoryModel.allCases.map(\.rawValue)
        case .search: return ["bfs", "dfs", "preemption"]
        case .mouse, .ascii, .fold: return ["on", "off"]
        case .edges: return ["needed", "all"]
        case .copy: return Copied.allCases.map(\.rawValue)
        case .export: return exportFormats.map { $0 + " " }
        case .filter: return model.map { OrderFilter.names($0.machine, state: $0.node.state) } ?? []
        case .theme: return Theme.Kind.allCases.map(\.rawValue)
        case .pane: return layout.order.map(\.rawValue)
        case .help: return Self.helpTopics
        case .run where row.form == "until-blocked": return threadNames
        case .run where row.form == "until-change": return words(typed, names: valueNames)
        case .run where row.form == "until": return words(typed, names: valueNames + propertyNames)
        case .reach: return words(typed, names: valueNames + propertyNames)
        case .thread: return threadNames
        case .play: return typed.contains("then ") ? [] : [typed + (typed.isEmpty ? "" : " ") + "then anything"]
        case .go, .compare: return bookmarkNames + (row.command == .go ? ["start", "end"] : ["start", "off"])
        case .bookmark: return bookmarkNames
        case .open: return startFiles.map(\.path) + library.map(\.path)
        default: return []
        }
    }

    /// Constants, then the values that one of them can have, as far as they can be listed.
    private func settings(_ typed: String) -> [String] {
        guard let program = model?.machine.program, let state = model?.node.state, let machine = model?.machine else {
            return []
        }
        guard let blank = typed.firstIndex(of: " ") else { return program.constants.map { $0.name + " " } }
        let name = String(typed[..<blank])
        guard let constant = program.constants.first(where: { $0.name == name }) else { return [] }
        let words = ValueWords(machine: machine, state: state)
        let values: [String]
        switch constant.type {
        case .bool: values = ["true", "false"]
        case .enumeration(let index): values = program.enumerations[index].cases.filter { !$0.isEmpty }
        default: values = [constant.value, constant.declared].map { words.text($0, constant.type) }
        }
        return values.map { name + " " + $0 }
    }

    /// The last word of a condition completed, what stands before it kept.
    private func words(_ typed: String, names: [String]) -> [String] {
        let isPart: (Character) -> Bool = {
            $0.isLetter || $0.isNumber || $0 == "_" || $0 == "." || $0 == "[" || $0 == "]"
        }
        let start = typed.lastIndex { !isPart($0) }.map { typed.index(after: $0) } ?? typed.startIndex
        return names.map { typed[..<start] + $0 }
    }

    private var threadNames: [String] {
        guard let model else { return [] }
        let state = model.node.state
        return (0..<model.machine.threadCount(in: state)).map { model.machine.threadName($0, in: state) }
    }

    private var propertyNames: [String] { model?.machine.program.properties.map(\.name).filter { !$0.isEmpty } ?? [] }

    private var bookmarkNames: [String] { model?.situation.play.bookmarks.map(\.name) ?? [] }

    /// Most elements of an array of objects that are offered.
    private static let elementLimit = 16

    /// Shared objects and the locals of threads, as conditions name them.
    private var valueNames: [String] {
        guard let model else { return [] }
        let program = model.machine.program
        var names: [String] = []
        for object in program.objects where !object.isOwn && !object.name.isEmpty {
            if let count = object.count {
                names += (0..<min(count, Self.elementLimit)).map { "\(object.name)[\($0)]" }
            } else {
                names.append(object.name)
            }
        }
        let state = model.node.state
        for (thread, name) in threadNames.enumerated() {
            let routine = program.threadGroups[model.machine.threadGroup(thread, in: state)].routine
            for local in program.routines[routine].locals where !local.isHidden && !local.name.isEmpty {
                names.append(program.localName(local.name, ofThread: thread, called: name))
            }
        }
        return names
    }

    private static func commonPrefix(_ texts: [String]) -> String? {
        guard var common = texts.first else { return nil }
        for text in texts.dropFirst() { while !text.hasPrefix(common) { common.removeLast() } }
        return common
    }
}
