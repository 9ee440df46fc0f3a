internal import HeddleProgram

extension PromelaPreprocessor {
    /// One line that begins with `#`, the `#` gone.
    func directive(_ line: [PromelaToken], sharp: SourceSpan, path: String, depth: Int) {
        guard let word = line.first else { return }
        let rest = Array(line.dropFirst())
        let span = sharp.union(line[line.count - 1].span)
        switch word.text {
        case "if": openCondition(span) { self.condition(rest, at: span) }
        case "ifdef": openCondition(span) { self.isDefined(rest, at: span) }
        case "ifndef": openCondition(span) { !self.isDefined(rest, at: span) }
        case "elif": alternative(rest, span)
        case "else": otherwise(span)
        case "endif":
            if conditions.popLast() == nil { complain("P111", span, "'#endif' without an '#if'") }
        default:
            if isActive { activeDirective(word, rest, span: span, path: path, depth: depth) }
        }
    }

    private func activeDirective(
        _ word: PromelaToken, _ rest: [PromelaToken], span: SourceSpan, path: String, depth: Int
    ) {
        switch word.text {
        case "define": define(rest, span: span)
        case "undef":
            if let name = name(rest, of: "#undef", span) { macros[name.text] = nil }
        case "include": include(rest, span: span, path: path, depth: depth)
        case "error": complain("P120", span, "the model says: \(Self.text(rest))")
        case "warning": complain("P120", .warning, span, "the model says: \(Self.text(rest))")
        case "pragma", "ident", "line": break
        default:
            if word.kind == .number { break }
            complain(
                "P121", sharpened(span, word), "the preprocessor does not know '#\(word.text)'",
                hint: Suggestions.hint(for: word.text, among: Self.directives))
        }
    }

    private static let directives = [
        "define", "undef", "include", "if", "ifdef", "ifndef", "elif", "else", "endif", "error", "warning", "pragma",
    ]

    private func sharpened(_ span: SourceSpan, _ word: PromelaToken) -> SourceSpan {
        SourceSpan(start: span.start, end: word.span.end)
    }

    private static func text(_ tokens: [PromelaToken]) -> String {
        tokens.map { $0.kind == .string ? "\"\($0.text)\"" : $0.text }.joined(separator: " ")
    }

    // MARK: Conditions

    private func openCondition(_ span: SourceSpan, _ test: () -> Bool) {
        guard conditions.count < Self.nestingLimit else {
            complain("P118", span, "conditions are nested more than \(Self.nestingLimit) deep here")
            conditions.append(Condition(isActive: false, hasTaken: true, isOuterActive: false, span: span))
            return
        }
        let outer = isActive
        let holds = outer && test()
        conditions.append(Condition(isActive: holds, hasTaken: holds, isOuterActive: outer, span: span))
    }

    private func alternative(_ rest: [PromelaToken], _ span: SourceSpan) {
        guard var last = conditions.popLast() else {
            complain("P111", span, "'#elif' without an '#if'")
            return
        }
        if last.hasElse { complain("P112", span, "'#elif' stands behind '#else'") }
        last.isActive = last.isOuterActive && !last.hasTaken && condition(rest, at: span)
        last.hasTaken = last.hasTaken || last.isActive
        conditions.append(last)
    }

    private func otherwise(_ span: SourceSpan) {
        guard var last = conditions.popLast() else {
            complain("P111", span, "'#else' without an '#if'")
            return
        }
        if last.hasElse { complain("P112", span, "this condition has an '#else' already") }
        last.isActive = last.isOuterActive && !last.hasTaken
        last.hasTaken = true
        last.hasElse = true
        conditions.append(last)
    }

    private func isDefined(_ rest: [PromelaToken], at span: SourceSpan) -> Bool {
        guard let name = name(rest, of: "#ifdef", span) else { return false }
        used.insert(name.text)
        return macros[name.text] != nil
    }

    private func name(_ rest: [PromelaToken], of what: String, _ span: SourceSpan) -> PromelaToken? {
        if let first = rest.first, first.kind == .name { return first }
        complain("P122", span, "'\(what)' wants a name")
        return nil
    }

    // MARK: #define

    private func define(_ rest: [PromelaToken], span: SourceSpan) {
        guard let name = name(rest, of: "#define", span) else { return }
        var body = Array(rest.dropFirst())
        var parameters: [String]?
        if let open = body.first, open.isSymbol("("), !open.isSpaced {
            guard let (names, length) = parameterList(body, span: span) else { return }
            parameters = names
            body.removeFirst(length)
        }
        if let sharp = body.first(where: { $0.isSymbol("#") || $0.isSymbol("##") }) {
            complain("P123", sharp.span, "'\(sharp.text)' in a macro is not supported")
            body.removeAll { $0.isSymbol("#") || $0.isSymbol("##") }
        }
        for token in body where token.kind == .bad {
            complain("P124", token.span, "the body of the macro '\(name.text)' has a part without meaning")
        }
        if let old = macros[name.text], old.parameters != parameters || old.body != body {
            complain(
                "P125", .warning, name.span,
                old.isFromOutside
                    ? "'\(name.text)' was set from outside, but here the model sets it anew"
                    : "the macro '\(name.text)' is defined anew here",
                hint: old.isFromOutside ? "put '#ifndef \(name.text)' and '#endif' around it" : nil)
        }
        macros[name.text] = Macro(parameters: parameters, body: body.filter { $0.kind != .bad })
    }

    /// The names between a macro's parentheses, and how many tokens they are with both.
    private func parameterList(_ tokens: [PromelaToken], span: SourceSpan) -> (names: [String], length: Int)? {
        var names: [String] = []
        var index = 1
        if index < tokens.count, tokens[index].isSymbol(")") { return ([], 2) }
        while index + 1 < tokens.count {
            guard tokens[index].kind == .name, !names.contains(tokens[index].text) else { break }
            names.append(tokens[index].text)
            if tokens[index + 1].isSymbol(")") { return (names, index + 2) }
            guard tokens[index + 1].isSymbol(",") else { break }
            index += 2
        }
        let isVariadic = tokens.contains { $0.isSymbol("..") || $0.isSymbol(".") }
        complain(
            "P123", span,
            isVariadic
                ? "macros with any number of parameters ('...') are not supported"
                : "a macro's parameters are different names with ',' between them, and ')' behind the last")
        return nil
    }

    // MARK: #include

    private func include(_ rest: [PromelaToken], span: SourceSpan, path: String, depth: Int) {
        guard let file = rest.first, file.kind == .string, rest.count == 1 else {
            let isSystem = rest.first?.isSymbol("<") == true
            complain(
                "P113", span,
                isSystem
                    ? "'#include <…>' is not supported: only files in the model's folder are included"
                    : "'#include' wants a file's name between '\"'")
            return
        }
        guard depth < Self.includeLimit else {
            complain("P118", span, "files include one another more than \(Self.includeLimit) deep here")
            return
        }
        guard let full = Self.joined(folderOf: path, file.text) else {
            complain(
                "P113", file.span,
                "'\(file.text)' lies outside the model's folder; only files within it are included")
            return
        }
        if let tokens = include(full, at: file.span) { process(tokens, path: full, depth: depth + 1) }
    }

    /// `name` seen from the folder of `path`, without `.` and `..`; nil where it leaves the model's folder.
    static func joined(folderOf path: String, _ name: String) -> String? {
        guard !name.isEmpty, !name.hasPrefix("/"), !name.utf8.contains(0) else { return nil }
        var parts = path.split(separator: "/").dropLast().map(String.init)
        for part in name.split(separator: "/") {
            if part == "." { continue }
            if part == ".." {
                if parts.popLast() == nil { return nil }
            } else {
                parts.append(String(part))
            }
        }
        return parts.isEmpty ? nil : parts.joined(separator: "/")
    }
}
