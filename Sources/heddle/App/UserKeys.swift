internal import HeddleLibrary
internal import HeddlePresentation
internal import HeddleScreen

/// The user's own keys, from `$XDG_CONFIG_HOME/heddle/keys` or a file that the command line names.
enum UserKeys {
    /// Where they are looked for; nil where the user has no home.
    static var usualFile: String? {
        func setting(_ name: String) -> String? { Output.environment(name).flatMap { $0.hasPrefix("/") ? $0 : nil } }
        return (setting("XDG_CONFIG_HOME") ?? setting("HOME").map { $0 + "/.config" }).map { $0 + "/heddle/keys" }
    }

    /// The keys of a file, or of the usual one if there is one. Errors: every line that is wrong, with its place.
    static func load(_ file: String?) throws -> KeyMap {
        guard let path = file ?? usualFile, file != nil || FileBytes.exists(path) else { return .standard }
        let text: String
        do {
            text = String(decoding: try FileBytes.read(path, limit: KeyMapFile.sizeLimit), as: UTF8.self)
        } catch {
            throw Failure.badInput(error.message(about: path))
        }
        let read = KeyMapFile(text)
        guard read.faults.isEmpty else {
            let lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
            for fault in read.faults { Output.complain(message(fault, in: path, lines)) }
            throw ExitStatus.badInput
        }
        return KeyMap(read.bindings)
    }

    /// The usual keys where the file is wrong: for help, which must not fail.
    static var forHelp: KeyMap {
        guard let path = usualFile, let bytes = try? FileBytes.read(path, limit: KeyMapFile.sizeLimit) else {
            return .standard
        }
        let read = KeyMapFile(String(decoding: bytes, as: UTF8.self))
        return read.faults.isEmpty ? KeyMap(read.bindings) : .standard
    }

    /// The place, the line, a caret, and what to do.
    private static func message(_ fault: KeyMapFile.Fault, in path: String, _ lines: [String]) -> String {
        let line = lines.indices.contains(fault.line - 1) ? lines[fault.line - 1] : ""
        let before = VisibleText.ofSource(String(line.prefix(fault.column - 1)))
        let carets = String(repeating: "^", count: max(1, fault.length))
        var text = "\(VisibleText.of(path)):\(fault.line):\(fault.column): error: \(VisibleText.of(fault.message))\n"
        text += "  \(VisibleText.ofSource(line))\n"
        text += "  " + String(repeating: " ", count: CellWidth.of(before)) + carets + "\n"
        return text + (fault.hint.isEmpty ? "" : "    \(VisibleText.of(fault.hint))\n")
    }
}
