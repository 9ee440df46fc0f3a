internal import HeddleProgram

/// The smallest piece of a model's text that means something.
struct Token {
    enum Kind {
        /// A name, or a word that means something only in its place (`count`, `holds`).
        case name
        /// A reserved word.
        case word
        case integer
        case string
        case symbol
        /// The end of the file; always the last token.
        case end
    }

    var kind: Kind
    /// As written; of a string, its value.
    var text: String
    var span: SourceSpan
    /// An integer's value.
    var value = 0
    /// The first token on its line.
    var startsLine = false
    /// Where its line's first token begins. Unit: bytes from the start of the line.
    var indentation = 0
    /// A line end before this token ends a statement, unless a bracket is open (language.md section 2).
    var followsLineEnd = false
    /// Characters that have no place in a model, complained about already, stand right before it.
    var followsForeign = false
    /// The `///` lines right before it.
    var documentation = ""

    /// Whether it is this symbol, reserved word or word of its place.
    func isText(_ wanted: String) -> Bool {
        kind != .string && kind != .integer && text == wanted
    }
}

/// The words that cannot be names.
enum ReservedWords {
    static let all: Set<String> = [
        "allow", "assert", "assume", "at", "atomic", "await", "barrier", "bounds", "break", "case", "channel",
        "choose", "condition", "const", "continue", "daemon", "durable", "else", "enum", "event", "eventually",
        "expect", "false", "faults", "fence", "final", "for", "forbid", "free", "func", "ghost", "if", "implies",
        "in", "invariant", "join", "leadsTo", "let", "linearizable", "loop", "model", "mutex", "new", "nil", "once",
        "outcome", "pool", "process", "reachable", "refines", "return", "rwlock", "select", "self", "semaphore",
        "setup", "skip", "spawn", "spec", "struct", "switch", "thread", "true", "var", "while", "yield",
    ]

    /// After these a line may end a statement.
    static let mayEndStatement: Set<String> = [
        "break", "continue", "return", "skip", "yield", "self", "true", "false", "nil", "thread",
    ]

    /// A line that starts with one of these goes on with the statement before it.
    static let continuesStatement: Set<String> = ["&&", "||", "??", "?", ":", ".", "implies", "leadsTo", "else"]

    /// These start a declaration and never a statement.
    static let startsOnlyDeclaration: Set<String> = [
        "const", "enum", "struct", "pool", "mutex", "rwlock", "condition", "semaphore", "barrier", "once", "event",
        "channel", "setup", "func", "daemon", "thread", "process", "spec", "faults", "bounds", "invariant", "final",
        "reachable", "outcome", "eventually", "linearizable", "refines", "expect", "allow", "forbid", "model",
    ]

    /// These start a statement and never a declaration.
    static let startsOnlyStatement: Set<String> = [
        "let", "if", "select", "switch", "while", "loop", "for", "break", "continue", "return", "await", "assume",
        "assert", "choose", "join", "free", "skip", "yield", "fence", "new", "spawn",
    ]
}
